"""A real Celery worker on the real broker: what it is asked, what it does, what the broker gets to know."""

import json
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings

from journey.models import OutboxItem
from messaging.models import Delivery
from tests.cast import Cast
from tests.messaging.conftest import anjas_thread, post_now
from tests.realtime.conftest import process, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def broker() -> Any:
    """The broker without tasks of earlier tests, and without what they left unanswered."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("celery", "called.messaging.deliver_due")
    yield client
    client.delete("celery", "called.messaging.deliver_due")


def no_wake(_event_id: int, _just_recorded: object = None) -> None:
    """A web process that dies right after its commit."""


def test_a_worker_relays_and_delivers_what_was_left_lying(
    cast_now: Cast, broker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journey.services.events._wake", lambda: no_wake)
    post_now(anjas_thread(cast_now), cast_now.anja, "Hej")
    assert OutboxItem.objects.filter(relayed_at__isnull=True).exists()

    current_app.send_task("messaging.sweep")
    log = tmp_path / "worker.log"
    with process("celery", "-A", "config.celery", "worker", "--pool", "solo", "--loglevel", "INFO", log=log):
        mails = Delivery.objects.filter(person=cast_now.lone, channel="email")
        wait_for(lambda: mails.filter(state="sent").exists(), seconds=60, what="the worker's mail")

    assert not OutboxItem.objects.filter(relayed_at__isnull=True).exists()
    assert "Hej" not in log.read_text()


def test_the_broker_learns_no_id_and_no_word(cast_now: Cast, broker: Any) -> None:
    """Celery arguments and Redis keys, names and values (T26)."""
    message = post_now(anjas_thread(cast_now), cast_now.anja, "KANARI om Viktor")

    tasks = [json.loads(raw) for raw in broker.lrange("celery", 0, -1)]
    assert {task["headers"]["task"] for task in tasks} == {"messaging.deliver_due"}
    assert {task["headers"]["argsrepr"] for task in tasks} == {"()"}

    everything = b" ".join(key + b" " + (_value(broker, key)) for key in broker.scan_iter()).decode(errors="replace")
    rows = (message, message.thread, cast_now.case, cast_now.anja, cast_now.lone, cast_now.child)
    for secret in ("KANARI", "Viktor", "Anja", "Lone", "Harebjerg", *(str(row.pk) for row in rows)):
        assert secret not in everything


def _value(broker: Any, key: bytes) -> bytes:
    kinds = {b"string": broker.get, b"list": lambda k: b" ".join(broker.lrange(k, 0, -1))}
    kinds |= {b"set": lambda k: b" ".join(broker.smembers(k)), b"hash": lambda k: str(broker.hgetall(k)).encode()}
    read = kinds.get(broker.type(key), lambda _: b"")
    return bytes(read(key) or b"")


def test_the_sweep_is_in_the_beat_schedule() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["messaging.sweep"]
    assert (entry["task"], entry["schedule"]) == ("messaging.sweep", 30.0)
