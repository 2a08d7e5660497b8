"""Turn what goes wrong in a request into application/problem+json: ours by the one table of access, the framework's, and the unforeseen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from jiufang.access.problems import MEDIA_TYPE, TYPES, Problem, problem
from jiufang.errors import JiufangError

MOST = 20  # entries of one answer
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
SAID: Mapping[str, str] = {
    "missing": "this is required",
    "extra_forbidden": "there is no such field here",
    "json_invalid": "this is no JSON",
    "string_type": "this has to be a text",
    "int_parsing": "this has to be a whole number",
    "bool_parsing": "this has to be true or false",
    "uuid_parsing": "this has to be a UUID",
    "list_type": "this has to be a list",
    "model_attributes_type": "this has to be an object",
}
BOUNDS = frozenset({"max_length", "min_length", "ge", "gt", "le", "lt", "pattern", "expected"})
"""What may be told of a rule that was broken: it is the rule's, not the request's."""


def install(app: FastAPI) -> None:
    """Answer errors of all kinds with problems."""
    app.add_exception_handler(JiufangError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def instance(request: Request) -> str:
    """Return the name of this request, which the log has too."""
    return f"urn:uuid:{request.state.request}"


def answer(told: Problem) -> Response:
    """Return a problem as an answer."""
    return Response(told.body(), told.status, dict(told.headers), MEDIA_TYPE)


def _ours(request: Request, error: Exception) -> Response:
    told = problem(error, instance=instance(request))
    if told.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        raise error  # the envelope writes down where it came from
    return answer(told)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer(spoken(error, instance=instance(request)))


def spoken(error: HTTPException, *, instance: str) -> Problem:
    """Return what is told of an error of the framework's own: a path or method that there is not, a body too large."""
    phrase = HTTPStatus(error.status_code).phrase
    return Problem(error.status_code, TYPES + phrase.lower().replace(" ", "-"), phrase, "", instance, headers=dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return answer(invalid(error.errors(), instance=instance(request)))


def invalid(errors: Sequence[Any], *, instance: str) -> Problem:
    """Return what is told of a request that is not as the document of the API says; nothing of what it held is repeated."""
    entries = tuple({"pointer": pointer(one["loc"]), "detail": detail(one)} for one in errors[:MOST])
    return Problem(
        422, TYPES + "bad-input", "What was given cannot be used", "Some fields are not as they should be.", instance, errors=entries
    )


def pointer(place: Sequence[str | int]) -> str:
    """Return where in a request something is wrong, as a JSON pointer into the part that it begins with: `body`, `query`, `path`."""
    return "/".join(str(part) if NAME.fullmatch(str(part)) else "…" for part in place)


def detail(error: Mapping[str, Any]) -> str:
    """Return which rule was broken, by its kind and its own figures."""
    kind = str(error["type"])
    told = SAID.get(kind, f"this is not as it has to be: {kind.replace('_', ' ')}")
    bounds = [f"{key.replace('_', ' ')} {value}" for key, value in error.get("ctx", {}).items() if key in BOUNDS]
    return f"{told} ({', '.join(bounds)})" if bounds else told
