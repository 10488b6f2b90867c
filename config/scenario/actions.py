"""What can happen in a story: each action with its parameters and the row of the access matrix it needs.

`docs/scenarios.md` describes the same table for writers; a test keeps the two together. `deeds` carries them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.scenario.params import Param
from journey.access.matrix import Action
from journey.models.agreements import Outcome as AgreementOutcome
from journey.models.decisions import OUTCOMES
from journey.models.people import RelationKind
from journey.models.promises import LANGUAGES_SPOKEN, NEWS_GROUPS, NewsRhythm, WishedForm
from journey.models.questions import QuestionKind
from journey.models.steps import DateKind
from journey.services.questions import ASKED_BY_TAP, WORDS_LIMIT
from journey.services.questions import Outcome as QuestionOutcome
from journey.services.roles import Undo

LABELLED = {
    "update": "update",
    "wait": "wait_open",
    "meeting": "meeting_plan",
    "decision": "decision_ask",
    "agreement": "agreement_make",
}
"""Things that later events can name, and the action that makes each."""


@dataclass(frozen=True, slots=True)
class Spec:
    """`need` None: nothing on a case is touched, so there is no gate to pass."""

    params: Mapping[str, Param]
    need: Action | None
    on_case: bool = True
    needs_who: bool = True
    said_by: str = ""
    """Who does such a thing: "family" or "staff"; empty: either."""
    makes: str = ""
    """The sort of thing that later events can name."""


def _words(*names: str) -> dict[str, Param]:
    return {name: Param("text", required=True, words=True) for name in names}


def _texts(*names: str) -> dict[str, Param]:
    return {name: Param("text") for name in names}


def _person(name: str, *, required: bool = True) -> dict[str, Param]:
    return {name: Param("person", required=required)}


def _staff(name: str, *, required: bool = True) -> dict[str, Param]:
    """Somebody who must work in the municipality, unless the file says that the product refuses."""
    return {name: Param("staff", required=required)}


NEXT_WORD = {"next_word": Param("day")}
EXPECTED = {"expected_from": Param("day"), "expected_to": Param("day")}
RELATION = {"kind": Param("choice", choices=tuple(RelationKind.values))}
TWICE = {"twice": Param("flag")}
FIVE = _words("happened", "means", "not_means", "next")
STEP = {"step": Param("step", required=True)}
MAY_STEP = {"step": Param("step")}
TAKEOVER = {**_person("owner", required=False), **EXPECTED, "follow_up": Param("day")}
_UPDATE = {
    **FIVE,
    **_texts("title"),
    **NEXT_WORD,
    **MAY_STEP,
    **_person("only_for", required=False),
    "name": Param("new_name"),
    "corrects": Param("update"),
    "covers": Param("people"),
    **TWICE,
}
KIND = {"kind": Param("choice", choices=tuple(QuestionKind))}
"""Which of the open questions; left out, the latest."""
QUESTION = {**_person("of"), **KIND}
_MOVE = {**STEP, **_words("sentence"), **TAKEOVER, **NEXT_WORD}
_MOVE_TO = {**_MOVE, "to": Param("step")}
CHANGE_TEXTS = ("title", "happened", "means", "not_means", "next")
_CHANGE = {**_words(*CHANGE_TEXTS), **NEXT_WORD}

ACTIONS: dict[str, Spec] = {
    "update": Spec(_UPDATE, Action.POST_UPDATE, makes="update"),
    "good_news": Spec(_UPDATE, Action.POST_UPDATE, makes="update"),
    "nothing_new": Spec(
        {
            **_words("because", "still_expected"),
            **NEXT_WORD,
            **_person("only_for", required=False),
            **TWICE,
        },
        Action.POST_UPDATE,
    ),
    "note": Spec(_words("text"), Action.WRITE_NOTE),
    "step_start": Spec(_MOVE, Action.MOVE_STEP),
    "step_forward": Spec(_MOVE_TO, Action.MOVE_STEP),
    "step_back": Spec({**_MOVE, "to": Param("step", required=True)}, Action.MOVE_STEP),
    "step_skip": Spec(_MOVE_TO, Action.MOVE_STEP),
    "step_repeat": Spec(_MOVE, Action.MOVE_STEP),
    "step_add": Spec(STEP, Action.MOVE_STEP),
    "step_date": Spec({**STEP, **_words("reason"), **EXPECTED, **NEXT_WORD}, Action.MOVE_STEP),
    "step_follow_up": Spec({**STEP, "follow_up": Param("day", required=True)}, Action.MOVE_STEP),
    "step_release_ask": Spec(STEP, Action.RELEASE_STEP),
    "step_release_withdraw": Spec(STEP, Action.RELEASE_STEP),
    "step_release": Spec({**STEP, **_words("text"), **NEXT_WORD}, Action.RELEASE_STEP),
    "wait_open": Spec(
        {
            "name": Param("new_name"),
            **_words("awaited", "why", "ends_when"),
            **_person("holder"),
            "review": Param("day", required=True),
            **_texts("meanwhile", "family_can"),
            **MAY_STEP,
            "since": Param("day"),
            **EXPECTED,
            "expected_kind": Param("choice", choices=tuple(DateKind.values)),
            **NEXT_WORD,
        },
        Action.MANAGE_WAIT,
        makes="wait",
    ),
    "wait_date": Spec(
        {"wait": Param("wait"), **_words("reason"), **_texts("meanwhile"), **EXPECTED, **NEXT_WORD}, Action.MANAGE_WAIT
    ),
    "wait_review": Spec(
        {"wait": Param("wait"), "review": Param("day", required=True), **_texts("meanwhile")}, Action.MANAGE_WAIT
    ),
    "wait_end": Spec({"wait": Param("wait"), **_words("how"), **NEXT_WORD}, Action.MANAGE_WAIT),
    "meeting_plan": Spec(
        {
            "name": Param("new_name"),
            **_words("title", "purpose"),
            "starts": Param("moment", required=True),
            "ends": Param("moment"),
            "invite": Param("invitees", required=True),
            **_texts("place", "can_decide", "is_not", "question"),
            "without_family": Param("flag"),
            **NEXT_WORD,
        },
        Action.MANAGE_MEETING,
        makes="meeting",
    ),
    "meeting_add": Spec(
        {"meeting": Param("meeting"), "invite": Param("invitees", required=True)}, Action.MANAGE_MEETING
    ),
    "meeting_cancel": Spec(
        {
            "meeting": Param("meeting"),
            "cancelled_by": Param("choice", required=True, choices=("municipality", "family")),
            **_words("reason"),
            **NEXT_WORD,
        },
        Action.MANAGE_MEETING,
    ),
    "meeting_held": Spec({"meeting": Param("meeting"), "conclusion_by": Param("day")}, Action.MANAGE_MEETING),
    "meeting_conclude": Spec({"meeting": Param("meeting"), **_words("conclusion"), **NEXT_WORD}, Action.MANAGE_MEETING),
    "decision_ask": Spec(
        {
            "name": Param("new_name"),
            **_words("asked", "decider_role"),
            **_person("decider", required=False),
            **_texts("body"),
            "expected": Param("day"),
            **MAY_STEP,
            **NEXT_WORD,
        },
        Action.MANAGE_DECISION,
        makes="decision",
    ),
    "decision_conclude": Spec(
        {
            "decision": Param("decision"),
            "outcome": Param("choice", required=True, choices=OUTCOMES),
            **_words("means"),
            **_texts("reasons"),
            **NEXT_WORD,
        },
        Action.MANAGE_DECISION,
    ),
    "decision_reassign": Spec({"decision": Param("decision"), **_person("decider")}, Action.MANAGE_DECISION),
    "decision_date": Spec(
        {"decision": Param("decision"), **_words("reason"), "expected": Param("day"), **NEXT_WORD},
        Action.MANAGE_DECISION,
    ),
    "message": Spec(
        {
            **_words("text"),
            **_person("to", required=False),
            "outcome": Param("choice", choices=tuple(QuestionOutcome)),
            "promised": Param("day"),
            **TWICE,
        },
        Action.POST_MESSAGE,
    ),
    "question_ask": Spec(
        {
            "kind": Param("choice", required=True, choices=tuple(ASKED_BY_TAP)),
            **MAY_STEP,
            "text": Param("text", limit=WORDS_LIMIT),
        },
        Action.ASK_QUESTION,
        said_by="family",
    ),
    "question_promise": Spec(
        {
            **QUESTION,
            **_person("owner"),
            "promised": Param("day", required=True),
            **_words("reason"),
            **_texts("about"),
        },
        Action.PROMISE_ANSWER,
        said_by="staff",
    ),
    "question_answer": Spec({**QUESTION, **_words("text"), **NEXT_WORD}, Action.ANSWER_QUESTION, said_by="staff"),
    "breach_explain": Spec({**_person("to"), **_texts("text"), **NEXT_WORD}, Action.EXPLAIN_BREACH, said_by="staff"),
    "question_withdraw": Spec(KIND, Action.WITHDRAW_QUESTION, said_by="family"),
    "call": Spec(
        {
            **_person("to"),
            **_words("text"),
            **_texts("next"),
            "answers": Param("choices", choices=tuple(QuestionKind)),
            "told_news": Param("flag"),
            **NEXT_WORD,
            **TWICE,
        },
        Action.POST_UPDATE,
        said_by="staff",
    ),
    "talk_offer": Spec(
        {
            **_person("to"),
            "starts": Param("moments", required=True),
            "minutes": Param("number", low=1, high=60),
            **_texts("place"),
        },
        Action.OFFER_TALK,
        said_by="staff",
    ),
    "talk_pick": Spec(
        {"starts": Param("moment", required=True), "name": Param("new_name")},
        Action.PICK_TALK,
        said_by="family",
        makes="meeting",
    ),
    "notice_call": Spec(
        {**_person("to"), "reached": Param("flag", required=True)}, Action.SETTLE_NOTICE, said_by="staff"
    ),
    "notice_letter": Spec(_person("to"), Action.SETTLE_NOTICE, said_by="staff"),
    "notice_sign_off": Spec({**_person("of"), **_texts("reason")}, Action.SETTLE_NOTICE, said_by="staff"),
    "seen": Spec(_person("thread", required=False), Action.READ_THREAD),
    "visit": Spec({}, Action.READ_CASE),
    "absence": Spec(
        {
            **_staff("person", required=False),
            **_staff("cover"),
            "first_day": Param("day"),
            "last_day": Param("day"),
        },
        None,
        on_case=False,
        said_by="staff",
    ),
    "absence_end": Spec(
        {**_staff("person", required=False), "last_day": Param("day")}, None, on_case=False, said_by="staff"
    ),
    "contact_change": Spec(
        {**_staff("to"), **_staff("deputy"), "from": Param("moment"), **_CHANGE}, Action.CHANGE_CONTACT
    ),
    "contact_call_off": Spec(_CHANGE, Action.CHANGE_CONTACT),
    "staff_change": Spec(_CHANGE, Action.POST_UPDATE),
    "responsibility_move": Spec(
        {
            **_person("from"),
            **_person("to"),
            "label": Param("label", limit=100),
            "keeps": Param("roles"),
            **_texts(*CHANGE_TEXTS),
            "stays": Param("flag"),
            **NEXT_WORD,
        },
        Action.MANAGE_ROLES,
    ),
    "role_assign": Spec(
        {
            **_person("person"),
            "role": Param("role", required=True),
            "label": Param("label", required=True, words=True),
            **_texts("can_decide"),
            "authority": Param("flag"),
        },
        Action.MANAGE_ROLES,
    ),
    "role_end": Spec({**_person("person"), "role": Param("role", required=True)}, Action.MANAGE_ROLES),
    "role_take_back": Spec(
        {
            **_person("person"),
            "role": Param("role", required=True),
            "undo": Param("choice", required=True, choices=tuple(Undo)),
        },
        Action.MANAGE_ROLES,
    ),
    "agreement_make": Spec(
        {
            "name": Param("new_name"),
            **_words("text"),
            **_person("owner"),
            "due": Param("day", required=True),
            "follow_up": Param("day"),
            "at_meeting": Param("meeting"),
            "made": Param("day"),
            **NEXT_WORD,
        },
        Action.MANAGE_AGREEMENT,
        makes="agreement",
    ),
    "agreement_date": Spec(
        {
            "agreement": Param("agreement"),
            **_words("reason"),
            "due": Param("day", required=True),
            "follow_up": Param("day"),
            **NEXT_WORD,
        },
        Action.MANAGE_AGREEMENT,
    ),
    "agreement_follow_up": Spec(
        {"agreement": Param("agreement"), "follow_up": Param("day", required=True)}, Action.MANAGE_AGREEMENT
    ),
    "agreement_confirm": Spec({"agreement": Param("agreement")}, Action.MANAGE_AGREEMENT),
    "agreement_conclude": Spec(
        {
            "agreement": Param("agreement"),
            "outcome": Param("choice", required=True, choices=tuple(AgreementOutcome.values)),
            **_words("text"),
            **NEXT_WORD,
        },
        Action.MANAGE_AGREEMENT,
    ),
    "communication": Spec(
        {
            **_person("person", required=False),
            "days": Param("number", low=0, high=365),
            **{f"{road}_{group}": Param("flag") for road in ("email", "sms") for group in NEWS_GROUPS},
            "news_rhythm": Param("choice", choices=tuple(NewsRhythm.values)),
            "quiet_from": Param("hour"),
            "quiet_to": Param("hour"),
            **_texts("asked_by"),
            "language": Param("choice", choices=LANGUAGES_SPOKEN),
            "interpreter": Param("flag"),
            "form": Param("choice", choices=tuple(WishedForm.values)),
            "good_news": Param("flag"),
            "paused_until": Param("day"),
            **_staff("watched_by", required=False),
        },
        Action.SET_COMMUNICATION,
    ),
    "relation_start": Spec(
        {
            **_person("person"),
            "child": Param("child", required=True),
            **RELATION,
            "label": Param("label", limit=50),
            "basis": Param("text", limit=200),
        },
        None,
        on_case=False,
        needs_who=False,
    ),
    "relation_end": Spec(
        {**_person("person"), "child": Param("child", required=True), **RELATION},
        None,
        on_case=False,
        needs_who=False,
    ),
    "custodian_add": Spec({**_person("person"), **_words("label", "basis")}, Action.MANAGE_CUSTODY),
    "custodian_end": Spec({**_person("person"), **_words("basis")}, Action.MANAGE_CUSTODY),
    "close": Spec(_words("text"), Action.CLOSE_CASE),
    "reopen": Spec({**_words("text"), **NEXT_WORD}, Action.CLOSE_CASE),
}
