"""What is said after something was done: who hears again, and when."""

from dataclasses import replace

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.language import spoken
from journey.models import NextWord, Person
from journey.rules import clock, danish_dates
from journey.selectors.choices import promised, without_login


def told(access: Access, only: Person | None = None) -> str:
    """ "Sendt. Anja hører igen senest torsdag 3. december." One sentence per date that differs."""
    access = _now(access)
    words = [word for word in promised(access) if only is None or word.person_id == only.pk]
    calls = [_must_be_called(one) for one in without_login(access) if only is None or one.pk == only.pk]
    return " ".join([_("Sendt."), *(_hears(word) for word in words), *calls])


def done(access: Access, sentence: str) -> str:
    """What happened, and when each of the family hears again."""
    return " ".join([sentence, *(_hears(word) for word in promised(_now(access)))])


def _now(access: Access) -> Access:
    """As things stand after the act: whoever it let in follows the course too."""
    return replace(access, at=clock.now())


def _hears(word: NextWord) -> str:
    day = danish_dates.by(word.due_on, language=spoken())
    return _("%(name)s hører igen %(day)s.") % {"name": word.person.given_name, "day": day}


def _must_be_called(person: Person) -> str:
    return _("%(name)s kan ikke læse det her. Ring eller skriv brev.") % {"name": person.given_name}
