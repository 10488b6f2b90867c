"""The second language is complete and English all the way; the first one is plain (RQ-135, RQ-136)."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from journey.models import Person
from journey.rules import plain_language
from tests.architecture.source_texts import ROOT, SourceText, python_texts, source_texts, template_texts
from tests.cast import Cast
from tests.web.staff_story import Story, answers, build_story

ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+>")
SHORT = 8
"""Words. LIX says little about shorter texts: one long word decides it."""
DANISH = re.compile(
    r"\b(?:og|ikke|jeres|jer|eller|hvad|hvem|hvor|hvornår|som|fra|til|senest|siden|nyt|dag|uge|kommer|kan|skal|må"
    r"|der|det|dette|den|vores|har|hos|ved|bliver|forløb|møde|sag)\b|[æøå]",
    re.IGNORECASE,
)
# A text area holds what the family will read: that is Danish whatever language the staff member works in.
NOT_TEXT = re.compile(r"<(script|style|svg|textarea)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SAID_ATTRIBUTE = re.compile(
    r"\b(?:aria-label|title|placeholder|alt"
    r'|data-label|data-sending|data-failed|data-stale|data-gone|data-logged-out)="([^"]*)"'
)
OTHER_LANGUAGE = re.compile(r'<button[^>]*\blang="da"[^>]*>.*?</button>', re.DOTALL)


@pytest.fixture(scope="module")
def texts() -> list[SourceText]:
    return source_texts()


@pytest.fixture(scope="module")
def english() -> dict[tuple[str, str], Message]:
    with ENGLISH.open("rb") as file:
        catalog = read_po(file, locale="en", abort_invalid=True)
    assert not catalog.obsolete, f"no source text any more: {list(catalog.obsolete)}"
    return {(message.context or "", forms_of(message.id)[0]): message for message in catalog if message.id}


@pytest.fixture
def in_english(settings: Settings, tmp_path: Path) -> None:
    """Compiles what stands in the repository, so that a page never shows an older ``.mo``."""
    compiled = tmp_path / "en" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    with ENGLISH.open("rb") as source, compiled.open("wb") as target:
        write_mo(target, read_po(source, locale="en"))
    settings.LOCALE_PATHS = [tmp_path]


def forms_of(text: str | Iterable[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


# --- Complete


def test_every_text_has_an_english_one(texts: list[SourceText], english: dict[tuple[str, str], Message]) -> None:
    missing = {
        f"{one.where}: {one.text}"
        for one in texts
        if one.key not in english or not all(part.strip() for part in forms_of(english[one.key].string))
    }
    assert not missing, f"say it in English in {ENGLISH.relative_to(ROOT)}:\n" + "\n".join(sorted(missing))


def test_nothing_is_translated_that_nobody_says(
    texts: list[SourceText], english: dict[tuple[str, str], Message]
) -> None:
    assert not english.keys() - {one.key for one in texts}


def test_plurals_and_placeholders_agree(texts: list[SourceText], english: dict[tuple[str, str], Message]) -> None:
    for one in texts:
        message = english[one.key]
        assert not message.fuzzy, one.text
        assert len(forms_of(message.string)) == len(one.forms), one.text
        for danish, said in zip(one.forms, forms_of(message.string), strict=True):
            assert sorted(PLACEHOLDER.findall(danish)) == sorted(PLACEHOLDER.findall(said)), f"{danish} – {said}"


def test_the_catalogue_names_nobody() -> None:
    """No person, no address and no date of whoever wrote it: the history of the repository knows."""
    head = ENGLISH.read_text(encoding="utf-8").split("\n\n")[0]
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in head
    assert not re.search(r"@|Translator|-Date", head)


def test_danish_stands_as_it_is_written(texts: list[SourceText]) -> None:
    """No word of ours is by chance a text of Django or a package, which would then be translated."""
    with translation.override("da"):
        assert not {one.text for one in texts if translation.gettext(one.text) != one.text}


def test_the_reader_of_sources_finds_what_is_said() -> None:
    """Renamed imports, f-strings, plurals and contexts; and it refuses what no catalogue can hold."""
    code = (
        "from django.utils.translation import gettext as _now, ngettext, pgettext_lazy\n"
        "a = f\"{_now('et')} {other('intet')}\"\nb = ngettext('to', 'tre', n)\nc = pgettext_lazy('sammenhæng', 'fire')"
    )
    assert [(one.context, *one.forms) for one in python_texts(code, "x.py")] == [
        ("", "to", "tre"),
        ("sammenhæng", "fire"),
        ("", "et"),
    ]
    page = (
        '{% load i18n %}\n  <p>{% translate "et" %}\n<b>{% blocktranslate count n=n trimmed %}\n to {{ n }}'
        "{% plural %}tre {{ n }}{% endblocktranslate %} {% firstof a _('fire') %}"
    )
    assert [one.forms for one in template_texts(page, "x.html")] == [("et",), ("to %(n)s", "tre %(n)s"), ("fire",)]
    with pytest.raises(ValueError, match=r"x\.py:2"):
        list(python_texts("from django.utils.translation import gettext\ngettext(f'{a}')", "x.py"))


# --- English all the way


SUGGESTED_TO_FAMILIES = ("Vi har ikke en dato endnu", "Vi mangler", "Jeg har selv")
"""Filled in for staff, read by families: Danish whatever language the staff member works in."""


def everybodys_words() -> Iterator[str]:
    """What stands in the database: names, titles, blueprints and all that people have written. It is not ours."""
    yield from SUGGESTED_TO_FAMILIES
    for model in apps.get_models():
        fields = [f for f in model._meta.concrete_fields if isinstance(f, CharField | TextField | JSONField)]
        for row in model._default_manager.values_list(*[field.name for field in fields]) if fields else ():
            for value in row:
                yield from leaves(value)


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)


def our_words(page: str) -> str:
    """What the page says, heard or seen, without what stands in the database."""
    page = OTHER_LANGUAGE.sub(" ", NOT_TEXT.sub(" ", page))
    said = " | ".join([re.sub(r"<[^>]+>", " ", page), *SAID_ATTRIBUTE.findall(page)])
    shown = plain(unescape(said)).replace("Rød Tråd", " ").replace("rød tråd", " ")
    lowered, words = shown.casefold(), {plain(value) for value in everybodys_words()}
    for value in sorted((one for one in words if len(one) > 2), key=len, reverse=True):
        if value.casefold() in lowered:
            shown = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", " ¤ ", shown, flags=re.IGNORECASE)
    return shown


def plain(text: str) -> str:
    return " ".join(text.split())


def danish_left(page: str) -> list[str]:
    shown = our_words(page)
    return [shown[max(0, hit.start() - 40) : hit.end() + 40] for hit in DANISH.finditer(shown)]


def ask(url: str, person: Person | None = None) -> tuple[int, str]:
    client = Client(headers={"Accept-Language": "en"})
    if person:
        client.force_login(person)
    response = client.get(url, follow=True)
    page = response.content.decode()
    assert 'lang="en"' in page
    return response.status_code, page


@pytest.mark.usefixtures("in_english", "db")
@pytest.mark.parametrize(
    ("name", "expected"), [("account_login", 200), ("account_logged_out", 200), ("account_unknown_person", 403)]
)
def test_pages_before_login_are_english(name: str, expected: int) -> None:
    status, page = ask(reverse(name))
    assert (status, danish_left(page)) == (expected, [])


@pytest.mark.usefixtures("in_english")
def test_the_pages_of_the_family_are_english(cast: Cast) -> None:
    build_story(cast)
    pages = [f"journey:family_{name}" for name in ("case", "people", "meetings")]
    urls = [reverse(name, args=[cast.case.pk]) for name in pages]
    urls += [reverse("journey:family_home"), reverse("messaging:thread", args=[cast.case.pk, cast.anja.pk])]
    for url in urls:
        status, page = ask(url, cast.anja)
        assert (status, danish_left(page)) == (200, []), url


@pytest.mark.usefixtures("in_english")
def test_the_pages_of_staff_and_leaders_are_english(cast: Cast) -> None:
    build_story(cast)
    case = [cast.case.pk]
    for person, name, ids in (
        (cast.lone, "staff_home", []),
        (cast.pia, "leader_home", []),
        (cast.lone, "staff_absence", []),
        (cast.lone, "staff_case_open", []),
        (cast.lone, "staff_family_new", []),
        (cast.pia, "staff_colleague_new", []),
        (cast.lone, "staff_case", case),
        (cast.lone, "staff_family_view", [*case, cast.anja.pk]),
    ):
        status, page = ask(reverse(f"journey:{name}", args=ids), person)
        assert (status, danish_left(page)) == (200, []), name


@pytest.mark.slow
@pytest.mark.usefixtures("in_english")
def test_the_forms_of_staff_are_english(cast: Cast) -> None:
    story: Story = build_story(cast)
    for name, answer in answers(story).items():
        ids = [cast.case.pk, answer.about] if answer.about else [cast.case.pk]
        status, page = ask(reverse(f"journey:{name}", args=ids), getattr(cast, answer.who))
        assert (status, danish_left(page)) == (200, []), name


@pytest.mark.usefixtures("in_english")
def test_what_is_not_there_is_not_there_in_english(cast: Cast) -> None:
    status, page = ask(reverse("journey:family_case", args=[uuid4()]), cast.anja)
    assert (status, danish_left(page)) == (404, [])


@pytest.mark.usefixtures("db")
def test_danish_would_be_found() -> None:
    """The tests above can fail."""
    assert danish_left("<p>The meeting is not held <em>og</em> so on</p>")
    assert danish_left('<a aria-label="Møder">Meetings</a>')
    assert not danish_left("<p>The meeting <script>og ikke</script> is today.</p>")


# --- Danish is plain


def readable(text: str) -> str:
    """With a short name where something is filled in."""
    return re.sub(r"<[^>]+>", "", PLACEHOLDER.sub(lambda one: "" if one[0][0] == "<" else "Lone", text))


def test_danish_says_nothing_that_frightens_or_is_vague(texts: list[SourceText]) -> None:
    found = [
        f"{one.where}: {finding.phrase} – {form}"
        for one in texts
        for form in one.forms
        for finding in plain_language.forbidden_phrases(readable(form))
        if finding.severity == plain_language.Severity.ERROR
    ]
    assert not found, "\n".join(found)


def test_danish_is_easy_to_read(texts: list[SourceText]) -> None:
    hard = {
        f"{one.where}: LIX {plain_language.lix(readable(form)):.0f} – {form}"
        for one in texts
        for form in one.forms
        if len(readable(form).split()) > SHORT and plain_language.lix(readable(form)) > plain_language.LIX_NOTICE
    }
    assert not hard, "\n".join(sorted(hard))
