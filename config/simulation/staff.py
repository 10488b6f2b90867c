"""What staff do by themselves: write, meet, agree, wait, answer, go away, leave. Each act is one public service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from config.simulation import words
from config.simulation.town import Family, Town, Worker, hire, leave, soon
from journey.models import (
    Agreement,
    Case,
    CaseRole,
    ContactAssignment,
    Meeting,
    Person,
    Question,
    Step,
    Wait,
)
from journey.models.agreements import Outcome
from journey.rules import clock
from journey.services.agreements import agreement_conclude, agreement_date_move, agreement_make
from journey.services.calls import call_log
from journey.services.contact import absence_register, contact_change
from journey.services.follow_up import step_followed_up
from journey.services.meetings import (
    Invitee,
    MeetingTexts,
    meeting_cancel,
    meeting_conclude,
    meeting_held,
    meeting_plan,
)
from journey.services.questions import question_answer, question_promise
from journey.services.responsibility import responsibility_move
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.updates import nothing_new_post, update_post
from journey.services.waits import WaitTexts, wait_end, wait_open, wait_reviewed

Later = tuple[datetime, Callable[[], None]]
"""Something that somebody means to do at a moment."""


def write(town: Town, case: Case, by: Person) -> None:
    """A word to the whole family: news, or honestly none."""
    if town.chance.random() < 0.7:
        update_post(
            case=case,
            author=by,
            happened=f"Vi har set på {words.some(town.chance)}.",
            means="Vi ved mere om barnets dag.",
            not_means="Intet er besluttet endnu.",
            next_text="Vi skriver til jer igen.",
        )
        town.done["news"] += 1
    else:
        because = f"Vi er i gang med {words.some(town.chance)}."
        nothing_new_post(case=case, author=by, because=because, still_expected="Svaret fra PPR.")
        town.done["nothing new"] += 1


def tell(town: Town, family: Family, by: Person) -> None:
    write(town, family.case, by)


def go_on(town: Town, family: Family, by: Person) -> Later | None:
    """The next step begins and the one before is done; on the last one there is only news."""
    case = family.case
    now, later = case.steps.filter(state="now").first(), case.steps.filter(state="planned").order_by("position").first()
    if later is None:
        write(town, case, by)
        return None
    take = Takeover(owner=by, follow_up_on=clock.today() + soon(town.chance, 20, 60))
    kind, step, to = (MoveKind.FORWARD, now, later) if now else (MoveKind.START, later, None)
    begun = step_move(
        step=step, kind=kind, by=by, sentence=f"Vi er nået til {words.some(town.chance)}.", to=to, takeover=take
    )
    town.done["step"] += 1
    return _unless_forgotten(town, take.follow_up_on or clock.today(), lambda: follow_up_step(town, begun, by))


def wait(town: Town, family: Family, by: Person) -> Later | None:
    """Something is waited for, to be looked at again on a day that is sometimes forgotten."""
    case = family.case
    step = case.steps.filter(state="now").exclude(waits__isnull=False, waits__ended_at__isnull=True).first()
    if step is None:
        write(town, case, by)
        return None
    review = clock.today() + soon(town.chance, 10, 40)
    texts = WaitTexts(awaited=f"svar om {words.some(town.chance)}", why="PPR læser det.", ends_when="Svaret er her.")
    row = wait_open(case=case, by=by, holder=by, texts=texts, review_on=review, step=step)
    town.done["wait"] += 1
    return _unless_forgotten(town, review, lambda: review_wait(town, row))


def review_wait(town: Town, row: Wait) -> None:
    row = Wait.objects.select_related("case", "holder").get(pk=row.pk)
    if row.ended_at is None and row.case.is_open:
        if town.chance.random() < 0.5:
            again = clock.today() + soon(town.chance, 10, 30)
            wait_reviewed(wait=row, by=row.holder, review_on=again, meanwhile="Klassen har en voksen mere imens.")
        else:
            wait_end(wait=row, by=row.holder, how="Svaret er her.")
        town.done["wait looked at"] += 1


def meet(town: Town, family: Family, by: Person) -> Later:
    case, starts_at = family.case, town.working_hour(clock.today() + soon(town.chance, 5, 25))
    invitees = [Invitee(name=by.display_name, role="kontakt", person=by)]
    invitees += [Invitee(one.person.display_name, "forælder", "", one.person, True) for one in family.guardians]
    texts = MeetingTexts(title="Samtale", purpose=f"Vi taler om {words.some(town.chance)}.", place="Mødelokalet")
    row = meeting_plan(case=case, by=by, texts=texts, starts_at=starts_at, invitees=tuple(invitees))
    town.done["meeting"] += 1
    return starts_at + timedelta(hours=2), lambda: settle_meeting(town, row)


def settle_meeting(town: Town, row: Meeting, *, surely: bool = False) -> None:
    """Held, with a day for the conclusion; written down at once; cancelled late; or nobody says anything."""
    row = Meeting.objects.select_related("case", "organiser").get(pk=row.pk)
    if row.state != "planned" or not row.case.is_open or row.organiser is None:
        return
    what = town.chance.random()
    if what < 0.4:
        meeting_conclude(meeting=row, by=row.organiser, conclusion=f"Vi talte om {words.some(town.chance)}.")
    elif what < 0.7:
        meeting_held(meeting=row, by=row.organiser, conclusion_due_on=clock.today() + soon(town.chance, 3, 10))
    elif surely or what < 0.8:
        meeting_cancel(meeting=row, by=row.organiser, cancelled_by="municipality", reason="Lærerne var syge.")
    else:
        town.done["meeting forgotten"] += 1
        return
    town.done["meeting settled"] += 1


def conclude(town: Town, row: Meeting) -> None:
    meeting_conclude(meeting=row, by=row.organiser, conclusion=f"Vi talte om {words.some(town.chance)}.")
    town.done["conclusion"] += 1


def agree(town: Town, family: Family, by: Person) -> Later | None:
    chance, owner = town.chance, by
    if chance.random() < 0.2:
        owner = chance.choice(family.guardians).person
    due = clock.today() + soon(chance, 5, 40)
    text = f"Vi ser på {words.some(chance)}."
    row = agreement_make(case=family.case, by=by, text=text, owner=owner, due_on=due)
    town.done["agreement"] += 1
    return _unless_forgotten(town, due, lambda: keep_agreement(town, row))


def keep_agreement(town: Town, row: Agreement) -> None:
    row = Agreement.objects.select_related("case").get(pk=row.pk)
    if row.closed_at is not None or not row.case.is_open:
        return
    by = town.contact_of(row.case).person
    if town.chance.random() < 0.75:
        outcome = town.chance.choice([Outcome.DONE, Outcome.NOT_DONE])
        agreement_conclude(agreement=row, by=by, outcome=outcome, text="Det står der nu noget om.")
    else:
        day = max(clock.today(), row.due_on) + soon(town.chance, 3, 15)
        agreement_date_move(agreement=row, by=by, reason="Der var sygdom.", due_on=day)
    town.done["agreement followed up"] += 1


def follow_up_step(town: Town, row: Step, by: Person) -> None:
    row = Step.objects.select_related("case").get(pk=row.pk)
    if row.state != "now" or not row.case.is_open:
        return
    step_followed_up(step=row, by=by, follow_up_on=clock.today() + soon(town.chance, 20, 60))
    town.done["step looked at"] += 1


def answer(town: Town, question_id: UUID, by: Person) -> None:
    """By phone, on the timeline, or with a name and a day for it."""
    row = Question.objects.select_related("case", "asker", "owner").get(pk=question_id)
    if row.closed_at is not None or not row.case.is_open:
        return
    how = town.chance.random()
    if how < 0.2:
        day = clock.today() + soon(town.chance, 1, 7)
        question_promise(question=row, by=by, owner=row.owner, promised_on=day, reason="Vi spørger PPR først.")
    elif how < 0.5:
        summary = f"Vi talte om {words.some(town.chance)}."
        call_log(case=row.case, by=by, person=row.asker, summary=summary, answers=[row])
    else:
        question_answer(question=row, by=by, text=f"Det gælder {words.some(town.chance)}.")
    town.done["answer"] += 1


def call(town: Town, case: Case, by: Person, person: Person) -> None:
    call_log(case=case, by=by, person=person, summary=f"Vi talte om {words.some(town.chance)}.")
    town.done["call"] += 1


# --- Coming and going


def go_away(town: Town, worker: Worker) -> None:
    """Away for some days: with a cover whom the families are told of, or just not there."""
    days = soon(town.chance, 1, 20)
    others = [one for one in town.here(worker.unit) if one is not worker]
    if not others or town.chance.random() < 0.3:
        worker.silent_until = clock.today() + days
        town.done["away, and nobody knows"] += 1
        return
    cover = town.chance.choice(others)
    today = clock.today()
    absence_register(person=worker.person, cover=cover.person, first_day=today, last_day=today + days, by=worker.person)
    worker.away = (today, today + days)
    town.done["away with cover"] += 1


def go_for_good(town: Town, worker: Worker) -> None:
    """Leaves: in order, with every family told first, or from one day to the next. Somebody new begins."""
    new = hire(town, worker.unit, "kontaktperson")
    town.add_worker(new)
    if town.chance.random() < 0.6:
        hand_over(town, worker)
        town.done["left with handover"] += 1
    else:
        town.done["left without handover"] += 1
    leave(worker)


def hand_over(town: Town, worker: Worker) -> None:
    lies_with = Q(person=worker.person) | Q(deputy=worker.person)
    now = ContactAssignment.objects.filter(lies_with, period__contains=clock.now(), case__closed_at__isnull=True)
    theirs = set(now.values_list("case_id", flat=True))
    for family in town.families:
        if family.case.pk in theirs:
            replace(town, family.case)
            take_over(town, family.case, worker.person)


def replace(town: Town, case: Case) -> None:
    """The leader gives the family a contact and a deputy who are there: the old ones where they still are."""
    now, leader = town.contact_of(case), town.leaders[case.unit]
    here = [one.person for one in town.workers if one.unit == case.unit and not one.has_left]
    for_good = [one for one in here if town.is_there(town.worker_of(one))] or here
    for_good = [one for one in for_good if one not in {now.person, now.deputy}] or for_good
    contact, deputy = town.chance.sample(for_good, 2) if len(for_good) > 1 else (for_good[0], leader.person)
    told = words.change(contact.given_name, town.chance)
    contact_change(case=case, to=contact, deputy=deputy, by=leader.person, words=told)
    town.done["contact changed"] += 1


def take_over(town: Town, case: Case, leaver: Person) -> None:
    """What else lies with the leaver goes to the contact."""
    contact, leader = town.contact_of(case).person, town.leaders[case.unit].person
    if contact != leaver and leaver.pk in holders(case):
        told = words.change(contact.given_name, town.chance)
        responsibility_move(case=case, leaver=leaver, to=contact, by=leader, told=told, label="kontaktperson")
        town.done["responsibility moved"] += 1


def holders(case: Case) -> set[UUID | None]:
    """Everybody with whom something of the case lies, beside being its contact."""
    held = (
        case.steps.filter(state="now").values_list("owner"),
        case.waits.filter(ended_at__isnull=True).values_list("holder"),
        case.agreements.filter(closed_at__isnull=True).values_list("owner"),
        case.meetings.filter(state="planned").values_list("organiser"),
        case.questions.filter(closed_at__isnull=True).values_list("owner"),
        CaseRole.objects.filter(case=case, period__contains=clock.now()).values_list("person"),
    )
    return {person for (person,) in held[0].order_by().union(*held[1:])}


def _unless_forgotten(town: Town, day: date, do: Callable[[], None]) -> Later | None:
    return None if town.chance.random() < 0.3 else (town.working_hour(day), do)
