"""A reader's quote counts only where it stands in the visible text, word for word, and is then quoted as the document has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.documents.records import Document, HiddenText
from jiufang.matching.reading.sheet import QUOTE_LIMIT, plain, sheet_of
from jiufang.matching.view import view_of
from jiufang.profiles.records import Profile

RESUME = """Sam Reed
sam.reed@example.com

EXPERIENCE
Data Engineer, Harbour Analytics. March 2019 - present
- Built “Kafka” pipelines — 40 topics，日均处理 ２亿条消息
- Ran the on-call rota
  of the platform team

PERSONAL
Married, plays chess on Sundays
"""


def sheet(text=RESUME, **extra):
    profile = Profile.from_text(text, as_of="2026-11-01")
    document = profile.document.model_copy(update=extra)
    return sheet_of(view_of(profile.model_copy(update={"document": document})))


def quoted(quote, page=None):
    page = page or sheet()
    return [page.view.document.text[a:b] for a, b in page.find(quote)]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("Built “Kafka” pipelines", "Built “Kafka” pipelines"),
        ('Built "Kafka"  pipelines - 40 topics,日均处理2亿条消息', "Built “Kafka” pipelines — 40 topics，日均处理 ２亿条消息"),
        ("“Ran the on-call rota”", "Ran the on-call rota"),
        ("- Ran the on-call rota", "Ran the on-call rota"),
        ("¦ Ran the on-call rota", "Ran the on-call rota"),
        ("Ran the on-call rota of the platform team", "Ran the on-call rota\n  of the platform team"),
    ],
)
def test_width_and_blanks_do_not_matter(quote, words):
    """White space, width and kind of quotation mark may differ; what is quoted is the document's own wording."""
    assert quoted(quote) == [words]


def test_an_ellipsis_parts_a_quote():
    """Both sides of an ellipsis must be there."""
    assert quoted("Built … 40 topics") == ["Built", "40 topics"]
    assert quoted("Built … 50 topics") == []


@pytest.mark.parametrize(
    "quote",
    [
        "Built Flink pipelines",
        "built kafka pipelines",
        "afka",
        "4",
        "of the",
        "",
        "…",
        "plays chess on Sundays",
        "sam.reed@example.com",
        "[experience]",
        "<b>Built</b>",
        "x" * (QUOTE_LIMIT + 1),
    ],
)
def test_what_is_not_visible_or_says_nothing_is_not_found(quote):
    """Fabrications, parts of words, stop words, private lines, contact data and our own headings are no quotes."""
    assert quoted(quote) == []


def test_hidden_text_is_not_found():
    """Words that the file hides from people are not in the text and so cannot be quoted."""
    page = sheet(hidden=(HiddenText(family="white", quote="Ten years of Kubernetes"),))

    assert quoted("Ten years of Kubernetes", page) == []


def test_a_quote_of_blinded_words_leads_back_to_the_document():
    """The reader sees neutral words; its quote is the document's own."""
    page = sheet("王芳\n\n工作经历\n2019.03-至今 海港数据 数据工程师\n- 她负责搭建数据平台\n")
    line = next(line for line in page.text.split("\n") if "搭建数据平台" in line)

    assert "她" not in line
    assert quoted(line, page) == ["负责搭建数据平台"]


@given(st.text(max_size=60), st.integers(0, 59), st.integers(0, 59))
def test_places_lead_back(text, a, b):
    """Whatever is found in plain form stands at its places in the text it came from."""
    whole = plain(text)
    wanted = whole.text[min(a, b) : max(a, b)]
    span = whole.find(wanted, text) if wanted else None

    if span:
        assert wanted in plain(text[slice(*span)]).text


def test_the_document_is_what_is_quoted():
    """Offsets count in the document's text, whatever the reader got."""
    document = Document.from_text(RESUME)
    (span,) = sheet().find("Ran the on-call rota")

    assert document.text[slice(*span)] == "Ran the on-call rota"
