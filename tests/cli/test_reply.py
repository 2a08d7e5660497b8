"""`jiufang reply` on the command line."""

from __future__ import annotations

import json


def test_a_letter_prints_as_text_json_markdown_and_word(jiufang, folder):
    """One command, several forms; 0 when all is well."""
    common = ("thanks", "job.md", "people/ada.txt", "--fact", "sender=Mei Chen")

    text = jiufang("reply", *common)
    assert (text.returncode, "Dear Ada Lindqvist," in text.stdout) == (0, True)
    assert json.loads(jiufang("reply", *common, "--format", "json").stdout)["grounding"]["sentences"]
    assert jiufang("reply", *common, "--format", "docx", "--out", "letter.docx").returncode == 0
    assert (folder / "letter.docx").read_bytes()[:2] == b"PK"


def test_facts_come_from_a_file_and_answer(jiufang, folder):
    """A file of facts fills fields and answers a question; options go before it."""
    (folder / "facts.txt").write_text("sender=Mei Chen\nWe work from home on Fridays.\n", encoding="utf-8")

    ran = jiufang(
        "reply", "answer", "job.md", "people/ada.txt", "--facts", "facts.txt", "--question", "Can I work from home?", "--tone", "brief"
    )

    assert ran.returncode == 0
    assert "“We work from home on Fridays”" in ran.stdout


def test_what_is_missing_or_wrong_is_said(jiufang):
    """1 with a hint where the letter cannot be written, 2 where the command is wrong."""
    missing = jiufang("reply", "thanks", "job.md", "people/ada.txt")
    assert (missing.returncode, "--fact sender=" in missing.stderr) == (1, True)
    assert jiufang("reply", "thanks", "job.md", "people/ada.txt", "--fact", "sender").returncode == 2
    assert jiufang("reply", "thanks", "job.md", "people/ada.txt", "--format", "docx").returncode == 2
    assert jiufang("reply", "thanks", "job.md", "broken.pdf", "--fact", "sender=M").returncode == 1


def test_a_message_chooses_the_letter(jiufang):
    """`auto` writes what the message calls for and says why."""
    ran = jiufang("reply", "auto", "job.md", "people/ada.txt", "--fact", "sender=Mei Chen", "--message", "I withdraw my application.")

    assert ran.returncode == 0
    assert "rejection (withdrew)" in ran.stderr
    assert "We respect your decision" in ran.stdout


def test_every_kind_of_letter_can_be_asked_for():
    """The command line names the kinds itself, so that its help loads no room; the names may not drift apart."""
    from jiufang.cli.reply import Letter, Tone
    from jiufang.generate import Kind
    from jiufang.generate.templates import TONES

    assert {*Letter} == {*Kind, "auto"}
    assert {*Tone} == {*TONES}
