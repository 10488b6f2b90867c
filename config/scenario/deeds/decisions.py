"""Decisions."""

from __future__ import annotations

from config.scenario.deeds.scene import Deed, Scene
from journey.models import Decision
from journey.services.decisions import decision_ask, decision_conclude, decision_date_move, decision_reassign


def _decision_ask(scene: Scene) -> Decision:
    return decision_ask(
        case=scene.case,
        by=scene.actor,
        asked=scene.text("asked"),
        decider_role=scene.text("decider_role"),
        decider=scene.maybe_person("decider"),
        body=scene.text("body"),
        expected_on=scene.day("expected"),
        step=scene.step(),
        next_word_on=scene.day("next_word"),
    )


def _decision_conclude(scene: Scene) -> Decision:
    return decision_conclude(
        decision=scene.thing(Decision),
        by=scene.actor,
        outcome=scene.text("outcome"),
        means=scene.text("means"),
        reasons=scene.text("reasons"),
        next_word_on=scene.day("next_word"),
    )


def _decision_reassign(scene: Scene) -> Decision:
    return decision_reassign(decision=scene.thing(Decision), by=scene.actor, decider=scene.person("decider"))


def _decision_date(scene: Scene) -> Decision:
    return decision_date_move(
        decision=scene.thing(Decision),
        by=scene.actor,
        reason=scene.text("reason"),
        expected_on=scene.day("expected"),
        next_word_on=scene.day("next_word"),
    )


DECISIONS: dict[str, Deed] = {
    "decision_ask": _decision_ask,
    "decision_conclude": _decision_conclude,
    "decision_reassign": _decision_reassign,
    "decision_date": _decision_date,
}
