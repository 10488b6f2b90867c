"""What leaves the product: one sentence that says there is something to read, and never what (T10, T26, RQ-091)."""

from email.utils import formatdate, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac

from journey.models import Person
from journey.rules import clock


def mail_to(person: Person, delivery_id: UUID) -> EmailMessage:
    """The same words for good and bad news, in the person's language; no name, no link, no id.

    The template gets no context at all, so nothing can slip into it (T23). The Message-ID is the delivery's, keyed:
    a mail that is sent again after an unknown outcome is the same mail to the systems on its way.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    keyed = salted_hmac("messaging.mail", str(delivery_id), algorithm="sha256").hexdigest()[:32]
    with translation.override(person.language):
        subject = render_to_string("notices/email_subject.txt").strip()
        body = render_to_string("notices/email_body.txt")
    headers = {
        "Message-ID": f"<{keyed}@{domain}>",
        "Date": formatdate(clock.now().timestamp(), localtime=False),
        "List-Id": f"<nyt.{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(subject=subject, body=body, to=[person.email], headers=headers)
