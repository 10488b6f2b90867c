"""A change of people on the staff side: who has what, and words that the family has in the same act."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journey.models import Person, Update
from journey.rules.clock import SimulatedClock
from journey.services.roles import role_assign
from tests.cast import Cast
from tests.web.staff_story import Story, build_story, plan_a_change

TEXTS = {
    "title": "Gitte har det fra i dag",
    "happened": "Gitte tager over fra Torben.",
    "means": "PPV går videre.",
    "not_means": "I skal ikke fortælle det igen.",
    "next_text": "Gitte ringer i denne uge.",
}


@pytest.fixture
def story(cast: Cast, at_monday: SimulatedClock) -> Story:
    built = build_story(cast)
    at_monday.advance(timedelta(hours=1))
    return built


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(story: Story, name: str) -> str:
    return reverse(f"journey:{name}", args=[story.cast.case.pk])


def test_the_way_there_starts_at_who_is_with_the_child(story: Story) -> None:
    for who, shown in (("lone", True), ("henrik", True), ("pia", True), ("torben", False)):
        page = as_person(getattr(story.cast, who)).get(url(story, "staff_case")).content.decode()
        assert url(story, "staff_change") in page
        assert (url(story, "staff_responsibility") in page) is shown


def test_a_change_without_a_successor_reaches_both_parents(story: Story) -> None:
    cast = story.cast
    words = {**TEXTS, "title": "Torben er med til fredag", "next_text": "Lone skriver, hvem der kommer, senest fredag."}
    said = as_person(cast.torben).post(url(story, "staff_change"), words, follow=True).content.decode()
    assert "Sendt. Anja hører igen" in said
    for parent in (cast.anja, cast.jonas):
        page = as_person(parent).get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()
        assert "Torben er med til fredag" in page


def test_the_page_says_who_has_what(story: Story) -> None:
    page = as_person(story.cast.lone).get(url(story, "staff_responsibility")).content.decode()
    shown = page[page.index("Det har I hver især") : page.index("<form")]
    assert "Torben Friis" in shown
    assert "det tredje besøg i klassen" in shown
    assert "familiens kontakt" in shown
    assert "Netværksmøde" in shown


def test_who_has_nothing_cannot_be_chosen(story: Story) -> None:
    answers = {**TEXTS, "leaver": str(story.cast.charlie.pk), "to": str(story.cast.gitte.pk)}
    refused = as_person(story.cast.lone).post(url(story, "staff_responsibility"), answers)
    assert refused.status_code == 422


def test_the_contact_is_refused_with_a_way_out(story: Story) -> None:
    client, cast = as_person(story.cast.lone), story.cast
    answers = {**TEXTS, "leaver": str(cast.lone.pk), "to": str(cast.gitte.pk)}
    refused = client.post(url(story, "staff_responsibility"), answers)
    assert refused.status_code == 409
    assert "Lone Bech er familiens kontakt. Den skal lederen skifte først." in refused.content.decode()
    assert client.post(url(story, "staff_responsibility"), {**answers, "stays": "on"}).status_code == 302


def test_what_has_been_told_need_not_be_told_twice(story: Story) -> None:
    client, cast = as_person(story.cast.lone), story.cast
    client.post(url(story, "staff_change"), TEXTS)
    told = Update.objects.get(kind="contact_change", title=TEXTS["title"])
    page = client.get(url(story, "staff_responsibility")).content.decode()
    assert "»Gitte har det fra i dag«, mandag 1. februar" in page
    people = {"leaver": str(cast.torben.pk), "to": str(cast.gitte.pk), "told_in": str(told.pk)}
    both = client.post(url(story, "staff_responsibility"), {**people, **TEXTS})
    assert both.status_code == 422
    assert "Vælg enten en besked, der er sendt" in both.content.decode()
    suggested = {**people, "not_means": TEXTS["not_means"]}  # the suggestion that stands in the form
    assert client.post(url(story, "staff_responsibility"), suggested).status_code == 302
    assert Update.objects.filter(kind="contact_change", title=TEXTS["title"]).count() == 1


def test_a_role_with_a_tick_stays_where_it_is(story: Story) -> None:
    client, cast = as_person(story.cast.lone), story.cast
    for person in (cast.torben, cast.henrik):
        role_assign(case=cast.case, person=person, role="resource_person", label="Ressourceperson", by=cast.lone)
    mine, other = (
        cast.case.caseroles.get(person=person, role="resource_person") for person in (cast.torben, cast.henrik)
    )
    page = client.get(url(story, "staff_responsibility")).content.decode()
    assert "Roller, der bliver, hvor de er" in page
    assert "Torben Friis: Ressourceperson" in page
    answers = {**TEXTS, "leaver": str(cast.torben.pk), "to": str(cast.gitte.pk)}
    wrong = client.post(url(story, "staff_responsibility"), {**answers, "keeps": [str(other.pk)]})
    assert wrong.status_code == 422
    assert "Vælg kun roller, som den, der giver videre, har." in wrong.content.decode()
    nonsense = client.post(url(story, "staff_responsibility"), {**answers, "keeps": ["x"]})
    assert (nonsense.status_code, list(nonsense.context["form"].errors)) == (422, ["keeps"])
    assert client.post(url(story, "staff_responsibility"), {**answers, "keeps": [str(mine.pk)]}).status_code == 302
    assert cast.case.caseroles.get(role="resource_person", person=cast.torben).period.upper is None
    assert not cast.case.caseroles.filter(role="resource_person", person=cast.gitte).exists()


def test_a_move_without_words_is_refused_at_each_field(story: Story) -> None:
    cast = story.cast
    answers = {"leaver": str(cast.torben.pk), "to": str(cast.gitte.pk)}
    refused = as_person(cast.lone).post(url(story, "staff_responsibility"), answers)
    assert refused.status_code == 422
    assert {"title", "happened", "means", "not_means", "next_text"} <= set(refused.context["form"].errors)


def test_a_new_deputy_is_told_like_a_new_contact(story: Story) -> None:
    cast = story.cast
    answers = {**TEXTS, "to": str(cast.lone.pk), "deputy": str(cast.gitte.pk)}
    assert as_person(cast.pia).post(url(story, "staff_contact_change"), answers).status_code == 302
    page = as_person(cast.anja).get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()
    assert "Er Lone væk, hjælper Gitte Dahl." in page


def test_a_planned_change_is_called_off_where_it_stands(story: Story) -> None:
    cast, call_off = story.cast, url(story, "staff_contact_call_off")
    case_page = url(story, "staff_case")
    assert call_off not in as_person(cast.pia).get(case_page).content.decode()
    nothing = as_person(cast.pia).get(call_off, follow=True).content.decode()
    assert "Der er intet skift på vej." in nothing
    plan_a_change(story)
    assert call_off in as_person(cast.pia).get(case_page).content.decode()
    assert call_off not in as_person(cast.lone).get(case_page).content.decode()
    assert "Gitte Dahl skulle være kontakt fra mandag 15. februar" in as_person(cast.pia).get(call_off).content.decode()
    words = {**TEXTS, "title": "Lone bliver", "happened": "Lone er her alligevel."}
    assert as_person(cast.pia).post(call_off, words).status_code == 302
    page = as_person(cast.anja).get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()
    assert "Lone bliver" in page
    assert "Gitte Dahl" not in page[: page.index("Lone bliver")]
