from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from jiufang.errors import ModelMissing, NoAnswer
from jiufang.llm import GuardedModel
from jiufang.llm.ledger import Ledger
from jiufang.llm.llamacpp import LlamaCpp
from jiufang.llm.records import Question
from jiufang.models.folders import is_whole
from jiufang.settings import Settings

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["city", "years"],
    "properties": {"city": {"type": "string", "maxLength": 12}, "years": {"type": "integer"}},
}


@pytest.fixture(scope="session")
def tiny() -> LlamaCpp:
    """The smallest real model there is."""
    pytest.importorskip("xllamacpp")
    folder = Settings().models_dir / "llm-tiny"
    if not is_whole(folder):
        pytest.skip("needs the tiny language model: jiufang models fetch llm-tiny")
    return LlamaCpp(folder / "model.gguf", context=1024)


@pytest.mark.llm
def test_a_real_model_is_held_to_the_schema(tiny, tmp_path):
    """The grammar leaves even a model of 135 million parameters no other choice, twice with the same bytes, and tokens are counted."""
    model = GuardedModel(tiny, Ledger(tmp_path))
    first, second = (model.answer("Ada worked 5 years in Bristol.", schema=SCHEMA, max_tokens=60) for _ in range(2))
    assert set(json.loads(first)) == {"city", "years"}
    assert first == second
    used = model.ledger.usage()
    assert used.questions == 2
    assert 20 < used.tokens < 400


@pytest.mark.llm
def test_a_real_model_is_stopped_in_time_and_in_length(tiny, tmp_path):
    """Out of time is an error, the greatest length is a cut, a question that is too long says so; the model lives on."""
    with pytest.raises(NoAnswer, match="in time"):
        tiny.ask(Question("Tell a long story", max_tokens=900), seconds=0.3)
    assert tiny.ask(Question("Tell a long story", max_tokens=4), seconds=60).cut
    with pytest.raises(NoAnswer, match="context"):
        tiny.ask(Question("word " * 3000), seconds=60)
    assert replace(GuardedModel(tiny, Ledger(tmp_path)), seconds=60).answer("Say hello", max_tokens=4)


@pytest.mark.llm
def test_nobody_else_can_ask_the_model(tiny):
    """The port that llama.cpp opens on this machine answers nobody without the key of this process."""
    tiny.ask(Question("Hi", max_tokens=1), seconds=60)
    for path in ("/slots", "/props", "/v1/models"):
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(tiny._server.listening_address + path)  # noqa: S310 - loopback
        assert raised.value.code in {401, 404, 501}


@pytest.mark.parametrize("content", [b"", b"GGUX" + b"\0" * 100])
def test_a_file_that_is_no_model(tmp_path: Path, content: bytes):
    """Another kind of file is refused before llama.cpp sees it, and an absent one with a hint."""
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelMissing, match="no GGUF"):
        _ = LlamaCpp(path).name
    with pytest.raises(ModelMissing, match="fetch llm"):
        _ = LlamaCpp(tmp_path / "absent.gguf").name


@pytest.mark.llm
def test_a_broken_model_is_an_error(tmp_path):
    """A file that begins like a model and is none does not take the process down."""
    pytest.importorskip("xllamacpp")
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + b"\x03\0\0\0" + b"\xff" * 1000)
    with pytest.raises(NoAnswer, match="cannot load"):
        LlamaCpp(path).ask(Question("Hi"), seconds=10)


def test_the_name_changes_with_the_weights(tmp_path):
    """Two files of the same name and size with other bytes have other names, and so other answers in the cache."""
    names = set()
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "m.gguf").write_bytes(b"GGUF" + bytes([number]) * 5000)
        names.add(LlamaCpp(folder / "m.gguf").name)
    assert len(names) == 2
