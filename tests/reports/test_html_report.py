"""The HTML report: one file, nothing of a résumé acts, nothing blind leaks, no score without its interval."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from PIL import Image

from jiufang.reports.html import picture_size, render_html
from jiufang.reports.words import words
from jiufang.shortlist.records import Shortlist

CANARIES = [
    "Ada",
    "Lindqvist",
    "ada.lindqvist",
    "7700",
    "900123",
    "linkedin",
    "Aberdeen",
    "2018",
    "Eve",
    "O'Neil",
    "O&#39;Neil",
    "eve@",
    "Noor",
    "Haddad",
]
CANARIES += ["noor", "CV.txt", "eve.txt", "Zoe-Quill", "data:image"]


class Page(HTMLParser):
    """Collects the tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))


def picture(kind: str = "WEBP", size: tuple[int, int] = (300, 120)) -> bytes:
    """Return a white picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, kind)
    return buffer.getvalue()


def test_the_same_shortlist_gives_the_same_bytes(ranked):
    """Nothing of the clock, of sets or of object identities gets into the report."""
    assert render_html(ranked, lang="zh") == render_html(ranked, lang="zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_of_a_resume_acts(ranked, lang):
    """Tags, templates and quotes of a résumé are words: the page has its own script and no other, and no handler."""
    html = render_html(ranked, lang=lang)
    page = Page(html)

    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not any(tag == "img" for tag, _ in page.tags)
    assert "{{7*7}}" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<b>and</b>" not in html


def test_the_report_asks_nobody_for_anything(ranked):
    """No address outside the file, a policy that forbids them, and the script's own hash in it."""
    html = render_html(ranked)
    page = Page(html)
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")

    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy
    sources = [v for _, a in page.tags for k, v in a.items() if k in {"src", "href"}]
    assert all(source.startswith(("#", "data:")) for source in sources)


def test_blind_reports_name_nobody(ranked):
    """No name, contact, school, year of graduation, file or picture, in text, quotes, titles or hidden words."""
    html = render_html(ranked, blind=True, pictures=lambda match: [picture()])
    html = re.sub(r"<(script|style)>.*?</\1>", "", html, flags=re.DOTALL)

    assert [canary for canary in CANARIES if canary in html] == []
    assert "Python pipelines" in html
    assert "Candidate 1" in html


def test_an_open_report_shows_who_it_is(ranked):
    """The canaries of the blind test are really in the open report: that test can fail."""
    html = render_html(ranked)

    assert [canary for canary in ("Ada Lindqvist", "Aberdeen", "2018", "Zoe-Quill") if canary not in html] == []


def test_no_score_stands_without_its_interval(ranked):
    """Wherever a score is printed, its interval is printed in the same cell or head."""
    html = render_html(ranked)
    for match in ranked:
        low, high = match.interval
        shown = re.findall(rf"{match.score:.2f}</(?:span|b)>.{{0,160}}?{low:.2f}–{high:.2f}", html, re.DOTALL)
        assert len(shown) >= 2


def test_an_unlawful_wish_is_shown_as_left_out(ranked):
    """The wish for an age is told with its reason, and is no column of the ranking."""
    html = render_html(ranked)

    assert words("en")["left_out"] in html
    assert not any("35" in r.text for r in ranked.job.requirements)


def test_what_would_change_the_rank_is_told(ranked):
    """All but the first are told which requirements would bring them up."""
    assert render_html(ranked).count(words("en")["would_change"]) == sum(rank > 1 for rank in ranked.ranks)


@pytest.mark.parametrize(("failed", "key"), [((), "nobody"), (({"file": "a.pdf", "reason": "the PDF is broken"},), "nobody_read")])
def test_an_empty_list_says_so(ranked, failed, key):
    """Without candidates, or with none that could be read, there is a sentence and no empty table."""
    html = render_html(Shortlist(job=ranked.job, failed=failed), lang="zh")

    assert words("zh")[key] in html
    assert '<table class="ranking">' not in html


def test_failures_are_told_in_the_language_of_the_report(ranked):
    """Reasons of the readers are translated; the file's name stays."""
    html = render_html(ranked, lang="zh")

    assert "PDF 文件已损坏" in html
    assert "Zoe-Quill.pdf" in html


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_the_size_of_a_picture_is_read_from_its_head(kind):
    """Width and height in pixels, without a library that decodes it."""
    assert picture_size(picture(kind, (301, 77))) == (301, 77)


def test_both_languages_have_the_same_words():
    """A word of one catalogue is in the other."""
    assert words("en").keys() == words("zh").keys()
