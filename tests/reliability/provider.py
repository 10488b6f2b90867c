"""Providers that write down what they have taken, in the test's own process: what a killed worker cannot undo."""

import email
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.demo.simulators import DIGITAL_POST, SMS_1, SMS_2, Running, Simulators
from tests.bench.roles import HOST
from tests.e2e.site import free_ports


@dataclass
class Killer:
    """Kills a worker when a provider has taken something, before the worker hears of it: the worst moment there is."""

    takings_left: int = 0
    """At how manieth taking; 0: never."""
    road: str = ""
    """Of which road only; empty: of any."""
    worker: int = 0
    lock: Lock = field(default_factory=Lock)

    def taken(self, road: str) -> None:
        with self.lock:
            if self.takings_left and self.worker and self.road in {"", road}:
                self.takings_left -= 1
                if not self.takings_left:
                    os.kill(self.worker, signal.SIGKILL)


@dataclass
class DeadlySimulators(Simulators):
    """The two SMS gateways and Digital Post."""

    killer: Killer = field(default_factory=Killer)

    def take(self, gateway: str, reference: str, body: str) -> int:
        status = super().take(gateway, reference, body)
        self.killer.taken("digitalpost" if gateway == DIGITAL_POST else "sms")
        return status


@dataclass
class Providers:
    """A mail server and the simulators, with their books."""

    killer: Killer = field(default_factory=Killer)
    mails: Counter[str] = field(default_factory=Counter)
    """How often each reference was taken, by the local part of its Message-ID."""

    def __post_init__(self) -> None:
        self.simulators = DeadlySimulators(killer=self.killer)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """What aiosmtpd asks when a mail has come."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        name = str(email.message_from_bytes(raw, policy=default)["Message-ID"])
        self.mails[name.strip("<>").partition("@")[0]] += 1
        self.killer.taken("email")
        return "250 Kept"

    def books(self, channel: str) -> Counter[str]:
        """How often each reference was handed over on a road and taken."""
        if channel == "email":
            return self.mails
        gateways = (SMS_1, SMS_2) if channel == "sms" else (DIGITAL_POST,)
        taken = [one for gateway in gateways for one in self.simulators.to(gateway)]
        return sum((Counter({one.reference: one.calls}) for one in taken), Counter[str]())


@contextmanager
def providers() -> Iterator[tuple[Providers, dict[str, Any]]]:
    """They and the settings of whoever is to use them."""
    (port,) = free_ports(1)
    taking = Providers()
    server = Controller(taking, hostname=HOST, port=port)
    with Running(simulators=taking.simulators) as running:
        server.start()
        try:
            sender = {"sender_cvr": "12345678", "sender_label": "Lindehøj Kommune"}
            yield (
                taking,
                {
                    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                    "EMAIL_HOST": HOST,
                    "EMAIL_PORT": port,
                    "SMS_GATEWAYS": [running.gateway(SMS_1), running.gateway(SMS_2)],
                    "DIGITAL_POST": {**running.gateway(DIGITAL_POST), **sender},
                },
            )
        finally:
            server.stop()
