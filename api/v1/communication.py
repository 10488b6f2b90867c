"""How each of the family hears from us: the own agreement, and everybody's for staff."""

from dataclasses import replace
from typing import Any

from api.endpoint import CaseEndpoint, Values, reads, writes
from api.fields import Body, Choice, Colleague, Day, FamilyMember, Hour, Number, YesNo, optional_words
from api.v1.shapes import Communications, Written
from journey.access.matrix import Action
from journey.models import Person
from journey.models.promises import LANGUAGES_SPOKEN, NewsRhythm, WishedForm
from journey.rules import clock
from journey.selectors.communication import family_communication, own_communication
from journey.selectors.people_shapes import CommunicationCard
from journey.services.communication import SILENCE_BUDGET_DAYS, Wishes, communication_agree, wishes_of

FORMS = [(one.value, one.value) for one in WishedForm]
RHYTHMS = [(one.value, one.value) for one in NewsRhythm]
LANGUAGES = [(code, code) for code in LANGUAGES_SPOKEN]


class WishesBody(Body):
    """What is left out stays as it is."""

    freshness_days = Number(
        min_value=1, max_value=SILENCE_BUDGET_DAYS, required=False, help_text="At most so many days between words."
    )
    email_news = YesNo(required=False, help_text="Ordinary news only: what must be known is sent in any case.")
    sms_news = YesNo(required=False)
    email_messages = YesNo(required=False)
    sms_messages = YesNo(required=False)
    email_meetings = YesNo(required=False, help_text="Meetings go by e-mail, by SMS or by both: never by neither.")
    sms_meetings = YesNo(required=False)
    email_decisions = YesNo(required=False, help_text="Decisions, dates and support: by one road or both.")
    sms_decisions = YesNo(required=False)
    email_people = YesNo(required=False, help_text="Changes of people: by one road or both.")
    sms_people = YesNo(required=False)
    news_rhythm = Choice(choices=RHYTHMS, required=False, help_text="Once a day: ordinary news only.")
    quiet_from = Hour(required=False, allow_null=True, help_text="No e-mail from this hour, Danish time.")
    quiet_to = Hour(required=False, allow_null=True)
    language = Choice(choices=LANGUAGES, required=False, allow_blank=True)
    needs_interpreter = YesNo(required=False)
    form = Choice(choices=FORMS, required=False)
    wants_good_news = YesNo(required=False)
    paused_until = Day(required=False, allow_null=True, help_text="The day on which it goes on; null: no pause.")


class FamilyWishesBody(WishesBody):
    person = FamilyMember(help_text="Whose agreement it is.")
    watched_by = Colleague(required=False, allow_null=True, help_text="Who watches in a pause; null: the contact.")
    asked_by = optional_words(max_length=200)


class CommunicationView(CaseEndpoint):
    actions = {"GET": Action.SET_OWN_COMMUNICATION, "POST": Action.SET_OWN_COMMUNICATION}

    @reads(CommunicationCard)
    def get(self) -> CommunicationCard:
        """My own agreement; nobody else at home sees it. Family only."""
        return own_communication(self.access)

    @writes(WishesBody, Written, repeatable=True)
    def post(self, body: Values) -> Written:
        """Set my own; an empty body keeps it as it is. A shorter rhythm than a week is agreed with the contact."""
        wishes = _changed(self, self.person, body)
        case, me = self.access.case, self.person
        return Written(communication_agree(case=case, person=me, wishes=wishes, by=me).pk)


class FamilyCommunicationView(CaseEndpoint):
    actions = {"GET": Action.READ_STAFF_SIDE, "POST": Action.SET_COMMUNICATION}

    @reads(Communications)
    def get(self) -> Communications:
        """Everybody's agreement. Staff only."""
        return Communications(family_communication(self.access))

    @writes(FamilyWishesBody, Written, repeatable=True)
    def post(self, body: Values) -> Written:
        """Agree with one of the family how they hear, or keep it; their next word follows a new rhythm."""
        person, asked_by = body.pop("person"), body.pop("asked_by")
        wishes, case = _changed(self, person, body), self.access.case
        agreed = communication_agree(case=case, person=person, wishes=wishes, by=self.person, asked_by=asked_by)
        return Written(agreed.pk)


def _changed(endpoint: CaseEndpoint, person: Person, body: dict[str, Any]) -> Wishes:
    """What holds now, with what was sent; a pause that is taken back takes whoever watched with it."""
    if "paused_until" in body and body["paused_until"] is None:
        body = {"watched_by": None, **body}
    return replace(wishes_of(endpoint.access.case, person, clock.today()), **body)
