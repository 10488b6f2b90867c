"""How a person hears from us, agreed with that person: how often, by which road, when not (RQ-096 to RQ-099)."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from journey.access.communication import agreed_with
from journey.access.queries import entitled_family
from journey.errors import DomainError
from journey.models import Case, CommunicationAgreement, Employment, NextWord, Person
from journey.models.promises import LANGUAGES_SPOKEN, MUST_GO_GROUPS, NewsRhythm, WishedForm
from journey.rules import clock
from journey.services.events import record_event
from journey.services.next_word import freshness_days, set_due
from journey.services.open_case import lock_open
from journey.services.staff import check_not_family
from journey.services.words import check_dates, check_text

SILENCE_BUDGET_DAYS = 30
"""No agreement may leave a family longer without a word (L10); also a database constraint."""
SHORTEST_ALONE_DAYS = 7
"""A shorter rhythm binds staff, so it is agreed with them; everything else a guardian sets alone."""
LONGEST_PAUSE_DAYS = 90
ASK_AGAIN_DAYS = 91
"""A quarter; the municipality's setting ``ask_again_days`` goes before it (RQ-097)."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that is agreed with one person. What nobody has asked for is as for everybody."""

    freshness_days: int
    """At most so many days between words."""
    email_news: bool = True
    sms_news: bool = False
    email_messages: bool = True
    sms_messages: bool = False
    email_meetings: bool = True
    sms_meetings: bool = False
    email_decisions: bool = True
    sms_decisions: bool = False
    email_people: bool = True
    sms_people: bool = False
    news_rhythm: str = NewsRhythm.AT_ONCE
    quiet_from: time | None = None
    quiet_to: time | None = None
    language: str = ""
    needs_interpreter: bool = False
    form: str = WishedForm.WRITTEN
    wants_good_news: bool = False
    paused_until: date | None = None
    watched_by: Person | None = None


def wishes_of(case: Case, person: Person, on: date) -> Wishes:
    """What holds for the person on a day; a pause that is over is none."""
    row = agreed_with(case.pk, person.pk, on)
    if row is None:
        return Wishes(freshness_days(case, person, on))
    said = {field.name: getattr(row, field.name) for field in fields(Wishes)}
    if row.paused_until and row.paused_until <= on:
        said |= {"paused_until": None, "watched_by": None}
    return Wishes(**said)


def agreement_write(
    *, case: Case, person: Person, wishes: Wishes, valid_from: date, asked_by: str = ""
) -> CommunicationAgreement:
    """The row itself, inside a service's transaction. A second agreement on one day replaces the first."""
    _check(wishes, valid_from)
    check_not_family(case, at=clock.now(), watched_by=wishes.watched_by)
    ask_again = int(case.municipality.settings.get("ask_again_days", ASK_AGAIN_DAYS))
    row, _created = CommunicationAgreement.objects.update_or_create(
        case=case,
        person=person,
        valid_from=valid_from,
        defaults={
            **{field.name: getattr(wishes, field.name) for field in fields(Wishes)},
            "municipality_id": case.municipality_id,
            "asked_by": check_text(asked_by, field="asked_by", missing="", required=False, limit=200),
            "ask_again_on": valid_from + timedelta(days=ask_again),
        },
    )
    return row


@transaction.atomic(durable=True)
def communication_agree(
    *, case: Case, person: Person, wishes: Wishes, by: Person, asked_by: str = ""
) -> CommunicationAgreement:
    """Agree from today how the person hears from us, set by the person alone or by staff together with them.

    1. A new rhythm may bring an open promise nearer, counted from the last word given. A date that would then lie in
       the past becomes today: shortening the rhythm never breaks a promise by itself.
    2. Nothing else moves the next word, a pause least of all: no promise is put off or mended without a word (P4).
    3. A language that the product speaks becomes the language of the person's notices.
    """
    case = lock_open(case)
    now = clock.now()
    today = clock.local(now).date()
    if not entitled_family(case, now).filter(pk=person.pk).exists():
        raise DomainError("not_entitled", _("Den valgte person kan ikke få nyt i dette forløb."), field="person")
    before = freshness_days(case, person, today)
    if by == person:
        _check_alone(wishes, before)
    row = agreement_write(
        case=case,
        person=person,
        wishes=wishes,
        valid_from=today,
        asked_by=asked_by or (person.display_name if by == person else ""),
    )
    if wishes.freshness_days != before:
        _bring_nearer(case, person, wishes.freshness_days, now)
    if wishes.language in dict(settings.LANGUAGES):
        Person.objects.filter(pk=person.pk).update(language=wishes.language)
    record_event(kind="communication.agreed", case=case, actor=by, subject_id=row.pk)
    return row


