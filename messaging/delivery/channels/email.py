"""Handing one mail to the mail server, and saying honestly how that ended."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from messaging.delivery.channels.outcome import Outcome
from messaging.models.delivery import DeliveryState


class Mailbox:
    """One connection for a batch; after a failure the next mail opens a new one."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend = get_connection()

    def send(self, mail: EmailMessage) -> Outcome:
        """Never raises for what mail servers do."""
        try:
            self._connection.open()
        except (SMTPException, OSError) as problem:
            return self._failed(DeliveryState.RETRY, problem)
        try:
            self._connection.send_messages([mail])
        except SMTPRecipientsRefused as problem:
            permanent = all(code >= 500 for code, _words in problem.recipients.values())
            return self._failed(DeliveryState.FAILED if permanent else DeliveryState.RETRY, problem)
        except (SMTPServerDisconnected, TimeoutError) as problem:
            return self._failed(DeliveryState.UNKNOWN, problem)
        except (SMTPException, OSError) as problem:
            return self._failed(DeliveryState.RETRY, problem)
        return Outcome(DeliveryState.SENT)

    def close(self) -> None:
        try:
            self._connection.close()
        except (SMTPException, OSError):
            self._connection = get_connection()  # it was broken anyway; the mails' own outcomes are known

    def _failed(self, state: DeliveryState, problem: Exception) -> Outcome:
        self.close()
        self._connection = get_connection()
        return Outcome(state, type(problem).__name__)
