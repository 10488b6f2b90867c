"""Staff's and leaders' own pages: what is owed first, nothing of another's, words seen before they are sent."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from journey.errors import DomainError
from journey.models import Absence, Case, NextWord, Note, Person, Update, Wait
from journey.rules import clock
from journey.services.steps import step_date_move
from journey.services.updates import note_write, nothing_new_post, update_post
from journey.services.waits import wait_date_move, wait_end
from journey.watch.scan import scan
from tests.cast import Cast
from tests.web.staff_story import KEPT, Story, build_story, conclude_all

FIVE = {
    "happened": "Torben har været i klassen.",
    "means": "Vi ved mere om Viktors dag.",
    "not_means": "Intet er besluttet endnu.",
    "next_text": "Torben skriver det ned.",
}


@pytest.fixture
def story(cast: Cast, at_monday: clock.SimulatedClock) -> Story:
    built = build_story(cast)
    at_monday.advance(timedelta(hours=1))
    return built


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: Person, name: str, *ids: object) -> str:
    response = as_person(person).get(reverse(f"journey:{name}", args=ids))
    assert response.status_code == 200
    return response.content.decode()


# --- My families


def test_the_nearest_promise_stands_first_and_a_broken_one_before_it(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    at_monday.advance(timedelta(days=7))
    assert "Næste nyt i dag" in page(cast.lone, "staff_home")
    assert "Forsinket" not in page(cast.lone, "staff_home")
    at_monday.advance(timedelta(days=1))
    late = page(cast.lone, "staff_home")
    assert late.index("Forsinket") < late.index("Viktor")
    assert "1 dag for sent" in late
    assert "Anja skulle have hørt mandag 8. februar" in late
    assert "Sidste nyt for 8 dage siden" in late


def test_each_sees_only_the_own_families(cast: Cast) -> None:
    assert "Viktor" in page(cast.lone, "staff_home")
    assert "Viktor" in page(cast.henrik, "staff_home")  # the deputy answers too
    charlies = page(cast.charlie, "staff_home")
    assert "Ida" in charlies
    assert "Viktor" not in charlies
    assert "Du har ingen familier lige nu" in page(cast.erik, "staff_home")


@pytest.mark.parametrize("name", ["staff_home", "leader_home", "staff_absence", "staff_case_open"])
def test_parents_have_no_staff_side(cast: Cast, name: str) -> None:
    assert as_person(cast.anja).get(reverse(f"journey:{name}")).status_code == 404


def test_nobody_comes_in_without_login(cast: Cast, client: Client) -> None:
    assert client.get(reverse("journey:staff_home")).status_code == 302


def test_a_step_to_follow_up_is_on_the_desk_until_it_is_done(story: Story, at_monday: clock.SimulatedClock) -> None:
    at_monday.advance(timedelta(days=28))
    lone = story.cast.lone
    url = reverse("journey:staff_step_follow_up", args=[story.cast.case.pk, story.now.pk])
    assert url in page(lone, "staff_home")
    as_person(lone).post(url, {"follow_up_on": (clock.today() + timedelta(days=7)).isoformat()})
    assert url not in page(lone, "staff_home")


def test_the_list_costs_the_same_however_many_families(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_person(cast.lone)
    with django_assert_max_num_queries(45):
        client.get(reverse("journey:staff_home"))


# --- One case


def test_the_case_shows_promises_road_people_and_notes(story: Story) -> None:
    cast = story.cast
    note_write(case=cast.case, author=cast.lone, body="Jonas vil helst ringes op.")
    shown = page(cast.lone, "staff_case", cast.case.pk)
    for words in (
        "Anja Holm",
        "højst 7 dage mellem nyt",
        story.now.title,
        "Torben Friis",
        "Jonas vil helst ringes op.",
    ):
        assert words in shown
    assert "Internt – familien ser det ikke" in shown


def test_notes_reach_no_page_of_the_family(story: Story) -> None:
    cast = story.cast
    note_write(case=cast.case, author=cast.lone, body=KEPT)
    assert KEPT not in page(cast.lone, "staff_family_view", cast.case.pk, cast.anja.pk)
    assert KEPT not in page(cast.anja, "family_case", cast.case.pk)


def test_the_page_offers_only_what_is_allowed(story: Story) -> None:
    cast = story.cast
    contact_change = reverse("journey:staff_contact_change", args=[cast.case.pk])
    decision_ask = reverse("journey:staff_decision_ask", args=[cast.case.pk])
    assert contact_change in page(cast.pia, "staff_case", cast.case.pk)
    assert contact_change not in page(cast.lone, "staff_case", cast.case.pk)
    assert decision_ask not in page(cast.torben, "staff_case", cast.case.pk)


@pytest.mark.parametrize("who", ["charlie", "erik", "anja", "dina"])
def test_a_foreign_case_is_not_there(story: Story, who: str) -> None:
    client = as_person(getattr(story.cast, who))
    for args in ([story.cast.case.pk], [uuid4()]):
        assert client.get(reverse("journey:staff_case", args=args)).status_code == 404
    seen_as = reverse("journey:staff_family_view", args=[story.cast.case.pk, story.cast.anja.pk])
    assert client.get(seen_as).status_code == 404


def test_only_those_entitled_can_be_looked_through(story: Story) -> None:
    url = reverse("journey:staff_family_view", args=[story.cast.case.pk, story.cast.dina.pk])
    assert as_person(story.cast.lone).get(url).status_code == 404


def test_looking_as_the_family_marks_nothing_as_seen(story: Story) -> None:
    page(story.cast.lone, "staff_family_view", story.cast.case.pk, story.cast.anja.pk)
    assert not story.cast.case.visits.exists()


# --- Writing


def test_the_preview_shows_each_readers_date_and_writes_nothing(story: Story) -> None:
    cast = story.cast
    before = Update.objects.count()
    url = reverse("journey:staff_update", args=[cast.case.pk])
    response = as_person(cast.lone).post(url, {**FIVE, "next_word_on": "2027-02-12", "preview": "1"})
    shown = response.content.decode()
    assert response.status_code == 200
    assert "Sådan ser Anja og Jonas det" in shown
    assert "Anja hører igen <strong>senest mandag 8. februar</strong>" in shown  # her own rhythm is a week
    assert "Jonas hører igen <strong>senest fredag 12. februar</strong>" in shown
    assert "LIX" in shown
    assert Update.objects.count() == before


def test_the_preview_points_at_words_that_say_nothing(story: Story) -> None:
    url = reverse("journey:staff_update", args=[story.cast.case.pk])
    words = {**FIVE, "next_text": "Vi ringer snarest muligt.", "preview": "1"}
    assert "Skriv en dato i stedet for" in as_person(story.cast.lone).post(url, words).content.decode()


def test_an_update_moves_each_date_and_says_so(story: Story) -> None:
    cast = story.cast
    url = reverse("journey:staff_update", args=[cast.case.pk])
    said = as_person(cast.lone).post(url, {**FIVE, "next_word_on": "2027-02-12"}, follow=True).content.decode()
    dates = dict(NextWord.objects.filter(case=cast.case).values_list("person__given_name", "due_on"))
    assert {name: day.isoformat() for name, day in dates.items()} == {"Anja": "2027-02-08", "Jonas": "2027-02-12"}
    assert "Sendt. Anja hører igen senest mandag 8. februar. Jonas hører igen senest fredag 12. februar." in said


def test_an_update_for_one_leaves_the_other_alone(story: Story) -> None:
    cast = story.cast
    url = reverse("journey:staff_update", args=[cast.case.pk])
    jonas = NextWord.objects.get(case=cast.case, person=cast.jonas).due_on
    as_person(cast.lone).post(url, {**FIVE, "only_for": str(cast.anja.pk), "next_word_on": "2027-02-04"})
    assert NextWord.objects.get(case=cast.case, person=cast.jonas).due_on == jonas
    assert FIVE["happened"] not in page(cast.jonas, "family_case", cast.case.pk)
    assert FIVE["happened"].rstrip(".") in page(cast.anja, "family_case", cast.case.pk)


def nothing_new_form(story: Story, **headers: str) -> Any:
    url = reverse("journey:staff_nothing_new", args=[story.cast.case.pk])
    return as_person(story.cast.lone).get(url, headers=headers).context["form"]


def expected(story: Story, **headers: str) -> str:
    """What the form suggests that the family can still expect."""
    return str(nothing_new_form(story, **headers)["still_expected"].value())


def test_nothing_new_takes_two_taps_and_one_sentence(story: Story) -> None:
    """What is expected and when we write again is filled in; why there is nothing new is the person's own to say."""
    client = as_person(story.cast.lone)
    url = reverse("journey:staff_nothing_new", args=[story.cast.case.pk]) + "?back=home"
    form = client.get(url).context["form"]
    filled_in = {name: form[name].value() or "" for name in form.fields}
    assert filled_in["because"] == ""
    assert client.post(url, filled_in).status_code == 422
    sent = client.post(url, {**filled_in, "because": "Torben har været syg.", "back": "home"})
    assert sent.status_code == 302
    assert sent["Location"] == reverse("journey:staff_home")
    update = Update.objects.get(kind="nothing_new")
    assert update.still_expected == "det tredje besøg i klassen. Vi har ikke en dato endnu."


