"""Bodies that are not what they should be: a clear sentence, the right status, and nothing written by half."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.test import Client

from api.parsing import MAX_BODY, AlwaysJSON, AnyLengthRequest, BoundedJSON
from config.asgi import _pages
from config.charset import OnlyUTF8Middleware, UTF8Request
from journey.models import Event, Note, Update
from tests.api.caller import Caller, Things, problem, wrong_fields
from tests.api.conftest import As
from tests.api.test_writing import NEWS
from tests.cast import Cast


@pytest.fixture
def lone(cast: Cast, as_: As) -> Caller:
    return as_(cast.lone)


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"nej",
        b"\xff\xfe",
        b'{"body": "a", "body": "b"}',
        b'{"body": NaN}',
        b"[" * 60_000,
        b'{"body": ' + b"9" * 6_000 + b"}",
    ],
)
def test_what_is_no_json_is_unreadable(raw: bytes, things: Things, lone: Caller) -> None:
    assert problem(lone.post("notes", raw, case_id=things.case_id)) == (400, "unreadable")


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"7", b"null", b"true"])
def test_what_is_no_object_is_refused(raw: bytes, things: Things, lone: Caller) -> None:
    assert problem(lone.post("notes", raw, case_id=things.case_id)) == (422, "invalid")


def test_a_body_of_null_is_answered_in_words_of_our_own(things: Things, lone: Caller) -> None:
    [said] = lone.post("notes", b"null", case_id=things.case_id).json()["errors"]
    assert (said["field"], said["code"], said["detail"]) == ("", "invalid", "Her skal være et JSON-objekt.")


@pytest.mark.parametrize("raw", [b'"7"', b"7.0", b"true", b"[7]"])
def test_only_an_integer_is_an_integer(raw: bytes, cast: Cast, things: Things, lone: Caller) -> None:
    body = b'{"person": "%s", "asked_by": "Anja", "freshness_days": %s}' % (str(cast.anja.pk).encode(), raw)
    answer = lone.post("family_communication", body, case_id=things.case_id)
    assert wrong_fields(answer) == {"freshness_days": "invalid"}
    assert lone.post("family_communication", body.replace(raw, b"7"), case_id=things.case_id).status_code == 201


def test_an_oversize_body_is_refused_unread(things: Things, lone: Caller) -> None:
    raw = b'{"body": "' + b"a" * MAX_BODY + b'"}'
    assert problem(lone.post("notes", raw, case_id=things.case_id)) == (413, "too_large")


def test_an_oversize_body_to_a_foreign_case_is_still_not_found(cast: Cast, things: Things, as_: As) -> None:
    raw = b'{"body": "' + b"a" * MAX_BODY + b'"}'
    assert problem(as_(cast.dina).post("notes", raw, case_id=things.case_id)) == (404, "not_found")


def in_chunks(cast: Cast, things: Things, raw: bytes, kind: str = "application/json") -> HttpResponse:
    """Sent without a length, as ``curl -T -`` does, through the WSGI door; its server ends the stream itself."""
    client = Client(headers={"Transfer-Encoding": "chunked"})
    client.force_login(cast.lone)
    server = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": "", "wsgi.input": BytesIO(raw), "wsgi.input_terminated": True}
    # The stubs know text only; a server's environment holds a stream and a flag too.
    return client.generic("POST", f"/api/v1/cases/{things.case_id}/notes", **server)  # type: ignore[arg-type]


def test_a_body_in_chunks_is_read(cast: Cast, things: Things) -> None:
    assert in_chunks(cast, things, b'{"body": "Husk at ringe."}').status_code == 201
    assert Note.objects.get().body == "Husk at ringe."


def test_a_body_in_chunks_is_bounded_and_may_be_nothing(cast: Cast, things: Things) -> None:
    assert problem(in_chunks(cast, things, b'{"body": "' + b"a" * MAX_BODY + b'"}')) == (413, "too_large")
    assert wrong_fields(in_chunks(cast, things, b"")) == {"body": "required"}
    assert problem(in_chunks(cast, things, b"{")) == (400, "unreadable")
    assert problem(in_chunks(cast, things, b"body=x", "text/plain")) == (415, "unsupported_media_type")


def test_a_body_in_chunks_is_read_through_the_other_door_too() -> None:
    headers = [(b"transfer-encoding", b"chunked"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b""}
    request = ASGIRequest(scope, BytesIO(b'{"body": "Husk."}'))
    read = AnyLengthRequest(request, parsers=[BoundedJSON()], negotiator=AlwaysJSON())
    assert read.data == {"body": "Husk."}


@pytest.mark.parametrize("raw", [b"a=1&" * 2_000, b"a=" + b"x" * 1_100_000])
def test_a_form_of_any_size_is_a_problem_like_any_other(raw: bytes, cast: Cast, things: Things) -> None:
    caller = Caller(cast.lone, enforce_csrf_checks=True)
    caller.client.cookies["csrftoken"] = "a" * 32
    url = f"/api/v1/cases/{things.case_id}/notes"
    answer = caller.client.post(url, raw, content_type="application/x-www-form-urlencoded")
    assert problem(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "application/xml"],
)
def test_other_formats_are_unsupported(kind: str, things: Things, lone: Caller) -> None:
    url = f"/api/v1/cases/{things.case_id}/notes"
    response = lone.client.post(url, b"body=x", content_type=kind)
    assert problem(response) == (415, "unsupported_media_type")
    assert response["Accept-Post"] == "application/json"


@pytest.mark.parametrize("charset", ["hex", "undefined", "zzz", "utf-16"])
@pytest.mark.parametrize(("path", "status"), [("/api/v1/feed", 415), ("/staff/", None)])
def test_a_codec_that_is_no_charset_ends_in_a_refusal_and_no_error(charset: str, path: str, status: int | None) -> None:
    """As the server puts the request together: the framework's own would fail on the query."""
    header = (b"content-type", f"application/json; charset={charset}".encode())
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"after=%C3%A6", "headers": [header]}
    assert _pages.request_class is UTF8Request
    request = UTF8Request(scope, BytesIO())
    assert request.GET["after"] == "æ"
    refuse = OnlyUTF8Middleware(lambda _request: HttpResponse())
    if status is None:
        with pytest.raises(BadRequest):
            refuse(request)
    else:
        assert problem(refuse(request)) == (status, "charset_unsupported")


