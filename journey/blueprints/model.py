"""A loaded blueprint. Everything is frozen: a running case keeps the version it began with (RQ-151)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from journey.rules.danish_dates import Language
from journey.rules.durations import DurationRange

END = "end"


@dataclass(frozen=True)
class Text:
    """One text in the two languages every blueprint has."""

    da: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.en if language == "en" else self.da


@dataclass(frozen=True)
class ParentTexts:
    """What the family reads about a step: what, why, who, what they can do, what it is not."""

    what: Text
    why: Text
    who: Text
    you_can: Text
    is_not: Text


@dataclass(frozen=True)
class Role:
    """A role that owns steps. When it is vacant its tasks go to `falls_back_to`; None is always filled."""

    code: str
    title: Text
    organisation: str
    can_decide: bool
    falls_back_to: str | None


@dataclass(frozen=True)
class Phase:
    """A stretch of the road; `talks_with` is the role the family mostly talks to in it."""

    code: str
    order: int
    title: Text
    talks_with: str


@dataclass(frozen=True)
class Wait:
    """The wait a step opens: what for, on whose desk, what ends it (RQ-002).

    After `meanwhile_after_days` calendar days the wait needs a "meanwhile" entry (RQ-009).
    `quiet_period` asks for an agreed rhythm while staff work without news (RQ-006).
    """

    awaited: Text
    holder_role: str
    ends_when: Text
    meanwhile_after_days: int
    quiet_period: bool


@dataclass(frozen=True)
class Rhythm:
    """How often something comes round: `times` per `per` ("month" or "year")."""

    times: int
    per: str
    kind: str
    source: str


@dataclass(frozen=True)
class Decision:
    """What is decided in a step, by which role, with which typed outcomes (RQ-054, RQ-056).

    `view_step` asks the parents, `child_view_step` the child, `explained_in` tells the answer in person.
    """

    type: str
    decider_role: str
    outcomes: tuple[str, ...]
    view_step: str
    child_view_step: str
    explained_in: str


@dataclass(frozen=True)
class Meeting:
    """A kind of meeting. Meetings parents do not attend ("no") are still listed for them (RQ-075)."""

    code: str
    title: Text
    parents: str
    about: Text


@dataclass(frozen=True)
class Step:
    """One step of the road. `branches` maps an outcome to the code of the next step, or to `END`.

    A step that `starts_withheld` leaves no trace for the family until two people have released it.
    `legal_rules` names the clocks that hang on the step (L01 …); their values live in the rule data.
    """

    code: str
    number: str
    phase: str
    title: Text
    parents: ParentTexts
    usual: DurationRange | None
    rhythm: Rhythm | None
    anchor: str | None
    owner_role: str
    organisation: str
    is_authority: bool
    is_forum: bool
    certainty: str
    condition: Text | None
    default_path: bool
    shown_from_day_one: bool
    follow_up_days: int
    wait: Wait | None
    decision: Decision | None
    meeting: str | None
    gates: tuple[str, ...]
    branches: Mapping[str, str]
    documents: tuple[str, ...]
    legal_rules: tuple[str, ...]
    starts_withheld: bool
    source: str

    @property
    def title_da(self) -> str:
        return self.title.da

    @property
    def title_en(self) -> str:
        return self.title.en


@dataclass(frozen=True)
class Settings:
    """Rhythms in days ("working_days" where the name says so) and the municipality's choices per axis.

    None: the template says nothing, and what the municipality says holds, else the product's own number.
    """

    freshness_days: int | None
    answer_working_days: int | None
    meanwhile_after_days: int | None
    staff_change_notice_working_days: int | None
    handover_accept_working_days: int | None
    first_contact_working_days: int | None
    meeting_notice_working_days: int | None
    conclusions_working_days: int | None
    forum_outcome_working_days: int | None
    calendar: str | None
    closed_days: tuple[str, ...]
    choices: Mapping[str, str | int]


@dataclass(frozen=True)
class Variant:
    """A governance model: which of the governed steps exist here, in their order (RQ-152)."""

    code: str
    title: Text
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Blueprint:
    """A checked blueprint, already narrowed to one governance variant when it has several."""

    code: str
    version: str
    title: Text
    summary: Text
    valid_from: date
    valid_to: date | None
    review_on: date
    owner_role: str
    age_scope: str
    settings: Settings
    governance: str | None
    variants: tuple[Variant, ...]
    roles: tuple[Role, ...]
    phases: tuple[Phase, ...]
    meetings: tuple[Meeting, ...]
    documents: Mapping[str, Text]
    outcomes: Mapping[str, Text]
    entry_steps: tuple[str, ...]
    steps: tuple[Step, ...]

    def step(self, code: str) -> Step:
        """A step by code ("concern_receipt") or number ("1.2"); KeyError when it is not on this road."""
        for step in self.steps:
            if code in (step.code, step.number):
                return step
        raise KeyError(code)

    def has_step(self, code: str) -> bool:
        return any(code in (step.code, step.number) for step in self.steps)

    def role(self, code: str) -> Role:
        """KeyError when the blueprint has no such role."""
        return {role.code: role for role in self.roles}[code]

    def phase(self, code: str) -> Phase:
        """KeyError when the blueprint has no such phase."""
        return {phase.code: phase for phase in self.phases}[code]

    def steps_in(self, phase: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.phase == phase)

    @property
    def default_path(self) -> tuple[Step, ...]:
        """The steps drawn as certain or expected from day one, in order."""
        return tuple(step for step in self.steps if step.default_path)

    @property
    def maybe_from_day_one(self) -> tuple[Step, ...]:
        """The steps drawn as "may happen" from day one; all other steps appear when they come near."""
        return tuple(step for step in self.steps if step.shown_from_day_one and not step.default_path)
