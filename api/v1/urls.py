"""The addresses of v1. What is not here answers like what is not yours."""

from django.urls import path

from api.schema import SchemaView
from api.v1 import (
    agreements,
    cases,
    communication,
    contact,
    decisions,
    families,
    gaps,
    me,
    measures,
    meetings,
    questions,
    steps,
    threads,
    updates,
    waits,
)

CASE = "cases/<uuid:case_id>"
STEP = f"{CASE}/steps/<uuid:step_id>"
WAIT = f"{CASE}/waits/<uuid:wait_id>"
MEETING = f"{CASE}/meetings/<uuid:meeting_id>"
AGREEMENT = f"{CASE}/agreements/<uuid:agreement_id>"
DECISION = f"{CASE}/decisions/<uuid:decision_id>"
QUESTION = f"{CASE}/questions/<uuid:question_id>"
THREAD = "threads/<uuid:thread_id>"

app_name = "v1"

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("me", me.MeView.as_view(), name="me"),
    path("desk", me.DeskView.as_view(), name="desk"),
    path("gaps", gaps.GapsView.as_view(), name="gaps"),
    path("measures", measures.MeasuresView.as_view(), name="measures"),
    path("feed", threads.FeedView.as_view(), name="feed"),
    path("cases", me.CasesView.as_view(), name="cases"),
    path(CASE, cases.CaseView.as_view(), name="case"),
    path(f"{CASE}/timeline", cases.TimelineView.as_view(), name="timeline"),
    path(f"{CASE}/people", cases.PeopleView.as_view(), name="people"),
    path(f"{CASE}/promises", cases.PromisesView.as_view(), name="promises"),
    path(f"{CASE}/gaps", gaps.CaseGapsView.as_view(), name="case_gaps"),
    path(f"{CASE}/gaps/<uuid:gap_id>/breach", gaps.BreachView.as_view(), name="breach"),
    path(f"{CASE}/visits", cases.VisitsView.as_view(), name="visits"),
    path(f"{CASE}/updates", updates.UpdatesView.as_view(), name="updates"),
    path(f"{CASE}/nothing-new", updates.NothingNewView.as_view(), name="nothing_new"),
    path(f"{CASE}/notes", updates.NotesView.as_view(), name="notes"),
    path(f"{CASE}/steps", steps.StepsView.as_view(), name="steps"),
    path(f"{STEP}/move", steps.StepMoveView.as_view(), name="step_move"),
    path(f"{STEP}/date", steps.StepDateView.as_view(), name="step_date"),
    path(f"{STEP}/release-ask", steps.StepReleaseAskView.as_view(), name="step_release_ask"),
    path(f"{STEP}/release-withdraw", steps.StepReleaseWithdrawView.as_view(), name="step_release_withdraw"),
    path(f"{STEP}/release", steps.StepReleaseView.as_view(), name="step_release"),
    path(f"{STEP}/follow-up", steps.StepFollowUpView.as_view(), name="step_follow_up"),
    path(f"{CASE}/waits", waits.WaitsView.as_view(), name="waits"),
    path(f"{WAIT}/date", waits.WaitDateView.as_view(), name="wait_date"),
    path(f"{WAIT}/review", waits.WaitReviewView.as_view(), name="wait_review"),
    path(f"{WAIT}/end", waits.WaitEndView.as_view(), name="wait_end"),
    path(f"{CASE}/meetings", meetings.MeetingsView.as_view(), name="meetings"),
    path(f"{MEETING}/participants", meetings.ParticipantsView.as_view(), name="participants"),
    path(f"{MEETING}/cancel", meetings.CancelView.as_view(), name="meeting_cancel"),
    path(f"{MEETING}/held", meetings.HeldView.as_view(), name="meeting_held"),
    path(f"{MEETING}/conclusion", meetings.ConclusionView.as_view(), name="conclusion"),
    path(f"{CASE}/decisions", decisions.DecisionsView.as_view(), name="decisions"),
    path(f"{DECISION}/outcome", decisions.OutcomeView.as_view(), name="outcome"),
    path(f"{DECISION}/decider", decisions.DeciderView.as_view(), name="decider"),
    path(f"{DECISION}/date", decisions.DecisionDateView.as_view(), name="decision_date"),
    path(f"{CASE}/agreements", agreements.AgreementsView.as_view(), name="agreements"),
    path(f"{AGREEMENT}/date", agreements.AgreementDateView.as_view(), name="agreement_date"),
    path(f"{AGREEMENT}/follow-up", agreements.AgreementFollowUpView.as_view(), name="agreement_follow_up"),
    path(f"{AGREEMENT}/confirm", agreements.AgreementConfirmView.as_view(), name="agreement_confirm"),
    path(f"{AGREEMENT}/outcome", agreements.AgreementOutcomeView.as_view(), name="agreement_outcome"),
    path(f"{CASE}/communication", communication.CommunicationView.as_view(), name="communication"),
    path(
        f"{CASE}/communication/family",
        communication.FamilyCommunicationView.as_view(),
        name="family_communication",
    ),
    path(f"{CASE}/questions", questions.QuestionsView.as_view(), name="questions"),
    path(f"{QUESTION}/answer", questions.AnswerView.as_view(), name="question_answer"),
    path(f"{QUESTION}/promise", questions.PromiseView.as_view(), name="question_promise"),
    path(f"{QUESTION}/withdraw", questions.WithdrawView.as_view(), name="question_withdraw"),
    path(f"{CASE}/calls", questions.CallsView.as_view(), name="calls"),
    path(f"{CASE}/talks", questions.TalksView.as_view(), name="talks"),
    path(f"{CASE}/talks/<uuid:offer_id>/pick", questions.TalkPickView.as_view(), name="talk_pick"),
    path(f"{CASE}/roles", cases.RolesView.as_view(), name="roles"),
    path(f"{CASE}/roles/end", cases.RoleEndView.as_view(), name="role_end"),
    path(f"{CASE}/contact", contact.ContactView.as_view(), name="contact"),
    path(f"{CASE}/staff-changes", contact.StaffChangeView.as_view(), name="staff_changes"),
    path(f"{CASE}/responsibility", contact.ResponsibilityView.as_view(), name="responsibility"),
    path(f"{CASE}/custodians", families.CustodiansView.as_view(), name="custodians"),
    path(f"{CASE}/custodians/end", families.CustodyEndView.as_view(), name="custody_end"),
    path(f"{CASE}/close", cases.CloseView.as_view(), name="close"),
    path(f"{CASE}/reopen", cases.ReopenView.as_view(), name="reopen"),
    path(f"{CASE}/threads", threads.CaseThreadsView.as_view(), name="case_threads"),
    path("absences", contact.AbsencesView.as_view(), name="absences"),
    path("absences/<uuid:absence_id>/end", contact.AbsenceEndView.as_view(), name="absence_end"),
    path("families", families.FamiliesView.as_view(), name="families"),
    path("colleagues", families.ColleaguesView.as_view(), name="colleagues"),
    path("threads", threads.ThreadsView.as_view(), name="threads"),
    path(f"{THREAD}/messages", threads.MessagesView.as_view(), name="messages"),
    path(f"{THREAD}/seen", threads.SeenView.as_view(), name="seen"),
]
