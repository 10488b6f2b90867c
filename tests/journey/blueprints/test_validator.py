"""A broken blueprint is refused whole, with the line and the reason of every fault."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from journey.blueprints import BlueprintError, load_blueprint
from journey.blueprints.loader import DATA
from journey.blueprints.validate import check_file, main

Change = Callable[[dict[str, Any]], object]
SOURCE = (DATA / "school_refusal.yaml").read_text(encoding="utf-8")


def reasons(path: Path) -> str:
    with pytest.raises(BlueprintError) as caught:
        load_blueprint(path)
    return str(caught.value)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Change], Path]:
    """Writes the shipped blueprint with one change made to its data."""

    def write(change: Change) -> Path:
        data = yaml.load(SOURCE, Loader=yaml.BaseLoader)  # noqa: S506 it builds only words, lists and tables
        data = _retyped(data)
        change(data)
        path = tmp_path / "changed.yaml"
        path.write_text(_dumped(data), encoding="utf-8")
        return path

    return write


class _NoReferences(yaml.SafeDumper):
    def ignore_aliases(self, _data: object) -> bool:
        return True


def _dumped(data: object) -> str:
    return yaml.dump(data, Dumper=_NoReferences, allow_unicode=True, sort_keys=False)


def _retyped(value: Any) -> Any:
    """BaseLoader keeps every scalar a word; safe_dump would then quote numbers and truth values."""
    if isinstance(value, dict):
        return {key: _retyped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_retyped(inner) for inner in value]
    known = {"true": True, "false": False, "null": None}
    if value in known:
        return known[value]
    return yaml.safe_load(value) if str(value)[:1].isdigit() and len(value) < 11 else value


def unchanged(_data: dict[str, Any]) -> None:
    """Nothing to change."""


def step(data: dict[str, Any], code: str) -> dict[str, Any]:
    return next(item for item in data["steps"] if item["code"] == code)


def test_the_unchanged_file_loads(changed: Callable[[Change], Path]) -> None:
    assert load_blueprint(changed(unchanged)).code == "school_refusal"


CHANGES: list[tuple[str, Change, str]] = [
    ("no owner", lambda d: step(d, "first_talk").pop("owner_role"), "'owner_role' is missing"),
    (
        "unknown owner",
        lambda d: step(d, "first_talk").update(owner_role="headmaster"),
        "no role 'headmaster'",
    ),
    ("no follow-up", lambda d: step(d, "first_talk").pop("follow_up_days"), "'follow_up_days' is missing"),
    ("follow-up of zero", lambda d: step(d, "first_talk").update(follow_up_days=0), "between 1 and 400"),
    (
        "only Danish",
        lambda d: step(d, "first_talk")["parents"]["what"].pop("en"),
        "first_talk.parents.what: 'en' is missing",
    ),
    ("empty text", lambda d: step(d, "first_talk")["parents"]["why"].update(da="  "), "must be a text"),
    (
        "no is_not",
        lambda d: step(d, "first_talk")["parents"].pop("is_not"),
        "first_talk.parents: 'is_not' is missing",
    ),
    (
        "diagnosis gate",
        lambda d: step(d, "first_talk").update(gates=["diagnosis"]),
        "never waits for a diagnosis",
    ),
    (
        "diagnosis condition",
        lambda d: step(d, "ppr_contact").update(condition={"da": "Hvis barnet har en diagnose.", "en": "If."}),
        "names a diagnosis",
    ),
    (
        "click gate",
        lambda d: step(d, "first_talk").update(gates=["parent_click"]),
        "may wait for a parent's click",
    ),
    ("unknown gate", lambda d: step(d, "first_talk").update(gates=["coffee"]), "'coffee' is none of"),
    (
        "branch to nowhere",
        lambda d: step(d, "first_talk")["branches"].update(plan="retrun_plan"),
        "leads to 'retrun_plan'",
    ),
    (
        "outcome without text",
        lambda d: step(d, "first_talk")["branches"].update(vanish="end"),
        "the outcome 'vanish' has no text",
    ),
    ("no branch", lambda d: step(d, "first_talk").update(branches={}), "at least 1 entries"),
    (
        "code twice",
        lambda d: step(d, "first_talk").update(code="ppr_contact"),
        "'ppr_contact' is used 2 times",
    ),
    (
        "name twice",
        lambda d: step(d, "first_talk").update(title=step(d, "return_plan")["title"]),
        "the same name (RQ-136)",
    ),
    (
        "one number for a duration",
        lambda d: step(d, "first_talk").update(usual={"kind": "typical", "low": 3, "unit": "weeks", "source": "x"}),
        "'high' is missing",
    ),
    (
        "duration upside down",
        lambda d: step(d, "return_plan").update(
            usual={"kind": "typical", "low": 6, "high": 3, "unit": "weeks", "source": "x"}
        ),
        "ends before it begins",
    ),
    (
        "duration of no kind",
        lambda d: step(d, "return_plan").update(
            usual={"kind": "average", "low": 1, "high": 3, "unit": "weeks", "source": "x"}
        ),
        "'average' is none of",
    ),
    (
        "duration without source",
        lambda d: step(d, "return_plan").update(usual={"kind": "typical", "low": 1, "high": 3, "unit": "weeks"}),
        "'source' is missing",
    ),
    (
        "long step without wait",
        lambda d: step(d, "first_talk").update(
            usual={"kind": "typical", "low": 1, "high": 3, "unit": "weeks", "source": "x"}
        ),
        "must open a wait",
    ),
    ("forum without decision", lambda d: step(d, "return_plan").update(is_forum=True), "needs a 'decision'"),
    (
        "possible without condition",
        lambda d: step(d, "ppr_contact").pop("condition"),
        "'condition' must say what decides it",
    ),
    (
        "possible but drawn",
        lambda d: step(d, "ppr_contact").update(default_path=True),
        "cannot be drawn as expected",
    ),
    (
        "broken road",
        lambda d: step(d, "first_talk")["branches"].pop("plan"),
        "the drawn road breaks: add a branch to 'return_plan'",
    ),
    (
        "withheld but drawn",
        lambda d: step(d, "ppr_contact").update(starts_withheld=True),
        "a withheld step leaves no trace",
    ),
    (
        "circle of deputies",
        lambda d: next(r for r in d["roles"] if r["code"] == "school_leader").update(falls_back_to="class_teacher"),
        "goes in a circle",
    ),
    (
        "deputy nobody knows",
        lambda d: d["roles"][0].update(falls_back_to="ghost"),
        "there is no role 'ghost'",
    ),
    (
        "vague words",
        lambda d: step(d, "first_talk")["parents"]["what"].update(da="Vi svarer snarest muligt."),
        "Skriv en dato i stedet",
    ),
    (
        "axis not stated",
        lambda d: d["settings"]["choices"].update(consent_mode="not_stated"),
        "'not_stated' is none of",
    ),
    (
        "hidden pre-meeting",
        lambda d: d["settings"]["choices"].update(pre_meeting="hidden"),
        "'hidden' is none of",
    ),
    ("freshness of a year", lambda d: d["settings"].update(freshness_days=365), "between 1 and 60"),
    ("review before start", lambda d: d.update(review_on=d["valid_from"]), "must lie after valid_from"),
    ("unreached step", lambda d: d.update(entry_steps=["return_follow_up"]), "no entry leads to this step"),
    ("unknown entry", lambda d: d.update(entry_steps=["nowhere"]), "no step 'nowhere'"),
    ("spelling", lambda d: step(d, "first_talk").update(certanty="certain"), "did you mean 'certainty'?"),
    (
        "truth value as word",
        lambda d: step(d, "first_talk").update(is_authority="maybe"),
        "must be true or false",
    ),
    (
        "law in the blueprint",
        lambda d: step(d, "first_talk").update(legal_rules=["§ 50"]),
        "no rule id like L39",
    ),
    ("wrong format", lambda d: d.update(format=2), "between 1 and 1"),
]


@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_broken_rule_is_refused(changed: Callable[[Change], Path], change: Change, reason: str) -> None:
    assert reason in reasons(changed(change))


def decided(data: dict[str, Any], **changes: Any) -> None:
    decision = {
        "type": "application",
        "decider_role": "school_leader",
        "outcomes": ["granted", "refused"],
        "view_step": "first_talk",
        "child_view_step": "first_talk",
        "explained_in": "first_talk",
    }
    target = step(data, "authority_invited")
    target["branches"] = {"granted": "return_plan", "refused": "return_plan"}
    target["decision"] = decision | changes
    data["outcomes"] |= {"granted": {"da": "Ja", "en": "Yes"}, "refused": {"da": "Nej", "en": "No"}}


DECISIONS: list[tuple[dict[str, Any], str]] = [
    ({"decider_role": "class_teacher"}, "the role 'class_teacher' cannot decide"),
    ({"outcomes": ["granted", "declined"]}, "'declined' is none of"),
    ({"outcomes": ["granted", "forwarded"]}, "the outcome 'forwarded' leads nowhere"),
    ({"outcomes": ["granted"]}, "at least 2 entries"),
    ({"view_step": "survey"}, "there is no step 'survey'"),
    ({"child_view_step": "survey"}, "there is no step 'survey'"),
    ({"explained_in": "letter"}, "there is no step 'letter'"),
    ({"type": "verdict"}, "'verdict' is none of"),
]


@pytest.mark.parametrize(("changes", "reason"), DECISIONS)
def test_a_decision_is_typed_heard_and_explained(
    changed: Callable[[Change], Path], changes: dict[str, Any], reason: str
) -> None:
    load_blueprint(changed(decided))
    assert reason in reasons(changed(lambda data: decided(data, **changes)))


def test_all_problems_come_at_once_each_with_its_line(tmp_path: Path) -> None:
    text = SOURCE.replace("owner_role: class_teacher", "owner_role: janitor", 1)
    text = text.replace("plan: return_plan", "plan: nowhere", 1)
    path = tmp_path / "two.yaml"
    path.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    with pytest.raises(BlueprintError) as caught:
        load_blueprint(path)
    found = {problem.line: problem.reason for problem in caught.value.problems}
    owner = next(n for n, line in enumerate(lines, 1) if "janitor" in line)
    branch = next(n for n, line in enumerate(lines, 1) if "plan: nowhere" in line)
    assert "no role 'janitor'" in found[owner]
    assert "leads to 'nowhere'" in found[branch]
    assert str(caught.value).startswith(f"two.yaml:{min(owner, branch)}: error: ")


FILES: list[tuple[bytes, str]] = [
    (b"", "must hold"),
    (b"- a\n- b\n", "must hold"),
    (b"format: 1\n  code: x\n", "not valid YAML"),
    (b"format: [1\n", "not valid YAML"),
    (b"format: 1\nformat: 1\n", "stands twice"),
    (b"a: &x [1]\nb: *x\n", "the reference *x is not allowed"),
    (b"a: !secret x\n", "the tag !secret is not allowed"),
    (b"a: !!python/object/apply:os.system ['true']\n", "is not allowed"),
    (b"\xff\xfe\x00", "not UTF-8"),
    (b"a: \x00\n", "not valid YAML"),
    (b"valid_from: 2026-13-45\n", "valid_from: cannot be read: month must be in 1..12"),
    (b"1: one\n", "every key must be a word"),
    (b"? [a, b]\n: one\n", "every key must be a word"),
    (b"a: 1\n---\nb: 2\n", "not valid YAML"),
    (b"[" * 5000, "too deeply nested"),
    (b"a: " + b"x" * 1_000_001, "larger than"),
]


@pytest.mark.parametrize(("raw", "reason"), FILES)
def test_a_file_that_is_no_blueprint_is_refused(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(raw)
    assert reason in reasons(path)


def test_a_missing_file_and_an_unknown_code_are_refused(tmp_path: Path) -> None:
    assert "cannot be read" in reasons(tmp_path / "none.yaml")
    with pytest.raises(BlueprintError, match="there are: application_decision"):
        load_blueprint("school_suport")
    with pytest.raises(BlueprintError, match="no governance model 'royal'"):
        load_blueprint("school_support", governance="royal")


def test_words_like_no_and_off_stay_words(changed: Callable[[Change], Path]) -> None:
    path = changed(unchanged)
    path.write_text(path.read_text().replace("pre_meeting: listed", "pre_meeting: off"), encoding="utf-8")
    assert load_blueprint(path).settings.choices["pre_meeting"] == "off"


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        max_leaves=8,
    )
)
def test_any_yaml_is_judged_and_never_crashes(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    assert check_file(path)


def test_the_command_reports_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\n", encoding="utf-8")
    assert main([str(DATA / "school_support.yaml")]) == 0
    assert main([str(DATA / "school_support.yaml"), str(bad)]) == 1
    assert "bad.yaml:1: error: " in capsys.readouterr().out
    assert main([]) == 2
