"""Display filters: dates as families read them, and codes in words.

Templates hold the sentences; these filters only turn a value into words, so that a page, its preview for staff and
its htmx part say the same thing. An absent value gives the empty string.
"""

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime

from django import template
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from journey.rules import clock, danish_dates, durations
from journey.rules.danish_dates import Language
from journey.rules.sentences import ends_sentence
from journey.selectors.shapes import AgreementCard, CaseLink, CasePage, PersonLine, TimelineItem

register = template.Library()

Labels = dict[str, str | Promise]
NEAREST = 2
"""Coming steps that a page shows at once; the rest of the road is one tap away."""

CERTAINTY: Labels = {
    "certain": gettext_lazy("Det sker"),
    "expected": gettext_lazy("Forventet"),
    "possible": gettext_lazy("Måske"),
    "unknown": gettext_lazy("Det ved vi ikke endnu"),
}
OUTCOME: Labels = {
    "granted": gettext_lazy("Ja – det er bevilget"),
    "partly_granted": gettext_lazy("Delvist ja"),
    "refused": gettext_lazy("Afslag"),
    "forwarded": gettext_lazy("Sendt videre – ikke afgjort endnu"),
    "returned": gettext_lazy("Der mangler oplysninger – sendt tilbage"),
    "postponed": gettext_lazy("Udsat"),
    "withdrawn": gettext_lazy("Trukket tilbage"),
}
ANSWER: Labels = {
    "invited": gettext_lazy("Inviteret"),
    "accepted": gettext_lazy("Kommer"),
    "declined": gettext_lazy("Kommer ikke"),
    "not_invited": gettext_lazy("Ikke inviteret"),
}
MOVE: Labels = {
    "start": gettext_lazy("Begyndt"),
    "forward": gettext_lazy("Videre"),
    "back": gettext_lazy("Flyttet tilbage"),
    "skip": gettext_lazy("Sprunget over"),
    "repeat": gettext_lazy("Vi gør det igen"),
    "not_needed": gettext_lazy("Blev ikke nødvendigt"),
}
MAY_SEE: Labels = {
    "everything": gettext_lazy("Hele forløbet og jeres beskeder"),
    "shared": gettext_lazy("Forløbet, ikke jeres beskeder"),
    "coming": gettext_lazy("Endnu ikke noget"),
    "gone": gettext_lazy("Ikke længere noget"),
}
AGREEMENT_OUTCOME: Labels = {
    "done": gettext_lazy("Det er gjort"),
    "not_done": gettext_lazy("Det blev ikke gjort"),
    "changed": gettext_lazy("Vi har aftalt noget andet"),
}
CANCELLED_BY: Labels = {
    "municipality": gettext_lazy("Aflyst af os"),
    "family": gettext_lazy("Aflyst efter jeres ønske"),
}


def _language() -> Language:
    return "en" if (get_language() or "da").startswith("en") else "da"


def _day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def _label(labels: Labels, code: str) -> str:
    return str(labels.get(code, code))


@register.simple_tag
def in_danish(translated: Container[str] = (), text: str = "") -> str:
    """The attribute of an element with words that staff wrote: a screen reader must not read them as English.

    Empty on a Danish page, whose words are Danish anyway, and for a text that is among the translated (WCAG 3.1.2).
    """
    return "" if get_language() == "da" or text in translated else format_html(' lang="{}"', "da")


@register.simple_tag
def flash_messages(request: HttpRequest | str | None) -> BaseStorage | list[str]:
    """What just happened. Asked for by request, since a page's own ``messages`` may be the messages of a thread."""
    return get_messages(request) if isinstance(request, HttpRequest) else []


@register.filter
def weekday_date(value: date | datetime | None) -> str:
    """ "torsdag 26. november" """
    return danish_dates.weekday_date(_day(value), language=_language()) if value else ""


@register.filter
def by_date(value: date | datetime | None) -> str:
    """ "senest torsdag 26. november" """
    return danish_dates.by(_day(value), language=_language()) if value else ""


@register.filter
def plain_date(value: date | datetime | None) -> str:
    """ "28. september", with the year when it is another one: for what lies behind, where the weekday is noise."""
    return danish_dates.date_range(_day(value), _day(value), language=_language()) if value else ""


@register.filter
def date_range(first: date | None, last: date | None) -> str:
    """ "7.–18. december"; with one end only, that end is said for what it is."""
    if first and last:
        same = first == last
        return weekday_date(first) if same else danish_dates.date_range(first, last, language=_language())
    if last:
        return by_date(last)
    return _("tidligst %(day)s") % {"day": weekday_date(first)} if first else ""


@register.filter
def at_time(value: datetime | None) -> str:
    """ "14", "14.30"; "14:30" in English."""
    if not value:
        return ""
    local = clock.local(value)
    if _language() == "en":
        return f"{local.hour}:{local.minute:02}"
    return f"{local.hour}.{local.minute:02}" if local.minute else str(local.hour)


