"""Measure verdicts, evidence and ranking on labelled jobs: `python -m benchmarks.gold --data DIR --json`."""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.baselines import available
from benchmarks.folders import files_in
from benchmarks.verdict_metrics import by, rounded, summary
from jiufang.errors import ModelMissing
from jiufang.jobs.records import Job
from jiufang.learn.metrics import calibration_error, logistic_fit, ndcg, pairwise, token_f1
from jiufang.matching import match
from jiufang.matching.reading import RecordedReader, shipped_reliability
from jiufang.matching.records import Match
from jiufang.matching.verifier import Verifier
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder
from jiufang.settings import Settings

RESULT = Path(__file__).parent / "results" / "gold.json"
GOOD_GRADE = 2  # a fair expert would interview (grade 3) or probably would (2)
RECORDED = "strong-reader"  # the name that the recorded answers of bench/readings are measured under
Case = tuple[Job, dict[str, Any], Match]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print or file its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of job files as in bench/gold")
    parser.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
    parser.add_argument("--words-only", action="store_true", help="leave the encoder out")
    parser.add_argument("--readings", type=Path, help="folder of a reader's recorded answers, heard as one more voter")
    parser.add_argument("--reader-name", default=RECORDED, help="the name under which that reader's reliability was measured")
    parser.add_argument("--rules-only", action="store_true", help="leave the trained verifier out")
    given = parser.parse_args(arguments)
    encoder = None if given.words_only else centred_encoder()
    verifier = None if given.words_only or given.rules_only else trained_verifier()
    figures = run(given.data, encoder=encoder, verifier=verifier, readings=given.readings, reader_name=given.reader_name)
    if not given.json and not given.readings:
        RESULT.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=None if given.json else 1, ensure_ascii=False))


def centred_encoder() -> Encoder | None:
    """Return the embedded encoder, None when it is not fetched."""
    from jiufang.models import default_encoder

    settings = Settings()
    try:
        return default_encoder(settings.models_dir, vectors=settings.cache_dir / "vectors")
    except ModelMissing:
        return None


def raw_encoder() -> Encoder | None:
    """Return the same encoder without centring."""
    from jiufang.models.loading import load_encoder

    try:
        return load_encoder(Settings().models_dir / "encoder")
    except ModelMissing:
        return None


def trained_verifier() -> Verifier | None:
    """Return the verifier that ships, None when the encoder is not fetched."""
    from jiufang.models import default_verifier

    settings = Settings()
    try:
        return default_verifier(settings.models_dir, threads=settings.workers)
    except ModelMissing:
        return None


