"""The language that the person at work has chosen, for texts that our own rules say in two languages."""

from django.utils.translation import get_language

from journey.rules.danish_dates import Language


def spoken() -> Language:
    return "en" if get_language() == "en" else "da"
