"""Owning up to a word that did not come: in a person's own words, else in the municipality's minimum text (P4, RQ-005).

Neither is news. ``promised_on`` stays broken and the gap stays open until somebody writes an informative word; only the
date that the family sees moves, and never further than to the day on which the gap climbs.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from journey import own_words
from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.language import spoken
from journey.models import Case, Gap, NextWord, NextWordChange, Person, Update
from journey.models.gaps import GapKind
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.danish_dates import by as by_day
from journey.rules.danish_dates import weekday_date
from journey.rules.horizons import Within
from journey.services.events import record_event
from journey.services.gaps import locked_case
from journey.services.open_case import lock_open
from journey.services.today import check_still_answers
from journey.services.words import check_not_past, check_text


@transaction.atomic(durable=True)
def breach_tell(*, gap: Gap) -> Update | None:
    """Tell the person that the promised word did not come, who has it now and by when they hear (P4).

    1. Only for a broken next word; the date named is the last on which whoever has it may put it right.
    2. The words are the municipality's minimum text and marked as written by nobody (RQ-005).
    3. Whoever has it may have written meanwhile (``breach_explain``): then the family is owed no automatic text.

    None when the promise has been kept or somebody has told it meanwhile.
    """
    case = locked_case(gap.case_id)
    gap = _rows().get(pk=gap.pk)
    if gap.closed_at is not None or gap.told_at is not None or gap.person is None:
        return None
    word = _word(gap)
    if word.promised_on >= clock.today():
        return None
    return _own_up(case, gap, word, happened=_minimum_text(gap, word), day=gap.respond_by)


@transaction.atomic(durable=True)
def breach_explain(*, gap: Gap, by: Person, happened: str, next_word_on: date | None = None) -> tuple[Update, ...]:
    """Say in one's own words that the promise was broken, who has it now and by when they hear (P4, RQ-003).

    1. Everyone to whom the same promise was broken, and for whom the same person has it, gets the words: one of two
       parents is not told alone by accident. Each gets an update of their own.
    2. Name and date stand in a line of their own, whatever the words are. The date is at most the day on which the gap
       climbs; an earlier one makes it climb earlier.
    3. Each holder does it once for each day named. An automatic text that went out before stands folded below.

    Raises Conflict when the promise has been put right, when the holder's days are over, or when it has been said.
    """
    text = check_text(happened, field="happened", missing=_("Skriv, hvad I lovede, og at det ikke skete."))
    case = lock_open(gap.case)
    gap = _rows().get(pk=gap.pk)
    _check_open(gap)
    day = _checked_day(gap, next_word_on)
    family = set(entitled_family(case, clock.now()).values_list("pk", flat=True))
    same = [one for one in _broken_alike(gap) if one.person_id in family and not _is_explained(one)]
    if gap not in same:
        raise Conflict("breach_told", _("Familien har fået jeres egne ord om det. Skriv nyt til familien i stedet."))
    return tuple(_explain(case, one, by=by, happened=text, day=day) for one in same)


def suggested_words(gap: Gap) -> str:
    """The minimum text with name and day filled in, for the holder to approve or to put better."""
    return _minimum_text(gap, NextWord.objects.get(pk=gap.subject_id))


def _explain(case: Case, gap: Gap, *, by: Person, happened: str, day: date) -> Update:
    before = _told_this_turn(gap)
    gap.respond_by = day
    corrects = before.update_row if before else None
    return _own_up(case, gap, _word(gap), happened=happened, day=day, author=by, corrects=corrects)


def _own_up(
    case: Case,
    gap: Gap,
    word: NextWord,
    *,
    happened: str,
    day: date,
    author: Person | None = None,
    corrects: Update | None = None,
) -> Update:
    update = Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        kind=UpdateKind.NEWS if author else UpdateKind.AUTOMATIC,
        author=author,
        only_for=gap.person,
        title=own_words.WORD_BROKEN[min(gap.level, len(own_words.WORD_BROKEN) - 1)],
        happened=happened,
        next_text=own_words.WORD_COMES % {"name": gap.responsible, "day": weekday_date(day)},
        is_informative=False,
        corrects=corrects,
        published_at=clock.now(),
    )
    _name_date(case, word, day, update)
    gap.told_at = clock.now()
    gap.save(update_fields=["told_at", "respond_by"])
    record_event(kind="promise.broken_told", case=case, actor=author, subject_id=update.pk)
    return update


def _name_date(case: Case, word: NextWord, day: date, update: Update) -> None:
    NextWordChange.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        person_id=word.person_id,
        update_row=update,
        old=word.due_on,
        new=day,
        at=clock.now(),
    )
    word.due_on = day
    word.save(update_fields=["due_on"])


def _minimum_text(gap: Gap, word: NextWord) -> str:
    """The municipality's own words, with ``{day}`` and ``{name}`` in them; else ours."""
    told = _told_this_turn(gap)
    missed = told.old if told and told.old and told.new >= clock.today() else word.due_on
    words = {"day": weekday_date(missed), "name": gap.responsible.display_name}
    text: str | None = gap.case.municipality.settings.get("broken_promise_text")
    return own_words.WORD_DID_NOT_COME % words if text is None else text.format(**words)


