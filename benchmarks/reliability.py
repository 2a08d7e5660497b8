"""Measure how reliable rules and a reader are, and what overruling costs: `python -m benchmarks.reliability --data BENCH`.

The rules, with the verifier weighed in, are measured on the pairs held out from it, the reader on the labelled jobs, each
job's counts apart. `--write` files the tables as `matching/reading/data/reliability.json`, which ships with the package.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.gold import RECORDED, centred_encoder, recorded_answers, trained_verifier
from benchmarks.triples import judge, load
from benchmarks.verdict_metrics import rounded, summary
from jiufang.jobs.records import Job, Kind, Requirement
from jiufang.learn.metrics import calibration_error, token_f1
from jiufang.matching import reading
from jiufang.matching.engine import decide
from jiufang.matching.integrity import clear
from jiufang.matching.needs import Need, in_job, understand
from jiufang.matching.outcome import Outcome
from jiufang.matching.reading.rulings import overrule
from jiufang.matching.reading.sheet import sheet_of
from jiufang.matching.reading.trust import Grounded, ground, settle
from jiufang.matching.reading.votes import Reliability, Voter, group_of
from jiufang.matching.records import Verdict
from jiufang.matching.verifier import Verifier
from jiufang.matching.view import View, view_of, view_of_text
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder

SHIPPED = Path(reading.__file__).parent / "data" / "reliability.json"


@dataclass(frozen=True)
class Heard:
    """One labelled requirement of one résumé: what rules and reader say, and what is true."""

    job: str
    need: Need
    view: View
    rules: Outcome
    reader: Grounded
    label: dict[str, Any]

    @property
    def true(self) -> Verdict:
        """Return the labelled verdict."""
        return Verdict(self.label["verdict"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and with `--write` file the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds gold, readings and triples")
    parser.add_argument("--readings", type=Path, help="recorded answers of another reader; DATA/readings by default")
    parser.add_argument("--name", default=RECORDED, help="name of the reader that gave the answers")
    parser.add_argument("--words-only", action="store_true", help="leave the encoder out")
    parser.add_argument("--write", action="store_true", help="file the tables in the package")
    given = parser.parse_args(arguments)
    encoder = None if given.words_only else centred_encoder()
    verifier = None if given.words_only else trained_verifier()
    rows = list(heard(given.data / "gold", given.readings or given.data / "readings", encoder, verifier))
    rules = rules_on_triples(given.data / "triples", encoder, verifier)
    kept = reading.shipped_reliability().readers if SHIPPED.is_file() else {}
    measured = Reliability(rules, {**kept, given.name: reader_by_job(rows)})
    if given.write:
        SHIPPED.write_text(_laid_out(measured.to_dict()), encoding="utf-8")
    told = {**figures(rows, measured, given.name), "rulings_on_triples": rulings_on_triples(given.data / "triples")}
    print(json.dumps(told, indent=1, ensure_ascii=False))


def heard(gold: Path, readings: Path, encoder: Encoder | None, verifier: Verifier | None) -> Iterator[Heard]:
    """Yield every labelled requirement with what rules and reader say of it."""
    for path in sorted(gold.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        job, recorded = Job.from_dict(content["job"]), recorded_answers(readings, path.name)
        needs = in_job([understand(r) for r in job.requirements], job.title)
        for resume in content["resumes"]:
            view = clear(view_of(Profile.from_text(resume["text"], as_of=resume["as_of"])), job).view
            outcomes, _ = decide(needs, view, encoder=encoder, verifier=verifier)
            answers = reading.RecordedReader(recorded.get(resume["id"], {})).read(job.requirements, "", lang=job.lang, as_of=view.as_of)
            said = {g.requirement: g for g in ground(answers, sheet_of(view))}
            labels = {label["req"]: label for label in resume["labels"]}
            for need, outcome in zip(needs, outcomes, strict=True):
                id = need.requirement.id
                if id in labels and id in said:
                    yield Heard(job.id, need, view, outcome, said[id], labels[id])


def rules_on_triples(folder: Path, encoder: Encoder | None, verifier: Verifier | None) -> Voter:
    """Measure the rules and the verifier on the rows that it has not learnt."""
    rows = load(folder, part="held-out")
    outcomes = judge(rows, encoder, verifier)
    return Voter.of((group_of(Kind(r["kind"])), Verdict(r["verdict"]), o.verdict) for r, o in zip(rows, outcomes, strict=True))


def reader_by_job(rows: Sequence[Heard]) -> dict[str, Voter]:
    """Count what the reader's grounded verdicts are worth, each job apart."""
    jobs = sorted({r.job for r in rows})
    return {j: Voter.of((group_of(r.need.kind), r.true, r.reader.verdict) for r in rows if r.job == j and r.reader.votes) for j in jobs}


