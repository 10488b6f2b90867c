"""Who may do what: one table. A route whose action has no row here fails the tests (security §3)."""

from enum import StrEnum


class Role(StrEnum):
    """How a person stands to one case at one moment. A stranger has none of these."""

    CUSTODIAN = "custodian"
    CONTACT = "contact"
    COVER = "cover"
    """The deputy, and whoever covers for an absent contact."""
    PROFESSIONAL = "professional"
    """Holds a dated role in the case (psychologist, teacher, decider ...), or something of it lies with the person now:
    a current step, an open wait, a pending decision, an agreement to keep, a pause to watch."""
    LEADER = "leader"
    """Leads the case's unit or one above it."""


STAFF_ROLES = frozenset({Role.CONTACT, Role.COVER, Role.PROFESSIONAL, Role.LEADER})
SEES_WITHHELD = frozenset({Role.CONTACT, Role.COVER, Role.LEADER})


class Right(StrEnum):
    YES = "Y"
    OWN = "o"
    """Only what belongs to the person: the own thread, the own next word."""


class Action(StrEnum):
    READ_CASE = "case.read"
    READ_STAFF_SIDE = "case.read_staff_side"
    RECORD_VISIT = "visit.record"
    """A family member has opened the case: what is new is remembered, what was shown counts as informed."""
    READ_NEXT_WORD = "next_word.read"
    READ_THREAD = "thread.read"
    POST_MESSAGE = "message.post"
    POST_UPDATE = "update.post"
    WRITE_NOTE = "note.write"
    READ_NOTES = "note.read"
    MOVE_STEP = "step.move"
    RELEASE_STEP = "step.release"
    """To ask that a withheld step is shown to the family, or, when another has asked, to show it."""
    MANAGE_WAIT = "wait.manage"
    MANAGE_MEETING = "meeting.manage"
    MANAGE_DECISION = "decision.manage"
    MANAGE_AGREEMENT = "agreement.manage"
    SET_COMMUNICATION = "communication.set"
    """How one of the family hears from us, set by staff together with that person."""
    SET_OWN_COMMUNICATION = "communication.set_own"
    MANAGE_ROLES = "role.manage"
    CHANGE_CONTACT = "contact.change"
    CLOSE_CASE = "case.close"
    REGISTER_ABSENCE = "absence.register"
    MANAGE_CUSTODY = "custody.manage"
    """Who has custody, and so who follows the child's cases; four eyes on it (security §3.3) are not built yet."""
    OPEN_CASE = "case.open"
    EMPLOY_COLLEAGUE = "colleague.employ"
    ASK_QUESTION = "question.ask"
    ANSWER_QUESTION = "question.answer"
    PROMISE_ANSWER = "question.promise"
    """Say who finds out, and by when: another person, another date, with a reason."""
    WITHDRAW_QUESTION = "question.withdraw"
    """The family says that it was no question."""
    EXPLAIN_BREACH = "breach.explain"
    """Say to the family, in one's own words, that a promised word did not come."""
    READ_GAPS = "gap.read"
    """Broken promises: since when, who has them, by when."""
    READ_MEASURES = "measures.read"
    """How well promises are kept in the units that one leads: numbers, nobody's name."""
    ACKNOWLEDGE_NOTICE = "notice.acknowledge"
    """Say, by an app, that one piece of news was shown; opening the page says it of all that the page shows."""
    READ_DELIVERY = "delivery.read"
    """How news reached the family: by which road, when, and why not."""
    SETTLE_NOTICE = "notice.settle"
    """Say how a call or a letter about unread news went, and sign off that nobody tries any longer."""
    OFFER_TALK = "talk.offer"
    PICK_TALK = "talk.pick"


TELLS_FAMILY = frozenset(
    {
        Action.POST_UPDATE,
        Action.MOVE_STEP,
        Action.MANAGE_WAIT,
        Action.MANAGE_MEETING,
        Action.MANAGE_AGREEMENT,
        Action.OFFER_TALK,
    }
)
"""What the family reads with a name. A professional who has nothing but what is withheld has none of it: the name would
be a trace (L13, T11)."""

_ALL_STAFF = dict.fromkeys(STAFF_ROLES, Right.YES)
_RESPONSIBLE = {Role.CONTACT: Right.YES, Role.COVER: Right.YES, Role.LEADER: Right.YES}
_READS_THREADS = {Role.CONTACT: Right.YES, Role.COVER: Right.YES}
_OTHER_STAFF_OWN = {Role.PROFESSIONAL: Right.OWN, Role.LEADER: Right.OWN}

