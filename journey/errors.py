"""What can go wrong, in words for the person it happens to. One handler per surface turns these into a page or JSON."""

from datetime import timedelta
from math import ceil

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal with a stable ``code`` and a clear ``sentence``; ``field`` names the input it is about, if one.

    Raised before anything is written, or inside the transaction so that nothing stays.
    """

    status = 422

    def __init__(self, code: str, sentence: str | Promise, *, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class Conflict(DomainError):
    """The world has moved on: the row is no longer in the state that the action needs."""

    status = 409


class NotProven(DomainError):
    """The person has to show anew who they are: a login that was made a while ago is not enough for this (T46)."""

    status = 403


class TooOften(DomainError):
    """So often that it has to wait: it may be tried again after ``wait``."""

    status = 429

    def __init__(self, code: str, sentence: str | Promise, *, wait: timedelta) -> None:
        super().__init__(code, sentence)
        self.retry_after = max(1, ceil(wait.total_seconds()))
        """Seconds, as the header of that name has them."""


class NotYours(Exception):
    """Absent and forbidden alike: the same 404 with the same body (G9, T13). It carries nothing on purpose."""