@register.filter
def relative_day(value: date | datetime | None) -> str:
    """ "i dag", "i går", "i morgen", otherwise the weekday and date."""
    return danish_dates.relative_day(_day(value), language=_language()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """ "i går kl. 22.41" """
    if not value:
        return ""
    return _("%(day)s kl. %(time)s") % {"day": relative_day(value), "time": at_time(value)}


@register.filter
def next_time(value: datetime | None) -> str:
    """ "i morgen kl. 8", "mandag kl. 8"; the date only when it is a week or more away."""
    if not value:
        return ""
    day = _day(value)
    days_ahead = (day - clock.today()).days
    if not 1 < days_ahead < 7:
        return moment(value)
    names = danish_dates.WEEKDAYS_EN if _language() == "en" else danish_dates.WEEKDAYS_DA
    return _("%(day)s kl. %(time)s") % {"day": names[day.weekday()], "time": at_time(value)}


@register.filter
def has_passed(value: date | None) -> bool:
    """Whether a day lies behind: what was expected then is late, and said to be."""
    return value is not None and value < clock.today()


@register.filter
def nearest(ahead: Sequence[TimelineItem]) -> list[TimelineItem]:
    """What lies next on the road and everything with a date, out of items that come furthest first."""
    return [item for place, item in enumerate(reversed(ahead)) if place < NEAREST or _is_dated(item)][::-1]


@register.filter
def further(ahead: Sequence[TimelineItem]) -> list[TimelineItem]:
    """The rest of the road, furthest first."""
    near = nearest(ahead)
    return [item for item in ahead if item not in near]


def _is_dated(item: TimelineItem) -> bool:
    return item.kind == "meeting" or bool(item.step and (item.step.expected_from or item.step.expected_to))


@register.filter
def certainty_label(code: str) -> str:
    return _label(CERTAINTY, code)


@register.filter
def outcome_label(code: str) -> str:
    """The plain word. Forwarded and refused are never worded alike (glossary, trap 3)."""
    return _label(OUTCOME, code)


@register.filter
def answer_label(code: str) -> str:
    return _label(ANSWER, code)


@register.filter
def move_label(code: str) -> str:
    return _label(MOVE, code)


@register.filter
def may_see_label(code: str) -> str:
    """What somebody around the child may see, as "who is involved" tells it (RQ-129)."""
    return _label(MAY_SEE, code)


@register.filter
def after_title(text: str, title: str) -> str:
    """The words that the title does not already say: a title taken from the first sentence is not said twice.

    A title that ends where no sentence surely does, says too little to leave its words out: then the text is whole.
    """
    cut = title.removesuffix(" …")
    if not cut or not text.startswith(cut):
        return text
    rest = text.removeprefix(cut)
    if cut != title:
        return f"… {rest.lstrip()}"
    if rest in {"", "."}:
        return ""
    return rest[1:].lstrip() if ends_sentence(text, len(cut)) else text


@register.filter
def agreement_outcome(code: str) -> str:
    return _label(AGREEMENT_OUTCOME, code)


@register.filter
def still_open(agreements: Iterable[AgreementCard]) -> list[AgreementCard]:
    return [one for one in agreements if one.is_open]


@register.filter
def closed_ones(agreements: Iterable[AgreementCard]) -> list[AgreementCard]:
    return [one for one in agreements if not one.is_open]


@register.filter
def cancelled_by_label(code: str) -> str:
    """Cancelled by the municipality and by the family are told apart (RQ-077); a name is said as it is."""
    return str(CANCELLED_BY[code]) if code in CANCELLED_BY else _("Aflyst af %(name)s") % {"name": code}


@register.filter
def expected_kind_label(code: str) -> str:
    """What an expected date is: law, the municipality's promise, an estimate or history; never merged (RQ-011)."""
    return durations.kind_label(durations.DurationKind(code), language=_language()) if code else ""


@register.filter
def unbroken(text: str) -> str:
    """Keeps "8–15" on one line: a line may otherwise break after the dash."""
    return text.replace("–", "\u2060–\u2060")


@register.filter
def genitive(name: str) -> str:
    """ "Viktors", "Mathias'"; "Viktor's" in English."""
    if _language() == "en":
        return f"{name}’s"
    return f"{name}’" if name[-1:].lower() in ("s", "x", "z") else f"{name}s"


@register.filter
def initials(name: str) -> str:
    """Of a member of staff: first and last name. Children are never drawn (direction of the pages, 5)."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def with_role(person: PersonLine | None) -> str:
    """ "Torben Friis, psykolog, PPR": a name with what the person does and where."""
    if not person:
        return ""
    return ", ".join(part for part in (person.name, person.title, person.unit) if part)


@register.filter
def has_child(links: Iterable[CaseLink], child_name: str) -> bool:
    """Whether another of the reader's courses goes by this child's name, so that the name alone does not tell which."""
    return any(link.child_name == child_name for link in links)


@register.filter
def news_of(page: CasePage) -> list[TimelineItem]:
    """What is new since the last visit, in the order of the page."""
    return [item for item in (*page.ahead, *page.current, *page.past) if item.is_new]
