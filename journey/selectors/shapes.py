"""What the pages and the API show: plain, frozen shapes without behaviour.

One set of shapes serves the family's page, the staff's preview of it and REST v1, so that the three cannot tell
different stories (RQ-042).
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from journey.selectors.why import WhyDate


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person by name with what they do: never a unit alone (RQ-020, RQ-034)."""

    id: UUID
    name: str
    first_name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Who: the one named contact (P1), with who answers while the contact is away."""

    person: PersonLine
    since: date
    hours: str
    """When the contact, or the cover in these days, answers, ready to read: "hverdage 8–15"."""
    next_reachable: datetime | None
    """Start of the next answering hours; None while inside them."""
    deputy: PersonLine | None
    away_until: date | None
    """Last day of the absence going on now. None with a cover: away, return not known, or gone for good."""
    cover: PersonLine | None
    """Who answers now instead of the contact; None while the contact is there."""
    successor: PersonLine | None = None
    successor_from: date | None = None
    has_left: bool = False
    """The contact works here no longer: whoever is the cover answers until there is a new one."""
    unit: str = ""
    """Who has it when the contact has left, or is of the family, and nobody else is there: it names a new contact."""
    is_family: bool = False
    """The contact has become a custodian of the child: whoever is the cover answers until there is a new one."""


@dataclass(frozen=True, slots=True)
class WaitCard:
    """A wait as an object (P2, RQ-002)."""

    id: UUID
    awaited: str
    holder: PersonLine
    why: str
    ends_when: str
    meanwhile: str
    family_can: str
    """What the family can do; empty means "nothing", said in words by the page."""
    since: date
    review_on: date
    expected_from: date | None
    expected_to: date | None
    expected_kind: str
    """statutory, published, estimate or typical: never merged (RQ-011); empty without a date."""
    is_late: bool


@dataclass(frozen=True, slots=True)
class EndedWait:
    """A wait that is over, with the sentence on how it ended: what was told stays (G7)."""

    awaited: str
    how: str
    ended_on: date
    in_english: bool = False
    """Whether ``how`` is said in English; else it stands as staff wrote it."""


@dataclass(frozen=True, slots=True)
class NowCard:
    step_id: UUID
    title: str
    desk: PersonLine
    since: date
    wait: WaitCard | None
    says: str
    """The latest sentence that a person gave the step: what is going on in this case, where the title is general."""
    said_on: date | None
    """When it was said; None without one. What was right then may be over."""
    in_english: bool = False
    """Whether the title is said in English; else it stands as staff wrote it."""


@dataclass(frozen=True, slots=True)
class NextCard:
    title: str
    certainty: str
    """certain, expected, possible or unknown."""
    condition: str
    expected_from: date | None
    expected_to: date | None
    starts_at: datetime | None = None
    """The hour of a meeting; None for what has only a day, or none."""
    in_english: bool = False
    """Whether the title is said in English; else it stands as staff wrote it."""


@dataclass(frozen=True, slots=True)
class NextWordCard:
    """When this person hears from us (P4)."""

    due_on: date
    """The date that holds now; after a broken promise the new one that was named."""
    is_late: bool
    """The promise is broken: it passed in silence, and no word has come since."""
    promised_on: date
    holder: PersonLine | None
    """Who has a broken promise now; None while it holds, and until the watch has given it a name."""
    why: WhyDate | None
    """How the date is counted; None for a broken promise, where an earlier rhythm held, and in lists of courses."""


@dataclass(frozen=True, slots=True)
class Glance:
    """The first screen: who, now, next, next word (P1-P4)."""

    case_id: UUID
    child_name: str
    case_title: str
    is_open: bool
    contact: ContactCard | None
    """None only on a closed case."""
    now: tuple[NowCard, ...]
    next: NextCard | None
    next_word: NextWordCard | None
    """The viewer's own promised date; None on a closed case and for viewers who are promised nothing."""


@dataclass(frozen=True, slots=True)
class DateMove:
    """A moved date is news: both dates, the reason and who moved it (RQ-007)."""

    at: datetime
    old: date | None
    new: date | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class StepMoveLine:
    """One move of a step with its sentence of explanation (RQ-038)."""

    at: datetime
    kind: str
    """forward, back, skip, repeat or not_needed."""
    sentence: str
    by: str


@dataclass(frozen=True, slots=True)
class StepDetail:
    code: str
    phase: str
    track: str
    what: str
    why: str
    usual: str
    you_can: str
    is_not: str
    certainty: str
    condition: str
    owner: PersonLine | None
    owner_role: str
    owner_title: str
    """The role in words, for as long as no person is named."""
    is_authority: bool
    is_withheld: bool
    """Not shown to the family yet. False wherever the reader sees nothing withheld."""
    expected_from: date | None
    expected_to: date | None
    started_on: date | None
    ended_on: date | None
    round: int
    """1 the first time, 2 when repeated and so on."""
    moves: tuple[StepMoveLine, ...]
    date_moves: tuple[DateMove, ...]
    wait: WaitCard | None
    ended_waits: tuple[EndedWait, ...]
    """Waits that are over, the earliest first."""


