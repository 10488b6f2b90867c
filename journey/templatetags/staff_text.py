"""Display filters of the staff side: how long ago, and several names in one breath."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from journey.models.promises import NewsRhythm, WishedForm
from journey.rules import clock
from journey.selectors.people_shapes import CommunicationCard
from journey.selectors.release_asks import ReleaseAsk
from journey.wish_names import FORM_NAMES, LANGUAGE_NAMES

register = template.Library()


@register.filter
def days_ago(value: date | None) -> str:
    """ "i dag", "i går", "for 6 dage siden" """
    if value is None:
        return ""
    days = (clock.today() - value).days
    if days <= 1:
        return _("i går") if days == 1 else _("i dag")
    return ngettext("for %(count)d dag siden", "for %(count)d dage siden", days) % {"count": days}


@register.filter
def in_words(names: Iterable[str]) -> str:
    """ "Anja", "Anja og Jonas", "Anja, Bo og Jonas" """
    *first, last = list(dict.fromkeys(names)) or [""]
    return _("%(first)s og %(last)s") % {"first": ", ".join(first), "last": last} if first else last


@register.filter
def first_names(rows: Iterable[object]) -> list[str]:
    """The first names of promise lines, of readers of a preview or of people."""
    names = ("first_name", "given_name", "name")
    return [next((str(getattr(row, name)) for name in names if hasattr(row, name)), "") for row in rows]


@register.filter
def of_step(asks: Mapping[UUID, ReleaseAsk], step_id: UUID) -> ReleaseAsk | None:
    return asks.get(step_id)


@register.filter
def of_person(cards: Iterable[CommunicationCard], person_id: UUID) -> CommunicationCard | None:
    return next((card for card in cards if card.person_id == person_id), None)


@register.filter
def wished(card: CommunicationCard) -> list[str]:
    """What one of the family has asked for beyond what holds for everybody, each in a few words (RQ-096)."""
    said = [
        card.form != WishedForm.WRITTEN and str(FORM_NAMES[card.form]),
        card.wants_good_news and _good_news(card),
        card.language and str(LANGUAGE_NAMES[card.language]),
        card.needs_interpreter and _("tolk med til møder"),
        card.quiet_from and _("ingen e-mail kl. %(a)s–%(b)s") % {"a": card.quiet_from, "b": card.quiet_to},
        card.news_rhythm == NewsRhythm.DAILY and _("nyt samlet én gang om dagen"),
        not card.email_news and _("ingen e-mail om nyt"),
        card.sms_news and _("SMS om nyt"),
        not card.email_messages and _("ingen e-mail om beskeder"),
        card.sms_messages and _("SMS om beskeder"),
        *(_by_sms(card, group, about) for group, about in _MUST_GO_WORDS.items()),
    ]
    return [one for one in said if one]


_MUST_GO_WORDS = {
    "meetings": _lazy("møder"),
    "decisions": _lazy("svar, frister og støtte"),
    "people": _lazy("skift af personer"),
}


def _by_sms(card: CommunicationCard, group: str, about: str | Promise) -> str:
    """How what must be known is told first, when that is not by e-mail alone."""
    if not getattr(card, f"sms_{group}"):
        return ""
    both = getattr(card, f"email_{group}")
    return (_("både e-mail og SMS om %(what)s") if both else _("SMS om %(what)s")) % {"what": about}


def _good_news(card: CommunicationCard) -> str:
    if card.last_good_news_on is None:
        return _("vil også høre, når noget går godt – har ikke fået godt nyt endnu")
    return _("vil også høre, når noget går godt – sidst %(when)s") % {"when": days_ago(card.last_good_news_on)}
