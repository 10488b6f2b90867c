"""What somebody can be in a case, and the words for it: none of them may make anyone the contact (RQ-020, RQ-022)."""

import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import override

from journey import own_words
from journey.errors import DomainError
from journey.models import Case
from journey.services.words import check_text, check_worded

WITHOUT_A_CODE = "professional"
"""The role of somebody who takes over no role and no step, so that the case can be seen at all."""
HELD_IN_ANOTHER_WAY = ("contact_person", "deputy", "blueprint_editor")
"""Contact and deputy are changed by contact_change, which tells the family in words."""
LANGUAGES = ("da", "en")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Controls, and signs that turn the direction of what stands after them: a name could be shown as another."""


def roles_given_in(case: Case) -> dict[str, dict[str, str]]:
    """The roles that can be given in the case, by its own template: the title of each code, by language."""
    titles = {one["code"]: one["title"] for one in case.blueprint.content["roles"]}
    return {code: title for code, title in titles.items() if code not in HELD_IN_ANOTHER_WAY}


def check_role(case: Case, code: str) -> str:
    """The code, if it is one of the case's own template, or of somebody who is just a colleague."""
    if not code.strip():
        raise DomainError("text_missing", _("Vælg en rolle."), field="role")
    if code != WITHOUT_A_CODE and code not in roles_given_in(case):
        raise DomainError("role_unknown", _("Vælg noget fra listen."), field="role")
    return code


def check_label(case: Case, label: str, *, role: str = "") -> str:
    """What somebody is here, in real words and in no words that the product keeps for contact, deputy and leader.

    The role's own title in the template is always right.
    """
    missing = _("Skriv, hvad personen er i forløbet.")
    label = check_worded(check_text(label, field="label", missing=missing, limit=100), field="label", missing=missing)
    if any(unicodedata.category(one) in _UNSEEN for one in label):
        raise DomainError("text_invalid", _("Teksten indeholder et tegn, der ikke kan gemmes."), field="label")
    if label not in roles_given_in(case).get(role, {}).values() and _same(label) in _kept_words(case):
        sentence = _("De ord bruger vi kun om kontakt, stedfortræder og leder. Skriv, hvad personen er.")
        raise DomainError("label_reserved", sentence, field="label")
    return label


def _kept_words(case: Case) -> set[str]:
    kept = set()
    for language in LANGUAGES:
        with override(language):
            kept |= {_same(str(one)) for one in own_words.PARTS}
    roles = case.blueprint.content["roles"]
    titles = [one["title"] for one in roles if one["code"] in HELD_IN_ANOTHER_WAY]
    return kept | {_same(words) for title in titles for words in title.values()}


def _same(words: str) -> str:
    """The words as a reader takes them: without case, doubled spaces and signs around them."""
    letters = "".join(one if one.isalnum() else " " for one in unicodedata.normalize("NFKC", words).casefold())
    return " ".join(letters.split())
