"""Whoever has nothing but what is withheld writes nothing that the family reads: the name would be a trace (T11)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.access.gate import case_for
from journey.access.matrix import MATRIX, TELLS_FAMILY, Action, Right, Role
from journey.errors import NotYours
from journey.models import Case, Person, Step
from journey.rules import clock
from journey.services.agreements import agreement_make
from journey.services.meetings import Invitee, MeetingTexts, meeting_plan
from journey.services.roles import role_assign
from tests.cast import Cast
from tests.journey.test_withheld import begun, case, open_wait_in
from tests.journey.watch.test_scan import WORDS

__all__ = ["case"]
MEETING = MeetingTexts(title="Møde", purpose="Vi taler om timerne.")
FORMS = ("update", "nothing_new", "change", "wait_open", "meeting_plan", "agreement_make", "step_add")


@pytest.fixture
def hidden(case: Case, cast: Cast) -> Step:
    """A withheld step that lies with Torben, who has nothing else in the case."""
    step = begun(case, cast)
    Step.objects.filter(pk=step.pk).update(owner=cast.torben)
    return step


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def allowed(case: Case, person: Person) -> set[Action]:
    found = set()
    for action in Action:
        try:
            access = case_for(person, case.pk, action)
        except NotYours:
            continue
        assert access.may(action)
        found.add(action)
    return found


def written_by_api(case: Case, person: Person) -> Any:
    headers = {"Idempotency-Key": str(uuid4())}
    url = reverse("v1:updates", args=[case.pk])
    return as_person(person).post(url, WORDS, content_type="application/json", headers=headers)


def test_what_tells_the_family_is_what_the_matrix_row_gives_but_nothing_else_is_lost(
    case: Case, cast: Cast, hidden: Step
) -> None:
    row = {action for action in Action if MATRIX[action].get(Role.PROFESSIONAL) is Right.YES}
    assert row >= TELLS_FAMILY
    assert allowed(case, cast.torben) == row - TELLS_FAMILY
    role_assign(case=case, person=cast.torben, role="caseworker", label="Psykolog", by=cast.lone)
    assert allowed(case, cast.torben) == row


def test_it_is_not_offered_and_not_there(case: Case, cast: Cast, hidden: Step) -> None:
    client = as_person(cast.torben)
    page = client.get(reverse("journey:staff_case", args=[case.pk])).content.decode()
    assert "Familien kan ikke se det, du har her, og ikke, at du er med." in page
    for form in FORMS:
        url = reverse(f"journey:staff_{form}", args=[case.pk])
        assert url not in page
        assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)
    assert written_by_api(case, cast.torben).status_code == 404
    note = client.post(reverse("journey:staff_note", args=[case.pk]), {"body": "Jeg har talt med lægen."})
    assert note.status_code == 302
    assert not case.updates.exists()


def a_role(case: Case, cast: Cast) -> None:
    role_assign(case=case, person=cast.torben, role="caseworker", label="Psykolog", by=cast.lone)


def an_agreement(case: Case, cast: Cast) -> None:
    agreement_make(
        case=case, by=cast.lone, text="Torben ringer.", owner=cast.torben, due_on=clock.today() + timedelta(days=7)
    )


def a_meeting(case: Case, cast: Cast) -> None:
    invited = (Invitee("Torben Friis", "psykolog", person=cast.torben),)
    start = clock.now() + timedelta(days=7)
    meeting_plan(case=case, by=cast.lone, texts=MEETING, starts_at=start, invitees=invited)


@pytest.mark.parametrize("seen", [a_role, an_agreement, a_meeting])
def test_who_has_something_in_sight_too_writes_as_before(
    case: Case, cast: Cast, hidden: Step, seen: Callable[[Case, Cast], None]
) -> None:
    seen(case, cast)
    page = as_person(cast.torben).get(reverse("journey:staff_case", args=[case.pk])).content.decode()
    assert "Familien kan ikke se det, du har her" not in page
    assert reverse("journey:staff_update", args=[case.pk]) in page
    assert written_by_api(case, cast.torben).status_code == 201


def test_what_is_withheld_with_a_contact_a_stand_in_or_a_leader_takes_nothing_away(
    case: Case, cast: Cast, hidden: Step
) -> None:
    for person in (cast.lone, cast.henrik, cast.pia):
        Step.objects.filter(pk=hidden.pk).update(owner=person)
        assert allowed(case, person) >= TELLS_FAMILY


def test_a_withheld_wait_is_no_part_that_the_family_sees(case: Case, cast: Cast) -> None:
    wait = open_wait_in(begun(case, cast), cast)
    wait.holder = cast.torben
    wait.save()
    assert Action.POST_UPDATE not in allowed(case, cast.torben)
