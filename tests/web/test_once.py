"""One filling-in of a form is one act, also when two taps arrive at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import redis
from django.conf import settings

from journey.errors import Conflict
from journey.models import Person
from journey.views.once import once


def test_two_taps_at_once_act_once_and_both_hear_that_it_is_done() -> None:
    person, token, acts = Person(), uuid4(), []

    def act() -> str:
        acts.append("sent")
        time.sleep(0.3)  # the second tap arrives while the first is at work
        return "Sendt."

    with ThreadPoolExecutor(2) as taps:
        answers = list(taps.map(lambda _tap: once(person, token, "Ord", act), range(2)))
    assert sorted(answers) == ["Det er gjort. Vi gemte det kun én gang.", "Sendt."]
    assert acts == ["sent"]


def test_what_was_refused_may_be_tried_again() -> None:
    person, token = Person(), uuid4()

    def refuse() -> str:
        raise Conflict("case_closed", "Forløbet er afsluttet.")

    with pytest.raises(Conflict):
        once(person, token, "Ord", refuse)
    assert once(person, token, "Ord", lambda: "Sendt.") == "Sendt."


def test_two_people_never_share_a_token() -> None:
    token = uuid4()
    assert once(Person(), token, "Ord", lambda: "a") == "a"
    assert once(Person(), token, "Ord", lambda: "b") == "b"


def test_other_words_in_a_used_form_are_said_and_not_swallowed() -> None:
    person, token = Person(), uuid4()
    once(person, token, "Ord", lambda: "Sendt.")
    with pytest.raises(Conflict, match="token_reused"):
        once(person, token, "Andre ord", lambda: "Sendt.")


def test_the_cache_learns_no_word() -> None:
    person = Person()
    once(person, uuid4(), "kanariefugl", lambda: "Sendt.")
    client = redis.Redis.from_url(settings.REDIS_URL)
    kept = [key + client.get(key) for key in client.scan_iter("*form:*")]
    assert kept
    assert not [one for one in kept if b"kanariefugl" in one or str(person.pk).encode() in one]
