"""Every address of v1 with the action its gate is asked about: what the generated role × action × route tests walk."""

from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, reverse

from api.endpoint import CaseEndpoint, Endpoint
from api.v1.threads import ThreadEndpoint
from api.v1.urls import app_name, urlpatterns
from journey.access.matrix import Action


@dataclass(frozen=True, slots=True)
class Route:
    """One method at one address. ``action`` is the very value that the view hands to the gate."""

    name: str
    method: str
    action: Action | None
    """None: the person's own data, without a case to ask about."""
    reach: str
    """case, thread or own: what the gate looks at."""
    ids: tuple[str, ...]
    """The names of the ids in the address."""

    def url(self, **ids: object) -> str:
        """The address with the ids filled in; more ids than needed may be given."""
        return reverse(f"{app_name}:{self.name}", kwargs={name: ids[name] for name in self.ids})


@cache
def routes() -> tuple[Route, ...]:
    return tuple(route for pattern in urlpatterns for route in _routes_of(pattern))


def _routes_of(pattern: URLPattern) -> list[Route]:
    view = pattern.callback.view_class  # type: ignore[attr-defined]  # set by as_view()
    if not issubclass(view, Endpoint):
        return []
    reach = "case" if issubclass(view, CaseEndpoint) else "thread" if issubclass(view, ThreadEndpoint) else "own"
    ids = tuple(pattern.pattern.converters)
    return [Route(str(pattern.name), method, action, reach, ids) for method, action in view.actions.items()]
