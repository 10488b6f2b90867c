"""Catching up: what a page missed while nobody told it."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from journey.views.identity import person_of
from messaging.selectors.feed import Feed, feed_after, last_number


@require_GET
def feed(request: HttpRequest) -> JsonResponse:
    """``{"hints": [{"kind", "id", "seq"}], "last", "more"}`` after number ``after``; without it only where we are now.

    The same hints as the socket sends, from the database: with the socket gone, asking this is enough.
    """
    person, asked = person_of(request), request.GET.get("after")
    if asked is None:
        return _json(Feed((), last_number(person), more=False))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return JsonResponse({"error": _("Nummeret efter ?after= skal være et helt tal fra 0.")}, status=400)
    return _json(feed_after(person, int(asked)))


def _json(found: Feed) -> JsonResponse:
    hints = [{"kind": item.topic, "id": str(item.about_id), "seq": item.seq} for item in found.items]
    return JsonResponse({"hints": hints, "last": found.last_seq, "more": found.more})
