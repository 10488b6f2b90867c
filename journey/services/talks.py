"""A short talk at an hour that suits both: staff offer hours, the family picks one, and it is a meeting (RQ-085)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.models import Case, Meeting, Person, TalkOffer
from journey.models.questions import TALK_MINUTES, QuestionKind, QuestionState
from journey.rules import clock
from journey.rules.horizons import Within
from journey.services.events import record_event
from journey.services.meetings import Invitee, MeetingTexts, plan
from journey.services.open_case import lock_open
from journey.services.question_ends import owed, settle
from journey.services.words import check_near, check_text

MOST_OFFERS = 5


@transaction.atomic(durable=True)
def talk_offer(
    *, case: Case, by: Person, person: Person, starts: Iterable[datetime], minutes: int = 15, place: str = "Telefon"
) -> list[TalkOffer]:
    """Offer one family member hours for a short talk; earlier offers that nobody picked are taken back.

    Raises DomainError for no hour, more than five, one that has passed, another length, or somebody not entitled.
    """
    case = lock_open(case)
    hours = sorted(set(starts))
    _check(case, person, hours, minutes)
    where = check_text(place, field="place", missing=_("Skriv et sted eller et telefonnummer."), limit=200)
    _take_back(case, person)
    offers = [
        TalkOffer.objects.create(
            case=case,
            municipality_id=case.municipality_id,
            person=person,
            offered_by=by,
            starts_at=hour,
            minutes=minutes,
            place=where,
        )
        for hour in hours
    ]
    record_event(kind="talk.offered", case=case, actor=by, subject_id=offers[0].pk)
    return offers


def _check(case: Case, person: Person, hours: list[datetime], minutes: int) -> None:
    if not 0 < len(hours) <= MOST_OFFERS:
        sentence = _("Foreslå mindst ét og højst %d tidspunkter.") % MOST_OFFERS
        raise DomainError("hours_missing", sentence, field="starts")
    for hour in hours:
        check_near(hour.date(), field="starts", within=Within.QUARTER)
    now = clock.now()
    if hours[0] <= now:
        raise DomainError("talk_in_the_past", _("Et tidspunkt ligger i fortiden."), field="starts")
    if not TALK_MINUTES[0] <= minutes <= TALK_MINUTES[-1]:
        raise DomainError("talk_is_short", _("En kort samtale varer 15 til 20 minutter."), field="minutes")
    if not entitled_family(case, now).filter(pk=person.pk).exists():
        raise DomainError("not_entitled", _("Den valgte person kan ikke få nyt i dette forløb."), field="person")


@transaction.atomic(durable=True)
def talk_pick(*, offer: TalkOffer, by: Person) -> Meeting:
    """The family member takes an offered hour: a meeting that only the two of them have in their calendars (G5).

    It is the family's own act and no word from us, so it moves no date. An open wish to talk is met by it.
    Raises Conflict when the hour has been picked, taken back, or has passed.
    """
    case = lock_open(offer.case)
    offer = TalkOffer.objects.select_for_update(no_key=True, of=("self",)).select_related("offered_by").get(pk=offer.pk)
    now = clock.now()
    if offer.meeting_id or offer.withdrawn_at or offer.starts_at <= now:
        raise Conflict("talk_gone", _("Tidspunktet er ikke ledigt længere. Vælg et andet, eller skriv til os."))
    staff = offer.offered_by
    meeting = plan(
        case=case,
        at=now,
        by=staff,
        texts=MeetingTexts(title="Kort samtale", purpose="I taler sammen om det, I har på hjerte.", place=offer.place),
        starts_at=offer.starts_at,
        ends_at=offer.starts_at + timedelta(minutes=offer.minutes),
        invitees=(
            Invitee(staff.display_name, "fra kommunen", person=staff),
            Invitee(by.display_name, "forælder", person=by, is_family=True),
        ),
        only_for=by,
    )
    offer.meeting = meeting
    offer.save(update_fields=["meeting"])
    _take_back(case, by)
    wishes = case.questions.filter(asker=by, kind=QuestionKind.TALK, closed_at__isnull=True)
    locked = [owed(wish) for wish in wishes]
    settle(locked, state=QuestionState.ANSWERED, how="meeting", by=staff, answer_id=meeting.pk)
    record_event(kind="meeting.planned", case=case, actor=by, subject_id=meeting.pk)
    return meeting


def _take_back(case: Case, person: Person) -> None:
    open_ones = TalkOffer.objects.filter(case=case, person=person, meeting__isnull=True, withdrawn_at__isnull=True)
    open_ones.update(withdrawn_at=clock.now())
