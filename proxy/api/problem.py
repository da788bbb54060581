"""What went wrong with a call, as problem details (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Fault(BaseModel):
    """One wrong value."""

    model_config = ConfigDict(frozen=True)

    where: str = Field(description="its place in the body or the query, such as items/0/text")
    what: str = Field(description="what is wrong with it")


class Problem(BaseModel):
    """Problem details (RFC 9457); `title` is the name of the status."""

    model_config = ConfigDict(frozen=True)

    title: str
    status: int
    detail: str = Field(description="what is wrong and what to do")
    faults: tuple[Fault, ...] = ()


class ProblemError(Exception):
    """A call cannot be answered as it is."""

    def __init__(
        self, status: int, detail: str, faults: tuple[Fault, ...] = (), headers: Mapping[str, str] = _NONE
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, faults=faults)
        self.headers = headers


def invalid(error: ValidationError, where: str) -> ProblemError:
    """The problem of a body or query that is not as described."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    faults = tuple(Fault(where="/".join(map(str, each["loc"])), what=each["msg"]) for each in found[:20])
    return ProblemError(400, f"the {where} is not as /.stadtlotse/api/openapi.json describes it", faults)


def answer(error: ProblemError) -> web.Response:
    """The problem as a response."""
    body = json.dumps(error.problem.model_dump(), ensure_ascii=False)
    kind = "application/problem+json"
    return web.Response(status=error.problem.status, text=body, content_type=kind, headers=error.headers)
