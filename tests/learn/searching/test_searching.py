"""Rules of the search for settings: within ranges and budget, the same after a kill, told in a table."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.learn.tuning.tiny import config, dataset

from jiufang.errors import BadInput
from jiufang.learn.records import Dataset, Part

RANGES = {
    "training.rate": {"low": 1e-4, "high": 1e-2, "log": True},
    "method.rank": [2, 4],
    "training.batch": {"low": 4, "high": 12, "step": 4},
}


def told(*, trials: int, ranges=RANGES, **more):
    return config(training={"epochs": 1}, search={"trials": trials, "ranges": ranges, **more})


def searched(settings, folder: Path, models: Path, **more):
    from jiufang.learn.searching.running import search

    return search(settings, models_dir=models, out=folder, dataset=dataset(), **more)


def test_a_search_tries_its_ranges_and_keeps_the_best(tmp_path, models_dir):
    """Every value lies in its range; table, best settings and the model of the best trial are there, other models are not."""
    found = searched(told(trials=3), tmp_path / "out", models_dir)

    for tried in found.tried:
        assert 1e-4 <= tried.values["training.rate"] <= 1e-2
        assert tried.values["method.rank"] in (2, 4)
        assert tried.values["training.batch"] in (4, 8, 12)
    assert found.tried[0].value == max(t.value for t in found.tried)
    assert [path.name for path in (found.folder / "trials").iterdir()] == [found.model.name]
    with (found.folder / "results.csv").open(encoding="utf-8") as file:
        assert [row["trial"] for row in csv.DictReader(file)] == [str(t.number) for t in found.tried]
    assert (found.folder / "results.md").read_text("utf-8").startswith("| trial | state | pairwise |")
    assert found.config.rate == found.tried[0].values["training.rate"]


def test_a_search_in_two_parts_is_one_search(tmp_path, models_dir):
    """What was tried counts: two trials, then two more, are the four of an unbroken search."""
    whole = searched(told(trials=4), tmp_path / "whole", models_dir)
    searched(told(trials=2), tmp_path / "broken", models_dir)
    broken = searched(told(trials=4), tmp_path / "broken", models_dir)

    assert [(t.number, t.values, t.value) for t in broken.tried] == [(t.number, t.values, t.value) for t in whole.tried]


def test_a_trial_that_was_killed_is_tried_again(tmp_path, models_dir):
    """A search that breaks off within a trial takes up the same values."""

    class Kill(BaseException):
        pass

    import jiufang.learn.searching.running as running

    whole = searched(told(trials=2), tmp_path / "whole", models_dir)
    look, looks = running._Looking.look, []

    def killing(self, number, figures):
        looks.append(number)
        if len(looks) == 2:
            raise Kill
        look(self, number, figures)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running._Looking, "look", killing)
        with pytest.raises(Kill):
            searched(told(trials=2), tmp_path / "broken", models_dir)
    broken = searched(told(trials=2), tmp_path / "broken", models_dir)

    assert {(t.value, str(t.values)) for t in broken.tried} == {(t.value, str(t.values)) for t in whole.tried}


def test_a_hopeless_trial_is_ended_early(tmp_path, models_dir):
    """What lies behind the median of the trials before it at the same step is pruned; the best runs to its end."""
    settings = config(
        model={"kind": "bi-encoder", "loss": "squared"},
        method={"kind": "full", "words": True},
        training={"epochs": 6, "evaluate_every": 6, "patience": 0},
        search={"trials": 4, "patience": 1, "sampler": "random", "ranges": {"training.rate": [3e-3, 1e-9]}},
    )
    tried = searched(settings, tmp_path / "out", models_dir).tried

    assert tried[0].state == "complete"
    assert "pruned" in {t.state for t in tried}


def test_settings_that_cannot_be_trained_fail_without_ending_the_search(tmp_path, models_dir):
    """A trial that is refused counts, with its reason."""
    settings = config(
        method={"kind": "adalora", "rank": 2}, training={"epochs": 1}, search={"trials": 2, "ranges": {"training.steps": [1, 1]}}
    )
    found = searched(settings, tmp_path / "out", models_dir)

    assert [t.state for t in found.tried] == ["failed", "failed"]
    assert "too few" in found.tried[0].reason
    assert found.model is None


def test_no_time_tries_nothing_more(tmp_path, models_dir):
    """The budget in minutes is looked at before each trial."""
    assert searched(told(trials=3, minutes=1e-9), tmp_path / "out", models_dir).tried == ()


@pytest.mark.parametrize("ranges", [{}, {"training.rte": [1]}, {"training.epochs": {"low": 0, "high": 3}}, {"data.folder": ["a", "b"]}])
def test_ranges_that_make_no_sense_are_refused(tmp_path, models_dir, ranges):
    """None at all, of a key that there is not, past what the key may be, of what is not searched."""
    with pytest.raises(BadInput):
        searched(told(trials=1, ranges=ranges), tmp_path / "out", models_dir)


def test_a_folder_of_another_search_and_data_without_dev_part_are_refused(tmp_path, models_dir):
    """Nothing is mixed, and nothing is chosen by what was learnt."""
    from jiufang.learn.searching.running import search

    searched(told(trials=1), tmp_path / "out", models_dir)
    with pytest.raises(BadInput):
        searched(told(trials=1, ranges={"method.rank": [8]}), tmp_path / "out", models_dir)
    every = dataset()
    learnt = Dataset("all", every.pairs, dict.fromkeys((p.id for p in every.pairs), Part.TRAIN))
    with pytest.raises(BadInput):
        search(told(trials=1), models_dir=models_dir, out=tmp_path / "new", dataset=learnt)
