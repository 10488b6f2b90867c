"""Steps and waits."""

from __future__ import annotations

from config.scenario.deeds.scene import Deed, Scene
from config.scenario.world import NotOnStage
from journey.models import Step, Wait
from journey.services.cases import step_add
from journey.services.follow_up import step_followed_up
from journey.services.steps import MoveKind, step_date_move, step_move
from journey.services.waits import WaitTexts, wait_date_move, wait_end, wait_open, wait_reviewed
from journey.services.withheld import step_release, step_release_ask, step_release_withdraw


def _move(kind: MoveKind) -> Deed:
    def move(scene: Scene) -> Step:
        return step_move(
            step=_needed(scene.step()),
            kind=kind,
            by=scene.actor,
            sentence=scene.text("sentence"),
            to=scene.target(),
            takeover=scene.takeover(),
            next_word_on=scene.day("next_word"),
        )

    return move


def _needed(step: Step | None) -> Step:
    if step is None:
        raise NotOnStage("this event names no step")
    return step


def _step_add(scene: Scene) -> Step:
    return step_add(case=scene.case, by=scene.actor, code=scene.event.values["step"])


def _step_date(scene: Scene) -> Step:
    return step_date_move(
        step=_needed(scene.step()),
        by=scene.actor,
        reason=scene.text("reason"),
        expected_from=scene.day("expected_from"),
        expected_to=scene.day("expected_to"),
        next_word_on=scene.day("next_word"),
    )


def _step_follow_up(scene: Scene) -> Step:
    return step_followed_up(step=_needed(scene.step()), by=scene.actor, follow_up_on=scene.needed_day("follow_up"))


def _step_release_ask(scene: Scene) -> Step:
    return step_release_ask(step=_needed(scene.step()), by=scene.actor)


def _step_release_withdraw(scene: Scene) -> Step:
    return step_release_withdraw(step=_needed(scene.step()), by=scene.actor)


def _step_release(scene: Scene) -> Step:
    return step_release(
        step=_needed(scene.step()), by=scene.actor, text=scene.text("text"), next_word_on=scene.day("next_word")
    )


def _wait_review(scene: Scene) -> Wait:
    return wait_reviewed(
        wait=scene.thing(Wait),
        by=scene.actor,
        review_on=scene.needed_day("review"),
        meanwhile=scene.text("meanwhile"),
    )


def _wait_open(scene: Scene) -> Wait:
    texts = WaitTexts(
        awaited=scene.text("awaited"),
        why=scene.text("why"),
        ends_when=scene.text("ends_when"),
        meanwhile=scene.text("meanwhile"),
        family_can=scene.text("family_can"),
        expected_from=scene.day("expected_from"),
        expected_to=scene.day("expected_to"),
        expected_kind=scene.text("expected_kind"),
    )
    return wait_open(
        case=scene.case,
        by=scene.actor,
        holder=scene.person("holder"),
        texts=texts,
        review_on=scene.needed_day("review"),
        step=scene.step(),
        since=scene.day("since"),
        next_word_on=scene.day("next_word"),
    )


def _wait_date(scene: Scene) -> Wait:
    return wait_date_move(
        wait=scene.thing(Wait),
        by=scene.actor,
        reason=scene.text("reason"),
        expected_from=scene.day("expected_from"),
        expected_to=scene.day("expected_to"),
        meanwhile=scene.text("meanwhile"),
        next_word_on=scene.day("next_word"),
    )


def _wait_end(scene: Scene) -> Wait:
    return wait_end(wait=scene.thing(Wait), by=scene.actor, how=scene.text("how"), next_word_on=scene.day("next_word"))


ROAD: dict[str, Deed] = {
    **{f"step_{kind}": _move(kind) for kind in MoveKind},
    "step_add": _step_add,
    "step_date": _step_date,
    "step_follow_up": _step_follow_up,
    "step_release_ask": _step_release_ask,
    "step_release_withdraw": _step_release_withdraw,
    "step_release": _step_release,
    "wait_review": _wait_review,
    "wait_open": _wait_open,
    "wait_date": _wait_date,
    "wait_end": _wait_end,
}
