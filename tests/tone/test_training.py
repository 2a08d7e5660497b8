"""The training data is labelled whole, held out by family, and trains the same head every time."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from jiufang.errors import BadInput
from jiufang.models.fake import FakeEncoder
from jiufang.tone.head import load
from jiufang.tone.records import Attitude
from jiufang.tone.training import examples, train

DATA = Path(__file__).parent.parent.parent / "training" / "tone"


def test_the_data_is_large_even_and_free_of_doubles():
    """At least 1,400 sentences, Chinese and English alike, every attitude common, none twice, none in the blind set."""
    labelled, blind = examples(DATA), examples(DATA / "blind")
    langs = Counter(e.lang for e in labelled)

    assert len(labelled) >= 1400
    assert abs(langs["zh"] - langs["en"]) < 0.1 * len(labelled)
    assert min(Counter(e.attitude for e in labelled).values()) > len(labelled) / 5
    assert len({e.text for e in (*labelled, *blind)}) == len(labelled) + len(blind)


def test_a_family_is_held_out_whole():
    """Translations and minimal pairs of one another stand on one side of the split."""
    sides = {(e.family, e.held_out) for e in examples(DATA)}

    assert len(sides) == len({family for family, _ in sides})
    assert 0.1 < sum(e.held_out for e in examples(DATA)) / len(examples(DATA)) < 0.25


def test_training_gives_the_same_head_and_the_file_keeps_it(tmp_path):
    """Twice the same weights; saved and loaded they give the same probabilities."""
    pytest.importorskip("sklearn")
    few, encoder = examples(DATA)[::6], FakeEncoder()
    first, second = train(few, encoder, version="a"), train(few, encoder, version="a")
    first.save(tmp_path / "head.npz")
    kept = load(tmp_path / "head.npz")

    assert np.array_equal(first.attitudes, second.attitudes)
    assert np.array_equal(kept.read(["I want this job."], encoder)[0], first.read(["I want this job."], encoder)[0])
    assert np.allclose(kept.read(["好的", "no"], encoder)[0].sum(axis=1), 1, atol=1e-5)
    assert kept.read([], encoder)[0].shape == (0, len(Attitude))


def test_a_wrong_label_is_named(tmp_path):
    """A file with an unknown attitude is refused with the sentence."""
    (tmp_path / "en.tsv").write_text("family\tattitude\ttopics\ttext\nf1\thappy\t\tFine.\n", encoding="utf-8")

    with pytest.raises(BadInput, match="happy"):
        examples(tmp_path)
