"""Who learns of what: the table is complete, and rights decide."""

import ast
import re
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from journey.models import Event, Notice, Person, Recipient, Step, Wait
from journey.models.base import Visibility
from journey.rules.clock import SimulatedClock
from journey.services.call_off import contact_change_call_off
from journey.services.communication import Wishes, communication_agree
from journey.services.contact import ChangeWords, absence_register, contact_change
from journey.services.events import record_event
from journey.services.people import relation_end
from journey.services.steps import MoveKind, Takeover, step_date_move, step_move
from journey.services.updates import note_write, update_post
from journey.services.waits import WaitTexts, wait_open
from messaging.delivery.recipients import TABLE
from messaging.models import Delivery, Suppression
from messaging.services.messages import seen_mark
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


def told(kind: str, channel: str = "inapp") -> set[str]:
    """First names of everyone who got the newest event of a kind by a channel."""
    event = Event.objects.filter(kind=kind).latest("id")
    people = Delivery.objects.filter(event=event, channel=channel).values_list("person__given_name", flat=True)
    return set(people)


def silent(kind: str) -> dict[str, str]:
    """First name → reason, for everyone who was left out of the newest event of a kind."""
    event = Event.objects.filter(kind=kind).latest("id")
    rows = Suppression.objects.filter(event=event).select_related("person")
    return {row.person.given_name: f"{row.reason}:{row.channel}" if row.channel else row.reason for row in rows}


def news(cast: Cast, **more: object) -> None:
    update_post(
        case=cast.case,
        author=cast.lone,
        happened="Vi har holdt møde om Viktor.",
        means="Viktor får ro.",
        not_means="Ingen har besluttet noget endnu.",
        next_text="Vi ser på det igen.",
        **more,  # type: ignore[arg-type]
    )


