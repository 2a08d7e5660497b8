"""Turn jobs with labelled résumés into what rules and verifier meet of them: a need, a view, the truth, and examples to learn from.

A file holds a job as `Job.from_dict` takes it, its résumés as text, and for each résumé a label per requirement: verdict and verbatim
evidence. `extra` requirements are not in the ad; they are labelled too, since one résumé can teach more than one ad asks.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput
from jiufang.jobs.records import Job, Kind
from jiufang.learn.examples import Example, is_held_out
from jiufang.matching.clauses import placed
from jiufang.matching.engine import decide
from jiufang.matching.integrity import clear
from jiufang.matching.needs import Need, in_job, understand
from jiufang.matching.outcome import Outcome
from jiufang.matching.passages import BUDGET, Passage, passage_for
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.verifier import CLASSES
from jiufang.matching.view import View, view_of
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder

LENGTHS = (BUDGET * 3 // 4, BUDGET * 5 // 4)  # tokens: the same labels read in a shorter and a longer passage
SEEN = 0.5  # share of the evidence that a passage must hold, for its label to be learnt from it
NOT_SHOWN = CLASSES.index(Verdict.NOT_SHOWN.value)
# Whoever is of another trade shows none of these; degrees, languages or diligence anybody may have.
OF_THE_TRADE = frozenset({Kind.SKILL, Kind.DOMAIN, Kind.CERTIFICATE})


@dataclass(frozen=True, slots=True)
class Labelled:
    """A requirement, a résumé, and the truth: verdict and where the evidence stands in the document."""

    job: str
    need: Need
    view: View
    outcome: Outcome
    near: Similarities
    verdict: str
    evidence: tuple[tuple[int, int], ...]


def labelled(jobs: Path, *, encoder: Encoder | None, held_out: bool | None = None) -> Iterator[Labelled]:
    """Yield every label of a job, or of the jobs of a folder, with what the rules say.

    Args:
        jobs: a `.json` file, or a folder of them.
        encoder: as matching will use it.
        held_out: only jobs that are held out from the verifier, only the others, or all of them.

    Raises:
        BadInput: a file is no labelled job.
    """
    for path in [jobs] if jobs.is_file() else sorted(jobs.glob("*.json")):
        if held_out is None or is_held_out(path.stem) == held_out:
            try:
                content = json.loads(path.read_text(encoding="utf-8"))
                yield from _of_file(path.stem, content, encoder)
            except (ValueError, KeyError, TypeError) as error:
                raise BadInput(f"this is no labelled job: {error}", subject=path.name) from error


def learnable(rows: Sequence[Labelled]) -> list[Example]:
    """Return the examples that a verifier learns from: passages as matching chooses them, at several lengths.

    A passage that lacks the evidence of its label is left out: nobody could tell the label from it.
    """
    examples = []
    for row in rows:
        passages = {p.text: p for length in LENGTHS if (p := passage_for(row.need, row.view, row.near, budget=length)).text}
        examples += [e for p in passages.values() if (e := _example(row, p)) is not None]
    return examples


def strangers(rows: Sequence[Labelled], *, encoder: Encoder, each: int, seed: int) -> list[Example]:
    """Return examples of what a résumé of another trade shows: nothing, where the rules find nothing either.

    Args:
        rows: labelled jobs; the words before the first hyphen of a job's name are its trade.
        encoder: as matching will use it.
        each: requirements drawn for each résumé.
        seed: of the draw.
    """
    chance = random.Random(seed)
    views = {id(row.view): row for row in rows}
    asked = {(_trade(row.job), row.need.text): row.need for row in rows if row.need.kind in OF_THE_TRADE}
    examples = []
    for row in views.values():
        foreign = [need for (trade, _), need in asked.items() if trade != _trade(row.job)]
        drawn = chance.sample(foreign, min(each, len(foreign)))
        outcomes, near = decide(drawn, row.view, encoder=encoder)
        for need, outcome, close in zip(drawn, outcomes, near, strict=True):
            passage = passage_for(need, row.view, close)
            if outcome.verdict is Verdict.NOT_SHOWN and passage.text:
                examples.append(Example(need.text, passage.text, NOT_SHOWN, (), f"{row.job}:stranger", _languages(need, row.view)))
    return examples


def _of_file(name: str, content: Mapping[str, Any], encoder: Encoder | None) -> Iterator[Labelled]:
    asked = [*content["job"]["requirements"], *content.get("extra", ())]
    job = Job.from_dict({**content["job"], "requirements": asked})
    needs = in_job([understand(r) for r in job.requirements], job.title)
    for resume in content["resumes"]:
        labels = {label["req"]: label for label in resume["labels"]}
        view = clear(view_of(Profile.from_text(resume["text"], as_of=resume["as_of"])), job).view
        outcomes, near = decide(needs, view, encoder=encoder)
        for need, outcome, close in zip(needs, outcomes, near, strict=True):
            if label := labels.get(need.requirement.id):
                evidence = tuple(_places(view, label["evidence"]))
                yield Labelled(name, need, view, outcome, close, label["verdict"], evidence)


def _places(view: View, quotes: Sequence[str]) -> Iterator[tuple[int, int]]:
    for quote in quotes:
        start = view.document.text.find(quote)
        if start >= 0:
            yield start, start + len(quote)


def _example(row: Labelled, passage: Passage) -> Example | None:
    """Return the label of a requirement as a label of one passage, None where the passage does not hold the evidence."""
    proof = tuple(span for start, end in row.evidence for span in _inside(passage, start, end))
    asked = sum(end - start for start, end in row.evidence)
    if row.verdict != Verdict.NOT_SHOWN.value and sum(end - start for start, end in proof) < SEEN * max(1, asked):
        return None
    return Example(row.need.text, passage.text, CLASSES.index(row.verdict), proof, row.job, _languages(row.need, row.view))


def _inside(passage: Passage, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a passage that stand at `start` to `end` of the document."""
    for piece in passage.pieces:
        low, high = placed(piece.statement, start, end)
        low, high = max(low, piece.inside), min(high, piece.inside + piece.end - piece.start)
        if low < high:
            yield piece.start + low - piece.inside, piece.start + high - piece.inside


def _languages(need: Need, view: View) -> str:
    return f"{'en' if need.text.isascii() else 'zh'}-{view.lang}"


def _trade(job: str) -> str:
    return job.partition("-")[0]
