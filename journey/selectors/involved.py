"""Who is involved: the same map for parents and staff, leavers included (RQ-022, RQ-129)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.queries import leaders
from journey.models import Absence, Employment
from journey.rules import clock
from journey.selectors.people import person_lines
from journey.selectors.shapes import InvolvedPerson, PersonLine, RoleLine

NOBODY_DECIDES_HERE = ""


def involved(access: Access) -> tuple[RoleLine, ...]:
    """Present people first, in order of what the family needs; then those who have left, newest first."""
    case = access.case
    contacts = list(case.contactassignments.order_by("-period__startswith"))
    held = list(case.caseroles.filter(period__isempty=False).order_by("period__startswith"))
    led = list(leaders(case, access.at).values_list("pk", flat=True))
    covers = _covers(contacts[0].person_id, access.at) if contacts else []
    ids = [row.person_id for row in contacts] + [row.deputy_id for row in contacts] + [row.person_id for row in held]
    people = person_lines([*ids, *led, *(row.cover_id for row in covers)])
    contact = _("Jeres kontakt") if access.is_family else _("Familiens kontakt")
    lines: list[RoleLine] = []
    for row in contacts:
        period = (row.period.lower, row.period.upper)
        lines.append(_line(people[row.person_id], "contact_person", contact, "everything", period))
        lines.append(_line(people[row.deputy_id], "deputy", _("Stedfortræder"), "everything", period))
    lines.extend(_cover(people[absence.cover_id], absence) for absence in covers)
    for role in held:
        period = (role.period.lower, role.period.upper)
        lines.append(
            _line(
                people[role.person_id],
                role.role,
                role.label,
                "shared",
                period,
                can_decide=role.can_decide,
                is_authority=role.is_authority,
            )
        )
    lines += [_leader(people[one], access) for one in led]
    present = [line for line in lines if line.is_here]
    gone = [line for line in lines if line not in present]
    return (*_without_repeats(present), *sorted(gone, key=lambda line: line.until or date.min, reverse=True))


def by_person(lines: Sequence[RoleLine]) -> list[InvolvedPerson]:
    """The same lines, each person once: those who are here with the roles they hold, then those who have left."""
    found: dict[tuple[bool, UUID], list[RoleLine]] = defaultdict(list)
    for line in lines:
        found[line.is_here, line.person.id].append(line)
    here = {person for is_here, person in found if is_here}
    return [
        InvolvedPerson(roles[0].person, tuple(roles), is_here=is_here)
        for (is_here, person), roles in found.items()
        if is_here or person not in here
    ]


def _covers(contact_id: UUID, at: datetime) -> list[Absence]:
    day = clock.local(at).date()
    away = Absence.objects.filter(person=contact_id, first_day__lte=day).order_by("-first_day")
    return [row for row in away[:3] if row.last_day is None or row.last_day >= day]


def _cover(person: PersonLine, absence: Absence) -> RoleLine:
    return RoleLine(
        person=person,
        role="cover",
        label=_("Svarer lige nu"),
        can_decide="",
        is_authority=False,
        may_see="everything",
        since=absence.first_day,
        until=absence.last_day,
        is_here=True,
    )


def _leader(person: PersonLine, access: Access) -> RoleLine:
    works = Employment.objects.filter(person=person.id, unit=access.case.unit_id, is_leader=True).first()
    since = works.period.lower if works else access.case.opened_at
    return _line(person, "leader", _("Leder"), "late", (max(since, access.case.opened_at), None))


def _line(
    person: PersonLine,
    role: str,
    label: str,
    may_see: str,
    period: tuple[datetime, datetime | None],
    *,
    can_decide: str = NOBODY_DECIDES_HERE,
    is_authority: bool = False,
) -> RoleLine:
    return RoleLine(
        person=person,
        role=role,
        label=label,
        can_decide=can_decide,
        is_authority=is_authority,
        may_see=may_see,
        since=clock.local(period[0]).date(),
        until=clock.local(period[1]).date() if period[1] else None,
        is_here=period[1] is None or period[1] > clock.now(),
    )


def _without_repeats(lines: list[RoleLine]) -> list[RoleLine]:
    """One line per person and role: a new deputy makes a new contact row, but not a second contact."""
    seen: dict[tuple[object, str], RoleLine] = {}
    for line in lines:
        seen.setdefault((line.person.id, line.role), line)
    return list(seen.values())
