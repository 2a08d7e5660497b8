"""Read the word lists and tables that ship with a room: one line an entry, tabs between cells, `# ` before a remark."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=64)
def lines(room: str, name: str) -> tuple[str, ...]:
    """Return the lines of a data file; blank ones and remarks are left out.

    Args:
        room: the package that the file belongs to, such as `profiles`.
        name: of the file in the room's `data` folder.
    """
    text = (files(f"jiufang.{room}") / "data" / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("# "))


@lru_cache(maxsize=64)
def rows(room: str, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of each line of a table, its headings included."""
    return tuple(tuple(line.split("\t")) for line in lines(room, name))


def words(room: str, name: str) -> list[str]:
    """Return the blank-separated words of a list; underscores stand for blanks inside a phrase."""
    return [word.replace("_", " ") for line in lines(room, name) for word in line.split()]


def names(cell: str) -> tuple[str, ...]:
    """Return the names in a cell, which bars part."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
