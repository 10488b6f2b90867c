"""Errors nobody foresaw, and those that only the world outside can cause."""

import json
import logging

import pytest
from django.db import DataError, IntegrityError, OperationalError
from django.test import Client
from psycopg.errors import ExclusionViolation, NotNullViolation
from rest_framework.exceptions import Throttled

from api import errors
from api.v1 import updates
from tests.api.caller import Things, problem
from tests.api.conftest import As
from tests.cast import Cast


def test_an_unexpected_error_reveals_nothing(
    cast: Cast, things: Things, as_: As, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    words = "Viktor har det svært"

    def broken(*, body: str, **_arguments: object) -> None:
        raise RuntimeError(body)

    monkeypatch.setattr(updates, "note_write", broken)
    with caplog.at_level(logging.ERROR):
        response = as_(cast.lone).post("notes", {"body": words}, case_id=things.case_id)
    assert problem(response) == (500, "unexpected")
    text = response.content.decode()
    assert words not in text
    assert "Traceback" not in text
    assert str(things.case_id) not in text
    assert "RuntimeError" in caplog.text
    assert words not in caplog.text


def _caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (_caused(IntegrityError(), ExclusionViolation()), 409, "conflict"),
        (_caused(IntegrityError(), NotNullViolation()), 500, "unexpected"),
        (DataError(), 422, "unstorable"),
        (OperationalError(), 503, "busy"),
        (ValueError("x"), 500, "unexpected"),
    ],
)
def test_what_the_database_refuses(error: Exception, status: int, code: str) -> None:
    assert problem(errors.handle(error, {})) == (status, code)


def test_a_throttled_caller_is_told_how_long() -> None:
    response = errors.handle(Throttled(wait=3.2), {})
    assert problem(response) == (429, "throttled")
    assert response["Retry-After"] == "4"


def test_a_busy_system_says_when_to_come_back() -> None:
    assert errors.handle(OperationalError(), {})["Retry-After"] == "2"


def test_the_description_is_open_complete_and_without_warnings(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    from drf_spectacular.drainage import GENERATOR_STATS

    response = Client().get("/api/v1/schema/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    described = json.loads(response.content)
    assert described["openapi"].startswith("3.1")
    assert not GENERATOR_STATS
    from api.v1.routes import routes

    assert sum(len(path) for path in described["paths"].values()) == len(routes())
    assert b"http" not in response.content.replace(b"/api/v1", b"")
    names = [one["operationId"] for path in described["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))


def test_the_description_is_valid_openapi(db: None) -> None:
    from drf_spectacular.validation import validate_schema

    validate_schema(json.loads(Client().get("/api/v1/schema/").content))  # type: ignore[no-untyped-call]
