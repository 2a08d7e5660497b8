"""Serve the stylesheet, the scripts and what they take from others; the address holds the file's hash, so it may be kept for good."""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache

from fastapi import Request, Response

from jiufang.errors import NotFound
from jiufang.web.declaring import anybody, router
from jiufang.web.rendering import STATIC, asset_bytes

routes = router("files")
routes.include_in_schema = False
FOR_GOOD = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain", ".woff2": "font/woff2"}


@routes.get(STATIC + "/{path:path}", include_in_schema=False)
@anybody("the sign-in page needs them")
def static_file(request: Request, path: str) -> Response:
    """Return a file of ours, packed where the browser takes that; they hold nothing secret, so their length tells nothing."""
    data = asset_bytes(path)
    if data is None:
        raise NotFound("there is no such file", subject="static")
    suffix = "." + path.rpartition(".")[2]
    kind = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
    if kind.startswith("font/"):
        return Response(data, headers=headers, media_type=kind)  # packed already
    if "gzip" in request.headers.get("accept-encoding", ""):
        data, headers["Content-Encoding"] = _packed(path), "gzip"
    return Response(data, headers=headers, media_type=f"{kind}; charset=utf-8")


@lru_cache(maxsize=64)
def _packed(path: str) -> bytes:
    return gzip.compress(asset_bytes(path) or b"", mtime=0)
