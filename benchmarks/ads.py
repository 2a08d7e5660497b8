"""Measure how well ads are read from their text alone: requirements found, kinds, must or nice, speed.

A labelled requirement is found when one of ours, paired one to one, shares at least half of the tokens. Both the
Jaccard index and F1 of the token sets are reported; the stricter one is Jaccard.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.folders import files_in
from jiufang import Job
from jiufang.jobs.records import Requirement
from jiufang.text.tokens import tokens

THRESHOLD = 0.5
RESULTS = Path(__file__).parent / "results"


def overlap(a: str, b: str, *, measure: str) -> float:
    """Return the Jaccard index or F1 of two texts' token sets."""
    left, right = frozenset(tokens(a)), frozenset(tokens(b))
    shared = len(left & right)
    total = len(left | right) if measure == "jaccard" else (len(left) + len(right)) / 2
    return shared / total if total else 0.0


def pair(labelled: list[dict[str, Any]], found: tuple[Requirement, ...], *, measure: str) -> list[tuple[dict[str, Any], Requirement]]:
    """Pair labels with requirements one to one, best overlap first, from the threshold up."""
    scored = [
        (overlap(label["text"], own.text, measure=measure), -i, -j) for i, label in enumerate(labelled) for j, own in enumerate(found)
    ]
    pairs: list[tuple[dict[str, Any], Requirement]] = []
    used: set[tuple[str, int]] = set()
    for score, i, j in sorted(scored, reverse=True):
        if score >= THRESHOLD and ("label", i) not in used and ("own", j) not in used:
            used |= {("label", i), ("own", j)}
            pairs.append((labelled[-i], found[-j]))
    return pairs


def measure_ads(folder: Path) -> dict[str, Any]:
    """Read every ad under a folder of `{job: {text, requirements}}` or `{text, requirements}` files."""
    per_ad: dict[str, Any] = {}
    seconds = []
    Job.from_text("Java 3年以上经验")
    Job.from_text("We need at least three years of experience with Java.")  # the tokenizer's and the taxonomy's tables are loaded once
    tokens("预热")
    for path in files_in(folder, "*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        labelled = data.get("job", data)
        started = time.perf_counter()
        job = Job.from_text(labelled["text"])
        seconds.append(time.perf_counter() - started)
        per_ad[path.stem] = _figures(labelled["requirements"], job)
    return {"ads": len(per_ad), **_totals(per_ad), "ms_per_ad": round(1000 * sum(seconds) / max(1, len(seconds)), 1), "per_ad": per_ad}


def _figures(labelled: list[dict[str, Any]], job: Job) -> dict[str, Any]:
    strict = pair(labelled, job.requirements, measure="jaccard")
    loose = pair(labelled, job.requirements, measure="f1")
    hit = {id(label) for label, _ in strict}
    return {
        "labelled": len(labelled),
        "ours": len(job.requirements),
        "found_jaccard": len(strict),
        "found_f1": len(loose),
        "kind_right": sum(label["kind"] == own.kind for label, own in strict),
        "must_right": sum(label["must"] == own.must for label, own in strict),
        "missed": [label["text"] for label in labelled if id(label) not in hit],
        "wrong_kind": [f"{label['text']}: {label['kind']} → {own.kind}" for label, own in strict if label["kind"] != own.kind],
        "wrong_must": [label["text"] for label, own in strict if label["must"] != own.must],
        "extra": [own.text for own in job.requirements if all(own is not o for _, o in strict)],
    }


def _totals(per_ad: dict[str, Any]) -> dict[str, float]:
    def total(name: str) -> int:
        return sum(figures[name] for figures in per_ad.values())

    return {
        "labelled": total("labelled"),
        "found_jaccard": round(total("found_jaccard") / max(1, total("labelled")), 3),
        "found_f1": round(total("found_f1") / max(1, total("labelled")), 3),
        "ratio": round(total("ours") / max(1, total("labelled")), 3),
        "kind": round(total("kind_right") / max(1, total("found_jaccard")), 3),
        "must": round(total("must_right") / max(1, total("found_jaccard")), 3),
    }


def main() -> None:
    """Measure one folder; write `results/ads.json` unless told otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench/gold"))
    parser.add_argument("--out", type=Path, default=RESULTS / "ads.json")
    parser.add_argument("--json", action="store_true", help="print everything, not the totals alone")
    args = parser.parse_args()
    figures = measure_ads(args.data)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    shown = figures if args.json else {k: v for k, v in figures.items() if k != "per_ad"}
    print(json.dumps(shown, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