def test_a_reason_is_a_sentence_and_not_a_sign(story: Story) -> None:
    url = reverse("journey:staff_nothing_new", args=[story.cast.case.pk])
    refused = as_person(story.cast.lone).post(url, {"because": "7 …", "still_expected": "PPV’en."})
    assert refused.status_code == 422
    assert "hvorfor der ikke er nyt" in refused.content.decode()


def test_what_is_expected_is_suggested_in_danish_with_its_day_while_that_lies_ahead(story: Story) -> None:
    cast, thursday = story.cast, date(2027, 2, 11)
    wait_date_move(wait=story.wait, by=cast.lone, reason="Ny tid.", expected_from=None, expected_to=thursday)
    for language in ("da", "en"):
        assert (
            expected(story, **{"accept-language": language}) == "det tredje besøg i klassen, senest torsdag 11. februar"
        )
    with clock.simulated(clock.now() + timedelta(days=12)):
        assert expected(story) == "det tredje besøg i klassen. Vi har ikke en ny dato endnu."


def test_a_step_is_suggested_as_what_it_is(story: Story) -> None:
    cast = story.cast
    wait_end(wait=story.wait, by=cast.lone, how="Besøget er holdt.")
    assert expected(story) == f"At trinnet »{story.now.title}« bliver færdigt. Vi har ikke en dato endnu."
    step_date_move(step=story.now, by=cast.lone, reason="Ny tid.", expected_from=None, expected_to=date(2027, 2, 11))
    assert expected(story) == f"At trinnet »{story.now.title}« er færdigt senest torsdag 11. februar."