def run(
    data: Path,
    *,
    encoder: Encoder | None,
    verifier: Verifier | None = None,
    readings: Path | None = None,
    reader_name: str = RECORDED,
) -> dict[str, Any]:
    """Match every résumé with its job and return all figures; with recorded readings, hear them as one more voter."""
    started = time.perf_counter()
    cases: list[Case] = []
    for path in files_in(data, "*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        job = Job.from_dict(content["job"])
        recorded = recorded_answers(readings, path.name)
        left_out = shipped_reliability().without(job.id) if readings else None
        for r in content["resumes"]:
            reader = RecordedReader(recorded[r["id"]], name=reader_name) if r["id"] in recorded else None
            profile = Profile.from_text(r["text"], as_of=r["as_of"])
            cases.append(
                (
                    job,
                    r,
                    match(
                        profile,
                        job,
                        encoder=encoder,
                        verifier=verifier,
                        reader=reader,
                        reliability=left_out,
                    ),
                )
            )
    seconds = time.perf_counter() - started
    return {
        "scorer": cases[0][2].scorer if cases else "",
        "jobs": len({c[0].id for c in cases}),
        "resumes": len(cases),
        **verdict_figures(cases),
        **evidence_figures(cases),
        "ranking": ranking_figures(cases, encoder),
        "seconds_per_resume": round(seconds / max(1, len(cases)), 4),
    }


def recorded_answers(folder: Path | None, name: str) -> dict[str, Any]:
    """Return a job's recorded answers, {resume id: {requirement id: [verdict, [quotes]]}}; none when there is no such file."""
    path = folder / name if folder else None
    return json.loads(path.read_text(encoding="utf-8")) if path and path.is_file() else {}


def verdict_figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Return verdict figures over all, by language, across languages, by kind and by trap."""
    rows = [(job, r, f, label) for job, r, m in cases for f in m.findings for label in r["labels"] if label["req"] == f.requirement.id]
    pairs = [(label["verdict"], f.verdict.value) for _, _, f, label in rows]
    return {
        **summary(pairs),
        "language": by((f"{job.lang}-{r['lang']}", p) for (job, r, _, _), p in zip(rows, pairs, strict=True)),
        "cross_lingual": summary([p for (job, r, _, _), p in zip(rows, pairs, strict=True) if job.lang != r["lang"]]),
        "same_language": summary([p for (job, r, _, _), p in zip(rows, pairs, strict=True) if job.lang == r["lang"]]),
        "kind": by((f.requirement.kind.value, p) for (_, _, f, _), p in zip(rows, pairs, strict=True)),
        "trap": by((r["trap"], p) for (_, r, _, _), p in zip(rows, pairs, strict=True)),
        "job": by((job.id, p) for (job, _, _, _), p in zip(rows, pairs, strict=True)),
    }


def evidence_figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Return token F1 of the quotes where both sides quote, and the share of quotes that are verbatim."""
    scores, verbatim = [], []
    for _, r, m in cases:
        labels = {label["req"]: label for label in r["labels"]}
        text = m.profile.document.text
        for f in m.findings:
            verbatim += [text[e.start : e.end] == e.quote for e in f.evidence]
            label = labels.get(f.requirement.id)
            if label and label["evidence"] and f.evidence:
                scores.append(token_f1(label["evidence"], [e.quote for e in f.evidence]))
    return rounded({"evidence_f1": sum(scores) / max(1, len(scores)), "verbatim_rate": sum(verbatim) / max(1, len(verbatim))})


def ranking_figures(cases: Sequence[Case], encoder: Encoder | None) -> dict[str, Any]:
    """Return nDCG@10 and pairwise accuracy of the score, its calibration, of each signal alone, and of the baselines."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case[0].id, []).append(case)
    figures: dict[str, Any] = {"score": ranked(groups, lambda g: [m.score for _, _, m in g])}
    sure = [m.score for _, _, m in cases]
    figures["score"]["calibration_error"] = round(calibration_error(sure, [r["grade"] >= GOOD_GRADE for _, r, _ in cases]), 4)
    figures["score"]["calibration_error_leave_one_job_out"] = round(left_out_error(cases), 4)
    names = sorted({name for _, _, m in cases for name in m.signals})
    figures["signals"] = {n: ranked(groups, lambda g, n=n: [m.signals.get(n, 0.0) for _, _, m in g]) for n in names}
    figures["without"] = {
        k: ranked(groups, lambda g, k=k: [_without(m, k) for _, _, m in g]) for k in ("must_penalty", "partial_credit", "weights")
    }
    for name, scorer in available(raw_encoder() if encoder else None, encoder).items():
        figures.setdefault("baselines", {})[name] = ranked(groups, lambda g, s=scorer: list(s(g[0][0].text, [r["text"] for _, r, _ in g])))
    return figures


def left_out_error(cases: Sequence[Case]) -> float:
    """Return the calibration error when each job's scores are calibrated on the other jobs alone."""
    sums = [sum(t.weight * t.value for t in m.terms if t.name != "listed") for _, _, m in cases]
    good = [r["grade"] >= GOOD_GRADE for _, r, _ in cases]
    sure = [0.0] * len(cases)
    for left in {job.id for job, _, _ in cases}:
        kept = [i for i, c in enumerate(cases) if c[0].id != left]
        intercept, slope = logistic_fit([sums[i] for i in kept], [good[i] for i in kept])
        for i, case in enumerate(cases):
            if case[0].id == left:
                sure[i] = 1 / (1 + math.exp(-(intercept + slope * sums[i])))
    return calibration_error(sure, good)


def _without(m: Match, part: str) -> float:
    """Return the weighted sum with one part of the formula taken out."""
    total = 0.0
    for term, finding in zip(m.terms, m.findings, strict=False):
        value = max(0.0, term.value) if part == "must_penalty" else float(term.value == 1.0) if part == "partial_credit" else term.value
        total += value * (1.0 if part == "weights" else term.weight) + 0.0 * finding.strength
    return total


def ranked(groups: dict[str, list[Case]], scores: Any) -> dict[str, float]:
    """Return pairwise accuracy and mean nDCG@10 of the scores that a function gives each group."""
    right, count, gain = 0.0, 0, []
    for group in groups.values():
        given, grades = list(scores(group)), [r["grade"] for _, r, _ in group]
        hits, pairs = pairwise(given, grades)
        right, count = right + hits, count + pairs
        gain.append(ndcg(given, grades))
    return {"pairwise": round(right / max(1, count), 4), "ndcg_at_10": round(sum(gain) / max(1, len(gain)), 4)}


if __name__ == "__main__":
    main()
