"""`python -m config.demo.prepare MARKER`: tables, demo municipality, and who one can be. Run by config.demo.

One process for all three, because loading Django is most of the time a second start takes.
"""

import sys
from pathlib import Path

import django
from django.core.management import call_command


def main(marker: Path) -> None:
    """MARKER is written only when the municipality is completely loaded."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if not marker.exists():
        call_command("load_demo")
        marker.touch()
    call_command("demo_personas")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
