"""Who the family can reach: a new contact, and being away with somebody named who answers instead."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Endpoint, Values, writes
from api.fields import Body, Colleague, Day, Identifier, Moment, Words, optional_day
from api.v1.shapes import Written
from journey.access.absences import absence_of, may_register_absence
from journey.access.matrix import Action
from journey.access.staff_side import require_staff
from journey.models import Absence
from journey.services.contact import ChangeWords, absence_end, absence_register, contact_change

WORDS = ("title", "happened", "means", "not_means", "next_text")


class ContactBody(Body):
    to = Colleague(help_text="The new contact.")
    deputy = Colleague()
    from_at = Moment(required=False, allow_null=True, default=None, help_text="Null: from now.")
    title = Words(max_length=200)
    happened = Words()
    means = Words()
    not_means = Words()
    next_text = Words()
    next_word_on = optional_day()


class ContactView(CaseEndpoint):
    actions = {"POST": Action.CHANGE_CONTACT}

    @writes(ContactBody, Written)
    def post(self, body: Values) -> Written:
        """Name a new contact and tell the family in the same step. There is no field for a private reason."""
        words = ChangeWords(**{name: body.pop(name) for name in WORDS})
        return Written(contact_change(case=self.access.case, by=self.person, words=words, **body).pk)


class AbsenceBody(Body):
    person = Identifier(required=False, allow_null=True, default=None, help_text="Who is away; null: I am.")
    cover = Colleague(help_text="Who answers instead, in every case.")
    first_day = Day()
    last_day = optional_day(help_text="Null: the return is not known.")


class AbsencesView(Endpoint):
    actions = {"POST": Action.REGISTER_ABSENCE}

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        require_staff(self.person)

    @writes(AbsenceBody, Written)
    def post(self, body: Values) -> Written:
        """Somebody is away: I am, or one of those I lead. No reason is asked for or stored."""
        away = may_register_absence(self.person, body.pop("person") or self.person.pk)
        return Written(absence_register(person=away, by=self.person, **body).pk)


class AbsenceEndBody(Body):
    last_day = Day()


class AbsenceEndView(Endpoint):
    actions = {"POST": Action.REGISTER_ABSENCE}
    absence: Absence

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        self.absence = absence_of(self.person, ids["absence_id"])

    @writes(AbsenceEndBody, Written, status=200, repeatable=True)
    def post(self, body: Values) -> Written:
        """Set the last day of an absence."""
        return Written(absence_end(absence=self.absence, by=self.person, **body).pk)
