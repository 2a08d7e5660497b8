"""An evaluation tells of a scorer beside others: overall and by slice, with reasons to doubt, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from jiufang.errors import BadInput, NotFound
from jiufang.learn.history.kept import save
from jiufang.learn.measuring import tables
from jiufang.learn.measuring.baselines import Bm25, Constant, KeywordOverlap
from jiufang.learn.measuring.browsing import FALSE_NO, FALSE_YES, markdown, mistakes, page
from jiufang.learn.measuring.evaluating import evaluate, length_band, score
from jiufang.learn.measuring.leaks import leaks, near_pairs
from jiufang.learn.measuring.opening import open_scorer
from jiufang.learn.measuring.running import tell, write
from jiufang.learn.measuring.shipped import Shipped
from jiufang.learn.records import Dataset, Pair, Part

TRADES = {
    "nurse": ("Cared for patients on a ward", "Registered nurse for a hospital ward with patients"),
    "welder": ("Welded pipes and steel frames", "Welder for steel frames and pipes"),
    "lawyer": ("Wrote contracts and went to court", "Lawyer for contracts and court"),
    "cook": ("Cooked sauces and roasted meat", "Cook for sauces and meat in a kitchen"),
}


class Told:
    """Says what it is told of each résumé."""

    def __init__(self, name, values, other=0.5):
        self.name, self._values, self._other = name, values, other

    def score(self, resumes, ads):
        """Return what it was told, [pairs]."""
        return np.array([self._values.get(resume, self._other) for resume in resumes])


def pair(number, job, resume, ad, label, day, **given):
    return Pair(f"a{number}", f"p{number}", job, resume, ad, label, dt.date(2026, 1, 1) + dt.timedelta(days=day), **given)


@pytest.fixture
def data():
    """Twenty-eight jobs of six applicants; half of them know the trade, and were chosen. The last sixteen jobs are the test part."""
    pairs, parts = [], {}
    trades = list(TRADES)
    for job in range(28):
        trade = trades[job % 4]
        for one in range(6):
            fits = one % 2 == 0
            did = TRADES[trade if fits else trades[(job + 1 + one // 2) % 4 if one > 2 else (job + 1) % 4]][0]
            number = job * 6 + one
            text = f"{did}, shift {number}, of {number * 37 % 101} colleagues in {number * 53 % 97} places"
            pairs.append(pair(number, f"j{job}", text, f"{TRADES[trade][1]}, site {job}", float(fits), job, lang="en", family=trade))
            parts[f"a{number}"] = Part.TRAIN if job < 8 else Part.DEV if job < 12 else Part.TEST
    return Dataset("trades", tuple(pairs), parts)


def test_words_beat_a_constant(data):
    """Who shares words with the ad was chosen here, so overlap is better than saying the same of all, beyond chance."""
    told = evaluate(data, [KeywordOverlap(), Constant.of(data.part(Part.TRAIN))], resamples=300)
    by = {(one.figure, one.than): one for one in told.differences}

    assert told.overall["keywords"]["pairwise"].value > 0.95
    assert told.overall["constant"]["pairwise"].value == 0.5
    assert told.overall["constant"]["auc"].value == 0.5
    assert by["pairwise", "constant"].low > 0
    assert by["pairwise", "constant"].p_holm < 0.01
    assert (told.cluster, told.clusters, told.thresholds_from) == ("jobs", 16, "dev")
    assert {one.by for one in told.slices} == {"all", "family"}
    assert not told.leaks


def test_bm25_is_per_job_and_batch_free(data):
    """BM25 says the same of a pair whoever stands beside it, lies in 0..1, and prefers who has the words of the ad."""
    scorer = Bm25.of(one.resume for one in data.pairs)
    pairs = data.part(Part.TEST)
    together = score(scorer, pairs)
    alone = [score(scorer, [one])[0] for one in pairs[:6]]

    assert together[:6].tolist() == alone
    assert evaluate(data, [scorer], resamples=50).overall["bm25"]["map"].value > 0.95


def test_the_same_bytes(data):
    """Twice the same evaluation is twice the same JSON, and all of it is JSON."""
    scorers = [KeywordOverlap(), Constant(0.4)]
    one, two = (json.dumps(evaluate(data, scorers, resamples=50, seed=4).to_dict(), allow_nan=False) for _ in range(2))

    assert one == two


def test_what_is_no_estimate_is_refused(data):
    """A scorer that leaves 0..1, says nothing, or has another's name is told of, not measured."""
    for wrong in (Told("high", {}, 1.5), Told("nothing", {}, float("nan"))):
        with pytest.raises(BadInput, match="one number in"):
            evaluate(data, [wrong])
    with pytest.raises(BadInput, match="same name"):
        evaluate(data, [Constant(0.1), Constant(0.2)])
    with pytest.raises(BadInput, match="no pairs in the part"):
        evaluate(Dataset("empty", data.pairs), [Constant(0.1)])


