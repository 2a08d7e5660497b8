from __future__ import annotations

import json
import pickle

import pytest

from jiufang.errors import BadInput, JiufangError, ModelMissing, NoAnswer, RefusedByPolicy
from jiufang.llm import open_model
from jiufang.settings import Settings


def _open(monkeypatch, folder, **values):
    for name, value in values.items():
        monkeypatch.setenv(f"JIUFANG_{name}", str(value))
    return open_model(Settings(), folder=folder)


def test_the_default_is_none(monkeypatch, tmp_path):
    """Without settings there is no model, and nothing is written or connected."""
    monkeypatch.delenv("JIUFANG_LLM", raising=False)
    assert _open(monkeypatch, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"LLM": "gpt"}, BadInput),
        ({"LLM": "openai"}, BadInput),
        ({"LLM": "openai", "LLM_URL": "https://api.example.com/v1", "LLM_MODEL": "x"}, RefusedByPolicy),
        ({"LLM": "recorded"}, BadInput),
        ({"LLM": "recorded", "LLM_RECORDINGS": "nowhere"}, BadInput),
        ({"LLM": "llamacpp"}, ModelMissing),
        ({"LLM": "llamacpp", "LLM_MODEL": "nowhere.gguf"}, ModelMissing),
        ({"LLM": "openai", "LLM_URL": "http://localhost:1", "LLM_MODEL": "x", "LLM_COST": "5"}, BadInput),
        ({"LLM": "openai", "LLM_URL": "http://localhost:1", "LLM_MODEL": "x", "LLM_COST": "much"}, BadInput),
    ],
)
def test_settings_that_make_no_sense_say_so(monkeypatch, tmp_path, values, error):
    """Each wrong setting is an error with a hint, before anything is sent."""
    with pytest.raises(error) as raised:
        _open(monkeypatch, tmp_path, **values)
    assert raised.value.hint


def test_an_allowed_host_is_written_down(monkeypatch, tmp_path):
    """Which machine may be asked, why, and since when, can be read later."""
    values = {"LLM": "openai", "LLM_URL": "https://api.example.com/v1", "LLM_MODEL": "x", "LLM_ALLOW": "api.example.com=contract of May"}
    model = _open(monkeypatch, tmp_path, **values)
    assert model.name == "x@api.example.com"
    assert [h[:2] for h in model.ledger.hosts()] == [("api.example.com", "contract of May")]


def test_the_key_shows_nowhere(monkeypatch):
    """Printing, pickling or comparing the settings does not show the key."""
    monkeypatch.setenv("JIUFANG_LLM_KEY", "sk-canary")
    settings = Settings()
    assert settings.llm_key.reveal() == "sk-canary"
    assert "canary" not in repr(settings) + str(settings) + str(vars(settings))
    assert b"canary" not in pickle.dumps(settings)


def test_what_was_recorded_is_replayed(server, monkeypatch, tmp_path):
    """Replies are kept while a server answers, and given again under the model's name without it; new questions fail."""
    from loopback import saying

    server.script = [saying("a fine answer")]
    folder = tmp_path / "recordings"
    model = _open(monkeypatch, tmp_path, LLM="openai", LLM_URL=server.url, LLM_MODEL="m", LLM_KEY="sk-canary", LLM_RECORDINGS=folder)
    assert model.answer("How was it? 电话13912345678") == "a fine answer"
    server.close()
    told = "".join(p.read_text(encoding="utf-8") for p in folder.iterdir())
    assert "13912345678" not in told
    assert "canary" not in told
    replayed = _open(monkeypatch, tmp_path, LLM="recorded")
    assert replayed.name == model.name
    assert replayed.answer("How was it? 电话13912345678") == "a fine answer"
    with pytest.raises(NoAnswer, match="not recorded"):
        replayed.answer("How was it really?")


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({"reply": 1}), "null"])
def test_a_broken_recording_is_an_error(server, monkeypatch, tmp_path, content):
    """A recording that somebody damaged is no crash."""
    folder = tmp_path / "recordings"
    _open(monkeypatch, tmp_path, LLM="openai", LLM_URL=server.url, LLM_MODEL="m", LLM_RECORDINGS=folder).answer("Well?")
    for path in folder.iterdir():
        path.write_text(content)
    with pytest.raises(JiufangError):
        _open(monkeypatch, tmp_path, LLM="recorded").answer("Well?")


def test_an_answer_is_asked_for_once(server, monkeypatch, tmp_path):
    """The same question to the same model comes from the cache; another model or question does not."""
    from dataclasses import replace

    from jiufang.cache import Cache

    model = _open(monkeypatch, tmp_path, LLM="openai", LLM_URL=server.url, LLM_MODEL="m")
    model = replace(model, shelf=Cache(tmp_path / "shelf"))
    first = model.answer("How was it, 13912345678?", system="Be kind")
    assert model.about("ada", names=["Ada Lindqvist"]).answer("How was it, 13912345678?", system="Be kind") == first
    assert len(server.requests) == 1
    model.answer("How was it, 13912345678?", system="Be short")
    assert len(server.requests) == 2
    assert not any("13912345678" in p.read_text(encoding="utf-8") for p in (tmp_path / "shelf").rglob("*.json"))
