"""Opening a case from a blueprint, adding a step of it, closing and reopening."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from journey import own_words
from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.models import Blueprint, Case, Child, ContactAssignment, Person, Step, Unit, Update
from journey.models.base import Visibility
from journey.models.steps import Certainty, StepState
from journey.rules import clock
from journey.rules.durations import DurationKind, DurationRange, DurationUnit, duration_text
from journey.rules.something_said import says_something
from journey.services.answer_again import answer_again
from journey.services.communication import Wishes, agreement_write
from journey.services.events import record_event
from journey.services.follow_up import look_again_on
from journey.services.next_word import word_given
from journey.services.open_case import lock_open
from journey.services.staff import check_not_family, check_staff
from journey.services.words import check_reason

NOT_KNOWN_DA, NOT_KNOWN_EN = "Det ved vi ikke endnu", "We do not know yet"


def case_write(
    *,
    child: Child,
    unit: Unit,
    blueprint: Blueprint,
    contact: Person,
    deputy: Person,
    opened_by: Person,
    title: str = "",
    rhythm_days: Mapping[Person, int] | None = None,
) -> Case:
    """Open a case with its road, its contact and a next word for every custodian: from the first moment, never later.

    ``rhythm_days`` is the agreed rhythm per custodian in days; others get the usual one. Raises DomainError when nobody
    is entitled to follow the case, when contact and deputy are the same person, when one does not work here, and when
    the template is not valid today.
    Runs inside the transaction of a service that does more; ``case_open`` is the same as a service of its own.
    """
    now = clock.now()
    if contact == deputy:
        raise DomainError("deputy_is_contact", _("Stedfortræderen skal være en anden end kontakten."), field="deputy")
    check_staff(at=now, contact=contact, deputy=deputy)
    _check_valid(blueprint)
    case = Case.objects.create(
        municipality_id=child.municipality_id,
        child=child,
        unit=unit,
        blueprint=blueprint,
        title=" ".join(title.split()) if says_something(title) else blueprint.parent_title,
        opened_at=now,
    )
    family = _family(case, now)
    check_not_family(case, at=now, contact=contact, deputy=deputy)
    ContactAssignment.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        person=contact,
        deputy=deputy,
        period=DateTimeTZRange(now, None),
    )
    for person, days in (rhythm_days or {}).items():
        agreement_write(case=case, person=person, wishes=Wishes(days), valid_from=clock.local(now).date())
    _lay_road(case)
    word_given(case=case, people=family, at=now)
    record_event(kind="case.opened", case=case, actor=opened_by, subject_id=case.pk)
    return case


def _check_valid(blueprint: Blueprint) -> None:
    if not blueprint.is_valid_on(clock.today()):
        sentence = _("Skabelonen gælder ikke i dag. Vælg en anden, eller vent, til den gælder.")
        raise DomainError("blueprint_not_valid", sentence, field="blueprint")


def _family(case: Case, at: datetime) -> list[Person]:
    """Those whom an open case owes a word. Raises DomainError when there is nobody."""
    family = list(entitled_family(case, at))
    if not family:
        raise DomainError("nobody_entitled", _("Barnet har ingen med forældremyndighed, som kan følge forløbet."))
    return family


case_open = transaction.atomic(durable=True)(case_write)


def _lay_road(case: Case) -> None:
    """The steps that the family sees from day one; the rest appear when they come near (RQ-035)."""
    steps: list[dict[str, Any]] = case.blueprint.content["steps"]
    Step.objects.bulk_create(
        _step_from(case, position, data)
        for position, data in enumerate(steps)
        if data["default_path"] or data["shown_from_day_one"]
    )


def _step_from(case: Case, position: int, data: Mapping[str, Any]) -> Step:
    """A step row with the blueprint's texts copied: the texts of a running case stay as they were.

    One that starts withheld leaves no trace for the family until two people have released it (L13, T11).
    """
    texts: Mapping[str, Mapping[str, str]] = data["parents"]
    fields = ("what", "why", "you_can", "is_not")
    condition = data["condition"] or {"da": "", "en": ""}
    usual_da, usual_en = _usual(data["usual"])
    english = {field: texts[field]["en"] for field in fields}
    role = _role_title(case, data["owner_role"])
    english |= {
        "owner_title": role["en"],
        "title": data["title"]["en"],
        "condition": condition["en"],
        "usual": usual_en,
    }
    return Step(
        case=case,
        municipality_id=case.municipality_id,
        code=data["code"],
        phase=data["phase"],
        position=Decimal(position),
        title=data["title"]["da"],
        usual=usual_da,
        condition=condition["da"],
        texts_en=english,
        owner_role=data["owner_role"],
        owner_title=role["da"],
        is_authority=data["is_authority"],
        certainty=Certainty(data["certainty"]),
        visibility=Visibility.WITHHELD if data["starts_withheld"] else Visibility.RELEASED,
        recorded_at=clock.now(),
        **{field: texts[field]["da"] for field in fields},
    )


def _role_title(case: Case, code: str) -> Mapping[str, str]:
    roles: list[dict[str, Any]] = case.blueprint.content["roles"]
    return next((role["title"] for role in roles if role["code"] == code), {"da": "", "en": ""})


def _usual(data: Mapping[str, Any] | None) -> tuple[str, str]:
    """The usual length in Danish and English; honest words when no source gives one (RQ-011)."""
    if data is None:
        return NOT_KNOWN_DA, NOT_KNOWN_EN
    fields = {**data, "kind": DurationKind(data["kind"]), "unit": DurationUnit(data["unit"])}
    usual = DurationRange(**fields)
    return duration_text(usual, language="da"), duration_text(usual, language="en")


@transaction.atomic(durable=True)
def step_add(*, case: Case, by: Person, code: str) -> Step:
    """Put a further step of the case's own blueprint version on the road; it is there at once as a planned step."""
    case = lock_open(case)
    existing = case.steps.filter(code=code).order_by("-round").first()
    if existing:
        return existing
    for position, data in enumerate(case.blueprint.content["steps"]):
        if data["code"] == code:
            step = _step_from(case, position, data)
            step.save(force_insert=True)
            record_event(kind="step.added", case=case, actor=by, subject_id=step.pk)
            return step
    raise DomainError("step_unknown", _("Trinnet findes ikke i denne forløbsskabelon."), field="code")


