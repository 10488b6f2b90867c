"""Broken promises: what is open, who has it, and owning up to one before the family (P1-P7)."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Endpoint, Values, reads, writes
from api.fields import Body, Words, optional_day
from api.pagination import AfterId, Window, cut
from api.v1.shapes import Gaps, WrittenAll
from journey.access.gaps import gap_for
from journey.access.matrix import Action
from journey.access.staff_side import require_staff
from journey.models import Gap
from journey.selectors.gaps import GapLine, case_gaps, open_gaps
from journey.services.breaches import breach_explain


class GapsView(Endpoint):
    actions = {"GET": Action.READ_GAPS}

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        require_staff(self.person)

    @reads(Gaps, query=AfterId)
    def get(self, asked: Values) -> Gaps:
        """Open broken promises of the units that I lead, and those that I have; the oldest first. Staff only."""
        return _page(open_gaps(self.person), asked)


class CaseGapsView(CaseEndpoint):
    actions = {"GET": Action.READ_GAPS}

    @reads(Gaps, query=AfterId)
    def get(self, asked: Values) -> Gaps:
        """Open broken promises of this case, the oldest first. They do not exist for the family, which is told.

        Who answers the family and leaders see all, but for who needs to be heard; other staff those they have.
        """
        return _page(case_gaps(self.access), asked)


def _page(lines: list[GapLine], asked: Values) -> Gaps:
    items, next_after = cut(lines, [one.id for one in lines], Window(**asked))
    return Gaps(items, next_after)


class BreachBody(Body):
    happened = Words(help_text="What was promised and did not come, and who has it now.")
    next_word_on = optional_day(help_text="When the family hears at the latest; null: the day on which it climbs.")


class BreachView(CaseEndpoint):
    actions = {"POST": Action.EXPLAIN_BREACH}
    gap: Gap

    def gate(self, **ids: UUID) -> None:
        self.access, self.gap = gap_for(self.person, ids["case_id"], ids["gap_id"], self.need or Action.EXPLAIN_BREACH)

    @writes(BreachBody, WrittenAll)
    def post(self, body: Values) -> WrittenAll:
        """Say that a promised word did not come. It counts as no word: the gap stays open, `promised_on` broken.

        Everyone to whom the same promise was broken gets it; no automatic text is sent for this holder.
        """
        return WrittenAll(tuple(one.pk for one in breach_explain(gap=self.gap, by=self.person, **body)))
