"""The closed lists a blueprint may choose from. A word outside them is a spelling mistake until proven."""

from __future__ import annotations

from journey.rules.durations import DurationKind, DurationUnit
from journey.rules.working_days import ClosedDay

ORGANISATIONS = frozenset({"school", "ppr", "administration", "daycare", "viso"})
CERTAINTIES = frozenset({"certain", "expected", "possible", "unknown"})
SURE = frozenset({"certain", "expected"})
ATTENDANCE = frozenset({"yes", "part", "no"})
ANCHORS = frozenset({"school_start", "school_year_start", "start_date", "transition_date"})
PERIODS = frozenset({"month", "year"})
DURATION_KINDS = frozenset(kind.value for kind in DurationKind)
DURATION_UNITS = frozenset(unit.value for unit in DurationUnit)
RHYTHM_KINDS = DURATION_KINDS

DECISION_OUTCOMES = frozenset(
    {"granted", "partly_granted", "refused", "forwarded", "returned", "postponed", "withdrawn"}
)
REVIEW_OUTCOMES = frozenset({"continue", "change", "step_down", "end_support"})
CONCERN_OUTCOMES = frozenset({"advice", "referral", "close", "examination"})
DECISION_TYPES = {
    "ordinary_measure": DECISION_OUTCOMES,
    "mixed_provision": DECISION_OUTCOMES,
    "special_education": DECISION_OUTCOMES,
    "other_school": DECISION_OUTCOMES,
    "yearly_review": REVIEW_OUTCOMES,
    "application": DECISION_OUTCOMES,
    "concern_notification": CONCERN_OUTCOMES,
    "meeting_conclusion": CONCERN_OUTCOMES | {"local_plan"},
}

GATES = {
    "parents_told": "a person has told the parents",
    "both_custodians_told": "every custodian has been told by a person",
    "consent": "the consent the law asks for is recorded",
    "child_view": "the child's view is heard, or the reason why not is written",
    "parents_view": "the parents' own view is recorded, or they have said they have none",
    "hearing": "the parents have had time to comment on the facts",
    "preparation_recorded": "someone has prepared the parents for the answer",
    "offer_sheet_shown": "the parents have seen what they should know about the offer",
    "quiet_period_agreed": "rhythm, channel and end of the quiet period are agreed",
    "handover_accepted": "the receiving person has accepted",
    "follow_up_set": "a follow-up date with an owner is set",
    "decider_named": "the decider, or an acting one, has a name",
    "dossier_listed": "the parents have seen the list of papers, with the last day to add",
    "four_eyes": "a second person has agreed",
}
BANNED_GATES = {
    "diagnosis": "support never waits for a diagnosis (RQ-066)",
    "parent_click": "no step may wait for a parent's click (RQ-160)",
    "parent_login": "no step may wait for a parent's login (RQ-160)",
    "parent_read": "reading is not an answer, and no step may wait for it (RQ-156)",
    "parent_confirmation": "no step may wait for a parent's click (RQ-160)",
}

# The axes in which municipal models differ. "Not stated" is no value: leave the key out until it is known.
AXES: dict[str, frozenset[str]] = {
    "parents_at_first_forum": frozenset({"required", "always", "invited", "contribute", "own_initiative", "not"}),
    "child_attendance": frozenset(
        {"always_at_action", "may_attend", "case_by_case", "own_meeting", "own_talks", "view_only"}
    ),
    "anonymous_consult": frozenset({"on", "separate_group", "special_cases", "off"}),
    "consent_mode": frozenset({"written", "oral", "implied"}),
    "consent_renewal": frozenset({"new_partner", "new_focus", "both"}),
    "first_forum_power": frozenset({"advisory", "may_refer", "may_open_case", "authority", "becomes_authority"}),
    "role_split": frozenset({"strict", "may_become_caseworker", "same_worker"}),
    "concern_notification_role": frozenset(
        {"opens_cooperation", "after_local_effort", "last_resort", "not_received_here"}
    ),
    "after_concern_notification": frozenset({"local_continues", "adviser_stops", "model_ends"}),
    "meeting_before_concern_notification": frozenset({"yes", "no"}),
    "levels": frozenset({"none", "two_tiers", "three", "three_colours", "three_urgency", "five", "own_scale"}),
    "coordinator_rule": frozenset(
        {
            "first_concern_then_closest",
            "always_named_at_meeting",
            "authority_from_notification",
            "social_worker_at_child_examination",
            "first_helper_then_caseworker",
        }
    ),
    "record_rule": frozenset({"relay_log", "one_form_per_step", "forms", "minutes_only", "none"}),
    "invitation_rule": frozenset({"standard", "parents_co_write", "parents_sign_case_form"}),
    "invitee_rule": frozenset({"organiser", "parents_propose", "parents_choose"}),
    "minutes_rule": frozenset({"at_meeting_end", "by_agreed_day"}),
    "notifier_rule": frozenset({"attends_first_part", "meets_parents", "parents_asked_first", "not"}),
    "pre_meeting": frozenset({"off", "listed"}),
    "meeting_rhythm": frozenset({"calendar", "on_need"}),
    "meeting_script": frozenset(
        {
            "lokalmoede_agenda",
            "ved_kan_vil_goer",
            "reflecting_team",
            "two_part_concern_meeting",
            "loeft_board",
            "tavle_metoden",
        }
    ),
    "org_type": frozenset({"one_department", "several_departments", "centres"}),
}
NUMBER_AXES = {"consent_max_months": (1, 120)}
AGE_SCOPES = frozenset({"0_17", "school_only", "preschool_split"})
GOVERNANCE = frozenset({"decentral", "ceiling", "pools", "central"})
CALENDARS = frozenset({"DK", "none"})
CLOSED_DAYS = frozenset(day.value for day in ClosedDay)

RHYTHMS = {
    "freshness_days": (1, 60),
    "answer_working_days": (1, 30),
    "meanwhile_after_days": (1, 90),
    "staff_change_notice_working_days": (0, 60),
    "handover_accept_working_days": (1, 30),
    "first_contact_working_days": (1, 30),
    "meeting_notice_working_days": (0, 60),
    "conclusions_working_days": (0, 30),
    "forum_outcome_working_days": (0, 30),
}
