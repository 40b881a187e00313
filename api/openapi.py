"""The published contract: every operation with an example, every refusal that can happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel

from api.bulk import CSV, NDJSON
from api.problems import MEDIA_TYPE, Problem, phrase
from hashtagger import __version__

Responses = dict[int | str, dict[str, Any]]

_EXAMPLES: dict[int, Problem] = {
    400: Problem(400, "invalid_json", "the body is not JSON", "Send one JSON object in UTF-8."),
    401: Problem(
        401, "not_authenticated", "this server needs an API key", "Send the header 'Authorization: Bearer KEY'."
    ),
    403: Problem(403, "missing_scope", "this key lacks the scope 'recommend'", "Use a key that has the named scope."),
    404: Problem(404, "not_found", "There is no such thing.", "Check the identifier."),
    408: Problem(408, "body_too_slow", "The body did not arrive in time.", "Send it again over a better connection."),
    409: Problem(
        409,
        "idempotency_key_reused",
        "This Idempotency-Key was used for another request.",
        "Use a new key for a new request.",
    ),
    413: Problem(413, "upload_too_large", "The file has too many bytes.", "Make it smaller and send it again."),
    415: Problem(415, "unsupported_format", "This is no picture we can read.", "Send a JPEG, PNG, WebP, GIF or AVIF."),
    422: Problem(
        422,
        "invalid_fields",
        "these fields are not valid: limit",
        "Correct the named field and send the request again.",
        [{"field": "limit", "message": "Input should be less than or equal to 30"}],
    ),
    429: Problem(429, "rate_limited", "more than 1200 requests in a minute", "Wait as long as Retry-After says."),
    500: Problem(500, "unexpected", "Something failed that should not.", "Report the request_id."),
    501: Problem(501, "missing_component", "A model is not installed.", "Run 'hashtagger doctor'."),
    503: Problem(503, "overloaded", "Too many requests are under way.", "Wait as long as Retry-After says."),
    504: Problem(504, "deadline_exceeded", "It took longer than allowed.", "Allow more time (Prefer: wait=SECONDS)."),
}
_EVERYWHERE = (401, 403, 429, 500, 503)
_UPLOAD = (400, 404, 408, 409, 413, 415, 422, 501, 504)
_HEADERS = {
    "X-Request-Id": {"description": "Names this request in the log.", "schema": {"type": "string"}},
}
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def responses(*statuses: int) -> Responses:
    """The table of refusals for one operation behind the door: the given ones and those of every operation."""
    return open_responses(*_EVERYWHERE, *statuses)


def upload_responses() -> Responses:
    """As ``responses``, for an operation that takes pictures."""
    return responses(*_UPLOAD)


def open_responses(*statuses: int) -> Responses:
    """Exactly the given refusals, for an operation that anybody may call."""
    return {
        status: {
            "description": phrase(status),
            "headers": _HEADERS | (_RETRY if status in (429, 503, 504) else {}),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": _EXAMPLES[status].body("01KAGZ1V0Q3Y7N8M2T4R6W9XZC"),
                }
            },
        }
        for status in sorted(set(statuses))
    }


_SHARED = "#/components/schemas/{model}"
"""Where a schema that is part of another one is found."""


def body_of(
    wishes: type[BaseModel], as_json: type[BaseModel], *, max_images: int, example: Any, idempotent: bool = False
) -> dict[str, Any]:
    """
    The request body of an operation that reads it itself: a form with pictures, or JSON with ``image_url``.

    ``idempotent``: it is safe to retry without a key, so none is offered.
    """
    form, json = (model.model_json_schema(ref_template=_SHARED) for model in (wishes, as_json))
    form["title"] = as_json.__name__.removesuffix("In") + "Form"
    form["properties"] = {name: _in_a_form(schema) for name, schema in json["properties"].items()}
    image = {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "maxItems": max_images,
        "description": "Photos (JPEG, PNG, WebP, GIF, AVIF) or a clip (MP4, WebM, MOV).",
    }
    form["properties"] = {"image": image, **form["properties"]}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {"schema": form, "example": {"image": ["(the bytes of a photo)"], **example}},
                "application/json": {"schema": json, "example": json["examples"][0]},
            },
        },
        "parameters": [
            *([] if idempotent else [IDEMPOTENCY_KEY]),
            _header("Prefer", "wait=SECONDS: how long you can wait (RFC 7240).", "wait=3", pattern=r"^[\x21-\x7e ]+$"),
        ],
    }


def _in_a_form(schema: dict[str, Any]) -> dict[str, Any]:
    """As one text field: what JSON writes as an object, or as a list of objects, a form has to write in words."""
    structured = schema.get("type") == "object" or "$ref" in schema.get("items", {})
    if not structured:
        return schema
    return {name: schema[name] for name in ("title", "description") if name in schema} | {"type": "string"}


def bulk_body_of(row: type[BaseModel], *, example: Mapping[str, Any]) -> dict[str, Any]:
    """The request body of an operation that reads many rows of ``row`` (``api.bulk``): CSV or lines of JSON."""
    names = ", ".join(row.model_fields)
    csv = f"{','.join(example)}\n{','.join(map(str, example.values()))}\n"
    lines = orjson.dumps(example).decode() + "\n"
    described = {
        CSV: (f"A header with some of these columns, then a line for each row: {names}.", csv),
        NDJSON: (f"A JSON object a line, with some of these fields: {names}.", lines),
    }
    content = {
        kind: {"schema": {"type": "string", "description": text}, "example": shown}
        for kind, (text, shown) in described.items()
    }
    return {"requestBody": {"required": True, "content": content}}


def _header(name: str, description: str, example: str, *, pattern: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string", "pattern": pattern},
        "example": example,
    }


IDEMPOTENCY_KEY = _header(
    "Idempotency-Key",
    "Names this request, so that a retry gets the same answer.",
    "5f1c7e0a-1",
    pattern=r"^[\x21-\x7e]{1,255}$",
)


def use_own_openapi(app: FastAPI) -> None:
    """Serve a document that also knows problems and keys."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # the way FastAPI documents


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title="Hashtagger",
        version=__version__,
        summary="Photo in, five defensible hashtags out.",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=app.routes,
    )
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["responses"] = {}
    for operation in (each for path in document["paths"].values() for each in path.values()):
        _name_refusals(operation["responses"], components["responses"])
        for body in operation.get("requestBody", {}).get("content", {}).values():
            components["schemas"] |= body["schema"].pop("$defs", {})
            if body["schema"].get("type") == "object" and (name := body["schema"].get("title")) is not None:
                # Generated clients call it as it is called here.
                components["schemas"][name] = body["schema"]
                body["schema"] = {"$ref": _SHARED.format(model=name)}
    _say_widths(document)
    _give_nulls_back(app, components["schemas"])
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "An API key: ht_…"}}
    document["security"] = [{}, {"key": []}]
    return document


