"""The blueprints that come with the product: whole, plain and true to the invariants."""

import re

import pytest

from journey.blueprints import Blueprint, load_blueprint, shipped_codes
from journey.blueprints.loader import DATA
from journey.blueprints.model import END, Step
from journey.blueprints.validate import check_file
from journey.rules.plain_language import lix, longest_sentence

FIELDS = ("what", "why", "who", "you_can", "is_not")
SHIPPED = {
    "application_decision",
    "faaborg_midtfyn",
    "roskilde",
    "school_refusal",
    "school_support",
    "viso_course",
}
# Typed from the table the product owner keeps; 3.2 has two roads in, so it has two steps.
NUMBERS = {
    "early_years": "0.1 0.2 0.3 0.4 0.5 0.6",
    "concern": "1.1 1.2 1.3 1.4 1.5 1.6",
    "try": "2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9",
    "assess": "3.1 3.2 3.2b 3.3 3.4 3.5 3.6 3.7",
    "decide": "4.1 4.2 4.3 4.4a 4.4b 4.5 4.6 4.7 4.8 4.9",
    "start": "5.1 5.2 5.3 5.4",
    "support": "6.1 6.2 6.3 6.4 6.5",
    "long_view": "7.1 7.2",
}


@pytest.fixture(params=sorted(SHIPPED))
def blueprint(request: pytest.FixtureRequest) -> Blueprint:
    return load_blueprint(str(request.param))


def texts_da(step: Step) -> str:
    return " \n".join(getattr(step.parents, field).da for field in FIELDS)


def test_these_blueprints_are_shipped() -> None:
    assert set(shipped_codes()) == SHIPPED


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_a_shipped_file_has_neither_errors_nor_warnings(code: str) -> None:
    assert [str(problem) for problem in check_file(DATA / f"{code}.yaml")] == []


def test_the_code_is_the_name_of_the_file(blueprint: Blueprint) -> None:
    assert blueprint.code in SHIPPED


def test_texts_are_plain(blueprint: Blueprint) -> None:
    for step in blueprint.steps:
        assert lix(texts_da(step)) <= 35, step.code
        assert longest_sentence(texts_da(step)) <= 20, step.code


def test_english_is_a_translation_and_not_the_danish_again(blueprint: Blueprint) -> None:
    for step in blueprint.steps:
        for field in FIELDS:
            text = getattr(step.parents, field)
            assert text.da != text.en, f"{step.code}.{field}"
            assert not re.search(r"[æøåÆØÅ]", text.en), f"{step.code}.{field}"


def test_no_text_names_a_municipality_or_speaks_of_time_that_nobody_promised(blueprint: Blueprint) -> None:
    for step in blueprint.steps:
        assert not re.search(r"\b\d+ (?:uger|dage|måneder)\b", texts_da(step)), step.code
        if step.usual is None and step.rhythm is None:
            assert not re.search(r"\bhøjst\b|\binden for\b", texts_da(step)), step.code


def test_every_owner_ends_with_a_role_that_is_always_filled(blueprint: Blueprint) -> None:
    for step in blueprint.steps:
        role, hops = blueprint.role(step.owner_role), 0
        while role.falls_back_to is not None:
            role, hops = blueprint.role(role.falls_back_to), hops + 1
            assert hops < 10
        assert role.can_decide


def test_the_drawn_road_begins_at_an_entry_and_can_end(blueprint: Blueprint) -> None:
    drawn = blueprint.default_path
    assert drawn[0].code in blueprint.entry_steps
    assert END in drawn[-1].branches.values()


def test_nothing_uncertain_is_drawn_as_expected(blueprint: Blueprint) -> None:
    for step in blueprint.steps:
        if step.certainty in ("possible", "unknown"):
            assert step.condition is not None
            assert not step.default_path
    assert not any(step.starts_withheld for step in (*blueprint.default_path, *blueprint.maybe_from_day_one))


def test_school_support_has_every_step_of_the_default_journey() -> None:
    blueprint = load_blueprint("school_support", governance="ceiling")
    for phase, numbers in NUMBERS.items():
        assert [step.number for step in blueprint.steps_in(phase)] == numbers.split()
    assert [phase.code for phase in blueprint.phases] == list(NUMBERS)


def test_a_new_family_sees_a_short_road_that_ends_in_the_own_class() -> None:
    blueprint = load_blueprint("school_support")
    assert [step.number for step in blueprint.default_path] == [
        "1.1", "1.2", "1.4", "1.5", "1.6", "2.3", "2.6", "2.7", "7.2",
    ]  # fmt: skip
    assert [step.number for step in blueprint.maybe_from_day_one] == ["2.2", "3.4", "4.8", "6.1", "6.3"]


@pytest.mark.parametrize(
    ("governance", "numbers"),
    [
        ("decentral", ["4.1", "4.2", "4.3", "4.4a", "4.8", "4.9"]),
        ("ceiling", ["4.1", "4.2", "4.3", "4.4a", "4.4b", "4.5", "4.6", "4.7", "4.8", "4.9"]),
        ("pools", ["4.1", "4.2", "4.3", "4.4a", "4.4b", "4.6", "4.8", "4.9"]),
        ("central", ["4.1", "4.2", "4.3", "4.4b", "4.6", "4.8", "4.9"]),
    ],
)
def test_each_governance_model_has_its_own_forums(governance: str, numbers: list[str]) -> None:
    blueprint = load_blueprint("school_support", governance=governance)
    assert blueprint.governance == governance
    assert [step.number for step in blueprint.steps_in("decide")] == numbers


@pytest.mark.parametrize("governance", ["decentral", "ceiling", "pools", "central"])
def test_every_branch_leads_to_a_step_of_the_same_road(governance: str) -> None:
    blueprint = load_blueprint("school_support", governance=governance)
    for step in blueprint.steps:
        assert step.branches
        assert all(target == END or blueprint.has_step(target) for target in step.branches.values())
        assert set(step.branches) <= set(blueprint.outcomes)
        if step.decision:
            assert set(step.decision.outcomes) <= set(step.branches)


def test_forwarded_goes_to_the_next_forum_and_the_last_one_cannot_forward() -> None:
    ceiling = load_blueprint("school_support", governance="ceiling")
    assert ceiling.step("submit_other_school").branches["done"] == "local_forum"
    assert ceiling.step("local_forum").branches["forwarded"] == "central_committee"
    assert ceiling.step("central_committee").branches["forwarded"] == "second_central_committee"
    pools = load_blueprint("school_support", governance="pools")
    assert "forwarded" not in pools.step("central_committee").branches
    decision = pools.step("central_committee").decision
    assert decision is not None
    assert "forwarded" not in decision.outcomes


def test_where_the_weeks_are_quiet_a_quiet_period_is_agreed() -> None:
    blueprint = load_blueprint("school_support", governance="ceiling")
    for number in ("3.3", "3.4", "4.5", "4.6", "4.7"):
        wait = blueprint.step(number).wait
        assert wait is not None
        assert wait.quiet_period


def test_a_step_without_a_known_time_says_so() -> None:
    blueprint = load_blueprint("school_support")
    assert blueprint.step("ppv_work").usual is None
    review = blueprint.step("yearly_review").rhythm
    assert review is not None
    assert (review.times, review.per, review.kind) == (1, "year", "statutory")


def test_a_concern_notification_leaves_no_trace_until_it_is_released() -> None:
    blueprint = load_blueprint("roskilde")
    withheld = {step.code for step in blueprint.steps if step.starts_withheld}
    assert withheld == {"notification_received", "danger_check", "child_talk"}
    assert all("four_eyes" in blueprint.step(code).gates for code in withheld)
