"""Describes the operations as an OpenAPI 3.1 document, made out of them and never written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from proxy.api.operation import Nothing, Operation
from proxy.api.problem import Problem

Schema = Mapping[str, object]
Mode = Literal["validation", "serialization"]

_ALWAYS: Final = (400,)
_WITH_TOKEN: Final = (401, 403, 429, 503)
_WITH_BODY: Final = (413, 415)
_MEANINGS: Final = {
    400: "a value is missing or wrong",
    401: "no token, or one that is not known",
    403: "the token may not do this",
    404: "there is no such thing",
    409: "somebody changed it meanwhile; nothing was overwritten",
    413: "the body is too large",
    415: "the body is not application/json",
    429: "too many calls; Retry-After says when to go on",
    503: "a part that is needed gives no answer",
}


def document(operations: Sequence[Operation], prefix: str, version: str) -> dict[str, object]:
    """The description of all operations, as it is served."""
    kinds = _kinds(operations)
    schemas, definitions = models_json_schema(kinds, ref_template="#/components/schemas/{model}")
    paths: dict[str, dict[str, object]] = {}
    for each in operations:
        paths.setdefault(prefix + each.path, {})[each.method.lower()] = _operation(
            each, lambda kind, mode: schemas[kind, mode]
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Stadtlotse",
            "version": version,
            "description": "Translations, terms and corrections of a city's website, and the proxy's own state.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _kinds(operations: Sequence[Operation]) -> list[tuple[type[BaseModel], Mode]]:
    kinds: list[tuple[type[BaseModel], Mode]] = [(Problem, "serialization")]
    for each in operations:
        kinds.append((each.gives, "serialization"))
        kinds += [(each.takes, "validation")] if each.takes is not None else []
    return list(dict.fromkeys(kinds))


def _operation(each: Operation, schema: Callable[[type[BaseModel], Mode], Schema]) -> dict[str, object]:
    problem = schema(Problem, "serialization")
    statuses = {*_ALWAYS, *each.problems}
    statuses |= {*_WITH_TOKEN} if each.scope is not None else set()
    statuses |= {*_WITH_BODY} if each.takes is not None else set()
    described: dict[str, object] = {
        "operationId": each.name,
        "summary": each.summary,
        "tags": [each.tag],
        "parameters": _parameters(each),
        "responses": {
            str(each.status): _content("done", "application/json", schema(each.gives, "serialization")),
            **{
                str(status): _content(_MEANINGS[status], "application/problem+json", problem)
                for status in sorted(statuses)
            },
        },
    }
    if each.scope is not None:
        described["security"] = [{"token": [each.scope.value]}]
    if each.takes is not None:
        body = {"application/json": {"schema": schema(each.takes, "validation")}}
        described["requestBody"] = {"required": True, "content": body}
    return described


def _content(meaning: str, kind: str, schema: Schema) -> dict[str, object]:
    return {"description": meaning, "content": {kind: {"schema": schema}}}


def _parameters(each: Operation) -> list[dict[str, object]]:
    if each.asks is Nothing:
        return []
    schema = each.asks.model_json_schema()
    needed = schema.get("required", [])
    found: list[dict[str, object]] = []
    for name, value in schema["properties"].items():
        in_path = f"{{{name}}}" in each.path
        found.append(
            {
                "name": name,
                "in": "path" if in_path else "query",
                "required": in_path or name in needed,
                "description": value.pop("description", ""),
                "schema": value,
            }
        )
    return found
