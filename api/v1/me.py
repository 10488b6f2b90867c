"""What belongs to the person alone: who I am, my cases, what lies on my desk."""

from collections.abc import Iterable
from uuid import UUID

from api.endpoint import Endpoint, Values, reads
from api.pagination import AfterId, Window, cut
from api.v1.shapes import Desk, Me, MyCase, MyCases
from journey.access.matrix import Action
from journey.access.queries import contact_cases, family_cases, led_cases, professional_cases
from journey.access.roles import roles_on
from journey.access.staff_side import require_staff
from journey.models import Case, Person
from journey.selectors.desk import desk_for


class MeView(Endpoint):
    actions = {"GET": None}

    @reads(Me)
    def get(self) -> Me:
        """Who is logged in."""
        me = self.person
        return Me(
            id=me.pk,
            name=me.display_name,
            first_name=me.given_name,
            language=me.language,
            municipality=me.municipality.name,
            is_staff_member=me.is_staff_member,
        )


class CasesView(Endpoint):
    actions = {"GET": Action.READ_CASE}

    @reads(MyCases, query=AfterId)
    def get(self, asked: Values) -> MyCases:
        """My cases, the earliest opened first: as family also the closed ones, as staff the open ones."""
        mine = _mine(self.person)
        items, next_after = cut(mine, [one.case_id for one in mine], Window(**asked))
        return MyCases(items, next_after)


def _mine(person: Person) -> list[MyCase]:
    """Each case once, with every role the person has in it."""
    found: dict[UUID, MyCase] = {}
    for cases in (family_cases, contact_cases, professional_cases, led_cases):
        found |= {case.pk: _my_case(case) for case in cases(person).select_related("child")}
    return _by_opening(found.values())


def _by_opening(cases: Iterable[MyCase]) -> list[MyCase]:
    return sorted(cases, key=lambda case: (case.opened_at, case.case_id))


def _my_case(case: Case) -> MyCase:
    return MyCase(
        case_id=case.pk,
        child_name=case.child.given_name,
        title=case.title,
        is_open=case.is_open,
        opened_at=case.opened_at,
        roles=tuple(sorted(roles_on(case))),
    )


class DeskView(Endpoint):
    actions = {"GET": Action.READ_STAFF_SIDE}

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        require_staff(self.person)

    @reads(Desk)
    def get(self) -> Desk:
        """Everything that I have to do something about now, the oldest first. Staff only."""
        return Desk(tuple(desk_for(self.person)))
