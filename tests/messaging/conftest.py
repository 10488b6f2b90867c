"""Viktor's family in a database whose commits are real: what happens after a commit is what is tested here."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from journey.models import Person
from messaging.models import Message, Thread
from messaging.services.messages import message_post
from messaging.services.threads import thread_of
from tests.cast import Cast, build_cast

Writes = Callable[..., Message]


@pytest.fixture
def cast_now(transactional_db: None) -> Cast:
    """The cast at the real present: for tests with other threads and processes, which know no simulated clock."""
    return build_cast()


def post_now(thread: Thread, author: Person, body: str = "Hej", token: UUID | None = None) -> Message:
    """Post a message in a thread."""
    return message_post(thread=thread, author=author, body=body, client_token=token or uuid4())


@pytest.fixture
def writes() -> Writes:
    return post_now


def anjas_thread(cast: Cast) -> Thread:
    return thread_of(case=cast.case, guardian=cast.anja)
