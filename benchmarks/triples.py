"""Measure verdicts on single passages: `python -m benchmarks.triples --data DIR --json`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.folders import files_in
from benchmarks.gold import centred_encoder, trained_verifier
from benchmarks.verdict_metrics import by, rounded, summary
from jiufang.jobs.records import Kind, Requirement
from jiufang.learn.examples import block_of, is_held_out
from jiufang.learn.metrics import calibration_error, token_f1
from jiufang.matching.engine import decide
from jiufang.matching.needs import Need, understand
from jiufang.matching.outcome import Outcome
from jiufang.matching.passages import passage_for
from jiufang.matching.verification import Seen, settle
from jiufang.matching.verifier import Verifier
from jiufang.matching.view import View, view_of_text
from jiufang.protocols import Encoder

RESULT = Path(__file__).parent / "results" / "triples.json"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print or file its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl files as in bench/triples")
    parser.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
    parser.add_argument("--part", choices=("all", "learnt", "held-out"), default="all", help="of development data: which blocks of 20 rows")
    parser.add_argument("--words-only", action="store_true", help="leave the encoder out")
    parser.add_argument("--rules-only", action="store_true", help="leave the trained verifier out")
    given = parser.parse_args(arguments)
    encoder = None if given.words_only else centred_encoder()
    verifier = None if given.words_only or given.rules_only else trained_verifier()
    figures = run(load(given.data, part=given.part), encoder=encoder, verifier=verifier)
    if not given.json:
        parts = {part: run(load(given.data, part=part), encoder=encoder, verifier=verifier) for part in ("learnt", "held-out")}
        RESULT.write_text(json.dumps({**figures, "parts": parts}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=None if given.json else 1, ensure_ascii=False))


def load(data: Path, *, part: str = "all") -> list[dict[str, Any]]:
    """Return the rows of a folder: all, or of the development data those that the verifier learnt, or those it did not."""
    rows = []
    for path in files_in(data, "*.jsonl"):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        rows += [r for i, r in enumerate(lines) if part == "all" or is_held_out(block_of(path, i)) == (part == "held-out")]
    return rows


def judge_row(row: dict[str, Any], encoder: Encoder | None) -> Outcome:
    """Return what the rules say of one requirement and passage."""
    need, view = _laid_out(row)
    return decide([need], view, encoder=encoder)[0][0]


def judge(rows: Sequence[dict[str, Any]], encoder: Encoder | None, verifier: Verifier | None) -> list[Outcome]:
    """Return the outcome of every row; the verifier reads all of them in one go."""
    if verifier is None:
        return [judge_row(row, encoder) for row in rows]
    laid_out = [_laid_out(row) for row in rows]
    ruled = [decide([need], view, encoder=encoder) for need, view in laid_out]
    passages = [passage_for(need, view, near[0]) for (need, view), (_, near) in zip(laid_out, ruled, strict=True)]
    readings = verifier.read([row["requirement"] for row in rows], [p.text for p in passages])
    return [
        settle(Seen(need, outcomes[0], passage, reading), view)
        for (need, view), (outcomes, _), passage, reading in zip(laid_out, ruled, passages, readings, strict=True)
    ]


def _laid_out(row: dict[str, Any]) -> tuple[Need, View]:
    need = understand(Requirement(id=row.get("id", "R1"), text=row["requirement"], kind=Kind(row["kind"])))
    return need, view_of_text(row["passage"], as_of=row["as_of"], lang=row["text_lang"])


def run(rows: Sequence[dict[str, Any]], *, encoder: Encoder | None, verifier: Verifier | None) -> dict[str, Any]:
    """Judge every row and return the figures."""
    started = time.perf_counter()
    outcomes = judge(rows, encoder, verifier)
    seconds = time.perf_counter() - started
    pairs = [(row["verdict"], o.verdict.value) for row, o in zip(rows, outcomes, strict=True)]
    both = zip(rows, pairs, strict=True)
    quoted = [
        token_f1(r["evidence"], [e.quote for e in o.evidence]) for r, o in zip(rows, outcomes, strict=True) if r["evidence"] and o.evidence
    ]
    return {
        **summary(pairs),
        "language_pair": by((f"{r['req_lang']}-{r['text_lang']}", p) for r, p in both),
        "kind": by((r["kind"], p) for r, p in zip(rows, pairs, strict=True)),
        "phenomenon": by((r["phenomenon"], p) for r, p in zip(rows, pairs, strict=True)),
        **rounded({"evidence_f1": sum(quoted) / max(1, len(quoted))}),
        "ece": round(calibration_error([o.confidence for o in outcomes], [g == p for g, p in pairs]), 4),
        "pairs_per_s": round(len(rows) / max(1e-9, seconds), 1),
    }


if __name__ == "__main__":
    main()