def test_last_words_are_suggested_only_when_everybody_has_had_them_and_no_day_in_them_is_gone(story: Story) -> None:
    cast, sent = story.cast, {"case": story.cast.case, "author": story.cast.lone}
    theirs = "Torbens notat senest mandag 8. februar."
    nothing_new_post(**sent, because="Kun Anja ved det.", still_expected=theirs, only_for=cast.anja)
    assert theirs not in expected(story)
    nothing_new_post(**sent, because="Torben er syg.", still_expected=theirs)
    assert expected(story) == theirs
    with clock.simulated(clock.now() + timedelta(days=8)):
        assert theirs not in expected(story)


def test_what_is_withheld_is_never_suggested(story: Story) -> None:
    Wait.objects.filter(pk=story.wait.pk).update(visibility="withheld")
    assert "besøg" not in expected(story)


def test_the_same_reason_again_is_refused_and_kept(story: Story) -> None:
    client = as_person(story.cast.lone)
    url = reverse("journey:staff_nothing_new", args=[story.cast.case.pk])
    words = {"because": "Torben har været syg i denne uge.", "still_expected": "PPV’en."}
    client.post(url, words)
    again = client.post(url, words)
    assert again.status_code == 422
    assert "samme ord som sidst" in again.content.decode()
    assert again.context["form"]["because"].value() == words["because"]
    assert Update.objects.filter(kind="nothing_new").count() == 1


def test_other_words_in_a_form_that_was_sent_are_kept_and_can_be_sent(story: Story) -> None:
    """The browser's Back button may bring back the very page, token and all."""
    client, url = as_person(story.cast.lone), reverse("journey:staff_update", args=[story.cast.case.pk])
    sent = {**FIVE, "client_token": str(uuid4())}
    client.post(url, sent)
    refused = client.post(url, {**sent, "means": "Viktor får en makker mere."})
    form = refused.context["form"]
    assert refused.status_code == 409
    assert "Din tekst står her stadig" in refused.content.decode()
    assert form["means"].value() == "Viktor får en makker mere."
    again = {name: value for name in form.fields if (value := form[name].value())}  # as a browser sends it
    assert client.post(url, again).status_code == 302
    assert Update.objects.filter(means="Viktor får en makker mere.").count() == 1


