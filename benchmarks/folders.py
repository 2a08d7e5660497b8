"""Find the files of a benchmark in a folder, or say what the folder should hold."""

from __future__ import annotations

from pathlib import Path


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder that match a pattern, by name.

    Raises:
        SystemExit: there is none; figures over nothing would look like figures.
    """
    found = sorted(folder.glob(pattern))
    if not found:
        raise SystemExit(f"{folder} holds no {pattern}: give the folder of that data itself, such as bench/gold")
    return found
