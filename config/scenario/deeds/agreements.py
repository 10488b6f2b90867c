"""What is agreed: on what to do, and on how to keep in touch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from config.scenario.deeds.scene import Deed, Scene
from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.models import Agreement, Meeting
from journey.models.promises import NEWS_GROUPS
from journey.rules import clock
from journey.services.agreements import agreement_conclude, agreement_confirm, agreement_date_move, agreement_make
from journey.services.communication import communication_agree, wishes_of
from journey.services.follow_up import agreement_followed_up


def _make(scene: Scene) -> Agreement:
    return agreement_make(
        case=scene.case,
        by=scene.actor,
        text=scene.text("text"),
        owner=scene.person("owner"),
        due_on=scene.needed_day("due"),
        follow_up_on=scene.day("follow_up"),
        meeting=scene.thing(Meeting, "at_meeting") if scene.has("at_meeting") else None,
        made_on=scene.day("made"),
        next_word_on=scene.day("next_word"),
    )


def _date(scene: Scene) -> Agreement:
    return agreement_date_move(
        agreement=scene.thing(Agreement),
        by=scene.actor,
        reason=scene.text("reason"),
        due_on=scene.needed_day("due"),
        follow_up_on=scene.day("follow_up"),
        next_word_on=scene.day("next_word"),
    )


def _follow_up(scene: Scene) -> Agreement:
    return agreement_followed_up(
        agreement=scene.thing(Agreement), by=scene.actor, follow_up_on=scene.needed_day("follow_up")
    )


def _confirm(scene: Scene) -> Agreement:
    return agreement_confirm(agreement=scene.thing(Agreement), by=scene.actor)


def _conclude(scene: Scene) -> Agreement:
    return agreement_conclude(
        agreement=scene.thing(Agreement),
        by=scene.actor,
        outcome=scene.text("outcome"),
        text=scene.text("text"),
        next_word_on=scene.day("next_word"),
    )


WISHES = {
    "days": "freshness_days",
    **{f"{road}_{group}": f"{road}_{group}" for road in ("email", "sms") for group in NEWS_GROUPS},
    "news_rhythm": "news_rhythm",
    "language": "language",
    "interpreter": "needs_interpreter",
    "form": "form",
    "good_news": "wants_good_news",
    "quiet_from": "quiet_from",
    "quiet_to": "quiet_to",
}
"""Parameters that are wishes as they stand, and what the product calls them."""


def _communication(scene: Scene) -> object:
    """By staff for the person they name, by one of the family for themselves. What is not said stays as it is."""
    person = scene.maybe_person("person") or scene.actor
    alone = person == scene.actor
    case_for(scene.actor, scene.case.pk, Action.SET_OWN_COMMUNICATION if alone else Action.SET_COMMUNICATION)
    said: dict[str, Any] = {wish: scene.event.values[name] for name, wish in WISHES.items() if scene.has(name)}
    if scene.has("paused_until"):
        said |= {"paused_until": scene.day("paused_until"), "watched_by": scene.maybe_person("watched_by")}
    return communication_agree(
        case=scene.case,
        person=person,
        wishes=replace(wishes_of(scene.case, person, clock.today()), **said),
        by=scene.actor,
        asked_by=scene.text("asked_by"),
    )


AGREEMENTS: dict[str, Deed] = {
    "agreement_make": _make,
    "agreement_date": _date,
    "agreement_follow_up": _follow_up,
    "agreement_confirm": _confirm,
    "agreement_conclude": _conclude,
    "communication": _communication,
}
