"""A simulator of a mail server that fails in every way that the product must live with. It keeps what it took.

Not a mock of ours: it stands where the real mail server stands, at Django's port for e-mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from smtplib import SMTPConnectError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

PATH = "config.simulation.mail_simulator.MailSimulator"
FAULTS = ("down", "refused_for_now", "unknown_address", "full", "lost_before", "lost_after")
WEIGHTS = (3, 3, 1, 2, 2, 2)


@dataclass
class Server:
    """The one server of a run: how often it fails, and what it has taken, by Message-ID."""

    chance: Random = field(default_factory=lambda: Random(0))  # noqa: S311 -- a simulation, not a secret
    faults: float = 0.0
    taken: Counter[str] = field(default_factory=Counter)
    doubtful: set[str] = field(default_factory=set)
    """Taken, but the line broke before it said so: sending these once more is right, with the same Message-ID."""
    failed: Counter[str] = field(default_factory=Counter)

    def fault(self) -> str:
        if self.chance.random() >= self.faults:
            return ""
        kind = self.chance.choices(FAULTS, WEIGHTS)[0]
        self.failed[kind] += 1
        return kind


server = Server()


def start(seed: int, faults: float) -> Server:
    """The server, emptied for a new run."""
    server.chance.seed(seed)
    server.faults = faults
    for kept in (server.taken, server.doubtful, server.failed):
        kept.clear()
    return server


class MailSimulator(BaseEmailBackend):
    """What Django asks for when it wants to send. Failures are those of smtplib, as a real server causes them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            self._send(mail)
        return len(email_messages)

    def _send(self, mail: EmailMessage) -> None:
        name, fault, [to] = str(mail.extra_headers["Message-ID"]), server.fault(), mail.to
        if fault == "down":
            raise SMTPConnectError(421, "simulated: not reachable")
        if fault == "refused_for_now":
            raise SMTPRecipientsRefused({to: (450, b"simulated: try again")})
        if fault == "unknown_address":
            raise SMTPRecipientsRefused({to: (550, b"simulated: no such address")})
        if fault == "full":
            raise SMTPDataError(452, "simulated: no space")
        if fault == "lost_before":
            raise SMTPServerDisconnected("simulated: before anything was taken")
        server.taken[name] += 1
        if fault == "lost_after":
            server.doubtful.add(name)
            raise SMTPServerDisconnected("simulated: after it was taken")
