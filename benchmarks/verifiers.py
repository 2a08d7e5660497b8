"""Compare ways to read a requirement against a passage: `python -m benchmarks.verifiers --data DIR --json`.

All learn from the same blocks of the pairs and are measured on the blocks held out: the rules alone; late interaction
(each token of the requirement finds its nearest in the passage, ColBERT, arXiv 2004.12832) with gradient boosting on its
statistics; the rules' features with gradient boosting; the shipped cross-encoder; and rules and cross-encoder weighed together.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.folders import files_in
from benchmarks.gold import centred_encoder
from benchmarks.triples import judge_row
from benchmarks.verdict_metrics import rounded, summary
from jiufang.jobs.records import Kind
from jiufang.learn.examples import block_of, is_held_out
from jiufang.learn.metrics import calibration_error
from jiufang.matching.fusion import features_of, fit, group_of
from jiufang.matching.outcome import Outcome
from jiufang.matching.topics import bag_of, coverage, units_of
from jiufang.matching.verifier import CLASSES
from jiufang.models import default_verifier
from jiufang.models.token_graph import States, TokenGraph, load_tokenizer
from jiufang.protocols import Encoder
from jiufang.settings import Settings

RESULT = Path(__file__).parent / "results" / "verifiers.json"
FOLDS = 5
Table = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparison and print or file its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl files as in bench/triples")
    parser.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
    given = parser.parse_args(arguments)
    figures = run(given.data)
    if not given.json:
        RESULT.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=None if given.json else 1, ensure_ascii=False))


def run(data: Path) -> dict[str, Any]:
    """Return the figures of each way on the held-out pairs."""
    learnt, held_out = _parted(data)
    encoder = centred_encoder()
    both = [*learnt, *held_out]
    outcomes = [judge_row(row, encoder) for row in both]
    truth = np.array([CLASSES.index(r["verdict"]) for r in both])
    words = np.stack([_words(row, outcome, encoder) for row, outcome in zip(both, outcomes, strict=True)])
    near = _late_interaction(both)
    cut = len(learnt)
    rules = np.stack([[float(o.verdict.value == name) * o.confidence for name in CLASSES] for o in outcomes])
    figures = {
        "learnt": cut,
        "held_out": len(held_out),
        "rules": _figures(truth[cut:], rules[cut:], held_out),
        "late interaction + boosting": _boosted(near, truth, cut, held_out),
        "features + boosting": _boosted(words, truth, cut, held_out),
        "both + boosting": _boosted(np.hstack([words, near]), truth, cut, held_out),
    }
    verifier = default_verifier(Settings().models_dir, threads=Settings().workers)
    started = time.perf_counter()
    readings = verifier.read([r["requirement"] for r in held_out], [r["passage"] for r in held_out])
    seconds = time.perf_counter() - started
    chances = np.array([[r.chances[name] for name in CLASSES] for r in readings])
    figures["cross-encoder"] = {**_figures(truth[cut:], chances, held_out), "pairs_per_s": round(len(held_out) / seconds, 1)}
    fused = _fused(held_out, outcomes[cut:], [r.chances for r in readings])
    figures["rules + cross-encoder"] = _figures(truth[cut:], fused, held_out)
    return figures


def _parted(data: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    learnt: list[dict[str, Any]] = []
    held_out: list[dict[str, Any]] = []
    for path in files_in(data, "*.jsonl"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for number, line in enumerate(lines):
            (held_out if is_held_out(block_of(path, number)) else learnt).append(json.loads(line))
    return learnt, held_out


def _words(row: dict[str, Any], outcome: Outcome, encoder: Encoder | None) -> Table:
    """Return what the rules know of a pair: their verdict, the words found, the similarity, the kind."""
    units, bag = units_of(row["requirement"]), bag_of(row["passage"])
    near = 0.0
    if encoder is not None:
        near = float((encoder.encode([row["requirement"]], side="query") @ encoder.encode([row["passage"]]).T)[0, 0])
    kinds = [float(row["kind"] == kind.value) for kind in Kind]
    return np.array([*features_of(outcome, None), coverage(units, [(1.0, bag)]), near, len(units), len(row["passage"]), *kinds])


def _late_interaction(rows: Sequence[dict[str, Any]]) -> Table:
    """Return statistics of the greatest similarities of each requirement token to the passage's tokens."""
    folder = Settings().models_dir / "encoder"
    graph, tokenizer = TokenGraph(folder / "model.onnx"), load_tokenizer(folder / "tokenizer.json", most_tokens=256)

    def states(texts: Sequence[str]) -> list[States]:
        kept: list[Any] = [None] * len(texts)

        def keep(numbers: list[int], found: States) -> States:
            for number, row in zip(numbers, found, strict=True):
                kept[number] = row[1:-1] / np.linalg.norm(row[1:-1], axis=1, keepdims=True)
            return found[:, 0, :1]

        graph.pooled([e.ids for e in tokenizer.encode_batch(list(texts))], keep, width=1)
        return kept

    queries = states(["query: " + r["requirement"] for r in rows])
    passages = states(["passage: " + r["passage"] for r in rows])
    found = []
    for query, passage in zip(queries, passages, strict=True):
        best = (query @ passage.T).max(1)
        found.append([best.mean(), best.min(), best.max(), *np.quantile(best, [0.1, 0.25, 0.5, 0.75]), len(query), len(passage)])
    return np.array(found, np.float64)


def _boosted(features: Table, truth: NDArray[np.int64], cut: int, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    model = HistGradientBoostingClassifier(max_iter=150, learning_rate=0.08, l2_regularization=1.0, random_state=0)
    model.fit(features[:cut], truth[:cut])
    return _figures(truth[cut:], model.predict_proba(features[cut:]), rows)


def _fused(rows: Sequence[dict[str, Any]], outcomes: Sequence[Outcome], chances: Sequence[Any]) -> Table:
    """Return the chances after weighing, each fifth weighed by weights fitted on the other four."""
    table = [
        (group_of(Kind(r["kind"]), bare=True), features_of(o, c), r["verdict"]) for r, o, c in zip(rows, outcomes, chances, strict=True)
    ]
    fold = [(i // 20) % FOLDS for i in range(len(table))]
    found = np.zeros((len(table), len(CLASSES)))
    for left in range(FOLDS):
        fusion = fit([row for row, f in zip(table, fold, strict=True) if f != left])
        for i, (group, features, _) in enumerate(table):
            if fold[i] == left:
                found[i] = list(fusion.chances(group, features).values())
    return found


def _figures(truth: NDArray[np.int64], chances: Table, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    said = chances.argmax(1)
    pairs = [(CLASSES[t], CLASSES[s]) for t, s in zip(truth, said, strict=True)]
    whole = summary(pairs)
    sure = chances.max(1) / np.maximum(chances.sum(1), 1e-9)
    language: Callable[[dict[str, Any]], str] = lambda r: r["req_lang"] if r["req_lang"] == r["text_lang"] else "cross-lingual"  # noqa: E731
    by_language = {
        name: summary([p for p, r in zip(pairs, rows, strict=True) if language(r) == name])["macro_f1"]
        for name in ("zh", "en", "cross-lingual")
    }
    return {
        **rounded({"macro_f1": whole["macro_f1"], "accuracy": whole["accuracy"]}),
        **rounded(by_language),
        "ece": round(calibration_error(list(sure), [t == s for t, s in pairs]), 4),
    }


if __name__ == "__main__":
    main()
