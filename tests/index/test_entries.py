"""An entry holds what bears on the job and nothing of who somebody is; what is inferred is marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.swaps import AS_OF, Base, swap_sets

from jiufang.index.availability import days_until
from jiufang.index.entries import entry, facets_of, impact, passages
from jiufang.index.highlight import highlights, holds, sentences
from jiufang.index.places import keys_of, places_of
from jiufang.index.query import parse
from jiufang.index.wanted import phrase
from jiufang.index.words import pieces
from jiufang.profiles.features import features
from jiufang.profiles.records import Profile

JOBS = Path(__file__).parent.parent.parent / "training" / "jobs"
NAMES = {
    "zh": {"a": ("王建国", "李秀英"), "b": ("买买提·艾力",)},
    "en": {"a": ("Emily Walsh", "Jamal Washington"), "b": ("Lakisha Robinson",)},
}
RESUMES = (("actuary-zh-1", 0), ("care-en-1", 0), ("bank-zh-1", 1), ("frontend-en-1", 0))


def read(text):
    """Return the features of a résumé."""
    return features(Profile.from_text(text, as_of=AS_OF))


def told(text):
    """Return everything that is searched of a résumé."""
    said = read(text)
    made = entry(said)
    return dict(made.impacts), made.facets, passages(said)


@pytest.mark.parametrize(("job", "place"), RESUMES)
def test_who_somebody_is_changes_nothing(job, place):
    """F09: names, sex, age, origin and school swapped, the entry and the passages stay as they were (benchmarks/swaps.py)."""
    path = JOBS / f"{job}.json"
    if not path.is_file():
        pytest.skip("the labelled jobs are not in this checkout")
    resume = json.loads(path.read_text("utf-8"))["resumes"][place]
    base = Base(resume["text"], resume["facts"]["name"], tuple(resume["facts"]["schools"]))
    lang = "zh" if base.chinese else "en"
    sets = [one for one in swap_sets(base, names=NAMES[lang]) if one.alike]

    assert len(sets) > 10
    for one in sets:
        first, *others = (told(text) for text in one.texts)
        assert all(other == first for other in others), f"{one.family} {one.what}"


def test_names_and_schools_are_in_no_entry():
    """Neither words nor facets hold who somebody is."""
    made, facets, said = told(
        "Ada Lindqvist\nada@example.com\n\nEDUCATION\nBSc Physics, Harbour University, 2011 - 2014\n\nEXPERIENCE\nWelder, Blue Yard. 2015 - present\n- Welded hulls.\n"
    )

    assert not {"ada", "lindqvist", "harbour", "university", "example"} & {*made}
    assert "weld" in " ".join(made)
    assert not any("Lindqvist" in text for text in said)
    assert "d:3" in facets


def test_a_skill_is_found_in_either_language():
    """Who writes 会计核算 is found by “accounting”, and the other way round."""
    chinese, _, _ = told("周慕\n\n工作经历\n2018.01-至今 海潮贸易 会计\n- 负责会计核算与税务申报。\n")
    english, _, _ = told("Bo Okafor\n\nEXPERIENCE\nClerk, Blue Fish. January 2018 - present\n- Did accounting for six shops.\n")

    assert "accounting" in chinese
    assert "会计" in english


def test_implied_skills_are_apart_from_stated_ones():
    """Django implies Python: held as inferred, never as stated."""
    made, facets, _ = told("Ada\n\nEXPERIENCE\nDeveloper, Harbour. 2018 - present\n- Built shops with Django.\n")

    assert {"s:django", "i:python"} <= {*made}
    assert "s:python" not in made
    assert "i:python" in facets


def test_words():
    """Latin words without case and plural, CJK in pairs, what was veiled left out; places quote the text."""
    text = "Nurses at ＩＣＵ用 C++ [school] 上海市"
    found = list(pieces(text))

    assert [piece.word for piece in found] == ["nurse", "icu", "用", "c++", "上海", "海市"]
    assert [text[piece.start : piece.end] for piece in found] == ["Nurses", "ＩＣＵ", "用", "C++", "上海", "海市"]


@pytest.mark.parametrize(
    ("words", "days"),
    [("随时到岗", 0), ("一个月内", 30), ("two weeks' notice", 14), ("can start immediately", 0), ("半个月", 14), ("negotiable", None)],
)
def test_availability(words, days):
    """Words about when somebody can start become days."""
    assert days_until(words) == days


def test_places_meet_whatever_they_are_called():
    """A city in either language, the area around it, and a town that no list knows."""
    for lives, asked in (("Shanghai, China", "上海市"), ("杭州市余杭区", "浙江"), ("Harrogate, UK", "Harrogate"), ("苏州", "长三角")):
        assert {*places_of(lives)} & {*keys_of(asked)}, (lives, asked)
    assert not {*places_of("浙江")} & {*keys_of("杭州")}  # who tells only the province may live anywhere in it


def test_what_is_said_more_often_weighs_more_but_never_without_end():
    """BM25's saturation: 1 to 255, rising, less in longer texts."""
    weights = [impact(count, 250) for count in (1, 2, 5, 50, 5000)]

    assert weights == sorted(weights)
    assert weights[-1] <= 255
    assert impact(1, 100) > impact(1, 1000)


def test_highlights_quote_what_was_asked():
    """The passage with most of the question comes first, its marks are the words; a phrase needs its order."""
    text = "Led the ward.\nNight shift on the surgical ward, night after night.\nOther."
    first, *_ = highlights(sentences(text), parse("night ward"))

    assert text[first.start : first.end] == first.text == "Night shift on the surgical ward, night after night."
    assert {first.text[a:b].lower() for a, b in first.marks} == {"night", "ward"}
    assert holds([text], phrase("surgical ward"))
    assert not holds([text], phrase("ward surgical"))
    assert highlights(sentences(text), parse("welding")) == ()


def test_facets_of_nothing_are_nothing():
    """Silence is no facet: not told is not zero."""
    assert facets_of(read("Ada\n\nEXPERIENCE\n- Welded hulls.\n")).available is None
