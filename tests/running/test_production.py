"""A real installation says what is wrong with its environment before it starts."""

import pytest

from tests.journey.identity.test_checks import PRODUCTION, START_PRODUCTION, python

HOSTS = "ALLOWED_HOSTS must be host names"
MAIL = "from django.conf import settings; print(settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS)"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", PRODUCTION["SECRET_KEY"][:31], "SECRET_KEY must be at least 32 characters"),
        ("SECRET_KEY", "only-for-the-demo-municipality", "SECRET_KEY must be at least 32 characters"),
        ("ALLOWED_HOSTS", "*", HOSTS),
        ("ALLOWED_HOSTS", "roedtraad.example,*", HOSTS),
        ("ALLOWED_HOSTS", "roedtraad.example, www.roedtraad.example", HOSTS),
        ("ALLOWED_HOSTS", "roedtraad.example,", HOSTS),
        ("ALLOWED_HOSTS", " ", HOSTS),
        ("ALLOWED_HOSTS", "https://roedtraad.example", HOSTS),
        ("ALLOWED_HOSTS", ".roedtraad.example", "ALLOWED_HOSTS must begin with the public host name"),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT must be a port number, such as 587."),
        ("EMAIL_PORT", "70000", "EMAIL_PORT must be a port number, such as 587."),
        ("EMAIL_SECURITY", "ssl", "EMAIL_SECURITY must be tls, starttls or none"),
    ],
)
def test_what_cannot_be_right_is_refused_in_a_sentence(name: str, value: str, sentence: str) -> None:
    ended = python(START_PRODUCTION, **{name: value})
    assert ended.returncode != 0
    assert "STARTED" not in ended.stdout
    assert sentence in ended.stderr


def test_several_hosts_are_fine() -> None:
    hosts = "roedtraad.example,www.roedtraad.example,.intern.example,127.0.0.1,[::1],web"
    assert "STARTED" in python(START_PRODUCTION, ALLOWED_HOSTS=hosts).stdout


@pytest.mark.parametrize(
    ("port", "said", "ssl_and_starttls"),
    [
        ("465", "", "True False"),
        ("587", "", "False True"),
        ("25", "", "False True"),
        ("2525", "tls", "True False"),
        ("465", "starttls", "False True"),
        ("25", "none", "False False"),
    ],
)
def test_mail_is_encrypted_as_the_port_expects_unless_it_is_said(port: str, said: str, ssl_and_starttls: str) -> None:
    assert python(MAIL, EMAIL_PORT=port, EMAIL_SECURITY=said).stdout.strip() == ssl_and_starttls
