"""The roads on which machines carry news out of the product, in one table: who carries it, and what is sent twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from journey.models import Person
from messaging.delivery import push_round
from messaging.delivery.channels import digital_post, sms
from messaging.delivery.channels.email import Mailbox
from messaging.delivery.channels.gateway import Gateway
from messaging.delivery.channels.outcome import Outcome
from messaging.delivery.content import mail_to, reference_of
from messaging.models.delivery import Channel

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""Between attempts; after the last one the delivery has failed."""
ASKS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Between questions to a provider about what became of a message."""
SMTP, PUSH_SERVICES = "smtp", "webpush"
WITHOUT_GATEWAY = {Channel.EMAIL: SMTP, Channel.PUSH: PUSH_SERVICES}


@dataclass(frozen=True, slots=True)
class Road:
    """One of the machines' roads."""

    channel: Channel
    resends_unknown: bool
    """When nobody can say what became of it: sent again (a legal notice must arrive; under its reference it is the same
    one to whoever has it already), or given up, so that nobody's telephone rings twice (law and time 10.3)."""
    gateways: Callable[[], list[Gateway]]
    send: Callable[[Person, Gateway, str, int], Outcome]
    """To whom, by whom, under which reference, and how many pieces of news it is about."""
    ask: Callable[[Gateway, str], Outcome]
    reason_against: Callable[[Person], str]

    def gateway(self, number: int) -> Gateway:
        """Who carries the attempt with this number, the first being 1: each in turn."""
        all_of_them = self.gateways()
        return all_of_them[(number - 1) % len(all_of_them)]

    def gateway_named(self, name: str) -> Gateway | None:
        """The gateway, while it is still in use."""
        return next((one for one in self.gateways() if one.name == name), None)


ROADS = {
    Channel.SMS: Road(Channel.SMS, False, sms.gateways, sms.send, sms.ask, sms.reason_against),
    Channel.DIGITAL_POST: Road(
        Channel.DIGITAL_POST,
        True,
        digital_post.gateways,
        digital_post.send,
        digital_post.ask,
        digital_post.reason_against,
    ),
}
"""Those with a gateway that can be asked. A mail server tells of what did not arrive by mail; a push service never."""
CARRIED = (Channel.PUSH, Channel.EMAIL, *ROADS)


def reason_against(person: Person, channel: Channel) -> str:
    """Why the person has no such road; empty when there is one."""
    if channel in ROADS:
        return ROADS[channel].reason_against(person)
    if channel == Channel.PUSH:
        return push_round.reason_against(person)
    return "" if person.email else "no_address"


def provider_of(channel: Channel, number: int) -> str:
    return WITHOUT_GATEWAY.get(channel) or ROADS[channel].gateway(number).name


def wait_after(channel: Channel, number: int) -> timedelta:
    """How long after attempt ``number`` the next is made: at once, while another gateway has not been tried."""
    untried = channel in ROADS and number < len(ROADS[channel].gateways())
    return timedelta() if untried else WAITS[number - 1]


@dataclass
class Carriers:
    """What one batch sends with: one connection to the mail server, opened when it is needed."""

    mailbox: Mailbox = field(default_factory=Mailbox)

    def send(self, channel: Channel, person: Person, delivery_id: UUID, *, number: int, news: int) -> Outcome:
        """Attempt ``number`` to hand over one message about so many pieces of ``news``."""
        if channel == Channel.EMAIL:
            return self.mailbox.send(mail_to(person, delivery_id, news=news))
        if channel == Channel.PUSH:
            return push_round.send(person, delivery_id, is_last=number > len(WAITS))
        road = ROADS[channel]
        return road.send(person, road.gateway(number), reference_of(delivery_id), news)

    def close(self) -> None:
        self.mailbox.close()
