"""The family's page of one case: the glance (who, now, next, next word) and the thread below it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from journey.access.gate import Access
from journey.access.matrix import Role
from journey.access.queries import followed_cases, released_current_steps
from journey.access.questions import answers_now
from journey.access.roles import family_of
from journey.language import spoken
from journey.models import Absence, Case, ContactAssignment, Employment, Gap, NextWord, Person, Visit
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.answer_hours import hours_text, next_reachable
from journey.selectors.desk import contact_names
from journey.selectors.people import person_lines
from journey.selectors.shapes import (
    CaseLink,
    CasePage,
    CaseSummary,
    ContactCard,
    Glance,
    NextCard,
    NextWordCard,
    NowCard,
    PersonLine,
    StepMoveLine,
    TimelineItem,
)
from journey.selectors.timeline import Timeline, timeline
from journey.selectors.why import WhyDate, why_next_word


def case_page(access: Access, *, viewer: Person | None = None) -> CasePage:
    """Everything the page needs. ``viewer`` lets staff see it as that family member would (preview).

    The caller has passed the gate; a preview is only for staff of the case.
    """
    seen_as = viewer or access.person
    if viewer is not None:
        access = as_family_member(access, viewer)
    thread = timeline(access, seen_until=seen_until(access.case, seen_as))
    return CasePage(
        glance=_glance(access, thread),
        ahead=thread.ahead,
        current=thread.current,
        past=thread.past,
        agreements=thread.agreements,
        other_cases=other_cases(access),
        unread_messages=0,
    )


def as_family_member(access: Access, viewer: Person) -> Access:
    """The same case through the eyes of a family member: for previews and for what staff may not mix up (G5)."""
    return Access(case=access.case, person=viewer, roles=frozenset({Role.CUSTODIAN}), at=access.at)


def glance(access: Access) -> Glance:
    """Who, now, next, next word (P1-P4) for the viewer."""
    return _glance(access, timeline(access))


def _glance(access: Access, thread: Timeline) -> Glance:
    case = access.case
    return Glance(
        case_id=case.pk,
        child_name=case.child.given_name,
        case_title=case.title,
        is_open=case.is_open,
        contact=contact_card(case, access.at),
        now=_now_cards(thread) if case.is_open else (),
        next=_next_card(thread) if case.is_open else None,
        next_word=next_word_card(case, access.person) if case.is_open else None,
    )


def _now_cards(thread: Timeline) -> tuple[NowCard, ...]:
    """The current steps. The database sees to it that each has an owner and a start."""
    return tuple(
        NowCard(
            step_id=item.id,
            title=item.title,
            desk=step.owner,
            since=step.started_on,
            wait=step.wait,
            says=last.sentence if last else "",
            said_on=clock.local(last.at).date() if last else None,
            in_english="title" in item.in_english,
        )
        for item in thread.current
        if (step := item.step) and step.owner and step.started_on
        for last in [_still_so(step.moves, thread)]
    )


def _still_so(moves: Sequence[StepMoveLine], thread: Timeline) -> StepMoveLine | None:
    """What was said last of a step; nothing when people have changed since: it may name one who has left."""
    if not moves:
        return None
    changes = (one.at for one in thread.past if one.update and one.update.kind == UpdateKind.CONTACT_CHANGE and one.at)
    return None if max(changes, default=moves[-1].at) > moves[-1].at else moves[-1]


def _next_card(thread: Timeline) -> NextCard | None:
    """The nearest dated thing ahead; else the very next step, if it is expected; else nothing is known yet.

    An expected step behind one that may or may not come is not what is next, and nothing may be drawn as if it were.
    """
    nearest_first = [*reversed(thread.ahead), *thread.current]
    dated = [card for item in nearest_first if (card := _dated(item))]
    if dated:
        return min(dated, key=lambda card: card.expected_from or card.expected_to or date.max)
    following = next((item for item in nearest_first if item.step and item.state != "now"), None)
    if following is None or following.step is None or following.state != "expected":
        return None
    in_english = "title" in following.in_english
    return NextCard(
        following.title, following.step.certainty, following.step.condition, None, None, in_english=in_english
    )


def _dated(item: TimelineItem) -> NextCard | None:
    if item.kind == "meeting" and item.state == "expected" and item.at:
        day = clock.local(item.at).date()
        return NextCard(item.title, "certain", "", day, day, starts_at=item.at)
    if item.decision and item.state == "now" and item.decision.expected_on:
        due = item.decision.expected_on
        return NextCard(item.title, "expected", "", None, due) if due >= clock.today() else None
    if item.step and item.state in {"expected", "maybe"} and item.step.expected_to:
        step = item.step
        in_english = "title" in item.in_english
        return NextCard(
            item.title, step.certainty, step.condition, step.expected_from, step.expected_to, in_english=in_english
        )
    return None


def contact_card(case: Case, at: datetime) -> ContactCard | None:
    """The contact of the moment, who answers instead while away, and a successor that has been announced."""
    rows = list(
        ContactAssignment.objects.filter(case=case, period__endswith__isnull=True)
        | ContactAssignment.objects.filter(case=case, period__contains=at)
    )
    current = next(
        (row for row in rows if row.period.lower <= at and (not row.period.upper or row.period.upper > at)),
        None,
    )
    if current is None:
        return None
    coming = next((row for row in rows if row.period.lower > at and row.person_id != current.person_id), None)
    if coming and family_of(case, at).filter(person=coming.person_id).exists():
        coming = None
    work = _work_of(case, current, at)
    is_gone = current.person_id not in work
    is_family = is_gone and family_of(case, at).filter(person=current.person_id).exists()
    away = _absence_today(current.person_id, at)
    cover_id = _other_than(current, answers_now(case, at)) if away or is_gone else None
    people = person_lines([current.person_id, current.deputy_id, cover_id, coming.person_id if coming else None])
    hours, reachable = _hours(_latest_work(cover_id) if cover_id else work.get(current.person_id), case, at)
    return ContactCard(
        person=people[current.person_id],
        since=clock.local(_since(case, current)).date(),
        hours=hours,
        next_reachable=reachable,
        deputy=people[current.deputy_id] if current.deputy_id in work else None,
        away_until=away.last_day if away else None,
        cover=people[cover_id] if cover_id else None,
        successor=people[coming.person_id] if coming else None,
        successor_from=clock.local(coming.period.lower).date() if coming else None,
        has_left=is_gone and not is_family,
        unit="" if cover_id or not is_gone else case.unit.name,
        is_family=is_family,
    )


def _other_than(current: ContactAssignment, answers: Person) -> UUID | None:
    return None if answers.pk == current.person_id else answers.pk


def _work_of(case: Case, current: ContactAssignment, at: datetime) -> dict[UUID, Employment]:
    """The work of contact and deputy, the latest begun; none of who has left, or is a custodian of the child."""
    here = Employment.objects.filter(
        person__in=[current.person_id, current.deputy_id], person__is_active=True, period__contains=at
    ).exclude(person__in=family_of(case, at))
    return {row.person_id: row for row in here.order_by("period__startswith")}


def _latest_work(person_id: UUID) -> Employment | None:
    return Employment.objects.filter(person=person_id).order_by("-period__startswith").first()


def _since(case: Case, current: ContactAssignment) -> datetime:
    """Since when without a break: a new deputy begins a new row, but not a new contact."""
    earlier = ContactAssignment.objects.filter(case=case, period__startswith__lt=current.period.lower)
    since: datetime = current.period.lower
    for row in earlier.order_by("-period__startswith"):
        if row.person_id != current.person_id:
            break
        since = row.period.lower
    return since


def _absence_today(person_id: UUID, at: datetime) -> Absence | None:
    day = clock.local(at).date()
    started = Absence.objects.filter(person=person_id, first_day__lte=day).order_by("-first_day")
    return next((row for row in started[:3] if row.last_day is None or row.last_day >= day), None)


def _hours(work: Employment | None, case: Case, at: datetime) -> tuple[str, datetime | None]:
    if work is None:
        return "", None
    text = hours_text(work.answer_days, work.answer_from, work.answer_to, language=spoken())
    return text, next_reachable(work.answer_days, work.answer_from, work.answer_to, at, case.days.calendar)


def next_word_card(case: Case, person: Person) -> NextWordCard | None:
    word = NextWord.objects.filter(case=case, person=person).first()
    if word is None:
        return None
    is_late = word.promised_on < clock.today()
    gap = Gap.objects.filter(case=case, subject_id=word.pk, closed_at__isnull=True).first() if is_late else None
    holder = person_lines([gap.responsible_id])[gap.responsible_id] if gap else None
    return _word_card(word, holder, why_next_word(case, word))


def _word_card(word: NextWord, holder: PersonLine | None = None, why: WhyDate | None = None) -> NextWordCard:
    return NextWordCard(
        due_on=word.due_on,
        is_late=word.promised_on < clock.today(),
        promised_on=word.promised_on,
        holder=holder,
        why=why,
    )


def seen_until(case: Case, person: Person) -> datetime | None:
    """The end of the person's visit before this one: what came after it is new."""
    return Visit.objects.filter(case=case, person=person).values_list("seen_until", flat=True).first()


