"""A closed case: what is asked in it is watched like any question, and opening it again names people who are here."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.access.gate import case_for
from journey.access.held import announcements
from journey.access.matrix import Action
from journey.errors import DomainError
from journey.models import Case, ContactAssignment, Employment, Event, Gap, Person, Question
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.case_page import glance
from journey.selectors.overview import overview
from journey.services.cases import case_close, case_reopen
from journey.services.contact import ChangeWords, contact_change
from journey.services.questions import question_promise
from journey.watch.recompute import recompute
from journey.watch.scan import scan
from tests.cast import Cast


@pytest.fixture
def closed(cast: Cast, at_monday: SimulatedClock) -> Case:
    at_monday.advance(timedelta(days=1))
    case_close(case=cast.case, by=cast.lone, text="Viktor har det godt nu.")
    return Case.objects.get(pk=cast.case.pk)


def leave(person: Person) -> None:
    work = Employment.objects.get(person=person)
    work.period = (work.period.lower, clock.now())
    work.save()


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def asked(closed: Case, cast: Cast) -> Question:
    url = reverse("messaging:post", args=[closed.pk, cast.anja.pk])
    sent = as_person(cast.anja).post(url, {"body": "Hvem ringer vi til nu?", "client_token": str(uuid4())})
    assert sent.status_code == 302
    return Question.objects.get(case=closed)


def test_a_late_answer_of_a_closed_case_is_a_gap_that_climbs_and_is_proven_at_night(
    asked: Question, cast: Cast, at_monday: SimulatedClock
) -> None:
    at_monday.advance(timedelta(days=8))
    scan()
    gap = Gap.objects.get(closed_at__isnull=True)
    assert (gap.kind, gap.subject_id, gap.responsible) == ("question_late", asked.pk, cast.lone)
    assert recompute() == 0
    asked.refresh_from_db()
    assert asked.due_on > asked.promised_on, "the asker is told who has it now, and a new day"
    rows = overview(cast.pia)
    assert [one.row.kind for one in rows.uninformed_rows] == ["question_late"]
    assert rows.open_cases == 0
    at_monday.advance(timedelta(days=7))
    scan()
    gap.refresh_from_db()
    assert gap.responsible != cast.lone
    assert recompute() == 0


def test_an_answer_or_a_new_day_mends_it_after_the_end_too(
    asked: Question, cast: Cast, at_monday: SimulatedClock
) -> None:
    at_monday.advance(timedelta(days=8))
    scan()
    promise = {"question": asked, "by": cast.pia, "promised_on": clock.today() + timedelta(days=2)}
    with pytest.raises(DomainError, match="owner_not_around"):
        question_promise(owner=cast.torben, reason="Torben ved det.", **promise)  # type: ignore[arg-type]
    question_promise(owner=cast.henrik, reason="Lone er syg.", **promise)  # type: ignore[arg-type]
    scan()
    assert not Gap.objects.filter(closed_at__isnull=True).exists()
    assert recompute() == 0


def test_whoever_was_asked_and_left_hands_it_to_who_answers_now(asked: Question, cast: Cast) -> None:
    Question.objects.filter(pk=asked.pk).update(owner=cast.charlie)
    scan()
    asked.refresh_from_db()
    assert asked.owner == cast.lone


def test_a_case_is_not_opened_again_with_a_contact_who_has_left(closed: Case, cast: Cast) -> None:
    leave(cast.lone)
    with pytest.raises(DomainError, match="not_staff") as refused:
        case_reopen(case=closed, by=cast.pia, text="Det er svært igen.")
    assert refused.value.field == "contact"
    assert not Case.objects.get(pk=closed.pk).is_open
    case_reopen(case=closed, by=cast.pia, text="Det er svært igen.", contact=cast.torben)
    card = glance(case_for(cast.anja, closed.pk, Action.READ_CASE)).contact
    assert card is not None
    assert card.deputy is not None
    assert (card.person.name, card.deputy.name) == ("Torben Friis", "Henrik Toft")
    assert Event.objects.filter(case=closed, kind="contact.changed").count() == 1


def test_with_everybody_here_nothing_changes(closed: Case, cast: Cast) -> None:
    case_reopen(case=closed, by=cast.lone, text="Det er svært igen.")
    assert not Event.objects.filter(case=closed, kind="contact.changed").exists()


def test_the_page_asks_the_leader_for_a_new_contact_and_tells_others_to_ask_the_leader(
    closed: Case, cast: Cast
) -> None:
    url = reverse("journey:staff_reopen", args=[closed.pk])
    assert "Ny kontakt" not in as_person(cast.pia).get(url).content.decode()
    leave(cast.lone)
    told = as_person(cast.henrik).get(url, follow=True).content.decode()
    assert "Lone Bech arbejder her ikke længere. En leder skal åbne forløbet" in told
    filled_in = {"text": "Det er svært igen.", "contact": cast.torben.pk, "deputy": cast.henrik.pk}
    assert as_person(cast.henrik).post(url, filled_in).status_code == 409
    assert "Ny kontakt" in as_person(cast.pia).get(url).content.decode()
    assert as_person(cast.pia).post(url, {"text": "Det er svært igen."}).status_code == 422
    assert as_person(cast.pia).post(url, filled_in).status_code == 302
    assert Case.objects.get(pk=closed.pk).is_open


def test_the_api_lets_the_leader_alone_name_them(closed: Case, cast: Cast) -> None:
    leave(cast.lone)
    body = {"text": "Det er svært igen.", "contact": str(cast.torben.pk)}

    def reopen(person: Person) -> int:
        headers = {"Idempotency-Key": str(uuid4())}
        url = reverse("v1:reopen", args=[closed.pk])
        return as_person(person).post(url, body, content_type="application/json", headers=headers).status_code

    assert reopen(cast.henrik) == 422
    assert reopen(cast.pia) == 200


def plan_change(cast: Cast) -> datetime:
    """Gitte is to be the contact in three weeks; the family has read it."""
    day = clock.midnight(clock.today() + timedelta(days=21))
    words = ChangeWords(
        "Gitte kommer", "Gitte tager over.", "Viktor har de samme timer.", "Intet andet.", "Mere senere."
    )
    contact_change(case=cast.case, to=cast.gitte, deputy=cast.henrik, by=cast.pia, words=words, from_at=day)
    return day


def reopened_by_api(case: Case, by: Person, **named: Person) -> Any:
    body = {"text": "Det er svært igen."} | {field: str(person.pk) for field, person in named.items()}
    headers = {"Idempotency-Key": str(uuid4())}
    url = reverse("v1:reopen", args=[case.pk])
    return as_person(by).post(url, body, content_type="application/json", headers=headers)


def test_a_new_contact_holds_from_now_until_the_change_that_was_planned(cast: Cast, at_monday: SimulatedClock) -> None:
    day = plan_change(cast)
    at_monday.advance(timedelta(days=1))
    case_close(case=cast.case, by=cast.lone, text="Viktor har det godt nu.")
    leave(cast.lone)
    url = reverse("journey:staff_reopen", args=[cast.case.pk])
    filled_in = {"text": "Det er svært igen.", "contact": cast.torben.pk, "deputy": cast.henrik.pk}
    assert as_person(cast.pia).post(url, filled_in).status_code == 302
    card = glance(case_for(cast.anja, cast.case.pk, Action.READ_CASE)).contact
    assert card is not None
    assert card.successor is not None
    assert (card.person.name, card.successor.name) == ("Torben Friis", "Gitte Dahl")
    rows = ContactAssignment.objects.filter(case=cast.case).order_by("period__startswith")
    assert [row.person for row in rows] == [cast.lone, cast.torben, cast.gitte]
    assert [row.period.upper for row in rows][1:] == [day, None]


def test_nobody_who_is_here_is_replaced_by_opening_the_case_again(cast: Cast, at_monday: SimulatedClock) -> None:
    plan_change(cast)
    at_monday.advance(timedelta(days=1))
    case_close(case=cast.case, by=cast.lone, text="Viktor har det godt nu.")
    for named in ({"contact": cast.torben}, {"deputy": cast.torben}):
        refused = reopened_by_api(cast.case, cast.pia, **named)
        assert (refused.status_code, refused.json()["code"]) == (409, "contact_still_here")
    assert not Case.objects.get(pk=cast.case.pk).is_open
    assert reopened_by_api(cast.case, cast.pia, contact=cast.lone, deputy=cast.henrik).status_code == 200


def test_the_contact_stays_where_only_the_deputy_has_left(closed: Case, cast: Cast) -> None:
    leave(cast.henrik)
    refused = reopened_by_api(closed, cast.pia, contact=cast.torben, deputy=cast.gitte)
    assert (refused.status_code, refused.json()["code"]) == (409, "contact_still_here")
    url = reverse("journey:staff_reopen", args=[closed.pk])
    assert "Ny kontakt" not in as_person(cast.pia).get(url).content.decode()
    filled_in = {"text": "Det er svært igen.", "deputy": cast.gitte.pk}
    assert as_person(cast.pia).post(url, filled_in).status_code == 302
    told = closed.updates.get(kind="automatic")
    assert told.title == "Jeres kontakt har en ny stedfortræder"
    assert told.happened == "Lone Bech er stadig jeres kontakt. Er Lone væk, hjælper Gitte Dahl fra i dag."


def test_the_family_reads_who_the_new_contact_is(closed: Case, cast: Cast) -> None:
    leave(cast.lone)
    assert reopened_by_api(closed, cast.pia, contact=cast.torben).status_code == 200
    url, client = reverse("journey:family_case", args=[closed.pk]), as_person(cast.anja)
    page = client.get(url).content.decode()
    assert "I har en ny kontakt" in page
    assert "Torben Friis er jeres kontakt fra i dag. Er Torben væk, hjælper Henrik Toft." in page
    english = client.get(url, headers={"Accept-Language": "en"}).content.decode()
    assert "Torben Friis is your contact from today. If Torben is away, Henrik Toft helps." in english


def test_nobody_wrote_who_the_new_contact_is_and_it_is_no_broken_promise(closed: Case, cast: Cast) -> None:
    leave(cast.lone)
    reopened_by_api(closed, cast.pia, contact=cast.torben)
    line = closed.updates.get(title="I har en ny kontakt")
    assert (line.author, line.is_informative) == (None, False)
    moved_by = set(closed.nextwordchanges.filter(at=line.published_at).values_list("update_row__title", flat=True))
    assert moved_by == {"Forløbet åbner igen"}, "the leader's words move the next word, and nothing else does"
    assert not announcements(closed, clock.now()).exists(), "no hand-over rests on a line that nobody wrote"
    told = as_person(cast.anja).get(reverse("v1:updates", args=[closed.pk])).json()["items"]
    (item,) = [one for one in told if one["id"] == str(line.pk)]
    assert (item["update"]["kind"], item["update"]["author"]) == ("contact_change", None)


def test_whoever_was_to_come_can_come_at_once_and_is_not_announced_again(cast: Cast, at_monday: SimulatedClock) -> None:
    plan_change(cast)
    at_monday.advance(timedelta(days=1))
    case_close(case=cast.case, by=cast.lone, text="Viktor har det godt nu.")
    leave(cast.lone)
    assert reopened_by_api(cast.case, cast.pia, contact=cast.gitte).status_code == 200
    card = glance(case_for(cast.anja, cast.case.pk, Action.READ_CASE)).contact
    assert card is not None
    assert (card.person.name, card.successor) == ("Gitte Dahl", None)
