"""Meetings."""

from __future__ import annotations

from dataclasses import replace

from config.scenario.deeds.scene import Deed, Scene
from config.scenario.params import InviteeData
from config.scenario.world import World
from journey.models import Meeting
from journey.services.meetings import (
    Invitee,
    MeetingTexts,
    meeting_cancel,
    meeting_conclude,
    meeting_held,
    meeting_plan,
    participant_add,
)


def _invitees(scene: Scene) -> tuple[Invitee, ...]:
    return tuple(_invitee(scene.world, _in_days(scene.world, one)) for one in scene.event.values["invite"])


def _in_days(world: World, one: InviteeData) -> InviteeData:
    """Days in what the invitation says are written out, as in every other text."""
    return replace(one, role=world.almanac.fill_in(one.role), why=world.almanac.fill_in(one.why))


def _invitee(world: World, one: InviteeData) -> Invitee:
    """For a member of the cast the name and, unless written, the role come from the cast."""
    if one.person is None:
        return Invitee(name=one.name, role=one.role, why=one.why, is_family=one.is_family)
    data = world.story.cast[one.person]
    is_family = data.kind == "family"
    label = next((relation.label for relation in data.relations if relation.label), "")
    role = one.role or data.title or label or "familie"
    return Invitee(name=data.name, role=role, why=one.why, person=world.people[one.person], is_family=is_family)


def _meeting_plan(scene: Scene) -> Meeting:
    return meeting_plan(
        case=scene.case,
        by=scene.actor,
        texts=MeetingTexts(
            title=scene.text("title"),
            purpose=scene.text("purpose"),
            can_decide=scene.text("can_decide"),
            is_not=scene.text("is_not"),
            place=scene.text("place"),
            question=scene.text("question"),
        ),
        starts_at=scene.needed_instant("starts"),
        ends_at=scene.instant("ends"),
        invitees=_invitees(scene),
        without_family=scene.flag("without_family"),
        next_word_on=scene.day("next_word"),
    )


def _meeting_add(scene: Scene) -> Meeting:
    meeting = scene.thing(Meeting)
    for invitee in _invitees(scene):
        meeting = participant_add(meeting=meeting, by=scene.actor, invitee=invitee)
    return meeting


def _meeting_cancel(scene: Scene) -> Meeting:
    return meeting_cancel(
        meeting=scene.thing(Meeting),
        by=scene.actor,
        cancelled_by=scene.text("cancelled_by"),
        reason=scene.text("reason"),
        next_word_on=scene.day("next_word"),
    )


def _meeting_held(scene: Scene) -> Meeting:
    return meeting_held(meeting=scene.thing(Meeting), by=scene.actor, conclusion_due_on=scene.day("conclusion_by"))


def _meeting_conclude(scene: Scene) -> Meeting:
    return meeting_conclude(
        meeting=scene.thing(Meeting),
        by=scene.actor,
        conclusion=scene.text("conclusion"),
        next_word_on=scene.day("next_word"),
    )


MEETINGS: dict[str, Deed] = {
    "meeting_plan": _meeting_plan,
    "meeting_add": _meeting_add,
    "meeting_cancel": _meeting_cancel,
    "meeting_held": _meeting_held,
    "meeting_conclude": _meeting_conclude,
}
