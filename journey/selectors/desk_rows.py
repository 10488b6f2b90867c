"""Rows of the desk that come from what was agreed: on what to do, and on how to keep in touch (P7, RQ-097, RQ-099)."""

from collections import defaultdict
from collections.abc import Iterable, Set
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Q

from journey.access.communication import Key, in_force, new_phases
from journey.models import Agreement, Case, CommunicationAgreement, NextWord, Person, Relation
from journey.models.agreements import OwnerRole
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.ask_again import asked_again
from journey.rules.next_word import ASK_FIRST_DAYS
from journey.selectors.staff_shapes import DeskRow

Cases = dict[UUID, Case]
"""The cases of the person at the desk, with the person's roles in each."""


def desk_row(
    kind: str,
    case: Case,
    subject: UUID,
    what: str,
    due_on: date,
    about: str = "",
    about_id: UUID | None = None,
    *,
    is_near: bool = False,
) -> DeskRow:
    return DeskRow(
        kind=kind,
        case_id=case.pk,
        child_name=case.child.given_name,
        case_title=case.title,
        subject_id=subject,
        what=what,
        about=about,
        about_id=about_id,
        is_open=case.is_open,
        due_on=due_on,
        is_late=due_on < clock.today(),
        is_near=is_near,
    )


def agreements_due(cases: Cases, person: Person, answered: Set[UUID]) -> list[DeskRow]:
    """Agreements that are due, to be looked at, or taken over and not yet confirmed.

    Each lies with its owner. What a parent does lies with whoever answers the family in the ``answered`` cases: nobody
    chases a parent. What is late climbs as a gap (the watch).
    """
    today = clock.today()
    to_do = Q(due_on__lte=today) | Q(follow_up_on__lte=today) | Q(is_confirmed=False)
    mine = Q(owner=person) & ~Q(owner_role=OwnerRole.FAMILY)
    familys = Q(owner_role=OwnerRole.FAMILY, case__in=answered)
    rows = Agreement.objects.filter(to_do, mine | familys, case__in=cases, closed_at__isnull=True)
    found = []
    for one in rows.annotate(taken_over_at=Max("handovers__at")):
        case = cases[one.case_id]
        if not one.is_confirmed:
            taken_over = clock.local(one.taken_over_at).date()
            found.append(desk_row("agreement_to_confirm", case, one.pk, one.text, taken_over))
        if one.due_on <= today:
            found.append(desk_row("agreement_due", case, one.pk, one.text, one.due_on))
        elif one.follow_up_on <= today:
            found.append(desk_row("agreement_follow_up", case, one.pk, one.text, one.follow_up_on))
    return found


def to_ask_again(cases: Cases, answered: Set[UUID]) -> list[DeskRow]:
    """Family members to be asked how they want to hear from us, at first or again, and pauses that are over.

    Asked again is who said it a quarter ago, or before the road came to a new phase; answered is answered for the desk
    and the family's own page alike. All lie with whoever answers the family in the ``answered`` cases.
    """
    today = clock.today()
    mine = {pk: cases[pk] for pk in answered}
    agreed, phases, found = in_force(mine, today), new_phases(mine), []
    over = _pauses_over(agreed.values())
    for (case_id, person_id), (name, since) in _followers(mine).items():
        case, row = cases[case_id], agreed.get((case_id, person_id))
        kind, ask_on = "ask_first", since + timedelta(days=ASK_FIRST_DAYS)
        if row:
            asked = asked_again(row.valid_from, row.ask_again_on, phases.get(case_id, ()))
            kind, ask_on = "ask_phase" if asked.is_new_phase else "ask_again", asked.on
        if ask_on <= today:
            found.append(desk_row(kind, case, person_id, "", ask_on, name, person_id))
        if row and row.paused_until and (case_id, person_id) in over:
            found.append(desk_row("pause_over", case, person_id, "", row.paused_until, name, person_id))
    return found


def _pauses_over(agreed: Iterable[CommunicationAgreement]) -> set[Key]:
    """Whose pause has ended without a word to the person since."""
    over = {(row.case_id, row.person_id): row.paused_until for row in agreed if _is_over(row)}
    words = NextWord.objects.filter(case__in={case for case, _ in over}) if over else []
    heard = {(word.case_id, word.person_id): clock.local(word.last_word_at).date() for word in words}
    return {key for key, until in over.items() if until and heard.get(key, date.min) < until}


def _is_over(row: CommunicationAgreement) -> bool:
    return row.paused_until is not None and row.paused_until <= clock.today()


def _followers(cases: Cases) -> dict[Key, tuple[str, date]]:
    """Who follows each case now: first name, and the day from which the person could follow it."""
    rights = Relation.objects.filter(
        child__in=[case.child_id for case in cases.values()], kind=RelationKind.CUSTODIAN, period__contains=clock.now()
    ).select_related("person")
    by_child: dict[UUID, list[Relation]] = defaultdict(list)
    for right in rights:
        by_child[right.child_id].append(right)
    return {
        (pk, right.person_id): (right.person.given_name, _first_day(case, right))
        for pk, case in cases.items()
        for right in by_child[case.child_id]
    }


def _first_day(case: Case, right: Relation) -> date:
    return max(clock.local(case.opened_at).date(), clock.local(right.period.lower).date())
