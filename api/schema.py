"""The OpenAPI description, made from the same shapes that are sent (OpenAPI 3.1)."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views import View
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import patched_settings
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from api.errors import MEDIA_TYPE, Problem
from api.idempotency import HEADER, KEY, MAX_KEY
from api.rendering import json_bytes

SETTINGS: dict[str, Any] = {
    "TITLE": "Rød Tråd",
    "DESCRIPTION": "A family's course through the municipality: who, now, next, and when they hear next.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "api.schema.closed"],
}

SIMPLE: Mapping[type, type[serializers.Field[Any, Any, Any, Any]]] = {
    str: serializers.CharField,
    bool: serializers.BooleanField,
    int: serializers.IntegerField,
    UUID: serializers.UUIDField,
    date: serializers.DateField,
    datetime: serializers.DateTimeField,
}


@cache
def schema_of(shape: type) -> type[serializers.Serializer[Any]]:
    """A serializer class with the shape's fields. It describes; nothing is ever rendered with it."""
    hints, words = get_type_hints(shape), _field_docs(shape)
    declared = {field.name: _field(hints[field.name], words.get(field.name, "")) for field in fields(shape)}
    return type(shape.__name__, (serializers.Serializer,), {**declared, "__doc__": shape.__doc__})


def _field(hint: Any, words: str) -> serializers.Field[Any, Any, Any, Any]:
    """Any: a type hint has no common type."""
    options: dict[str, Any] = {"help_text": words} if words else {}
    if get_origin(hint) is UnionType or NoneType in get_args(hint):
        hint = next(one for one in get_args(hint) if one is not NoneType)
        options["allow_null"] = True
    if get_origin(hint) in {tuple, list}:
        return serializers.ListField(child=_field(get_args(hint)[0], ""), **options)
    if is_dataclass(hint) and isinstance(hint, type):
        return schema_of(hint)(**options)
    return SIMPLE[hint](**options)


def _field_docs(shape: type) -> dict[str, str]:
    """The docstrings below the fields of a dataclass."""
    lines = ast.parse(textwrap.dedent(inspect.getsource(shape))).body[0].body  # type: ignore[attr-defined]  # a class
    return {
        line.target.id: " ".join(str(words.value.value).split())
        for line, words in pairwise(lines)
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
        if isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant)
    }


def closed(result: dict[str, Any], **_options: object) -> dict[str, Any]:
    """Objects have exactly the described fields, both ways: what is not described is refused and never sent.

    A text that is needed is never empty: each service refuses that in words of its own, so no serializer says it.
    """
    for component in result["components"]["schemas"].values():
        if component.get("type") == "object":
            component["additionalProperties"] = False
            for name in component.get("required", ()):
                if "maxLength" in component["properties"][name]:
                    component["properties"][name]["minLength"] = 1
    return result


class Described(AutoSchema):
    """Names that last: operations after their view, groups after the module the view stands in."""

    def get_operation_id(self) -> str:
        return f"{self.method.lower()}{type(self.view).__name__.removesuffix('View')}"

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.rsplit(".", 1)[-1]]


def problems(*statuses: int) -> dict[tuple[int, str], type[serializers.Serializer[Any]]]:
    return {(status, MEDIA_TYPE): schema_of(Problem) for status in statuses}


IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": f"^{KEY.pattern}$"},
    OpenApiParameter.HEADER,
    description=(
        "1-200 visible ASCII characters, new for each action and the same for its retries."
        " Quotes around it are no part of it."
    ),
)


class CookieScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself on definition
    target_class = "api.authentication.CookieSession"
    name = "session"

    def get_security_definition(self, _auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class AppScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "api.authentication.AppSession"
    name = "app"

    def get_security_definition(self, _auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": "X-Session-Token"}


@cache
def openapi() -> bytes:
    """The description of v1; the same for everybody, so it is made once per process."""
    with override("en"), patched_settings(SETTINGS):
        generator = SchemaGenerator(api_version="v1", urlconf="config.urls")  # type: ignore[no-untyped-call]
        return json_bytes(generator.get_schema(request=None, public=True))  # type: ignore[no-untyped-call]


@method_decorator(login_not_required, name="dispatch")
class SchemaView(View):
    """The only address of the API that is open to everybody: it says what the product can, nothing of anyone."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        headers = {"Cache-Control": "no-store"}
        return HttpResponse(openapi(), content_type="application/vnd.oai.openapi+json", headers=headers)
