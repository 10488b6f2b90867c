"""Everything that reaches a person: threads and messages, deliveries, attempts, suppressions, browsers to push to."""

from messaging.models.addresses import OldAddress
from messaging.models.delivery import Attempt, Delivery, FeedCounter, Receipt, Suppression
from messaging.models.push import PushCall, PushSubscription
from messaging.models.thread import Message, Thread, ThreadSeen

__all__ = [
    "Attempt",
    "Delivery",
    "FeedCounter",
    "Message",
    "OldAddress",
    "PushCall",
    "PushSubscription",
    "Receipt",
    "Suppression",
    "Thread",
    "ThreadSeen",
]
