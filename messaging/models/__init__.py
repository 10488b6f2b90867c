"""Everything that reaches a person: threads and messages, deliveries, attempts, suppressions."""

from messaging.models.delivery import Attempt, Delivery, FeedCounter, Receipt, Suppression
from messaging.models.thread import Message, Thread, ThreadSeen

__all__ = ["Attempt", "Delivery", "FeedCounter", "Message", "Receipt", "Suppression", "Thread", "ThreadSeen"]
