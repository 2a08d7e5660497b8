from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jiufang.cli.models import app
from jiufang.models import sources
from jiufang.models.sources import Source

RUNNER = CliRunner()


@pytest.fixture
def small(small_source: Source, pip_finds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One small model to fetch, and an empty folder for it."""
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(sources, "sources", lambda: (small_source,))
    return tmp_path / "models"


def test_list_fetch_verify(small: Path) -> None:
    """The three commands in turn: absent, fetched, verified; each says so in JSON and ends with 0."""

    def states(*arguments: str, code: int = 0) -> list[str]:
        result = RUNNER.invoke(app, [*arguments, "--format", "json"])
        assert result.exit_code == code, result.output
        return [row["state"] for row in json.loads(result.stdout)]

    assert states("list") == ["absent"]
    assert states("verify", code=1) == ["absent"]
    assert states("fetch", "small") == ["ready"]
    assert states("fetch") == ["ready"]
    assert states("verify", "small") == ["verified"]
    (small / "small" / "tokenizer.json").write_text("{}")
    assert states("verify", code=1) == ["damaged"]
    assert states("list") == ["damaged"]


def test_the_table_names_the_damaged_file(small: Path) -> None:
    """A person reads which file has changed and what to do."""
    RUNNER.invoke(app, ["fetch"])
    (small / "small" / "LICENSE").write_text("mine")
    result = RUNNER.invoke(app, ["verify"])
    assert result.exit_code == 1
    assert "LICENSE has changed" in result.output


def test_an_unknown_model_is_a_usage_error(small: Path) -> None:
    """Exit code 2, with the names that exist."""
    result = RUNNER.invoke(app, ["fetch", "nothing"])
    assert result.exit_code == 2
    assert "small" in result.output
