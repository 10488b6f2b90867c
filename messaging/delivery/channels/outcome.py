"""How a call to the outside ended, said honestly."""

from dataclasses import dataclass

from messaging.models.delivery import DeliveryState


@dataclass(frozen=True, slots=True)
class Outcome:
    """SENT (handed over), DELIVERED (has arrived), RETRY (surely not taken), FAILED (will never be taken) or UNKNOWN
    (nobody can say)."""

    state: DeliveryState
    error: str = ""
    """Class of the error or a code; the other side's own words may repeat an address."""
