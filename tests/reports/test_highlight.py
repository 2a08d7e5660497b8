"""Marks keep the text and every requirement; boxes stay on the paper that is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiufang.documents.records import Document, Evidence, Line, Page, Word
from jiufang.reports.highlight import highlights, marks

TEXT = "alpha beta gamma\ndelta epsilon"
SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda s: (min(s), max(s)))
QUOTED = st.lists(st.tuples(st.sampled_from(["R1", "R2", "R3"]), SPANS), max_size=6)


def evidence(span: tuple[int, int]) -> Evidence:
    """Quote a span of the text."""
    return Evidence(quote=TEXT[slice(*span)], start=span[0], end=span[1])


def document() -> Document:
    """Two lines of words of 20 × 10 points, on a page of 200 × 100."""
    words, start = [], 0
    for row, line in enumerate(TEXT.split("\n")):
        for column, word in enumerate(line.split()):
            at = TEXT.index(word, start)
            words.append(Word(start=at, end=at + len(word), page=1, box=(column * 25.0, row * 20.0, column * 25.0 + 20, row * 20.0 + 10)))
            start = at
    return Document(
        name="x", text=TEXT, pages=(Page(number=1, width=200, height=100),), words=tuple(words), lines=(Line(start=0, end=len(TEXT)),)
    )


@given(QUOTED)
def test_marks_put_together_are_the_text(quoted):
    """Nothing is lost, doubled or moved by cutting at the borders of evidence."""
    assert "".join(m.text for m in marks(TEXT, [(name, evidence(span)) for name, span in quoted])) == TEXT


@given(QUOTED)
def test_every_character_knows_its_requirements(quoted):
    """A character carries exactly the requirements whose evidence covers it."""
    at = 0
    for mark in marks(TEXT, [(name, evidence(span)) for name, span in quoted]):
        for offset in range(at, at + len(mark.text)):
            assert set(mark.requirements) == {name for name, (start, end) in quoted if start <= offset < end}
        at += len(mark.text)


@given(SPANS, st.floats(0.35, 1.0))
def test_boxes_stay_on_the_picture(span, shown):
    """Per cents of the shown part of the page never leave it, however much empty paper was cut off below the words."""
    for box in highlights(document(), [("R1", evidence(span))], shown={1: shown}):
        assert 0 <= box.left <= box.left + box.width <= 100.01
        assert 0 <= box.top <= box.top + box.height <= 100.01


def test_words_of_a_line_share_a_box_and_lines_do_not():
    """Evidence over two printed lines has two boxes, each from its first word to its last."""
    found = highlights(document(), [("R1", evidence((0, len(TEXT))))])

    assert [(b.left, b.top, b.width, b.height) for b in found] == [(0.0, 0.0, 35.0, 10.0), (0.0, 20.0, 22.5, 10.0)]


def test_a_cropped_page_stretches_the_boxes():
    """Half a page shown: the same line stands twice as far down the picture."""
    box = highlights(document(), [("R1", evidence((17, 22)))], shown={1: 0.5})[0]

    assert (box.top, box.height) == (40.0, 20.0)
