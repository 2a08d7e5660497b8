"""The stylesheet, the scripts and the letters: kept for good under the hash of their content, packed for those who take that."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient
from tests.web.browser import ORIGIN

from jiufang.web.app import create_app
from jiufang.web.pages import ROUTERS
from jiufang.web.rendering import asset, asset_bytes
from jiufang.web.serving import Serving


@pytest.fixture
def client(ws: Any) -> TestClient:
    """Somebody nobody knows."""
    return TestClient(create_app(ws, serving=Serving(origin=ORIGIN), also=ROUTERS), base_url=ORIGIN)


def test_a_file_is_kept_for_good_and_packed(client: TestClient):
    """The same bytes, whichever way they come; the packed ones are a third of the size."""
    path = asset("app.css")
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})

    assert plain.content == packed.content == asset_bytes(path.removeprefix("/static/"))
    assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (None, "gzip")
    assert 3 * int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert {one.headers["vary"] for one in (plain, packed)} == {"Accept-Encoding"}
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["content-type"] == "text/css; charset=utf-8"


def test_another_releases_file_is_not_there(client: TestClient):
    """An address with another hash, or out of the folder, leads nowhere."""
    assert client.get("/static/0000000000/app.css").status_code == 404
    assert client.get(asset("app.css").replace("app.css", "..%2Frendering.py")).status_code == 404
