"""The demo municipality: all or nothing, moved to today, and never in a real installation."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from config.scenario import database
from config.scenario.days import start_for_today
from journey.models import Case, Event, ExternalIdentity, Gap, Municipality, Person
from journey.rules import clock
from messaging.models import Delivery
from tests.scenario.conftest import Stories

EVENTS = """\
  - {at: D+0 Mon 09:00, who: lars, do: note, text: Et notat}
  - {at: D+90 Sun 23:00, who: lars, do: note, text: Længe efter}
"""
BROKEN = "  - {at: D+0 Mon 09:00, who: mette, do: note, text: Nej}\n"


@pytest.fixture
def demo(story_server: None, settings: object) -> Iterator[None]:
    """An empty database, and settings that allow a demo."""
    settings.DEBUG_DEMO_LOGIN = True  # type: ignore[attr-defined]
    with database.throwaway_database(lambda _line: None):
        yield


def load(*words: str | Path) -> str:
    out = StringIO()
    call_command("load_demo", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def good(stories: Stories) -> Path:
    path = stories.small(EVENTS)
    path.write_text(path.read_text().replace("scenario: small", "scenario: small\ndemo_day: D+24 Thu"))
    return path


def test_the_demo_day_falls_in_this_week() -> None:
    for demo_day in (0, 6, 7, 88, 184):
        start = start_for_today(clock.today(), demo_day)
        assert start.weekday() == 0
        assert (clock.today() - start).days // 7 == demo_day // 7


def test_stories_are_loaded_up_to_now_and_everyone_can_log_in(demo: None, good: Path) -> None:
    out = load(good)

    assert "[1/1] small" in out
    assert Case.objects.get().notes.count() == 1
    assert Event.objects.latest("occurred_at").occurred_at <= clock.now()
    mette = ExternalIdentity.objects.get(issuer="demo-mitid", subject="small-mette")
    assert mette.person.given_name == "Mette"
    assert ExternalIdentity.objects.count() == Person.objects.count() == 5
    assert not Delivery.objects.filter(channel="email").exclude(state__in=["sent", "skipped"]).exists()
    personas = StringIO()
    call_command("demo_personas", stdout=personas)
    assert "Mette Holm" in personas.getvalue()


def test_the_watch_of_one_story_leaves_the_others_alone(demo: None, good: Path, stories: Stories) -> None:
    """The second story begins weeks before the first, which is already there, up to today."""
    long = stories.small(EVENTS, "long.yaml")
    long.write_text(long.read_text().replace("scenario: small", "scenario: long\ndemo_day: D+66 Thu"))

    load(good, long)

    gaps = Gap.objects.select_related("case")
    assert {gap.case_id for gap in gaps} == set(Case.objects.values_list("pk", flat=True))
    assert all(gap.case.opened_at < gap.opened_at <= (gap.closed_at or clock.now()) for gap in gaps)


def test_a_second_load_is_refused_and_reset_starts_over(demo: None, good: Path) -> None:
    load(good)
    first = Case.objects.get().pk

    with pytest.raises(CommandError, match="there is data already"):
        load(good)
    assert Case.objects.get().pk == first

    load(good, "--reset")
    assert Case.objects.get().pk != first


def test_when_one_story_fails_nothing_stays(demo: None, good: Path, stories: Stories) -> None:
    bad = stories.small(BROKEN, "bad.yaml")
    bad.write_text(bad.read_text().replace("scenario: small", "scenario: bad"))

    with pytest.raises(CommandError, match=r"bad\.yaml:\d+: .*refused \(not_yours\)"):
        load(good, bad)

    assert not Municipality.objects.exists()
    assert not Person.objects.exists()
    assert not Event.objects.exists()


def test_a_wrong_file_is_told_before_anything_is_erased(demo: None, good: Path, stories: Stories) -> None:
    load(good)

    with pytest.raises(CommandError, match="nothing was loaded") as told:
        load(stories.small("  - {at: D+1 Mon, who: mette, do: visit}\n", "wrong.yaml"), "--reset")

    assert told.value.returncode == 2
    assert Case.objects.exists()


def test_a_real_installation_is_never_touched(demo: None, good: Path, settings: object) -> None:
    load(good)
    settings.DEBUG_DEMO_LOGIN = False  # type: ignore[attr-defined]

    with pytest.raises(CommandError, match="demo data belongs only in a demo"):
        load(good, "--reset")

    assert Case.objects.exists()
