"""Turn a training into a model card: what it is for, what it learnt from, how good it is for whom, and what it must not be used for.

The headings are those of Mitchell et al. 2019, “Model Cards for Model Reporting”; `card.json` holds the same as data.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiufang.learn.history.kept import write_json, write_whole
from jiufang.learn.measuring.records import Evaluation, plain
from jiufang.learn.measuring.tables import figure
from jiufang.learn.records import Dataset, Part

CARD, PAGE = "card.json", "MODEL_CARD.md"
SCHEMA_VERSION = "1"
LIMITS = (
    "It learnt from what was decided, and so learnt whatever was wrong with those decisions; the gates look for that, and may miss it.",
    "It knows the jobs, languages and years of its data; elsewhere its figures say nothing.",
    "It estimates an order to read in. It decides nothing, and nobody may be turned down by it.",
)


@dataclass(frozen=True)
class Card:
    """What is to be known of a model.

    Args:
        name: of the model.
        kind: what it is, in a sentence.
        data: the data set's name, hash and counts, see `about`.
        settings: as it was trained.
        seconds: that training took.
        watt_hours: an estimate; None if nobody made one.
        hash: of the weights, SHA-256.
        made: the day.
        limits: what it cannot do.
        notes: what else is to be said.
    """

    name: str
    kind: str
    data: Mapping[str, Any]
    settings: Mapping[str, Any]
    seconds: float
    watt_hours: float | None
    hash: str
    made: str
    limits: tuple[str, ...] = LIMITS
    notes: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {"schema_version": SCHEMA_VERSION, **plain(self)}

    def markdown(self, evaluation: Evaluation | None = None) -> str:
        """Return it as a page.

        Args:
            evaluation: figures; None if there are none yet.
        """
        data = self.data
        energy = "not estimated" if self.watt_hours is None else f"about {self.watt_hours:.2g} Wh"
        lines = [
            f"# Model card: {self.name}", "",
            "## Model details", "", self.kind, "",
            f"Made {self.made} in {self.seconds:.0f} s ({energy}). SHA-256 of the weights: `{self.hash}`.", "",
            "## Intended use", "",
            "One signal beside the evidence, at a share of at most a half, for people who decide. Not for turning anybody down.", "",
            "## Factors", "", f"Languages: {_counts(data['langs'])}. Job families: {_counts(data['families'])}.", "",
            "## Training data", "", _told(data), "",
            "## Evaluation data and metrics", "", *_figures(evaluation), "",
            "## Ethical considerations", "",
            "It reads blind text alone: name, sex, age, origin and school are taken out. Words that stand for a group may remain;",
            "impact ratios and swaps are measured before it counts (docs/promotion.md).", "",
            "## Limits", "", *(f"* {limit}" for limit in self.limits), "",
            "## Settings", "", *(f"* {name}: {value}" for name, value in self.settings.items()), "",
            *(["## Notes", "", *(f"* {note}" for note in self.notes), ""] if self.notes else []),
        ]  # fmt: skip
        return "\n".join(lines)

    def write(self, folder: Path, evaluation: Evaluation | None = None) -> None:
        """Write `card.json` and `MODEL_CARD.md`.

        Args:
            folder: of the model.
            evaluation: figures; None if there are none yet.
        """
        write_json(folder / CARD, self.to_dict())
        write_whole(folder / PAGE, [self.markdown(evaluation)])


def about(data: Dataset) -> dict[str, Any]:
    """Return what a card tells of a data set: name, hash, counts by part, language, family and label, days; nothing of anybody."""
    learnt = [pair for part in (Part.TRAIN, Part.DEV) for pair in data.part(part)]
    days = sorted(pair.at for pair in learnt if pair.at)
    told = hashlib.sha256()
    for pair in data.pairs:
        told.update(f"{pair.id}\0{pair.resume}\0{pair.ad}\0{pair.label}\0{data.parts.get(pair.id, '')}\n".encode("utf-8", "surrogatepass"))
    return {
        "name": data.name,
        "sha256": told.hexdigest(),
        "parts": {str(part): len(data.part(part)) for part in Part},
        "persons": len({pair.person for pair in learnt}),
        "jobs": len({pair.job for pair in learnt}),
        "langs": dict(sorted(Counter(pair.lang or "unknown" for pair in learnt).items())),
        "families": dict(sorted(Counter(pair.family or "unknown" for pair in learnt).items())),
        "mean_label": sum(pair.label for pair in learnt) / len(learnt) if learnt else None,
        "from": days[0].isoformat() if days else None,
        "to": days[-1].isoformat() if days else None,
    }


def today() -> str:
    """Return the day, for a card."""
    return dt.date.today().isoformat()


def _told(data: Mapping[str, Any]) -> str:
    parts = ", ".join(f"{count} {name}" for name, count in data["parts"].items())
    when = f"decided from {data['from']} to {data['to']}" if data["from"] else "of unknown days"
    return f"{data['name']} (SHA-256 `{data['sha256'][:16]}…`): {parts}; {data['persons']} persons and {data['jobs']} jobs learnt, {when}."


def _figures(found: Evaluation | None) -> Sequence[str]:
    if found is None:
        return ["None yet: `jiufang evaluate` measures it."]
    whole = found.slices[0]
    head = f"On {found.part}: {whole.pairs} pairs, {whole.jobs} jobs. 95 % intervals, resampled by {found.cluster}."
    rows = [
        f"| {name} | {' | '.join(figure(whole.figures[scorer][name]) for scorer in found.scorers)} |"
        for name in whole.figures[found.scorers[0]]
    ]
    slices = [
        f"| {one.by} {one.name} ({one.pairs}) | {' | '.join(figure(one.figures[scorer]['auc']) for scorer in found.scorers)} |"
        for one in found.slices[1:]
    ]
    return [
        head,
        "",
        f"| | {' | '.join(found.scorers)} |",
        f"|{'---|' * (len(found.scorers) + 1)}",
        *rows,
        *(f"{row[:2]}AUC, {row[2:]}" for row in slices),
    ]


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
