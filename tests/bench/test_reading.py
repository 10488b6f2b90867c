"""The bench's population is what it says, and its rows can be measured on few families."""

from pathlib import Path

import pytest

from journey.access.queries import contact_cases
from messaging.selectors.unread import unread_by_thread
from tests.bench import reading
from tests.bench.population import FAMILIES_PER_CONTACT, copy_case
from tests.cast import Cast

pytestmark = pytest.mark.slow


def test_copied_families_are_whole_and_on_the_desks_of_two(cast: Cast) -> None:
    """Rolled back with everything that the copying does to the checks of the tables."""
    case = reading.short_course(cast)
    copies = copy_case(case, cast.lone, 4 * FAMILIES_PER_CONTACT)

    assert len(copies.contacts) == 4
    for contact in copies.contacts:
        mine = contact_cases(contact)
        assert mine.count() == 2 * FAMILIES_PER_CONTACT
        assert mine.filter(is_contact=True).count() == FAMILIES_PER_CONTACT
        assert sum(unread_by_thread(contact).values()) == FAMILIES_PER_CONTACT * reading.MESSAGES
        assert mine[0].steps.count() == case.steps.count()


@pytest.mark.django_db(transaction=True)
def test_both_rows_are_measured_on_few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, few in (("FEW", 100), ("MANY", 200), ("TURNS", 2), ("TIMELINES", 3), ("DESKS", 2)):
        monkeypatch.setattr(reading, name, few)
    assert [row.value > 0 for row in reading.rows(tmp_path, None)] == [True, True]
