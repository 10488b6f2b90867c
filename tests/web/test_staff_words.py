"""Staff's words to the family: seen before they are sent, never sent twice, never shown to the other parent."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from journey.errors import DomainError
from journey.models import NextWord, Note, Update, Wait
from journey.rules import clock
from journey.services.steps import step_date_move
from journey.services.updates import nothing_new_post, update_post
from journey.services.waits import wait_date_move, wait_end
from tests.cast import Cast
from tests.web.staff_story import FIVE, Story, as_person, build_story, conclude_all, page


@pytest.fixture
def story(cast: Cast, at_monday: clock.SimulatedClock) -> Story:
    built = build_story(cast)
    at_monday.advance(timedelta(hours=1))
    return built


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
