"""On a page in English the words that staff wrote are marked as Danish, for whoever listens to them (WCAG 3.1.2)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from journey.services.cases import case_close
from journey.services.steps import MoveKind, Takeover, step_move
from tests.cast import Cast
from tests.web.staff_story import FIVE, as_person


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
    assert f'<h4 class="thread__title" lang="da">{FIVE["happened"].rstrip(".")}</h4>' in page
    assert '<dt lang="da">' not in page


def test_what_is_said_in_english_is_not_marked_as_danish(told: Cast) -> None:
    """Titles and explanations of the template have an English text, and so have the product's own lines."""
    step = told.case.steps.order_by("position")[0]
    step_move(
        step=step, kind=MoveKind.START, by=told.lone, sentence="Vi går i gang.", takeover=Takeover(owner=told.lone)
    )
    case_close(case=told.case, by=told.lone, text="Støtten virker. Kom gerne igen.")
    page = shown(told, "en")
    for said in (step.texts_en["title"], "The course ends"):
        assert f'<h4 class="thread__title">{said}</h4>' in page
    assert f"<dd>{escape(step.texts_en['what'])}</dd>" in page
    assert '<p class="thread__body" lang="da">Støtten virker. Kom gerne igen.</p>' in page


def test_a_danish_page_needs_no_mark(told: Cast) -> None:
    page = shown(told, "da")
    assert f"<dd>{FIVE['means']}</dd>" in page
    assert page.count('lang="da"') == 1  # the page itself
