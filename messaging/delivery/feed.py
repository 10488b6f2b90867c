"""Numbers of people's feeds: given out under a lock that is held to the commit, so that no reader ever sees a hole."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from journey.models.statements import prepared_cursor

NEXT_NUMBERS = """
INSERT INTO messaging_feedcounter AS counter (person_id, last_seq)
SELECT person_id, 1 FROM unnest(%s::uuid[]) WITH ORDINALITY AS wanted (person_id, place) ORDER BY place
ON CONFLICT (person_id) DO UPDATE SET last_seq = counter.last_seq + 1
RETURNING person_id, last_seq, EXISTS (
    SELECT 1 FROM messaging_pushsubscription push WHERE push.person_id = counter.person_id AND push.ended_at IS NULL
)
"""


class Place(NamedTuple):
    """Where the next piece of news stands in a person's feed, and whether a browser of theirs wants to hear of it."""

    seq: int
    has_push: bool


def places_for(people: Iterable[UUID]) -> Mapping[UUID, Place]:
    """The next number for each person. Runs inside the relay's transaction.

    Counters are made and locked in the order of the ids: two relays with the same people wait, and never deadlock.
    One statement, because every message passes here; the ORM has none that makes, locks, counts and tells.
    So it also brings along who is to be told on a browser.
    """
    ids = sorted(set(people))
    if not ids:
        return {}
    with prepared_cursor() as cursor:
        cursor.execute(NEXT_NUMBERS, [ids])
        return {person_id: Place(*place) for person_id, *place in cursor.fetchall()}
