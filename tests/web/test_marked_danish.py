"""On an English page of staff what people and templates wrote in Danish is marked as such (WCAG 3.1.2)."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from journey.models import Agreement, Case, CaseRole, Decision, Meeting, Person, Relation, Step, Wait
from journey.rules.clock import SimulatedClock
from journey.services.cases import case_open
from journey.watch.scan import scan
from tests.cast import Cast
from tests.web.staff_story import build_story

WRITTEN: dict[type[Model], tuple[str, ...]] = {
    Case: ("title",),
    Step: ("title",),
    Wait: ("awaited",),
    Meeting: ("title", "purpose"),
    Decision: ("asked", "decider_role"),
    Agreement: ("text",),
    CaseRole: ("label", "can_decide"),
    Relation: ("label",),
}
CHOSEN = {"script", "style", "textarea", "option", "label", "svg"}
"""No sentence of the page, or a list to choose from and a drawing, which put a name and its words in one."""
STEP = "Svar på jeres bekymring"
ONE_MONTH = timedelta(days=30)
VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "path", "use", "circle"}


class Heard(HTMLParser):
    """The words of a page that a screen reader takes for English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            above = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or above))

    def handle_endtag(self, tag: str) -> None:
        if tag in {name for name, _lang in self.open}:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _lang in self.open}
        if self.open and self.open[-1][1] == "en" and not tags & CHOSEN:
            self.said.append(" ".join(data.split()))


def unmarked(page: str) -> set[str]:
    heard = Heard()
    heard.feed(page.partition('<section class="measure"')[0])  # the leader's figures name units and processes
    assert any(heard.said), "an English page says something"
    found = set()
    for model, fields in WRITTEN.items():
        for row in model._default_manager.values_list(*fields):
            found |= {text for text in row if text and any(_says(one, text) for one in heard.said)}
    return found


def _says(heard: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", heard, re.IGNORECASE) is not None


def read(person: Person, name: str, *ids: object) -> str:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client.get(reverse(f"journey:{name}", args=ids)).content.decode()


@pytest.fixture
def late(cast: Cast, at_monday: SimulatedClock) -> Cast:
    """Viktor's case with something of every kind, a month later: much of it is late, and lies on desks."""
    build_story(cast)
    at_monday.advance(ONE_MONTH)
    scan()
    return cast


@pytest.mark.parametrize(
    ("who", "name", "there"),
    [
        ("lone", "staff_home", STEP),
        ("torben", "staff_home", STEP),
        ("pia", "leader_home", STEP),
        ("lone", "staff_case", STEP),
        ("pia", "staff_case", STEP),
        ("lone", "staff_responsibility", "Leder af PPR"),
    ],
)
def test_what_stands_in_the_rows_of_staff_is_marked(late: Cast, who: str, name: str, there: str) -> None:
    page = read(getattr(late, who), name, *([] if name.endswith("home") else [late.case.pk]))
    assert there in page
    assert unmarked(page) == set()


def test_a_course_that_is_told_by_its_title_is_marked(late: Cast) -> None:
    case_open(
        child=late.child, unit=late.school, blueprint=late.blueprint, contact=late.lone, deputy=late.henrik,
        opened_by=late.lone, title="Kørsel til skolen",
    )  # fmt: skip
    page = read(late.lone, "staff_home")
    assert 'lang="da">Kørsel til skolen' in page
    assert unmarked(page) == set()


def test_what_is_ours_is_not_marked_as_danish(late: Cast) -> None:
    for person, name in ((late.lone, "staff_case"), (late.anja, "family_people")):
        page = read(person, name, late.case.pk)
        assert '<span lang="da">Leder af PPR</span>' in page
        assert "<span>Deputy</span>" in page


def test_an_unmarked_word_would_be_found(late: Cast) -> None:
    assert unmarked(f'<html lang="en"><p>{STEP}</p></html>') == {STEP}
    assert unmarked(f'<html lang="en"><p>So <br><b lang="da">{STEP}</b></p></html>') == set()