def _told_this_turn(gap: Gap) -> NextWordChange | None:
    """What the person has been told since the holder of now has the gap; handing it up sets ``told_at`` to None."""
    if gap.told_at is None:
        return None
    told = NextWordChange.objects.filter(case=gap.case_id, person=gap.person_id, update_row__is_informative=False)
    return told.filter(at__gte=gap.opened_at).select_related("update_row").order_by("at", "recorded_at").last()


def _is_explained(gap: Gap) -> bool:
    """Whether a person has said it, and the day named then is still to come: at the top nobody takes it over."""
    told = _told_this_turn(gap)
    by_person = told is not None and told.update_row is not None and told.update_row.author_id is not None
    return by_person and told is not None and told.new >= clock.today()


def _check_open(gap: Gap) -> None:
    if gap.closed_at is not None or gap.kind != GapKind.NEXT_WORD_BROKEN or _word(gap).promised_on >= clock.today():
        raise Conflict("gap_closed", _("Løftet er ikke længere brudt. Der er ikke noget at fortælle."))
    if gap.respond_by < clock.today():
        sentence = _("Fristen er gået, og opgaven går videre. Skriv nyt til familien, hvis du har det.")
        raise Conflict("gap_overdue", sentence)


def _checked_day(gap: Gap, wanted: date | None) -> date:
    check_not_past(
        wanted, field="next_word_on", sentence=_("Datoen for næste nyt ligger i fortiden."), within=Within.YEAR
    )
    if wanted and wanted > gap.respond_by:
        last = by_day(gap.respond_by, language=spoken())
        sentence = _("Familien skal høre fra jer %(last)s. Vælg den dag eller en før.") % {"last": last}
        raise DomainError("date_too_late", sentence, field="next_word_on")
    if wanted and wanted < gap.respond_by:  # on the last day no later one is left to choose, and words are due at once
        check_still_answers(gap.case, gap.responsible, wanted, clock.now(), field="next_word_on")
    return wanted or gap.respond_by


def _broken_alike(gap: Gap) -> Iterable[Gap]:
    """The open gaps by the same promise, with the same holder until the same day; this one among them."""
    return _rows().filter(
        case=gap.case_id,
        kind=GapKind.NEXT_WORD_BROKEN,
        closed_at__isnull=True,
        broken_on=gap.broken_on,
        responsible=gap.responsible_id,
        respond_by=gap.respond_by,
    )


def _rows() -> QuerySet[Gap]:
    rows = Gap.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return rows.select_related("responsible", "person", "case__municipality")


def _word(gap: Gap) -> NextWord:
    return NextWord.objects.select_for_update(no_key=True).get(pk=gap.subject_id)
