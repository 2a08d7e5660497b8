"""Turn the trials of a search into a table: rows of values and figures, best first, as CSV and Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CSV, MARKDOWN, BEST = "results.csv", "results.md", "best.toml"


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial.

    Args:
        number: from 0.
        state: `complete`, `pruned` (ended early) or `failed`.
        value: the best figure on the dev part; None if there is none.
        values: what was tried, by key.
        seconds: that it took.
        learns: parameters that learn.
        reason: why it failed.
    """

    number: int
    state: str
    value: float | None
    values: dict[str, Any]
    seconds: float = 0.0
    learns: int = 0
    reason: str = ""


def ranked(tried: Sequence[Tried], *, smaller: bool) -> list[Tried]:
    """Return trials, the best first, those that were ended early behind those that ran to their end, failed ones last."""
    states = ("complete", "pruned", "failed")
    worst = float("inf")

    def key(t: Tried) -> tuple[int, float, int]:
        value = worst if t.value is None else t.value if smaller else -t.value
        return states.index(t.state), value, t.number

    return sorted(tried, key=key)


def rows_of(tried: Sequence[Tried], figure: str) -> tuple[list[str], list[list[str]]]:
    """Return the heads and the rows of the table."""
    keys = sorted({key for t in tried for key in t.values})
    heads = ["trial", "state", figure, *keys, "parameters", "seconds", "reason"]
    rows = [
        [
            str(t.number),
            t.state,
            "" if t.value is None else f"{t.value:.4f}",
            *(_told(t.values.get(key)) for key in keys),
            str(t.learns or ""),
            f"{t.seconds:.1f}",
            t.reason,
        ]
        for t in tried
    ]
    return heads, rows


def write_results(folder: Path, tried: Sequence[Tried], figure: str) -> None:
    """Write the table as CSV and as Markdown."""
    heads, rows = rows_of(tried, figure)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heads, *rows])
    (folder / CSV).write_text(out.getvalue(), encoding="utf-8")
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    (folder / MARKDOWN).write_text("".join(f"| {' | '.join(line)} |\n" for line in lines), encoding="utf-8")


def _told(value: Any) -> str:
    return "" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)
