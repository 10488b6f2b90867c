"""Many families, written straight into the tables: reading is measured, not writing."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg import sql

from journey.models import Case, Person

FAMILIES_PER_CONTACT = 25
"""And as many again in which the same person is deputy: 50 families on a desk."""

DROP_SECONDS = 120
"""The servers are thrown away afterwards: what cannot be dropped by then goes with them."""

WITHOUT_CHECKS = """
SET CONSTRAINTS ALL IMMEDIATE;
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT conrelid::regclass AS of_table, conname FROM pg_constraint
                 WHERE contype = 'f' AND (conrelid::regclass::text ~ '^(journey|messaging)_'
                                          OR confrelid::regclass::text ~ '^(journey|messaging)_') LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of_table, found.conname);
    END LOOP;
    FOR found IN SELECT tablename FROM pg_tables WHERE tablename ~ '^(journey|messaging)_' LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', found.tablename);
        EXECUTE format('ALTER TABLE %I SET UNLOGGED', found.tablename);
    END LOOP;
END $$
"""

COPIES = """
CREATE TEMPORARY TABLE copies AS
SELECT gen_random_uuid() AS case_id, gen_random_uuid() AS child_id,
       md5(desk || 'staff')::uuid AS contact_id, md5((desk + 1) %% desks || 'staff')::uuid AS deputy_id
FROM (SELECT n / %(each)s AS desk, (%(count)s + %(each)s - 1) / %(each)s AS desks
      FROM generate_series(0, %(count)s - 1) n) places;

INSERT INTO journey_child (id, recorded_at, given_name, municipality_id, born_on, person_id)
SELECT c.child_id, o.recorded_at, o.given_name, o.municipality_id, NULL, NULL
FROM copies c, journey_child o WHERE o.id = %(child)s;
"""

SWAPPED = {
    "id": "md5(o.id::text || c.case_id)::uuid",
    "step_id": "md5(o.step_id::text || c.case_id)::uuid",
    "thread_id": "md5(o.thread_id::text || c.case_id)::uuid",
    "case_id": "c.case_id",
    "child_id": "c.child_id",
}
"""How a copied row's columns differ: ids derived from the old ones, so that references still meet."""
ON_OTHER_DESKS = {
    "journey_contactassignment": {"person_id": "c.contact_id", "deputy_id": "c.deputy_id"},
    "journey_question": {"owner_id": "c.contact_id"},
}
OF_CASE = (
    "journey_contactassignment",
    "journey_nextword",
    "journey_step",
    "journey_stepmove",
    "journey_update",
    "journey_question",
    "messaging_thread",
    "messaging_message",
)


@dataclass(frozen=True)
class Copies:
    """Families that were added, and the people whose desks they are on."""

    case_ids: Sequence[UUID]
    contacts: Sequence[Person]


@contextmanager
def twin_database(name: str) -> Iterator[str]:
    """A copy of the database that is in use, under a name of its own, dropped afterwards."""
    template, twin = sql.Identifier(connection.settings_dict["NAME"]), sql.Identifier(name)
    connection.close()  # nobody may use a database that is copied
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(twin, template))
        try:
            yield name
        finally:
            _drop(server, twin)


def _drop(server: "psycopg.Connection[Any]", twin: sql.Identifier) -> None:
    """The server's own vacuum may be at work in it, which only the server's owner could end: wait until it is done."""
    for _second in range(DROP_SECONDS):
        try:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(twin))
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(1)
        else:
            return


@contextmanager
def using(database: str) -> Iterator[None]:
    """Everything in the block is read from and written to another database of the same server."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def copy_case(case: Case, contact: Person, count: int) -> Copies:
    """Copy one case ``count`` times, each 25 with a contact like ``contact`` and the next of these as deputy.

    The copies are as sound as the original, so the checks that would take minutes are dropped first: this database
    is thrown away. Indexes stay, they are what is measured.
    """
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_CHECKS)
        cursor.execute("DROP TABLE IF EXISTS copies")
        cursor.execute(COPIES, {"count": count, "each": FAMILIES_PER_CONTACT, "child": case.child_id})
        _copy("journey_case", f"o.id = '{case.pk}'", SWAPPED | {"id": "c.case_id"})
        _copy("journey_relation", f"o.child_id = '{case.child_id}'", SWAPPED)
        for table in OF_CASE:
            _copy(table, f"o.case_id = '{case.pk}'", SWAPPED | ON_OTHER_DESKS.get(table, {}))
        staff = "(SELECT DISTINCT contact_id FROM copies)"
        person = {"id": "c.contact_id", "login_name": "c.contact_id::text"}
        _copy("journey_person", f"o.id = '{contact.pk}'", person, staff)
        work = {"id": "gen_random_uuid()", "person_id": "c.contact_id"}
        _copy("journey_employment", f"o.person_id = '{contact.pk}'", work, staff)
        cursor.execute("ANALYZE")
        cursor.execute("SELECT case_id, contact_id FROM copies")
        rows = cursor.fetchall()
    people = Person.objects.filter(pk__in={row[1] for row in rows}).select_related("municipality").order_by("pk")
    return Copies([row[0] for row in rows], list(people))


def _copy(table: str, which: str, swapped: dict[str, str], source: str = "copies") -> None:
    """The rows ``which`` (alias o) again for each row of ``source`` (alias c)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = [row[0] for row in cursor.fetchall()]
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(swapped.get(column, f'o."{column}"') for column in columns)
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" o, {source} c WHERE {which}')
