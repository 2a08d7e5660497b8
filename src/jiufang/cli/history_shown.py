"""Print what `jiufang history` found: columns and stages before an import, counts after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiufang.cli.printing import console, print_rows

MOST = 12  # of a tally in one line
WIDTH = 22


def print_preview(told: Mapping[str, Any]) -> None:
    """Print what columns and stages are taken for."""
    out = console()
    out.print(f"{told['file']}: {told['rows']} rows")
    columns = _grid("column", "taken for", "for example")
    for column in told["columns"]:
        role = Text(column["role"], style="dim" if column["role"] == "none" else "yellow" if column["sure"] < 1 else "green")
        columns.add_row(Text(column["heading"]), role, Text("; ".join(column["examples"])))
    out.print(columns)
    stages = _grid("stage and outcome", "rows", "label", "")
    for stage in told["stages"]:
        label = "" if stage["label"] is None else f"{stage['label']:g}"
        stages.add_row(
            Text(stage["told"] or "(nothing)"), str(stage["applications"]), label, Text(stage.get("left_out") or stage["rung"], style="dim")
        )
    out.print(stages)
    for line in told["notes"]:
        out.print(f"• {line}", style="yellow")


def print_report(told: Mapping[str, Any]) -> None:
    """Print the report of a data set."""
    out = console()
    if "used" not in told:
        out.print("this data set has no report")
        return
    print_rows(out, _head(told), width=WIDTH)
    parts = _grid("", "pairs", "persons", "jobs", "taken further", "from", "to")
    for name, part in told["parts"].items():
        figures = (part[key] for key in ("pairs", "persons", "jobs", "positives"))
        parts.add_row(name, *map(str, figures), part["from"] or "", part["to"] or "")
    out.print(parts)
    _print_left(out, told)
    for line in told["enough"]["missing"]:
        out.print(f"✕ {line}", style="red")


def _head(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    used, enough, near = told["used"], told["enough"], told["near_duplicates"]
    width = enough["auc_half_width"]
    rows = [
        ("applications", f"{told['applications']}, of which {used['pairs']} teach something"),
        ("persons, jobs", f"{used['persons']}, {used['jobs']}"),
        ("labels", _tally(used["labels"])),
        ("languages", _tally(used["languages"])),
        ("families", _tally(used["families"])),
        (
            "near-duplicates",
            f"{near['resumes']['alike']} résumés, {near['ads']['alike']} advertisements (similarity from {near['resumes']['from']:g}, {near['ads']['from']:g})",
        ),
        ("the test begins", _begins(told["split"])),
        ("it can tell", f"an AUC of {enough['at_auc']:.2f} to ± {width:.2f}" if width is not None else "nothing"),
    ]
    rows += [(f"said of {name}", _tally(counts)) for name, counts in told["groups"].items()]
    if "leaks" in told:
        rows.append(("across parts", _tally(told["leaks"])))
    return rows


def _begins(split: Mapping[str, Any]) -> str:
    if not split["test_from"]:
        return "at no day: dates are missing, so jobs were parted by chance"
    late = split["decided_after_test_begins"]
    told = f"{split['test_from']}"
    return f"{told}; {late} pairs to learn from were decided after it, since jobs overlap in time" if late else told


def _print_left(out: Console, told: Mapping[str, Any]) -> None:
    if told["left_out"]:
        left = _grid("left out", "applications")
        for why, number in told["left_out"].items():
            left.add_row(why, str(number))
        out.print(left)


def _tally(counts: Mapping[str, int]) -> str:
    shown = [f"{name} {number}" for name, number in list(counts.items())[:MOST]]
    return ", ".join(shown) + (", …" if len(counts) > MOST else "")


def _grid(*headings: str) -> Table:
    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        grid.add_column(
            heading,
            overflow="fold",
            justify="right" if heading in ("rows", "label", "pairs", "persons", "jobs", "taken further", "applications") else "left",
        )
    return grid
