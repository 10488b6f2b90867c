"""Custody ends while something is on its way: it reaches the person by no road, and every silence has its reason."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from journey.models import Event, OutboxItem
from journey.rules.clock import SimulatedClock
from journey.services import events
from journey.services.families import custody_end
from messaging.delivery.deliver import deliver_due
from messaging.delivery.relay import relay_pending
from messaging.models import Delivery, Suppression
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread

pytestmark = pytest.mark.django_db(transaction=True)


def end(cast: Cast) -> None:
    custody_end(case=cast.case, person=cast.anja, basis="Dom af 2. februar.", by=cast.pia)


def test_a_mail_that_waits_is_given_up_with_its_reason(cast: Cast, writes: Writes, at_monday: SimulatedClock) -> None:
    deliver_due()
    at_monday.advance(timedelta(hours=1))
    mail.outbox.clear()
    writes(anjas_thread(cast), cast.lone)
    waiting = Delivery.objects.get(person=cast.anja, channel="email", event__kind="message.posted")
    assert waiting.state == "pending"

    end(cast)
    deliver_due()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("skipped", "not_entitled")
    assert not [one for one in mail.outbox if one.to == [cast.anja.email]]


def test_what_was_not_relayed_yet_becomes_a_suppression(
    cast: Cast, writes: Writes, at_monday: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_monday.advance(timedelta(hours=1))
    monkeypatch.setattr(events, "_wake", lambda: lambda *_event: None)  # the process dies right after the commit
    writes(anjas_thread(cast), cast.lone)
    end(cast)

    assert relay_pending() == OutboxItem.objects.filter(event__kind__in=["message.posted", "relation.ended"]).count()

    event = Event.objects.get(kind="message.posted")
    assert not Delivery.objects.filter(event=event, person=cast.anja).exists()
    assert Suppression.objects.get(event=event, person=cast.anja).reason == "not_entitled"


def test_the_open_conversation_is_gone(cast: Cast, at_monday: SimulatedClock) -> None:
    anja = Client()
    anja.force_login(cast.anja)
    thread = anjas_thread(cast)
    urls = [
        reverse("messaging:thread", args=[cast.case.pk, thread.guardian_id]),
        f"/api/v1/threads/{thread.pk}/messages",
        f"/api/v1/cases/{cast.case.pk}",
    ]
    assert [anja.get(url).status_code for url in urls] == [200, 200, 200]
    at_monday.advance(timedelta(minutes=1))
    end(cast)
    assert [anja.get(url).status_code for url in urls] == [404, 404, 404]
