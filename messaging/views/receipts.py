"""Where providers report what became of a message. They have no login; each shows the token that it was given."""

import json
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from journey.errors import NotYours
from messaging.delivery.channels.gateway import STATUSES, error_code
from messaging.delivery.receipts import receipt_note
from messaging.delivery.roads import ROADS

MOST_BYTES = 4096


@csrf_exempt
@login_not_required
@require_POST
def receipt(request: HttpRequest, provider: str) -> HttpResponse:
    """``{"reference", "status": "accepted" | "delivered" | "failed", "error"}``: 204, also for what is known already.

    Raises NotYours for a provider that is not ours and for a wrong token alike.
    """
    if not _is_known(provider, request.headers.get("Authorization", "")):
        raise NotYours
    said = _said(request)
    state = STATUSES.get(said.get("status", ""))
    if state is None or "reference" not in said:
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    receipt_note(provider=provider, reference=said["reference"], state=state, error=error_code(said.get("error", "")))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _is_known(provider: str, shown: str) -> bool:
    gateway = next((one for road in ROADS.values() if (one := road.gateway_named(provider))), None)
    return gateway is not None and constant_time_compare(shown, f"Bearer {gateway.receipt_token}")


def _said(request: HttpRequest) -> dict[str, str]:
    """The texts of a small JSON object; nothing for anything else."""
    try:
        value: Any = json.loads(request.read(MOST_BYTES))
    except ValueError:
        return {}
    return {key: one for key, one in value.items() if isinstance(one, str)} if isinstance(value, dict) else {}
