"""How each of the family hears from us, as the person and staff read it (RQ-096, RQ-097)."""

from datetime import date, time

from django.db.models import Q

from journey.access.communication import agreed_with, in_force, new_phases
from journey.access.gate import Access
from journey.access.queries import entitled_family
from journey.models import CommunicationAgreement, ContactAssignment, Person
from journey.models.base import Visibility
from journey.models.promises import NEWS_GROUPS, WishedForm
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.ask_again import AskedAgain, asked_again
from journey.selectors.people import person_lines
from journey.selectors.people_shapes import CommunicationCard
from journey.selectors.shapes import PersonLine


def own_communication(access: Access) -> CommunicationCard:
    """The viewer's own agreement; without one, what holds for everybody."""
    row = agreed_with(access.case.pk, access.person.pk, clock.today())
    return _card(access, access.person, row, _phases(access))


def family_communication(access: Access) -> tuple[CommunicationCard, ...]:
    """Everybody's, for staff. Each of the family reads only the own one (G5)."""
    agreed = in_force([access.case.pk], clock.today())
    people = entitled_family(access.case, access.at).order_by("given_name")
    phases = _phases(access)
    return tuple(_card(access, one, agreed.get((access.case.pk, one.pk)), phases) for one in people)


def is_asked_again(access: Access) -> CommunicationCard | None:
    """The viewer's own agreement, while it is asked whether it still fits; only on an open case, and never pressed."""
    if not access.case.is_open:
        return None
    card = own_communication(access)
    return card if card.asked_again_since else None


def _phases(access: Access) -> list[date]:
    return new_phases([access.case.pk]).get(access.case.pk, [])


def _asked(row: CommunicationAgreement, phases: list[date]) -> AskedAgain | None:
    asked = asked_again(row.valid_from, row.ask_again_on, phases)
    return asked if asked.on <= clock.today() else None


def _card(access: Access, person: Person, row: CommunicationAgreement | None, phases: list[date]) -> CommunicationCard:
    asked = _asked(row, phases) if row else None
    if row is None:  # what holds for everybody, agreed with nobody
        usual = access.case.days.number("freshness_days")
        row = CommunicationAgreement(freshness_days=usual, form=WishedForm.WRITTEN)
    pauses = row.paused_until is not None and row.paused_until > clock.today()
    return CommunicationCard(
        person_id=person.pk,
        name=person.display_name,
        first_name=person.given_name,
        freshness_days=row.freshness_days,
        **{f"{road}_{group}": getattr(row, f"{road}_{group}") for road in ("email", "sms") for group in NEWS_GROUPS},
        news_rhythm=row.news_rhythm,
        quiet_from=_hour(row.quiet_from),
        quiet_to=_hour(row.quiet_to),
        language=row.language,
        needs_interpreter=row.needs_interpreter,
        form=row.form,
        wants_good_news=row.wants_good_news,
        last_good_news_on=_last_good_news(access, person) if row.wants_good_news else None,
        paused_until=row.paused_until if pauses else None,
        watched_by=_watcher(access, row) if pauses else None,
        valid_from=row.valid_from,
        asked_by=row.asked_by,
        ask_again_on=row.ask_again_on,
        asked_again_since=asked.on if asked else None,
        asked_for_new_phase=bool(asked and asked.is_new_phase),
    )


def _last_good_news(access: Access, person: Person) -> date | None:
    good = access.case.updates.filter(kind=UpdateKind.GOOD_NEWS, visibility=Visibility.RELEASED)
    last = good.filter(Q(only_for__isnull=True) | Q(only_for=person)).order_by("-published_at").first()
    return clock.local(last.published_at).date() if last else None


def _hour(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


def _watcher(access: Access, row: CommunicationAgreement) -> PersonLine:
    """Whoever was named to watch; else the contact of the moment."""
    now = ContactAssignment.objects.filter(case=access.case, period__contains=access.at)
    who = row.watched_by_id or now.values_list("person", flat=True).get()
    return person_lines([who])[who]
