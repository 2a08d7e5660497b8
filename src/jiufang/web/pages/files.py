"""Serve the stylesheet, the scripts and what they take from others; the address holds the file's hash, so it may be kept for good."""

from __future__ import annotations

import mimetypes

from fastapi import Response

from jiufang.errors import NotFound
from jiufang.web.declaring import anybody, router
from jiufang.web.rendering import STATIC, asset_bytes

routes = router("files")
routes.include_in_schema = False
FOR_GOOD = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain", ".woff2": "font/woff2"}


@routes.get(STATIC + "/{path:path}", include_in_schema=False)
@anybody("the sign-in page needs them")
def static_file(path: str) -> Response:
    """Return a file of ours."""
    data = asset_bytes(path)
    if data is None:
        raise NotFound("there is no such file", subject="static")
    suffix = "." + path.rpartition(".")[2]
    kind = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    charset = "" if kind.startswith("font/") else "; charset=utf-8"
    return Response(data, headers={"Cache-Control": FOR_GOOD}, media_type=kind + charset)
