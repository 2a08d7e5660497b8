"""Turn records into answers, written once and not validated again: they were when they were made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from jiufang.access import etags

JSON = "application/json"


def told(value: Any, *, status: int = 200, version: int | None = None, view: str = "", location: str = "") -> Response:
    """Return a record as an answer.

    Args:
        value: a record, or what JSON holds of some.
        status: of the answer.
        version: of the row, for its entity tag.
        view: what else the answer depends on, such as `blind`.
        location: where the thing that was made is found.
    """
    headers = {"Location": location} if location else {}
    if version is not None:
        headers["ETag"] = etags.etag(version, view)
    return Response(dumps(value), status, headers, JSON)


def fresh(request: Request, value: Any, *, version: int, view: str = "") -> Response:
    """Return a record, or that it is as the client knows it (304)."""
    tag = etags.etag(version, view)
    if etags.unchanged(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(dumps(value), 200, {"ETag": tag}, JSON)


def nothing() -> Response:
    """Return that it is done, and there is nothing to say."""
    return Response(status_code=204)


def attached(content: bytes, name: str, *, media_type: str = "application/octet-stream") -> Response:
    """Return a file to be saved under its name (RFC 6266), which no browser opens as a page of ours (ASVS 3.4.4)."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name) or "file"
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": told, "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'"}
    return Response(content, 200, headers, media_type)


def dumps(value: Any) -> bytes:
    """Return JSON, in UTF-8."""
    if isinstance(value, BaseModel):
        return value.model_dump_json().encode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain).encode()


def plain(value: Any) -> Any:
    """Return what JSON holds of a value that it does not know."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
