"""Who one can be in the demo, ordered as people know each other: municipality, then family or workplace."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.identity.checks import DEMO_ISSUER
from journey.models import Child, Employment, ExternalIdentity, Person, Relation
from journey.rules import clock

RELATION_WORDS = {
    "custodian": gettext_lazy("forælder"),
    "non_custodial_parent": gettext_lazy("forælder uden forældremyndighed"),
    "foster_carer": gettext_lazy("plejeforælder"),
    "kin_carer": gettext_lazy("omsorgsperson"),
    "companion": gettext_lazy("bisidder i forhold"),
}


@dataclass(frozen=True, slots=True)
class Persona:
    subject: str
    name: str
    description: str
    municipality: str
    group: str
    is_staff: bool = False

    def matches(self, words: str) -> bool:
        """Whether every word stands somewhere in what the page shows about the persona."""
        shown = f"{self.name} {self.description} {self.group} {self.municipality}".casefold()
        return all(word in shown for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class Group:
    """A family or a workplace on the page."""

    municipality: str
    name: str
    personas: list[Persona]


def demo_personas() -> list[Persona]:
    """Every active person with a demo identity, staff last, in three queries."""
    now = clock.now()
    relations = Relation.objects.filter(period__contains=now).order_by("child__given_name")
    employments = Employment.objects.filter(period__contains=now).order_by("unit__name")
    identities = list(
        ExternalIdentity.objects.filter(issuer=DEMO_ISSUER, person__is_active=True)
        .select_related("person__municipality", "person__child")
        .prefetch_related(
            Prefetch("person__relations", relations.select_related("child")),
            Prefetch("person__employments", employments.select_related("unit")),
        )
    )
    families = family_names([_children(one.person) for one in identities])
    personas = [_persona(one, families) for one in identities]
    return sorted(personas, key=lambda one: (one.municipality, one.is_staff, one.group, one.name))


def grouped(personas: Iterable[Persona]) -> list[Group]:
    """Personas of the same municipality and group together, keeping the order."""
    groups: dict[tuple[str, str], list[Persona]] = defaultdict(list)
    for persona in personas:
        groups[persona.municipality, persona.group].append(persona)
    return [Group(municipality, name, members) for (municipality, name), members in groups.items()]


def first_pair(personas: Iterable[Persona]) -> tuple[Persona, Persona] | None:
    """A mother and her contact, to begin with: of the open case with fewest broken promises, then with most words.

    None when there is no such pair.
    """
    now = clock.now()
    held = "child__cases__contactassignments"
    told = (
        Relation.objects.filter(
            period__contains=now,
            label="mor",
            person__employments=None,
            person__identities__issuer=DEMO_ISSUER,
            child__cases__closed_at=None,
            **{f"{held}__period__contains": now, f"{held}__person__identities__issuer": DEMO_ISSUER},
        )
        .annotate(
            words=Count("child__cases__updates", distinct=True),
            broken=Count("child__cases__gaps", filter=Q(child__cases__gaps__closed_at=None), distinct=True),
        )
        .order_by("broken", "-words", "person__display_name")
        .values_list("person__identities__subject", f"{held}__person__identities__subject")
    )
    known = {one.subject: one for one in personas}
    return next(((known[one], known[other]) for one, other in told if one in known and other in known), None)


def family_names(households: Iterable[dict[UUID, str]]) -> dict[UUID, str]:
    """For each child id the given names of all children that share an adult, also through a sibling."""
    families: list[dict[UUID, str]] = []
    for household in households:
        joined = dict(household)
        for family in [one for one in families if one.keys() & household.keys()]:
            families.remove(family)
            joined |= family
        families.append(joined)
    return {child: _listed(sorted(family.values())) for family in families for child in family}


def _persona(identity: ExternalIdentity, families: dict[UUID, str]) -> Persona:
    person = identity.person
    group, description, is_staff = _place(person, families)
    where = person.municipality.name
    return Persona(identity.subject, person.display_name, description, where, group, is_staff)


def _place(person: Person, families: dict[UUID, str]) -> tuple[str, str, bool]:
    """Group, description and whether the person is staff."""
    if employments := list(person.employments.all()):
        return employments[0].unit.name, _listed([_title(one) for one in employments]), True
    children = _children(person)
    if not children:
        return _("Uden familie eller arbejdsplads"), _("har ingen sag her"), False
    family = families[next(iter(children))]
    return _("Familien om %(children)s") % {"children": family}, _family_role(person), False


def _title(employment: Employment) -> str:
    leads = employment.is_leader and "leder" not in employment.title
    return f"{employment.title} ({_('leder')})" if leads else employment.title


def _family_role(person: Person) -> str:
    if _own_child(person):
        return _("barnet selv")
    names: dict[str, list[str]] = defaultdict(list)
    for relation in person.relations.all():
        word = relation.label or str(RELATION_WORDS.get(relation.kind, relation.kind))
        names[word].append(relation.child.given_name)
    return "; ".join(f"{word} {_('til')} {_listed(children)}" for word, children in names.items())


def _children(person: Person) -> dict[UUID, str]:
    children = {relation.child_id: relation.child.given_name for relation in person.relations.all()}
    own = _own_child(person)
    return children | ({own.pk: own.given_name} if own else {})


def _own_child(person: Person) -> Child | None:
    """The child this person is, when a young person logs in alone."""
    return getattr(person, "child", None)


def _listed(words: list[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} {_('og')} {last}" if rest else last
