"""`python -m tests.reliability.prepare FILE`: tables and families in the database that DATABASE_URL names.

A process of its own: the tests' own Django is bound to another database.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from tests.bench.household import households, session_key  # noqa: E402

FAMILIES = 8


def main() -> None:
    call_command("migrate", verbosity=0)
    facts = [
        {
            "case": str(one.case),
            "thread": str(one.thread),
            "guardian": str(one.guardian.pk),
            "guardian_key": session_key(one.guardian),
            "contact_key": session_key(one.contact),
        }
        for one in households(FAMILIES)
    ]
    Path(sys.argv[1]).write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main()
