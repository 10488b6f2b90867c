"""Display filters of the staff side: how long ago, and several names in one breath."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.rules import clock

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