def _give_nulls_back(app: FastAPI, schemas: dict[str, Any]) -> None:
    """The framework leaves nulls out of the whole document, also out of the examples of answers, where they belong."""
    for model in {getattr(route, "response_model", None) for route in iter_route_contexts(app.routes)}:
        if isinstance(model, type) and issubclass(model, BaseModel):
            extra = model.model_config.get("json_schema_extra")
            if isinstance(extra, dict) and "examples" in extra:
                schemas[model.__name__]["examples"] = extra["examples"]


def _say_widths(part: Any) -> None:
    """Say of every number how wide it may be, for languages that have several: otherwise a seed overflows in Kotlin."""
    if isinstance(part, dict):
        if part.get("type") == "number":
            part.setdefault("format", "double")
        elif part.get("type") == "integer" and part.get("maximum", 2**63) >= 2**31:
            part.setdefault("format", "int64")
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _say_widths(inner)


def _name_refusals(given: dict[str, Any], named: dict[str, Any]) -> None:
    """Put what many operations answer alike into ``named`` once, and refer to it."""
    for status, response in given.items():
        if MEDIA_TYPE in response.get("content", {}):
            name = response["description"].replace(" ", "")
            if named.setdefault(name, response) == response:
                given[status] = {"$ref": f"#/components/responses/{name}"}


_DESCRIPTION = """
Every refusal is `application/problem+json` (RFC 9457) with a stable `code`, what was wrong (`detail`) and what to do
(`advice`). Answers carry `X-Request-Id`, and the state of your quota in `RateLimit`. Send `Idempotency-Key` with a POST to
make a retry safe, and `Prefer: wait=SECONDS` to say how long you can wait.
"""

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "advice", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable and machine readable."},
        "detail": {"type": "string", "description": "What was wrong with this request."},
        "advice": {"type": "string", "description": "What to do about it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": _TEXT, "message": _TEXT},
            },
        },
        "request_id": _TEXT,
    },
}
