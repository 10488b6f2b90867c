"""What only the API shows: who I am, lists, and receipts. Everything about a case is in journey.selectors.shapes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journey.selectors.absences import AbsenceLine, AnswersInstead
from journey.selectors.gaps import GapLine
from journey.selectors.holdings import Holding
from journey.selectors.people_shapes import CommunicationCard, RoleLine
from journey.selectors.shapes import AgreementCard, PersonLine, TimelineItem
from journey.selectors.staff_shapes import DeskRow, NoteLine, PromiseLine
from messaging.selectors.browsers import BrowserLine
from messaging.selectors.inbox import InboxLine
from messaging.selectors.ledger import LedgerLine, LeftOutLine
from messaging.selectors.thread_page import MessageLine


@dataclass(frozen=True, slots=True)
class Me:
    id: UUID
    name: str
    first_name: str
    language: str
    """da or en: the language of the notices; answers follow Accept-Language."""
    municipality: str
    is_staff_member: bool
    """Works in a unit of the municipality. One login may be both staff and family."""


@dataclass(frozen=True, slots=True)
class MyCase:
    """One case that the person has to do with."""

    case_id: UUID
    child_name: str
    title: str
    is_open: bool
    opened_at: datetime
    roles: tuple[str, ...]
    """custodian, contact, cover, professional, leader: how the person stands to the case now; never empty."""


@dataclass(frozen=True, slots=True)
class MyReach:
    email: str
    phone: str
    may_change: bool
    """Whether the login is young enough (ten minutes); else log in anew first."""


@dataclass(frozen=True, slots=True)
class Browsers:
    public_key: str
    """What a browser subscribes with (applicationServerKey); empty: the municipality has not set web push up."""
    items: tuple[BrowserLine, ...]
    """Where I am told, the newest first."""


@dataclass(frozen=True, slots=True)
class MyCases:
    items: tuple[MyCase, ...]
    next_after: UUID | None
    """Ask for `after` this id to get the rest; null when this is all."""


@dataclass(frozen=True, slots=True)
class Updates:
    items: tuple[TimelineItem, ...]
    """Words to the family, the oldest first; `update` is set on each."""
    next_after: UUID | None
    """Ask for `after` this id to get the rest; null when this is all."""


@dataclass(frozen=True, slots=True)
class Notes:
    items: tuple[NoteLine, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class People:
    items: tuple[RoleLine, ...]
    """Present people first, in order of what the family needs; then those who have left."""


@dataclass(frozen=True, slots=True)
class Holdings:
    items: tuple[Holding, ...]
    """One per person who has something in the case, by name."""


@dataclass(frozen=True, slots=True)
class Absences:
    items: tuple[AbsenceLine, ...]
    """Mine first, then those I answer for, then those of people I lead."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    items: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class Promises:
    items: tuple[PromiseLine, ...]
    """One per family member who is entitled now, the earliest date first; none on a closed case."""


@dataclass(frozen=True, slots=True)
class Meetings:
    items: tuple[TimelineItem, ...]
    """By their beginning, the earliest first; `meeting` is set on each."""


@dataclass(frozen=True, slots=True)
class Agreements:
    items: tuple[AgreementCard, ...]
    """Open ones by their day, then closed ones, the latest first."""


@dataclass(frozen=True, slots=True)
class Communications:
    items: tuple[CommunicationCard, ...]
    """One per family member who is entitled now."""


@dataclass(frozen=True, slots=True)
class Desk:
    items: tuple[DeskRow, ...]
    """What the person has to act on now, the oldest first."""


@dataclass(frozen=True, slots=True)
class Offered:
    ids: tuple[UUID, ...]
    """One per hour that can be picked."""


@dataclass(frozen=True, slots=True)
class Written:
    """A receipt. How what was written is shown is read where everybody reads it: on the timeline."""

    id: UUID
    """The row that was written or changed."""


@dataclass(frozen=True, slots=True)
class AbsenceWritten:
    """A receipt with what the cover cannot do: answer at work in the case of the own child."""

    id: UUID
    elsewhere: tuple[AnswersInstead, ...]
    """Families whom somebody else answers; empty: the cover answers in every case that I may see."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    id: UUID | None
    """The word that the family has of it; null: they see nothing of what moved and are told nothing."""


@dataclass(frozen=True, slots=True)
class MeetingSet:
    id: UUID
    """The meeting that was set."""
    on_short_notice: bool
    """Whether it comes sooner than the template's `meeting_notice_working_days` allows: ring the family too."""


@dataclass(frozen=True, slots=True)
class WrittenAll:
    ids: tuple[UUID, ...]
    """One update per person who was told."""


@dataclass(frozen=True, slots=True)
class Gaps:
    items: tuple[GapLine, ...]
    """The oldest first."""
    next_after: UUID | None
    """Ask for `after` this id to get the rest; null when this is all."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One piece of news to me."""

    id: UUID
    kind: str
    """What it is about: meeting, decision, contact, news, message …"""
    is_critical: bool
    """It is tried on further roads until it is known that I know it."""
    told_at: datetime
    informed_at: datetime | None
    """Since when it is known that I know it; null: not yet."""


@dataclass(frozen=True, slots=True)
class Notices:
    items: tuple[NoticeLine, ...]
    """The newest first, at most 100."""


@dataclass(frozen=True, slots=True)
class Ledger:
    items: tuple[LedgerLine, ...]
    """The newest first."""
    silences: tuple[LeftOutLine, ...]
    """Whom of the family we decided not to tell, the newest first, at most 50."""
    next_after: UUID | None
    """Ask for `after` this id to get the rest; null when this is all."""


@dataclass(frozen=True, slots=True)
class Threads:
    items: tuple[InboxLine, ...]
    next_after: UUID | None
    """Ask for `after` this id to get the rest; null when this is all."""


@dataclass(frozen=True, slots=True)
class Messages:
    items: tuple[MessageLine, ...]
    """By number, the earliest first."""
    next_after: int
    """Ask for `after` this number to get what comes next."""
    more: bool
    """There is more already."""


@dataclass(frozen=True, slots=True)
class MessageWritten:
    """A receipt with the place the message got in the thread."""

    id: UUID
    seq: int
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    seen_up_to: int
    """How far the other side's messages count as read; 0 while there are none."""
