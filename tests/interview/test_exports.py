"""A kit leaves as Markdown, as a page that needs nothing else, as a calendar entry, and from the command line."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from tests.interview.conftest import JOBS, RESUMES
from typer.testing import CliRunner

from jiufang.interview import interview_kit
from jiufang.interview.calendar import to_ics
from jiufang.interview.markdown import to_markdown
from jiufang.interview.page import to_html

NASTY = "<script>alert(1)</script> led *seven* [people](http://x.example) and cut cost by 20%"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Return the files of an ad and of a résumé."""
    monkeypatch.setenv("JIUFANG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "models"))
    (tmp_path / "job.md").write_text(JOBS["en"], encoding="utf-8")
    (tmp_path / "resume.txt").write_text(RESUMES["en"], encoding="utf-8")
    return tmp_path


def run(*arguments):
    """Run the command line."""
    from jiufang.cli import app

    return CliRunner().invoke(app, ["interview", *map(str, arguments)])


def test_markdown_and_page_hold_every_question(matched):
    """Every question and each of its anchors stands in both."""
    kit = interview_kit(matched)
    for text in (to_markdown(kit), to_html(kit)):
        assert all(f"{q.id} · " in text for q in kit.questions)
        assert text.count("☐") == sum(len(q.scorecard.anchors) for q in kit.questions)


def test_nothing_of_a_resume_becomes_markup(matched):
    """Tags and Markdown in what a candidate wrote stay words; the page has no script and asks for nothing."""
    kit = interview_kit(matched).model_copy(update={"candidate": NASTY})
    page, markdown = to_html(kit), to_markdown(kit)

    assert "<script" not in page
    assert not re.search(r"\b(?:src|href)=", page)
    assert "<script" not in markdown.replace("\\<", "")
    assert "](http" not in markdown.replace("\\]", "")


def test_a_calendar_entry_sets_the_time_aside(matched):
    """The entry lasts as long as the questions and ten minutes more, lines are folded, and the questions stay out of it."""
    kit = interview_kit(matched)
    entry = to_ics(kit, start=dt.datetime(2026, 12, 1, 14, 0))

    begin, end = (dt.datetime.strptime(re.search(rf"{key}:(\w+)", entry)[1], "%Y%m%dT%H%M%S") for key in ("DTSTART", "DTEND"))
    assert (end - begin).total_seconds() == 60 * (kit.minutes + 10)
    assert all(len(line.encode()) <= 75 for line in entry.split("\r\n"))
    assert kit.questions[0].question not in entry


def test_the_command_prints_json(files):
    """--format json prints the record."""
    done = run(files / "job.md", files / "resume.txt", "--format", "json", "--as-of", "2026-11-01")

    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["questions"]) >= 8


def test_the_command_speaks_the_language_asked_for_and_writes_files(files):
    """--lang zh asks in Chinese of an English résumé; --html and --ics write files."""
    page, entry = files / "kit.html", files / "kit.ics"
    asked = ["--lang", "zh", "--html", page, "--ics", entry, "--at", "2026-12-01T14:00"]
    done = run(files / "job.md", files / "resume.txt", *asked)

    assert done.exit_code == 0, done.output
    assert "面试" in page.read_text(encoding="utf-8")
    assert "岗位要求" in done.stdout
    assert entry.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_calendar_entry_needs_a_time(files):
    """--ics without --at is called wrongly."""
    assert run(files / "job.md", files / "resume.txt", "--ics", files / "kit.ics").exit_code == 2
