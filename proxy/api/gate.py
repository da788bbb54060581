"""The way of one call: operation, token, scope, limits, checked values, then whoever does it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_origin

import structlog
from aiohttp import web
from pydantic import BaseModel, ValidationError

from glossary.errors import ConflictError, GlossaryError, StoreError
from proxy.api.operation import Call, Caller, Nothing, Operation
from proxy.api.problem import Fault, ProblemError, answer, invalid
from proxy.token_bucket import Buckets

log = structlog.stdlib.get_logger(__name__)

_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_DEEPEST: Final = 100
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="stadtlotse"'}  # RFC 6750 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a body may be, in bytes, and how many calls each token has."""

    body: int
    calls: Buckets


class ApiGate:
    """Answers every call under the API's place."""

    def __init__(
        self, prefix: str, operations: Sequence[Operation], find: Callable[[str], Caller | None], limits: Limits
    ) -> None:
        """`find` says whom a token speaks for; it reads the database and is called in a thread."""
        self._dispatcher = web.UrlDispatcher()
        self._operations = {
            self._dispatcher.add_route(each.method, prefix + each.path, _never): each for each in operations
        }
        self._find = find
        self._limits = limits

    async def answer(self, request: web.Request, _path: str) -> web.StreamResponse:
        """The answer to a call; what goes wrong is said as problem details."""
        try:
            response = await self._answered(request)
        except ProblemError as error:
            response = answer(error)
        except StoreError as error:
            log.warning("the database of the API gives no answer", path=request.path, reason=str(error))
            response = answer(ProblemError(503, "the database gives no answer; the log says why"))
        except ConflictError as error:
            response = answer(ProblemError(409, str(error)))
        except GlossaryError as error:
            response = answer(ProblemError(400, str(error)))
        response.headers.update(_HEADERS)
        return response

    async def _answered(self, request: web.Request) -> web.Response:
        match = await self._dispatcher.resolve(request)
        if match.http_exception is not None:
            allow = {name: value for name, value in match.http_exception.headers.items() if name == "Allow"}
            what = "this address does not take the method" if allow else "there is nothing at this address"
            raise ProblemError(match.http_exception.status, what, headers=allow)
        operation = self._operations[match.route]
        caller = await self._caller(request, operation)
        asked = _asked(request, operation, match)
        body = await self._body(request, operation.takes) if operation.takes else Nothing()
        gives = await operation.handle(Call(caller, asked, body))
        return web.json_response(
            gives, status=operation.status, dumps=lambda value: value.model_dump_json(by_alias=True)
        )

    async def _caller(self, request: web.Request, operation: Operation) -> Caller | None:
        if operation.scope is None:
            return None
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise ProblemError(401, "send a token: Authorization: Bearer stadtlotse_...", headers=_CHALLENGE)
        caller = await asyncio.to_thread(self._find, token.strip())
        if caller is None:
            headers = {"WWW-Authenticate": f'{_CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'}
            raise ProblemError(401, "the token is not known, or has ended", headers=headers)
        if operation.scope not in caller.scopes:
            raise ProblemError(403, f'the token may not do this: it lacks the scope "{operation.scope}"')
        bucket = self._limits.calls.of(caller.token)
        if not bucket.take():
            wait = {"Retry-After": str(int(bucket.seconds_until()) + 1)}
            raise ProblemError(429, "too many calls with this token; the header says when to go on", headers=wait)
        return caller

    async def _body(self, request: web.Request, kind: type[BaseModel]) -> BaseModel:
        if request.content_type != "application/json":
            raise ProblemError(415, "send the body as application/json, in UTF-8")
        try:
            content = await request.clone(client_max_size=self._limits.body).read()
        except web.HTTPRequestEntityTooLarge as error:
            raise ProblemError(413, f"the body is larger than {self._limits.body} bytes; send it in parts") from error
        try:
            _check(json.loads(content.decode("utf-8"), parse_constant=_no_number))
        except (ValueError, RecursionError) as error:
            raise ProblemError(400, f"the body is no JSON that can be taken: {error}") from error
        try:
            return kind.model_validate_json(content)
        except ValidationError as error:
            raise invalid(error, "body") from error


def _asked(request: web.Request, operation: Operation, params: Mapping[str, str]) -> BaseModel:
    """Path and query as the operation describes them; what stands twice is a fault, unless it is a list."""
    values: dict[str, object] = dict(params)
    fields = operation.asks.model_fields
    for name in dict.fromkeys(request.query):
        given = request.query.getall(name)
        if any("\0" in each for each in (name, *given)):
            raise ProblemError(400, "no value may hold a null character", (Fault(where=name, what="null character"),))
        if name in params or (len(given) > 1 and not _is_list(fields.get(name))):
            raise ProblemError(400, "a value of the query stands twice", (Fault(where=name, what="stands twice"),))
        values[name] = given if _is_list(fields.get(name)) else given[0]
    try:
        return operation.asks.model_validate_strings(values)
    except ValidationError as error:
        raise invalid(error, "query") from error


def _check(value: object, left: int = _DEEPEST) -> None:
    """Refuse what is nested too deep to be walked through, and null characters, which no database takes."""
    if left < 0:
        message = f"it is nested more than {_DEEPEST} deep"
        raise ValueError(message)
    if isinstance(value, str) and "\0" in value:
        message = "a text holds a null character"
        raise ValueError(message)
    for each in value if isinstance(value, list) else (*value, *value.values()) if isinstance(value, dict) else ():
        _check(each, left - 1)


def _no_number(name: str) -> object:
    message = f"{name} is no number in JSON"
    raise ValueError(message)


def _is_list(field: object) -> bool:
    return get_origin(getattr(field, "annotation", None)) is tuple


async def _never(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound
