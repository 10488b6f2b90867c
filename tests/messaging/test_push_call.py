"""The call itself, over TLS: to the address that was checked, for the name that was meant, and nowhere else (SSRF)."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django import Settings

from config.demo.push_simulator import is_signed, phone_keys, unlocked
from messaging.delivery.channels import webpush
from messaging.delivery.channels.outcome import Outcome
from messaging.models import PushSubscription
from messaging.models.delivery import DeliveryState
from tests.messaging.pushing import KEY

NAME = "push.example"
P256DH, AUTH = phone_keys()


def certificate(folder: Path, name: str) -> Path:
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    day, now = timedelta(days=1), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        .sign(key, SHA256())
    )
    file = folder / "push.pem"
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(written + made.public_bytes(Encoding.PEM))
    return file


class Service(BaseHTTPRequestHandler):
    """Notes what comes and answers as told."""

    heard: list[tuple[str, dict[str, str], bytes]]
    status = 201

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, dict(self.headers.items()), body))
        self.send_response(self.status)
        self.send_header("Location", "https://push.example/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[type[Service]]:
    """A push service on this machine that has the certificate of ``push.example``; the look-up leads to it."""
    kind = type("Bound", (Service,), {"heard": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    file = certificate(tmp_path, NAME)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    trusting = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr("messaging.delivery.channels.webpush.ssl.create_default_context", lambda: trusting)
    monkeypatch.setattr("messaging.delivery.channels.webpush.looked_up", lambda _parts: "127.0.0.1")
    monkeypatch.setattr("messaging.delivery.channels.webpush.HTTPS", server.server_address[1])
    settings.WEB_PUSH = {
        "private_key": KEY,
        "subject": "mailto:drift@roedtraad.example",
        "hosts": [NAME, "other.example"],
        "simulator": "",
    }
    yield kind
    server.shutdown()
    server.server_close()


def called(endpoint: str = f"https://{NAME}/w/1?token=2") -> Outcome:
    return webpush.send(PushSubscription(endpoint=endpoint, p256dh=P256DH, auth=AUTH), "da")


def test_it_says_who_we_are_and_only_the_browser_can_read_it(service: type[Service]) -> None:
    assert called() == Outcome(DeliveryState.SENT)
    [(path, headers, body)] = service.heard
    assert path == "/w/1?token=2"
    assert is_signed(headers, f"https://{NAME}")
    assert not is_signed(headers, "https://other.example")
    assert (headers["Content-Encoding"], headers["TTL"], headers["Topic"]) == ("aes128gcm", "86400", "nyt")
    assert b"nyt" not in body
    assert "Der er nyt" in unlocked(body)


def test_no_redirect_is_followed(service: type[Service]) -> None:
    service.status = 307
    assert called() == Outcome(DeliveryState.FAILED, "http_307")
    assert len(service.heard) == 1


def test_a_certificate_of_somebody_else_is_not_believed(service: type[Service]) -> None:
    outcome = called("https://other.example/w/1")
    assert (outcome.state, service.heard) == (DeliveryState.RETRY, [])


def test_a_name_that_leads_inside_is_not_called(service: type[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(_parts: object) -> str:
        raise OSError("no public address")

    monkeypatch.setattr("messaging.delivery.channels.webpush.looked_up", inside)
    assert called() == Outcome(DeliveryState.RETRY, "OSError")
    assert service.heard == []


@pytest.mark.parametrize(
    ("status", "state", "error"),
    [
        (204, DeliveryState.SENT, ""),
        (400, DeliveryState.FAILED, "http_400"),
        (401, DeliveryState.RETRY, "http_401"),
        (403, DeliveryState.RETRY, "http_403"),
        (404, DeliveryState.FAILED, "gone"),
        (408, DeliveryState.RETRY, "http_408"),
        (410, DeliveryState.FAILED, "gone"),
        (413, DeliveryState.FAILED, "http_413"),
        (429, DeliveryState.RETRY, "http_429"),
        (500, DeliveryState.RETRY, "http_500"),
        (503, DeliveryState.RETRY, "http_503"),
    ],
)
def test_what_each_answer_means(service: type[Service], status: int, state: DeliveryState, error: str) -> None:
    service.status = status
    assert called() == Outcome(state, error)
