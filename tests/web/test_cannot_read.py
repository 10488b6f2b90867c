"""A custodian without a login reads nothing here: staff are told wherever they write (RQ-092, RQ-160)."""

import pytest
from django.urls import reverse

from journey.services.people import identity_bind
from tests.cast import Cast
from tests.web.staff_story import FIVE, as_person, page

CALL = "Jonas kan ikke læse det her. Ring eller skriv brev."


@pytest.fixture
def jonas_has_no_login(cast: Cast) -> Cast:
    identity_bind(person=cast.anja, issuer="https://mitid.example", subject="anja")
    return cast


def test_the_case_page_lists_them_and_says_so_beside_the_promise(jonas_has_no_login: Cast) -> None:
    shown = page(jonas_has_no_login.lone, "staff_case", jonas_has_no_login.case.pk)
    assert "Kan ikke logge ind: Jonas." in shown
    assert "Jonas kan ikke logge ind og læser ikke det, I skriver her. Ring eller skriv brev." in shown
    assert "Anja kan ikke" not in shown


def test_the_preview_says_it_before_the_words_are_sent_and_the_answer_after(jonas_has_no_login: Cast) -> None:
    client = as_person(jonas_has_no_login.lone)
    url = reverse("journey:staff_update", args=[jonas_has_no_login.case.pk])
    preview = client.post(url, {**FIVE, "preview": "1"}).content.decode()
    sent = client.post(url, FIVE, follow=True).content.decode()
    for shown in (preview, sent):
        assert CALL in shown
        assert "Anja kan ikke læse" not in shown


def test_words_for_one_who_reads_say_nothing_of_the_other(jonas_has_no_login: Cast) -> None:
    url = reverse("journey:staff_update", args=[jonas_has_no_login.case.pk])
    words = {**FIVE, "only_for": str(jonas_has_no_login.anja.pk)}
    assert CALL not in as_person(jonas_has_no_login.lone).post(url, words, follow=True).content.decode()


def test_the_family_is_told_nothing_of_each_others_logins(jonas_has_no_login: Cast) -> None:
    assert "logge ind" not in page(jonas_has_no_login.anja, "family_case", jonas_has_no_login.case.pk)
