"""What the wishes of a family are called, on the forms that ask and on the pages that remind (RQ-095, RQ-099)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from journey.models.promises import NewsRhythm, WishedForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LANGUAGE_NAMES: "dict[str, str | _StrPromise]" = {
    "da": _("Dansk"),
    "en": _("Engelsk"),
    "ar": _("Arabisk"),
    "de": _("Tysk"),
    "fa": _("Persisk"),
    "ku": _("Kurdisk"),
    "pl": _("Polsk"),
    "ro": _("Rumænsk"),
    "so": "Somali",
    "tr": _("Tyrkisk"),
    "uk": _("Ukrainsk"),
    "ur": "Urdu",
}
FORM_NAMES: "dict[str, str | _StrPromise]" = {
    WishedForm.WRITTEN: _("Skriftligt"),
    WishedForm.SHORT: _("Skriftligt og kort"),
    WishedForm.PHONE: _("Ring hellere"),
    WishedForm.HOME: _("Hellere et møde, gerne hjemme"),
}
RHYTHM_NAMES: "dict[str, str | _StrPromise]" = {
    NewsRhythm.AT_ONCE: _("Med det samme"),
    NewsRhythm.DAILY: _("Samlet én gang om dagen"),
}
