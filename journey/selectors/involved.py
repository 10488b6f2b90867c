"""Who is involved: the same map for parents and staff, leavers included (RQ-022, RQ-129)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.queries import leaders_with_access, visible_decisions, visible_steps
from journey.access.roles import family_of
from journey.models import Absence, ContactAssignment, Decision, Employment
from journey.rules import clock
from journey.selectors.people import person_lines
from journey.selectors.people_shapes import InvolvedPerson, RoleLine
from journey.selectors.shapes import PersonLine

NOBODY_DECIDES_HERE = ""
DECIDER = "decision"
"""A person known by a decision, not by a role."""
SETTLED = {"granted", "partly_granted", "refused", "withdrawn"}
"""Outcomes that end a matter; what was forwarded, returned or postponed is open elsewhere."""
WITHOUT_A_SAY = {"contact_person", "deputy", "cover", "leader"}
"""Roles that say nothing of what one can decide; written down is it only with a part in the case."""
Period = tuple[datetime, datetime | None]


def involved(access: Access) -> tuple[RoleLine, ...]:
    """Present people first, in order of what the family needs; then those who have left, newest first.

    A custodian of the child is nobody of staff here, whatever lies with that person at work; what was before stays.
    """
    case = access.case
    contacts = list(case.contactassignments.order_by("-period__startswith"))
    held = list(case.caseroles.filter(period__isempty=False).order_by("period__startswith"))
    led = list(leaders_with_access(case, access.at).values_list("pk", flat=True))
    decisions = list(visible_decisions(access).filter(decider__isnull=False).order_by("recorded_at"))
    now = [row for row in contacts if _holds((row.period.lower, row.period.upper), access.at)]
    covers = [absence for row in now for absence in _covers(row.person_id, access.at)]
    ids = [row.person_id for row in contacts] + [row.deputy_id for row in contacts] + [row.person_id for row in held]
    ids += [row.decider_id for row in decisions if row.decider_id]
    people = person_lines([*ids, *led, *(row.cover_id for row in covers)])
    lines = [
        _line(people[one], "contact_person", _contact_label(period, access), "everything", period)
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
    lines += [_decider(people[row.decider_id], row) for row in decisions if row.decider_id]
    family = set(family_of(case, access.at))
    lines = [line for line in lines if line.person.id not in family or _state(line) == "gone"]
    deciding = set(visible_steps(access).filter(is_authority=True, state="now").values_list("owner", flat=True))
    lines = [replace(line, is_authority=line.is_authority or line.person.id in deciding) for line in lines]
    present = [line for line in lines if line.is_here]
    gone = [line for line in lines if line not in present]
    return (*_without_repeats(present), *sorted(gone, key=lambda line: line.until or date.min, reverse=True))


def by_person(lines: Sequence[RoleLine]) -> list[InvolvedPerson]:
    """The same lines, each person once: those who are here, those who are coming, those who have left."""
    found: dict[UUID, dict[str, list[RoleLine]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        found[line.person.id][_state(line)].append(line)
    people = [_involved_person(by_state) for by_state in found.values()]
    return sorted(people, key=lambda one: STATES.index(one.state))


STATES = ("here", "coming", "gone")


def _state(line: RoleLine) -> str:
    if line.is_here:
        return "here"
    return "coming" if line.since > clock.today() or line.until is None else "gone"


def _involved_person(by_state: dict[str, list[RoleLine]]) -> InvolvedPerson:
    state = next(one for one in STATES if by_state[one])
    everything = [line for lines in by_state.values() for line in lines]
    told = [line for line in everything if line in by_state[state] or line.role == DECIDER]
    return InvolvedPerson(
        person=everything[0].person,
        state=state,
        roles=tuple(by_state[state] if state != "here" else [*by_state["here"], *by_state["coming"]]),
        decides=tuple(dict.fromkeys(line.can_decide for line in told if line.can_decide)),
        is_authority=any(line.is_authority for line in by_state[state]),
        advises=any(line.role not in WITHOUT_A_SAY for line in by_state[state]),
    )


def _holds(period: Period, at: datetime) -> bool:
    begins, ends = period
    return begins <= at and (ends is None or ends > at)


def _contact_label(period: Period, access: Access) -> str:
    """To the family it is theirs; to staff it is the family's."""
    if period[0] <= access.at:
        return _("Jeres kontakt") if access.is_family else _("Familiens kontakt")
    return _("Bliver jeres kontakt") if access.is_family else _("Bliver familiens kontakt")


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
        label=_("Hjælper imens"),
        can_decide="",
        is_authority=False,
        may_see="everything",
        since=absence.first_day,
        until=absence.last_day,
        is_here=True,
    )


def _leader(person: PersonLine, access: Access) -> RoleLine:
    works = Employment.objects.filter(person=person.id, unit__in=access.case.unit.lineage, is_leader=True).first()
    since = works.period.lower if works else access.case.opened_at
    return _line(person, "leader", _("Leder"), "shared", (max(since, access.case.opened_at), None))


def _decider(person: PersonLine, decision: Decision) -> RoleLine:
    """Whoever decides something, or has decided it, is known for it, whatever else the person is here."""
    period = (decision.recorded_at, decision.decided_at)
    asked = decision.asked
    is_settled = decision.outcome in SETTLED
    what = _("%(asked)s (afgjort)") % {"asked": asked} if is_settled else asked
    label = _("Afgjorde") if is_settled else _("Afgør")
    return _line(person, DECIDER, label, "shared", period, can_decide=what, is_authority=True)


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
        is_here=_holds(period, clock.now()),
    )


def _without_repeats(lines: list[RoleLine]) -> list[RoleLine]:
    """One line per person and words: whoever took over two roles is the same to the family, and is shown once."""
    seen: dict[tuple[object, str], RoleLine] = {}
    for line in lines:
        seen.setdefault((line.person.id, line.label), line)
    return list(seen.values())