@transaction.atomic(durable=True)
def case_close(*, case: Case, by: Person, text: str) -> Case:
    """End a case: what ended, what stays open, how to come back. Its contact stays, for questions (RQ-038).

    Raises Conflict while something agreed has no outcome or a question no answer: nothing promised ends in silence
    (RQ-031, P5). Steps, waits and
    meetings stay as they stand, for a case that is opened again; on the pages they are over.
    """
    case = lock_open(case)
    case.closing_text = check_reason(text, field="text", missing=_("Skriv til familien, hvordan forløbet slutter."))
    if case.agreements.filter(closed_at__isnull=True).exists():
        raise Conflict("agreements_open", _("Der er aftaler, som ingen har skrevet udfaldet af. Gør det først."))
    if case.questions.filter(closed_at__isnull=True).exists():
        raise Conflict("questions_open", _("Familien har spurgt om noget, som ingen har svaret på. Svar først."))
    case.closed_at = clock.now()
    case.save(update_fields=["closing_text", "closed_at"])
    case.nextwords.update(is_owed=False)
    _word_of_it(case, by, title=own_words.CASE_ENDS, text=case.closing_text)
    record_event(kind="case.closed", case=case, actor=by, subject_id=case.pk)
    return case


def _look_again(case: Case) -> None:
    """Days on which somebody should have looked passed while the case was closed: that was nobody's fault."""
    today, again = clock.today(), look_again_on()
    case.steps.filter(state=StepState.NOW, follow_up_on__lt=today).update(follow_up_on=again)
    case.waits.filter(ended_at__isnull=True, review_on__lt=today).update(review_on=again)


def _word_of_it(case: Case, by: Person, *, title: str, text: str) -> Update:
    """Why it ends or begins again, in the timeline for good (G7). Beside the case's own event: no second notice."""
    return Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        author=by,
        title=title,
        happened=text,
        is_informative=True,
        published_at=clock.now(),
    )


@transaction.atomic(durable=True)
def case_reopen(
    *,
    case: Case,
    by: Person,
    text: str,
    next_word_on: date | None = None,
    contact: Person | None = None,
    deputy: Person | None = None,
) -> Case:
    """Open a closed case again, with its whole history and its contact on the same minute.

    Whoever was contact or deputy and works here no longer is replaced by ``contact`` and ``deputy`` in the same act:
    an open case never shows a name that nobody answers by (P1). Raises DomainError without them, and Conflict when
    another is named for somebody who is still here: that is a change of contact, with words to the family.
    The family reads ``text``: why. Each of them hears again on ``next_word_on``, or by the end of the own rhythm (P4).
    """
    case = Case.objects.select_for_update(no_key=True).select_related("municipality").get(pk=case.pk)
    if case.is_open:
        raise Conflict("case_is_open", _("Forløbet er allerede åbent."))
    now = clock.now()
    family = _family(case, now)
    answer_again(case=case, contact=contact, deputy=deputy, by=by)
    why = check_reason(text, field="text", missing=_("Skriv til familien, hvorfor forløbet åbner igen."))
    case.closed_at, case.closing_text = None, ""
    case.save(update_fields=["closing_text", "closed_at"])
    word = _word_of_it(case, by, title=own_words.CASE_OPENS_AGAIN, text=why)
    word_given(case=case, people=family, at=now, promised=next_word_on, update=word)
    _look_again(case)
    record_event(kind="case.reopened", case=case, actor=by, subject_id=case.pk)
    return case
