"""Who learns of which event, and by which road: one table, resolved from the rights people have at that moment.

A kind that is not in the table cannot be relayed, and a test fails when a service records such a kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from journey.access import queries
from journey.access.communication import in_force_of
from journey.access.roles import family_of
from journey.access.told import Part, people_by_part
from journey.models import Case, CommunicationAgreement, Event, Person
from journey.models.promises import NewsRhythm
from journey.rules import bursts, clock, quiet_hours
from messaging.delivery.roads import reason_against
from messaging.delivery.subjects import Subject, subject_of
from messaging.delivery.wishes import Group, group_of, roads_wished
from messaging.models.delivery import Channel


class UnknownEventKind(Exception):
    """A service records something that nobody has decided about."""


class Family(StrEnum):
    NOBODY = "nobody"
    EVERYONE = "everyone"
    """Every custodian with access, each as a person (RQ-109)."""
    NAMED = "named"
    """Only the person whom the row is for; everyone, when it names nobody."""


class Staff(StrEnum):
    RESPONSIBLE = "responsible"
    """The contact, the deputy, the cover of an absent contact."""
    PROFESSIONALS = "professionals"
    LEADERS = "leaders"


class StaffMail(StrEnum):
    NEVER = "never"
    ALWAYS = "always"
    FROM_FAMILY = "from_family"


@dataclass(frozen=True, slots=True)
class Rule:
    notice: str
    """The kind of the notice: what the news is about."""
    family: Family = Family.NOBODY
    staff: frozenset[Staff] = frozenset({Staff.RESPONSIBLE})
    critical: bool = False
    """Goes whatever a person's preferences say (RQ-093), and climbs the ladder until it is known or signed off (N7)."""
    staff_mail: StaffMail = StaffMail.NEVER
    hidden_as: str = ""
    """Why the family is left out, where one could have expected otherwise."""
    always: bool = False
    """A decision, a deadline or a meeting that is no alarm: goes whatever a person's preferences say too (RQ-093)."""
    live_only: bool = False
    """No news: only open pages are told, nothing is kept."""


RINGING = frozenset({Channel.PUSH, Channel.EMAIL, Channel.SMS})
"""Roads that can wake somebody."""
_ALL_AROUND = frozenset({Staff.RESPONSIBLE, Staff.PROFESSIONALS})
_AND_LEADERS = _ALL_AROUND | {Staff.LEADERS}
_EVERYONE, _NAMED = Family.EVERYONE, Family.NAMED

PARTS: dict[Staff, Part] = {
    Staff.RESPONSIBLE: queries.responsible_staff,
    Staff.PROFESSIONALS: queries.professionals,
    Staff.LEADERS: queries.leaders,
}

