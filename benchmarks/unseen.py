"""Measure verdicts and ranking on jobs that nothing was fitted to: `python -m benchmarks.unseen --pairs DIR [--jobs DIR]`.

The jobs of `training/jobs` that are held out from the verifier were written and labelled by authors who had not seen the program. The one
thing that is fitted to them, how rules and verifier are weighed, is fitted anew for each fifth of them on the other four.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.folders import files_in
from benchmarks.gold import Case, centred_encoder, evidence_figures, ranked, trained_verifier
from benchmarks.verdict_metrics import by, rounded, summary
from jiufang.jobs.records import Job
from jiufang.learn.examples import is_held_out
from jiufang.learn.fusion import job_rows, pair_rows
from jiufang.learn.metrics import calibration_error
from jiufang.matching import match
from jiufang.matching.fusion import Fusion, fit
from jiufang.matching.verifier import Verifier
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder
from jiufang.text.language import detect_language

JOBS = Path(__file__).parent.parent / "training" / "jobs"
RESULTS = Path(__file__).parent / "results"
FOLDS = 5


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures and file them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True, help="folder of labelled pairs as in bench/triples")
    parser.add_argument("--jobs", type=Path, default=JOBS)
    parser.add_argument("--json", action="store_true", help="print the figures alone and leave the filed ones as they are")
    given = parser.parse_args(arguments)
    figures = run(given.pairs, given.jobs)
    if not given.json:
        (RESULTS / "unseen.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=None if given.json else 1, ensure_ascii=False))


def run(pairs: Path, jobs: Path) -> dict[str, Any]:
    """Return the figures of rules and verifier together, beside the rules alone, and how far they lie below the development jobs."""
    encoder, verifier = centred_encoder(), trained_verifier()
    if verifier is None:
        raise SystemExit("the encoder is not here: jiufang models fetch encoder")
    folds = [[p for n, p in enumerate(_held_out(jobs)) if n % FOLDS == fold] for fold in range(FOLDS)]
    known = pair_rows(pairs, encoder=encoder, verifier=verifier)
    rows = [[row for path in fold for row in job_rows(path, encoder=encoder, verifier=verifier)] for fold in folds]
    fusions = [fit(known + [row for other in range(FOLDS) if other != fold for row in rows[other]]) for fold in range(FOLDS)]
    ours = [case for fold, fusion in zip(folds, fusions, strict=True) for path in fold for case in _cases(path, encoder, verifier, fusion)]
    rules = [case for fold in folds for path in fold for case in _cases(path, encoder, None, None)]
    figures = {"jobs": sum(map(len, folds)), "resumes": len(ours), **_figures(ours), "rules_alone": _figures(rules)}
    gold = json.loads((RESULTS / "gold.json").read_text(encoding="utf-8"))
    return {**figures, "below_development": rounded({"macro_f1": gold["macro_f1"] - figures["macro_f1"]})}


def _held_out(folder: Path) -> list[Path]:
    return [path for path in files_in(folder, "*.json") if is_held_out(path.stem)]


def _cases(path: Path, encoder: Encoder | None, verifier: Verifier | None, fusion: Fusion | None) -> list[Case]:
    content = json.loads(path.read_text(encoding="utf-8"))
    job = Job.from_dict({**content["job"], "requirements": [*content["job"]["requirements"], *content.get("extra", ())]})
    people = [(r, Profile.from_text(r["text"], as_of=r["as_of"])) for r in content["resumes"]]
    return [(job, r, match(p, job, encoder=encoder, verifier=verifier, fusion=fusion)) for r, p in people]


def _figures(cases: Sequence[Case]) -> dict[str, Any]:
    told = [(f, label["verdict"], m) for _, r, m in cases for f in m.findings for label in r["labels"] if label["req"] == f.requirement.id]
    verdicts = [(truth, f.verdict.value) for f, truth, _ in told]
    across = [detect_language(f.requirement.text) != m.profile.lang for f, _, m in told]
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case[0].id, []).append(case)
    return {
        **summary(verdicts),
        **evidence_figures(cases),
        "kind": by((f.requirement.kind.value, pair) for (f, _, _), pair in zip(told, verdicts, strict=True)),
        "cross_lingual": summary([pair for pair, other in zip(verdicts, across, strict=True) if other]),
        "same_language": summary([pair for pair, other in zip(verdicts, across, strict=True) if not other]),
        "ranking": ranked(groups, lambda g: [m.score for _, _, m in g]),
        "calibration_error": round(calibration_error([m.score for _, _, m in cases], [r["grade"] >= 2 for _, r, _ in cases]), 4),
    }


if __name__ == "__main__":
    main()
