"""Read the tables that ship with the taxonomy: tab-separated, with names parted by bars inside a cell."""

from __future__ import annotations

from importlib import resources


def rows(name: str) -> list[tuple[str, ...]]:
    """Return the rows of `data/<name>` below its headings; blank lines are left out."""
    return [tuple(row.split("\t")) for row in lines(name)[1:] if row]


def lines(name: str) -> list[str]:
    """Return the lines of `data/<name>`."""
    return (resources.files("jiufang.taxonomy") / "data" / name).read_text("utf-8").splitlines()


def names(cell: str) -> tuple[str, ...]:
    """Return the names in a cell."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
