"""Messages, visits, and who is around the child."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Q

from config.scenario.actions import CHANGE_TEXTS
from config.scenario.deeds.scene import Deed, Scene
from config.scenario.world import NotOnStage
from journey.access.absences import absence_of, may_register_absence
from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.models import Absence, Case, CaseRole, ContactAssignment, Person, Relation, Update
from journey.models.people import RelationKind
from journey.rules import clock
from journey.selectors.case_page import case_page
from journey.services.call_off import contact_change_call_off
from journey.services.cases import case_close, case_reopen
from journey.services.contact import (
    ChangeWords,
    absence_end,
    absence_register,
    contact_change,
    staff_change_announce,
)
from journey.services.families import Custodian, custody_end, custody_start
from journey.services.people import relation_end, relation_start
from journey.services.questions import Outcome, Reply
from journey.services.responsibility import latest_announcement, responsibility_move
from journey.services.roles import Undo, role_assign, role_end, role_take_back
from journey.services.visits import visit_open
from messaging.models import Message
from messaging.services.messages import message_post, seen_mark
from messaging.services.threads import ThreadAccess, thread_for


def _thread(scene: Scene, whose: str, need: Action) -> ThreadAccess:
    """The own thread of a family member; for staff that of the person they name."""
    guardian = scene.maybe_person(whose) or scene.actor
    return thread_for(scene.actor, scene.case.pk, guardian.pk, need)


def _message(scene: Scene) -> Message:
    there = _thread(scene, "to", Action.POST_MESSAGE)
    reply = Reply(Outcome(scene.text("outcome") or Outcome.ANSWERS), promised_on=scene.day("promised"))
    return message_post(
        thread=there.thread, author=scene.actor, body=scene.text("text"), client_token=scene.token, reply=reply
    )


def _seen(scene: Scene) -> object:
    there = _thread(scene, "thread", Action.READ_THREAD)
    return seen_mark(thread=there.thread, person=scene.actor, up_to=there.thread.last_seq)


def _visit(scene: Scene) -> object:
    access = case_for(scene.actor, scene.case.pk, Action.READ_CASE)
    if access.is_family:
        visit_open(case=access.case, person=access.person)
    return case_page(access)


def _absence(scene: Scene) -> Absence:
    away = may_register_absence(scene.actor, (scene.maybe_person("person") or scene.actor).pk)
    return absence_register(
        person=away,
        cover=scene.person("cover"),
        first_day=scene.day("first_day") or clock.today(),
        last_day=scene.day("last_day"),
        by=scene.actor,
    )


def _meant_absence(away: Person) -> Absence | None:
    """The one that goes on or comes first; when all are over, the latest, which the product refuses to change."""
    of = Absence.objects.filter(person=away)
    left = of.filter(Q(last_day__isnull=True) | Q(last_day__gte=clock.today()))
    return left.order_by("first_day").first() or of.order_by("-first_day").first()


def _absence_end(scene: Scene) -> Absence:
    away = scene.maybe_person("person") or scene.actor
    meant = _meant_absence(away)
    if meant is None:
        raise NotOnStage(f"{away} is not away")
    absence = absence_of(scene.actor, meant.pk)
    return absence_end(absence=absence, last_day=scene.day("last_day") or clock.today(), by=scene.actor)


def _words(scene: Scene) -> ChangeWords:
    return ChangeWords(
        title=scene.text("title"),
        happened=scene.text("happened"),
        means=scene.text("means"),
        not_means=scene.text("not_means"),
        next_text=scene.text("next"),
    )


def _start(scene: Scene) -> datetime | None:
    """The moment written; of a day its beginning; None for now, which today alone means too."""
    day = scene.day("from")
    if day is None or (day == clock.today() and scene.event.values["from"].at is None):
        return None
    return scene.world.almanac.instant(scene.event.values["from"], default=time())


def _contact_change(scene: Scene) -> ContactAssignment:
    return contact_change(
        case=scene.case,
        to=scene.person("to"),
        deputy=scene.person("deputy"),
        by=scene.actor,
        words=_words(scene),
        from_at=_start(scene),
        next_word_on=scene.day("next_word"),
    )


def _contact_call_off(scene: Scene) -> ContactAssignment:
    return contact_change_call_off(
        case=scene.case, by=scene.actor, words=_words(scene), next_word_on=scene.day("next_word")
    )


def _staff_change(scene: Scene) -> object:
    return staff_change_announce(
        case=scene.case, by=scene.actor, words=_words(scene), next_word_on=scene.day("next_word")
    )


def _responsibility_move(scene: Scene) -> Update | None:
    """With words of its own, or as the latest announcement has told the family."""
    return responsibility_move(
        case=scene.case,
        leaver=scene.person("from"),
        to=scene.person("to"),
        label=scene.text("label"),
        keeps=scene.event.values.get("keeps", ()),
        stays=scene.flag("stays"),
        by=scene.actor,
        told=_words(scene) if any(scene.has(name) for name in CHANGE_TEXTS) else latest_announcement(scene.case),
        next_word_on=scene.day("next_word"),
    )


def _role_assign(scene: Scene) -> CaseRole:
    return role_assign(
        case=scene.case,
        person=scene.person("person"),
        role=scene.text("role"),
        label=scene.text("label"),
        by=scene.actor,
        can_decide=scene.text("can_decide"),
        is_authority=scene.flag("authority"),
    )


def _role_end(scene: Scene) -> CaseRole:
    held = scene.case.caseroles.filter(
        person=scene.person("person"), role=scene.text("role"), period__contains=clock.now()
    ).first()
    if held is None:
        raise NotOnStage(f"{scene.person('person')} does not hold the role '{scene.text('role')}' now")
    return role_end(held=held, by=scene.actor)


def _role_take_back(scene: Scene) -> CaseRole:
    undo = Undo(scene.text("undo"))
    rows = scene.case.caseroles.filter(person=scene.person("person"), role=scene.text("role"))
    fitting = rows.filter(period__isempty=False, period__endswith__isnull=undo is Undo.GIVEN)
    row = fitting.order_by("-period__startswith").first() or rows.order_by("-recorded_at").first()
    if row is None:
        raise NotOnStage(f"{scene.person('person')} has not held the role '{scene.text('role')}'")
    return role_take_back(row=row, undo=undo, by=scene.actor)


def _relation_start(scene: Scene) -> Relation:
    return relation_start(
        child=scene.world.children[scene.event.values["child"]],
        person=scene.person("person"),
        kind=RelationKind(scene.text("kind") or RelationKind.CUSTODIAN),
        label=scene.text("label"),
        basis=scene.text("basis"),
    )


def _relation_end(scene: Scene) -> Relation:
    child = scene.world.children[scene.event.values["child"]]
    person, kind = scene.person("person"), scene.text("kind")
    held = Relation.objects.filter(child=child, person=person, period__contains=clock.now()).order_by("kind")
    meant = [one for one in held if kind in {"", one.kind}]
    if not meant:
        raise NotOnStage(f"{person} has no {kind or 'relation'} to {child} now")
    if len(meant) > 1:
        kinds = ", ".join(one.kind for one in meant)
        raise NotOnStage(f"{person} has several relations to {child} ({kinds}): say 'kind'")
    return relation_end(relation=meant[0], by=scene.actor if scene.event.who else None)


def _custodian_add(scene: Scene) -> Relation:
    custodian = Custodian(label=scene.text("label"), who=scene.person("person"))
    return custody_start(case=scene.case, custodian=custodian, basis=scene.text("basis"), by=scene.actor)


def _custodian_end(scene: Scene) -> Relation:
    return custody_end(case=scene.case, person=scene.person("person"), basis=scene.text("basis"), by=scene.actor)


def _close(scene: Scene) -> Case:
    return case_close(case=scene.case, by=scene.actor, text=scene.text("text"))


def _reopen(scene: Scene) -> Case:
    return case_reopen(case=scene.case, by=scene.actor, text=scene.text("text"), next_word_on=scene.day("next_word"))


PEOPLE: dict[str, Deed] = {
    "message": _message,
    "seen": _seen,
    "visit": _visit,
    "absence": _absence,
    "absence_end": _absence_end,
    "contact_change": _contact_change,
    "contact_call_off": _contact_call_off,
    "staff_change": _staff_change,
    "responsibility_move": _responsibility_move,
    "role_assign": _role_assign,
    "role_end": _role_end,
    "role_take_back": _role_take_back,
    "relation_start": _relation_start,
    "relation_end": _relation_end,
    "custodian_add": _custodian_add,
    "custodian_end": _custodian_end,
    "close": _close,
    "reopen": _reopen,
}