def other_cases(access: Access) -> tuple[CaseLink, ...]:
    """The viewer's other courses: siblings and parallel cases under one login (RQ-037); none for staff."""
    if not access.is_family:
        return ()
    return tuple(link for link in case_links(access.person) if link.case_id != access.case.pk)


def case_links(person: Person) -> Sequence[CaseLink]:
    """All cases that the person follows, open ones first, marked when something new has come."""
    cases = followed_cases(person).select_related("child").order_by("closed_at", "child__given_name", "opened_at")
    fresh = _with_news(person)
    return [
        CaseLink(
            case_id=case.pk,
            child_name=case.child.given_name,
            title=case.title,
            has_news=case.pk in fresh,
            is_open=case.is_open,
        )
        for case in cases
    ]


def case_summaries(person: Person) -> list[CaseSummary]:
    """The person's cases with who, now and next word: five statements, whatever their number."""
    links = case_links(person)
    ids = [link.case_id for link in links]
    contacts = contact_names(ids)
    words = {word.case_id: word for word in NextWord.objects.filter(case__in=ids, person=person)}
    english = spoken() == "en"
    now: dict[UUID, list[str]] = defaultdict(list)
    for step in released_current_steps(ids):
        now[step.case_id].append((english and step.texts_en.get("title")) or step.title)
    return [
        CaseSummary(
            link=link,
            contact_name=contacts.get(link.case_id, ""),
            now_titles=tuple(now[link.case_id]),
            next_word=_word_card(words[link.case_id]) if link.is_open and link.case_id in words else None,
        )
        for link in links
    ]


def _with_news(person: Person) -> set[object]:
    """Cases with a notice that the person has not yet opened."""
    unread = person.notices.filter(informed_at__isnull=True)
    return set(unread.values_list("case_id", flat=True))
