"""Families and colleagues as staff takes them in: a new child with its first case, custody, and who works where."""

from datetime import time
from uuid import UUID

from api.endpoint import CaseEndpoint, Endpoint, Values, reads, writes
from api.fields import (
    Body,
    Clock,
    Colleague,
    Day,
    FamilyMember,
    KnownCustodian,
    LedUnit,
    Number,
    OpenUnit,
    Several,
    Template,
    Words,
    optional,
    optional_words,
)
from api.v1.shapes import Colleagues, Written
from journey.access.matrix import Action
from journey.access.staff_side import require_leader, require_staff, staff_case_for
from journey.errors import NotYours
from journey.models import Person
from journey.selectors import choices
from journey.selectors.openings import Openings, openings
from journey.selectors.people import person_lines
from journey.services.colleagues import colleague_employ
from journey.services.communication import SILENCE_BUDGET_DAYS
from journey.services.families import MOST_CUSTODIANS, Custodian, custody_end, custody_start, family_register
from journey.services.new_people import NewPerson

NEW = ("name", "email", "phone", "language")


class PersonBody(Body):
    name = optional_words(max_length=200, help_text="First and last name of somebody who is not known here.")
    email = optional_words(max_length=254, help_text="Without an address nothing tells the person that there is news.")
    phone = optional_words(max_length=30)
    language = Words(required=False, default="da", max_length=10, help_text="da or en.")


def _who(body: Values) -> Person | NewPerson:
    """Takes the person out of the body: one who is known, or one to register."""
    new = NewPerson(**{name: body.pop(name) for name in NEW})
    known: Person | None = body.pop("person")
    return known or new


class CustodianBody(PersonBody):
    person = optional(KnownCustodian, help_text="A parent I already follow (GET families); null: a new person.")
    label = Words(  # type: ignore[assignment]  # a declared field takes the place of the attribute
        max_length=50, help_text="What the child calls the person: mor, far, another word."
    )


def _custodian(body: Values) -> Custodian:
    return Custodian(label=body.pop("label"), who=_who(body))


class FamilyBody(Body):
    child_name = Words(max_length=100, help_text="First name.")
    born_on = Day()
    custodians = Several(child=CustodianBody(), max_length=MOST_CUSTODIANS, help_text="One to four.")
    basis = Words(max_length=200, help_text="How the municipality knows who has custody.")
    unit = OpenUnit()
    blueprint = Template()
    contact = Colleague()
    deputy = Colleague()
    title = optional_words(max_length=200, help_text="What the family calls it; empty: the template's own title.")
    rhythm_days = Number(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=SILENCE_BUDGET_DAYS,
        help_text="At most so many days between words; null: the municipality's own.",
    )


class FamiliesView(Endpoint):
    actions = {"GET": Action.OPEN_CASE, "POST": Action.OPEN_CASE}

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        require_staff(self.person)

    @reads(Openings)
    def get(self) -> Openings:
        """What a new case can be made of: units, templates, and the parents I already follow."""
        return openings(self.person)

    @writes(FamilyBody, Written)
    def post(self, body: Values) -> Written:
        """Register a child with its custodians and open the first case: all or nothing. It gives nobody a login.

        The receipt names the case.
        """
        custodians = tuple(_custodian(one) for one in body.pop("custodians"))
        return Written(family_register(custodians=custodians, by=self.person, **body).pk)


class CustodyEndpoint(CaseEndpoint):
    """About who follows the child: never for staff who do so themselves."""

    actions = {"POST": Action.MANAGE_CUSTODY}

    def gate(self, **ids: UUID) -> None:
        if self.need is None:
            raise NotYours
        self.access = staff_case_for(self.person, ids["case_id"], self.need)


class CustodyBody(CustodianBody):
    basis = Words(max_length=200, help_text="How the municipality knows.")


class CustodiansView(CustodyEndpoint):
    @writes(CustodyBody, Written)
    def post(self, body: Values) -> Written:
        """One more has custody from now: follows every case of the child, with what has happened before."""
        basis = body.pop("basis")
        custodian = _custodian(body)
        return Written(custody_start(case=self.access.case, custodian=custodian, basis=basis, by=self.person).pk)


class CustodyEndBody(Body):
    person = FamilyMember(help_text="Who has custody no longer.")
    basis = Words(max_length=200, help_text="How the municipality knows; kept as an internal note.")


class CustodyEndView(CustodyEndpoint):
    @writes(CustodyEndBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Custody is over: access to every case of the child ends at once."""
        return Written(custody_end(case=self.access.case, by=self.person, **body).pk)


class ColleagueBody(PersonBody):
    person = optional(Colleague, help_text="Somebody who works in the municipality already; null: a new person.")
    unit = LedUnit()
    title = Words(max_length=100, help_text="What the person is called in plain words: klasselærer.")
    answer_days = Several(
        child=Number(min_value=0, max_value=6),
        default=[0, 1, 2, 3, 4],
        help_text="Weekdays on which the person answers families, Monday 0.",
    )
    answer_from = Clock(default=time(8))
    answer_to = Clock(default=time(15))


class ColleaguesView(Endpoint):
    actions = {"GET": Action.READ_STAFF_SIDE, "POST": Action.EMPLOY_COLLEAGUE}

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        require_staff(self.person) if self.need is Action.READ_STAFF_SIDE else require_leader(self.person)

    @reads(Colleagues)
    def get(self) -> Colleagues:
        """Everybody who works in the municipality now, by name: who can be named wherever a colleague is asked for."""
        lines = person_lines(choices.colleagues(self.person.municipality).values_list("pk", flat=True))
        return Colleagues(tuple(sorted(lines.values(), key=lambda line: (line.name, line.id))))

    @writes(ColleagueBody, Written)
    def post(self, body: Values) -> Written:
        """Somebody works in a unit that I lead, from now. It gives no login and no case."""
        return Written(colleague_employ(who=_who(body), by=self.person, **body).pk)