def _bring_nearer(case: Case, person: Person, days: int, now: datetime) -> None:
    today, word = clock.local(now).date(), NextWord.objects.get(case=case, person=person)
    if word.promised_on >= today:
        due = min(word.due_on, max(clock.local(word.last_word_at).date() + timedelta(days=days), today))
        set_due(case=case, person=person, due_on=due, at=now, word_at=word.last_word_at)


def _check_alone(wishes: Wishes, before: int) -> None:
    shortest = min(before, SHORTEST_ALONE_DAYS)
    if wishes.freshness_days < shortest:
        sentence = _("Oftere end hver %d. dag aftaler I med jeres kontakt. Skriv eller ring.") % shortest
        raise DomainError("rhythm_needs_staff", sentence, field="freshness_days")


def _check(wishes: Wishes, today: date) -> None:
    if not 1 <= wishes.freshness_days <= SILENCE_BUDGET_DAYS:
        sentence = _("Rytmen skal være mellem 1 og %d dage.") % SILENCE_BUDGET_DAYS
        raise DomainError("rhythm_out_of_range", sentence, field="freshness_days")
    if (wishes.quiet_from is None) != (wishes.quiet_to is None) or (
        wishes.quiet_from is not None and wishes.quiet_from == wishes.quiet_to
    ):
        sentence = _("Skriv både, hvornår det skal være stille, og hvornår det er slut.")
        raise DomainError("quiet_hours_half", sentence, field="quiet_to")
    _check_roads(wishes)
    if wishes.language and wishes.language not in LANGUAGES_SPOKEN:
        raise DomainError("language_unknown", _("Vælg et sprog fra listen."), field="language")
    if wishes.form not in WishedForm.values:
        raise DomainError("form_unknown", _("Vælg en af mulighederne."), field="form")
    _check_pause(wishes, today)


def _check_roads(wishes: Wishes) -> None:
    """What must be known goes out of the product by one road at least (RQ-093)."""
    for group in MUST_GO_GROUPS:
        if not (getattr(wishes, f"email_{group}") or getattr(wishes, f"sms_{group}")):
            raise DomainError("road_missing", _("Vælg e-mail, SMS eller begge dele."), field=f"email_{group}")
    if wishes.news_rhythm not in NewsRhythm.values:
        raise DomainError("news_rhythm_unknown", _("Vælg en af mulighederne."), field="news_rhythm")


def _check_pause(wishes: Wishes, today: date) -> None:
    """A pause has an end and somebody who watches: the contact, or whoever staff name (RQ-099)."""
    until, watcher = wishes.paused_until, wishes.watched_by
    check_dates(paused_until=until)
    if until is None:
        if watcher is not None:
            raise DomainError("pause_without_end", _("Vælg, hvornår pausen slutter."), field="paused_until")
        return
    if not today < until <= today + timedelta(days=LONGEST_PAUSE_DAYS):
        sentence = _("Pausen kan vare fra i morgen og højst %d dage frem.") % LONGEST_PAUSE_DAYS
        raise DomainError("pause_out_of_range", sentence, field="paused_until")
    if watcher and not Employment.objects.filter(person=watcher, period__contains=clock.now()).exists():
        raise DomainError("watcher_not_here", _("Vælg en, der arbejder her nu."), field="watched_by")
