"""Meetings and decisions: what each form does."""

from typing import Any

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.forms.decisions import DecisionAskForm, DecisionConcludeForm, DecisionDateForm, DecisionReassignForm
from journey.forms.meetings import (
    MeetingCancelForm,
    MeetingConcludeForm,
    MeetingHeldForm,
    MeetingPlanForm,
    ParticipantForm,
)
from journey.models import Decision, Meeting
from journey.services.decisions import decision_ask, decision_conclude, decision_date_move, decision_reassign
from journey.services.meetings import (
    MeetingTexts,
    meeting_cancel,
    meeting_conclude,
    meeting_held,
    meeting_plan,
    on_short_notice,
    participant_add,
)
from journey.views.staff_form import CaseRoute
from journey.views.staff_subjects import decision_of, meeting_of
from journey.views.staff_words import done

MEETING_TEXTS = ("title", "purpose", "can_decide", "is_not", "place", "question")


def plan_meeting(access: Access, _row: None, form: MeetingPlanForm) -> str:
    data = form.cleaned_data
    meeting = meeting_plan(
        case=access.case,
        by=access.person,
        texts=MeetingTexts(**{name: data[name] for name in MEETING_TEXTS}),
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        invitees=form.invitees(),
        without_family=not data["family"],
        next_word_on=data["next_word_on"],
    )
    said = done(access, _("Mødet er aftalt, og familien kan se det."))
    return f"{said} {_('Det er kort varsel. Ring også til familien.')}" if on_short_notice(meeting) else said


def add_participant(access: Access, meeting: Meeting, form: ParticipantForm) -> str:
    participant_add(meeting=meeting, by=access.person, invitee=form.invitee())
    return _("%(name)s er med til mødet. Familien kan se det.") % {"name": form.invitee().name}


def cancel_meeting(access: Access, meeting: Meeting, form: MeetingCancelForm) -> str:
    meeting_cancel(meeting=meeting, by=access.person, **form.said())
    return done(access, _("Mødet er aflyst."))


def hold_meeting(access: Access, meeting: Meeting, form: MeetingHeldForm) -> str:
    meeting_held(meeting=meeting, by=access.person, **form.said())
    return _("Mødet er holdt. Konklusionen er lovet.")


def conclude_meeting(access: Access, meeting: Meeting, form: MeetingConcludeForm) -> str:
    meeting_conclude(meeting=meeting, by=access.person, **form.said())
    return done(access, _("Konklusionen er sendt til alle."))


def ask_decision(access: Access, _row: None, form: DecisionAskForm) -> str:
    decision_ask(case=access.case, by=access.person, **form.said())
    return done(access, _("Familien ser nu, hvad der skal afgøres."))


def conclude_decision(access: Access, decision: Decision, form: DecisionConcludeForm) -> str:
    decision_conclude(decision=decision, by=access.person, **form.said())
    return done(access, _("Svaret er sendt til familien."))


def reassign_decision(access: Access, decision: Decision, form: DecisionReassignForm) -> str:
    decision_reassign(decision=decision, by=access.person, **form.said())
    return _("%(name)s afgør det nu.") % {"name": form.cleaned_data["decider"]}


def move_decision_date(access: Access, decision: Decision, form: DecisionDateForm) -> str:
    decision_date_move(decision=decision, by=access.person, **form.said())
    return done(access, _("Datoen er flyttet."))


def _meeting(name: str, verb: str, form: Any, perform: Any) -> CaseRoute:
    return CaseRoute(name, f"meetings/<uuid:subject_id>/{verb}/", Action.MANAGE_MEETING, form, perform, meeting_of)


def _decision(name: str, verb: str, form: Any, perform: Any) -> CaseRoute:
    return CaseRoute(name, f"decisions/<uuid:subject_id>/{verb}/", Action.MANAGE_DECISION, form, perform, decision_of)


ROUTES = (
    CaseRoute(
        "staff_meeting_plan", "meetings/plan/", Action.MANAGE_MEETING, MeetingPlanForm, plan_meeting,
        template="journey/staff_meeting_plan.html",
    ),
    _meeting("staff_participant_add", "participants", ParticipantForm, add_participant),
    _meeting("staff_meeting_cancel", "cancel", MeetingCancelForm, cancel_meeting),
    _meeting("staff_meeting_held", "held", MeetingHeldForm, hold_meeting),
    _meeting("staff_meeting_conclude", "conclusion", MeetingConcludeForm, conclude_meeting),
    CaseRoute("staff_decision_ask", "decisions/ask/", Action.MANAGE_DECISION, DecisionAskForm, ask_decision),
    _decision("staff_decision_conclude", "outcome", DecisionConcludeForm, conclude_decision),
    _decision("staff_decision_reassign", "decider", DecisionReassignForm, reassign_decision),
    _decision("staff_decision_date", "date", DecisionDateForm, move_decision_date),
)  # fmt: skip
