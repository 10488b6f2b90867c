"""`manage.py demo_personas`: who one can log in as in the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from journey.identity.demo.personas import demo_personas, first_pair, grouped


class Command(BaseCommand):
    help = "Prints the people of the demo municipality by family and workplace."

    def handle(self, *_args: Any, **_options: Any) -> None:
        personas = demo_personas()
        if pair := first_pair(personas):
            mother, contact = pair
            self.stdout.write(f"Begin as {mother.name} ({mother.description}) …")
            self.stdout.write(f"… and, in another browser, as her contact {contact.name} ({contact.description}).\n\n")
        municipality = ""
        for group in grouped(personas):
            if group.municipality != municipality:
                municipality = group.municipality
                self.stdout.write(municipality)
            people = ", ".join(f"{one.name} ({one.description})" for one in group.personas)
            self.stdout.write(f"  {group.name}: {people}")
