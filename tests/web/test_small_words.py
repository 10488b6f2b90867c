"""Small words on pages: a day has its weekday, today is said as today, and no machine's sentence reaches a reader."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from journey.models import NextWord
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.services.cases import case_open
from journey.services.people import child_register, relation_start
from journey.services.updates import note_write
from journey.watch.scan import scan
from tests.cast import Cast
from tests.road import start
from tests.web.staff_story import FIVE, as_person, page


def test_what_lies_behind_has_its_weekday_too(cast: Cast, at_monday: SimulatedClock) -> None:
    start(cast)
    at_monday.advance(timedelta(days=9))
    scan()
    assert "siden mandag 1. februar" in page(cast.anja, "family_case", cast.case.pk)
    assert "mandag 8. februar" in page(cast.pia, "leader_home")


def test_the_list_of_courses_says_today_as_the_page_does(cast: Cast) -> None:
    other = child_register(municipality=cast.municipality, given_name="Vera")
    relation_start(child=other, person=cast.anja, kind=RelationKind.CUSTODIAN, label="mor")
    case_open(
        child=other,
        unit=cast.school,
        blueprint=cast.blueprint,
        contact=cast.lone,
        deputy=cast.henrik,
        opened_by=cast.lone,
    )
    NextWord.objects.filter(case=cast.case, person=cast.anja).update(due_on=clock.today(), promised_on=clock.today())
    shown = page(cast.anja, "family_home")
    assert "Næste nyt i dag" in shown
    assert "senest mandag 1. februar" not in shown


def test_a_preview_of_nothing_has_no_empty_heading(cast: Cast) -> None:
    url = reverse("journey:staff_update", args=[cast.case.pk])
    shown = as_person(cast.lone).post(url, {"not_means": "Intet er besluttet.", "preview": "1"}).content.decode()
    assert "Intet er besluttet." in shown
    assert 'class="thread__title"></h4>' not in shown


def test_what_cannot_be_stored_and_what_is_no_id_are_said_in_words_of_ours(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lone)
    update = reverse("journey:staff_update", args=[cast.case.pk])
    nul = client.post(update, {**FIVE, "happened": "Torben\x00"}).context["form"]
    assert nul.errors["happened"] == ["Teksten indeholder et tegn, der ikke kan gemmes."]
    move = reverse("journey:staff_responsibility", args=[cast.case.pk])
    no_id = client.post(move, {"keeps": "x", "leaver": "x"}).context["form"]
    assert no_id.errors["keeps"] == no_id.errors["leaver"] == ["Vælg noget fra listen."]


def test_only_who_is_logged_in_can_log_out_and_the_script_knows_the_form(cast: Cast) -> None:
    assert "site-footer__form--leave" in page(cast.anja, "family_case", cast.case.pk)
    assert "site-footer__form--leave" not in Client().get(reverse("account_login")).content.decode()


def test_what_staff_wrote_is_marked_as_danish_on_an_english_page(cast: Cast) -> None:
    note_write(case=cast.case, author=cast.lone, body="Jonas vil helst ringes op.")
    url = reverse("journey:staff_case", args=[cast.case.pk])
    english = as_person(cast.lone).get(url, headers={"accept-language": "en"}).content.decode()
    assert '<p class="note__body" lang="da">' in english
    assert '<span lang="da">Psykolog i PPR</span>' in english
    assert 'lang="da"' not in page(cast.lone, "staff_case", cast.case.pk).split("<main")[1].split("</main>")[0]
