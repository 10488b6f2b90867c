"""`manage.py demo_personas`: who one can log in as in the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from journey.identity.demo.personas import demo_personas, grouped


class Command(BaseCommand):
    help = "Prints the people of the demo municipality by family and workplace."

    def handle(self, *_args: Any, **_options: Any) -> None:
        municipality = ""
        for group in grouped(demo_personas()):
            if group.municipality != municipality:
                municipality = group.municipality
                self.stdout.write(municipality)
            people = ", ".join(f"{one.name} ({one.description})" for one in group.personas)
            self.stdout.write(f"  {group.name}: {people}")
