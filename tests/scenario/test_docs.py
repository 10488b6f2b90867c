"""The description for writers says everything the format has, and its example works as it stands."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from config.scenario.actions import ACTIONS
from config.scenario.deeds import DEEDS
from config.scenario.expectations import DESK_KINDS, NOTICE_KINDS
from config.scenario.expectations import FIELDS as READ
from config.scenario.people import SETTINGS
from config.scenario.refusals import REFUSALS, TRIGGERS
from config.scenario.verdict import FIELDS as VERIFIED
from journey.blueprints.vocabulary import RHYTHMS
from journey.models.gaps import GapKind
from tests.scenario.conftest import Stories

DOCS = Path(settings.BASE_DIR) / "docs" / "scenarios.md"
TEXT = DOCS.read_text(encoding="utf-8")
SOURCES = ("journey/services", "messaging/services", "journey/access")


def test_every_action_can_be_carried_out_and_is_described_with_its_parameters() -> None:
    assert ACTIONS.keys() == DEEDS.keys()
    rows = {found[1]: found[0] for found in re.finditer(r"^\| `(\w+)` \|.*$", TEXT, re.MULTILINE)}
    for name, spec in ACTIONS.items():
        row = rows[name]
        described = rows["update"] if "as `update`" in row else row
        described += rows["step_start"] if "as `step_" in row else ""
        described += rows["step_forward"] if "as `step_forward`" in row else ""
        described += rows["absence"] if "as `absence`" in row else ""
        for param in spec.params:
            assert re.search(rf"[*`]{param}[*`]", described), f"{name}: {param}"


def test_every_expectation_is_read_verified_and_described() -> None:
    assert READ.keys() == VERIFIED.keys()
    for name in READ:
        assert re.search(rf"^\|.*`{name}`", TEXT, re.MULTILINE), name


def test_every_refusal_kind_of_notice_desk_row_gap_and_setting_is_listed() -> None:
    listed = set(re.findall(r"`([a-z_.]+)`", TEXT))
    assert set(NOTICE_KINDS) <= listed
    assert set(DESK_KINDS) <= listed
    assert set(GapKind) <= listed
    assert set(SETTINGS) <= listed
    assert not (set(RHYTHMS) - set(SETTINGS)) & listed
    assert REFUSALS - {"outcome_unknown", "cancelled_by_whom", "said_already"} <= listed


def test_every_refusal_of_the_product_can_be_written_and_no_other() -> None:
    assert refusal_codes() | {"not_yours"} == REFUSALS
    kept = re.compile(r"CONSTRAINT = '(\w+)'")
    models = (Path(settings.BASE_DIR) / "journey/models").glob("*.py")
    assert {name for file in models for name in kept.findall(file.read_text(encoding="utf-8"))} == TRIGGERS


def refusal_codes() -> set[str]:
    files = [file for source in SOURCES for file in (Path(settings.BASE_DIR) / source).glob("*.py")]
    found = re.compile(r"(?:DomainError|Conflict)\(\s*\"(\w+)\"")
    return {code for file in files for code in found.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.usefixtures("story_server")
def test_the_example_is_short_and_its_expectations_hold(stories: Stories) -> None:
    [example] = re.findall(r"## A whole story in 30 lines\n\n```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert len([line for line in example.splitlines() if line.strip()]) <= 31

    result = stories.play(stories.write(example))

    assert result.failures == []
    assert result.passed == 7
