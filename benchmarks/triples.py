"""Measure verdicts on single passages: `python -m benchmarks.triples --data DIR --json`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.gold import centred_encoder
from benchmarks.verdict_metrics import by, calibration_error, rounded, summary, token_f1
from jiufang.jobs.records import Kind, Requirement
from jiufang.matching.engine import decide
from jiufang.matching.needs import understand
from jiufang.matching.outcome import Outcome
from jiufang.matching.view import view_of_text
from jiufang.protocols import Encoder

RESULT = Path(__file__).parent / "results" / "triples.json"
# Rules were written against the first half of these blocks alone; the second is reported as held out.
BLOCK = 20


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print or file its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl files as in bench/triples")
    parser.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
    parser.add_argument("--half", choices=("all", "seen", "held-out"), default="all", help="which alternate blocks of 20 rows")
    parser.add_argument("--words-only", action="store_true", help="leave the encoder out")
    given = parser.parse_args(arguments)
    encoder = None if given.words_only else centred_encoder()
    figures = run(load(given.data, half=given.half), encoder=encoder)
    if not given.json:
        halves = {half: run(load(given.data, half=half), encoder=encoder) for half in ("seen", "held-out")}
        RESULT.write_text(json.dumps({**figures, "halves": halves}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=None if given.json else 1, ensure_ascii=False))


def load(data: Path, *, half: str = "all") -> list[dict[str, Any]]:
    """Return the rows of a folder, all or those of every other block."""
    rows = []
    for path in sorted(data.glob("*.jsonl")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        rows += [r for i, r in enumerate(lines) if half == "all" or ((i // BLOCK) % 2 == 0) == (half == "seen")]
    return rows


def judge_row(row: dict[str, Any], encoder: Encoder | None) -> Outcome:
    """Return the outcome for one requirement and passage."""
    need = understand(Requirement(id=row["id"], text=row["requirement"], kind=Kind(row["kind"])))
    view = view_of_text(row["passage"], as_of=row["as_of"], lang=row["text_lang"])
    return decide([need], view, encoder=encoder)[0][0]


def run(rows: Sequence[dict[str, Any]], *, encoder: Encoder | None) -> dict[str, Any]:
    """Judge every row and return the figures."""
    started = time.perf_counter()
    outcomes = [judge_row(row, encoder) for row in rows]
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
