"""Changes of people, absences, families and colleagues through the API: written as they should be, or refused."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from journey.models import Absence, Case, Employment, Person, Relation, Update
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.services.contact import ChangeWords, absence_register, contact_change
from journey.services.people import relation_start
from journey.services.roles import role_assign
from tests.api.caller import Caller, Things, problem, wrong_fields
from tests.api.conftest import As
from tests.api.test_writing import CONTACT
from tests.cast import Cast


def _id(response: Any, status: int = 201) -> str:
    assert response.status_code == status, response.content
    return str(json.loads(response.content)["id"])


def _read(response: Any) -> Any:
    assert response.status_code == 200, response.content
    return json.loads(response.content)


@pytest.fixture
def lone(cast: Cast, as_: As) -> Caller:
    return as_(cast.lone)


# --- Changes of people


def test_a_change_is_announced_without_a_successor(cast: Cast, things: Things, as_: As) -> None:
    update = Update.objects.get(pk=_id(as_(cast.torben).post("staff_changes", CONTACT, case_id=things.case_id)))
    assert (update.kind, update.author, update.title) == ("contact_change", cast.torben, CONTACT["title"])
    vague = {**CONTACT, "next_text": "Vi skriver snarest."}
    assert problem(as_(cast.torben).post("staff_changes", vague, case_id=things.case_id)) == (422, "words_refused")


def test_responsibility_moves_with_words_or_by_an_announcement(cast: Cast, things: Things, lone: Caller) -> None:
    who = {"leaver": str(cast.torben.pk), "to": str(cast.gitte.pk)}
    held = _read(lone.get("responsibility", case_id=things.case_id))["items"]
    assert {one["person"]["name"]: one["waits"] for one in held}["Torben Friis"] == ["Svar fra PPR"]
    assert problem(lone.post("responsibility", who, case_id=things.case_id)) == (422, "text_missing")
    told = _id(lone.post("responsibility", {**who, **CONTACT}, case_id=things.case_id))
    assert Update.objects.get(pk=told).title == CONTACT["title"]
    assert cast.case.waits.get().holder == cast.gitte
    on = {"leaver": str(cast.gitte.pk), "to": str(cast.pia.pk), "told_in": told}
    twice = lone.post("responsibility", {**on, **CONTACT}, case_id=things.case_id)
    assert (problem(twice), wrong_fields(twice)) == ((422, "told_twice"), {"told_in": "told_twice"})
    assert _id(lone.post("responsibility", on, case_id=things.case_id)) == told
    assert cast.case.waits.get().holder == cast.pia


def test_who_stays_contact_says_so(cast: Cast, things: Things, lone: Caller) -> None:
    who = {"leaver": str(cast.lone.pk), "to": str(cast.torben.pk), **CONTACT}
    assert problem(lone.post("responsibility", who, case_id=things.case_id)) == (409, "leaver_is_contact")
    _id(lone.post("responsibility", {**who, "stays": True}, case_id=things.case_id))


def test_a_role_is_kept_by_its_code(cast: Cast, things: Things, lone: Caller) -> None:
    role_assign(case=cast.case, person=cast.torben, role="ppr_leader", label="Leder af PPR", by=cast.lone)
    who = {"leaver": str(cast.torben.pk), "to": str(cast.gitte.pk), **CONTACT}
    wrong = lone.post("responsibility", {**who, "keeps": ["school_leader"]}, case_id=things.case_id)
    assert (problem(wrong), wrong_fields(wrong)) == ((422, "role_not_held"), {"keeps": "role_not_held"})
    _id(lone.post("responsibility", {**who, "keeps": ["ppr_leader"]}, case_id=things.case_id))
    [kept] = cast.case.caseroles.filter(role="ppr_leader")
    assert (kept.person, kept.period.upper) == (cast.torben, None)
    assert cast.case.waits.get().holder == cast.gitte


@pytest.mark.parametrize(("field", "name"), [("leaver", "charlie"), ("to", "anja"), ("leaver", "erik"), ("to", "erik")])
def test_people_from_elsewhere_are_not_known(cast: Cast, things: Things, lone: Caller, field: str, name: str) -> None:
    who = {"leaver": str(cast.torben.pk), "to": str(cast.gitte.pk), **CONTACT}
    wrong = lone.post("responsibility", {**who, field: str(getattr(cast, name).pk)}, case_id=things.case_id)
    assert wrong_fields(wrong) == {field: "unknown"}


def test_a_new_deputy_for_the_same_contact(cast: Cast, things: Things, as_: As) -> None:
    body = {**CONTACT, "to": str(cast.lone.pk), "deputy": str(cast.torben.pk)}
    _id(as_(cast.pia).post("contact", body, case_id=things.case_id))
    glance = _read(as_(cast.anja).get("case", case_id=things.case_id))
    assert (glance["contact"]["person"]["name"], glance["contact"]["deputy"]["name"]) == ("Lone Bech", "Torben Friis")


# --- Being away


def test_absences_are_read_by_those_they_concern(cast: Cast, as_: As) -> None:
    row = absence_register(person=cast.lone, cover=cast.gitte, first_day=clock.today(), last_day=None, by=cast.lone)
    seen = {
        one.given_name: [(item["id"], item["whose"]) for item in _read(as_(one).get("absences"))["items"]]
        for one in (cast.lone, cast.gitte, cast.pia, cast.henrik, cast.charlie, cast.erik)
    }
    assert seen == {
        "Lone": [(str(row.pk), "mine")],
        "Gitte": [(str(row.pk), "covered")],
        "Pia": [(str(row.pk), "led")],
        "Henrik": [],
        "Charlie": [],
        "Erik": [],
    }
    assert problem(as_(cast.anja).get("absences")) == (404, "not_found")


def test_who_answers_where_the_cover_is_a_parent_is_told_to_those_of_the_case(cast: Cast, as_: As) -> None:
    """Lone is the contact there and Pia the leader; Charlie is told of it on no page of staff."""
    relation_start(child=cast.child, person=cast.charlie, kind=RelationKind.CUSTODIAN, label="far")
    day = clock.today()
    body = {"cover": str(cast.charlie.pk), "first_day": day.isoformat(), "last_day": day.isoformat()}
    written = as_(cast.lone).post("absences", body).json()
    [there] = written["elsewhere"]
    assert (there["case_id"], there["child_name"]) == (str(cast.case.pk), "Viktor")
    assert there["person"]["name"] == "Henrik Toft"
    for reader, found in ((cast.lone, [there]), (cast.pia, [there]), (cast.charlie, [])):
        [item] = _read(as_(reader).get("absences"))["items"]
        assert (item["id"], item["elsewhere"]) == (written["id"], found)
    other = as_(cast.lone).post("absences", body | {"cover": str(cast.henrik.pk), **_later(day)}).json()
    assert other["elsewhere"] == []


def test_a_leader_without_a_part_in_the_case_learns_nothing_of_it(
    cast: Cast, as_: As, at_monday: SimulatedClock
) -> None:
    at_monday.advance(timedelta(hours=1))
    words = ChangeWords(title="Torben", happened="Torben er kontakt.", means="Ro.", not_means="Intet.", next_text="Ja.")
    contact_change(case=cast.case, to=cast.torben, deputy=cast.henrik, by=cast.pia, words=words)
    relation_start(child=cast.child, person=cast.charlie, kind=RelationKind.CUSTODIAN, label="far")
    body = {"person": str(cast.torben.pk), "cover": str(cast.charlie.pk), "first_day": clock.today().isoformat()}
    assert as_(cast.gitte).post("absences", body).json()["elsewhere"] == []
    [torbens] = _read(as_(cast.torben).get("absences"))["items"]
    assert [one["person"]["name"] for one in torbens["elsewhere"]] == ["Henrik Toft"]


def _later(day: date) -> dict[str, str]:
    return dict.fromkeys(("first_day", "last_day"), (day + timedelta(days=9)).isoformat())


def test_served_days_are_not_written_anew(cast: Cast, lone: Caller, at_monday: clock.SimulatedClock) -> None:
    row = absence_register(person=cast.lone, cover=cast.gitte, first_day=clock.today(), last_day=None, by=cast.lone)
    at_monday.advance(timedelta(days=3))
    gone = {"last_day": (clock.today() - timedelta(days=1)).isoformat()}
    assert problem(lone.post("absence_end", gone, absence_id=row.pk)) == (422, "date_in_the_past")
    _id(lone.post("absence_end", {"last_day": clock.today().isoformat()}, absence_id=row.pk), 200)
    at_monday.advance(timedelta(days=1))
    later = {"last_day": clock.today().isoformat()}
    assert problem(lone.post("absence_end", later, absence_id=row.pk)) == (409, "absence_over")
    past = {"cover": str(cast.gitte.pk), "first_day": "2027-02-01"}
    assert problem(lone.post("absences", past)) == (422, "date_in_the_past")
    assert Absence.objects.count() == 1


# --- Families


def family(cast: Cast, **other: Any) -> dict[str, Any]:
    return {
        "child_name": "Vega",
        "born_on": "2018-06-01",
        "custodians": [
            {"label": "mor", "name": "Sofie Ravn", "email": "sofie@familie.example"},
            {"label": "far", "person": str(cast.jonas.pk)},
        ],
        "basis": "Skolens indskrivning, mandag 1. februar",
        "unit": str(cast.school.pk),
        "blueprint": str(cast.blueprint.pk),
        "contact": str(cast.lone.pk),
        "deputy": str(cast.henrik.pk),
        **other,
    }


def test_a_family_is_registered_with_its_first_case(cast: Cast, lone: Caller) -> None:
    case = Case.objects.get(pk=_id(lone.post("families", family(cast), key="vega")))
    assert Relation.objects.filter(child=case.child).count() == 2
    assert _id(lone.post("families", family(cast), key="vega")) == str(case.pk)
    assert Case.objects.filter(child__given_name="Vega").count() == 1
    promises = _read(lone.get("promises", case_id=case.pk))["items"]
    assert {one["first_name"]: one["has_login"] for one in promises} == {"Sofie": False, "Jonas": False}


def test_what_a_family_can_be_made_of(cast: Cast, lone: Caller, as_: As) -> None:
    found = _read(lone.get("families"))
    assert [one["name"] for one in found["units"]] == ["Harebjergskolen"]
    assert [one["code"] for one in found["blueprints"]] == ["school_support"]
    assert {one["name"]: one["children"] for one in found["custodians"]} == {
        "Anja Holm": "Viktor",
        "Jonas Lund": "Viktor",
    }
    charlies = _read(as_(cast.charlie).get("families"))["custodians"]
    assert [one["name"] for one in charlies] == ["Dina Aslan"]


@pytest.mark.parametrize(
    ("other", "code", "field"),
    [
        ({"custodians": []}, "custodians_missing", "custodians"),
        ({"custodians": [{"label": "mor", "name": "Bo"}] * 5}, "invalid", "custodians"),
        ({"custodians": [{"label": "mor", "name": ""}]}, "text_missing", "name"),
        ({"custodians": [{"label": "", "name": "Bo Ravn"}]}, "text_missing", "label"),
        ({"custodians": [{"label": "mor", "name": "Bo Ravn", "email": "bo"}]}, "email_invalid", "email"),
        ({"custodians": [{"label": "mor", "name": "Bo Ravn", "phone": "bo"}]}, "phone_invalid", "phone"),
        ({"custodians": [{"label": "mor", "name": "Bo Ravn", "language": "xx"}]}, "language_unknown", "language"),
        ({"custodians": [{"label": "mor", "name": "Bo", "role": "x"}]}, "invalid", "custodians.0.role"),
        ({"born_on": "2027-02-02"}, "birth_date_impossible", "born_on"),
        ({"basis": ""}, "text_missing", "basis"),
        ({"unit": str(uuid4())}, "invalid", "unit"),
        ({"blueprint": "x"}, "invalid", "blueprint"),
        ({"rhythm_days": 31}, "invalid", "rhythm_days"),
    ],
)
def test_a_wrong_family_is_named_and_leaves_nothing(
    cast: Cast, lone: Caller, other: dict[str, Any], code: str, field: str
) -> None:
    before = (Person.objects.count(), Relation.objects.count(), Case.objects.count())
    refused = lone.post("families", family(cast, **other))
    assert problem(refused) == (422, code)
    assert field in wrong_fields(refused)
    assert (Person.objects.count(), Relation.objects.count(), Case.objects.count()) == before


def test_somebody_elses_parents_cannot_be_named(cast: Cast, lone: Caller) -> None:
    for unknown in (cast.dina.pk, cast.erik.pk, uuid4()):
        refused = lone.post("families", family(cast, custodians=[{"label": "mor", "person": str(unknown)}]))
        assert wrong_fields(refused) == {"custodians.0.person": "unknown"}


@pytest.mark.parametrize("name", ["families", "colleagues"])
def test_families_have_no_such_address(cast: Cast, as_: As, name: str) -> None:
    for answer in (as_(cast.anja).get(name), as_(cast.anja).post(name, {"?": 1})):
        assert problem(answer) == (404, "not_found")


def test_custody_begins_and_ends_by_the_leader(cast: Cast, things: Things, as_: As) -> None:
    leader = as_(cast.pia)
    body = {"name": "Per Holm", "label": "morfar", "basis": "Dom af 4. januar."}
    added = Relation.objects.get(pk=_id(leader.post("custodians", body, case_id=things.case_id)))
    assert (added.label, added.basis) == ("morfar", "Dom af 4. januar.")
    end = {"person": str(cast.jonas.pk), "basis": "Dom af 2. februar."}
    assert problem(as_(cast.lone).post("custody_end", end, case_id=things.case_id)) == (404, "not_found")
    assert as_(cast.jonas).get("case", case_id=things.case_id).status_code == 200
    _id(leader.post("custody_end", end, case_id=things.case_id), 200)
    assert problem(as_(cast.jonas).get("case", case_id=things.case_id)) == (404, "not_found")
    again = leader.post("custody_end", end, case_id=things.case_id)
    assert wrong_fields(again) == {"person": "unknown"}


def test_who_follows_the_child_has_no_say_in_custody(cast: Cast, things: Things, as_: As) -> None:
    """A leader who is a parent here reads at home, and does not decide who else does."""
    body = {"person": None, "name": "Per Holm", "label": "morfar", "basis": "Dom."}
    relation_start(child=cast.child, person=cast.pia, kind=RelationKind.CUSTODIAN, label="mor")
    assert problem(as_(cast.pia).post("custodians", body, case_id=things.case_id)) == (404, "not_found")


# --- Colleagues


def test_colleagues_are_read_by_staff_and_taken_in_by_the_leader(cast: Cast, as_: As, lone: Caller) -> None:
    body = {"name": "Emil Dam", "unit": str(cast.school.pk), "title": "lærer", "answer_from": "09:30"}
    assert problem(lone.post("colleagues", body)) == (404, "not_found")
    work = Employment.objects.get(pk=_id(as_(cast.pia).post("colleagues", body)))
    assert (work.answer_from.isoformat(), work.answer_to.isoformat()) == ("09:30:00", "15:00:00")
    names = [one["name"] for one in _read(lone.get("colleagues"))["items"]]
    assert "Emil Dam" in names
    assert "Erik Sø" not in names
    assert "Anja Holm" not in names


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"answer_from": "9"}, "answer_from"),
        ({"answer_days": [9]}, "answer_days.0"),
        ({"answer_days": []}, "answer_days"),
        ({"answer_to": "08:00"}, "answer_to"),
        ({"is_leader": True}, "is_leader"),
    ],
)
def test_a_wrong_colleague_is_named(cast: Cast, as_: As, other: dict[str, Any], field: str) -> None:
    body = {"name": "Emil Dam", "unit": str(cast.school.pk), "title": "lærer", **other}
    refused = as_(cast.pia).post("colleagues", body)
    assert refused.status_code == 422
    assert set(wrong_fields(refused)) == {field}


def test_a_leader_takes_in_colleagues_only_below(cast: Cast, as_: As) -> None:
    body = {"name": "Emil Dam", "unit": str(cast.dinas_case.unit.pk), "title": "lærer"}
    assert wrong_fields(as_(cast.pia).post("colleagues", body)) == {"unit": "unknown"}


def test_a_planned_change_of_contact_is_called_off(cast: Cast, things: Things, as_: As) -> None:
    pia, where = as_(cast.pia), {"case_id": things.case_id}
    start = (clock.now() + timedelta(days=14)).isoformat()
    body = {**CONTACT, "to": str(cast.gitte.pk), "deputy": str(cast.henrik.pk), "from_at": start}
    assert problem(pia.post("contact_call_off", CONTACT, **where)) == (409, "no_change_planned")
    planned = _id(pia.post("contact", body, **where))
    assert problem(as_(cast.lone).post("contact_call_off", CONTACT, **where)) == (404, "not_found")
    words = {**CONTACT, "title": "Lone bliver"}
    assert problem(pia.post("contact_call_off", words, **where)) == (422, "same_words_again")
    assert _id(pia.post("contact_call_off", {**words, "happened": "Lone bliver hos jer."}, **where), 200) == planned
    card = _read(as_(cast.anja).get("case", **where))["contact"]
    assert (card["person"]["name"], card["successor"]) == ("Lone Bech", None)
