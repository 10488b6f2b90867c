"""Who has a part in the case: the family is told when somebody comes or goes, and a slip can be taken back (RQ-022)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.errors import Conflict, DomainError, NotYours
from journey.models import CaseRole, Event, Meeting, NextWord, Person
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.involved import involved
from journey.services.contact import ChangeWords
from journey.services.meetings import Invitee, MeetingTexts, meeting_cancel, meeting_plan
from journey.services.responsibility import responsibility_move
from journey.services.roles import Undo, role_assign, role_end, role_take_back
from journey.services.updates import update_post
from messaging.delivery.relay import relay_pending
from messaging.models import Delivery
from tests.cast import Cast
from tests.road import page_of, start

TOLD = "role.told"


@pytest.fixture
def later(cast: Cast, at_monday: SimulatedClock) -> Cast:
    """A day on which the case has been open for a while."""
    relay_pending()
    at_monday.advance(timedelta(days=2))
    return cast


def gittes(cast: Cast) -> CaseRole:
    return role_assign(case=cast.case, person=cast.gitte, role="ppr_leader", label="Leder af PPR", by=cast.lone)


def heard(person: Person) -> list[str]:
    """The roads by which the person has been told of who has a part."""
    return sorted(Delivery.objects.filter(event__kind=TOLD, person=person).values_list("channel", flat=True))


def lines(cast: Cast, person: Person) -> list[str]:
    past = page_of(cast, person).past
    return [item.update.happened for item in past if item.update and item.update.kind == "automatic"]


def names(cast: Cast) -> set[tuple[str, bool]]:
    people = involved(case_for(cast.anja, cast.case.pk, Action.READ_CASE))
    return {(line.person.first_name, line.is_here) for line in people if line.role == "ppr_leader"}


def test_each_custodian_is_told_of_who_comes_and_who_goes_and_reads_it_on_the_timeline(
    later: Cast, at_monday: SimulatedClock
) -> None:
    dates = list(NextWord.objects.order_by("pk").values_list("due_on", flat=True))
    role = gittes(later)
    at_monday.advance(timedelta(days=1))
    role_end(held=role, by=later.lone)
    relay_pending()
    for person in (later.anja, later.jonas):
        assert heard(person) == ["email", "email", "inapp", "inapp"]
        assert lines(later, person) == [
            "Gitte Dahl er ikke længere med som: Leder af PPR.",
            "Gitte Dahl er med fra i dag: Leder af PPR.",
        ]
    for person in (later.dina, later.charlie, later.erik):
        assert heard(person) == []
    assert list(NextWord.objects.order_by("pk").values_list("due_on", flat=True)) == dates, "no word from a person"


def test_who_has_lost_custody_meanwhile_hears_nothing(later: Cast) -> None:
    gittes(later)
    later.anjas_custody.period = (later.anjas_custody.period.lower, later.case.opened_at + timedelta(days=1))
    later.anjas_custody.save()
    relay_pending()
    assert heard(later.anja) == []
    assert heard(later.jonas) == ["email", "inapp"]


def test_who_is_there_when_the_case_opens_is_no_change(cast: Cast) -> None:
    gittes(cast)
    assert not Event.objects.filter(kind=TOLD).exists()
    assert lines(cast, cast.anja) == []


def test_a_role_given_by_mistake_never_was_and_the_family_is_told(later: Cast, at_monday: SimulatedClock) -> None:
    role = gittes(later)
    at_monday.advance(timedelta(hours=1))
    role_take_back(row=role, undo=Undo.GIVEN, by=later.lone)
    relay_pending()
    assert names(later) == set()
    assert lines(later, later.anja)[0] == "Vi skrev forkert. Gitte Dahl er ikke med som: Leder af PPR."
    assert heard(later.anja) == ["email", "email", "inapp", "inapp"]
    with pytest.raises(Conflict, match="role_taken_back"):
        role_take_back(row=role, undo=Undo.GIVEN, by=later.lone)
    assert gittes(later).pk != role.pk, "it can be given anew"


def test_a_role_ended_by_mistake_goes_on_from_its_own_first_day(later: Cast, at_monday: SimulatedClock) -> None:
    role = gittes(later)
    at_monday.advance(timedelta(days=3))
    role_end(held=role, by=later.lone)
    at_monday.advance(timedelta(days=1))
    assert names(later) == {("Gitte", False)}
    began = role.period.lower
    role_take_back(row=role, undo=Undo.ENDED, by=later.lone)
    role.refresh_from_db()
    assert (role.period.lower, role.period.upper) == (began, None)
    assert names(later) == {("Gitte", True)}
    assert lines(later, later.jonas)[0] == "Vi skrev forkert. Gitte Dahl er stadig med: Leder af PPR."


def test_what_has_stood_for_a_week_is_history(later: Cast, at_monday: SimulatedClock) -> None:
    role = gittes(later)
    at_monday.advance(timedelta(days=8))
    with pytest.raises(Conflict, match="role_stands"):
        role_take_back(row=role, undo=Undo.GIVEN, by=later.lone)


def test_a_role_with_something_on_the_desk_is_not_taken_back(later: Cast) -> None:
    role = gittes(later)
    start(later, owner=later.gitte)
    with pytest.raises(Conflict, match="still_responsible"):
        role_take_back(row=role, undo=Undo.GIVEN, by=later.lone)


def test_nobody_gets_back_what_they_have_again(later: Cast, at_monday: SimulatedClock) -> None:
    role = gittes(later)
    at_monday.advance(timedelta(hours=1))
    role_end(held=role, by=later.lone)
    at_monday.advance(timedelta(hours=1))
    gittes(later)
    with pytest.raises(Conflict, match="role_has_holder"):
        role_take_back(row=role, undo=Undo.ENDED, by=later.lone)


def test_the_page_offers_it_for_a_week_and_does_it(later: Cast, at_monday: SimulatedClock) -> None:
    role, client = gittes(later), Client()
    client.force_login(later.lone)
    case_url = reverse("journey:staff_case", args=[later.case.pk])
    url = reverse("journey:staff_role_take_back", args=[later.case.pk, role.pk])
    assert url in client.get(case_url).content.decode()
    assert "Gitte Dahl, Leder af PPR" in client.get(url).content.decode()
    assert client.post(url, {"undo": "given"}).status_code == 302
    assert url not in client.get(case_url).content.decode()
    before = Event.objects.count()
    again = client.post(url, {"undo": "given"})
    assert again.status_code == 409
    assert "Det er allerede fortrudt." in again.content.decode()
    assert client.get(url).status_code == 302, "nothing is left to offer"
    assert Event.objects.count() == before


def test_an_old_page_undoes_what_it_said_and_never_the_opposite(later: Cast, at_monday: SimulatedClock) -> None:
    role, client = gittes(later), Client()
    at_monday.advance(timedelta(hours=1))
    role_end(held=role, by=later.lone)
    client.force_login(later.lone)
    url = reverse("journey:staff_role_take_back", args=[later.case.pk, role.pk])
    assert '<input type="hidden" name="undo" value="ended"' in client.get(url).content.decode()
    assert client.post(url, {"undo": "ended"}).status_code == 302
    before = Event.objects.count()
    again = client.post(url, {"undo": "ended"})
    assert again.status_code == 409
    assert "Det er allerede fortrudt. Rollen er ikke slut." in again.content.decode()
    assert client.post(url).status_code == 422, "without a word of which"
    role.refresh_from_db()
    assert (Event.objects.count(), role.period.isempty, role.period.upper) == (before, False, None)


def test_a_role_that_has_ended_meanwhile_is_not_taken_for_a_mistake(later: Cast, at_monday: SimulatedClock) -> None:
    role = gittes(later)
    at_monday.advance(timedelta(hours=1))
    role_end(held=role, by=later.lone)
    with pytest.raises(Conflict, match="role_ended"):
        role_take_back(row=role, undo=Undo.GIVEN, by=later.lone)


@pytest.mark.parametrize("undo", list(Undo))
def test_the_api_takes_back_what_is_named_and_once(later: Cast, at_monday: SimulatedClock, undo: Undo) -> None:
    role, body = gittes(later), {"person": str(later.gitte.pk), "role": "ppr_leader", "undo": undo.value}
    at_monday.advance(timedelta(hours=1))
    if undo is Undo.ENDED:
        role_end(held=role, by=later.lone)
    done = sent_by_lone(later, "role_take_back", body)
    assert (done.status_code, done.json()) == (200, {"id": str(role.pk)})
    before = Event.objects.count()
    again = sent_by_lone(later, "role_take_back", body)
    assert (again.status_code, again.json()["code"]) == (409, "role_taken_back")
    assert sent_by_lone(later, "role_take_back", {**body, "undo": "both"}).status_code == 422
    assert sent_by_lone(later, "role_take_back", {**body, "role": "area_leader"}).status_code == 404
    assert Event.objects.count() == before


@pytest.mark.parametrize("code", ["contact_person", "deputy", "leader", "blueprint_editor", "zzz nonsense"])
def test_only_the_roles_of_the_template_can_be_given(later: Cast, code: str) -> None:
    body = {"person": str(later.gitte.pk), "role": code, "label": "Rådgiver"}
    before = Event.objects.count()
    answer = sent_by_lone(later, "roles", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "role_unknown")
    assert (Event.objects.count(), later.case.caseroles.filter(person=later.gitte).count()) == (before, 0)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Jeres kontakt", "label_reserved"),
        ("  jeres  KONTAKT. ", "label_reserved"),
        ("Your contact person", "label_reserved"),
        ("Stedfortræder for jeres kontakt", "label_reserved"),
        ("Hjælper imens", "label_reserved"),
        ("leder", "label_reserved"),
        ("7", "text_missing"),
        ("x 1", "text_missing"),
        ("Råd\u202egiver", "text_invalid"),
        ("Råd\ngiver", "text_invalid"),
    ],
)
def test_what_somebody_is_stands_in_real_words_and_makes_nobody_the_contact(later: Cast, label: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        role_assign(case=later.case, person=later.gitte, role="ppr_leader", label=label, by=later.lone)
    assert not later.case.caseroles.filter(person=later.gitte).exists()


def test_no_words_that_the_product_says_of_contact_and_leader_can_be_given_to_another(later: Cast) -> None:
    """Read from the page, so that a new word of its own is kept too."""
    said = [
        line.label
        for reader in (later.anja, later.lone)
        for line in involved(case_for(reader, later.case.pk, Action.READ_CASE))
        if line.role in {"contact_person", "deputy", "cover", "leader"}
    ]
    assert len(set(said)) >= 4
    for label in said:
        with pytest.raises(DomainError, match="label_reserved"):
            role_assign(case=later.case, person=later.gitte, role="ppr_leader", label=label, by=later.lone)


def test_a_hand_over_calls_nobody_the_contact(later: Cast) -> None:
    told = ChangeWords("Henrik hjælper", "Henrik hjælper nu.", "Han ringer.", "", "Fredag.")
    with pytest.raises(DomainError, match="label_reserved"):
        responsibility_move(
            case=later.case, leaver=later.torben, to=later.gitte, by=later.lone, told=told, label="Jeres kontakt"
        )


def test_whoever_has_called_a_meeting_gives_it_on_before_they_go(later: Cast, at_monday: SimulatedClock) -> None:
    role = gittes(later)
    meeting = meeting_by(later, later.gitte)
    at_monday.advance(timedelta(hours=1))
    with pytest.raises(Conflict, match=r"still_responsible.*et møde at holde\. Giv det videre først"):
        role_end(held=role, by=later.lone)
    with pytest.raises(Conflict, match="still_responsible"):
        role_take_back(row=role, undo=Undo.GIVEN, by=later.lone)
    meeting_cancel(meeting=meeting, by=later.gitte, cancelled_by="municipality", reason="Gitte er syg.")
    assert role_end(held=role, by=later.lone).period.upper is not None


def test_a_contact_with_one_role_less_still_comes_to_the_meetings(later: Cast, at_monday: SimulatedClock) -> None:
    more = role_assign(case=later.case, person=later.lone, role="coordinator", label="Tovholder", by=later.lone)
    meeting_by(later, later.lone)
    at_monday.advance(timedelta(hours=1))
    assert role_end(held=more, by=later.lone).period.upper is not None


def test_the_refusal_says_what_is_left(later: Cast) -> None:
    role = gittes(later)
    start(later, owner=later.gitte)
    meeting_by(later, later.gitte)
    with pytest.raises(Conflict, match=r"stadig: et trin, et møde at holde\."):
        role_end(held=role, by=later.lone)


@pytest.mark.parametrize(("undo", "kind"), [(False, "role.ended"), (True, "role.taken_back")])
def test_whoever_loses_a_role_is_told_once_also_with_no_other_part(
    later: Cast, at_monday: SimulatedClock, *, undo: bool, kind: str
) -> None:
    role = gittes(later)
    relay_pending()
    at_monday.advance(timedelta(hours=1))
    if undo:
        role_take_back(row=role, undo=Undo.GIVEN, by=later.lone)
    else:
        role_end(held=role, by=later.lone)
    relay_pending()
    told = Delivery.objects.filter(event__kind=kind, person=later.gitte)
    assert list(told.values_list("channel", flat=True)) == ["inapp"]
    with pytest.raises(NotYours):
        case_for(later.gitte, later.case.pk, Action.READ_CASE)
    assert not Delivery.objects.filter(event__kind=kind, person=later.charlie).exists()


def test_whoever_gives_up_the_own_role_is_not_told_of_it(later: Cast, at_monday: SimulatedClock) -> None:
    more = role_assign(case=later.case, person=later.lone, role="coordinator", label="Tovholder", by=later.lone)
    at_monday.advance(timedelta(hours=1))
    role_end(held=more, by=later.lone)
    relay_pending()
    assert not Delivery.objects.filter(event__kind="role.ended", person=later.lone).exists()


@pytest.mark.parametrize("who", ["lone", "henrik", "torben"])
def test_whoever_is_here_already_has_one_more_role_and_is_not_said_to_have_come(
    later: Cast, at_monday: SimulatedClock, who: str
) -> None:
    """Contact, stand-in, and a colleague with another role."""
    person = getattr(later, who)
    more = role_assign(case=later.case, person=person, role="coordinator", label="Tovholder", by=later.lone)
    at_monday.advance(timedelta(hours=1))
    role_end(held=more, by=later.lone)
    past = [item for item in page_of(later, later.anja).past if item.update and item.update.kind == "automatic"]
    assert [(item.title, item.update.happened) for item in past if item.update] == [
        ("En har en rolle mindre", f"{person} er ikke længere med som: Tovholder."),
        ("En har fået en rolle mere", f"{person} har fra i dag en rolle mere: Tovholder."),
    ]


def test_who_reads_english_gets_the_lines_about_roles_in_english(later: Cast, at_monday: SimulatedClock) -> None:
    more = role_assign(case=later.case, person=later.henrik, role="coordinator", label="Tovholder", by=later.lone)
    at_monday.advance(timedelta(hours=1))
    role = gittes(later)
    at_monday.advance(timedelta(hours=1))
    role_take_back(row=role, undo=Undo.GIVEN, by=later.lone)
    at_monday.advance(timedelta(hours=1))
    role_end(held=more, by=later.lone)
    at_monday.advance(timedelta(hours=1))
    role_take_back(row=more, undo=Undo.ENDED, by=later.lone)
    with override("en"):
        assert lines(later, later.anja) == [
            "We wrote it wrongly. Henrik Toft is still here: Tovholder.",
            "Henrik Toft is no longer here as: Tovholder.",
            "We wrote it wrongly. Gitte Dahl is not here as: Leder af PPR.",
            "Gitte Dahl is here from today: Leder af PPR.",
            "Henrik Toft has one more role from today: Tovholder.",
        ]
        newest = next(item for item in page_of(later, later.anja).past if item.update)
    assert newest.in_english == ("title", "happened")


def test_what_a_person_wrote_is_never_translated(later: Cast) -> None:
    words = "Henrik Toft er med fra i dag: Tovholder."
    update_post(
        case=later.case, author=later.lone, title="En mere er med", happened=words, means="Han hjælper.",
        not_means="Intet andet.", next_text="Han ringer.",
    )  # fmt: skip
    with override("en"):
        newest = next(item for item in page_of(later, later.anja).past if item.update)
    assert newest.update
    assert newest.update.happened == words


def meeting_by(cast: Cast, organiser: Person) -> Meeting:
    return meeting_plan(
        case=cast.case,
        by=organiser,
        texts=MeetingTexts(title="Netværksmøde", purpose="Vi ser på planen."),
        starts_at=clock.now() + timedelta(days=5),
        invitees=(Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True),),
    )


def sent_by_lone(cast: Cast, name: str, body: dict[str, str]) -> Any:
    client = Client()
    client.force_login(cast.lone)
    url = reverse(f"v1:{name}", args=[cast.case.pk])
    return client.post(url, body, content_type="application/json", headers={"Idempotency-Key": str(uuid4())})
