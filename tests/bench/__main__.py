"""`python -m tests.bench`: starts its own servers, measures, prints the table and writes build/bench.json."""

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"

from tests import servers

OUT = Path("build/bench.json")


def main() -> int:
    """1 when a number misses its target."""
    servers.start()
    try:
        measured = _measured()
    finally:
        servers.stop()
    width = max(len(str(row["name"])) for row in measured)
    for row in measured:
        mark = "ok " if row["ok"] else "MISSED"
        number = f"{row['value']:>10} {row['unit']:<6} {row['target']:<10}"
        print(f"{row['name']:<{width}}  {number} {mark}  {row['method']}")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(measured, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written to {OUT}")
    return 0 if all(row["ok"] for row in measured) else 1


def _measured() -> list[dict[str, object]]:
    import django

    django.setup()
    from django.test.utils import setup_databases

    from tests.bench import timeline

    setup_databases(verbosity=0, interactive=False)
    return [row.as_json() for row in timeline.rows()]


if __name__ == "__main__":
    sys.exit(main())
