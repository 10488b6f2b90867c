"""The numbers of days that a case goes by, and its working days (RQ-150, RQ-151).

One rule for all of them: what the case's own version of its template says holds; where that says nothing, what the
municipality says; else what the product says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from journey.rules.next_word import DEFAULT_FRESHNESS_DAYS
from journey.rules.questions import ANSWER_WORKING_DAYS
from journey.rules.working_days import Calendar, add_working_days, calendar_named

PRODUCT = {
    "freshness_days": DEFAULT_FRESHNESS_DAYS,
    "answer_working_days": ANSWER_WORKING_DAYS,
    "meanwhile_after_days": 14,
    "meeting_notice_working_days": 0,
    "conclusions_working_days": 5,
}
"""The numbers that something reads, with what holds when nobody has said another."""


@dataclass(frozen=True, slots=True)
class CaseDays:
    template: Mapping[str, Any]
    """``settings`` of the template version that the case was opened from."""
    municipality: Mapping[str, Any]
    municipality_calendar: str

    def number(self, name: str) -> int:
        """KeyError for a number that nothing reads."""
        usual = PRODUCT[name]
        said = (self.template.get(name), self.municipality.get(name))
        return next((int(value) for value in said if value is not None), usual)

    @property
    def calendar(self) -> Calendar:
        """The working days of the case: the template's calendar with the further days on which it is closed (L08)."""
        name = self.template.get("calendar") or self.municipality_calendar
        return calendar_named(name, closed=self.template.get("closed_days") or ())

    def conclusion_due(self, held_on: date, today: date) -> date:
        """By when the conclusion of a meeting is promised; never a day that is over."""
        due = add_working_days(held_on, self.number("conclusions_working_days"), self.calendar)
        return max(due, today)

    def meeting_from(self, today: date) -> date:
        """The first day on which a meeting that is set today is not at short notice; today when no notice is asked."""
        return add_working_days(today, self.number("meeting_notice_working_days"), self.calendar)