def figures(rows: Sequence[Heard], measured: Reliability, name: str) -> dict[str, Any]:
    """Return each voter alone, both together (each job weighed without itself), and what each typed checker's rulings do."""
    left = {job: measured.without(job) for job in {r.job for r in rows}}
    settled = [
        settle(r.need, r.rules, r.reader if r.reader.votes else None, r.view, (left[r.job].rules, left[r.job].reader(name))) for r in rows
    ]
    right = [o.verdict is r.true for r, o in zip(rows, settled, strict=True)]
    return rounded(
        {
            "quotes": {"dropped": sum(r.reader.dropped for r in rows), "without_vote": sum(not r.reader.votes for r in rows)},
            "rules": summary([(r.true.value, r.rules.verdict.value) for r in rows]),
            "reader": summary([(r.true.value, r.reader.verdict.value) for r in rows]),
            "together": summary([(r.true.value, o.verdict.value) for r, o in zip(rows, settled, strict=True)]),
            "confidence_error": calibration_error([o.confidence for o in settled], right),
            "evidence_f1": _evidence(rows, settled),
            "rulings": rulings(rows),
            "disagreements": disagreements(rows, settled),
        }
    )


def rulings(rows: Sequence[Heard]) -> dict[str, Any]:
    """Count what each typed checker would do to the reader's own verdicts, and to a reader who says "met" to everything."""
    found: dict[str, Counter[str]] = {}
    for r in rows:
        for who, said in (("reader", r.reader.verdict), ("yes_sayer", Verdict.MET)):
            spans = r.reader.spans or tuple((e.start, e.end) for e in r.rules.evidence)
            effect = _effect(r.need, said, spans, r.view, r.true)
            if effect:
                found.setdefault(f"{r.need.kind.value}/{who}", Counter())[effect] += 1
    return {key: dict(sorted(found[key].items())) for key in sorted(found)}


def rulings_on_triples(folder: Path) -> dict[str, Any]:
    """Count what the typed checkers would do to readers who say one thing of every labelled passage, quoting what the label quotes."""
    found: dict[str, Counter[str]] = {}
    for row in load(folder):
        need = understand(Requirement(id=row["id"], text=row["requirement"], kind=Kind(row["kind"])))
        view = view_of_text(row["passage"], as_of=row["as_of"], lang=row["text_lang"])
        sheet = sheet_of(view)
        spans = [s for quote in row["evidence"] or row["passage"].split("\n")[:1] for s in sheet.find(quote)]
        for said in (Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED):
            effect = _effect(need, said, spans, view, Verdict(row["verdict"]))
            if effect:
                found.setdefault(f"{row['kind']}/{said.value}", Counter())[effect] += 1
    return {key: dict(sorted(found[key].items())) for key in sorted(found)}


def _effect(need: Need, said: Verdict, spans: Sequence[tuple[int, int]], view: View, true: Verdict) -> str:
    """Return what a ruling does to a verdict: makes it right, harms it, leaves it wrong; empty when there is none."""
    ruled = overrule(need, said, spans, view) if said is not Verdict.NOT_SHOWN else None
    if ruled is None:
        return ""
    return "right" if ruled.verdict is true else "harm" if said is true else "still_wrong"


def disagreements(rows: Sequence[Heard], settled: Sequence[Outcome]) -> dict[str, Any]:
    """Count, where rules and reader disagree, who was right and whether the right one was followed, by group."""
    found: dict[str, Counter[str]] = {}
    for r, o in zip(rows, settled, strict=True):
        if r.rules.verdict is not r.reader.verdict:
            who = "rules" if r.rules.verdict is r.true else "reader" if r.reader.verdict is r.true else "neither"
            found.setdefault(group_of(r.need.kind), Counter()).update(
                [f"{who}_right", *(["followed_right"] if o.verdict is r.true else [])]
            )
    return {key: dict(sorted(found[key].items())) for key in sorted(found)}


def _evidence(rows: Sequence[Heard], settled: Sequence[Outcome]) -> float:
    both = [(r.label["evidence"], [e.quote for e in o.evidence]) for r, o in zip(rows, settled, strict=True)]
    scores = [token_f1(want, got) for want, got in both if want and got]
    return sum(scores) / max(1, len(scores))


def _laid_out(data: dict[str, Any]) -> str:
    """Write tables a group a line."""
    text = json.dumps({"made_by": "python -m benchmarks.reliability --data ../shared/bench --write", **data}, indent=1)
    matrix = re.compile(r"\[\s*((?:\[[\d,\s]*\][,\s]*)+)\]")
    return matrix.sub(lambda m: f"[{''.join(m.group(1).split())}]".replace("],", "], "), text) + "\n"


if __name__ == "__main__":
    main()
