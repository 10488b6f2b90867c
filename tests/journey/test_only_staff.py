"""A relative is never named as the one a family turns to, and what is too long is a sentence and no error page."""

from collections.abc import Callable
from datetime import date

import pytest

from journey.errors import DomainError
from journey.models import Absence, Case, ContactAssignment
from journey.rules import clock
from journey.services.cases import case_open
from journey.services.contact import ChangeWords, absence_register, contact_change
from journey.services.decisions import decision_ask, decision_reassign
from journey.services.responsibility import responsibility_move
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.waits import WaitTexts, wait_open
from tests.cast import Cast

WORDS = ChangeWords("Nyt", "Pia tager over.", "Viktor har de samme timer.", "Intet andet skifter.", "Pia skriver.")


@pytest.mark.parametrize(("seats", "field"), [(("dina", "pia"), "to"), (("pia", "dina"), "deputy")])
def test_a_contact_or_deputy_works_here(cast: Cast, seats: tuple[str, str], field: str) -> None:
    to, deputy = (getattr(cast, name) for name in seats)
    before = ContactAssignment.objects.count()

    with pytest.raises(DomainError) as refused:
        contact_change(case=cast.case, to=to, deputy=deputy, by=cast.pia, words=WORDS)

    assert (refused.value.code, refused.value.field) == ("not_staff", field)
    assert ContactAssignment.objects.count() == before


@pytest.mark.parametrize(("seats", "field"), [(("dina", "pia"), "contact"), (("pia", "dina"), "deputy")])
def test_a_case_opens_with_people_who_work_here(cast: Cast, seats: tuple[str, str], field: str) -> None:
    contact, deputy = (getattr(cast, name) for name in seats)
    before = Case.objects.count()

    with pytest.raises(DomainError) as refused:
        case_open(
            child=cast.child,
            unit=cast.school,
            blueprint=cast.blueprint,
            contact=contact,
            deputy=deputy,
            opened_by=cast.pia,
        )

    assert (refused.value.code, refused.value.field) == ("not_staff", field)
    assert Case.objects.count() == before


@pytest.mark.parametrize(("away", "cover", "field"), [("lone", "anja", "cover"), ("anja", "lone", "person")])
def test_a_cover_works_here(cast: Cast, away: str, cover: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        absence_register(
            person=getattr(cast, away),
            cover=getattr(cast, cover),
            first_day=date(2027, 2, 2),
            last_day=None,
            by=cast.pia,
        )

    assert (refused.value.code, refused.value.field) == ("not_staff", field)
    assert not Absence.objects.exists()


def test_a_label_that_is_too_long_is_said_so(cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        responsibility_move(
            case=cast.case, leaver=cast.torben, to=cast.charlie, by=cast.lone, told=WORDS, label="x" * 101
        )

    assert (refused.value.code, refused.value.field) == ("text_too_long", "label")


def test_what_is_staffs_to_do_never_lies_with_a_parent(cast: Cast) -> None:
    step, later = cast.case.steps.order_by("position")[:2]
    step_move(
        step=step, kind=MoveKind.START, by=cast.lone, sentence="Vi går i gang.", takeover=Takeover(owner=cast.lone)
    )
    decision = decision_ask(case=cast.case, by=cast.lone, asked="Mere støtte", decider_role="Skoleleder")
    begin = {"step": later, "kind": MoveKind.START, "by": cast.lone, "sentence": "Også det."}
    about = WaitTexts(awaited="svar", why="Vi har spurgt.", ends_when="Svaret er her.")
    wait = {"case": cast.case, "by": cast.lone, "texts": about, "review_on": clock.today(), "step": step}
    acts: dict[str, Callable[[], object]] = {
        "owner": lambda: step_move(takeover=Takeover(owner=cast.anja), **begin),
        "holder": lambda: wait_open(holder=cast.anja, **wait),
        "decider": lambda: decision_reassign(decision=decision, by=cast.lone, decider=cast.jonas),
    }
    for field, act in acts.items():
        with pytest.raises(DomainError) as refused:
            act()
        assert (refused.value.code, refused.value.field) == ("follows_as_family", field)
