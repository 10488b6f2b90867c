"""Posting a word to the family: one entry serves timeline, notice and API (RQ-141)."""

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from journey.access.queries import entitled_family
from journey.errors import DomainError
from journey.models import Case, Note, Person, Step, Update
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.next_word import is_repeat
from journey.services.events import record_event
from journey.services.next_word import word_given
from journey.services.open_case import lock_open
from journey.services.words import check_said, check_text

NOTHING_NEW = "Intet nyt endnu"
"""Stored in Danish whatever language the author works in; the timeline says it in the reader's."""


@transaction.atomic(durable=True)
def update_post(
    *,
    case: Case,
    author: Person,
    happened: str,
    means: str,
    not_means: str,
    next_text: str,
    next_word_on: date | None = None,
    title: str = "",
    kind: UpdateKind = UpdateKind.NEWS,
    step: Step | None = None,
    only_for: Person | None = None,
    corrects: Update | None = None,
    client_token: UUID | None = None,
) -> Update:
    """Publish news in the five texts that every family-visible change needs (G13); moves next word.

    ``next_word_on`` is what the author promises; each person gets it or their own agreed limit, whichever is earlier.
    The same ``client_token`` on the same case gives the first update back and writes nothing (R4).
    ``corrects`` names an earlier update that this one puts right: published text is never edited.
    """
    case = lock_open(case)
    if earlier := _same_token(case, client_token):
        return earlier
    happened = check_text(happened, field="happened", missing=_("Skriv, hvad der er sket."))
    update = Update(
        title=headline(check_text(title, field="title", missing="", required=False, limit=200), happened),
        happened=happened,
        means=check_text(means, field="means", missing=_("Skriv, hvad det betyder for barnet.")),
        not_means=check_text(not_means, field="not_means", missing=_("Skriv, hvad det ikke betyder.")),
        next_text=check_text(next_text, field="next_text", missing=_("Skriv, hvad der sker nu.")),
        kind=kind,
        step=step,
        corrects=corrects,
    )
    return publish(
        update,
        case=case,
        author=author,
        next_word_on=next_word_on,
        only_for=only_for,
        client_token=client_token,
    )


@transaction.atomic(durable=True)
def nothing_new_post(
    *,
    case: Case,
    author: Person,
    because: str,
    still_expected: str,
    next_word_on: date | None = None,
    only_for: Person | None = None,
    client_token: UUID | None = None,
) -> Update:
    """ "Nothing new, because …; still expected …" (RQ-005). Refused when the words repeat the last such text (G4)."""
    case = lock_open(case)
    if earlier := _same_token(case, client_token):
        return earlier
    because = check_text(because, field="because", missing=_("Skriv med en sætning, hvorfor der ikke er nyt."))
    if _all_have_read(case, because, only_for):
        sentence = _("Det er de samme ord som sidst. Skriv, hvorfor der stadig ikke er nyt.")
        raise DomainError("same_words_again", sentence, field="because")
    update = Update(
        title=NOTHING_NEW,
        happened=because,
        still_expected=check_text(
            still_expected, field="still_expected", missing=_("Skriv, hvad I stadig forventer, og hvornår.")
        ),
        kind=UpdateKind.NOTHING_NEW,
    )
    return publish(
        update,
        case=case,
        author=author,
        next_word_on=next_word_on,
        only_for=only_for,
        client_token=client_token,
    )


def _all_have_read(case: Case, because: str, only_for: Person | None) -> bool:
    """Whether it is what each of those it is for read last: words to one parent are no repeat for the other (G5)."""
    people = [only_for] if only_for else list(entitled_family(case, clock.now()))
    told = case.updates.filter(kind=UpdateKind.NOTHING_NEW).order_by("-published_at")
    last = [told.filter(Q(only_for__isnull=True) | Q(only_for=person)).first() for person in people]
    return all(one is not None and is_repeat(because, one.happened) for one in last)


def publish(
    update: Update,
    *,
    case: Case,
    author: Person,
    next_word_on: date | None,
    only_for: Person | None = None,
    client_token: UUID | None = None,
) -> Update:
    """Write an informative update and the next word of everyone it is for. Runs inside a service's transaction."""
    now = clock.now()
    family = entitled_family(case, now)
    if only_for is not None and not family.filter(pk=only_for.pk).exists():
        sentence = _("Den valgte person kan ikke få nyt i dette forløb.")
        raise DomainError("not_entitled", sentence, field="only_for")
    update.case, update.municipality_id, update.author = case, case.municipality_id, author
    update.only_for, update.client_token = only_for, client_token or uuid4()
    update.is_informative, update.published_at = True, now
    update.save(force_insert=True)
    people = [only_for] if only_for else list(family)
    word_given(case=case, people=people, at=now, promised=next_word_on, update=update)
    record_event(kind="update.published", case=case, actor=author, subject_id=update.pk)
    return update


@transaction.atomic(durable=True)
def note_write(*, case: Case, author: Person, body: str) -> Note:
    """An internal note: no date moves, no family member sees it or is told (RQ-130)."""
    case = lock_open(case)
    text = check_said(body, field="body", missing=_("Notatet er tomt."))
    note = Note.objects.create(
        case=case, municipality_id=case.municipality_id, author=author, body=text, written_at=clock.now()
    )
    record_event(kind="note.written", case=case, actor=author, subject_id=note.pk)
    return note


def _same_token(case: Case, client_token: UUID | None) -> Update | None:
    return case.updates.filter(client_token=client_token).first() if client_token else None


def headline(title: str, happened: str) -> str:
    """The given title, or the first sentence of what happened, cut at a word."""
    text = title.strip() or happened.split(". ")[0].strip().rstrip(".")
    return text if len(text) <= 120 else text[:120].rsplit(" ", 1)[0] + " …"
