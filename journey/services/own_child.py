"""Whoever gets custody first gives away what they have at work for the child: none of it can lie with a parent (P2)."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from journey.access.held import held
from journey.access.queries import coming_change
from journey.access.roles import HAS_A_PART, at_work
from journey.errors import DomainError
from journey.models import Case, Person
from journey.rules import clock


def refuse_at_work(case: Case, person: Person, *, by: Person) -> None:
    """Raises DomainError for the first open case of the child in which the person has something, and says what it is.

    The case at hand comes first. Of a case that ``by`` has no part in, neither its name nor what lies there is said.
    """
    now = clock.now()
    of_child = Case.objects.filter(child=case.child_id, closed_at__isnull=True).order_by("opened_at", "pk")
    known = set(at_work(by, now).filter(HAS_A_PART).filter(child=case.child_id).values_list("pk", flat=True))
    for one in sorted(of_child, key=lambda one: (one.pk != case.pk, one.pk not in known)):
        if left := _has(one, person, now):
            raise DomainError("follows_as_family", _sentence(one, case, left, is_known=one.pk in known), field="person")


def _sentence(one: Case, case: Case, left: list[str], *, is_known: bool) -> str:
    said = {"left": ", ".join(left), "title": one.title}
    if one.pk == case.pk:
        return _("Personen har stadig: %(left)s. Giv det videre først.") % said
    if is_known:
        return _("Personen har stadig i »%(title)s«: %(left)s. Giv det videre først.") % said
    return _("Personen arbejder selv med barnet. Det skal en anden overtage først.")


def _has(case: Case, person: Person, at: datetime) -> list[str]:
    """What lies with the person, each kind once."""
    now, mine = case.contactassignments.filter(period__contains=at), held(case, at).by(person)
    things = (
        (_("familiens kontakt"), now.filter(person=person)),
        (_("stedfortræder"), now.filter(deputy=person)),
        (_("et skift af kontakt, der er på vej"), coming_change(case, at).filter(Q(person=person) | Q(deputy=person))),
        (_("en rolle"), mine.roles),
        (_("et trin"), mine.steps),
        (_("en ventetid"), mine.waits),
        (_("en afgørelse"), mine.decisions),
        (_("en aftale"), mine.agreements),
        (_("et spørgsmål"), mine.questions),
        (_("et møde at holde"), mine.convened),
        (_("en plads ved et møde"), mine.seats),
        (_("en pause at holde øje med"), mine.pauses),
    )
    return [name for name, rows in things if rows.exists()]
