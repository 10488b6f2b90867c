"""Every address × every person: what the matrix says is what the address does, and nothing tells the rest apart."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from api.v1.routes import Route, routes
from journey.access.matrix import MATRIX, Right, Role
from journey.models import Person
from journey.services.contact import ChangeWords, contact_change
from journey.services.people import relation_end
from tests.api.caller import Caller, Things
from tests.api.conftest import As
from tests.cast import Cast

OPEN = {"schema"}
CASE_ROUTES = [route for route in routes() if route.reach == "case"]
BOUND_ROUTES = [route for route in routes() if route.reach in {"case", "thread"}]
PEOPLE = ("anja", "jonas", "lone", "henrik", "torben", "pia", "gitte", "charlie", "dina", "erik")
ROLES = {
    "anja": {Role.CUSTODIAN},
    "jonas": {Role.CUSTODIAN},
    "lone": {Role.CONTACT},
    "henrik": {Role.COVER},
    "torben": {Role.PROFESSIONAL},
    "pia": {Role.LEADER},
}
"""How each stands to Viktor's case."""
OWNERS = {"thread_id": "anja", "question_id": "anja", "offer_id": "anja", "gap_id": "henrik", "notice_id": "anja"}
"""Whose the things are; the broken promise is whose task it is."""


EXPECTED = """
GET me -                        GET cases case.read                GET desk case.read_staff_side
GET feed case.read              GET threads thread.read            POST absences absence.register
GET case case.read              GET timeline case.read             POST absence_end absence.register
GET people case.read            GET promises case.read_staff_side  POST visits visit.record
GET updates case.read           POST updates update.post           POST nothing_new update.post
GET notes note.read             POST notes note.write              POST steps step.move
POST step_move step.move        POST step_date step.move           POST waits wait.manage
POST wait_date wait.manage      POST wait_end wait.manage          GET meetings case.read
POST meetings meeting.manage    POST participants meeting.manage   POST meeting_cancel meeting.manage
POST meeting_held meeting.manage    POST conclusion meeting.manage POST decisions decision.manage
POST outcome decision.manage    POST decider decision.manage       POST decision_date decision.manage
POST agreements agreement.manage  GET agreements case.read         POST agreement_date agreement.manage
POST agreement_follow_up agreement.manage  POST agreement_confirm agreement.manage
POST agreement_outcome agreement.manage    GET communication communication.set_own
POST communication communication.set_own   GET family_communication case.read_staff_side
POST family_communication communication.set
POST roles role.manage          POST role_end role.manage
POST role_take_back role.manage
POST contact contact.change     POST contact_call_off contact.change
POST close case.close              POST reopen case.close
POST staff_changes update.post  GET responsibility role.manage     POST responsibility role.manage
POST custodians custody.manage  POST custody_end custody.manage    GET absences absence.register
GET families case.open          POST families case.open            GET colleagues case.read_staff_side
POST colleagues colleague.employ    POST step_follow_up step.move  POST wait_review wait.manage
POST step_release_ask step.release  POST step_release_withdraw step.release  POST step_release step.release
POST case_threads case.read     GET messages thread.read           POST messages message.post
POST seen thread.read
GET questions case.read         POST questions question.ask        POST question_answer question.answer
POST question_promise question.promise  POST question_withdraw question.withdraw  POST calls update.post
POST talks talk.offer           POST talk_pick talk.pick
GET notices case.read           POST acknowledge notice.acknowledge      GET delivery delivery.read
POST notice_call notice.settle  POST notice_letter notice.settle   POST sign_off notice.settle
GET gaps gap.read               GET case_gaps gap.read             POST breach breach.explain
GET measures measures.read      GET push -                         POST push -
POST push_end -                 GET reach -                        POST reach -
"""
"""Written out again on purpose: the other tests take the action from the view, and would believe a wrong one."""


def _name(route: Route) -> str:
    return f"{route.method}-{route.name}"


def _call(caller: Caller, route: Route, ids: dict[str, object]) -> bytes | int:
    """What a refused caller gets as bytes; 0 for whoever came past the gate. A wrong body keeps POST from writing."""
    wanted = {name: ids[name] for name in route.ids}
    response = (
        caller.get(route.name, **wanted) if route.method == "GET" else caller.post(route.name, {"?": 1}, **wanted)
    )
    return response.content if response.status_code == 404 else 0


def _may(name: str, route: Route) -> bool:
    rights = {MATRIX[route.action].get(role) for role in ROLES.get(name, set())} if route.action else set()
    whose = next((OWNERS[one] for one in route.ids if one in OWNERS), name)
    return Right.YES in rights or (Right.OWN in rights and name == whose)