@pytest.mark.parametrize("charset", ["latin-1", "zzz", "utf-16", "é"])
def test_other_charsets_are_refused(charset: str, things: Things, lone: Caller) -> None:
    """Also names of no charset."""
    kind, notes = f"application/json; charset={charset}", f"/api/v1/cases/{things.case_id}/notes"
    sent = lone.client.generic("POST", notes, '{"body": "æ"}'.encode("latin-1"), content_type=kind)
    asked = lone.client.generic("GET", "/api/v1/feed?after=1", b" ", content_type=kind)
    page = lone.client.generic("GET", "/staff/?a=1", b" ", content_type=kind)
    assert problem(sent) == problem(asked) == (415, "charset_unsupported")
    assert page.status_code == 400
    assert not Note.objects.exists()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_the_one_charset_may_be_said(charset: str, things: Things, lone: Caller) -> None:
    kind, notes = f"application/json; charset={charset}", f"/api/v1/cases/{things.case_id}/notes"
    assert lone.client.generic("POST", notes, '{"body": "æ"}'.encode(), content_type=kind).status_code == 201


def test_a_parameter_that_stands_twice_is_refused(things: Things, lone: Caller) -> None:
    assert problem(lone.client.get("/api/v1/feed?after=1&after=2")) == (400, "parameter_repeated")
    assert lone.client.get("/api/v1/feed?after=1").status_code == 200


@pytest.mark.parametrize(
    "name", ["visibility", "is_informative", "author", "published_at", "id", "case", "__class__", "æ"]
)
def test_undeclared_fields_are_refused_not_ignored(name: str, things: Things, lone: Caller) -> None:
    response = lone.post("updates", {**NEWS, name: "released"}, case_id=things.case_id)
    assert problem(response) == (422, "invalid")
    assert wrong_fields(response) == {name: "unknown_field"}
    assert not Update.objects.exists()


def test_every_missing_field_is_named(things: Things, lone: Caller) -> None:
    response = lone.post("updates", {"happened": None}, case_id=things.case_id)
    assert wrong_fields(response) == {
        "happened": "null",
        "means": "required",
        "not_means": "required",
        "next_text": "required",
    }


def test_an_empty_text_gets_the_sentence_of_its_service(things: Things, lone: Caller) -> None:
    response = lone.post("updates", {**NEWS, "means": "  "}, case_id=things.case_id)
    assert problem(response) == (422, "text_missing")
    assert json.loads(response.content)["errors"][0]["detail"] == "Skriv, hvad det betyder for barnet."


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("next_word_on", "2027-02-30", "invalid"),
        ("next_word_on", "i morgen", "invalid"),
        ("next_word_on", "2027-02-03T10:00:00Z", "invalid"),
        ("next_word_on", 20270203, "invalid"),
        ("next_word_on", "0001-01-01", "range"),
        ("next_word_on", "9999-12-31", "range"),
        ("next_word_on", "2027-01-04", "date_in_the_past"),
        ("happened", 7, "invalid"),
        ("happened", ["x"], "invalid"),
        ("happened", "x" * 4001, "max_length"),
        ("happened", "a\x00b", "null_characters_not_allowed"),
        ("happened", "\ud800", "surrogate_characters_not_allowed"),
        ("happened", "Vi svarer snarest muligt.", "words_refused"),
        ("kind", "automatic", "invalid_choice"),
        ("kind", {}, "invalid_choice"),
        ("step", "7", "invalid"),
        ("step", 7, "invalid"),
        ("client_token", "x", "invalid"),
    ],
)
def test_a_wrong_value_is_named(field: str, value: Any, code: str, things: Things, lone: Caller) -> None:
    response = lone.post("updates", {**NEWS, field: value}, case_id=things.case_id)
    assert response.status_code == 422
    assert wrong_fields(response) == {field: code}
    assert not Update.objects.exists()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("da", "Teksten indeholder et tegn, der ikke kan gemmes."),
        ("en", "The text contains a character that cannot be saved."),
    ],
)
@pytest.mark.parametrize("text", ["a\ud800", "a\x00"])
def test_what_cannot_be_stored_is_said_in_the_readers_language(
    text: str, language: str, sentence: str, cast: Cast, things: Things
) -> None:
    reader = Caller(cast.lone, language=language)
    response = reader.post("updates", {**NEWS, "happened": text}, case_id=things.case_id)
    assert json.loads(response.content)["errors"][0]["detail"] == sentence


