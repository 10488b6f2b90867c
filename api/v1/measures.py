"""How well promises are kept in the units that I lead: the numbers behind the charts of the leader's page."""

from uuid import UUID

from api.endpoint import Endpoint, reads
from journey.access.matrix import Action
from journey.access.staff_side import require_leader
from journey.selectors.measures import Measures, measures


class MeasuresView(Endpoint):
    actions = {"GET": Action.READ_MEASURES}

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        require_leader(self.person)

    @reads(Measures)
    def get(self) -> Measures:
        """Silence, next words kept and broken, first contact after a change of contact. Leaders only.

        Per unit and process, never per person or family; what is about fewer than five cases is null.
        """
        return measures(self.person)