def test_back_and_send_again_is_no_second_update(story: Story) -> None:
    """The browser's Back button may also fetch the page anew: another token, the old words still in the fields."""
    client, url = as_person(story.cast.lone), reverse("journey:staff_update", args=[story.cast.case.pk])
    first = client.post(url, {**FIVE, "client_token": str(uuid4())})
    again = client.post(url, {**FIVE, "client_token": str(uuid4())})
    assert (first.status_code, again.status_code) == (302, 422)
    assert "samme ord som sidst" in again.content.decode()
    assert again.context["form"]["happened"].value() == FIVE["happened"]
    assert Update.objects.filter(happened=FIVE["happened"]).count() == 1


def test_what_was_sent_is_put_right_by_a_new_word(story: Story) -> None:
    cast = story.cast
    wrong = update_post(case=cast.case, author=cast.lone, **FIVE)
    url = reverse("journey:staff_update", args=[cast.case.pk]) + f"?corrects={wrong.pk}"
    client = as_person(cast.lone)
    assert FIVE["happened"] in client.get(url).content.decode()
    client.post(url, {**FIVE, "happened": "Torben kommer først onsdag."})
    assert Update.objects.get(corrects=wrong).happened == "Torben kommer først onsdag."
    assert Update.objects.get(pk=wrong.pk).happened == FIVE["happened"]


def test_a_note_counts_as_no_word(story: Story) -> None:
    cast = story.cast
    before = list(NextWord.objects.order_by("pk").values_list("due_on", flat=True))
    as_person(cast.lone).post(reverse("journey:staff_note", args=[cast.case.pk]), {"body": "Kun for os."})
    assert Note.objects.get().body == "Kun for os."
    assert list(NextWord.objects.order_by("pk").values_list("due_on", flat=True)) == before


def test_a_form_for_what_has_gone_on_says_so_and_gives_way(story: Story) -> None:
    cast, client = story.cast, as_person(story.cast.lone)
    forward = reverse("journey:staff_step_forward", args=[cast.case.pk, story.done.pk])
    said = client.get(forward, follow=True)
    assert said.redirect_chain == [(reverse("journey:staff_case", args=[cast.case.pk]), 302)]
    assert "kan ikke flyttes sådan, for trinnet er slut" in said.content.decode()
    stale = client.post(forward, {"sentence": "Det er gjort.", "to": str(story.done.pk)})
    assert stale.status_code == 409
    assert "for trinnet er slut" in stale.content.decode()
    conclude_all(story)
    client.post(reverse("journey:staff_close", args=[cast.case.pk]), {"text": "Det går godt nu."})
    closed = client.get(reverse("journey:staff_nothing_new", args=[cast.case.pk]), follow=True)
    assert "Forløbet er afsluttet" in closed.content.decode()


def test_a_closed_case_takes_no_more_words(story: Story) -> None:
    cast, client = story.cast, as_person(story.cast.lone)
    conclude_all(story)
    client.post(reverse("journey:staff_close", args=[cast.case.pk]), {"text": "Det går godt nu."})
    refused = client.post(reverse("journey:staff_update", args=[cast.case.pk]), FIVE)
    assert refused.status_code == 409
    assert FIVE["happened"] in refused.content.decode()
    assert "Afsluttet" in page(cast.lone, "staff_case", cast.case.pk)


# --- Being away, and opening a case


def test_being_away_names_who_answers_and_asks_no_reason(cast: Cast) -> None:
    client, url = as_person(cast.lone), reverse("journey:staff_absence")
    today = clock.today()
    shown = client.get(url).content.decode()
    assert "De ser aldrig hvorfor" in shown
    away = {"cover": str(cast.henrik.pk), "first_day": today.isoformat(), "last_day": ""}
    said = client.post(url, away, follow=True).content.decode()
    assert "Henrik Toft svarer, mens du er væk. 1 familie ser det." in said
    assert Absence.objects.get().last_day is None


