"""Posting a word to the family: one entry serves timeline, notice and API (RQ-141)."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from journey import own_words
from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.models import Case, Note, Person, Question, Step, Update
from journey.models.base import Visibility
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.next_word import is_repeat
from journey.rules.sentences import first_sentence, shortened
from journey.services.events import record_event
from journey.services.next_word import word_given
from journey.services.open_case import lock_open
from journey.services.question_ends import covered
from journey.services.words import check_said, check_text, check_worded

NEWS_KINDS = (UpdateKind.NEWS, UpdateKind.GOOD_NEWS)
NOTHING_NEW_KINDS = (UpdateKind.NOTHING_NEW,)
CHANGE_KINDS = (UpdateKind.CONTACT_CHANGE,)
SAID = (
    "author_id", "kind", "title", "happened", "means", "not_means", "next_text", "still_expected",
    "step_id", "only_for_id", "corrects_id",
)  # fmt: skip
"""What makes two updates one and the same word."""


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
    covers: Iterable[Question] = (),
    client_token: UUID | None = None,
) -> Update:
    """Publish news in the five texts that every family-visible change needs (G13); moves next word.

    ``next_word_on`` is what the author promises; each person gets it or their own agreed limit, whichever is earlier.
    The same ``client_token`` on the same case gives the first update back and writes nothing (R4). Raises Conflict when
    it comes with other words: nothing that somebody wrote is dropped in silence. News that repeats the last news to the
    same readers in every text is none, and is refused (G4).
    ``corrects`` names an earlier update that this one puts right: published text is never edited.
    ``covers`` names open questions that these words answer (P5).
    """
    case = lock_open(case)
    happened = check_text(happened, field="happened", missing=_("Skriv, hvad der er sket."))
    update = Update(
        title=headline(check_text(title, field="title", missing="", required=False, limit=200), happened),
        happened=happened,
        means=check_text(means, field="means", missing=_("Skriv, hvad det betyder for barnet.")),
        not_means=check_text(not_means, field="not_means", missing=_("Skriv, hvad det ikke betyder.")),
        next_text=check_text(next_text, field="next_text", missing=_("Skriv, hvad der sker nu.")),
        kind=kind,
        author=author,
        step=step,
        only_for=only_for,
        corrects=corrects,
    )
    if step and step.visibility == Visibility.WITHHELD:
        sentence = _("Familien kan ikke se trinnet. Skriv uden trin, eller skriv en intern note.")
        raise DomainError("step_withheld", sentence, field="step")
    if earlier := _retried(case, client_token, update):
        return earlier
    refuse_old_news(case, update, NEWS_KINDS)
    publish(update, case=case, author=author, next_word_on=next_word_on, client_token=client_token)
    covered(update=update, questions=covers)
    return update


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
    """ "Nothing new, because …; still expected …" (RQ-005).

    Refused when the words repeat the last such text that the same readers have had (G4).
    """
    case = lock_open(case)
    update = Update(
        title=own_words.NOTHING_NEW,
        happened=check_text(because, field="because", missing=_("Skriv med en sætning, hvorfor der ikke er nyt.")),
        still_expected=check_text(
            still_expected, field="still_expected", missing=_("Skriv, hvad I stadig forventer, og hvornår.")
        ),
        kind=UpdateKind.NOTHING_NEW,
        author=author,
        only_for=only_for,
    )
    if earlier := _retried(case, client_token, update):
        return earlier
    check_worded(because, field="because", missing=_("Skriv med en sætning, hvorfor der ikke er nyt."))
    if _all_have_had(update, case, NOTHING_NEW_KINDS, lambda last: is_repeat(update.happened, last.happened)):
        sentence = _("Det er de samme ord som sidst. Skriv, hvorfor der stadig ikke er nyt.")
        raise DomainError("same_words_again", sentence, field="because")
    return publish(update, case=case, author=author, next_word_on=next_word_on, client_token=client_token)


def publish(
    update: Update,
    *,
    case: Case,
    author: Person,
    next_word_on: date | None,
    client_token: UUID | None = None,
) -> Update:
    """Write an informative update and the next word of everyone it is for. Runs inside a service's transaction."""
    now = clock.now()
    family, only_for = entitled_family(case, now), update.only_for
    if only_for is not None and not family.filter(pk=only_for.pk).exists():
        sentence = _("Den valgte person kan ikke få nyt i dette forløb.")
        raise DomainError("not_entitled", sentence, field="only_for")
    update.case, update.municipality_id, update.author = case, case.municipality_id, author
    update.client_token = client_token or uuid4()
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


def _retried(case: Case, client_token: UUID | None, update: Update) -> Update | None:
    """What this token has written already. Raises Conflict when it said something else."""
    earlier = case.updates.filter(client_token=client_token).first() if client_token else None
    if earlier and any(getattr(earlier, name) != getattr(update, name) for name in SAID):
        raise Conflict("token_reused", _("Det blev ikke gemt. Din tekst står her stadig – tryk på knappen igen."))
    return earlier


def last_word(case: Case, kinds: Iterable[str], only_for: Person | None) -> Update | None:
    """The last update of these kinds that went to this person, alone or with all; None: the last that went to all.

    What only the other parent has had is never measured against, and never suggested (G5).
    """
    had = Q(only_for__isnull=True) | Q(only_for=only_for)
    words = case.updates.filter(had, kind__in=kinds, is_informative=True, visibility=Visibility.RELEASED)
    return words.order_by("-published_at", "-recorded_at").first()


def _all_have_had(update: Update, case: Case, kinds: Iterable[str], says_the_same: Callable[[Update], bool]) -> bool:
    """Whether the last such words of each reader to be say the same: words to one are no repeat for the other (G5)."""
    readers = [update.only_for] if update.only_for else list(entitled_family(case, clock.now()))
    last = [last_word(case, kinds, reader) for reader in readers]
    return bool(last) and all(one is not None and says_the_same(one) for one in last)


def refuse_old_news(
    case: Case, update: Update, kinds: Iterable[str], repeats: Callable[[str, str], bool] = is_repeat
) -> None:
    """Figures and dates may be all that a correction changes; other news says at least one thing in new words.

    Measured against the last news of the same ``kinds``; ``repeats`` says when a text is the same as the one before.
    """

    def says_the_same(last: Update) -> bool:
        if update.corrects_id:
            return last.corrects_id == update.corrects_id and _texts(last) == _texts(update)
        return all(repeats(new, old) for new, old in zip(_texts(update), _texts(last), strict=True))

    if _all_have_had(update, case, kinds, says_the_same):
        sentence = _("Det er de samme ord som sidst. Skriv, hvad der er nyt.")
        raise DomainError("same_words_again", sentence, field="happened")


def _texts(update: Update) -> tuple[str, ...]:
    return (update.happened, update.means, update.not_means, update.next_text)


def headline(title: str, happened: str) -> str:
    """The given title, or the first sentence of what happened, shortened where words may part."""
    return title.strip() or shortened(first_sentence(happened))
