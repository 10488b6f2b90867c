"""What leaves the product: one sentence that says there is something to read, and never what (T10, T26, RQ-091)."""

from dataclasses import dataclass
from email.utils import formatdate, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac

from journey.models import Person
from journey.rules import clock


def reference_of(delivery_id: UUID) -> str:
    """What a delivery is called outside: 32 hex digits, keyed, so that it tells nothing, and the same each time."""
    return salted_hmac("messaging.mail", str(delivery_id), algorithm="sha256").hexdigest()[:32]


def mail_to(person: Person, delivery_id: UUID, *, news: int) -> EmailMessage:
    """There is news, and how many pieces. See ``_mail``."""
    texts = "notices/email_subject.txt", "notices/email_body.txt"
    return _mail(*texts, person.language, person.email, delivery_id, news=news)


def changed_mail(language: str, address: str, row_id: UUID) -> EmailMessage:
    """To an address that may no longer be the person's: how we reach somebody was changed (T46)."""
    return _mail("notices/changed_subject.txt", "notices/changed_body.txt", language, address, row_id)


def changed_text(language: str) -> str:
    """The same as one SMS."""
    with translation.override(language):
        return render_to_string("notices/changed_sms.txt").strip()


def _mail(
    subject_file: str, body_file: str, language: str, address: str, row_id: UUID, *, news: int = 1
) -> EmailMessage:
    """The same words for good and bad news, in the person's language; no name, no link, no id.

    The template gets nothing but how many pieces of ``news`` it is about, so nothing can slip into it (T23). The
    Message-ID is the delivery's, keyed: a mail that is sent again after an unknown outcome is the same mail to the
    systems on its way.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    with translation.override(language):
        subject = render_to_string(subject_file).strip()
        body = render_to_string(body_file, {"news": news})
    headers = {
        "Message-ID": f"<{reference_of(row_id)}@{domain}>",
        "Date": formatdate(clock.now().timestamp(), localtime=False),
        "List-Id": f"<nyt.{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(subject=subject, body=body, to=[address], headers=headers)


def sms_text(language: str, *, news: int = 1) -> str:
    """One SMS in the person's language; the template gets the number of pieces of news and nothing else."""
    with translation.override(language):
        return render_to_string("notices/sms.txt", {"news": news}).strip()


def push_words(language: str) -> dict[str, str]:
    """What a telephone shows, perhaps on a locked screen: the same for good and bad news, with no name, link or id."""
    with translation.override(language):
        title, body = render_to_string("notices/push.txt").strip().splitlines()
    return {"title": title, "body": body, "lang": language}


@dataclass(frozen=True, slots=True)
class DigitalPostWords:
    label: str
    notification: str
    text: str
    language: str


def digital_post_words(language: str) -> DigitalPostWords:
    """Label, notification and text: they say what every road says."""
    with translation.override(language):
        label = render_to_string("notices/email_subject.txt").strip()
        text = render_to_string("notices/digital_post_body.txt")
    return DigitalPostWords(label, sms_text(language), text, language)
