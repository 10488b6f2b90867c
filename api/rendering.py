"""From frozen shapes straight to JSON.

The framework's serializer fields would cost several times the SQL behind the timeline; here the C encoder does the
work and asks only for what it does not know. The OpenAPI schema is made from the same shapes, so the two cannot differ.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise


@cache
def _names(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))


def _plain(value: object) -> Any:
    """One step towards what JSON knows (hence Any); TypeError for what is no shape."""
    kind = type(value)
    if kind is UUID:
        return str(value)
    if kind is datetime or kind is date:
        return value.isoformat()  # type: ignore[attr-defined]  # both have it; `type() is` does not narrow
    if isinstance(value, Promise):
        return str(value)
    return {name: getattr(value, name) for name in _names(kind)}  # type: ignore[arg-type]  # types are hashable


_encode = json.JSONEncoder(default=_plain, ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def json_bytes(shape: object) -> bytes:
    """A dataclass, or tuples and dicts of them, as UTF-8 JSON."""
    return _encode(shape).encode()


def json_answer(shape: object, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(json_bytes(shape), status=status, content_type="application/json", headers=headers)
