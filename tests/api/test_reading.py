"""What the API shows. Each answer is held against the published description by the caller itself."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.models import Update
from journey.rules import clock
from journey.selectors.case_page import glance
from journey.services.updates import note_write, update_post
from tests.api.caller import Caller, Things, problem
from tests.api.conftest import As
from tests.cast import Cast


def _news(cast: Cast, happened: str, **more: object) -> Update:
    return update_post(
        case=cast.case,
        author=cast.lone,
        happened=happened,
        means="Viktor begynder mandag.",
        not_means="Det er ikke en afgørelse.",
        next_text="Vi ringer til jer.",
        **more,  # type: ignore[arg-type]
    )


def test_me(cast: Cast, as_: As) -> None:
    me = json.loads(as_(cast.lone).get("me").content)
    assert (me["id"], me["first_name"], me["is_staff_member"]) == (str(cast.lone.pk), "Lone", True)
    assert json.loads(as_(cast.anja).get("me").content)["is_staff_member"] is False


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("anja", ["custodian"]),
        ("lone", ["contact"]),
        ("henrik", ["cover"]),
        ("torben", ["professional"]),
        ("pia", ["leader"]),
    ],
)
def test_my_cases_with_how_i_stand_to_them(name: str, role: list[str], cast: Cast, as_: As) -> None:
    found = json.loads(as_(getattr(cast, name)).get("cases").content)
    assert [(one["case_id"], one["roles"]) for one in found["items"]] == [(str(cast.case.pk), role)]


def test_other_peoples_cases_are_not_in_mine(cast: Cast, as_: As) -> None:
    assert json.loads(as_(cast.erik).get("cases").content)["items"] == []
    dinas = json.loads(as_(cast.dina).get("cases").content)["items"]
    assert [one["case_id"] for one in dinas] == [str(cast.dinas_case.pk)]


def test_the_glance_is_the_familys_page(cast: Cast, things: Things, as_: As) -> None:
    found = json.loads(as_(cast.anja).get("case", case_id=things.case_id).content)
    page = glance(case_for(cast.anja, things.case_id, Action.READ_CASE))
    assert found["contact"]["person"]["name"] == "Lone Bech"
    assert page.next_word
    assert found["next_word"]["due_on"] == page.next_word.due_on.isoformat()


def test_each_parent_gets_the_own_date(cast: Cast, things: Things, as_: As) -> None:
    anjas, jonas = (json.loads(as_(one).get("case", case_id=things.case_id).content) for one in (cast.anja, cast.jonas))
    assert anjas["next_word"]["due_on"] < jonas["next_word"]["due_on"]


def test_the_timeline_has_everything_in_its_part(cast: Cast, things: Things, as_: As) -> None:
    _news(cast, "PPR har læst papirerne.")
    found = json.loads(as_(cast.anja).get("timeline", case_id=things.case_id).content)
    assert [item["kind"] for item in found["past"]] == ["update"]
    assert str(things.meeting_id) in {item["id"] for item in found["ahead"]}
    assert str(things.decision_id) in {item["id"] for item in found["current"]}


def test_the_timeline_speaks_english(cast: Cast, things: Things) -> None:
    danish, english = (
        json.loads(Caller(cast.anja, language=one).get("timeline", case_id=things.case_id).content)
        for one in ("da", "en")
    )
    assert danish["ahead"][0]["title"] != english["ahead"][0]["title"]


def test_the_timeline_costs_the_same_however_long(
    cast: Cast, things: Things, as_: As, django_assert_max_num_queries: object
) -> None:
    caller = as_(cast.anja)
    for letter in "abcdefghijkl":
        _news(cast, letter * 9)
    caller.get("timeline", case_id=things.case_id)
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # session, person, gate, log, visit, timeline
        caller.get("timeline", case_id=things.case_id)


def test_withheld_things_change_no_byte_for_the_family(cast: Cast, things: Things, as_: As) -> None:
    caller = as_(cast.anja)
    places = ("case", "timeline", "people", "updates", "meetings")
    before = [caller.get(place, case_id=things.case_id).content for place in places]
    meeting = cast.case.meetings.get()
    meeting.pk, meeting.visibility, meeting.title = None, "withheld", "KANARIE"
    meeting._state.adding = True
    meeting.id = uuid4()
    meeting.save(force_insert=True)
    note_write(case=cast.case, author=cast.lone, body="KANARIE")
    assert [caller.get(place, case_id=things.case_id).content for place in places] == before
    staff = as_(cast.lone).get("meetings", case_id=things.case_id).content
    assert b"KANARIE" in staff


def test_people(cast: Cast, things: Things, as_: As) -> None:
    found = json.loads(as_(cast.anja).get("people", case_id=things.case_id).content)["items"]
    assert found[0]["role"] == "contact_person"
    assert "Torben Friis" in {one["person"]["name"] for one in found}


def test_promises_are_what_staff_owe(cast: Cast, things: Things, as_: As) -> None:
    found = json.loads(as_(cast.lone).get("promises", case_id=things.case_id).content)["items"]
    assert [(one["first_name"], one["freshness_days"], one["stage"]) for one in found] == [
        ("Anja", 7, "calm"),
        ("Jonas", 14, "calm"),
    ]


def test_meetings_in_order(cast: Cast, things: Things, as_: As) -> None:
    found = json.loads(as_(cast.anja).get("meetings", case_id=things.case_id).content)["items"]
    assert [one["id"] for one in found] == [str(things.meeting_id)]


def test_updates_come_in_pages(cast: Cast, things: Things, as_: As) -> None:
    written = [str(_news(cast, letter * 9).pk) for letter in "abcde"]
    caller, seen, after = as_(cast.anja), [], None
    while True:
        query = {"limit": 2} | ({"after": after} if after else {})
        page = json.loads(caller.get("updates", query, case_id=things.case_id).content)
        seen += [item["id"] for item in page["items"]]
        after = page["next_after"]
        if after is None:
            break
    assert sorted(seen) == sorted(written)


def test_updates_for_the_other_parent_are_not_there(cast: Cast, things: Things, as_: As) -> None:
    for_jonas = _news(cast, "Kun til Jonas.", only_for=cast.jonas)
    assert json.loads(as_(cast.anja).get("updates", case_id=things.case_id).content)["items"] == []
    response = as_(cast.anja).get("updates", {"after": for_jonas.pk}, case_id=things.case_id)
    assert problem(response) == (422, "after_unknown")


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"after": "x"}, {"foo": 1}])
def test_wrong_parameters_are_named(query: dict[str, object], cast: Cast, things: Things, as_: As) -> None:
    response = as_(cast.anja).get("updates", query, case_id=things.case_id)
    assert problem(response) == (422, "invalid")
    assert [one["field"] for one in json.loads(response.content)["errors"]] == list(query)


def test_notes_are_staffs_own(cast: Cast, things: Things, as_: As) -> None:
    note_write(case=cast.case, author=cast.lone, body="Ring til skolen.")
    found = json.loads(as_(cast.torben).get("notes", case_id=things.case_id).content)["items"]
    assert [one["body"] for one in found] == ["Ring til skolen."]
    assert as_(cast.anja).get("notes", case_id=things.case_id).status_code == 404


def test_the_desk(cast: Cast, things: Things, as_: As, at_monday: clock.SimulatedClock) -> None:
    at_monday.advance(timedelta(days=20))
    rows = json.loads(as_(cast.lone).get("desk").content)["items"]
    assert "next_word_broken" in {row["kind"] for row in rows}
    assert problem(as_(cast.anja).get("desk")) == (404, "not_found")


def test_what_was_new_is_not_new_on_the_next_visit(
    cast: Cast, things: Things, as_: As, at_monday: clock.SimulatedClock
) -> None:
    caller = as_(cast.anja)

    def marks() -> list[bool]:
        past = json.loads(caller.get("timeline", case_id=things.case_id).content)["past"]
        return [item["is_new"] for item in past]

    caller.post("visits", case_id=things.case_id)
    at_monday.advance(timedelta(hours=1))
    _news(cast, "PPR har læst papirerne.")
    assert marks() == [True]
    for _ in range(2):
        at_monday.advance(timedelta(hours=1))
        assert caller.post("visits", case_id=things.case_id).status_code == 200
    assert marks() == [False]
