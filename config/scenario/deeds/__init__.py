"""Carries out what people do: each action through the gate as its actor, then through the public service."""

from __future__ import annotations

from uuid import UUID, uuid5

from config.scenario.actions import ACTIONS
from config.scenario.deeds.agreements import AGREEMENTS
from config.scenario.deeds.breaches import BREACHES
from config.scenario.deeds.decisions import DECISIONS
from config.scenario.deeds.meetings import MEETINGS
from config.scenario.deeds.notices import NOTICES
from config.scenario.deeds.people import PEOPLE
from config.scenario.deeds.questions import QUESTIONS
from config.scenario.deeds.road import ROAD
from config.scenario.deeds.scene import Deed, Scene
from config.scenario.deeds.words import WORDS
from config.scenario.story import EventData
from config.scenario.world import World
from journey.access.gate import case_for
from journey.models import Agreement, Decision, Meeting, Update, Wait

__all__ = ["DEEDS", "MadeTwice", "carry_out"]

DEEDS: dict[str, Deed] = {
    **WORDS,
    **BREACHES,
    **ROAD,
    **MEETINGS,
    **DECISIONS,
    **AGREEMENTS,
    **PEOPLE,
    **QUESTIONS,
    **NOTICES,
}
GATE_INSIDE = {
    "breach_explain",
    "message",
    "seen",
    "visit",
    "communication",
    "question_promise",
    "question_answer",
    "question_withdraw",
    "talk_pick",
}
"""They pass the gate themselves, with more than the case to say."""


class MadeTwice(Exception):
    """The same thing sent twice made two rows; carries one sentence."""


def carry_out(world: World, event: EventData, *, tokens: UUID) -> None:
    """Do it once, or twice with the same token. Raises what gate and service raise, NotOnStage and MadeTwice."""
    scene = Scene(world, event, uuid5(tokens, f"{world.story.id}:{event.line}"))
    spec = ACTIONS[event.action]
    if spec.need is not None and event.action not in GATE_INSIDE:
        case_for(scene.actor, scene.case.pk, spec.need)
    made = DEEDS[event.action](scene)
    if scene.flag("twice"):
        again = DEEDS[event.action](scene)
        if getattr(made, "pk", None) != getattr(again, "pk", None):
            raise MadeTwice(f"'{event.action}' sent twice with the same token made two of them")
    if spec.makes and isinstance(made, (Update, Wait, Meeting, Decision, Agreement)):
        world.remember(scene.case_key, spec.makes, event.values.get("name"), made)
