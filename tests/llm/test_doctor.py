from __future__ import annotations

import json

import pytest
from loopback import http
from typer import Typer
from typer.testing import CliRunner

from jiufang.cli import doctor


def _told() -> dict[str, object]:
    app = Typer()
    app.command()(doctor.command)
    result = CliRunner().invoke(app, ["--format", "json"])
    return next(check for check in json.loads(result.stdout) if check["name"] == "llm")


def test_the_doctor_tells_which_model_answers(server, monkeypatch):
    """None by default; a server by its model and host after one short question; and why, when it does not answer."""
    monkeypatch.delenv("JIUFANG_LLM", raising=False)
    assert _told()["found"] == "none: everything works without one"
    for name, value in {"LLM": "openai", "LLM_URL": server.url, "LLM_MODEL": "qwen", "LLM_KEY": "sk-canary"}.items():
        monkeypatch.setenv(f"JIUFANG_{name}", value)
    assert _told()["found"] == f"qwen@127.0.0.1:{server.port}"
    server.script = [http(b"sk-canary", status="401 Unauthorized")]
    told = _told()
    assert told["ok"] is False
    assert "401" in str(told["found"])
    assert "JIUFANG_LLM_KEY" in str(told["hint"])
    assert "canary" not in str(told)


@pytest.mark.parametrize("name", ["gpt", "NONE"])
def test_the_doctor_names_the_choices(monkeypatch, name):
    """A provider that there is none of is told with those that there are."""
    monkeypatch.setenv("JIUFANG_LLM", name)
    assert "llamacpp" in str(_told()["hint"])
