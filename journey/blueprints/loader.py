"""Loads a blueprint: read, check everything, narrow to one governance model, freeze. Nothing by half."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

from journey.blueprints.governance import Data, resolved_branches, variant_steps
from journey.blueprints.model import (
    Blueprint,
    Decision,
    Meeting,
    ParentTexts,
    Phase,
    Rhythm,
    Role,
    Settings,
    Step,
    Text,
    Variant,
    Wait,
)
from journey.blueprints.problems import BlueprintError, Problem
from journey.blueprints.reading import read_document
from journey.blueprints.shapes import CODE
from journey.blueprints.validator import errors_in, problems_in
from journey.blueprints.vocabulary import RHYTHMS
from journey.rules.durations import DurationKind, DurationRange, DurationUnit

DATA = Path(__file__).parent / "data"


def shipped_codes() -> tuple[str, ...]:
    """The codes of the blueprints that come with the product."""
    return tuple(sorted(path.stem for path in DATA.glob("*.yaml")))


def load_blueprint(source: str | Path, *, governance: str | None = None) -> Blueprint:
    """The blueprint with code or path `source`, narrowed to `governance` (default: the file's own).

    BlueprintError carries every problem with file and line; then nothing is loaded.
    """
    path = _path_of(source)
    document = read_document(path)
    errors = errors_in(problems_in(document))
    if errors:
        raise BlueprintError(errors)
    variant = _variant(document.data, governance, path.name)
    return _blueprint(document.data, variant)


def _path_of(source: str | Path) -> Path:
    """A plain word is the code of a shipped blueprint, anything else a path."""
    if isinstance(source, Path) or not CODE.fullmatch(source):
        return Path(source)
    path = DATA / f"{source}.yaml"
    if not path.is_file():
        known = ", ".join(shipped_codes())
        raise BlueprintError([Problem(source, 1, "", f"no blueprint has this code; there are: {known}")])
    return path


def _variant(data: Data, wanted: str | None, file: str) -> str | None:
    governance = data.get("governance")
    if governance is None:
        return None
    codes = [variant["code"] for variant in governance["variants"]]
    if wanted is not None and wanted not in codes:
        reason = f"no governance model '{wanted}' here; there are: {', '.join(codes)}"
        raise BlueprintError([Problem(file, 1, "governance", reason)])
    return wanted or str(governance["default"])


def _blueprint(data: Data, variant: str | None) -> Blueprint:
    steps = tuple(_step(data, step, variant) for step in variant_steps(data, variant))
    variants = (data.get("governance") or {}).get("variants", [])
    return Blueprint(
        code=data["code"],
        version=data["version"],
        title=_text(data["title"]),
        summary=_text(data["summary"]),
        valid_from=data["valid_from"],
        valid_to=data.get("valid_to"),
        review_on=data["review_on"],
        owner_role=data["owner_role"],
        age_scope=data["age_scope"],
        settings=_settings(data["settings"]),
        governance=variant,
        variants=tuple(Variant(v["code"], _text(v["title"]), tuple(v["steps"])) for v in variants),
        roles=tuple(_role(role) for role in data["roles"]),
        phases=tuple(_phase(phase) for phase in sorted(data["phases"], key=lambda item: item["order"])),
        meetings=tuple(_meeting(meeting) for meeting in data.get("meetings") or []),
        documents=_texts(data["documents"]),
        outcomes=_texts(data["outcomes"]),
        entry_steps=tuple(data["entry_steps"]),
        steps=steps,
    )


def _step(data: Data, step: Data, variant: str | None) -> Step:
    branches = resolved_branches(data, step, variant)
    return Step(
        code=step["code"],
        number=str(step["number"]),
        phase=step["phase"],
        title=_text(step["title"]),
        parents=ParentTexts(**{key: _text(text) for key, text in step["parents"].items()}),
        usual=_duration(step["usual"]),
        rhythm=Rhythm(**step["rhythm"]) if step.get("rhythm") else None,
        anchor=step.get("anchor"),
        owner_role=step["owner_role"],
        organisation=step["organisation"],
        is_authority=step["is_authority"],
        is_forum=bool(step.get("is_forum")),
        certainty=step["certainty"],
        condition=_text(step["condition"]) if step.get("condition") else None,
        default_path=step["default_path"],
        shown_from_day_one=bool(step.get("shown_from_day_one", step["default_path"])),
        follow_up_days=step["follow_up_days"],
        wait=_wait(step.get("wait")),
        decision=_decision(step.get("decision"), branches),
        meeting=step.get("meeting"),
        gates=tuple(step.get("gates") or ()),
        branches=MappingProxyType(branches),
        documents=tuple(step["documents"]),
        legal_rules=tuple(step.get("legal_rules") or ()),
        starts_withheld=bool(step.get("starts_withheld")),
        source=step["source"],
    )


def _settings(data: Data) -> Settings:
    return Settings(
        **{name: data.get(name) for name in RHYTHMS},
        calendar=data.get("calendar"),
        closed_days=tuple(data.get("closed_days") or ()),
        choices=MappingProxyType(dict(data.get("choices") or {})),
    )


def _role(role: Data) -> Role:
    return Role(role["code"], _text(role["title"]), role["organisation"], role["can_decide"], role["falls_back_to"])


def _phase(phase: Data) -> Phase:
    return Phase(phase["code"], phase["order"], _text(phase["title"]), phase["talks_with"])


def _meeting(meeting: Data) -> Meeting:
    return Meeting(meeting["code"], _text(meeting["title"]), meeting["parents"], _text(meeting["about"]))


def _duration(usual: Data | None) -> DurationRange | None:
    if usual is None:
        return None
    return DurationRange(
        DurationKind(usual["kind"]), usual["low"], usual["high"], DurationUnit(usual["unit"]), usual["source"]
    )


def _wait(wait: Data | None) -> Wait | None:
    if not wait:
        return None
    return Wait(
        awaited=_text(wait["awaited"]),
        holder_role=wait["holder_role"],
        ends_when=_text(wait["ends_when"]),
        meanwhile_after_days=wait["meanwhile_after_days"],
        quiet_period=wait["quiet_period"],
    )


def _decision(decision: Data | None, branches: dict[str, str]) -> Decision | None:
    """The outcomes are those that lead somewhere under this governance model."""
    if not decision:
        return None
    outcomes = tuple(outcome for outcome in decision["outcomes"] if outcome in branches)
    return Decision(**{**decision, "outcomes": outcomes})


def _text(value: Any) -> Text:
    return Text(da=value["da"].strip(), en=value["en"].strip())


def _texts(values: Data) -> MappingProxyType[str, Text]:
    return MappingProxyType({key: _text(value) for key, value in values.items()})
