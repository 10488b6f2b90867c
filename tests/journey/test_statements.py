"""Statements that are kept read the same whether they go with numbered values or are written down whole."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journey.models import Event, OutboxItem
from journey.models.statements import insert_after, insert_with, prepared_cursor
from journey.rules import clock
from tests.cast import Cast


@pytest.mark.django_db
def test_a_percent_sign_stays_one_and_values_keep_their_order() -> None:
    def said() -> tuple[object, ...]:
        with prepared_cursor() as cursor:
            cursor.execute("SELECT '100%%', %s::text, %s::int", ["%s", 2])
            row: tuple[object, ...] = cursor.fetchone()
        return row

    assert said() == ("100%", "%s", 2)
    with CaptureQueriesContext(connection):
        assert said() == ("100%", "%s", 2)


def test_what_was_there_is_left_out_and_where_nothing_is_found_nothing_is_written(cast: Cast) -> None:
    event = _event(cast, uuid4())
    insert_with(event, OutboxItem(), field="event_id")
    assert Event.objects.get(pk=event.pk).outbox.relayed_at is None

    again = insert_after(OutboxItem(), first=("SELECT %s::bigint", [event.pk]), field="event_id", unless_there=True)
    nothing = insert_after(OutboxItem(), first=("SELECT 1 WHERE %s", [False]), field="event_id")

    assert again == (event.pk, False)
    assert nothing is None
    assert OutboxItem.objects.filter(event=event).count() == 1


def _event(cast: Cast, subject: UUID) -> Event:
    return Event(
        municipality=cast.case.municipality,
        case=cast.case,
        kind="case.reopened",
        actor=cast.lone,
        subject_id=subject,
        occurred_at=clock.now(),
    )