def test_without_dev_thresholds_are_a_half(data):
    """Thresholds are never chosen on what is measured."""
    bare = Dataset("bare", data.pairs, {id: part for id, part in data.parts.items() if part is not Part.DEV})
    told = evaluate(bare, [KeywordOverlap()], resamples=50)

    assert (told.thresholds_from, told.thresholds) == ("none", {"keywords": 0.5})


def test_small_slices_are_counted_and_left_out(data):
    """A language of three pairs has no figures, and is not hidden."""
    some = tuple(Pair(**{**{f: getattr(p, f) for f in Pair.__slots__}, "lang": "zh"}) if n > 164 else p for n, p in enumerate(data.pairs))
    told = evaluate(Dataset("zh", some, data.parts), [KeywordOverlap()], resamples=50)

    assert told.left_out == {"lang zh": 3}
    assert "lang zh (3)" in tables.markdown(told)


def test_leaks_are_found(data):
    """A person, a job, a text, nearly a text, in two parts; a test older than what was learnt; words about the outcome."""
    first, last = data.pairs[0], data.pairs[-1]
    long = "Ran the night shift of a bakery with nine ovens, kept the books, trained four apprentices and drove the van on Sundays."
    more = (
        pair(900, first.job, "new words of somebody else", first.ad, 1.0, 1),  # a job, and its ad
        pair(901, "j901", first.resume, "an ad of its own", 1.0, 400),
        Pair("a902", first.person, "j902", "words that nobody has", "one more ad", 0.0, dt.date(2027, 1, 1)),
        pair(903, "j903", long, "ad number three", 0.0, 0),
        pair(904, "j904", long.replace("nine", "ten"), "ad number four", 0.0, 400),
        pair(905, "j905", "Interview score: 4. Status: hired", "ad number five", 1.0, 401),
    )
    parts = {**data.parts, **dict.fromkeys(("a900", "a901", "a902", "a904", "a905"), Part.TEST), "a903": Part.TRAIN}
    found = {one.code: one for one in leaks(Dataset("leaky", (*data.pairs, *more), parts))}

    assert found.keys() == {"person", "job", "resume", "near_resume", "ad", "told", "early"}
    assert found["person"].count == found["job"].count == found["resume"].count == found["near_resume"].count == 1
    assert found["early"].examples == ("a900",)
    assert found["told"].examples == ("a905",)
    assert last.id not in found["person"].examples


def test_a_word_that_tells_is_found():
    """A word that nearly all who were chosen have, and nobody else, is no honest word."""
    pairs = tuple(
        pair(n, f"j{n}", f"person number {n} {'talentpool' if n % 3 == 0 else ''}", "ad", float(n % 3 == 0), n) for n in range(60)
    )
    found = leaks(Dataset("d", pairs, dict.fromkeys((p.id for p in pairs), Part.TRAIN)))

    assert [(one.code, one.examples) for one in found] == [("told", ("talentpool",))]


