"""What every address of the API has in common: login, the gate, one form of answer, no copy left behind."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from api import errors
from api.authentication import AppSession, CookieSession, person_of
from api.idempotency import asked_once, carry_out
from api.parsing import AlwaysJSON, AnyLengthRequest, BoundedJSON
from api.rendering import json_answer
from api.schema import IDEMPOTENCY_KEY, Described, problems, schema_of
from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.errors import NotYours
from journey.models import Person

Values = dict[str, Any]
"""A checked body, named like the arguments of the service it goes to (Any: each has its own type)."""


class Endpoint(APIView):
    """One address. ``actions`` names, per method, the action that the gate is asked about.

    None stands for the person's own data, where there is no case to ask about.
    """

    actions: ClassVar[Mapping[str, Action | None]] = {}

    authentication_classes = (AppSession, CookieSession)
    permission_classes = (IsAuthenticated,)
    parser_classes = (BoundedJSON,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AlwaysJSON
    metadata_class = None
    schema = Described()

    @property
    def person(self) -> Person:
        return person_of(self.request)

    @property
    def need(self) -> Action | None:
        """What the gate is asked about for this method. Raises MethodNotAllowed where there is no such method."""
        method = "GET" if self.request.method == "HEAD" else str(self.request.method)
        if method not in self.actions:
            raise MethodNotAllowed(method)
        return self.actions[method]

    def initialize_request(self, request: HttpRequest, *_args: object, **_ids: UUID) -> Request:
        return AnyLengthRequest(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )

    def initial(self, request: Request, *args: object, **ids: UUID) -> None:
        super().initial(request, *args, **ids)
        self.gate(**ids)

    def gate(self, **_ids: UUID) -> None:
        """Runs before the body is read: what is not yours answers like what is not there, whatever was sent."""
        _ = self.need

    def checked(self, body: type[serializers.Serializer[Any]], data: object) -> Values:
        """``data`` as the serializer reads it. Raises ValidationError."""
        serializer = body(data=data, context={"endpoint": self})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def client_token(self, sent: UUID | None = None) -> UUID:
        """What makes a retry the same write: the client's own token, else one made from its Idempotency-Key."""
        once = asked_once(self.request)
        return sent or (once.token if once else uuid4())

    @property
    def default_response_headers(self) -> dict[str, str]:
        """None: the framework's ``Allow`` would tell an address that is not yours from one that is not there."""
        return {}

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], HttpResponse]:
        return errors.handle

    def finalize_response(  # type: ignore[override]  # plain responses pass here too, whatever the stubs say
        self, request: Request, response: HttpResponse, *args: object, **kwargs: object
    ) -> HttpResponse:
        super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        response["Cache-Control"] = "no-store"
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response["Allow"] = ", ".join(self.actions)
        return response


class CaseEndpoint(Endpoint):
    """An address below one case: ``access`` is the case as the person may use it."""

    access: Access

    def gate(self, **ids: UUID) -> None:
        if self.need is None:
            raise NotYours
        self.access = case_for(self.person, ids["case_id"], self.need)


class Nowhere(Endpoint):
    """Every address that does not exist answers exactly like one that is not yours."""

    def gate(self, **_ids: UUID) -> None:
        raise NotYours


Handler = TypeVar("Handler", bound=Callable[..., object])
_ASKED = (401, 404)
_WRITTEN = (400, 401, 403, 404, 409, 413, 415, 422)


def reads(shape: type, *, query: type[serializers.Serializer[Any]] | None = None) -> Callable[[Handler], Handler]:
    """The method gives back a ``shape``; with ``query`` it gets the checked parameters first."""

    def decorate(method: Handler) -> Handler:
        @extend_schema(
            parameters=[query] if query else [],
            responses={200: schema_of(shape), **problems(*_ASKED, *((400, 422) if query else ()))},
        )
        @wraps(method)
        def answered(self: Endpoint, request: Request, **_ids: UUID) -> HttpResponse:
            asked = (self.checked(query, _said_once(request)),) if query else ()
            return json_answer(method(self, *asked))

        return answered  # type: ignore[return-value]  # the decorated method is only ever called by the framework

    return decorate


def _said_once(request: Request) -> dict[str, str]:
    """The parameters of the address, each with its one value. Raises SaidTwice."""
    if any(len(values) > 1 for _name, values in request.query_params.lists()):
        raise errors.SaidTwice
    return request.query_params.dict()


def writes(
    body: type[serializers.Serializer[Any]],
    shape: type,
    *,
    status: int = 201,
    repeatable: bool = False,
    also: tuple[int, ...] = (),
) -> Callable[[Handler], Handler]:
    """The method gets the checked ``body``, calls one service and gives back a ``shape``.

    ``repeatable``: a second run with the same ``client_token`` writes nothing (api.idempotency).
    ``also``: answers that only this address has.
    """

    def decorate(method: Handler) -> Handler:
        @extend_schema(
            request=body,
            parameters=[IDEMPOTENCY_KEY],
            responses={status: schema_of(shape), **problems(*_WRITTEN, *also)},
        )
        @wraps(method)
        def answered(self: Endpoint, request: Request, **_ids: UUID) -> HttpResponse:
            def run() -> object:
                return method(self, self.checked(body, request.data))

            once = asked_once(request)
            if once is None:
                return json_answer(run(), status)
            return carry_out(once, run, status=status, repeatable=repeatable)

        return answered  # type: ignore[return-value]

    return decorate
