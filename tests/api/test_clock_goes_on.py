"""Every body on a clock that goes on while it is taken: what is to be so "now" is never "in the past"."""

import json
from collections.abc import Iterator

import pytest

from journey.models import ContactAssignment, Event
from journey.rules import clock
from tests.api.caller import Caller, Things
from tests.api.conftest import As
from tests.api.test_described_texts import ELSEWHERE, WITH_TEXTS, good, prepare
from tests.api.test_writing import CONTACT
from tests.cast import MONDAY, Cast, build_cast
from tests.ticking import STEPS, TickingClock


@pytest.fixture(params=STEPS, ids=lambda step: f"{step.total_seconds():g}s")
def at_monday(request: pytest.FixtureRequest) -> Iterator[clock.SimulatedClock]:
    """In the place of the clock that stands still: the cast and the things are made by it, too."""
    with clock.simulated(TickingClock(MONDAY, request.param)) as moving:
        yield moving


@pytest.mark.parametrize("body", [name for name in WITH_TEXTS if name not in ELSEWHERE])
def test_every_body_is_taken(body: str, cast: Cast, things: Things, as_: As, at_monday: clock.SimulatedClock) -> None:
    prepare(body, cast, things, as_, at_monday)
    who, where, about, sent = good(cast, things)[body]
    ids, before = things.ids(), Event.objects.count()
    below = {"case_id": ids["case_id"], about: ids[about]} if about else {}
    taken = as_(getattr(cast, who)).post(where, sent, **below)
    assert taken.status_code in {200, 201}, json.loads(taken.content)
    assert Event.objects.count() > before or body == "StepBody"


@pytest.mark.parametrize("moment", [{}, {"from_at": None}], ids=["left out", "null"])
def test_a_contact_changes_now_on_the_clock_on_the_wall(moment: dict[str, None], db: None) -> None:
    cast = build_cast()
    body = {**CONTACT, **moment, "to": str(cast.henrik.pk), "deputy": str(cast.torben.pk)}
    taken = Caller(cast.pia).post("contact", body, case_id=cast.case.pk)
    assert taken.status_code == 201, json.loads(taken.content)
    assert ContactAssignment.objects.get(case=cast.case, period__contains=clock.now()).person == cast.henrik
