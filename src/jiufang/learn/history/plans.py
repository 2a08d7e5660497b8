"""Turn what a person says of their export, in a small TOML file or on the command line, into a plan for reading it.

dates = "dmy"                       # 3/4/2024 is the third of April
closed = true                       # every application is decided: a stage is the furthest that it reached

[columns]                           # what is what, where the guess is wrong
stage = "Pipeline step"
outcome = ["Result", "Reason"]
"group.sex" = "Self-reported gender"
none = "Internal code"

[stages]                            # what the company's own words mean: a rung, an end, a label, or "leave out"
"Bar raiser" = "final"
"Cool-off" = "leave out"

[ladder]                            # what a rung is worth
interview = 0.6
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput
from jiufang.learn.history.days import Order

KNOWN = ("columns", "stages", "ladder", "dates", "closed", "sheet")


@dataclass(frozen=True, slots=True)
class Plan:
    """How an export is read.

    Args:
        columns: headings by role; what is not told is guessed.
        stages: what the company's words mean.
        labels: what rungs are worth.
        dates: day or month first; found out when None.
        closed: whether every application is decided; found out when None.
        sheet: of a workbook.
        groups: whether columns of self-reported attributes are taken, for the fairness gate alone.
        ads: texts of jobs by what a source calls them: their id, or their title.
        resumes: the folder that files of résumés are named in.
    """

    columns: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    stages: Mapping[str, str | float] = field(default_factory=dict)
    labels: Mapping[str, float] = field(default_factory=dict)
    dates: Order | None = None
    closed: bool | None = None
    sheet: str = ""
    groups: bool = False
    ads: Mapping[str, str] = field(default_factory=dict)
    resumes: Path | None = None


def read_plan(path: Path) -> Plan:
    """Read a plan.

    Raises:
        BadInput: it is no TOML, or says what no plan says.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"this is no TOML: {error}", subject=str(path)) from error
    return plan_of(told, subject=path.name)


def plan_of(told: Mapping[str, Any], *, subject: str = "plan") -> Plan:
    """Return the plan that a table tells; see `read_plan`."""
    if wrong := [name for name in told if name not in KNOWN]:
        raise BadInput(f"a plan does not say {', '.join(wrong)}", subject=subject, hint=f"it says {', '.join(KNOWN)}")
    for name in ("columns", "stages", "ladder"):
        if not isinstance(told.get(name, {}), dict):
            raise BadInput(f"{name} is a table", subject=subject, hint=f"write [{name}]")
    if (dates := told.get("dates")) not in (None, *Order):
        raise BadInput("dates are dmy or mdy", subject=subject)
    return Plan(
        columns=told.get("columns", {}),
        stages=told.get("stages", {}),
        labels=told.get("ladder", {}),
        dates=Order(dates) if dates else None,
        closed=told.get("closed"),
        sheet=str(told.get("sheet", "")),
    )
