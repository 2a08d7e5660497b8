"""The owner says which servers are told of events; never one inside the company's own network."""

from __future__ import annotations

from typing import Any

from tests.web.browser import Browser
from tests.web.people import CAST

from jiufang.access.roles import Permission
from jiufang.jobs.records import Job


def test_a_receiver(ws: Any, mei: Browser, tom: Browser):
    """Its secret is shown once; it is changed from its version; what is sent is listed; removed, it is gone."""
    made = mei.post("/webhooks", json={"url": "https://93.184.215.14/jiufang", "events": ["job.opened"]})
    assert made.status_code == 201, made.text
    path = f"/webhooks/{made.json()['id']}"
    assert made.json()["secret"].startswith("whsec_")
    assert "secret" not in mei.get(path).json()
    ws.add_job(Job.from_text("Cook\n\nRequirements\n- Frying"), by="tom@example.org")
    (sent,) = mei.get(f"{path}/deliveries").json()["items"]
    assert (sent["type"], sent["state"], sent["body"]["type"]) == ("job.opened", "waiting", "job.opened")
    assert mei.patch(path, json={"active": False}).status_code == 428
    assert mei.patch(path, json={"active": False}, headers={"If-Match": made.headers["etag"]}).json()["active"] is False
    assert mei.post(f"{path}/secret").json()["secret"] != made.json()["secret"]
    assert tom.get("/webhooks").status_code == 403
    assert mei.delete(path).status_code == 204
    assert mei.get("/webhooks").json()["items"] == []


def test_nothing_inside_is_told(mei: Browser, app: Any):
    """Addresses of this machine and of private networks, and plain http, are refused; keys manage none (A08)."""
    for url in ("https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "http://93.184.215.14/", "file:///etc/passwd"):
        answer = mei.post("/webhooks", json={"url": url, "events": ["*"]})
        assert answer.status_code in {403, 422}, (url, answer.text)
    program = Browser.program(app, CAST["mei"], Permission.JOBS_READ)
    assert program.get("/webhooks").status_code == 403
