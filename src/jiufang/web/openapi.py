"""Tell in the document of the API (OpenAPI 3.1) what the declarations of its routes say: permissions, credentials, refusals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from jiufang.access import cookies, csrf, idempotency
from jiufang.access.policy import Via
from jiufang.access.problems import MEDIA_TYPE
from jiufang.access.roles import TABLE
from jiufang.web.declaring import Declaration, guarded

ABOUT = """Everything that a recruiter does with Jiufang, for programs. The records are those of the library and of `--format json`.

**Who asks**: a program sends `Authorization: Bearer jfk_…`; a page has its session cookie and, to change anything, the token of
`GET /session` in `X-CSRF-Token`; a candidate's page sends the token of its link, `Authorization: Bearer jfc_…`.
`x-permission` of each operation names the line of the table of roles (docs/access.md) that it takes.

**Lists** come in pages: `next` goes into `cursor`. **Changes** name the version that they change: send the `ETag` as `If-Match`.
**Repeats**: a POST with an `Idempotency-Key` is done once, however often it is sent. **Errors** are `application/problem+json`."""

SCHEMES: dict[str, Any] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": cookies.PREFIX + cookies.NAME,
        "description": "after signing in; over http without prefix",
    },
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "from `GET /session`; with the cookie, for changes"},
    "key": {"type": "http", "scheme": "bearer", "bearerFormat": "jfk_…", "description": "an API key; its scopes are permissions"},
    "link": {"type": "http", "scheme": "bearer", "bearerFormat": "jfc_…", "description": "the token of a candidate's private link"},
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "what went wrong (RFC 9457)",
    "required": ["type", "title", "status", "instance"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/not-found"]},
        "title": {"type": "string", "examples": ["There is no such thing"]},
        "status": {"type": "integer", "examples": [404]},
        "detail": {"type": "string", "description": "what happened, to what"},
        "instance": {"type": "string", "description": "the number of this request; the log has it too"},
        "hint": {"type": "string", "description": "what to do next"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["pointer", "detail"],
            },
        },
    },
}
REASONS = {
    400: "The request cannot be read, or a cursor or token is of another list",
    401: "Nobody is known to be asking, or they have to prove again who they are",
    403: "Their role, key or link does not reach that far, or Jiufang will not do this",
    404: "There is no such thing, or none that they may know of",
    409: "Somebody else was there first, or it is there already",
    410: "Its person was erased",
    412: "It was changed since the version that `If-Match` names",
    413: "The request is too large",
    415: "The body is of another media type",
    422: "What was given cannot be used; `errors` says which fields",
    428: "`If-Match` is missing",
    429: "Too many requests; `Retry-After` says when to come back",
    500: "A defect of ours; the log has its number",
}
ALWAYS = (400, 422, 429, 500)


def install(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Serve the document of the API, made once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, routers)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI, routers: Sequence[APIRouter]) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
    made["components"].setdefault("securitySchemes", {}).update(SCHEMES)
    made["components"]["schemas"]["Problem"] = PROBLEM
    for name in ("HTTPValidationError", "ValidationError"):
        made["components"]["schemas"].pop(name, None)
    by_name = {route.operation_id: route.declared for route in guarded(routers)}
    for methods in made["paths"].values():
        for method, operation in methods.items():
            _describe(operation, by_name[operation["operationId"]], method=method)
    return made


def _describe(operation: dict[str, Any], declared: Declaration, *, method: str) -> None:
    operation["x-permission"] = declared.told
    if declared.of is not None:
        operation["x-thing"] = declared.of.__name__  # whose own it has to be, for those who reach no further
    operation["description"] = "\n\n".join(part for part in (operation.get("description", ""), _who(declared)) if part)
    operation["security"] = _security(declared, changes=method.upper() not in csrf.SAFE)
    if declared.once:
        operation.setdefault("parameters", []).append(KEY_HEADER)
    for status in sorted({*ALWAYS, *_refusals(operation, declared)}):
        problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
        operation["responses"][str(status)] = {"description": REASONS[status], "content": {MEDIA_TYPE: problem}}


KEY_HEADER = {
    "name": idempotency.HEADER.title(),
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 128},
    "description": "sent again with the same key, the request is answered as before and nothing is done twice",
}


def _who(declared: Declaration) -> str:
    if declared.permission is None:
        return f"Who: {declared.told}; {declared.why}."
    rule = TABLE[declared.permission]
    besides = [word for word, on in (("never with a key", rule.in_person), ("soon after proving who one is", rule.afresh)) if on]
    return f"Permission: `{declared.permission}` ({rule.means}{''.join('; ' + word for word in besides)})."


def _security(declared: Declaration, *, changes: bool) -> list[dict[str, list[str]]]:
    ways: dict[Via, dict[str, list[str]]] = {
        Via.SESSION: {"session": [], "csrf": []} if changes else {"session": []},
        Via.API_KEY: {"key": []},
        Via.LINK: {"link": []},
    }
    in_person = declared.permission is not None and TABLE[declared.permission].in_person
    return [way for via, way in ways.items() if via in declared.via and not (in_person and via is Via.API_KEY)]


def _refusals(operation: dict[str, Any], declared: Declaration) -> set[int]:
    found = {401, 403} if declared.via else {403}
    if any(parameter["in"] == "path" for parameter in operation.get("parameters", ())):
        found |= {404, 410}
    if declared.changes:
        found |= {409, 412, 428}
    if declared.once:
        found |= {409}
    return found | ({413} if "requestBody" in operation else set())
