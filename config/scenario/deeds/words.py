"""Updates and notes."""

from __future__ import annotations

from config.scenario.deeds.questions import open_of
from config.scenario.deeds.scene import Deed, Scene
from journey.models import Update
from journey.models.updates import UpdateKind
from journey.services.updates import note_write, nothing_new_post, update_post


def _update(scene: Scene, kind: UpdateKind = UpdateKind.NEWS) -> Update:
    return update_post(
        case=scene.case,
        author=scene.actor,
        happened=scene.text("happened"),
        means=scene.text("means"),
        not_means=scene.text("not_means"),
        next_text=scene.text("next"),
        next_word_on=scene.day("next_word"),
        title=scene.text("title"),
        kind=kind,
        step=scene.step(),
        only_for=scene.maybe_person("only_for"),
        corrects=scene.thing(Update, "corrects") if scene.has("corrects") else None,
        covers=[question for person in scene.people("covers") for question in open_of(scene, person)],
        client_token=scene.token,
    )


def _good_news(scene: Scene) -> Update:
    return _update(scene, UpdateKind.GOOD_NEWS)


def _nothing_new(scene: Scene) -> Update:
    return nothing_new_post(
        case=scene.case,
        author=scene.actor,
        because=scene.text("because"),
        still_expected=scene.text("still_expected"),
        next_word_on=scene.day("next_word"),
        only_for=scene.maybe_person("only_for"),
        client_token=scene.token,
    )


def _note(scene: Scene) -> object:
    return note_write(case=scene.case, author=scene.actor, body=scene.text("text"))


WORDS: dict[str, Deed] = {
    "update": _update,
    "good_news": _good_news,
    "nothing_new": _nothing_new,
    "note": _note,
}
