"""Questions, calls and short talks."""

from __future__ import annotations

from config.scenario.deeds.scene import Deed, Scene
from config.scenario.world import NotOnStage
from journey.access.gate import Access
from journey.access.matrix import Action
from journey.access.questions import question_for, talk_for
from journey.models import Meeting, Person, Question, TalkOffer, Update
from journey.models.questions import TALK_MINUTES, QuestionKind
from journey.services.calls import call_log
from journey.services.questions import question_answer, question_ask, question_promise, question_withdraw
from journey.services.talks import talk_offer, talk_pick


def open_of(scene: Scene, asker: Person) -> list[Question]:
    return list(scene.case.questions.filter(asker=asker, closed_at__isnull=True).order_by("asked_at"))


def _meant(scene: Scene, asker: Person, need: Action) -> tuple[Access, Question]:
    """The latest open question of that kind, else the latest that is over, which the product refuses to touch."""
    asked = scene.case.questions.filter(asker=asker).order_by("asked_at")
    if scene.has("kind"):
        asked = asked.filter(kind=scene.text("kind"))
    question = asked.filter(closed_at__isnull=True).last() or asked.last()
    if question is None:
        raise NotOnStage(f"{asker} has asked nothing like that in this case")
    return question_for(scene.actor, scene.case.pk, question.pk, need)


def _ask(scene: Scene) -> Question:
    return question_ask(
        case=scene.case,
        by=scene.actor,
        kind=QuestionKind(scene.text("kind")),
        step=scene.step(),
        words=scene.text("text"),
    )


def _promise(scene: Scene) -> Question:
    _access, question = _meant(scene, scene.person("of"), Action.PROMISE_ANSWER)
    return question_promise(
        question=question,
        by=scene.actor,
        owner=scene.person("owner"),
        promised_on=scene.needed_day("promised"),
        reason=scene.text("reason"),
        about=scene.text("about"),
    )


def _answer(scene: Scene) -> Update:
    _access, question = _meant(scene, scene.person("of"), Action.ANSWER_QUESTION)
    return question_answer(
        question=question, by=scene.actor, text=scene.text("text"), next_word_on=scene.day("next_word")
    )


def _withdraw(scene: Scene) -> Question:
    _access, question = _meant(scene, scene.actor, Action.WITHDRAW_QUESTION)
    return question_withdraw(question=question, by=scene.actor)


def _call(scene: Scene) -> Update:
    person, kinds = scene.person("to"), scene.event.values.get("answers", ())
    return call_log(
        case=scene.case,
        by=scene.actor,
        person=person,
        summary=scene.text("text"),
        next_text=scene.text("next"),
        told_news=scene.flag("told_news"),
        answers=[one for one in open_of(scene, person) if one.kind in kinds],
        next_word_on=scene.day("next_word"),
        client_token=scene.token,
    )


def _offer(scene: Scene) -> TalkOffer:
    offers = talk_offer(
        case=scene.case,
        by=scene.actor,
        person=scene.person("to"),
        starts=[scene.world.almanac.instant(one) for one in scene.event.values["starts"]],
        minutes=scene.event.values.get("minutes", TALK_MINUTES[0]),
        place=scene.text("place") or "Telefon",
    )
    return offers[0]


def _pick(scene: Scene) -> Meeting:
    """The hour is named by its beginning: the latest offer of it, also one that has been taken back."""
    offers = TalkOffer.objects.filter(case=scene.case, starts_at=scene.needed_instant("starts"))
    offer = offers.order_by("recorded_at").last()
    if offer is None:
        raise NotOnStage("nobody has offered that hour in this case")
    access, offer = talk_for(scene.actor, scene.case.pk, offer.pk)
    return talk_pick(offer=offer, by=access.person)


QUESTIONS: dict[str, Deed] = {
    "question_ask": _ask,
    "question_promise": _promise,
    "question_answer": _answer,
    "question_withdraw": _withdraw,
    "call": _call,
    "talk_offer": _offer,
    "talk_pick": _pick,
}