MATRIX: dict[Action, dict[Role, Right]] = {
    Action.READ_CASE: {Role.CUSTODIAN: Right.YES, **_ALL_STAFF},
    Action.READ_STAFF_SIDE: _ALL_STAFF,
    Action.RECORD_VISIT: {Role.CUSTODIAN: Right.YES},
    Action.READ_NEXT_WORD: {Role.CUSTODIAN: Right.OWN, **_ALL_STAFF},
    # Leaders see what is late, never the text of a thread (G14); reading one is break-glass, which is not built yet.
    Action.READ_THREAD: {Role.CUSTODIAN: Right.OWN, Role.CONTACT: Right.YES, Role.COVER: Right.YES},
    Action.POST_MESSAGE: {Role.CUSTODIAN: Right.OWN, Role.CONTACT: Right.YES, Role.COVER: Right.YES},
    Action.POST_UPDATE: _ALL_STAFF,
    Action.WRITE_NOTE: _ALL_STAFF,
    Action.READ_NOTES: _ALL_STAFF,
    Action.MOVE_STEP: _ALL_STAFF,
    # Not whoever only stands in: hiding is easy, showing is hard (security §3.3).
    Action.RELEASE_STEP: {Role.CONTACT: Right.YES, Role.LEADER: Right.YES},
    Action.MANAGE_WAIT: _ALL_STAFF,
    Action.MANAGE_MEETING: _ALL_STAFF,
    Action.MANAGE_DECISION: _RESPONSIBLE,
    Action.MANAGE_AGREEMENT: _ALL_STAFF,
    Action.SET_COMMUNICATION: {Role.CONTACT: Right.YES, Role.COVER: Right.YES},
    # Each custodian's own agreement only: the other's is not even asked for (G5).
    Action.SET_OWN_COMMUNICATION: {Role.CUSTODIAN: Right.YES},
    Action.MANAGE_ROLES: _RESPONSIBLE,
    Action.CHANGE_CONTACT: {Role.LEADER: Right.YES},
    Action.CLOSE_CASE: _RESPONSIBLE,
    # About a person, not a case: one's own, and that of those one leads (journey.access.absences).
    Action.REGISTER_ABSENCE: {**dict.fromkeys(STAFF_ROLES, Right.OWN), Role.LEADER: Right.YES},
    Action.MANAGE_CUSTODY: {Role.LEADER: Right.YES},
    # About no case yet: in the units one works in or leads (journey.access.staff_side).
    Action.OPEN_CASE: _ALL_STAFF,
    Action.EMPLOY_COLLEAGUE: {Role.LEADER: Right.YES},
    # A question is the asker's and the owner's own; which of the two counts is in journey.access.questions.
    Action.ASK_QUESTION: {Role.CUSTODIAN: Right.YES},
    Action.ANSWER_QUESTION: {**_READS_THREADS, **_OTHER_STAFF_OWN},
    # A leader gives a late question a name and a day without reading it (G14).
    Action.PROMISE_ANSWER: {**_READS_THREADS, Role.PROFESSIONAL: Right.OWN, Role.LEADER: Right.YES},
    Action.WITHDRAW_QUESTION: {Role.CUSTODIAN: Right.OWN},
    # Whoever has the broken promise now, and the leaders, who are up the chain from every stand-in.
    Action.EXPLAIN_BREACH: {Role.CONTACT: Right.OWN, Role.COVER: Right.OWN, Role.LEADER: Right.YES},
    # Which of them is in journey.access.gaps: a professional sees what the professional has.
    Action.READ_GAPS: _ALL_STAFF,
    # About units and processes, no case: journey.access.staff_side.require_leader.
    Action.READ_MEASURES: {Role.LEADER: Right.YES},
    Action.ACKNOWLEDGE_NOTICE: {Role.CUSTODIAN: Right.OWN},
    # It tells of withheld rows too, so whoever does not see those sees none of it.
    Action.READ_DELIVERY: _RESPONSIBLE,
    Action.SETTLE_NOTICE: _RESPONSIBLE,
    Action.OFFER_TALK: _ALL_STAFF,
    Action.PICK_TALK: {Role.CUSTODIAN: Right.OWN},
}


def right_to(action: Action, roles: frozenset[Role]) -> Right | None:
    """The strongest right that any of the roles gives to the action; None: no right at all."""
    rights = {MATRIX[action].get(role) for role in roles}
    if Right.YES in rights:
        return Right.YES
    return Right.OWN if Right.OWN in rights else None
