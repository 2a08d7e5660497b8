"""Measure job-title retrieval: `python -m benchmarks.titles --data DIR [--model M] --json`.

DIR holds a folder per language with queries.tsv, corpus.tsv (each with a header: id, title) and qrels.tsv (query, 0,
document, relevance). Every query ranks its whole corpus; the figure is the mean average precision over the queries that
have a relevant title, as in TalentCLEF 2025, Task A.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.folders import files_in
from jiufang.errors import ModelMissing
from jiufang.matching.titles import TitleSimilarity, plain_title, spelling_scores
from jiufang.protocols import Encoder
from jiufang.settings import Settings

RESULT = Path(__file__).parent / "results" / "titles.json"
SHIPPED = "titles"
DRAWS = 2000  # of the bootstrap over queries
Scores = NDArray[np.float32]
Ranker = Callable[[Sequence[str], Sequence[str]], Scores]


@dataclass(frozen=True, slots=True)
class Task:
    """One language: queries, a corpus, and which of it is relevant, bool [queries, corpus]."""

    language: str
    queries: tuple[str, ...]
    corpus: tuple[str, ...]
    relevant: NDArray[np.bool_]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print or file its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of language folders as in bench/titles")
    parser.add_argument("--model", default=SHIPPED, help="`titles` (the shipped adapter), an adapter's folder, or an encoder's folder")
    parser.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
    given = parser.parse_args(arguments)
    figures = run(given.data, model=given.model)
    if not given.json and given.model == SHIPPED:
        RESULT.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=None if given.json else 1, ensure_ascii=False))


def run(data: Path, *, model: str = SHIPPED) -> dict[str, Any]:
    """Rank every query of every language with every ranker and return all figures."""
    started = time.perf_counter()
    tasks = [read_task(found.parent) for found in files_in(data, "*/qrels.tsv")]
    named = rankers(model)
    figures: dict[str, Any] = {"model": model, "languages": {}}
    for task in tasks:
        began = time.perf_counter()
        precision = {name: average_precisions(rank(task.queries, task.corpus), task.relevant) for name, rank in named.items()}
        figures["languages"][task.language] = {
            "queries": len(task.queries),
            "corpus": len(task.corpus),
            "map": {name: round(float(values.mean()), 4) for name, values in precision.items()},
            "interval": interval(precision[list(named)[-1]]),
            "seconds": round(time.perf_counter() - began, 1),
        }
    figures["seconds"] = round(time.perf_counter() - started, 1)
    return figures


def read_task(folder: Path) -> Task:
    """Read the three files of a language."""
    queries, corpus = _titles(folder / "queries.tsv"), _titles(folder / "corpus.tsv")
    rows, columns = ({name: n for n, name in enumerate(table)} for table in (queries, corpus))
    relevant = np.zeros((len(queries), len(corpus)), bool)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        if query in rows and document in columns:
            relevant[rows[query], columns[document]] = int(grade) > 0
    return Task(folder.name, tuple(queries.values()), tuple(corpus.values()), relevant)


def _titles(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t", 1) for line in lines if line.strip())


def rankers(model: str) -> dict[str, Ranker]:
    """Return the rankers that can run here, baselines first, the whole matcher last."""
    found: dict[str, Ranker] = {}
    try:
        import sklearn  # noqa: F401

        found["char_tf_idf"] = char_tf_idf
    except ImportError:
        pass
    found |= _encoders()
    trained = Remembering(_encoder(model))
    found["adapter"] = by_meaning(trained)
    found["spelling"] = lambda queries, corpus: spelling_scores([plain_title(q) for q in queries], [plain_title(c) for c in corpus])
    found["matcher"] = TitleSimilarity(trained).ranked
    return found


def _encoders() -> dict[str, Ranker]:
    from jiufang.models.centred import CentredEncoder
    from jiufang.models.loading import load_encoder

    try:
        raw = Remembering(load_encoder(Settings().models_dir / "encoder"))
    except ModelMissing:
        return {}
    return {"encoder_raw": by_meaning(raw), "encoder_centred": by_meaning(CentredEncoder(raw))}


def _encoder(model: str) -> Encoder:
    from jiufang.models import title_encoder
    from jiufang.models.adapters import CARD, load_adapter
    from jiufang.models.loading import load_encoder

    if model == SHIPPED:
        return title_encoder(Settings().models_dir)
    if (Path(model) / CARD).is_file():
        return title_encoder(Settings().models_dir, adapter=load_adapter(Path(model)))
    return load_encoder(Path(model))


class Remembering:
    """An `Encoder` that encodes each text once, for the many rankers of one run.

    Args:
        encoder: does the work.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[tuple[str, str], Scores] = {}

    @property
    def name(self) -> str:
        """Name of the encoder behind."""
        return self._encoder.name

    def encode(self, texts: Sequence[str], *, side: Any = "passage") -> Scores:
        """Return the vectors of the encoder behind."""
        missing = [t for t in dict.fromkeys(texts) if (side, t) not in self._known]
        self._known |= {(side, t): v for t, v in zip(missing, self._encoder.encode(missing, side=side), strict=True)}
        return np.stack([self._known[side, t] for t in texts])


def by_meaning(encoder: Encoder) -> Ranker:
    """Return a ranker by the cosine of the encoder's vectors alone."""

    def scores(queries: Sequence[str], corpus: Sequence[str]) -> Scores:
        left, right = [plain_title(q) for q in queries], [plain_title(c) for c in corpus]
        return encoder.encode(left, side="query") @ encoder.encode(right, side="query").T

    return scores


def char_tf_idf(queries: Sequence[str], corpus: Sequence[str]) -> Scores:
    """Return the cosine of TF-IDF vectors over pieces of two to four letters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).fit(list(corpus))
    return np.asarray((table.transform(queries) @ table.transform(corpus).T).toarray(), np.float32)


def average_precisions(scores: Scores, relevant: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the average precision of each query that has a relevant title; ties stand in the order of the corpus."""
    values = []
    for row, wanted in zip(scores, relevant, strict=True):
        hits = wanted[np.argsort(-row, kind="stable")]
        if hits.any():
            values.append(float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean()))
    return np.array(values)


def interval(values: NDArray[np.float64]) -> list[float]:
    """Return the 95 % interval of the mean over queries (bootstrap with a fixed seed)."""
    draws = np.random.default_rng(0).choice(values, (DRAWS, len(values))).mean(axis=1)
    return [round(float(x), 3) for x in np.quantile(draws, [0.025, 0.975])]


if __name__ == "__main__":
    main()
