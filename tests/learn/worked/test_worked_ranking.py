"""Rules of the worked examples that rank: no learner sees what it is measured on, and every method has the same budget."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.learn import gold, methods, titles
from benchmarks.learn.labelled import by_job, leaving_out, pairs_of
from benchmarks.titles import Task

from jiufang.learn.records import Pair, Part
from jiufang.learn.title_tables import Occupation
from jiufang.models.adapters import Adapter

JOBS = Path(__file__).parents[3] / "training" / "jobs"


def made(jobs: int = 4, each: int = 6) -> tuple[Pair, ...]:
    return tuple(Pair(f"{j}-{n}", f"p{j}-{n}", f"job{j}", f"r{n}", f"ad{j}", (n % 4) / 3) for j in range(jobs) for n in range(each))


def test_a_job_that_is_left_out_is_never_learnt_from():
    """Learners get the pairs of the other jobs as train; right scores have accuracy 1 and wrong ones 0, with their intervals."""
    pairs, seen = made(), []

    def learner(sign: int):
        def learn(data):
            left = {p.job for p in data.part(Part.TEST)}
            seen.append(left & {p.job for p in data.part(Part.TRAIN)})
            return lambda asked: np.array([sign * p.label for p in asked])

        return learn

    found = gold.compared(pairs, {"wrong": learner(-1), "right": learner(1)})

    assert seen == [set()] * 8
    assert found["scorers"]["right"] == {"by_job": [1.0] * 4, "pairwise": 1.0, "interval": [1.0, 1.0]}
    assert found["gain"]["right"]["pairwise"] == 1.0
    assert "right | 1.000 [1.000, 1.000]" in "\n".join(gold.told(found))


def test_equal_scores_are_half_right_and_the_interval_says_how_sure_that_is():
    """A scorer that tells nothing has ½; one that is right by chance has an interval around its figure."""
    pairs = made()
    chance = np.random.default_rng(1)
    found = gold.compared(
        pairs, {"same": lambda _: lambda asked: np.zeros(len(asked)), "any": lambda _: lambda asked: chance.random(len(asked))}
    )
    low, high = found["scorers"]["any"]["interval"]

    assert found["scorers"]["same"]["pairwise"] == 0.5
    assert low < found["scorers"]["any"]["pairwise"] < high


def test_labelled_jobs_become_blind_pairs(tmp_path):
    """The grade over 3 is y; identifiers are not in the text; jobs that are held out from the verifier are the test part."""
    for path in sorted(JOBS.glob("*.json"))[:3]:
        content = json.loads(path.read_text("utf-8"))
        (tmp_path / path.name).write_text(json.dumps({**content, "resumes": content["resumes"][:2]}), "utf-8")
    pairs = pairs_of(tmp_path)

    assert len(pairs) == 6
    assert {round(3 * pair.label, 6) % 1 for pair in pairs} == {0.0}
    assert not any("@" in pair.resume for pair in pairs)
    parted = by_job(pairs, dev=1)
    assert {parted.parts[p.id] for p in pairs if p.job == pairs[0].job} in ({Part.TEST}, {Part.DEV}, {Part.TRAIN})
    assert set(leaving_out(pairs, pairs[0].job).parts.values()) == {Part.TRAIN, Part.TEST}


@pytest.mark.parametrize("kind", methods.METHODS)
def test_methods_differ_in_what_learns_alone(tmp_path, models_dir, kind):
    """Each method takes the same steps on the same pairs, and its figures come with intervals, parameters, seconds and size."""
    pytest.importorskip("torch")
    pairs = [Pair(f"{j}-{n}", f"p{j}-{n}", f"j{j}", f"w{6 + n} w{7 + j}", f"w{7 + j} w8", (n % 4) / 3) for j in range(5) for n in range(6)]
    data = leaving_out(pairs, "j0")
    told = methods.config(kind, steps=8, layers=2).changed(
        {"method.rank": 2, "method.start_rank": 3, "method.tokens": 2, "method.width": 4}
    )
    found = methods.one(told, data, tmp_path / kind, models_dir)

    assert found["steps"] == 8
    assert found["trainable_parameters"] > 0
    assert 0 <= found["pairwise"]["value"] <= 1
    assert set(found) == {*methods.FIGURES, "trainable_parameters", "steps", "seconds", "mb"}


def test_training_pairs_become_occupations_of_two_languages(tmp_path):
    """Titles of one ESCO address are one occupation whatever their language; its family is the ISCO group."""
    (tmp_path / "train-de.tsv").write_text("x/C2512\tesco/1\tEntwicklerin\tProgrammierer\nx/C2221\tesco/2\tPfleger\tPflegerin\n", "utf-8")
    (tmp_path / "train-es.tsv").write_text("x/C2512\tesco/1\tprogramadora\tdesarrollador\n", "utf-8")
    first, second = titles.occupations(tmp_path)

    assert (first.key, first.family) == ("esco/1", "2512")
    assert first.titles == {"de": ("entwicklerin", "programmierer"), "es": ("programadora", "desarrollador")}
    assert second.titles == {"de": ("pfleger", "pflegerin")}


def test_gains_are_measured_on_the_same_queries():
    """The gain is the mean over queries of trained minus raw, with its interval."""
    task = Task("en", ("a", "b"), ("x", "y"), np.array([[True, False], [False, True]]))
    right, wrong = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32), np.array([[0.0, 1.0], [1.0, 0.0]], np.float32)
    found = titles.compared(task, {"raw": lambda q, c: wrong, "trained": lambda q, c: right})

    assert found["raw"]["map"] == 0.5
    assert found["trained"]["map"] == 1.0
    assert found["gain"] == {"map": 0.5, "interval": [0.5, 0.5]}
    assert "| en | 2 |" in titles.told({"languages": {"en": found}})[2]


def test_the_mean_of_adapters_is_the_mean_of_their_differences():
    """Factors stand side by side, so their product is the mean of the products; norms are averaged."""
    chance = np.random.default_rng(0)
    some = [
        Adapter(
            f"a{n}", {"l0.q.w.down": chance.normal(size=(2, 5)), "l0.q.w.up": chance.normal(size=(4, 2)), "l0.aln.w": chance.normal(size=5)}
        )
        for n in range(3)
    ]
    found = titles.averaged(some).arrays
    wanted = np.mean([a.arrays["l0.q.w.up"] @ a.arrays["l0.q.w.down"] for a in some], axis=0)

    assert np.allclose(found["l0.q.w.up"] @ found["l0.q.w.down"], wanted)
    assert np.allclose(found["l0.aln.w"], np.mean([a.arrays["l0.aln.w"] for a in some], axis=0))


def test_what_is_held_out_is_sought_among_its_own_kind():
    """While settings are chosen, whole ISCO groups are held out; a title of theirs has to find the others of its occupation."""
    occupations = [Occupation(f"o{n}", f"{2000 + n}", {"zh": (f"甲{n}", f"乙{n}", f"丙{n}")}) for n in range(40)]
    held = [o for o in occupations if titles.is_held_out(o)]
    (task,) = titles.held_out({"own": occupations}, "zh")

    assert 0 < len(held) < 20
    assert task.queries == tuple(o.titles["zh"][0] for o in held)
    assert task.relevant.sum(1).tolist() == [2] * len(held)
    assert not list(titles.held_out({"own": occupations}, "fr"))
