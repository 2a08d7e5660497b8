"""A kit leaves as Markdown, as a page that needs nothing else, as a calendar entry, and from the command line."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import docx
import pypdfium2
import pytest
from tests.interview.conftest import JOBS, RESUMES
from typer.testing import CliRunner

from jiufang.errors import BadInput
from jiufang.interview import interview_kit
from jiufang.interview.calendar import to_ics
from jiufang.interview.markdown import to_markdown
from jiufang.interview.page import to_html
from jiufang.interview.pdf import to_pdf
from jiufang.interview.word import to_docx

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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_word_and_pdf_hold_every_question_and_a_scorecard(matched, lang):
    """Both hold each question's words, the last page is the scorecard with a row to each, and the same kit gives the same bytes."""
    kit = interview_kit(matched, lang=lang)
    word, pdf = to_docx(kit), to_pdf(kit)
    read = docx.Document(io.BytesIO(word))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]

    assert (word, pdf) == (to_docx(kit), to_pdf(kit))
    told = "\n".join(p.text for p in read.paragraphs)
    assert all(q.question in told for q in kit.questions)
    printed = squeezed("".join(pages[:-1]))
    assert all(squeezed(q.question) in printed for q in kit.questions)
    assert all(q.id in pages[-1] for q in kit.questions)
    assert [row.cells[0].text for row in read.tables[-1].rows][1:] == [q.id for q in kit.questions]


def test_word_and_pdf_take_any_character(matched):
    """Markup, control characters, accents, other scripts and pictures stay words or are left out; nothing breaks."""
    kit = interview_kit(matched).model_copy(update={"candidate": f"{NASTY} \x00\x0b Łukasz Ősz Ångström 𠮷野 Ελένη 😀 &amp; <b>"})
    word, pdf = to_docx(kit), to_pdf(kit)

    assert NASTY in "\n".join(p.text for p in docx.Document(io.BytesIO(word)).paragraphs)
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "<script>alert(1)</script>" in page
    assert "ukasz" in page


def squeezed(text: str) -> str:
    """Return a text without blanks and line breaks."""
    return re.sub(r"\s", "", text.replace("\ufffe", ""))


def test_the_command_prints_json(files):
    """--format json prints the record."""
    done = run(files / "job.md", files / "resume.txt", "--format", "json", "--as-of", "2026-11-01")

    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["questions"]) >= 8


def test_the_command_speaks_the_language_asked_for_and_writes_files(files):
    """--lang zh asks in Chinese of an English résumé; --html and --ics write files."""
    page, entry = files / "kit.html", files / "kit.ics"
    asked = [
        "--lang",
        "zh",
        "--html",
        page,
        "--docx",
        files / "kit.docx",
        "--pdf",
        files / "kit.pdf",
        "--ics",
        entry,
        "--at",
        "2026-12-01T14:00",
    ]
    done = run(files / "job.md", files / "resume.txt", *asked)

    assert done.exit_code == 0, done.output
    assert "面试" in page.read_text(encoding="utf-8")
    assert "岗位要求" in done.stdout
    assert entry.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert (files / "kit.docx").read_bytes().startswith(b"PK")
    assert (files / "kit.pdf").read_bytes().startswith(b"%PDF")


def test_a_model_is_asked_only_when_one_is_set(files):
    """--llm without a model says what to set; nothing is written half."""
    done = run(files / "job.md", files / "resume.txt", "--llm")

    assert isinstance(done.exception, BadInput)
    assert "JIUFANG_LLM" in str(done.exception)


def test_a_calendar_entry_needs_a_time(files):
    """--ics without --at is called wrongly."""
    assert run(files / "job.md", files / "resume.txt", "--ics", files / "kit.ics").exit_code == 2
