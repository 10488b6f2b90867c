"""Speaking to the API in tests."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker

from api.schema import openapi
from journey.models import Person

DESCRIBED: dict[str, Any] = json.loads(openapi())


@dataclass(frozen=True)
class Things:
    """Ids of rows in Viktor's case, named as in the addresses."""

    case_id: UUID
    step_id: UUID
    wait_id: UUID
    meeting_id: UUID
    decision_id: UUID
    agreement_id: UUID
    thread_id: UUID
    question_id: UUID
    offer_id: UUID
    gap_id: UUID
    notice_id: UUID

    def ids(self) -> dict[str, Any]:
        return asdict(self)


class Caller:
    """Calls as one person, by name of the address; None is nobody. Nothing that comes back goes unchecked."""

    def __init__(self, person: Person | None, *, language: str = "da", **client: Any) -> None:
        self.client = Client(headers={"Accept-Language": language}, raise_request_exception=False, **client)
        if person is not None:
            self.client.force_login(person)

    def get(self, name: str, query: dict[str, Any] | None = None, **ids: Any) -> HttpResponse:
        return checked(self.client.get(_url(name, ids), query or {}), name, ids)

    def post(self, name: str, body: object = None, *, key: str | None = None, **ids: Any) -> HttpResponse:
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        headers = {"Idempotency-Key": key} if key is not None else {}
        response = self.client.post(_url(name, ids), raw, content_type="application/json", headers=headers)
        return checked(response, name, ids)


def _url(name: str, ids: dict[str, Any]) -> str:
    return reverse(f"v1:{name}", kwargs=ids)


def checked(response: HttpResponse, name: str, ids: dict[str, Any]) -> HttpResponse:
    """The answer, after it has been found to be what the description promises and to leave no copy behind."""
    assert response["Cache-Control"] == "no-store"
    method = response.request["REQUEST_METHOD"].lower()  # type: ignore[attr-defined]  # set by the test client
    template = _url(name, {one: UUID(int=number) for number, one in enumerate(ids)})
    for number, one in enumerate(ids):
        template = template.replace(str(UUID(int=number)), f"{{{one}}}")
    answers = DESCRIBED["paths"][template][method]["responses"]
    if response.status_code not in {405, 429, 500, 503}:  # these may come from everywhere and are not listed
        (kind, content), *_ = answers[str(response.status_code)]["content"].items()
        assert response["Content-Type"] == kind
        _validator(content["schema"]["$ref"]).validate(json.loads(response.content))
    return response


@cache
def _validator(ref: str) -> Draft202012Validator:
    schema = {"$ref": ref, "components": DESCRIBED["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def problem(response: HttpResponse) -> tuple[int, str]:
    """Status and stable name of a refusal."""
    found = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert found["status"] == response.status_code
    assert found["detail"]
    return found["status"], found["code"]


def wrong_fields(response: HttpResponse) -> dict[str, str]:
    return {one["field"]: one["code"] for one in json.loads(response.content)["errors"]}
