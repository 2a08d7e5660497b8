"""Rules of measuring title retrieval."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.titles import average_precisions, char_tf_idf, read_task


def test_average_precision_is_that_of_the_literature():
    """Relevant titles at ranks 1 and 3 give (1/1 + 2/3) / 2; a query without relevant titles is left out."""
    scores = np.array([[0.9, 0.8, 0.7, 0.1], [0.9, 0.8, 0.7, 0.1]], np.float32)
    relevant = np.array([[True, False, True, False], [False] * 4])

    assert average_precisions(scores, relevant) == pytest.approx([(1 + 2 / 3) / 2])


def test_a_language_folder_is_read_by_its_ids(tmp_path: Path):
    """Rows and columns follow the files, relevance follows the ids, and grade 0 is not relevant."""
    (tmp_path / "queries.tsv").write_text("q_id\tjobtitle\n7\tnurse\n", encoding="utf-8")
    (tmp_path / "corpus.tsv").write_text("c_id\tjobtitle\n3\tcook\n1\tstaff nurse\n", encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("7\t0\t1\t1\n7\t0\t3\t0\n", encoding="utf-8")

    task = read_task(tmp_path)

    assert (task.queries, task.corpus) == (("nurse",), ("cook", "staff nurse"))
    assert task.relevant.tolist() == [[False, True]]


def test_shared_letters_rank_first_without_any_model():
    """The baseline prefers the title that shares pieces of words."""
    pytest.importorskip("sklearn")

    assert char_tf_idf(["nurse"], ["cook", "staff nurse"])[0].argmax() == 1


@pytest.mark.bench
@pytest.mark.models
@pytest.mark.slow
def test_the_matcher_keeps_what_was_measured(bench: Path):
    """On the development queries the matcher reaches MAP .50 in Chinese and English, and beats the raw encoder."""
    from benchmarks.titles import rankers

    named = rankers("titles")
    for language in ("zh", "en"):
        task = read_task(bench / "titles" / language)
        found = {n: average_precisions(named[n](task.queries, task.corpus), task.relevant).mean() for n in ("encoder_raw", "matcher")}
        assert found["matcher"] >= 0.5
        assert found["matcher"] > found["encoder_raw"]
