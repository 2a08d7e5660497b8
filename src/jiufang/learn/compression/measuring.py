"""Turn a folder with an encoder into its figures: megabytes, milliseconds, and how much worse it finds than the one it was made from."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput
from jiufang.learn.metrics import pairwise
from jiufang.matching.titles import plain_title
from jiufang.models.centred import CentredEncoder
from jiufang.models.token_graph import load_tokenizer
from jiufang.protocols import Encoder

MEGABYTE = 1_000_000
TOKENS = 32  # of the texts that speed is measured on: a requirement, a line of a résumé
TIMED = 192  # texts
REPEATS = 3  # the best counts: other processes can only slow a run down
AGREEMENT = "agreement"
PAIRWISE = "pairwise"
FILES = ("model.onnx", "model.onnx.data", "tokenizer.json")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Titles:
    """Queries, a corpus of titles, and which of it each query should find, bool [queries, corpus]."""

    language: str
    queries: tuple[str, ...]
    corpus: tuple[str, ...]
    relevant: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Posting:
    """A job's text and the résumés that were graded against it."""

    text: str
    resumes: tuple[str, ...]
    grades: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tests:
    """What quality is measured on.

    Args:
        texts: of which nothing was learnt; the cosines among them are compared with those of the encoder that all came from.
        titles: labelled searches, mean average precision.
        postings: labelled rankings, pairs in the right order.
    """

    texts: tuple[str, ...]
    titles: tuple[Titles, ...] = ()
    postings: tuple[Posting, ...] = ()


def read_titles(folder: Path) -> tuple[Titles, ...]:
    """Read a folder per language with `queries.tsv`, `corpus.tsv` (id, title) and `qrels.tsv` (query, 0, document, grade).

    Raises:
        BadInput: there is none.
    """
    found = tuple(_titles(file.parent) for file in sorted(folder.glob("*/qrels.tsv")))
    if not found:
        raise BadInput("there are no searches here", subject=str(folder), hint="a folder per language with queries, corpus and qrels")
    return found


def read_postings(folder: Path) -> tuple[Posting, ...]:
    """Read labelled jobs: JSON with `job` and `resumes`, each with `text` and `grade`.

    Raises:
        BadInput: there is none, or one is of another form.
    """
    try:
        read = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
        found = tuple(
            Posting(one["job"]["text"], tuple(r["text"] for r in one["resumes"]), tuple(int(r["grade"]) for r in one["resumes"]))
            for one in read
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"these are no labelled jobs: {error}", subject=str(folder)) from error
    if not found:
        raise BadInput("there are no labelled jobs here", subject=str(folder))
    return found


def megabytes(folder: Path) -> float:
    """Return what an encoder needs on disk to run: graph, weights, tokenizer."""
    return sum((folder / name).stat().st_size for name in FILES if (folder / name).is_file()) / MEGABYTE


def of_length(texts: Sequence[str], tokenizer: Path, *, tokens: int = TOKENS, count: int = TIMED) -> list[str]:
    """Return texts of about so many tokens, prefix and special tokens counted, put together from others."""
    reader = load_tokenizer(tokenizer, most_tokens=tokens)
    made: list[str] = []
    left = list(texts)
    for start in range(count):
        joined = " ".join(left[(start * 7 + step) % len(left)] for step in range(tokens))
        made.append(reader.decode(reader.encode("query: " + joined).ids).removeprefix("query: "))
    return made


def milliseconds(encoders: Mapping[str, Encoder], texts: Sequence[str]) -> dict[str, float]:
    """Return the milliseconds that each encoder needs for a text, measured in turns so that a busy machine slows all of them alike."""
    best = dict.fromkeys(encoders, float("inf"))
    for encoder in encoders.values():
        encoder.encode(texts[:4])
    for _ in range(REPEATS):
        for name, encoder in encoders.items():
            before = time.perf_counter()
            encoder.encode(texts)
            best[name] = min(best[name], time.perf_counter() - before)
    return {name: seconds / len(texts) * 1000 for name, seconds in best.items()}


def quality(encoder: Encoder, tests: Tests, *, wanted: Floats | None = None) -> dict[str, float]:
    """Return mean average precision by language, pairs in the right order, and agreement with the vectors of another encoder.

    Args:
        encoder: is measured as it is; rankings take each language's mean away, as matching does.
        tests: on what.
        wanted: vectors of `tests.texts` by the encoder that this one should be like.
    """
    found = {f"map {task.language}": _precision(encoder, task) for task in tests.titles}
    if tests.postings:
        found[PAIRWISE] = _pairs(CentredEncoder(encoder), tests.postings)
    if wanted is not None:
        found[AGREEMENT] = agreement(encoder.encode(tests.texts), wanted)
    return found


def agreement(own: Floats, wanted: Floats) -> float:
    """Return the correlation of the cosines within two sets of vectors of the same texts: 1 for the same order and distances."""
    upper = np.triu_indices(len(own), 1)
    return float(np.corrcoef((own @ own.T)[upper], (wanted @ wanted.T)[upper])[0, 1])


def _precision(encoder: Encoder, task: Titles) -> float:
    queries, corpus = ([plain_title(t) for t in titles] for titles in (task.queries, task.corpus))
    scores = encoder.encode(queries, side="query") @ encoder.encode(corpus, side="query").T
    values = []
    for row, wanted in zip(scores, task.relevant, strict=True):
        hits = wanted[np.argsort(-row, kind="stable")]
        if hits.any():
            values.append(float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean()))
    return sum(values) / max(1, len(values))


def _pairs(encoder: Encoder, postings: Sequence[Posting]) -> float:
    right, count = 0.0, 0
    for posting in postings:
        scores = encoder.encode(posting.resumes) @ encoder.encode([posting.text], side="query")[0]
        hits, pairs = pairwise([float(s) for s in scores], posting.grades)
        right, count = right + hits, count + pairs
    return right / max(1, count)


def _titles(folder: Path) -> Titles:
    tables = []
    for name in ("queries.tsv", "corpus.tsv"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()[1:]
        tables.append(dict(line.split("\t", 1) for line in lines if line.strip()))
    rows, columns = ({key: n for n, key in enumerate(table)} for table in tables)
    relevant = np.zeros((len(rows), len(columns)), bool)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        if query in rows and document in columns:
            relevant[rows[query], columns[document]] = int(grade) > 0
    return Titles(folder.name, tuple(tables[0].values()), tuple(tables[1].values()), relevant)
