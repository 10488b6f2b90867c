"""What a person would really see and has really received: read through gate and selectors, leaving no trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from html import unescape
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from config.scenario.readable import words
from config.scenario.world import Page, World
from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.access.queries import entitled_family
from journey.errors import NotYours
from journey.models import Case, Person, ReadLog, Recipient
from journey.rules import clock
from journey.rules.danish_dates import Language
from journey.selectors.case_page import case_page
from journey.selectors.desk import desk_for
from journey.selectors.gaps import GapLine, case_gaps
from journey.selectors.involved import involved
from journey.selectors.overview import overview
from journey.selectors.questions import QuestionLine, questions_of
from journey.selectors.shapes import AgreementCard, CasePage, Glance, TimelineItem
from journey.selectors.staff_case import staff_case
from journey.selectors.staff_shapes import DeskRow, StaffCasePage
from messaging.models import Suppression
from messaging.selectors.thread_page import thread_page
from messaging.selectors.unread import unread_by_thread
from messaging.services.threads import thread_for

_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
_SPACE = re.compile(r"\s+")


@contextmanager
def unnoticed() -> Iterator[None]:
    """Looking must not change the story: every row written inside (read log, visits) is taken back.

    Services refuse to run inside another transaction; the mark below is the one that Django's own test case sets to
    be let through.
    """
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def plain(text: str) -> str:
    """Any run of white space as one space."""
    return _SPACE.sub(" ", text).strip()


class Eyes:
    """One person of the story at the present moment, with one case or none in view. Each thing is looked at once."""

    def __init__(self, world: World, key: str, case: str | None) -> None:
        self.world, self.key = world, key
        self.person: Person = world.people[key]
        self._case = case

    @property
    def language(self) -> Language:
        return "en" if self.person.language == "en" else "da"

    @property
    def case(self) -> Case:
        """Raises NotOnStage before the case is open."""
        return self.world.case(self._case or "")

    @property
    def narrowed_to(self) -> Case | None:
        """The case that the expectation names, for things that are not about one case by themselves."""
        return self.case if self._case and self._case in self.world.cases else None

    @contextmanager
    def _access(self) -> Iterator[Access]:
        with unnoticed(), translation.override(self.person.language):
            yield case_for(self.person, self.case.pk, Action.READ_CASE)

    @property
    def glance(self) -> Glance:
        """The first screen. Raises NotYours when the person may not see the case."""
        return self._screen.glance

    @property
    def thread(self) -> list[TimelineItem]:
        """Every row of the red thread. Raises NotYours."""
        return [*self._screen.ahead, *self._screen.current, *self._screen.past]

    @property
    def _screen(self) -> CasePage:
        return self._side.page if isinstance(self._side, StaffCasePage) else self._side

    @cached_property
    def _side(self) -> CasePage | StaffCasePage:
        """The family's page, or staff's side with that page in it."""
        with self._access() as access:
            return case_page(access) if access.is_family else staff_case(access)

    @property
    def agreements(self) -> tuple[AgreementCard, ...]:
        """What was agreed, open and closed. Raises NotYours."""
        return self._screen.agreements

    @cached_property
    def gaps(self) -> list[GapLine]:
        """The open broken promises of the case that the person may see. Raises NotYours for the family."""
        with unnoticed():
            return case_gaps(case_for(self.person, self.case.pk, Action.READ_GAPS))

    @cached_property
    def is_let_in(self) -> bool:
        try:
            with self._access():
                return True
        except NotYours:
            return False

    @cached_property
    def texts(self) -> str:
        """Everything the person gets of the case, as one text. Raises NotYours."""
        with self._access() as access:
            asked = questions_of(access)
            shown = [self._side, involved(access), asked.open, asked.closed, asked.hours, *self._threads(access)]
            return plain("\n".join(words(shown, self.language)))

    @cached_property
    def questions(self) -> tuple[QuestionLine, ...]:
        """The open questions that the person may see. Raises NotYours."""
        with self._access() as access:
            return questions_of(access).open

    def _threads(self, access: Access) -> Iterator[Any]:
        """The threads that the person may read: the own one, or those of the family."""
        owners = [access.person] if access.is_family else entitled_family(access.case, access.at)
        for guardian in owners:
            if access.may(Action.READ_THREAD, owner_id=guardian.pk):
                there = thread_for(access.person, access.case.pk, guardian.pk, Action.READ_THREAD)
                yield thread_page(there.access, there.thread)

    @cached_property
    def desk(self) -> list[DeskRow]:
        with unnoticed(), translation.override(self.person.language):
            rows = desk_for(self.person)
        only = self.narrowed_to
        return [row for row in rows if only is None or row.case_id == only.pk]

    def uninformed(self) -> int:
        """The leader's one number."""
        with unnoticed():
            return overview(self.person).uninformed

    def unread(self) -> int:
        with unnoticed():
            counted = unread_by_thread(self.person)
        return sum(count for (case_id, _guardian), count in counted.items() if case_id == self.case.pk)

    def notices(self, since: datetime) -> list[tuple[str, str]]:
        """Kind of event and kind of notice of everything the person was told from a moment on."""
        told = Recipient.objects.filter(person=self.person, notice__event__occurred_at__gte=since)
        if only := self.narrowed_to:
            told = told.filter(case=only)
        return list(told.values_list("notice__event__kind", "notice__kind").order_by("notice__event"))

    def left_out(self, since: datetime) -> set[tuple[str, str]]:
        """Kind of event and reason of every decision not to tell this person."""
        kept = Suppression.objects.filter(person=self.person, event__occurred_at__gte=since)
        if only := self.narrowed_to:
            kept = kept.filter(event__case=only)
        return set(kept.values_list("event__kind", "reason"))

    def mails(self, since: datetime) -> list[str]:
        """Every e-mail to the person: sender, subject and body."""
        there = self.world.mailbox.to(self.person.email, since=since) if self.person.email else []
        return [mail.text for mail in there]

    def looks(self, since: datetime, *, allowed: bool) -> int:
        """How often the read log says that the person was let into the case, or was turned away."""
        log = ReadLog.objects.filter(case_ref=self.case.pk, person=self.person, at__gte=since)
        return log.filter(allowed=allowed).count()

    # --- finished pages

    @cached_property
    def pages(self) -> list[Page]:
        """The web pages about the case on this person's side; those the person may not open are just not 200."""
        case = self.case
        family = list(entitled_family(case, clock.now()))
        if self.person in family:
            own = [f"journey:family_{name}" for name in ("case", "people", "meetings", "communication")]
            names = (*own, "messaging:mine")
            return [self.page(reverse(name, args=[case.pk])) for name in names]
        each = ("journey:staff_family_view", "messaging:thread")
        addresses = [reverse(name, args=[case.pk, one.pk]) for name in each for one in family]
        return [self.page(path) for path in (reverse("journey:staff_case", args=[case.pk]), *addresses)]

    @cached_property
    def api(self) -> list[Page]:
        """What the API gives this person about the case and about the person's own day."""
        names = ("case", "timeline", "people", "promises", "updates", "notes", "meetings", "agreements")
        about_case = [reverse(f"v1:{name}", args=[self.case.pk]) for name in names]
        own = [reverse(f"v1:{name}") for name in ("cases", "desk", "feed", "threads")]
        return [self.page(path) for path in (*about_case, *own)]

    def page(self, path: str) -> Page:
        """One page as this person gets it, following redirects; tags taken out."""
        with unnoticed(), translation.override(self.person.language):
            client = Client(HTTP_HOST="localhost", raise_request_exception=True)
            client.force_login(self.person)
            answer = client.get(path, follow=True, headers={"accept-language": self.person.language})
            body = answer.content.decode(errors="replace") if not answer.streaming else ""
        return Page(answer.status_code, plain(unescape(_TAGS.sub(" ", body))))

    def not_found(self) -> bool:
        """Whether the case page answers exactly as that of a case that does not exist."""
        real = self.page(reverse("journey:family_case", args=[self.case.pk]))
        if self.key not in self.world.nothing:
            self.world.nothing[self.key] = self.page(reverse("journey:family_case", args=[UUID(int=0)]))
        none = self.world.nothing[self.key]
        return not self.is_let_in and real.status == none.status == 404 and real.text == none.text
