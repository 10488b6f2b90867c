"""A row of a case carries the municipality of the case: the database refuses any other (architecture §4)."""

from django.db import migrations

TABLES = ("thread", "message", "threadseen")

ADD = """
ALTER TABLE messaging_{table} ADD CONSTRAINT {table}_same_municipality
FOREIGN KEY (case_id, municipality_id) REFERENCES journey_case (id, municipality_id) DEFERRABLE INITIALLY DEFERRED
"""
DROP = "ALTER TABLE messaging_{table} DROP CONSTRAINT {table}_same_municipality"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("journey", "0002_same_municipality")]

    operations = [migrations.RunSQL(ADD.format(table=table), DROP.format(table=table)) for table in TABLES]