def test_rows_and_people_from_elsewhere_cannot_be_named(cast: Cast, things: Things, lone: Caller) -> None:
    other_step = cast.dinas_case.steps.first()
    assert other_step
    for field, value in {"step": other_step.pk, "only_for": cast.dina.pk}.items():
        foreign = lone.post("updates", {**NEWS, field: str(value)}, case_id=things.case_id)
        unknown = lone.post("updates", {**NEWS, field: str(things.case_id)}, case_id=things.case_id)
        assert foreign.content == unknown.content
        assert wrong_fields(foreign) == {field: "unknown"}


@pytest.mark.parametrize("who", ["erik", "anja"])
def test_only_colleagues_of_the_own_municipality_can_be_given_work(
    who: str, cast: Cast, things: Things, lone: Caller
) -> None:
    body = {"person": str(getattr(cast, who).pk), "role": "pedagogue", "label": "Støtte"}
    assert wrong_fields(lone.post("roles", body, case_id=things.case_id)) == {"person": "unknown"}


def test_errors_inside_lists_have_a_path(things: Things, lone: Caller) -> None:
    body = {
        "title": "Møde",
        "purpose": "Vi taler.",
        "starts_at": "2027-02-03T10:00",
        "invitees": [{"name": "Anja", "role": "mor"}, {"name": "Jonas", "tlf": "1"}, 7],
    }
    response = lone.post("meetings", body, case_id=things.case_id)
    fields = wrong_fields(response)
    assert fields["starts_at"] == "invalid"
    assert fields["invitees.1.tlf"] == "unknown_field"
    assert any(name.startswith("invitees.2") for name in fields)


@pytest.mark.parametrize("value", ["2027-03-28T02:30:00", "2027-02-03", "25:00", "9999-12-31T23:59:59Z", 7, None])
def test_a_moment_needs_its_offset(value: Any, things: Things, lone: Caller) -> None:
    body = {"title": "Møde", "purpose": "Vi taler.", "starts_at": value, "invitees": [{"name": "Anja", "role": "mor"}]}
    assert list(wrong_fields(lone.post("meetings", body, case_id=things.case_id))) == ["starts_at"]


@pytest.mark.parametrize("days", [0, 31, -1, "x", None, 10**30, 1.5])
def test_a_rhythm_is_a_number_of_days(days: Any, cast: Cast, things: Things, lone: Caller) -> None:
    body = {"person": str(cast.anja.pk), "freshness_days": days}
    response = lone.post("family_communication", body, case_id=things.case_id)
    assert list(wrong_fields(response)) == ["freshness_days"]


def test_a_refused_write_leaves_no_event(things: Things, lone: Caller) -> None:
    before = Event.objects.count()
    lone.post("updates", {**NEWS, "next_word_on": "2020-01-01"}, case_id=things.case_id)
    assert Event.objects.count() == before


def test_sentences_come_in_the_language_asked_for(cast: Cast, things: Things) -> None:
    danish, english = (
        Caller(cast.lone, language=one).post("notes", b"{", case_id=things.case_id) for one in ("da", "en")
    )
    assert danish["Content-Language"] == "da"
    assert english["Content-Language"] == "en"
    assert json.loads(danish.content)["detail"] == "Det, der blev sendt, kan ikke læses som JSON."


def test_forged_requests_are_refused(cast: Cast, things: Things) -> None:
    caller = Caller(cast.lone, enforce_csrf_checks=True)
    assert problem(caller.post("notes", {"body": "x"}, case_id=things.case_id)) == (403, "csrf_failed")
    assert caller.get("case", case_id=things.case_id).status_code == 200


def test_a_browser_with_its_token_may_write(cast: Cast, things: Things) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.lone)
    token = "a" * 32
    client.cookies["csrftoken"] = token
    response = client.post(
        f"/api/v1/cases/{things.case_id}/notes",
        b'{"body": "Husk."}',
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert response.status_code == 201
