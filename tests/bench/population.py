"""Many families, written straight into the tables: reading is measured, not writing."""

from uuid import UUID

from django.db import connection

from journey.models import Case

WITHOUT_CHECKS = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT conrelid::regclass AS of_table, conname FROM pg_constraint
                 WHERE contype = 'f' AND conrelid::regclass::text LIKE 'journey_%' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of_table, found.conname);
    END LOOP;
    FOR found IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'journey_%' LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', found.tablename);
    END LOOP;
END $$
"""

COPIES = """
CREATE TEMPORARY TABLE copies AS
SELECT gen_random_uuid() AS case_id, gen_random_uuid() AS child_id, n FROM generate_series(1, %(count)s) n;

INSERT INTO journey_child (id, recorded_at, given_name, municipality_id, born_on, person_id)
SELECT c.child_id, o.recorded_at, o.given_name, o.municipality_id, NULL, NULL
FROM copies c, journey_child o WHERE o.id = %(child)s;

INSERT INTO journey_case (id, recorded_at, title, opened_at, closed_at, closing_text, blueprint_id, child_id,
                          municipality_id, unit_id)
SELECT c.case_id, o.recorded_at, o.title, o.opened_at, NULL, '', o.blueprint_id, c.child_id, o.municipality_id,
       o.unit_id
FROM copies c, journey_case o WHERE o.id = %(case)s;
"""

TABLES = ("relation", "contactassignment", "nextword", "step", "update", "stepmove")


def copy_case(case: Case, count: int) -> list[UUID]:
    """Copy one case ``count`` times with its steps, moves, updates, people and promises; gives the new case ids.

    The copies are as sound as the original, so the checks that would take minutes are dropped first: this database
    is thrown away. Indexes stay, they are what is measured.
    """
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_CHECKS)
        cursor.execute("DROP TABLE IF EXISTS copies")
        cursor.execute(COPIES, {"count": count, "child": case.child_id, "case": case.pk})
        for table in TABLES:
            _copy_rows(table, case)
        cursor.execute("ANALYZE")
        cursor.execute("SELECT case_id FROM copies")
        return [row[0] for row in cursor.fetchall()]


def _copy_rows(table: str, case: Case) -> None:
    """Every row of the case again for each copy, with an id derived from the old one so that references still meet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [f"journey_{table}"])
        columns = [row[0] for row in cursor.fetchall()]
        swapped = {
            "id": "md5(o.id::text || c.case_id)::uuid",
            "step_id": "md5(o.step_id::text || c.case_id)::uuid",
            "case_id": "c.case_id",
            "child_id": "c.child_id",
        }
        values = ", ".join(swapped.get(column, f'o."{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        by = "child_id" if table == "relation" else "case_id"
        cursor.execute(
            f'INSERT INTO "journey_{table}" ({names}) SELECT {values} '
            f'FROM "journey_{table}" o, copies c WHERE o.{by} = %s',
            [case.child_id if by == "child_id" else case.pk],
        )
