"""Those around the child: who is involved, and how each of the family hears from us."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from journey.selectors.shapes import PersonLine


@dataclass(frozen=True, slots=True)
class CommunicationCard:
    """How one of the family hears from us (RQ-096). Staff change, decision, deadline and meeting come in any case."""

    person_id: UUID
    name: str
    first_name: str
    freshness_days: int
    """At most so many days between words."""
    email_news: bool
    sms_news: bool
    email_messages: bool
    sms_messages: bool
    """By which roads news and messages come besides the product, where they always stand."""
    email_meetings: bool
    sms_meetings: bool
    email_decisions: bool
    sms_decisions: bool
    email_people: bool
    sms_people: bool
    """By which roads what must be known is told first: meetings, decisions and dates, changes of people. One of them
    at least; whoever does not learn of it is told by the others."""
    news_rhythm: str
    """at_once or daily: when ordinary news leaves by e-mail or SMS."""
    quiet_from: str
    quiet_to: str
    """Hours without e-mail, "21:00" to "07:00"; empty: none."""
    language: str
    """Code of the language to meet the person in; empty: not asked."""
    needs_interpreter: bool
    form: str
    """written, short, phone or home: how the person would rather be spoken with."""
    wants_good_news: bool
    last_good_news_on: date | None
    """When good news last came to a person who wants it; null: never in this case, or nobody asked for it."""
    paused_until: date | None
    """The day on which it goes on after the pause that runs now; null: no pause. The next word stays."""
    watched_by: PersonLine | None
    """Who watches during the pause."""
    valid_from: date | None
    """Null: nothing has been agreed yet, and this is what holds for everybody."""
    asked_by: str
    ask_again_on: date | None
    """When it is asked again at the latest whether it still fits."""
    asked_again_since: date | None
    """Since when that is asked, until somebody answers or keeps it; null: it is not asked now."""
    asked_for_new_phase: bool
    """Asked because the road has come to another part of it."""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """Someone around the child in "who is involved": the same map for parents and staff (RQ-022, RQ-129)."""

    person: PersonLine
    role: str
    """contact_person, deputy, cover, leader, or the code of a case role."""
    label: str
    can_decide: str
    is_authority: bool
    may_see: str
    """everything, or shared: all of the case, but no threads."""
    since: date
    until: date | None
    is_here: bool
    """Whether the role is held at this moment: one that ended an hour ago has today as its last day."""

    @property
    def is_said(self) -> bool:
        """Whether ``label`` is the product's own word, in the reader's language; else it stands as staff wrote it."""
        return self.role in {"contact_person", "deputy", "cover", "leader", "decision"}


@dataclass(frozen=True, slots=True)
class InvolvedPerson:
    """One person in "who is involved", with the roles of now and to come; those who have left with what they were."""

    person: PersonLine
    state: str
    """here, coming or gone."""
    roles: tuple[RoleLine, ...]
    decides: tuple[str, ...]
    """What the person can decide, or has decided in this case."""
    is_authority: bool
    advises: bool
    """Has a part here that says what one can decide, so that deciding nothing is known and not only unsaid."""

    @property
    def may_see(self) -> str:
        """The widest of what the roles may see now; nothing before they begin and after they have ended."""
        seen = {role.may_see for role in self.roles if role.is_here} or {self.state}
        return next(one for one in ("everything", "shared", "coming", "gone") if one in seen)
