"""Codes of deliveries in words that a colleague reads."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()
Words = dict[str, str | Promise]

KINDS: Words = {
    "meeting": _("Møde"),
    "decision": _("Afgørelse"),
    "contact": _("Ny kontakt"),
    "contact_stays": _("Kontakten skifter ikke"),
    "absence": _("Fravær"),
    "case": _("Forløbet"),
    "broken_promise": _("Et løfte, der ikke blev holdt"),
    "message": _("Besked"),
    "news": _("Nyt"),
    "step": _("Trin"),
    "wait": _("Ventetid"),
    "agreement": _("Aftale"),
    "communication": _("Sådan holder vi kontakt"),
    "question": _("Spørgsmål"),
    "talk": _("Kort samtale"),
    "people": _("Hvem der er med"),
}
CHANNELS: Words = {
    "": _("Ingen vej"),
    "inapp": _("På siden"),
    "webpush": _("Besked på telefonen"),
    "email": _("E-mail"),
    "sms": _("SMS"),
    "digitalpost": _("Digital Post"),
    "call": _("Opkald"),
    "letter": _("Brev"),
}
STATES: Words = {
    "pending": _("venter på at blive sendt"),
    "sent": _("sendt"),
    "delivered": _("nået frem"),
    "retry": _("prøves igen"),
    "unknown": _("ikke til at sige endnu"),
    "failed": _("nåede ikke frem"),
    "skipped": _("ikke sendt"),
    "due": _("skal gøres"),
    "not_needed": _("ikke længere nødvendigt"),
    "reached": _("fortalt"),
    "not_reached": _("ikke truffet"),
}
REASONS: Words = {
    "no_browser": _("ingen telefon slået til"),
    "gone": _("browseren er der ikke mere"),
    "no_address": _("ingen adresse eller nummer"),
    "not_set_up": _("kommunen bruger ikke den vej"),
    "already_informed": _("personen vidste det"),
    "not_entitled": _("følger ikke forløbet"),
    "preference": _("valgt fra"),
    "pause": _("holder pause"),
    "withheld": _("vises ikke for familien"),
    "for_another": _("er til en anden i familien"),
    "internal_note": _("intern note"),
    "staff_reminder": _("jeres egen huskeliste"),
    "staff_task": _("jeres egen opgave"),
    "inactive": _("har ikke adgang mere"),
    "no_recipient": _("har ikke Digital Post"),
    "never_reported": _("ingen kunne sige, hvad der blev af den"),
}
HOW: Words = {"opened": _("Åbnet"), "acknowledged": _("Set"), "call": _("Fortalt i telefonen")}


@register.filter
def news_kind(code: str) -> str | Promise:
    return KINDS.get(code.split(".", maxsplit=1)[0], code)


@register.filter
def channel_words(code: str) -> str | Promise:
    return CHANNELS[code]


@register.filter
def state_words(code: str) -> str | Promise:
    return STATES[code]


@register.filter
def reason_words(code: str) -> str | Promise:
    """What a provider says in a code of its own stays that code; where it went along with another is no reason."""
    return "" if code.startswith("merged_into:") else REASONS.get(code, code)


@register.filter
def informed_words(code: str) -> str | Promise:
    return HOW[code]
