"""Reading a case: the same shapes as the family's page (RQ-042). And its end, its beginning again."""

from django.utils.translation import gettext as _

from api.endpoint import CaseEndpoint, Values, reads, writes
from api.fields import Body, Choice, Colleague, Nothing, Words, YesNo, optional, optional_day, optional_words
from api.v1.shapes import People, Promises, Written
from journey.access.matrix import Action
from journey.errors import DomainError, NotYours
from journey.selectors.case_page import glance, seen_until
from journey.selectors.choices import held_roles, role_to_undo
from journey.selectors.desk import promise_lines
from journey.selectors.involved import involved
from journey.selectors.shapes import Glance
from journey.selectors.timeline import Timeline, timeline
from journey.services.cases import case_close, case_reopen
from journey.services.roles import Undo, role_assign, role_end, role_take_back
from journey.services.visits import visit_open


class CaseView(CaseEndpoint):
    actions = {"GET": Action.READ_CASE}

    @reads(Glance)
    def get(self) -> Glance:
        """The glance: who, what now, what next, and when the family hears next."""
        return glance(self.access)


class TimelineView(CaseEndpoint):
    actions = {"GET": Action.READ_CASE}

    @reads(Timeline)
    def get(self) -> Timeline:
        """The red thread: what may come (furthest first), what goes on, what has happened (newest first)."""
        return timeline(self.access, seen_until=seen_until(self.access.case, self.person))


class PeopleView(CaseEndpoint):
    actions = {"GET": Action.READ_CASE}

    @reads(People)
    def get(self) -> People:
        """Who is involved, what they can decide and what they may see; leavers included."""
        return People(involved(self.access))


class PromisesView(CaseEndpoint):
    actions = {"GET": Action.READ_STAFF_SIDE}

    @reads(Promises)
    def get(self) -> Promises:
        """When each family member hears next, and how near the promise is to being broken. Staff only."""
        case = self.access.case
        return Promises(promise_lines([case])[case.pk])


class VisitsView(CaseEndpoint):
    actions = {"POST": Action.RECORD_VISIT}

    @writes(Nothing, Written, status=200, repeatable=True)
    def post(self, _: Values) -> Written:
        """I have the timeline open now: its news is no longer new on the next visit. Family only."""
        return Written(visit_open(case=self.access.case, person=self.person).pk)


class CloseBody(Body):
    text = Words(help_text="To the family: what ends, what goes on, how to come back.")


class CloseView(CaseEndpoint):
    actions = {"POST": Action.CLOSE_CASE}

    @writes(CloseBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """End the case with a text to the family."""
        return Written(case_close(case=self.access.case, by=self.person, **body).pk)


class ReopenBody(Body):
    text = Words(help_text="To the family: why the case opens again.")
    next_word_on = optional_day(help_text="When the family hears again; cut to each person's own rhythm.")
    contact = optional(Colleague, help_text="A new contact, where the last one works here no longer. Leaders only.")
    deputy = optional(Colleague, help_text="A new stand-in, where the last one or the contact has left. Leaders only.")


class ReopenView(CaseEndpoint):
    actions = {"POST": Action.CLOSE_CASE}

    @writes(ReopenBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Open a closed case again, with its whole history and a text to the family.

        Who was contact or deputy and has left is replaced in the same act; naming them is the leader's. Somebody who
        still works here is not: that is a change of contact. A change that is planned for later stays.
        """
        if (body["contact"] or body["deputy"]) and not self.access.may(Action.CHANGE_CONTACT):
            raise DomainError("leader_only", _("Kun en leder kan vælge kontakt og stedfortræder."), field="contact")
        return Written(case_reopen(case=self.access.case, by=self.person, **body).pk)


class RoleBody(Body):
    person = Colleague()
    role = Words(max_length=40, help_text="Code of a role in the template of the case: caseworker, coordinator ...")
    label = Words(  # type: ignore[assignment]  # a declared field takes the place of the attribute
        max_length=100, help_text="What the person is here, in words for the family."
    )
    can_decide = optional_words(max_length=200)
    is_authority = YesNo(default=False)


class RolesView(CaseEndpoint):
    actions = {"POST": Action.MANAGE_ROLES}

    @writes(RoleBody, Written)
    def post(self, body: Values) -> Written:
        """Give someone a role in the case from now on."""
        return Written(role_assign(case=self.access.case, by=self.person, **body).pk)


class RoleEndBody(Body):
    person = Colleague()
    role = Words(max_length=40)


class RoleTakeBackBody(RoleEndBody):
    undo = Choice(choices=tuple(Undo), help_text="What was written wrongly: that it was given, or that it ended.")


class RoleTakeBackView(CaseEndpoint):
    actions = {"POST": Action.MANAGE_ROLES}

    @writes(RoleTakeBackBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Take back what was written wrongly in the last seven days: a role that was given, or one that was ended."""
        undo = Undo(body["undo"])
        row = role_to_undo(self.access, body["person"], body["role"], ended=undo is Undo.ENDED)
        if row is None:
            raise NotYours
        return Written(role_take_back(row=row, undo=undo, by=self.person).pk)


class RoleEndView(CaseEndpoint):
    actions = {"POST": Action.MANAGE_ROLES}

    @writes(RoleEndBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """End a role now; refused while the person still has something: a step, a wait, a decision, a meeting ..."""
        held = held_roles(self.access).filter(person=body["person"], role=body["role"]).first()
        if held is None:
            raise NotYours
        return Written(role_end(held=held, by=self.person).pk)
