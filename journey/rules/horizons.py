"""How far ahead a day can be named, kind by kind: what lies further ahead is a slip of the year (P4, RQ-011)."""

from enum import IntEnum


class Within(IntEnum):
    """In days from today, that day counted."""

    QUARTER = 92
    """Hours for a short talk."""
    YEAR = 366
    """What somebody is to do: a change of contact, the first day of an absence, a meeting and its conclusion, an
    answer, the next word, and when a step or a wait is looked at again."""
    TWO_YEARS = 731
    """What was agreed and when it is looked at, a decision, and the last day of an absence."""
    FIVE_YEARS = 1827
    """When a step or a wait is expected: roads are long, and queues too."""
