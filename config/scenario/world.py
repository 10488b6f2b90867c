"""A story on stage: the rows behind the names in the file, and what has been sent so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from config.scenario.days import Almanac
from config.scenario.story import Story
from journey.models import Agreement, Case, Child, Decision, Meeting, Municipality, Person, Step, Unit, Update, Wait

Thing = Update | Wait | Meeting | Decision | Agreement


class NotOnStage(Exception):
    """The story names something that is not there at this moment; carries one sentence."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser got: the text without its tags."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    at: datetime
    to: str
    text: str
    """Sender, subject and body, as somebody who looks over a shoulder would read them."""


@dataclass
class Mailbox:
    """Every e-mail of a run, with the simulated moment at which it left."""

    mails: list[Mail] = field(default_factory=list)

    def to(self, address: str, *, since: datetime) -> list[Mail]:
        return [mail for mail in self.mails if mail.to == address and mail.at >= since]


@dataclass
class World:
    """The rows of one story."""

    story: Story
    almanac: Almanac
    municipality: Municipality
    mailbox: Mailbox
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    things: dict[tuple[str, str], list[tuple[str, Thing]]] = field(default_factory=dict)
    """Updates, waits, meetings, decisions and agreements by case and sort, each with the name that later events use."""

    nothing: dict[str, Page] = field(default_factory=dict)
    """What each person gets for a case that does not exist."""

    def case(self, key: str) -> Case:
        """The case as it is now. Raises NotOnStage before it opens."""
        if key not in self.cases:
            raise NotOnStage(f"case '{key}' is not open yet")
        return Case.objects.select_related("municipality", "child", "unit").get(pk=self.cases[key].pk)

    def step(self, case: str, code: str) -> Step:
        """The latest round of the step. Raises NotOnStage for a step that has not been put on the road."""
        step = self.case(case).steps.filter(code=code).order_by("-round").first()
        if step is None:
            raise NotOnStage(f"step '{code}' is not on the road of this case yet; put it there with 'step_add'")
        return step

    def remember(self, case: str, sort: str, name: str | None, row: Thing) -> None:
        """Keep an update, wait, meeting, decision or agreement under its name, so that later events can use it."""
        rows = self.things.setdefault((case, sort), [])
        rows.append((name or f"{sort}_{len(rows) + 1}", row))

    def recall(self, case: str, sort: str, name: str | None) -> Thing:
        """The row with this name, or the latest one; freshly read."""
        rows = self.things.get((case, sort), [])
        fitting = [row for given, row in rows if name in {None, given}]
        if not fitting:
            called = f" called '{name}'" if name else ""
            raise NotOnStage(f"there is no {sort}{called} in this case yet")
        fitting[-1].refresh_from_db()
        return fitting[-1]
