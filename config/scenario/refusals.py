"""The codes with which the product refuses: whatever a story says in `refused` must be one of them."""

from __future__ import annotations

from functools import cache

from django.apps import apps

REFUSALS = frozenset(
    {
        "absence_over",
        "agreement_closed",
        "agreement_confirmed",
        "agreement_in_the_future",
        "agreements_open",
        "already_away",
        "already_contact",
        "already_employed",
        "already_invited",
        "already_related",
        "answer_days_missing",
        "birth_date_impossible",
        "blueprint_not_valid",
        "breach_told",
        "call_first",
        "cancelled_by_whom",
        "case_closed",
        "case_is_open",
        "change_already_planned",
        "change_in_the_past",
        "cover_is_away",
        "cover_is_self",
        "custodian_twice",
        "custodians_missing",
        "custody_over",
        "date_impossible",
        "date_in_the_past",
        "date_kind_missing",
        "date_missing",
        "date_not_moved",
        "date_too_late",
        "dates_reversed",
        "decision_made",
        "decision_without_decider",
        "deputy_is_contact",
        "email_invalid",
        "family_not_told",
        "follows_as_family",
        "form_unknown",
        "gap_closed",
        "gap_overdue",
        "guardian_left",
        "hours_missing",
        "hours_reversed",
        "language_unknown",
        "last_custodian",
        "leaver_is_contact",
        "leaver_is_deputy",
        "meanwhile_missing",
        "meeting_cancelled",
        "meeting_concluded",
        "meeting_in_the_past",
        "meeting_not_begun",
        "meeting_wrong_state",
        "no_such_task",
        "nobody_entitled",
        "nobody_invited",
        "not_entitled",
        "not_staff",
        "not_the_asker",
        "not_yours",
        "nothing_open",
        "nothing_to_move",
        "notice_settled",
        "outcome_unknown",
        "owner_not_around",
        "owner_not_here",
        "pause_out_of_range",
        "pause_without_end",
        "phone_invalid",
        "question_closed",
        "questions_open",
        "quiet_hours_half",
        "release_asked_already",
        "release_not_asked",
        "release_needs_another",
        "rhythm_needs_staff",
        "rhythm_out_of_range",
        "role_ended",
        "role_has_holder",
        "role_held",
        "role_not_held",
        "said_already",
        "same_person",
        "same_words_again",
        "step_already_now",
        "step_missing",
        "step_not_last_round",
        "step_not_withheld",
        "step_target_invalid",
        "step_target_missing",
        "step_target_withheld",
        "step_unknown",
        "step_waits_already",
        "step_withheld",
        "step_without_owner",
        "step_wrong_state",
        "still_responsible",
        "talk_gone",
        "talk_in_the_past",
        "talk_is_short",
        "text_invalid",
        "text_missing",
        "text_too_long",
        "token_reused",
        "told_twice",
        "too_many_lines",
        "wait_ended",
        "wait_not_begun",
        "wait_without_step",
        "watcher_not_here",
        "words_refused",
    }
)
"""Every code of the gates and services, and no other: a test compares the list with what they raise."""

TRIGGERS = frozenset({"case_contact_without_hole", "case_next_word_for_each", "relation_next_word_for_custodian"})
"""Rules that triggers keep. Those of tables stand in the models."""


def is_refusal_code(code: str) -> bool:
    return code in known_codes()


@cache
def known_codes() -> frozenset[str]:
    """With `database:` before it, a rule that the database keeps itself."""
    constraints = {one.name for model in apps.get_models() for one in model._meta.constraints} | TRIGGERS
    return REFUSALS | {f"database:{name}" for name in constraints}
