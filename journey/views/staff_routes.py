"""Every form about a case on the staff side, in one table: the addresses and the access tests are made from it."""

from journey.views import (
    staff_agreements,
    staff_breaches,
    staff_changes,
    staff_communication,
    staff_meetings,
    staff_notices,
    staff_people,
    staff_questions,
    staff_road,
    staff_updates,
)

STAFF_ROUTES = (
    *staff_updates.ROUTES,
    *staff_road.ROUTES,
    *staff_meetings.ROUTES,
    *staff_agreements.ROUTES,
    *staff_breaches.ROUTES,
    *staff_changes.ROUTES,
    *staff_people.ROUTES,
    *staff_communication.ROUTES,
    *staff_questions.ROUTES,
    *staff_notices.ROUTES,
)
