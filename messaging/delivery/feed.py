"""Numbers of people's feeds: given out under a lock that is held to the commit, so that no reader ever sees a hole."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import F

from messaging.models import FeedCounter


def numbers_for(people: Iterable[UUID]) -> Mapping[UUID, int]:
    """The next number for each person. Runs inside the relay's transaction.

    Counters are made and locked in the order of the ids: two relays with the same people wait, and never deadlock.
    """
    ids = sorted(set(people))
    if not ids:
        return {}
    FeedCounter.objects.bulk_create([FeedCounter(person_id=pk) for pk in ids], ignore_conflicts=True)
    counters = FeedCounter.objects.filter(person__in=ids).order_by("person_id")
    last = dict(counters.select_for_update(no_key=True).values_list("person_id", "last_seq"))
    FeedCounter.objects.filter(person__in=ids).update(last_seq=F("last_seq") + 1)
    return {pk: number + 1 for pk, number in last.items()}
