"""`python -m tests.e2e.prepare`: fills an empty database with the people of the browser journeys.

A process of its own, because the browser's event loop and Django's database layer do not share a thread. The clock is
simulated back to let days pass; what the browsers see is the present.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import reverse  # noqa: E402

from journey.identity.checks import DEMO_ISSUER  # noqa: E402
from journey.models import Case, Child, Person, Step, Unit  # noqa: E402
from journey.models.people import RelationKind  # noqa: E402
from journey.rules import clock  # noqa: E402
from journey.services.cases import case_open  # noqa: E402
from journey.services.contact import absence_register  # noqa: E402
from journey.services.people import (  # noqa: E402
    child_register,
    employment_start,
    identity_bind,
    person_register,
    relation_start,
)
from journey.services.steps import MoveKind, Takeover, step_move  # noqa: E402
from journey.services.updates import update_post  # noqa: E402
from journey.views.staff_routes import STAFF_ROUTES  # noqa: E402
from journey.watch.scan import scan  # noqa: E402
from messaging.services.messages import message_post  # noqa: E402
from messaging.services.threads import thread_of  # noqa: E402
from tests.cast import Cast, build_cast  # noqa: E402
from tests.e2e.site import DINAS_WORDS  # noqa: E402
from tests.web.staff_story import answers, build_story  # noqa: E402

STORY = "a01_viktor.yaml"
SILENCE = timedelta(days=40)
"""Longer than any rhythm: Dina's next word is broken, Viktor's would be without the news that Lone posts."""


def main() -> dict[str, Any]:
    """What the journeys need to know: the ids of the pages they visit."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", str(settings.BASE_DIR / "scenarios" / STORY), stdout=sys.stderr)
    present = clock.now()
    with clock.simulated(present - SILENCE):
        cast = build_cast()
        employ_leader(cast)
        leave_alone(cast)
        open_case_of(cast, child="Vega", mother="Sofie Ravn", rhythm=14)
    with clock.simulated(present - timedelta(days=13)):
        open_case_of(cast, child="Alba", mother="Karla Juhl", rhythm=14)
    with clock.simulated(present - timedelta(days=2)):
        open_long_case(cast)
        forms = forms_of(cast)
        post_news(cast)
    scan()
    for person in Person.objects.filter(identities=None, is_active=True):
        identity_bind(person=person, issuer=DEMO_ISSUER, subject=str(uuid4()))
    return known(cast, forms)


def employ_leader(cast: Cast) -> None:
    """Mogens leads the school where Charlie keeps Dina waiting."""
    unit = cast.dinas_case.unit
    mogens = person_register(municipality=cast.municipality, display_name="Mogens Vang", given_name="Mogens")
    employment_start(person=mogens, unit=unit, title="skoleleder", is_leader=True)


def leave_alone(cast: Cast) -> None:
    """Dina writes, and nobody answers. Nora can log in and has no case."""
    thread = thread_of(case=cast.dinas_case, guardian=cast.dina)
    message_post(thread=thread, author=cast.dina, body=DINAS_WORDS, client_token=uuid4())
    person_register(municipality=cast.municipality, display_name="Nora Kjær", given_name="Nora")


def open_case_of(cast: Cast, *, child: str, mother: str, rhythm: int) -> None:
    """Another family of Lone's, with its first step in progress and nothing said since."""
    parent = person_register(municipality=cast.municipality, display_name=mother, given_name=mother.split()[0])
    of_whom = child_register(municipality=cast.municipality, given_name=child)
    relation_start(child=of_whom, person=parent, kind=RelationKind.CUSTODIAN, label="mor")
    case = case_open(
        child=of_whom,
        unit=cast.school,
        blueprint=cast.blueprint,
        contact=cast.lone,
        deputy=cast.henrik,
        opened_by=cast.lone,
        rhythm_days={parent: rhythm},
    )
    first = case.steps.order_by("position")[0]
    takeover = Takeover(owner=cast.lone)
    step_move(step=first, kind=MoveKind.START, by=cast.lone, sentence="Vi begynder nu.", takeover=takeover)


def open_long_case(cast: Cast) -> None:
    """A first screen with as many words as it can get: long names, somebody who stands in, a long step and sentence."""

    def staff(name: str, title: str) -> Person:
        person = person_register(municipality=cast.municipality, display_name=name, given_name=name.split()[0])
        employment_start(person=person, unit=cast.school, title=title)
        return person

    contact = staff("Anne-Kathrine Østergaard-Christoffersen", "specialpædagogisk børnehaveklasseleder")
    cover = staff("Bernhard-Emanuel Frederiksen-Bjerregaard", "tovholder for særlig tilrettelagt støtte")
    mother = person_register(municipality=cast.municipality, display_name="Tove Ild", given_name="Tove")
    child = child_register(municipality=cast.municipality, given_name="Maximiliane")
    relation_start(child=child, person=mother, kind=RelationKind.CUSTODIAN, label="mor")
    case = case_open(
        child=child, unit=cast.school, blueprint=cast.blueprint, contact=contact, deputy=cover, opened_by=contact
    )
    step = case.steps.order_by("position")[0]
    Step.objects.filter(pk=step.pk).update(title="Vi samler alt, hvad skolen, PPR og I selv ved om Maximilianes dag")
    sentence = "Bernhard-Emanuel læser det, som PPR og talehørelæreren har skrevet, og ringer om det på torsdag."
    step_move(step=step, kind=MoveKind.START, by=contact, sentence=sentence, takeover=Takeover(owner=cover))
    absence_register(person=contact, cover=cover, first_day=clock.today(), last_day=None, by=contact)


def forms_of(cast: Cast) -> dict[str, dict[str, str]]:
    """Every form about the case with an address at which it can be opened, and the first name of who may."""
    ways = answers(build_story(cast))
    return {name: {"url": _form_url(cast.case.pk, name, way.about), "who": way.who} for name, way in ways.items()}


def _form_url(case_id: UUID, name: str, about: UUID | None) -> str:
    needs_row = next(route.subject for route in STAFF_ROUTES if route.name == name)
    return reverse(f"journey:{name}", args=[case_id, about] if needs_row else [case_id])


def post_news(cast: Cast) -> None:
    update_post(
        case=cast.case,
        author=cast.lone,
        happened="Torben har været på besøg i Viktors klasse.",
        means="Han har set, hvordan en almindelig dag er for Viktor.",
        not_means="PPV’en er ikke færdig endnu.",
        next_text="Torben kommer igen i næste uge.",
    )


def known(cast: Cast, forms: dict[str, dict[str, str]]) -> dict[str, Any]:
    story = Case.objects.get(child__given_name="Viktor", municipality__slug="lindehoej")
    return {
        "case": str(cast.case.pk),
        "anja": str(cast.anja.pk),
        "jonas": str(cast.jonas.pk),
        "dinas_case": str(cast.dinas_case.pk),
        "dina": str(cast.dina.pk),
        "story_case": str(story.pk),
        "story_anja": str(Person.objects.get(display_name="Anja Brandt").pk),
        "forms": forms,
        "names": sorted(names()),
    }


def names() -> set[str]:
    """Every name that must not leave a page by its title or address (T26)."""
    found: set[str] = set()
    for rows, column in (
        (Person.objects, "display_name"),
        (Person.objects, "given_name"),
        (Child.objects, "given_name"),
        (Unit.objects, "name"),
    ):
        found |= set(rows.values_list(column, flat=True))
    return found


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(main()), encoding="utf-8")
