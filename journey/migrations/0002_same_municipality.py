"""A row of a case carries the municipality of the case: the database refuses any other (architecture §4)."""

from django.db import migrations

TABLES = (
    "caserole",
    "contactassignment",
    "step",
    "stepmove",
    "datemove",
    "wait",
    "meeting",
    "participant",
    "decision",
    "update",
    "note",
    "communicationagreement",
    "nextword",
    "nextwordchange",
    "visit",
    "notice",
    "recipient",
)

ADD = """
ALTER TABLE journey_{table} ADD CONSTRAINT {table}_same_municipality
FOREIGN KEY (case_id, municipality_id) REFERENCES journey_case (id, municipality_id) DEFERRABLE INITIALLY DEFERRED
"""
DROP = "ALTER TABLE journey_{table} DROP CONSTRAINT {table}_same_municipality"


class Migration(migrations.Migration):
    dependencies = [("journey", "0001_initial")]

    operations = [migrations.RunSQL(ADD.format(table=table), DROP.format(table=table)) for table in TABLES]
