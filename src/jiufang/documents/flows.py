"""Tell where the children of a flex or grid box stand: beside each other or each on a line of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from jiufang.documents.css import Declarations, Element

FLEX, GRID = {"flex", "inline-flex"}, {"grid", "inline-grid"}
# The names that utility style sheets (Bootstrap, Tailwind) give; a saved page often comes without its sheet.
CLASSES = {"flex": "flex", "d-flex": "flex", "inline-flex": "flex", "grid": "grid", "d-grid": "grid"}
DOWNWARDS = {"flex-col", "flex-column"}
REPEAT = re.compile(r"repeat\(\s*(\d{1,2})\s*,[^()]*(?:\([^()]*\)[^()]*)*\)")
CALL = re.compile(r"[\w-]+\([^()]*\)|\[[^\]]*\]")


class Place(Enum):
    """Where a box begins: in the text as it comes, on a line of its own, as the first of a row, or beside another."""

    FREE = 0
    LINE = 1
    FIRST = 2
    BESIDE = 3


@dataclass(slots=True)
class Flow:
    """The children of a flex or grid box as they are dealt out; `columns` is 0 for a row without end."""

    columns: int
    count: int = 0

    def place(self) -> Place:
        """Return the place of the next child."""
        at = self.count
        self.count += 1
        if self.columns == 1:
            return Place.LINE
        return Place.FIRST if self.columns and not at % self.columns else Place.BESIDE


def flow_of(element: Element, declared: Declarations) -> Flow | None:
    """Return how an element deals out its children, or None when they stand in the text as they come."""
    names = (element.get("class") or "").split()
    display = declared.get("display") or next((CLASSES[n] for n in names if n in CLASSES), "")
    if display in FLEX:
        direction = declared.get("flex-direction") or declared.get("flex-flow") or ("column" if DOWNWARDS.intersection(names) else "row")
        return Flow(columns=1 if "column" in direction else 0)
    if display in GRID:
        return Flow(columns=_columns(declared.get("grid-template-columns", "")))
    return None


def _columns(template: str) -> int:
    """Count the tracks of a grid; without a template each child has a line of its own."""
    repeated = sum(int(n) for n in REPEAT.findall(template))
    tracks = CALL.sub(" x ", REPEAT.sub(" ", template)).split()
    return max(1, repeated + len(tracks)) if template != "none" else 1