def recorded_kinds() -> set[str]:
    """Every kind that the code of the product writes to the outbox, read from its source."""
    kinds: set[str] = set()
    for path in (*(ROOT / "journey").rglob("*.py"), *(ROOT / "messaging").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record_event":
                value = next(word.value for word in node.keywords if word.arg == "kind")
                assert isinstance(value, ast.Constant), f"{path}: the kind of an event is written out"
                kinds.add(str(value.value))
    return kinds


def test_every_recorded_kind_is_in_the_table_and_no_other() -> None:
    assert recorded_kinds() == set(TABLE)


def test_kinds_are_facts_in_the_past_and_notices_short() -> None:
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", kind) for kind in TABLE)
    assert all(rule.notice and len(rule.notice) <= 40 for rule in TABLE.values())


def test_news_reaches_each_custodian_as_a_person_and_the_deputy_but_not_its_author(cast: Cast) -> None:
    news(cast)
    assert told("update.published") == {"Anja", "Jonas", "Henrik"}
    assert told("update.published", "email") == {"Anja", "Jonas"}
    assert silent("update.published") == {"Lone": "actor"}


def test_news_for_one_parent_is_unknown_to_the_other(cast: Cast) -> None:
    news(cast, only_for=cast.jonas)
    assert told("update.published") == {"Jonas", "Henrik"}
    assert silent("update.published") == {"Anja": "for_another", "Lone": "actor"}


def test_that_something_was_for_the_other_parent_is_on_record_and_on_no_page(cast: Cast, writes: Writes) -> None:
    """The ledger says of each guardian why they did not get it (N8); the guardian finds no trace of it (G5)."""
    pages = [
        reverse("journey:family_case", args=[cast.case.pk]),
        reverse("journey:family_people", args=[cast.case.pk]),
        reverse("messaging:mine", args=[cast.case.pk]),
        reverse("messaging:feed") + "?after=0",
        reverse("v1:feed"),
        reverse("v1:timeline", args=[cast.case.pk]),
        reverse("v1:threads"),
    ]
    client = Client()
    client.force_login(cast.anja)
    before = [without_tokens(client.get(page)) for page in [*pages, *pages]][len(pages) :]

    news(cast, only_for=cast.jonas)
    writes(thread_of(case=cast.case, guardian=cast.jonas), cast.lone)
    communication_agree(case=cast.case, person=cast.jonas, wishes=Wishes(5), by=cast.lone)

    for kind in ("update.published", "message.posted", "communication.agreed"):
        assert silent(kind)["Anja"] == "for_another"
    assert [without_tokens(client.get(page)) for page in pages] == before


def without_tokens(response: HttpResponse) -> list[bytes]:
    """The page without what is random in every page."""
    assert response.status_code == 200
    lines = response.content.splitlines()
    return [line for line in lines if b"csrfmiddlewaretoken" not in line and b"client_token" not in line]


def test_a_message_reaches_the_other_side_of_its_own_thread(cast: Cast, writes: Writes) -> None:
    writes(anjas_thread(cast), cast.anja)
    assert told("message.posted") == told("message.posted", "email") == {"Lone", "Henrik"}
    assert silent("message.posted") == {"Anja": "actor", "Jonas": "for_another"}

    writes(anjas_thread(cast), cast.lone)
    assert told("message.posted") == {"Anja", "Henrik"}
    assert told("message.posted", "email") == {"Anja"}


def test_the_cover_of_an_absent_contact_gets_the_messages(
    cast: Cast, writes: Writes, at_monday: SimulatedClock
) -> None:
    today = date(2027, 2, 1)
    absence_register(person=cast.lone, cover=cast.charlie, first_day=today, last_day=None, by=cast.pia)
    writes(anjas_thread(cast), cast.anja)
    assert told("message.posted") == {"Lone", "Henrik", "Charlie"}


def test_an_internal_note_and_its_existence_stay_with_staff(cast: Cast) -> None:
    note_write(case=cast.case, author=cast.lone, body="Husk at spørge Torben.")
    assert told("note.written") == {"Henrik"}
    assert silent("note.written") == {"Anja": "internal_note", "Jonas": "internal_note", "Lone": "actor"}


def test_a_withheld_row_tells_no_family_member_and_no_professional(cast: Cast) -> None:
    planned = cast.case.steps.filter(state="planned").first()
    assert planned
    takeover = Takeover(owner=cast.lone)
    step = step_move(step=planned, kind=MoveKind.START, by=cast.lone, sentence="Vi går i gang.", takeover=takeover)
    Step.objects.filter(pk=step.pk).update(visibility=Visibility.WITHHELD)
    before = Delivery.objects.filter(person__in=[cast.anja, cast.jonas, cast.torben]).count()

    step_date_move(step=step, by=cast.lone, reason="Vi mangler en tid.", expected_to=date(2027, 5, 3))
    wait = wait_open(
        case=cast.case,
        by=cast.lone,
        holder=cast.lone,
        step=step,
        texts=WaitTexts(awaited="En tid", why="Der er kø.", ends_when="Vi har fået en tid."),
        review_on=date(2027, 2, 10),
    )

    assert Wait.objects.get(pk=wait.pk).visibility == Visibility.RELEASED, "withheld by its step alone"
    for kind in ("step.date_moved", "wait.opened"):
        assert told(kind) == {"Henrik"}
        assert silent(kind) == {"Anja": "withheld", "Jonas": "withheld", "Lone": "actor"}
    assert Delivery.objects.filter(person__in=[cast.anja, cast.jonas, cast.torben]).count() == before


def test_a_new_contact_is_told_to_family_and_professionals_and_is_critical(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    at_monday.advance(timedelta(hours=1))
    words = ChangeWords(
        title="Henrik er ny kontakt",
        happened="Henrik er kontakt fra i dag.",
        means="I skriver til Henrik.",
        not_means="Viktors forløb er det samme.",
        next_text="Henrik ringer.",
    )
    contact_change(case=cast.case, to=cast.henrik, deputy=cast.lone, by=cast.pia, words=words)
    assert told("contact.changed") == {"Anja", "Jonas", "Henrik", "Lone", "Torben"}
    assert told("contact.changed", "email") == {"Anja", "Jonas", "Henrik", "Lone", "Torben"}
    assert Notice.objects.get(kind="contact").is_critical


def test_a_change_that_is_called_off_is_told_to_everyone_who_was_told_of_it(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    words = ChangeWords("Gitte kommer", "Gitte tager over.", "Timerne bliver.", "Intet andet.", "Gitte ringer.")
    later = at_monday.at + timedelta(days=14)
    contact_change(case=cast.case, to=cast.gitte, deputy=cast.charlie, by=cast.pia, words=words, from_at=later)
    at_monday.advance(timedelta(hours=1))
    words = ChangeWords("Lone bliver", "Lone er her alligevel.", "Timerne bliver.", "Intet andet.", "Lone ringer.")
    contact_change_call_off(case=cast.case, by=cast.pia, words=words)
    everyone = {"Anja", "Jonas", "Lone", "Henrik", "Torben", "Gitte", "Charlie"}
    assert told("contact.changed") == told("contact.called_off") == everyone
    assert told("contact.called_off", "email") == everyone
    assert Notice.objects.get(kind="contact_stays").is_critical


def test_an_agreement_is_between_the_municipality_and_one_person(cast: Cast) -> None:
    communication_agree(case=cast.case, person=cast.anja, wishes=Wishes(5), by=cast.lone)
    assert told("communication.agreed") == {"Anja", "Henrik"}


def test_whoever_lost_custody_is_told_nothing_more(cast: Cast, writes: Writes, at_monday: SimulatedClock) -> None:
    thread = anjas_thread(cast)
    at_monday.advance(timedelta(days=1))
    relation_end(relation=cast.anjas_custody)
    news(cast)
    assert told("update.published") == {"Jonas", "Henrik"}
    assert told("relation.ended") == {"Lone", "Henrik"}

    record_event(kind="message.seen", case=cast.case, actor=cast.lone, subject_id=thread.pk)  # late, but it happens
    assert not Delivery.objects.filter(event__kind="message.seen").exists()


def test_an_address_that_is_missing_is_a_reason_on_record(cast: Cast) -> None:
    Person.objects.filter(pk=cast.anja.pk).update(email="")
    news(cast)
    assert told("update.published") == {"Anja", "Jonas", "Henrik"}
    assert told("update.published", "email") == {"Jonas"}
    assert silent("update.published")["Anja"] == "no_address:email"


def test_an_inactive_person_is_told_nothing(cast: Cast) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(is_active=False)
    news(cast)
    assert told("update.published") == {"Anja", "Henrik"}
    assert silent("update.published")["Jonas"] == "inactive"


def test_strangers_get_nothing_from_any_event(cast: Cast, writes: Writes) -> None:
    news(cast)
    writes(anjas_thread(cast), cast.anja)
    note_write(case=cast.case, author=cast.lone, body="Intern.")
    strangers = [cast.charlie, cast.dina, cast.erik, cast.gitte]
    assert not Delivery.objects.filter(case=cast.case, person__in=strangers).exists()
    assert not Recipient.objects.filter(case=cast.case, person__in=strangers).exists()


def test_seen_is_no_news(cast: Cast, writes: Writes) -> None:
    thread = thread_of(case=cast.case, guardian=cast.jonas)
    writes(thread, cast.jonas)
    seen_mark(thread=thread, person=cast.lone, up_to=1)
    event = Event.objects.get(kind="message.seen")
    assert event.outbox.relayed_at
    assert not Delivery.objects.filter(event=event).exists()
    assert not Suppression.objects.filter(event=event).exists()
    assert not Notice.objects.filter(event=event).exists()


def test_an_undecided_kind_is_left_pending_with_the_error_by_name_only(cast: Cast) -> None:
    record_event(kind="secret.happened", case=cast.case, actor=None, subject_id=uuid4())
    item = Event.objects.get(kind="secret.happened").outbox
    assert (item.relayed_at, item.attempts, item.last_error) == (None, 1, "UnknownEventKind")
