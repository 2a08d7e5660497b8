"""What is inferred of a candidate is told in the reader's language: about what, what, and by which rule."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from jiufang.documents.records import Document
from jiufang.profiles import inferred
from jiufang.profiles.parse import parse_profile
from jiufang.web.rendering import _speaking

TEXT = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019\n- Built pipelines with Kubernetes.\n\nSKILLS\nKubernetes, Django\n"
GUESS = '{% import "candidate_words.html" as words with context %}{{ words.about(one.field) }}|{{ words.guessed(one) }}|{{ words.rule(one.rule) }}'


def told(lang: str, one: Any) -> list[str]:
    """Return what a page says of something inferred."""
    return _speaking(lang).from_string(GUESS).render(lang=lang, one=one).split("|")


def test_every_rule_has_its_words():
    """Each rule that the program knows is said in Chinese without a word of English."""
    rules = re.findall(r'rule="([^"]+)"', Path(inferred.__file__).read_text("utf-8"))

    assert len(rules) >= 6
    for rule in rules:
        said = told("zh", {"field": "education.0.status", "value": "in_progress", "rule": rule})
        assert not re.search("[A-Za-z]{2}", " ".join(said)), rule
        assert told("en", {"field": "total_months", "value": "30", "rule": rule})[2].endswith(".")


def test_what_is_inferred_of_a_resume_reads_well():
    """No name of a field and no code is left in it."""
    guesses = parse_profile(Document.from_text(TEXT), as_of="2026-11-01").inferred
    said = [told("zh", one) for one in guesses]

    assert ["技能", "Python", "会 Django 即会 Python。"] in said
    assert all(about and "." not in about for about, _, _ in said)
