"""What begins withheld leaves no trace for the family until two people have shown it (L13, T11, RQ-015, RQ-157)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.blueprints.loader import load_blueprint
from journey.errors import Conflict, DomainError, NotYours
from journey.models import Case, Event, Gap, NextWord, Person, Step, Update, Wait
from journey.models.base import Visibility
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.timeline import timeline
from journey.services.blueprints import blueprint_publish
from journey.services.cases import case_open, step_add
from journey.services.contact import ChangeWords
from journey.services.decisions import decision_ask, decision_date_move
from journey.services.follow_up import step_followed_up
from journey.services.responsibility import responsibility_move
from journey.services.roles import role_assign
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.updates import update_post
from journey.services.waits import WaitTexts, wait_date_move, wait_open
from journey.services.withheld import step_release, step_release_ask, step_release_withdraw
from journey.watch.recompute import recompute
from journey.watch.scan import scan
from messaging.delivery.relay import relay_pending
from messaging.models import Delivery, Suppression
from tests.cast import Cast
from tests.journey.watch.test_scan import WORDS as NEWS

WORDS = "Nu kan I se det. Vi ville ringe til jer først."
ASKED = "step.release_asked"


@pytest.fixture
def case(cast: Cast) -> Case:
    """A course along a road with steps that start withheld."""
    road = blueprint_publish(municipality=cast.municipality, loaded=load_blueprint("roskilde"))
    return case_open(
        child=cast.child, unit=cast.school, blueprint=road, contact=cast.lone, deputy=cast.henrik, opened_by=cast.lone
    )


def begun(case: Case, cast: Cast) -> Step:
    step = step_add(case=case, by=cast.lone, code="notification_received")
    return moved(step, MoveKind.START, cast)


def moved(step: Step, kind: MoveKind, cast: Cast) -> Step:
    owner = Takeover(owner=cast.lone)
    return step_move(step=step, kind=kind, by=cast.lone, sentence="Lone ser på den.", takeover=owner)


def pages(case: Case, person: Person) -> list[bytes]:
    """Everything that the person can fetch of the case, without what is random in every page."""
    client = Client()
    client.force_login(person)
    names = ("journey:family_case", "journey:family_people", "journey:family_meetings", "v1:case", "v1:timeline")
    found = [client.get(reverse(name, args=[case.pk])) for name in names]
    found += [
        client.get(reverse("v1:feed")),
        client.get(reverse("v1:cases")),
        client.get(reverse("journey:family_home")),
    ]
    assert {answer.status_code for answer in found} == {200}
    lines = [answer.content.splitlines() for answer in found]
    return [b"\n".join(line for line in one if b"csrfmiddlewaretoken" not in line) for one in lines]


def titles(case: Case, person: Person) -> set[str]:
    thread = timeline(case_for(person, case.pk, Action.READ_CASE))
    return {item.title for item in (*thread.ahead, *thread.current, *thread.past)}


def test_no_byte_differs_for_the_family_before_it_is_released(case: Case, cast: Cast) -> None:
    relay_pending()
    pages(case, cast.anja)
    before, promised = pages(case, cast.anja), words_of(case)
    told = Delivery.objects.filter(person__in=[cast.anja, cast.jonas]).count()
    step = begun(case, cast)
    step_followed_up(step=step, by=cast.lone, follow_up_on=clock.today() + timedelta(days=3))
    step_release_ask(step=step, by=cast.pia)
    wait = open_wait_in(step, cast)
    decision = decision_ask(case=case, by=cast.lone, asked="Er der fare nu?", decider_role="leder", step=step)
    wait_date_move(wait=wait, by=cast.lone, reason="Vi mangler svar.", expected_from=None, expected_to=clock.today())
    decision_date_move(decision=decision, by=cast.lone, reason="Mødet er flyttet.", expected_on=clock.today())
    relay_pending()
    assert step.visibility == Visibility.WITHHELD
    assert pages(case, cast.anja) == before
    assert words_of(case) == promised
    assert Delivery.objects.filter(person__in=[cast.anja, cast.jonas]).count() == told
    assert step.title in titles(case, cast.lone)
    assert step.title in titles(case, cast.pia)


def open_wait_in(step: Step, cast: Cast) -> Wait:
    return wait_open(
        case=step.case,
        by=cast.lone,
        holder=cast.lone,
        texts=WaitTexts(awaited="Svar fra lægen", why="Lægen har travlt.", ends_when="Svaret er her."),
        review_on=clock.today() + timedelta(days=3),
        step=step,
    )


def words_of(case: Case) -> list[Any]:
    return list(NextWord.objects.filter(case=case).order_by("pk").values_list("due_on", "last_word_at"))


def test_one_asks_another_shows_it_and_each_is_on_record(case: Case, cast: Cast, at_monday: SimulatedClock) -> None:
    step = begun(case, cast)
    with pytest.raises(Conflict, match="release_needs_another"):
        step_release(step=step, by=cast.lone, text=WORDS)
    step_release_ask(step=step, by=cast.lone)
    with pytest.raises(Conflict, match="release_asked_already"):
        step_release_ask(step=step, by=cast.lone)
    with pytest.raises(Conflict, match="release_needs_another"):
        step_release(step=step, by=cast.lone, text=WORDS)
    with pytest.raises(DomainError, match="text_missing"):
        step_release(step=step, by=cast.pia, text=" ")
    assert step.title not in titles(case, cast.anja)

    step_release(step=step, by=cast.pia, text=WORDS)
    relay_pending()
    for parent in (cast.anja, cast.jonas):
        assert step.title in titles(case, parent)
        assert Delivery.objects.filter(event__kind="step.released", person=parent).exists()
        assert not Delivery.objects.filter(event__kind="step.release_asked", person=parent).exists()
    record = Event.objects.filter(subject_id=step.pk, kind__startswith="step.release").order_by("id")
    assert list(record.values_list("kind", "actor__given_name")) == [
        ("step.release_asked", "Lone"),
        ("step.released", "Pia"),
    ]
    word = Update.objects.get(case=case)
    assert (word.happened, word.author, word.step) == (WORDS, cast.pia, step)


def test_what_one_asked_for_can_be_taken_back(case: Case, cast: Cast, at_monday: SimulatedClock) -> None:
    step = begun(case, cast)
    with pytest.raises(Conflict, match="release_not_asked"):
        step_release_withdraw(step=step, by=cast.lone)
    step_release_ask(step=step, by=cast.lone)
    step_release_withdraw(step=step, by=cast.lone)
    with pytest.raises(Conflict, match="release_needs_another"):
        step_release(step=step, by=cast.pia, text=WORDS)
    step_release_ask(step=step, by=cast.lone)
    relay_pending()
    assert not Delivery.objects.filter(event__subject_id=step.pk, person__in=[cast.anja, cast.jonas]).exists()
    assert step_release(step=step, by=cast.pia, text=WORDS).visibility == Visibility.RELEASED


def test_the_second_sees_who_asks_and_only_then_how_to_show_it(case: Case, cast: Cast) -> None:
    step, client = begun(case, cast), Client()
    names = ("_ask", "", "_withdraw")
    links = [reverse(f"journey:staff_step_release{name}", args=[case.pk, step.pk]) for name in names]

    def offered(person: Person) -> list[bool]:
        client.force_login(person)
        page = client.get(reverse("journey:staff_case", args=[case.pk])).content.decode()
        assert ("Lone Bech beder om, at familien får det at se." in page) == (Event.objects.filter(kind=ASKED).exists())
        return [f'href="{link}"' in page for link in links]

    assert offered(cast.lone) == offered(cast.pia) == [True, False, False]
    step_release_ask(step=step, by=cast.lone)
    assert (offered(cast.lone), offered(cast.pia)) == ([False, False, True], [False, True, False])


def test_what_only_staff_see_is_nothing_for_the_family_to_look_forward_to(
    case: Case, cast: Cast, at_monday: SimulatedClock
) -> None:
    hidden = begun(case, cast)
    case.steps.exclude(pk=hidden.pk).update(visibility=Visibility.WITHHELD)
    decision_ask(case=case, by=cast.lone, asked="Hvad nu?", decider_role="leder", decider=cast.pia, step=hidden)
    scan()
    gaps = Gap.objects.filter(case=case, closed_at__isnull=True)
    assert set(gaps.values_list("kind", flat=True)) == {"nothing_next"}
    assert recompute() == 0


def test_what_is_shown_is_not_asked_for_again(case: Case, cast: Cast) -> None:
    step = begun(case, cast)
    step_release_ask(step=step, by=cast.lone)
    step_release(step=step, by=cast.pia, text=WORDS)
    for again in (lambda: step_release_ask(step=step, by=cast.lone), lambda: release_again(step, cast)):
        with pytest.raises(Conflict, match="step_not_withheld"):
            again()


def release_again(step: Step, cast: Cast) -> Step:
    return step_release(step=step, by=cast.lone, text=WORDS)


def test_a_further_round_begins_withheld_again(case: Case, cast: Cast) -> None:
    step = begun(case, cast)
    step_release_ask(step=step, by=cast.lone)
    step_release(step=step, by=cast.pia, text=WORDS)
    moved(step, MoveKind.FORWARD, cast)
    again = moved(step, MoveKind.REPEAT, cast)
    assert (again.round, again.visibility) == (2, Visibility.WITHHELD)
    with pytest.raises(Conflict, match="release_needs_another"):
        step_release(step=again, by=cast.pia, text=WORDS)


@pytest.mark.parametrize("who", ["henrik", "torben", "anja", "gitte", "dina"])
def test_a_stand_in_a_professional_and_the_family_cannot(case: Case, cast: Cast, who: str) -> None:
    with pytest.raises(NotYours):
        case_for(getattr(cast, who), case.pk, Action.RELEASE_STEP)


def test_a_sentence_about_what_is_kept_stands_at_no_other_step(case: Case, cast: Cast) -> None:
    kept = begun(case, cast)
    shown = moved(step_add(case=case, by=cast.lone, code="notification_meeting"), MoveKind.START, cast)
    talk = step_add(case=case, by=cast.lone, code="child_talk")
    coming = step_add(case=case, by=cast.lone, code="child_examination")
    for step, to in ((kept, coming), (kept, talk), (shown, talk)):
        with pytest.raises(DomainError, match="step_target_withheld"):
            step_move(step=step, kind=MoveKind.FORWARD, by=cast.lone, sentence="Lone har talt med barnet.", to=to)
    step_move(step=kept, kind=MoveKind.FORWARD, by=cast.lone, sentence="Lone er færdig.")
    assert all("Lone er færdig." not in page.decode() for page in pages(case, cast.anja))


def test_news_about_a_kept_step_is_refused(case: Case, cast: Cast) -> None:
    with pytest.raises(DomainError, match="step_withheld"):
        update_post(case=case, author=cast.lone, step=begun(case, cast), **NEWS)


def test_a_number_tells_of_no_round_between(case: Case, cast: Cast) -> None:
    moved(begun(case, cast), MoveKind.FORWARD, cast)
    again = moved(case.steps.get(code="notification_received"), MoveKind.REPEAT, cast)
    step_release_ask(step=again, by=cast.pia)
    release_again(again, cast)
    thread = timeline(case_for(cast.anja, case.pk, Action.READ_CASE))
    assert [item.step.round for item in thread.current if item.step and item.id == again.pk] == [1]
    staff = timeline(case_for(cast.lone, case.pk, Action.READ_CASE))
    assert [item.step.round for item in staff.current if item.step and item.id == again.pk] == [2]


def test_a_form_about_a_kept_step_says_so_and_promises_nothing(case: Case, cast: Cast) -> None:
    client, step = Client(), begun(case, cast)
    client.force_login(cast.lone)
    promised = set(NextWord.objects.values_list("pk", "due_on"))
    url = reverse("journey:staff_step_forward", args=[case.pk, step.pk])
    page = client.get(url).content.decode()
    assert "Internt" in page
    assert 'name="next_word_on"' not in page
    assert 'name="to"' not in page
    sent = client.post(url, {"sentence": "Lone er færdig.", "client_token": uuid4()}, follow=True)
    assert "Familien kan ikke se det." in sent.content.decode()
    assert set(NextWord.objects.values_list("pk", "due_on")) == promised
    there = client.get(reverse("journey:staff_case", args=[case.pk])).content.decode()
    assert reverse("journey:staff_step_release_ask", args=[case.pk, step.pk]) in there


def test_who_sees_nothing_withheld_is_left_out_with_a_row(case: Case, cast: Cast) -> None:
    role_assign(case=case, person=cast.torben, role="caseworker", label="Pædagog", by=cast.lone)
    begun(case, cast)
    relay_pending()
    rows = Suppression.objects.filter(person=cast.torben, event__kind="step.moved")
    assert set(rows.values_list("reason", flat=True)) == {"withheld"}


def handed_over(case: Case, cast: Cast, **more: Any) -> Update | None:
    return responsibility_move(case=case, leaver=cast.torben, to=cast.gitte, by=cast.lone, **more)


NO_WORDS = ChangeWords("", "", "", "Ingen datoer flytter sig.", "")


def test_giving_a_withheld_step_to_another_is_no_news_for_the_family(case: Case, cast: Cast) -> None:
    """Nothing that the family can fetch says that somebody has taken something over, and no word is asked for."""
    step = begun(case, cast)
    Step.objects.filter(pk=step.pk).update(owner=cast.torben)
    relay_pending()
    before = {person: pages(case, person) for person in (cast.anja, cast.jonas)}
    had = Delivery.objects.filter(person__in=before).count()
    assert handed_over(case, cast, told=NO_WORDS) is None
    relay_pending()
    step.refresh_from_db()
    assert step.owner == cast.gitte
    assert {person: pages(case, person) for person in before} == before
    assert Delivery.objects.filter(person__in=before).count() == had
    assert not case.updates.filter(kind="contact_change").exists()


def test_words_about_what_is_withheld_are_refused_not_dropped(case: Case, cast: Cast) -> None:
    Step.objects.filter(pk=begun(case, cast).pk).update(owner=cast.torben)
    written = ChangeWords("Skift", "Gitte har det.", "Det går videre.", "Intet andet.", "Hun ringer.")
    with pytest.raises(DomainError, match="told_of_withheld"):
        handed_over(case, cast, told=written)
    assert Step.objects.get(code="notification_received").owner == cast.torben


def test_with_something_in_sight_the_words_are_asked_for_as_before(case: Case, cast: Cast) -> None:
    Step.objects.filter(pk=begun(case, cast).pk).update(owner=cast.torben)
    role_assign(case=case, person=cast.torben, role="caseworker", label="Psykolog", by=cast.lone)
    with pytest.raises(DomainError, match="text_missing"):
        handed_over(case, cast, told=NO_WORDS)
    assert handed_over(case, cast, told=None, keeps=["caseworker"]) is None


def test_the_form_asks_for_no_words_on_what_is_withheld_and_says_so(case: Case, cast: Cast) -> None:
    Step.objects.filter(pk=begun(case, cast).pk).update(owner=cast.torben)
    client, url = Client(), reverse("journey:staff_responsibility", args=[case.pk])
    client.force_login(cast.lone)
    assert "Familien kan ikke se det" in client.get(url).content.decode()
    filled_in = {"leaver": cast.torben.pk, "to": cast.gitte.pk, "not_means": "Ingen datoer flytter sig."}
    assert client.post(url, filled_in).status_code == 302
    assert Step.objects.get(code="notification_received").owner == cast.gitte


def test_the_receipt_of_the_api_names_no_word_where_the_family_has_none(case: Case, cast: Cast) -> None:
    Step.objects.filter(pk=begun(case, cast).pk).update(owner=cast.torben)
    client, url = Client(), reverse("v1:responsibility", args=[case.pk])
    client.force_login(cast.lone)
    assert client.get(url).json()["items"][0]["is_hidden"]
    body = {"leaver": str(cast.torben.pk), "to": str(cast.gitte.pk)}
    answer = client.post(url, body, content_type="application/json", headers={"Idempotency-Key": str(uuid4())})
    assert (answer.status_code, answer.json()) == (201, {"id": None})
