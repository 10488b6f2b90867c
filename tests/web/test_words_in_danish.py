"""On a page in English the words that staff wrote are marked as Danish, for whoever listens to them (WCAG 3.1.2)."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.web.test_staff_pages import FIVE, as_person


@pytest.fixture
def told(cast: Cast) -> Cast:
    as_person(cast.lone).post(reverse("journey:staff_update", args=[cast.case.pk]), FIVE)
    return cast


def shown(cast: Cast, language: str) -> str:
    client = Client(headers={"Accept-Language": language})
    client.force_login(cast.anja)
    return client.get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()


def test_written_words_are_marked_on_an_english_page(told: Cast) -> None:
    page = shown(told, "en")
    assert '<html lang="en"' in page
    assert f'<dd lang="da">{FIVE["means"]}</dd>' in page
    assert '<p class="glance__main" lang="da">' in page
    assert '<dt lang="da">' not in page


def test_a_danish_page_needs_no_mark(told: Cast) -> None:
    page = shown(told, "da")
    assert f"<dd>{FIVE['means']}</dd>" in page
    assert page.count('lang="da"') == 1  # the page itself
