"""Asking and answering on the pages: the promise before writing, names and days, and nothing of the other's."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from journey.models import Meeting, Person, Question, TalkOffer, Update
from journey.models.questions import QuestionKind
from journey.rules.clock import SimulatedClock
from journey.services.questions import question_ask
from journey.services.talks import talk_offer
from journey.watch.scan import scan
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.messaging.conftest import post_now
from tests.road import start
from tests.web.staff_story import as_person, page

BY_MONDAY = "senest mandag 8. februar"


def thread_page(cast: Cast, who: str = "anja") -> str:
    return as_person(getattr(cast, who)).get(reverse("messaging:mine", args=[cast.case.pk])).content.decode()


def staff_thread(cast: Cast) -> str:
    url = reverse("messaging:thread", args=[cast.case.pk, cast.anja.pk])
    return as_person(cast.lone).get(url).content.decode()


def ask(cast: Cast, who: str = "anja", **fields: object) -> HttpResponse:
    body = {"client_token": str(uuid4()), **fields}
    return as_person(getattr(cast, who)).post(reverse("journey:family_ask", args=[cast.case.pk]), body)


def do(person: Person, name: str, cast: Cast, subject: object, **fields: object) -> HttpResponse:
    url = reverse(f"journey:{name}", args=[cast.case.pk, subject])
    return as_person(person).post(url, {"client_token": str(uuid4()), **fields})


def anja_writes(cast: Cast, body: str = "Hvornår begynder det?") -> Question:
    post_now(thread_of(case=cast.case, guardian=cast.anja), cast.anja, body)
    return Question.objects.get(kind=QuestionKind.MESSAGE, state="open")


def reply(cast: Cast, body: str, **fields: object) -> HttpResponse:
    url = reverse("messaging:post", args=[cast.case.pk, cast.anja.pk])
    return as_person(cast.lone).post(url, {"body": body, "client_token": str(uuid4()), **fields})


def test_before_writing_one_reads_who_answers_and_by_when(cast: Cast) -> None:
    shown = thread_page(cast)
    assert f"Lone Bech svarer inden 5 arbejdsdage, <strong>{BY_MONDAY}</strong>." in shown
    assert "Læser og ringer" in shown


def test_an_open_question_has_its_name_and_day_on_both_sides_and_none_on_the_other_parents(cast: Cast) -> None:
    anja_writes(cast)
    for shown in (thread_page(cast), staff_thread(cast), page(cast.anja, "family_case", cast.case.pk)):
        assert f"Lone Bech svarer {BY_MONDAY}" in shown
    for shown in (thread_page(cast, "jonas"), page(cast.jonas, "family_case", cast.case.pk)):
        assert f"Lone Bech svarer {BY_MONDAY}" not in shown
        assert "Det venter I på svar på" not in shown


def test_it_was_no_question(cast: Cast) -> None:
    question = anja_writes(cast, "Tak!")
    assert "Det var ikke et spørgsmål" in thread_page(cast)
    assert do(cast.jonas, "question_drop", cast, question.pk).status_code == 404
    assert do(cast.lone, "question_drop", cast, question.pk).status_code == 404
    assert do(cast.anja, "question_drop", cast, question.pk).status_code == 302
    question.refresh_from_db()
    assert question.state == "no_question"
    assert "venter på svar" not in page(cast.lone, "staff_home")


def test_one_tap_asks_how_a_step_goes_and_a_double_tap_is_one(cast: Cast) -> None:
    step, token = start(cast), str(uuid4())
    assert "Hvordan går det med det her?" in page(cast.anja, "family_case", cast.case.pk)
    for _tap in range(2):
        assert ask(cast, kind="step", step=step.pk, client_token=token).status_code == 302
    assert Question.objects.get().raised == 1
    assert f"I har spurgt. Lone Bech svarer {BY_MONDAY}." in page(cast.anja, "family_case", cast.case.pk)
    ask(cast, kind="step", step=step.pk)
    for shown in (thread_page(cast), staff_thread(cast)):
        assert "Rejst 2 gange uden svar. Det er os, der skylder svaret." in shown
    assert "Hvordan går det med det her?" not in page(cast.lone, "staff_family_view", cast.case.pk, cast.anja.pk)


def test_messages_are_not_counted(cast: Cast) -> None:
    for body in ("Hallo?", "Er der nogen?", "Hallo igen"):
        anja_writes(cast, body)
    assert "gange" not in staff_thread(cast)


def test_call_me_with_an_hour_and_the_call_is_written_down_in_two_lines(cast: Cast, at_monday: SimulatedClock) -> None:
    assert ask(cast, kind="call", when="Om eftermiddagen", words="Helst mobilen").status_code == 302
    question = Question.objects.get()
    assert question.words == "Om eftermiddagen\nHelst mobilen"
    at_monday.advance(timedelta(hours=1))
    url = reverse("journey:staff_call", args=[cast.case.pk, cast.anja.pk])
    assert url in page(cast.lone, "staff_home")
    form = as_person(cast.lone).get(url).content.decode()
    assert "Anja: Ring til mig" in form
    too_long = do(cast.lone, "staff_call", cast, cast.anja.pk, summary="1\n2\n3", answers=[question.pk])
    assert (too_long.status_code, Update.objects.filter(kind="call").exists()) == (422, False)
    done = do(cast.lone, "staff_call", cast, cast.anja.pk, summary="Vi talte om mandag.", answers=[question.pk])
    assert done.status_code == 302
    question.refresh_from_db()
    assert (question.state, question.closed_how) == ("answered", "call")
    assert "Vi har talt i telefon" in page(cast.anja, "family_case", cast.case.pk)
    assert "Vi har talt i telefon" not in page(cast.jonas, "family_case", cast.case.pk)


def test_an_offered_hour_is_picked_once_by_the_one_it_is_for(cast: Cast, at_monday: SimulatedClock) -> None:
    ask(cast, kind="talk", words="Morgenerne")
    url = reverse("journey:staff_talk_offer", args=[cast.case.pk, cast.anja.pk])
    assert url in page(cast.lone, "staff_home")
    half = do(cast.lone, "staff_talk_offer", cast, cast.anja.pk, day_1="2027-02-03", minutes="15", place="Telefon")
    assert half.status_code == 422
    sent = do(
        cast.lone, "staff_talk_offer", cast, cast.anja.pk,
        day_1="2027-02-03", time_1="10:00", day_2="2027-02-04", time_2="11:00", minutes="20", place="Telefon",
    )  # fmt: skip
    assert sent.status_code == 302
    first = TalkOffer.objects.order_by("starts_at")[0]
    shown = thread_page(cast)
    assert "Onsdag 3. februar kl. 10" in shown
    assert "20 minutter med Lone Bech" in shown
    assert "20 minutter" not in thread_page(cast, "jonas")
    assert do(cast.jonas, "talk_take", cast, first.pk).status_code == 404
    assert do(cast.anja, "talk_take", cast, first.pk).status_code == 302
    assert Meeting.objects.get().only_for == cast.anja
    assert Question.objects.get().state == "answered"
    assert "Kort samtale" in page(cast.anja, "family_meetings", cast.case.pk)
    assert "Kort samtale" not in page(cast.jonas, "family_meetings", cast.case.pk)


def test_an_hour_that_is_gone_is_said_and_nothing_is_made(cast: Cast, at_monday: SimulatedClock) -> None:
    [offer] = talk_offer(case=cast.case, by=cast.lone, person=cast.anja, starts=[at_monday.at + timedelta(hours=1)])
    at_monday.advance(timedelta(hours=2))
    answer = as_person(cast.anja).post(reverse("journey:talk_take", args=[cast.case.pk, offer.pk]), follow=True)
    assert "Tidspunktet er ikke ledigt længere." in answer.content.decode()
    assert not Meeting.objects.exists()


def test_who_needs_to_be_heard_reaches_the_contact_and_no_leader(cast: Cast) -> None:
    ask(cast, kind="heard", words="Jeg kan ikke mere.")
    question = Question.objects.get()
    assert "Jeg kan ikke mere." in staff_thread(cast)
    assert "Har brug for at blive hørt" in page(cast.lone, "staff_home")
    answer = reverse("journey:staff_question_answer", args=[cast.case.pk, question.pk])
    assert "skal ikke have en standardtekst" in as_person(cast.lone).get(answer).content.decode()
    for name in ("staff_question_answer", "staff_question_promise"):
        assert as_person(cast.pia).get(reverse(f"journey:{name}", args=[cast.case.pk, question.pk])).status_code == 404


def test_a_leader_gives_a_late_question_a_name_and_a_day_without_reading_it(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    ask(cast, kind="call", words="Hemmeligt nummer")
    question = Question.objects.get()
    at_monday.advance(timedelta(days=9))
    url = reverse("journey:staff_question_promise", args=[cast.case.pk, question.pk])
    scan()
    overview = page(cast.pia, "leader_home")
    assert url in overview
    form = as_person(cast.pia).get(url).content.decode()
    assert "Hemmeligt" not in overview + form
    assert "Anja" not in form
    done = do(
        cast.pia, "staff_question_promise", cast, question.pk,
        owner=cast.henrik.pk, promised_on="2027-02-12", reason="Henrik ringer i stedet.",
    )  # fmt: skip
    assert done.status_code == 302
    shown = thread_page(cast)
    assert "Henrik Toft svarer senest fredag 12. februar." in shown
    assert f"Lone Bech, {BY_MONDAY}." in shown
    assert "Henrik ringer i stedet." in shown


def test_a_message_answers_promises_or_leaves_it_open(cast: Cast) -> None:
    question = anja_writes(cast)
    reply(cast, "Jeg spørger PPR.", outcome="open")
    question.refresh_from_db()
    assert question.state == "open"
    undated = reply(cast, "Jeg finder ud af det.", outcome="promises")
    assert undated.status_code == 422
    assert "Vælg den dag, familien senest får svar." in undated.content.decode()
    reply(cast, "Jeg finder ud af det.", outcome="promises", promised_on="2027-02-10")
    question.refresh_from_db()
    assert (question.state, question.due_on) == ("promised", date(2027, 2, 10))
    again = reply(cast, "Endnu en dag.", outcome="promises", promised_on="2027-02-11")
    assert "Der er intet nyt at love svar på." in again.content.decode()
    another = anja_writes(cast, "Og hvem kommer?")
    reply(cast, "Gitte kommer.")
    another.refresh_from_db()
    question.refresh_from_db()
    assert (another.state, question.state) == ("answered", "promised")
    do(cast.lone, "staff_question_answer", cast, question.pk, text="Det begynder mandag.")
    question.refresh_from_db()
    assert question.state == "answered"


def test_a_message_that_crosses_another_answers_nothing(cast: Cast) -> None:
    anja_writes(cast, "Kommer Gitte?")
    question = anja_writes(cast, "Og hvornår?")
    reply(cast, "Ja, hun kommer.", after="1")
    question.refresh_from_db()
    assert question.state == "open"
    reply(cast, "Mandag.", after="3")
    question.refresh_from_db()
    assert question.state == "answered"


def test_what_is_asked_and_answered_moves_on_a_page_that_is_open(cast: Cast) -> None:
    anja_writes(cast)
    poll = reverse("messaging:poll", args=[cast.case.pk, cast.anja.pk])
    before = as_person(cast.anja).get(poll, {"after": 0}).content.decode()
    assert 'id="asked" hx-swap-oob="true"' in before
    assert "Det venter I på svar på" in before
    reply(cast, "Mandag.")
    after = as_person(cast.anja).get(poll, {"after": 1}).content.decode()
    assert "Det venter I på svar på" not in after
    assert "besvaret i en besked" in after


def test_a_closed_case_takes_messages_and_no_taps(cast: Cast) -> None:
    question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    do(cast.lone, "staff_call", cast, cast.anja.pk, summary="Vi er færdige.", answers=[Question.objects.get().pk])
    as_person(cast.lone).post(reverse("journey:staff_close", args=[cast.case.pk]), {"text": "Det går godt nu."})
    shown = thread_page(cast)
    assert "inden 5 arbejdsdage" in shown
    assert reverse("journey:family_ask", args=[cast.case.pk]) not in shown
    assert ask(cast, kind="call").status_code == 409
    anja_writes(cast, "Må vi komme igen?")
    assert "Det venter I på svar på" in thread_page(cast)


@pytest.mark.parametrize("who", ["lone", "pia", "torben", "charlie", "dina"])
def test_nobody_else_asks_for_a_family(cast: Cast, who: str) -> None:
    assert ask(cast, who, kind="call").status_code == 404
    assert not Question.objects.exists()


def test_a_wrong_kind_or_step_is_refused(cast: Cast) -> None:
    assert ask(cast, kind="message").status_code == 422
    assert ask(cast, kind="step", step=uuid4()).status_code == 422
    assert ask(cast, kind="heard", words="x" * 1001).status_code == 422
    assert not Question.objects.exists()