def test_open_texts_are_found():
    """A résumé with an address in it was not made blind; a model that learnt from such is asked with other texts."""
    pairs = tuple(pair(n, f"j{n}", f"person {n}, write to nobody{n}@example.com", f"ad {n}", n % 2, n) for n in range(4))
    (found,) = leaks(Dataset("d", pairs, dict.fromkeys((p.id for p in pairs), Part.TRAIN)))

    assert (found.code, found.count) == ("open", 4)


def test_near_pairs_are_symmetric_and_real():
    """Only texts that share most of their words are near; the order of the texts does not matter."""
    long = "Led a team of six electricians on the renewal of a substation, wrote the safety plan and handed over on time in 2019."
    texts = [long, long.replace("six", "seven"), "Taught history for nine years at a school near the harbour and led excursions."]

    assert set(map(frozenset, near_pairs(texts))) == {frozenset(texts[:2])} == set(map(frozenset, near_pairs(texts[::-1])))


def test_mistakes_are_the_worst_of_each_job(data):
    """Each job shows its worst false yes and false no, both texts beside each other, and a résumé cannot break the page."""
    evil = pair(990, "j990", "<script>alert(1)</script>", "</pre><b>ad</b>", 0.0, 1)
    pairs = (*data.part(Part.TEST)[:6], evil)
    scores = np.array([0.1, 0.9, 0.2, 0.8, 0.9, 0.1, 0.95])
    found = mistakes(pairs, scores, 0.5, worst=1)

    assert [(one.kind, one.score, one.job) for one in found] == [(FALSE_YES, 0.9, "j12"), (FALSE_NO, 0.1, "j12"), (FALSE_YES, 0.95, "j990")]
    shown = page(found, title="T")
    assert "<script>alert" not in shown
    assert "</pre><b>" not in shown
    assert found[0].resume in markdown(found, title="T")


def test_everything_is_written_for_its_owner_alone(data, tmp_path):
    """Tables and pages lie in a folder that others cannot open, and the tables say who was measured by what."""
    few = Dataset(data.name, data.pairs, {id: part for id, part in data.parts.items() if part is not Part.TEST or int(id[1:]) > 155})
    told = tell(few, [KeywordOverlap(), Constant(0.5)], resamples=50)
    made = write(told, tmp_path / "out")

    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert {path.name for path in made} == {"evaluation.json", "evaluation.md", "mistakes.json", "mistakes.md", "mistakes.html"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in made)
    text = (tmp_path / "out" / "evaluation.md").read_text()
    assert "95 % intervals: 50 resamples of persons (12)" in text
    assert {swap["kind"]: swap["largest"] for swap in json.loads(made[0].read_text())["swaps"]} == dict.fromkeys(
        ("name", "sex", "pronoun", "school"), 0
    )


def test_a_scorer_is_opened_by_name_or_folder(data, tmp_path):
    """Simple methods have names; whatever is no folder is told of with the names that there are."""
    own = Shipped("2026-11-01")
    assert open_scorer("bm25", data, own).name == "bm25"
    assert open_scorer("shipped", data, own) is own
    (tmp_path / "scorer.json").write_text('{"method": "keywords", "name": "fake"}')
    assert open_scorer(tmp_path, data, own).name == "fake"
    with pytest.raises(NotFound, match="bm25"):
        open_scorer("nowhere", data, own)
    save(data, tmp_path / "set")
    (tmp_path / "scorer.json").write_text('{"method": "eval"}')
    with pytest.raises(BadInput, match="names no method"):
        open_scorer(tmp_path, data, own)


def test_length_bands():
    """Latin words and Chinese characters count alike."""
    assert [length_band("word " * n) for n in (10, 300, 800)] == ["short", "medium", "long"]
    assert length_band("护" * 300) == "medium"