TABLE: dict[str, Rule] = {
    # kind                        notice       the family        staff
    "message.posted": Rule("message", _NAMED, staff_mail=StaffMail.FROM_FAMILY),
    "message.seen": Rule("message", _NAMED, live_only=True),
    "update.published": Rule("news", _NAMED),
    "note.written": Rule("note", hidden_as="internal_note"),
    # Support begins, changes and ends as a step: never muted (RQ-093).
    "step.moved": Rule("step", _EVERYONE, _ALL_AROUND, always=True),
    "step.added": Rule("step", _EVERYONE),
    "step.date_moved": Rule("step", _EVERYONE, always=True),
    "step.release_asked": Rule(
        "step", staff=frozenset({Staff.RESPONSIBLE, Staff.LEADERS}), hidden_as="withheld", staff_mail=StaffMail.ALWAYS
    ),
    "step.release_withdrawn": Rule(
        "step", staff=frozenset({Staff.RESPONSIBLE, Staff.LEADERS}), hidden_as="withheld"
    ),
    "step.released": Rule("step", _EVERYONE, _ALL_AROUND, always=True),
    # Looking again is staff's own reminder: nothing that the family was told has moved.
    "step.followed_up": Rule("step", hidden_as="staff_reminder"),
    "wait.reviewed": Rule("wait", hidden_as="staff_reminder"),
    "wait.opened": Rule("wait", _EVERYONE),
    "wait.date_moved": Rule("wait", _EVERYONE, always=True),
    "wait.ended": Rule("wait", _EVERYONE),
    # A talk with one family member is nothing for the other (G5); every other meeting names nobody and is for all.
    "meeting.planned": Rule("meeting", _NAMED, _ALL_AROUND, critical=True),
    "meeting.changed": Rule("meeting", _NAMED, _ALL_AROUND, critical=True),
    "meeting.cancelled": Rule("meeting", _NAMED, _ALL_AROUND, critical=True),
    "meeting.held": Rule("meeting", _NAMED, always=True),
    "meeting.concluded": Rule("meeting", _NAMED, _ALL_AROUND, always=True),
    "decision.asked": Rule("decision", _EVERYONE, always=True),
    "decision.made": Rule("decision", _EVERYONE, _ALL_AROUND, critical=True),
    "decision.decider_changed": Rule("decision", _EVERYONE, always=True),
    "decision.date_moved": Rule("decision", _EVERYONE, always=True),
    # Professionals must know of the change too, or the family is left to tell them (RQ-025).
    "contact.changed": Rule("contact", _EVERYONE, _ALL_AROUND, critical=True, staff_mail=StaffMail.ALWAYS),
    "contact.called_off": Rule("contact_stays", _EVERYONE, _ALL_AROUND, critical=True, staff_mail=StaffMail.ALWAYS),
    # The day of a change that was told before: what the last one promised awaits the new contact's word (RQ-031).
    "contact.took_over": Rule("agreement", staff=frozenset()),
    "absence.registered": Rule("absence", _EVERYONE, _AND_LEADERS, critical=True),
    "absence.ended": Rule("absence", _EVERYONE, _ALL_AROUND, always=True),
    "responsibility.moved": Rule("people", staff=_ALL_AROUND),
    "role.assigned": Rule("people", staff=_ALL_AROUND),
    "role.ended": Rule("people", staff=_ALL_AROUND),
    "role.taken_back": Rule("people", staff=_ALL_AROUND),
    # What the family reads of it, on the timeline; a hand-over tells them in words of its own.
    "role.told": Rule("people", _EVERYONE, staff=frozenset(), always=True),
    "case.opened": Rule("case", _EVERYONE, _ALL_AROUND),
    "case.closed": Rule("case", _EVERYONE, _ALL_AROUND, critical=True),
    "case.reopened": Rule("case", _EVERYONE, _ALL_AROUND),
    "agreement.made": Rule("agreement", _EVERYONE, _ALL_AROUND),
    "agreement.date_moved": Rule("agreement", _EVERYONE, _ALL_AROUND, always=True),
    "agreement.followed_up": Rule("agreement", hidden_as="staff_reminder"),
    "agreement.confirmed": Rule("agreement", _EVERYONE, _ALL_AROUND, always=True),
    "agreement.concluded": Rule("agreement", _EVERYONE, _ALL_AROUND),
    # Between the municipality and one person; the other never learns of it (G5).
    "communication.agreed": Rule("communication", _NAMED),
    # A broken promise is the holder's task; the family is told of it by promise.broken_told, in words.
    "gap.opened": Rule("gap", staff=frozenset(), hidden_as="staff_task"),
    "gap.handed_up": Rule("gap", staff=frozenset(), hidden_as="staff_task", staff_mail=StaffMail.ALWAYS),
    "gap.closed": Rule("gap", staff=frozenset(), hidden_as="staff_task", live_only=True),
    # What staff do about unread news is their own; their open pages show it.
    "notice.acknowledged": Rule("notice", live_only=True),
    "notice.called": Rule("notice", live_only=True),
    "notice.letter_sent": Rule("notice", live_only=True),
    "notice.signed_off": Rule("notice", live_only=True),
    "promise.broken_told": Rule("broken_promise", _NAMED, critical=True),
    # Asked once, told once: raising it again calls nobody a second time (RQ-082). No leader among them (RQ-086).
    "question.asked": Rule("question", _NAMED, staff_mail=StaffMail.FROM_FAMILY),
    "question.raised": Rule("question", _NAMED, live_only=True),
    "question.promised": Rule("question", _NAMED, staff_mail=StaffMail.ALWAYS),
    # Before a promise is broken, to whoever answers and whoever stands for the case; the family's date has not moved.
    "question.due_soon": Rule(
        "question", staff=frozenset(), hidden_as="staff_reminder", staff_mail=StaffMail.ALWAYS
    ),
    "question.withdrawn": Rule("question", _NAMED),
    "talk.offered": Rule("talk", _NAMED),
    # How one custodian stands to the child is not news for the other (G5).
    "relation.started": Rule("people", _NAMED),
    "relation.ended": Rule("people"),
    # About no case, so nobody is told: the fact is on record.
    "employment.started": Rule("people"),
    "reach.changed": Rule("people"),
    "push.turned_on": Rule("people"),
    "push.ended": Rule("people"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A decision not to tell someone, on one channel or (empty) on any, with its reason (N8)."""

    person_id: UUID
    reason: str
    channel: str = ""


@dataclass(slots=True)
class Audience:
    """Everyone who is to learn of an event, with the channels for each, and everyone who could have but is not."""

    rule: Rule
    subject: Subject
    channels: dict[Person, tuple[Channel, ...]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    actor: Person | None = None
    """Who did it, when they would else have been told: it is no news to them, but their other pages and phones show
    what was before."""
    family: set[UUID] = field(default_factory=set)
    """Those who are told as family members."""
    pushed: set[UUID] = field(default_factory=set)
    """Those who may be told on a browser of theirs too, if they have turned one on: beside the mail, never instead."""
    agreed: dict[UUID, CommunicationAgreement] = field(default_factory=dict)
    """How each of them has asked to hear from us; who has no agreement is not in it."""
    digest_hour: int = bursts.DIGEST_HOUR
    """The hour of the municipality at which those get their news who asked for it once a day."""

    @property
    def must_go(self) -> bool:
        """No agreement mutes it, and no quiet hours hold it past the morning (RQ-093)."""
        return self.rule.critical or self.rule.always or self.subject.must_go

    @property
    def is_critical(self) -> bool:
        """Climbs the ladder until it is known. Words about a change of staff are, whatever kind of event they are."""
        return self.rule.critical or self.subject.must_go

    def tell(self, person: Person, *, by_mail: bool, at: datetime) -> None:
        if person in self.channels:
            return
        roads = self._roads(person, at) if by_mail else {}
        self.left_out += [LeftOut(person.pk, against, road) for road, against in roads.items() if against]
        if by_mail and not self._is_paused(person.pk, at):
            self.pushed.add(person.pk)
        self.channels[person] = (Channel.INAPP, *(road for road, against in roads.items() if not against))

    def _roads(self, person: Person, at: datetime) -> dict[Channel, str]:
        """The roads out of the product that one could expect, each with the reason against it (empty: it is taken).

        Where none of those that are wished for reaches the person, e-mail is taken whether wished for or not: a wish
        for SMS is no wish for silence (RQ-096).
        """
        mail = reason_against(person, Channel.EMAIL)
        agreed = self.agreed.get(person.pk)
        if self._is_paused(person.pk, at):
            return {Channel.EMAIL: mail or "pause"}
        wished = roads_wished(agreed, self.group)
        found = {road: reason_against(person, road) for road in wished}
        if Channel.EMAIL not in found:
            found[Channel.EMAIL] = mail or ("" if wished and all(found.values()) else "preference")
        return found

    def _is_paused(self, person_id: UUID, at: datetime) -> bool:
        """Whether the person wants no ordinary news now on any road that reaches out (RQ-099)."""
        until = agreed.paused_until if (agreed := self.agreed.get(person_id)) else None
        return until is not None and not self.must_go and clock.local(at).date() < until

    @property
    def group(self) -> Group:
        """Which of a person's wishes it falls under."""
        return group_of(self.rule.notice, must_go=self.must_go)

    def gathers(self, person_id: UUID) -> bool:
        """Whether it waits a moment for what else there may be: the family's ordinary news does (RQ-094).

        A message is somebody who speaks, and what must be known waits for nothing.
        """
        return person_id in self.family and self.group is Group.NEWS

    def not_before(self, person_id: UUID, channel: Channel, at: datetime, *, written: datetime) -> datetime:
        """When it may leave: at once, at the hour of the day's only mail, after the quiet hours (RQ-094).

        An SMS rings, so it waits for the morning whatever is agreed; what must go never waits longer than that.
        Asked again before it leaves, it gives the same hour: a day's mail is that of the day on which it was written.
        """
        if channel not in RINGING:
            return at
        agreed = self.agreed.get(person_id)
        if agreed and self.group is Group.NEWS and agreed.news_rhythm == NewsRhythm.DAILY:
            at = max(at, bursts.digest_at(written, self.digest_hour))
        if channel == Channel.SMS:
            at = quiet_hours.not_before(at, quiet_hours.EVENING, quiet_hours.MORNING, must_go=self.must_go)
        if agreed is None or agreed.quiet_from is None or agreed.quiet_to is None:
            return at
        return quiet_hours.not_before(at, agreed.quiet_from, agreed.quiet_to, must_go=self.must_go)

    def reason_against(self, person_id: UUID, channel: Channel) -> str:
        """Empty when the person is to be told by the channel; else the reason why not, also for strangers."""
        wanted = next((who for who in self.channels if who.pk == person_id), None)
        if wanted and channel in self.channels[wanted]:
            return ""
        if wanted and channel == Channel.PUSH:
            return "" if person_id in self.pushed else "pause"
        reasons = (out.reason for out in self.left_out if out.person_id == person_id and out.channel in {"", channel})
        return next(reasons, "preference" if wanted and person_id in self.agreed else "not_entitled")


def audience_of(event: Event, at: datetime) -> Audience:
    """Recomputed whenever it matters: when the event is relayed and again just before anything leaves (T22).

    Raises UnknownEventKind.
    """
    rule = TABLE.get(event.kind)
    if rule is None:
        raise UnknownEventKind(event.kind)
    audience = Audience(rule, subject_of(event))
    if event.case is None:
        return audience
    around = people_by_part(_asked(rule), event.case, at)
    family = _family(audience, around)
    others = any(person.pk != event.actor_id for person in family)
    agreements = in_force_of(event.case.pk, clock.local(at).date()) if others else []
    audience.agreed = {row.person_id: row for row in agreements}
    if any(row.news_rhythm == NewsRhythm.DAILY for row in agreements):
        audience.digest_hour = bursts.digest_hour(event.case.municipality.settings)
    for person in family:
        audience.family.add(person.pk)
        _admit(event, audience, person, by_mail=True, at=at)
    for person in _staff(event.case, audience, around, at):
        _admit(event, audience, person, by_mail=_mails_staff(audience), at=at)
    return audience


def _admit(event: Event, audience: Audience, person: Person, *, by_mail: bool, at: datetime) -> None:
    if person.pk == event.actor_id:
        audience.left_out.append(LeftOut(person.pk, "actor"))
        audience.actor = person if person.is_active else None
    elif not person.is_active:
        audience.left_out.append(LeftOut(person.pk, "inactive"))
    else:
        audience.tell(person, by_mail=by_mail, at=at)


def _asked(rule: Rule) -> list[Part]:
    """The parts in the case whose people the event is for or kept from."""
    family = [queries.entitled_family] if rule.family is not Family.NOBODY or rule.hidden_as else []
    return family + [PARTS[group] for group in sorted(rule.staff)]


def _family(audience: Audience, around: Mapping[Part, list[Person]]) -> list[Person]:
    """The entitled family members whom the event is for; those it is kept from are noted as left out."""
    rule, subject = audience.rule, audience.subject
    reason = rule.hidden_as or ("withheld" if subject.is_withheld and rule.family is not Family.NOBODY else "")
    if rule.family is Family.NOBODY and not reason:
        return []
    entitled = {person.pk: person for person in around[queries.entitled_family]}
    if reason:
        audience.left_out += [LeftOut(pk, reason) for pk in entitled]
        return []
    if rule.family is Family.EVERYONE or subject.only_for is None:
        return list(entitled.values())
    named = entitled.pop(subject.only_for, None)
    audience.left_out += [LeftOut(pk, "for_another") for pk in entitled]  # one row for each of the family (N8)
    if named is None:
        audience.left_out.append(LeftOut(subject.only_for, "not_entitled"))
        return []
    return [named]


def _staff(case: Case, audience: Audience, around: Mapping[Part, list[Person]], at: datetime) -> list[Person]:
    """Staff by their part in the case. Professionals see nothing withheld, so they are not told of it either.

    A custodian is told as family or not at all, whatever lies with that person at work.
    """
    wanted = audience.rule.staff - ({Staff.PROFESSIONALS} if audience.subject.is_withheld else set())
    found = {person.pk: person for group in sorted(wanted) for person in around[PARTS[group]]}
    if concerns := audience.subject.concerns:
        named = Person.objects.filter(pk__in=concerns, is_active=True).exclude(pk__in=family_of(case, at))
        found |= {person.pk: person for person in named}
    if wanted != audience.rule.staff:  # a row for each of them too (N8)
        kept_from = (one.pk for one in around[queries.professionals] if one.pk not in found)
        audience.left_out += [LeftOut(pk, "withheld") for pk in kept_from]
    return list(found.values())


def _mails_staff(audience: Audience) -> bool:
    mail = audience.rule.staff_mail
    return mail is StaffMail.ALWAYS or (mail is StaffMail.FROM_FAMILY and audience.subject.from_family)
