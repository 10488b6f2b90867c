"""The leader's start page: which families are uninformed right now (RQ-145). Late things, never threads (G14)."""

from journey.access.queries import led_cases
from journey.models import Person
from journey.rules import clock
from journey.rules.next_word import Stage
from journey.selectors.desk import contact_names, desk_for, next_word_rows, promise_lines, with_facts
from journey.selectors.shapes import LeaderRow, Overview

BROKEN = (Stage.BROKEN, Stage.FAMILY_TOLD)


def overview(person: Person) -> Overview:
    """Numbers and late rows of the units that the person leads; oldest first."""
    cases = list(with_facts(led_cases(person)))
    ids = {case.pk for case in cases}
    broken = next_word_rows(cases, BROKEN)
    soon = next_word_rows(cases, (Stage.SOON, Stage.DUE))
    other = [row for row in desk_for(person) if row.case_id in ids and not row.kind.startswith("next_word")]
    late = sorted([*broken, *other], key=lambda row: row.due_on)
    names = contact_names(ids)
    today = clock.today()
    silence = [(today - line.last_word_on).days for lines in promise_lines(cases).values() for line in lines]
    return Overview(
        open_cases=len(cases),
        uninformed=len({row.case_id for row in broken}),
        longest_silence_days=max(silence, default=0),
        late=tuple(LeaderRow(row, names.get(row.case_id, ""), (today - row.due_on).days) for row in late),
        soon=len(soon),
    )