def test_the_matrix_is_what_every_address_does(cast: Cast, things: Things, as_: As) -> None:
    callers = {name: as_(getattr(cast, name)) for name in PEOPLE}
    wrong = []
    for route in BOUND_ROUTES:
        unknown = _call(callers["lone"], route, {name: uuid4() for name in route.ids})
        assert unknown
        for name, caller in callers.items():
            if _call(caller, route, things.ids()) != (0 if _may(name, route) else unknown):
                wrong.append((_name(route), name))
    assert wrong == []


def test_a_row_of_another_case_is_not_there_in_mine(cast: Cast, things: Things, as_: As) -> None:
    """Charlie is contact in Dina's case and tries rows of Viktor's under its address."""
    charlie = as_(cast.charlie)
    for route in [route for route in CASE_ROUTES if len(route.ids) > 1]:
        foreign = _call(charlie, route, {**things.ids(), "case_id": cast.dinas_case.pk})
        unknown = _call(charlie, route, {**{name: uuid4() for name in route.ids}, "case_id": cast.dinas_case.pk})
        assert foreign
        assert foreign == unknown, _name(route)


def test_who_has_left_finds_nothing_any_more(cast: Cast, things: Things, as_: As) -> None:
    words = ChangeWords(
        "Ny kontakt", "Henrik tager over.", "Viktor ser mest til Henrik.", "Intet andet.", "Han ringer."
    )
    contact_change(case=cast.case, to=cast.torben, deputy=cast.henrik, by=cast.pia, words=words)
    relation_end(relation=cast.anjas_custody)
    cast.case.steps.filter(owner=cast.lone).update(owner=cast.torben)  # what lies with somebody lets them in
    cast.case.waits.filter(holder=cast.lone).update(holder=cast.torben)
    cast.case.decisions.filter(decider=cast.lone).update(decider=cast.torben)
    lone, anja, dina = as_(cast.lone), as_(cast.anja), as_(cast.dina)
    for route in BOUND_ROUTES:
        unknown = _call(dina, route, {name: uuid4() for name in route.ids})
        assert unknown
        assert _call(lone, route, things.ids()) == unknown, _name(route)
        assert _call(anja, route, things.ids()) == unknown, _name(route)


def test_addresses_that_do_not_exist_answer_the_same(cast: Cast, things: Things, as_: As) -> None:
    caller = as_(cast.dina)
    not_mine = caller.get("case", case_id=things.case_id)
    for path in (
        "/api/",
        "/api/v1/",
        "/api/v2/cases",
        "/api/v1/cases/7",
        f"/api/v1/cases/{things.case_id}/",
        "/api/v1/me/",
    ):
        for response in (caller.client.get(path), caller.client.post(path, b"{", content_type="application/json")):
            assert (response.status_code, response.content) == (404, not_mine.content), path
            assert response.headers == not_mine.headers, path


def test_the_refusal_says_nothing(cast: Cast, things: Things, as_: As) -> None:
    response = as_(cast.dina).get("case", case_id=things.case_id)
    text = response.content.decode()
    assert str(things.case_id) not in text
    assert "Viktor" not in text
    assert json.loads(text)["code"] == "not_found"


@pytest.mark.parametrize("route", routes(), ids=_name)
def test_every_address_wants_a_login(route: Route, db: None) -> None:
    url = route.url(**{name: uuid4() for name in route.ids})
    response = Client().generic(route.method, url, b"{}", content_type="application/json")
    assert response.status_code == 401
    assert response["WWW-Authenticate"]
    assert response["Content-Type"] == "application/problem+json"


def test_unknown_addresses_want_a_login_too(db: None) -> None:
    assert Client().get("/api/v1/nowhere").status_code == 401


def test_every_address_names_its_action() -> None:
    words = EXPECTED.split()
    expected = set(zip(words[::3], words[1::3], words[2::3], strict=True))
    assert {(route.method, route.name, str(route.action or "-")) for route in routes()} == expected
    assert all(route.action in MATRIX for route in routes() if route.action)


def test_a_deactivated_person_is_nobody(cast: Cast, things: Things, as_: As) -> None:
    caller = as_(cast.lone)
    Person.objects.filter(pk=cast.lone.pk).update(is_active=False)
    assert caller.get("case", case_id=things.case_id).status_code == 401


def test_other_methods_are_refused_as_such(cast: Cast, things: Things, as_: As) -> None:
    client = as_(cast.lone).client
    for route in routes():
        response = client.delete(route.url(**things.ids(), absence_id=uuid4(), browser_id=uuid4()))
        assert response.status_code == 405, _name(route)
        assert route.method in response["Allow"]
