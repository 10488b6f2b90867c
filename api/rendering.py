"""From frozen shapes straight to JSON.

The framework's serializer fields would cost several times the SQL behind the timeline; here the C encoder does the
work and asks only for what it does not know. The OpenAPI schema is made from the same shapes, so the two cannot differ.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise

Step = Callable[[Any], object]
"""One step from a value of one type (so Any) towards what JSON knows."""


class _Steps(dict[type, Step]):
    """How each type is written. A dataclass is looked at once; anything else unknown is a TypeError."""

    def __missing__(self, kind: type) -> Step:
        step = str if issubclass(kind, Promise) else _by_fields(kind)
        self[kind] = step
        return step


def _by_fields(shape: type) -> Step:
    names = tuple(field.name for field in fields(shape))
    if len(names) == 1:
        return lambda one: {names[0]: getattr(one, names[0])}
    values = attrgetter(*names)
    return lambda one: dict(zip(names, values(one), strict=True))


_steps = _Steps({UUID: str, datetime: datetime.isoformat, date: date.isoformat})


def _plain(value: object) -> object:
    return _steps[type(value)](value)


_encode = json.JSONEncoder(default=_plain, ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def json_bytes(shape: object) -> bytes:
    """A dataclass, or tuples and dicts of them, as UTF-8 JSON."""
    return _encode(shape).encode()


def json_answer(shape: object, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(json_bytes(shape), status=status, content_type="application/json", headers=headers)
