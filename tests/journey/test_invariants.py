"""What the database itself refuses, whoever writes (architecture: invariants held by the database)."""

from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model

from journey.models import (
    Absence,
    ContactAssignment,
    Event,
    NextWord,
    Note,
    Person,
    ReadLog,
    Relation,
    Step,
    Update,
    Wait,
)
from journey.rules import clock
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.updates import update_post
from tests.cast import Cast


def check_deferred() -> None:
    """Run the checks that otherwise wait for the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def start(cast: Cast) -> Step:
    first = cast.case.steps.order_by("position")[0]
    return step_move(
        step=first, kind=MoveKind.START, by=cast.lone, sentence="Vi går i gang.", takeover=Takeover(owner=cast.lone)
    )


def test_two_contacts_at_one_moment_are_refused(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="contact_exactly_one"), transaction.atomic():
        ContactAssignment.objects.create(
            case=cast.case,
            municipality=cast.municipality,
            person=cast.henrik,
            deputy=cast.pia,
            period=DateTimeTZRange(clock.now() + timedelta(days=1), None),
        )


@pytest.mark.parametrize(
    ("first", "last", "is_free"), [(3, 4, True), (-4, -1, True), (2, 2, False), (-4, 0, False), (1, None, False)]
)
def test_nobody_is_away_twice_at_once(cast: Cast, first: int, last: int | None, is_free: bool) -> None:
    away(cast, 0, 2)
    with nullcontext() if is_free else apart(), transaction.atomic():
        away(cast, first, last)


def test_an_absence_without_a_last_day_goes_on(cast: Cast) -> None:
    away(cast, 0, None)
    with apart(), transaction.atomic():
        away(cast, 300, 301)
    away(cast, 0, 1, cast.henrik)


def apart() -> AbstractContextManager[object]:
    return pytest.raises(IntegrityError, match="absences_apart")


def away(cast: Cast, first: int, last: int | None, person: Person | None = None) -> Absence:
    today = clock.today()
    return Absence.objects.create(
        municipality=cast.municipality,
        person=person or cast.lone,
        cover=cast.gitte,
        first_day=today + timedelta(days=first),
        last_day=None if last is None else today + timedelta(days=last),
    )


def test_a_moment_without_contact_is_refused_at_commit(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="without a contact"), transaction.atomic():
        cast.case.contactassignments.update(
            period=DateTimeTZRange(cast.case.opened_at, clock.now() + timedelta(days=1))
        )
        check_deferred()


def test_deleting_the_contact_is_refused_at_commit(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="without a contact"), transaction.atomic():
        cast.case.contactassignments.all().delete()
        check_deferred()


def test_an_open_case_owes_each_custodian_a_next_word(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="next word"), transaction.atomic():
        NextWord.objects.filter(case=cast.case, person=cast.jonas).delete()
        check_deferred()
    with pytest.raises(IntegrityError, match="next word"), transaction.atomic():
        NextWord.objects.filter(case=cast.case, person=cast.jonas).update(person=cast.dina)
        check_deferred()
    with pytest.raises(IntegrityError, match="next word"), transaction.atomic():
        Relation.objects.create(
            municipality=cast.municipality,
            child=cast.child,
            person=cast.dina,
            kind="custodian",
            period=cast.anjas_custody.period,
        )
        check_deferred()
    with pytest.raises(IntegrityError), transaction.atomic():
        NextWord.objects.filter(case=cast.case).update(due_on=None)


def test_a_current_step_has_an_owner(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="step_now_has_owner"), transaction.atomic():
        cast.case.steps.filter(owner=None).update(state="now", started_at=clock.now())


def test_a_wait_is_explained_and_held(cast: Cast) -> None:
    step = start(cast)
    with pytest.raises(IntegrityError, match="wait_is_explained"), transaction.atomic():
        Wait.objects.create(
            case=cast.case,
            municipality=cast.municipality,
            step=step,
            awaited="svar",
            why="",
            ends_when="",
            holder=cast.lone,
            since=clock.today(),
            review_on=clock.today(),
        )


def test_a_row_of_another_municipality_is_refused(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="note_same_municipality"), transaction.atomic():
        Note.objects.create(
            case=cast.case, municipality=cast.erik.municipality, author=cast.lone, body="x", written_at=clock.now()
        )
        check_deferred()


@pytest.mark.parametrize("model", [Event, Update, ReadLog, Note])
def test_history_can_be_neither_changed_nor_deleted(cast: Cast, model: type[Model]) -> None:
    update_post(
        case=cast.case, author=cast.lone, happened="Noget.", means="Godt.", not_means="Intet.", next_text="Mere."
    )
    ReadLog.objects.create(
        municipality=cast.municipality,
        case_ref=cast.case.pk,
        person=cast.lone,
        action="x",
        allowed=True,
        at=clock.now(),
    )
    Note.objects.create(
        case=cast.case, municipality=cast.municipality, author=cast.lone, body="x", written_at=clock.now()
    )
    row = model._default_manager.first()
    assert row is not None
    table = connection.ops.quote_name(model._meta.db_table)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET recorded_at = now()", f"UPDATE {table} SET id = id"):
        if "recorded_at" in statement and not hasattr(row, "recorded_at"):
            continue
        with (
            pytest.raises(DatabaseError, match="Cannot update or delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_an_update_without_a_person_can_never_count(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="update_without_person_never_counts"), transaction.atomic():
        Update.objects.create(
            case=cast.case,
            municipality=cast.municipality,
            kind="automatic",
            author=None,
            title="x",
            happened="x",
            is_informative=True,
            published_at=clock.now(),
        )
