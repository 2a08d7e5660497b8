"""Rules of the fictional company: its bias is planted where it says, and the fairness gate stops a model that learnt it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from benchmarks.learn import company
from benchmarks.learn.company_forms import CHINESE, ENGLISH
from benchmarks.learn.naive import unblinded

from jiufang.learn.history.columns import plain
from jiufang.learn.history.naming import email_key, pseudonym
from jiufang.learn.measuring.evaluating import Cases
from jiufang.learn.promotion.gates import ALONE, TODAY, impact, scores_of
from jiufang.learn.records import Dataset, Pair, Part, Scores

KEY = b"k" * 32
STAGES = {"Hired": 1.0, "Offer declined": 0.9, "Rejected - interview": 0.5, "Rejected - phone screen": 0.3, "Rejected - CV": 0.0}
GIVEN_AWAY = [
    words for told in (ENGLISH, CHINESE) for table in (told.female, told.male) for kind in ("college", "hobby", "manner") for words in table[kind]
]  # fmt: skip


def told(count: int, **more: Any) -> list[dict[str, str]]:
    return [dict(zip(company.HEADINGS, row, strict=True)) for row in company.rows(count, **more)]


def hidden(resume: str) -> str:
    """What is left of a résumé when what gives a sex away is taken out, as reading it blind does."""
    for words in (*GIVEN_AWAY, *(v for t in (ENGLISH, CHINESE) for side in (t.female, t.male, t.either) for v in side["verb"])):
        resume = resume.replace(words, "")
    return "\n".join(resume.split("\n")[1:])


def of(rows: Sequence[dict[str, str]], read=str) -> Dataset:
    """Decided rows as pairs, the last quarter in time as the test part, with what people said of their sex."""
    decided = [row for row in rows if row["Stage"] in STAGES]
    parts = [Part.TRAIN if n < len(decided) * 3 // 4 else Part.TEST for n in range(len(decided))]
    pairs = [
        Pair(r["Application ID"], r["Email"], r["Job ID"], read(r["Resume"]), r["Job description"], STAGES[r["Stage"]], dt.date.fromisoformat(r["Decision date"]))
        for r in decided
    ]  # fmt: skip
    groups = {r["Email"]: {"sex": "F" if r["Gender"] in ("Female", "女") else "M"} for r in decided if r["Gender"]}
    return Dataset("made up", tuple(pairs), {pair.id: part for pair, part in zip(pairs, parts, strict=True)}, groups)


@dataclass(frozen=True)
class Words:
    """A ridge regression of labels on the words of résumé and ad: what any model of texts can see."""

    table: Any
    ridge: Any
    name: str = "words"

    @classmethod
    def learnt(cls, data: Dataset) -> Words:
        """Learn from the train part."""
        text = pytest.importorskip("sklearn.feature_extraction.text")
        linear = pytest.importorskip("sklearn.linear_model")
        pairs = data.part(Part.TRAIN)
        table = text.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=5).fit([p.resume for p in pairs])
        ridge = linear.Ridge(alpha=3.0).fit(table.transform([p.resume for p in pairs]), [p.label for p in pairs])
        return cls(table, ridge)

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the estimates."""
        return np.clip(self.ridge.predict(self.table.transform(resumes)), 0, 1)


def judged(data: Dataset):
    """What the gate of impact ratios says of a model of words, beside a score of today that sees nobody's sex."""
    test = data.part(Part.TEST)
    fair = np.random.default_rng(0).random(len(test))
    alone = Words.learnt(data).score([p.resume for p in test], [p.ad for p in test])
    return impact(scores_of(Cases(test, {TODAY: fair, ALONE: alone}), 0.3, TODAY, ALONE), data.groups)


def test_the_same_seed_makes_the_same_company():
    """Rows are the same for a seed, other for another; every one is of example.org."""
    assert company.rows(60) == company.rows(60) != company.rows(60, seed=1)
    assert all(row["Email"].endswith("@example.org") for row in told(60))


def test_women_pay_the_bias_and_nothing_else_depends_on_sex():
    """At the same merit fewer women are hired; without the bias they do as well as men."""

    def hired(bias: float) -> list[float]:
        found = company.applications(2000, bias=bias, seed=0)
        line = sorted(a.seemed for a in found)[-240]
        return [float(np.mean([a.seemed >= line for a in found if a.person.female is female])) for female in (True, False)]

    biased, fair = hired(company.BIAS), hired(0.0)
    assert biased[0] < 0.5 * biased[1]
    assert abs(fair[0] - fair[1]) < 0.03


def test_no_resume_says_a_sex_outright():
    """The word stands in the column of what people said of themselves alone; schools, hobbies and manner give it away to whoever learns."""
    for row in told(120):
        assert not any(word in row["Resume"] for word in ("Female", "Male", "性别"))


def test_the_naive_data_set_differs_by_its_resumes_alone():
    """Pairs, labels and parts of the blind one stay; the text is the one that was sent in."""
    rows = told(40)
    blind = [
        Pair(f"a{n}", pseudonym(KEY, "person", email_key(r["Email"])), pseudonym(KEY, "job", plain(r["Job ID"])), "blind", r["Job description"], 0.5)
        for n, r in enumerate(rows)
    ]  # fmt: skip
    data = Dataset("blind", tuple(blind), {blind[0].id: Part.TRAIN})
    found = unblinded(data, rows, KEY)

    assert [replace(pair, resume="blind") for pair in found.pairs] == blind
    assert [pair.resume for pair in found.pairs] == [row["Resume"] for row in rows]
    assert found.parts == data.parts


def test_the_gate_stops_a_model_of_whole_resumes():
    """A model of words that learns the biased outcomes rates women lower by more than chance, and the gate says of whom."""
    found = judged(of(told(2000)))

    assert not found.passed
    assert not found.waivable
    assert "sex F: impact ratio" in found.reason


def test_the_gate_finds_nothing_against_the_same_model_without_what_gives_a_sex_away():
    """Trained on the same biased outcomes without names, schools, hobbies and manner, nothing adverse is found."""
    found = judged(of(told(2000), hidden))

    assert found.passed or found.waivable, found.reason
