"""The notice on a telephone: on and off for this browser, and everywhere else it is on. Also what the browser needs for
it: the service worker, which has power over the whole site only from its root, and a name for the home screen."""

from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journey.errors import DomainError
from journey.views.identity import person_of
from messaging.browsers import keep, mark_of, marked
from messaging.forms import BrowserForm
from messaging.push_keys import public_key
from messaging.selectors.browsers import browsers_of, own_browser
from messaging.services.push import push_turn_off, push_turn_on

WORKER = "service-worker.js"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "messaging/push.html", _context(request))


@require_POST
def turn_on(request: HttpRequest) -> HttpResponse:
    """This browser's script has subscribed and sends what it got."""
    token, mark = marked(request)
    try:
        push_turn_on(person=person_of(request), keys=BrowserForm(request.POST).keys(), browser=mark)
    except DomainError as error:
        return render(request, "messaging/push.html", _context(request, error.sentence), status=error.status)
    messages.success(request, _("Du får besked her, når der er nyt."))
    answer = redirect("messaging:push")
    keep(answer, token)
    return answer


@require_POST
def turn_off(request: HttpRequest, browser_id: UUID) -> HttpResponse:
    push_turn_off(subscription=own_browser(person_of(request), browser_id))
    messages.success(request, _("Beskeden er slået fra."))
    return redirect("messaging:push")


def _context(request: HttpRequest, refused: object = "") -> dict[str, Any]:
    lines = browsers_of(person_of(request), mark_of(request))
    return {
        "browsers": lines,
        "this": next((one for one in lines if one.is_this), None),
        "public_key": public_key(),
        "simulated": _simulated(),
        "refused": refused,
    }


def _simulated() -> dict[str, str]:
    """In the demo no push service is called: its telephone is a simulator on this machine, at an address of its own."""
    push = settings.WEB_PUSH
    if not push or not push["simulator"]:
        return {}
    p256dh, auth = push["simulator_keys"]
    return {"endpoint": f"{push['simulator']}/{token_urlsafe(16)}", "p256dh": p256dh, "auth": auth}


@login_not_required
@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The same for everybody, so it needs no login: a browser also looks for a newer one when nobody is logged in."""
    file = settings.FRONTEND_DIST / WORKER
    if not file.is_file():
        raise Http404
    return HttpResponse(
        file.read_bytes(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@login_not_required
@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """What a telephone asks before it puts the page on its home screen: on an iPhone nothing else gets notices.

    The same for everybody; the name tells nobody who sees the screen what it is about (RQ-091).
    """
    about = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "lang": settings.LANGUAGE_CODE,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
    }
    return JsonResponse(about, content_type="application/manifest+json")
