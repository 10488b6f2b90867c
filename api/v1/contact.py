"""Who the family can reach: changes of people, and being away with somebody named who answers instead."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Endpoint, Values, reads, writes
from api.fields import (
    Announcement,
    Body,
    Colleague,
    Day,
    Holder,
    Identifier,
    Moment,
    Several,
    Words,
    YesNo,
    optional,
    optional_day,
    optional_words,
)
from api.v1.shapes import Absences, AbsenceWritten, HandedOver, Holdings, Written
from journey.access.absences import absence_of, may_register_absence
from journey.access.matrix import Action
from journey.access.staff_side import require_staff
from journey.models import Absence
from journey.selectors.absences import absence_lines, answered_by_others
from journey.selectors.holdings import holdings
from journey.services.call_off import contact_change_call_off
from journey.services.contact import (
    ChangeWords,
    absence_end,
    absence_register,
    contact_change,
    staff_change_announce,
)
from journey.services.responsibility import responsibility_move, told_by

MOST_ROLES = 20
WORDS = ("title", "happened", "means", "not_means", "next_text")


class ChangeBody(Body):
    title = Words(max_length=200)
    happened = Words()
    means = Words()
    not_means = Words()
    next_text = Words()
    next_word_on = optional_day()


def _words(body: Values) -> ChangeWords:
    """Takes the five texts out of the body."""
    return ChangeWords(**{name: body.pop(name) for name in WORDS})


class ContactBody(ChangeBody):
    to = Colleague(help_text="The new contact; the same as now, when only the deputy is new.")
    deputy = Colleague()
    from_at = Moment(
        required=False,
        allow_null=True,
        default=None,
        help_text="Null: from now. So does a moment within the last minute.",
    )


class ContactView(CaseEndpoint):
    actions = {"POST": Action.CHANGE_CONTACT}

    @writes(ContactBody, Written)
    def post(self, body: Values) -> Written:
        """Name a new contact and tell the family in the same step. There is no field for a private reason."""
        words = _words(body)
        return Written(contact_change(case=self.access.case, by=self.person, words=words, **body).pk)


class ContactCallOffView(CaseEndpoint):
    actions = {"POST": Action.CHANGE_CONTACT}

    @writes(ChangeBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Call off the last change of contact that has not begun, and tell the family; the receipt names that change.

        409 `no_change_planned` when none is to come: one that has begun is followed by another change.
        """
        words = _words(body)
        return Written(contact_change_call_off(case=self.access.case, by=self.person, words=words, **body).pk)


class StaffChangeView(CaseEndpoint):
    actions = {"POST": Action.POST_UPDATE}

    @writes(ChangeBody, Written)
    def post(self, body: Values) -> Written:
        """Tell the family that somebody around the child changes, also while the successor is not known."""
        words = _words(body)
        return Written(staff_change_announce(case=self.access.case, by=self.person, words=words, **body).pk)


class ResponsibilityBody(Body):
    leaver = Holder(help_text="Who hands over.")
    to = Colleague(help_text="Who takes over.")
    label = optional_words(  # type: ignore[assignment]  # a declared field takes the place of the attribute
        max_length=100, help_text="What the new person is here; empty: the same as the leaver."
    )
    keeps = Several(
        child=Words(max_length=40),
        default=list,
        max_length=MOST_ROLES,
        help_text="Codes of roles that the leaver has and keeps; everything else goes along.",
    )
    stays = YesNo(default=False, help_text="The leaver goes on as the family's contact or deputy.")
    told_in = optional(Announcement, help_text="The announcement that has told the family; null: the five texts do.")
    title = optional_words(max_length=200)
    happened = optional_words()
    means = optional_words()
    not_means = optional_words()
    next_text = optional_words()
    next_word_on = optional_day()


class ResponsibilityView(CaseEndpoint):
    actions = {"GET": Action.MANAGE_ROLES, "POST": Action.MANAGE_ROLES}

    @reads(Holdings)
    def get(self) -> Holdings:
        """Who has what in the case: what goes along when one takes over from another."""
        return Holdings(holdings(self.access))

    @writes(ResponsibilityBody, HandedOver)
    def post(self, body: Values) -> HandedOver:
        """Move what one has to another, and tell the family; the receipt names the word they have.

        Leave the texts empty when the family sees nothing of it (`is_hidden` of the holding): they are told nothing.
        """
        told = told_by(_words(body), told_in=body.pop("told_in"))
        word = responsibility_move(case=self.access.case, by=self.person, told=told, **body)
        return HandedOver(word.pk if word else None)


class AbsenceBody(Body):
    person = Identifier(required=False, allow_null=True, default=None, help_text="Who is away; null: I am.")
    cover = Colleague(help_text="Who answers instead, in every case but that of an own child.")
    first_day = Day()
    last_day = optional_day(help_text="Null: the return is not known.")


class AbsencesView(Endpoint):
    actions = {"GET": Action.REGISTER_ABSENCE, "POST": Action.REGISTER_ABSENCE}

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        require_staff(self.person)

    @reads(Absences)
    def get(self) -> Absences:
        """Who is away now or soon: I am, those I answer for, and those I lead."""
        return Absences(absence_lines(self.person))

    @writes(AbsenceBody, AbsenceWritten)
    def post(self, body: Values) -> AbsenceWritten:
        """Somebody is away: I am, or one of those I lead. No reason is asked for or stored.

        A cover who is a custodian of a child does not answer in that child's case; the receipt says who does there.
        """
        away = may_register_absence(self.person, body.pop("person") or self.person.pk)
        absence = absence_register(person=away, by=self.person, **body)
        return AbsenceWritten(absence.pk, answered_by_others(absence, self.person))


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
        """Set the last day of an absence: today at the earliest, for the days that have gone stay as they were."""
        return Written(absence_end(absence=self.absence, by=self.person, **body).pk)