@pytest.mark.parametrize(
    "bad", [{"cover": ""}, {"first_day": "i morgen"}, {"last_day": "2027-02-01", "first_day": "2027-02-03"}]
)
def test_a_wrong_absence_is_refused(cast: Cast, bad: dict[str, str]) -> None:
    good = {"cover": str(cast.henrik.pk), "first_day": "2027-02-02", "last_day": "2027-02-09"}
    refused = as_person(cast.lone).post(reverse("journey:staff_absence"), {**good, **bad})
    assert refused.status_code == 422
    assert not Absence.objects.exists()


def opening(cast: Cast, **other: object) -> dict[str, object]:
    good = {"child": cast.child.pk, "unit": cast.school.pk, "blueprint": cast.blueprint.pk}
    return {**good, "contact": cast.lone.pk, "deputy": cast.henrik.pk, "rhythm_days": "10", **other}


def test_a_case_is_opened_once_with_a_date_for_everybody(cast: Cast) -> None:
    client, url = as_person(cast.lone), reverse("journey:staff_case_open")
    filled_in = opening(cast, title="Kørsel til skole", client_token=str(uuid4()))
    for _tap in range(2):
        assert client.post(url, filled_in).status_code == 302
    opened = Case.objects.get(title="Kørsel til skole")
    assert {word.due_on.isoformat() for word in opened.nextwords.all()} == {"2027-02-11"}


@pytest.mark.parametrize("field", ["child", "unit", "blueprint", "contact", "deputy"])
def test_a_case_needs_real_choices(cast: Cast, field: str) -> None:
    for wrong in ("", "x", str(uuid4())):
        refused = as_person(cast.lone).post(reverse("journey:staff_case_open"), opening(cast, **{field: wrong}))
        assert refused.status_code == 422
    assert Case.objects.count() == 2


def test_nobody_opens_a_case_for_a_child_they_do_not_follow(cast: Cast) -> None:
    client = as_person(cast.charlie)
    assert "Viktor" not in client.get(reverse("journey:staff_case_open")).content.decode()
    assert client.post(reverse("journey:staff_case_open"), opening(cast)).status_code == 422


# --- The leader


def test_the_leader_sees_the_number_and_the_row_behind_it(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    quiet = page(cast.pia, "leader_home")
    assert "Ingen. Alle familier i dine enheder har en dato" in quiet
    at_monday.advance(timedelta(days=10))
    scan()
    late = page(cast.pia, "leader_home")
    assert "Næste nyt er overskredet" in late
    assert "Henrik Toft" in late
    assert reverse("journey:staff_update", args=[cast.case.pk]) in late
    assert "Ida" not in late


def test_who_leads_nothing_has_no_overview(cast: Cast) -> None:
    assert as_person(cast.lone).get(reverse("journey:leader_home")).status_code == 404


def test_titles_name_nobody(story: Story) -> None:
    cast = story.cast
    for name, ids in (("staff_home", ()), ("staff_case", (cast.case.pk,)), ("staff_update", (cast.case.pk,))):
        shown = page(cast.lone, name, *ids)
        title = shown[shown.index("<title>") : shown.index("</title>")]
        assert "Viktor" not in title
        assert "Anja" not in title


def test_words_to_one_parent_are_suggested_to_nobody_and_are_no_repeat_for_the_other(story: Story) -> None:
    """G5: what was written to Jonas alone must not reach Anja by way of a form that is filled in beforehand."""
    cast = story.cast
    words = {"because": "Jonas flytter på mandag.", "still_expected": "Jonas' nye adresse."}
    nothing_new_post(case=cast.case, author=cast.lone, only_for=cast.jonas, **words)
    url = reverse("journey:staff_nothing_new", args=[cast.case.pk])
    assert "Jonas flytter" not in as_person(cast.lone).get(url).content.decode()
    assert "nye adresse" not in as_person(cast.lone).get(url).content.decode()
    nothing_new_post(case=cast.case, author=cast.lone, only_for=cast.anja, **words)
    with pytest.raises(DomainError, match="same_words_again"):
        nothing_new_post(case=cast.case, author=cast.lone, only_for=cast.anja, **words)


def test_nothing_new_suggests_no_date_that_has_passed(story: Story, at_monday: clock.SimulatedClock) -> None:
    wait_date_move(
        wait=story.wait, by=story.cast.lone, reason="Ny tid.", expected_from=None, expected_to=date(2027, 2, 11)
    )
    at_monday.advance(timedelta(days=120))
    assert "februar" not in expected(story)
