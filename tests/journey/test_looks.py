"""A look is on disk before its request is answered; what is asked once finds what the rules say (L48, ADR 4, ADR 6)."""

import json
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journey.access import queries
from journey.access.communication import in_force, in_force_of
from journey.access.looks import carried_by_the_write, write_look
from journey.access.told import people_by_part
from journey.models import Person, ReadLog
from journey.models.statements import insert
from journey.rules import clock
from journey.services.contact import absence_register
from journey.services.events import record_event
from journey.services.people import relation_end
from messaging.services.threads import thread_of
from tests.cast import Cast

ALONE, ALONG = 'INSERT INTO "journey_readlog"', 'also AS (INSERT INTO "journey_readlog"'


def said(person: Person, address: str, body: object) -> tuple[int, str]:
    """Status of a POST over REST, and all that it told the database."""
    client = Client()
    client.force_login(person)
    token = client.session.session_key
    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"X-Session-Token": str(token)}).post(
            address, data=json.dumps(body), content_type="application/json"
        )
    return answer.status_code, "\n".join(query["sql"] for query in captured.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_a_look_goes_to_the_disk_with_its_write_or_at_the_latest_before_the_answer(cast: Cast) -> None:
    thread = thread_of(case=cast.case, guardian=cast.anja)
    address = f"/api/v1/threads/{thread.pk}/messages"
    hello = {"body": "Hej", "client_token": str(uuid4())}

    status, written = said(cast.anja, address, hello)
    assert (status, written.count(ALONE), written.count(ALONG)) == (201, 1, 1), "the message carries it"

    status, retried = said(cast.anja, address, hello)
    assert (status, retried.count(ALONE), retried.count(ALONG)) == (201, 1, 0), "nothing was written to carry it"

    status, refused = said(cast.anja, address, {"body": " "})
    assert (status, refused.count(ALONE), refused.count(ALONG)) == (422, 1, 0)

    before = ReadLog.objects.filter(allowed=False).count()
    status, foreign = said(cast.dina, address, hello)
    assert (status, foreign.count(ALONE), foreign.count(ALONG)) == (404, 1, 0), "a refused look is written by itself"
    assert ReadLog.objects.filter(allowed=False).count() == before + 1
    assert ReadLog.objects.filter(person=cast.anja, action="message.post", allowed=True).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_look_that_a_write_took_along_in_vain_is_written_all_the_same(cast: Cast) -> None:
    """The transaction that carried it is undone, or the part of it that did; and no look is written twice."""
    look = partial(
        ReadLog, municipality=cast.municipality, case_ref=cast.case.pk, person=cast.lone, role="contact", at=clock.now()
    )
    event = partial(record_event, case=cast.case, actor=cast.lone)
    with carried_by_the_write():
        for action in ("undone", "partly_undone", "twice"):
            write_look(look(action=action, allowed=True))
            with suppress(ZeroDivisionError), transaction.atomic():
                with suppress(ZeroDivisionError), transaction.atomic():
                    event(kind="note.written", subject_id=uuid4())
                    if action == "partly_undone":
                        raise ZeroDivisionError
                event(kind="note.written", subject_id=uuid4())
                if action == "undone":
                    raise ZeroDivisionError
    written = ReadLog.objects.filter(action__in=["undone", "partly_undone", "twice"])
    assert sorted(written.values_list("action", flat=True)) == ["partly_undone", "twice", "undone"]


def test_people_asked_for_once_are_those_of_the_rules_at_every_moment(cast: Cast) -> None:
    now, day = clock.now(), clock.today()
    absence_register(person=cast.lone, cover=cast.charlie, first_day=day, last_day=day, by=cast.lone)
    relation_end(relation=cast.anjas_custody)
    moments = (now - timedelta(days=400), now - timedelta(seconds=1), now, now + timedelta(days=1))
    parts = (queries.entitled_family, queries.responsible_staff, queries.professionals, queries.leaders)
    for case, at in product((cast.case, cast.dinas_case), moments):
        found = people_by_part(parts, case, at)
        for part in parts:
            assert {one.pk for one in found[part]} == set(part(case, at).values_list("pk", flat=True)), part
            assert people_by_part([part], case, at) == {part: found[part]}


def test_agreements_of_one_case_are_those_of_all(cast: Cast) -> None:
    today = clock.today()
    assert in_force_of(cast.case.pk, today), "somebody has one"
    assert {(row.case_id, row.person_id): row for row in in_force_of(cast.case.pk, today)} == in_force(
        [cast.case.pk], today
    )


def test_a_row_written_without_the_orm_is_the_row_that_the_orm_reads(cast: Cast) -> None:
    look = ReadLog(
        municipality=cast.municipality,
        case_ref=uuid4(),
        person=cast.lone,
        role="contact",
        action="case.read",
        allowed=True,
        at=clock.now(),
    )
    assert (insert(look), look._state.adding) == (1, False)
    read = ReadLog.objects.get(pk=look.pk)
    assert {f.attname: getattr(read, f.attname) for f in ReadLog._meta.concrete_fields} == {
        f.attname: getattr(look, f.attname) for f in ReadLog._meta.concrete_fields
    }
