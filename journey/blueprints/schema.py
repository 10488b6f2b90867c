"""The shape of a blueprint file: which keys stand where, and what kind of value each one takes."""

from __future__ import annotations

from journey.blueprints import vocabulary as words
from journey.blueprints.shapes import (
    Shape,
    bilingual,
    boolean,
    code,
    day,
    either,
    integer,
    legal_rule,
    listing,
    mapping,
    nullable,
    one_of,
    sentence,
    step_number,
    table,
)

FORMAT = 1

_CHOICES: dict[str, Shape] = {axis: one_of(values) for axis, values in words.AXES.items()} | {
    axis: integer(low, high) for axis, (low, high) in words.NUMBER_AXES.items()
}

_SETTINGS = mapping(
    {},
    {name: integer(low, high) for name, (low, high) in words.RHYTHMS.items()}
    | {
        "calendar": one_of(words.CALENDARS),
        "closed_days": listing(one_of(words.CLOSED_DAYS)),
        "choices": mapping({}, _CHOICES),
    },
)

_ROLE = mapping(
    {
        "code": code,
        "title": bilingual,
        "organisation": one_of(words.ORGANISATIONS),
        "can_decide": boolean,
        "falls_back_to": nullable(code),
    }
)

_PHASE = mapping({"code": code, "order": integer(0, 99), "title": bilingual, "talks_with": code})

_MEETING = mapping({"code": code, "title": bilingual, "parents": one_of(words.ATTENDANCE), "about": bilingual})

_GOVERNANCE = mapping(
    {
        "default": one_of(words.GOVERNANCE),
        "variants": listing(
            mapping({"code": one_of(words.GOVERNANCE), "title": bilingual, "steps": listing(code)}),
            at_least=1,
        ),
    }
)

_USUAL = mapping(
    {
        "kind": one_of(words.DURATION_KINDS),
        "low": integer(0, 999),
        "high": integer(1, 999),
        "unit": one_of(words.DURATION_UNITS),
        "source": sentence,
    }
)

_RHYTHM = mapping(
    {
        "times": integer(1, 99),
        "per": one_of(words.PERIODS),
        "kind": one_of(words.RHYTHM_KINDS),
        "source": sentence,
    }
)

_WAIT = mapping(
    {
        "awaited": bilingual,
        "holder_role": code,
        "ends_when": bilingual,
        "meanwhile_after_days": integer(1, 90),
        "quiet_period": boolean,
    }
)

_DECISION = mapping(
    {
        "type": one_of(words.DECISION_TYPES),
        "decider_role": code,
        "outcomes": listing(code, at_least=2),
        "view_step": code,
        "child_view_step": code,
        "explained_in": code,
    }
)

_PARENTS = mapping({"what": bilingual, "why": bilingual, "who": bilingual, "you_can": bilingual, "is_not": bilingual})

_STEP = mapping(
    {
        "code": code,
        "number": step_number,
        "phase": code,
        "title": bilingual,
        "parents": _PARENTS,
        "usual": nullable(_USUAL),
        "owner_role": code,
        "organisation": one_of(words.ORGANISATIONS),
        "is_authority": boolean,
        "certainty": one_of(words.CERTAINTIES),
        "default_path": boolean,
        "follow_up_days": integer(1, 400),
        "branches": table(either(code, listing(code, at_least=1)), at_least=1),
        "documents": listing(code),
        "source": sentence,
    },
    {
        "is_forum": boolean,
        "condition": bilingual,
        "shown_from_day_one": boolean,
        "rhythm": nullable(_RHYTHM),
        "anchor": one_of(words.ANCHORS),
        "wait": nullable(_WAIT),
        "decision": nullable(_DECISION),
        "meeting": code,
        "gates": listing(code),
        "legal_rules": listing(legal_rule),
        "starts_withheld": boolean,
    },
)

BLUEPRINT = mapping(
    {
        "format": integer(FORMAT, FORMAT),
        "code": code,
        "version": sentence,
        "title": bilingual,
        "summary": bilingual,
        "valid_from": day,
        "review_on": day,
        "owner_role": code,
        "age_scope": one_of(words.AGE_SCOPES),
        "settings": _SETTINGS,
        "roles": listing(_ROLE, at_least=1),
        "phases": listing(_PHASE, at_least=1),
        "documents": table(bilingual),
        "outcomes": table(bilingual, at_least=1),
        "entry_steps": listing(code, at_least=1),
        "steps": listing(_STEP, at_least=1),
    },
    {"valid_to": day, "governance": _GOVERNANCE, "meetings": listing(_MEETING)},
)
