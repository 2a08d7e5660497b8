"""`jiufang screen`: from a file of answers, resumed from its state, silent about verdicts to whoever sits there."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from jiufang.cli import app

AD = """Site Manager, Housing (Leeds)

Requirements
- SMSTS certificate
- Familiar with NHBC standards
"""
RESUME = """Owen Pratt
owen.pratt@example.com

Experience
Assistant Site Manager, Harrow Homes, May 2020 - present
- Ran daily briefings for a site of 60 houses
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Return the ad, the résumé and a place for the state; no encoder, words alone are quick."""
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "no-models"))
    (tmp_path / "ad.md").write_text(AD, encoding="utf-8")
    (tmp_path / "owen.md").write_text(RESUME, encoding="utf-8")
    return tmp_path


def run(files, *options, said=""):
    """Run the command on the files."""
    return CliRunner().invoke(app, ["screen", str(files / "ad.md"), str(files / "owen.md"), "--as-of", "2026-11-01", *options], input=said)


def test_it_talks_and_shows_no_verdict(files):
    """What the candidate sees discloses the software, asks, and holds no verdict and no score."""
    shown = run(files, said="yes\nYes, passed in March 2024\nNo\nin Leeds, in four weeks, one month\nyes\n")

    assert shown.exit_code == 0, shown.output
    assert "AI software" in shown.stdout
    assert "SMSTS" in shown.stdout
    assert not [word for word in ("partial", "contradicted", "score", "0.") if word in shown.stdout]


def test_it_resumes_where_it_was(files):
    """A second call goes on from the stored state; the end is the same as in one go."""
    state = ["--state", str(files / "s.json")]
    messages = ["yes", "Yes, passed in March 2024", "No", "in Leeds, in four weeks, one month", "yes"]
    for said in ("yes\nYes, passed in March 2024\n", "No\nin Leeds, in four weeks, one month\n", "yes\n"):
        run(files, *state, said=said)
    (files / "all.txt").write_text("\n".join(messages), encoding="utf-8")

    pieces = json.loads(run(files, *state, "--format", "json").stdout)
    whole = json.loads(run(files, "--script", str(files / "all.txt"), "--format", "json").stdout)

    for told in (pieces, whole):
        for turn in told["session"]["turns"]:
            turn.pop("at")
        told["session"].pop("consented_at")
    assert pieces["session"] == whole["session"]
    assert {c["requirement"]: c["after"] for c in whole["rematch"]["changes"]} == {"R1": "met", "R2": "contradicted"}
    assert pieces["rematch"]["changes"] == whole["rematch"]["changes"]


def test_a_state_of_another_candidate_is_refused(files):
    """A stored conversation is only ever continued with the same job and résumé."""
    run(files, "--state", str(files / "s.json"), said="yes\n")
    (files / "other.md").write_text(RESUME.replace("Owen", "Ann"), encoding="utf-8")

    refused = CliRunner().invoke(app, ["screen", str(files / "ad.md"), str(files / "other.md"), "--state", str(files / "s.json")])

    assert refused.exit_code != 0
    assert "another" in str(refused.exception)