@dataclass(frozen=True, slots=True)
class UpdateDetail:
    """Five texts of a family-visible update (G13, RQ-135)."""

    kind: str
    """news, nothing_new, contact_change, absence, good_news, call, answer, breach or automatic."""
    happened: str
    means: str
    not_means: str
    next_text: str
    still_expected: str
    next_word_on: date | None
    """The date promised to this viewer."""
    author: PersonLine | None
    """None marks a text that no person wrote (RQ-005)."""
    automatic: "AutomaticWord | None" = None
    """For a breach: the text by nobody that had gone out before a person wrote; it stands folded under these words."""


@dataclass(frozen=True, slots=True)
class AutomaticWord:
    at: datetime
    happened: str
    next_text: str
    in_english: tuple[str, ...] = ()
    """Which of its texts are said in English; the others stand in Danish."""


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    name: str
    role: str
    why: str
    answer: str
    """invited, accepted, declined or not_invited."""
    is_family: bool


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """Who promised what by when, and what became of it (P7, RQ-031)."""

    id: UUID
    text: str
    owner: PersonLine
    owner_role: str
    """contact_person, staff, or family: then staff follow it up, and nobody chases a parent."""
    earlier_owners: tuple[str, ...]
    """Names of those who had it before, the first one first."""
    is_confirmed: bool
    """False: the owner took it over and has not yet said that it holds."""
    due_on: date
    follow_up_on: date
    made_on: date
    meeting_id: UUID | None
    """The meeting at which it was made; null: outside any meeting."""
    is_open: bool
    is_late: bool
    """Its day has passed without an outcome."""
    outcome: str
    """done, not_done or changed; empty while open."""
    outcome_text: str
    closed_on: date | None
    closed_by: PersonLine | None
    date_moves: tuple[DateMove, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class MeetingDetail:
    purpose: str
    can_decide: str
    is_not: str
    place: str
    starts_at: datetime
    ends_at: datetime | None
    state: str
    """planned, held or cancelled; a cancelled meeting stays visible (RQ-077)."""
    is_unsettled: bool
    """Its day has passed and nobody has said whether it was held (P7)."""
    cancelled_by: str
    cancel_reason: str
    without_family: bool
    """Held by professionals alone; listed with its question (RQ-075)."""
    question: str
    conclusion: str
    conclusion_due_on: date | None
    conclusion_is_late: bool
    """Promised for a day that has passed, and not there (P7)."""
    participants: tuple[ParticipantLine, ...]
    agreements: tuple[AgreementCard, ...] = ()
    """What was agreed at it."""

    @property
    def is_to_come(self) -> bool:
        return self.state == "planned" and not self.is_unsettled


@dataclass(frozen=True, slots=True)
class DecisionDetail:
    asked: str
    decider: PersonLine | None
    decider_role: str
    body: str
    state: str
    """pending or decided."""
    outcome: str
    """granted, partly_granted, refused, forwarded, returned, postponed, withdrawn; empty while pending."""
    means: str
    reasons: str
    expected_on: date | None
    decided_on: date | None
    date_moves: tuple[DateMove, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One row of the red thread. Exactly one of the details is set, named by ``kind``."""

    id: UUID
    kind: str
    """step, update, meeting or decision."""
    state: str
    """done, now, expected, maybe, not_needed, or stopped with the case: drawn differently, never by colour alone."""
    title: str
    at: datetime | None
    """When it happened or began; None for what has not."""
    is_new: bool
    step: StepDetail | None = None
    update: UpdateDetail | None = None
    meeting: MeetingDetail | None = None
    decision: DecisionDetail | None = None
    in_english: tuple[str, ...] = ()
    """Which of its texts are said in English because the reader asked for it; the others stand as staff wrote them."""


@dataclass(frozen=True, slots=True)
class CaseLink:
    """Another course under the same login (RQ-037): the viewer's other children and cases."""

    case_id: UUID
    child_name: str
    title: str
    has_news: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A course in the list of somebody who follows several: who, now and next word without opening it."""

    link: CaseLink
    contact_name: str
    now_titles: tuple[str, ...]
    next_word: NextWordCard | None
    """The viewer's own promised date; None on a closed case."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the family's page of one case needs."""

    glance: Glance
    ahead: tuple[TimelineItem, ...]
    """What may come, the furthest first: maybe, expected (drawn dashed and dotted)."""
    current: tuple[TimelineItem, ...]
    """What is going on now."""
    past: tuple[TimelineItem, ...]
    """What has happened, newest first."""
    agreements: tuple[AgreementCard, ...]
    """What was agreed: open ones by their day, then closed ones, the latest first."""
    other_cases: tuple[CaseLink, ...]
    unread_messages: int
