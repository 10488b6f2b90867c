"""The family's side: what was agreed stands on the first page, and each guardian sets the own way to hear from us."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.models import CommunicationAgreement, Event, Person
from journey.rules.clock import SimulatedClock
from journey.services.agreements import agreement_make
from tests.cast import Cast
from tests.journey.test_communication import first_of
from tests.road import start

MINE = {
    "freshness_days": "14",
    "email_messages": "on",
    "quiet_from": "21:00",
    "quiet_to": "07:00",
    "form": "phone",
    "language": "ar",
    "needs_interpreter": "on",
    "pause": "none",
}


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(cast: Cast) -> str:
    return reverse("journey:family_communication", args=[cast.case.pk])


def held(cast: Cast, person: Person) -> CommunicationAgreement:
    return CommunicationAgreement.objects.filter(case=cast.case, person=person).latest("valid_from")


# --- Det har vi aftalt


def test_the_first_page_shows_agreements_to_both(cast: Cast, at_monday: SimulatedClock) -> None:
    page = reverse("journey:family_case", args=[cast.case.pk])
    assert "Det har vi aftalt" not in as_person(cast.anja).get(page).content.decode()
    agreement_make(
        case=cast.case, by=cast.lone, text="Jonas ringer til lægen.", owner=cast.jonas, due_on=date(2027, 2, 5)
    )
    for parent in (cast.anja, cast.jonas):
        shown = as_person(parent).get(page).content.decode()
        assert "Det har vi aftalt" in shown
        assert "Jonas ringer til lægen." in shown
        assert "Senest fredag 5. februar" in shown
    at_monday.advance(timedelta(days=5))
    late = as_person(cast.jonas).get(page).content.decode()
    assert "Det skulle være sket senest fredag 5. februar. Vi følger op på det." in late


# --- Sådan holder vi kontakt


def test_a_guardian_sets_the_own_agreement_and_the_other_never_sees_it(cast: Cast) -> None:
    anja, jonas = as_person(cast.anja), as_person(cast.jonas)
    before = held(cast, cast.jonas)
    said = anja.post(address(cast), MINE, follow=True).content.decode()
    assert "Dine valg er gemt." in said
    mine = held(cast, cast.anja)
    assert (mine.freshness_days, mine.email_news, mine.email_messages) == (14, False, True)
    assert (mine.form, mine.language, mine.needs_interpreter) == ("phone", "ar", True)
    assert held(cast, cast.jonas) == before
    others = jonas.get(address(cast)).content.decode()
    assert '<option value="ar" selected>' not in others
    assert "Anja" not in others


def test_the_roads_of_each_kind_and_the_day_are_chosen_on_the_page(cast: Cast) -> None:
    anja, chosen = as_person(cast.anja), {"sms_news": "on", "news_rhythm": "daily", "meetings_by": "sms"}
    anja.post(address(cast), {**MINE, **chosen, "people_by": "both"})
    mine = held(cast, cast.anja)
    assert (mine.email_news, mine.sms_news, mine.news_rhythm) == (False, True, "daily")
    assert (mine.email_meetings, mine.sms_meetings) == (False, True)
    assert (mine.email_people, mine.sms_people) == (True, True)
    assert (mine.email_decisions, mine.sms_decisions) == (True, False), "what nobody chose stays"
    shown = anja.get(address(cast)).content.decode()
    assert "checked" in shown.split('value="daily"')[1].split(">")[0]
    staff = as_person(cast.lone).get(reverse("journey:staff_case", args=[cast.case.pk])).content.decode()
    for said in ("nyt samlet én gang om dagen", "SMS om møder", "både e-mail og SMS om skift af personer"):
        assert said in staff
    anja.post(address(cast), {**MINE, "meetings_by": "email"})
    assert held(cast, cast.anja).news_rhythm == "daily"
    assert (held(cast, cast.anja).email_meetings, held(cast, cast.anja).sms_meetings) == (True, False)


def test_no_choice_on_the_page_turns_off_what_must_be_known(cast: Cast) -> None:
    shown = as_person(cast.anja).post(address(cast), {**MINE, "meetings_by": "none"}).content.decode()
    assert "Vælg noget fra listen." in shown
    assert "Det kan ikke vælges fra." in shown


def test_it_is_reached_from_more(cast: Cast) -> None:
    shown = as_person(cast.anja).get(reverse("journey:family_people", args=[cast.case.pk])).content.decode()
    assert address(cast) in shown
    staff = as_person(cast.lone).get(reverse("journey:family_people", args=[cast.case.pk])).content.decode()
    assert address(cast) not in staff


def test_what_always_comes_is_said_before_anything_is_chosen(cast: Cast) -> None:
    shown = as_person(cast.anja).get(address(cast)).content.decode()
    assert shown.index("Noget får du altid at vide") < shown.index("<form class")


def test_the_page_asks_again_and_saving_it_as_it_is_answers(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=90))
    client = as_person(cast.anja)
    assert "Vi spørger dig igen mandag 3. maj" in client.get(address(cast)).content.decode()
    at_monday.advance(timedelta(days=1))
    assert "Passer det stadig?" in client.get(address(cast)).content.decode()
    client.post(address(cast), MINE)
    assert "Passer det stadig?" not in client.get(address(cast)).content.decode()
    assert held(cast, cast.anja).ask_again_on == date(2027, 8, 2)


def test_the_first_page_asks_softly_and_one_tap_keeps_it(cast: Cast, at_monday: SimulatedClock) -> None:
    page, keep = (reverse(f"journey:family_{name}", args=[cast.case.pk]) for name in ("case", "communication_keep"))
    anja, jonas, lone = (as_person(one) for one in (cast.anja, cast.jonas, cast.lone))
    anja.post(address(cast), MINE)
    at_monday.advance(timedelta(days=1))
    start(cast)
    assert "Passer det stadig?" not in anja.get(page).content.decode()
    at_monday.advance(timedelta(days=1))
    start(cast, first_of(cast, "try"))
    shown = anja.get(page).content.decode()
    assert "Forløbet er kommet til en ny del." in shown
    assert keep in shown
    assert "Du behøver ikke svare." in shown
    said = anja.post(keep, follow=True).content.decode()
    assert "Tak. Vi fortsætter, som vi gør nu." in said
    assert "Passer det stadig?" not in said
    kept = held(cast, cast.anja)
    assert (kept.valid_from, kept.form, kept.email_news) == (date(2027, 2, 3), "phone", False)
    assert kept.ask_again_on == date(2027, 5, 5)
    assert "Passer det stadig?" in jonas.get(page).content.decode(), "each is asked and answers alone"
    anja.post(keep)
    assert Event.objects.filter(kind="communication.agreed", subject_id=kept.pk).count() == 1
    assert lone.post(keep).status_code == 404
    assert anja.get(keep).status_code == 405


@pytest.mark.parametrize(
    ("change", "until"),
    [
        ({"pause": "this_week"}, date(2027, 2, 8)),
        ({"pause": "until", "paused_until": "2027-02-22"}, date(2027, 2, 22)),
        ({"pause": "none", "paused_until": "2027-02-22"}, None),
    ],
)
def test_a_pause(cast: Cast, change: dict[str, str], until: date | None) -> None:
    as_person(cast.anja).post(address(cast), {**MINE, **change})
    assert held(cast, cast.anja).paused_until == until
    shown = as_person(cast.anja).get(address(cast)).content.decode()
    assert ("Du holder pause. Lone Bech holder øje imens." in shown) == (until is not None)


@pytest.mark.parametrize(
    "bad",
    [
        {"pause": "until"},
        {"pause": "until", "paused_until": "2028-02-22"},
        {"freshness_days": "3"},
        {"quiet_to": ""},
        {"form": "pigeon"},
        {"language": "tlh"},
    ],
)
def test_what_is_refused_is_said_and_kept(cast: Cast, bad: dict[str, str]) -> None:
    before = held(cast, cast.anja)
    refused = as_person(cast.anja).post(address(cast), {**MINE, **bad})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert 'value="21:00"' in refused.content.decode()
    assert held(cast, cast.anja) == before


def test_a_second_tap_is_one_agreement(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=1))
    client, filled_in = as_person(cast.anja), {**MINE, "client_token": str(uuid4())}
    for _ in range(2):
        assert client.post(address(cast), filled_in).status_code == 302
    assert CommunicationAgreement.objects.filter(case=cast.case, person=cast.anja).count() == 2


# --- Staff know what each has asked for


def test_staff_see_what_each_has_asked_for(cast: Cast, at_monday: SimulatedClock) -> None:
    case_page = reverse("journey:staff_case", args=[cast.case.pk])
    as_person(cast.anja).post(address(cast), {**MINE, "wants_good_news": "on", "pause": "this_week"})
    CommunicationAgreement.objects.filter(person=cast.jonas).delete()
    shown = as_person(cast.lone).get(case_page).content.decode()
    for said in (
        "Ring hellere",
        "Arabisk",
        "tolk med til møder",
        "ingen e-mail kl. 21:00–07:00",
        "ingen e-mail om nyt",
    ):
        assert shown.count(said) == 1
    assert "ingen e-mail om beskeder" not in shown
    assert "har ikke fået godt nyt endnu" in shown
    assert "Pause til mandag 8. februar" in shown
    assert shown.count("Intet er aftalt om, hvordan vi holder kontakt") == 1

    at_monday.advance(timedelta(days=1))
    _write(cast, is_good="on", only_for=str(cast.jonas.pk))
    assert "har ikke fået godt nyt endnu" in as_person(cast.lone).get(case_page).content.decode()
    _write(cast, is_good="on", happened="Viktor har fået en ven, som han leger med.", title="En ven")
    assert "når noget går godt – sidst i dag" in as_person(cast.lone).get(case_page).content.decode()


def test_good_news_says_so_on_the_familys_page_and_other_news_does_not(cast: Cast) -> None:
    page = reverse("journey:family_case", args=[cast.case.pk])
    _write(cast, title="Torben har været der")
    assert "Godt nyt" not in as_person(cast.anja).get(page).content.decode()
    _write(cast, is_good="on", happened="Viktor har fået en ven, som han leger med.", title="En ven")
    assert as_person(cast.anja).get(page).content.decode().count("Godt nyt") == 1
    assert list(cast.case.updates.order_by("published_at").values_list("kind", flat=True)) == ["news", "good_news"]


def _write(cast: Cast, **more: str) -> None:
    texts = {
        "happened": "Viktor læste en hel side højt i dag.",
        "means": "Han tør mere nu.",
        "not_means": "I skal ikke gøre noget.",
        "next_text": "Torben skriver igen på fredag.",
        **more,
    }
    address = reverse("journey:staff_update", args=[cast.case.pk])
    assert as_person(cast.lone).post(address, texts).status_code == 302
