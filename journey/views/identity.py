"""Who is asking: one typed place, since Django's request.user may also be nobody."""

from django.http import HttpRequest

from journey.errors import NotYours
from journey.models import Person


def person_of(request: HttpRequest) -> Person:
    """The logged-in person. Login is required everywhere, so anything else is answered like a foreign page."""
    if not isinstance(request.user, Person):
        raise NotYours
    return request.user
