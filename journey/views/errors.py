"""One answer for "not there" and "not yours": the same 404 page with the same bytes (G9, T13)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import page_not_found

from journey.errors import NotYours


class NotYoursMiddleware(MiddlewareMixin):
    """Turns the gate's refusal into the product's 404 page, also where Django would show a debug page."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotYours):
            return page_not_found(request, Http404())
        return None


class NoStoreMiddleware(MiddlewareMixin):
    """Nothing of a logged-in person's pages stays on the device or in a cache between (T27)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response
