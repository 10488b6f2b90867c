"""Which of a person's wishes a piece of news falls under, and which roads the person wants it by (RQ-093, RQ-096)."""

from enum import StrEnum

from journey.models import CommunicationAgreement
from messaging.models.delivery import Channel


class Group(StrEnum):
    """Kinds of news that are wished for together; named as the agreement's fields are."""

    NEWS = "news"
    MESSAGES = "messages"
    MEETINGS = "meetings"
    DECISIONS = "decisions"
    PEOPLE = "people"


ASKED_FOR = (Channel.EMAIL, Channel.SMS)
"""Roads that one can ask for. In the product everything stands."""
_CONVERSATION = frozenset({"message", "question", "talk"})
_PEOPLE = frozenset({"contact", "contact_stays", "absence", "news"})
"""Ordinary news is never what must go, except words about a change of staff."""


def group_of(notice: str, *, must_go: bool) -> Group:
    """The group of a kind of notice. What must go and is of no other kind is a decision, a date or support."""
    if not must_go:
        return Group.MESSAGES if notice in _CONVERSATION else Group.NEWS
    if notice == "meeting":
        return Group.MEETINGS
    return Group.PEOPLE if notice in _PEOPLE else Group.DECISIONS


def roads_wished(agreed: CommunicationAgreement | None, group: Group) -> list[Channel]:
    """The roads out of the product that the person wants it by; who has agreed nothing gets an e-mail."""
    if agreed is None:
        return [Channel.EMAIL]
    return [road for road in ASKED_FOR if getattr(agreed, f"{road}_{group}")]
