"""Who is involved: the same map for parents and staff, leavers included (RQ-022, RQ-129)."""

from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.queries import leaders
from journey.models import Absence, ContactAssignment, Employment
from journey.rules import clock
from journey.selectors.people import person_lines
from journey.selectors.shapes import PersonLine, RoleLine

NOBODY_DECIDES_HERE = ""
Period = tuple[datetime, datetime | None]


def involved(access: Access) -> tuple[RoleLine, ...]:
    """Present people first, in order of what the family needs; then those who have left, newest first."""
    case = access.case
    contacts = list(case.contactassignments.order_by("-period__startswith"))
    held = list(case.caseroles.filter(period__isempty=False).order_by("period__startswith"))
    led = list(leaders(case, access.at).values_list("pk", flat=True))
    covers = _covers(contacts[0].person_id, access.at) if contacts else []
    ids = [row.person_id for row in contacts] + [row.deputy_id for row in contacts] + [row.person_id for row in held]
    people = person_lines([*ids, *led, *(row.cover_id for row in covers)])
    lines = [
        _line(people[one], "contact_person", _("Jeres kontakt"), "everything", period)
        for one, period in _spans(contacts, attrgetter("person_id"))
    ]
    lines += [
        _line(people[one], "deputy", _("Stedfortræder"), "everything", period)
        for one, period in _spans(contacts, attrgetter("deputy_id"))
    ]
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
    present = [line for line in lines if line.until is None or line.until >= clock.today()]
    gone = [line for line in lines if line not in present]
    return (*_without_repeats(present), *sorted(gone, key=lambda line: line.until or date.min, reverse=True))


def _spans(rows: list[ContactAssignment], of: Callable[[ContactAssignment], UUID]) -> list[tuple[UUID, Period]]:
    """Who was it from when to when, newest first. A new deputy makes a new row, but the contact goes on in it."""
    spans: list[tuple[UUID, Period]] = []
    for row in rows:
        begins, ends = row.period.lower, row.period.upper
        if spans and spans[-1][0] == of(row) and spans[-1][1][0] == ends:
            spans[-1] = (of(row), (begins, spans[-1][1][1]))
        else:
            spans.append((of(row), (begins, ends)))
    return spans


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
    period: Period,
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
    )


def _without_repeats(lines: list[RoleLine]) -> list[RoleLine]:
    """One line per person and words: whoever took over two roles is the same to the family, and is shown once."""
    seen: dict[tuple[object, str], RoleLine] = {}
    for line in lines:
        seen.setdefault((line.person.id, line.label), line)
    return list(seen.values())
