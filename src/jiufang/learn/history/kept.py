"""Keep a data set as a folder, and open it again: `pairs.jsonl`, `groups.jsonl`, `split.json`, `report.json`, for their owner alone.

Each file is there as a whole or as it was before; nobody but the owner of the folder can read it (modes 700 and 600).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jiufang.atomic import whole
from jiufang.errors import BadInput, NotFound
from jiufang.learn.records import Dataset, Pair, Part

PAIRS, GROUPS, SPLIT, REPORT = "pairs.jsonl", "groups.jsonl", "split.json", "report.json"
ALIASES = "aliases.jsonl"  # pseudonyms of everything that identifies a person, so that they are found by any of it
SCHEMA_VERSION = "1"
FOLDER_MODE = 0o700


def save(dataset: Dataset, folder: Path, *, report: Mapping[str, Any] | None = None, aliases: Mapping[str, str] | None = None) -> None:
    """Write a data set; what stood in the folder under the same names is replaced.

    Args:
        dataset: pairs, their parts, and the groups of their persons.
        folder: made if it is not there.
        report: what is to be said of the data set; left as it is when None.
        aliases: by the pseudonym of an address, a number or an id whose person it is; left as they are when None.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    write_lines(folder / PAIRS, (_told(pair) for pair in dataset.pairs))
    write_lines(folder / GROUPS, ({"person": person, **dict(told)} for person, told in sorted(dataset.groups.items())))
    parts = {pair.id: str(dataset.parts[pair.id]) for pair in dataset.pairs if pair.id in dataset.parts}
    write_json(folder / SPLIT, {"schema_version": SCHEMA_VERSION, "name": dataset.name, "parts": parts})
    if report is not None:
        write_json(folder / REPORT, report)
    if aliases is not None:
        write_lines(folder / ALIASES, ({"alias": alias, "person": person} for alias, person in sorted(aliases.items())))


def load(folder: Path) -> Dataset:
    """Open a data set.

    Raises:
        NotFound: there is none in the folder.
        BadInput: a line of it is no pair, or a part is none.
    """
    if not (folder / PAIRS).is_file():
        raise NotFound(
            "there is no data set", subject=str(folder), hint=f"a data set is a folder with {PAIRS}; jiufang history import makes one"
        )
    pairs = tuple(_pair(told, folder / PAIRS, number) for number, told in read_lines(folder / PAIRS))
    split = read_json(folder / SPLIT) if (folder / SPLIT).is_file() else {}
    groups = dict(_group(told, folder / GROUPS) for _, told in read_lines(folder / GROUPS)) if (folder / GROUPS).is_file() else {}
    try:
        parts = {str(id): Part(part) for id, part in split.get("parts", {}).items()}
    except (ValueError, AttributeError) as error:
        raise BadInput(f"this is no split: {error}", subject=str(folder / SPLIT)) from error
    return Dataset(name=str(split.get("name", folder.name)), pairs=pairs, parts=parts, groups=groups)


def report_of(folder: Path) -> dict[str, Any]:
    """Return what was said of a data set when it was made; empty if nothing was."""
    return read_json(folder / REPORT) if (folder / REPORT).is_file() else {}


def aliases_of(folder: Path) -> dict[str, str]:
    """Return whose each alias is; empty if none were kept."""
    path = folder / ALIASES
    return {str(told["alias"]): str(told["person"]) for _, told in read_lines(path)} if path.is_file() else {}


def write_json(path: Path, value: Any) -> None:
    """Write JSON as a whole, for the owner alone."""
    write_whole(path, [json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False) + "\n"])


def write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write a record a line as a whole, for the owner alone."""
    write_whole(path, (json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def write_whole(path: Path, pieces: Iterable[str]) -> None:
    """Write text as a whole, for the owner alone."""

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)

    whole(path, write)


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        BadInput: it is none.
    """
    try:
        told = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise BadInput(f"this is no JSON: {error}", subject=str(path)) from error
    if not isinstance(told, dict):
        raise BadInput("this is no JSON object", subject=str(path))
    return told


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (number, record) of each line, from 1.

    Raises:
        BadInput: a line is no JSON object.
    """
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                told = json.loads(line)
            except ValueError as error:
                raise BadInput(f"line {number} is no JSON: {error}", subject=str(path)) from error
            if not isinstance(told, dict):
                raise BadInput(f"line {number} is no JSON object", subject=str(path))
            yield number, told


def _told(pair: Pair) -> dict[str, Any]:
    return {**asdict(pair), "at": pair.at.isoformat() if pair.at else None}


def _pair(told: dict[str, Any], path: Path, number: int) -> Pair:
    try:
        at = told.pop("at", None)
        return Pair(**told, at=dt.date.fromisoformat(at) if at else None)
    except (TypeError, ValueError, BadInput) as error:
        raise BadInput(f"line {number} is no pair: {error}", subject=str(path)) from error


def _group(told: dict[str, Any], path: Path) -> tuple[str, dict[str, str]]:
    if not isinstance(person := told.pop("person", None), str):
        raise BadInput("a line names no person", subject=str(path))
    return person, {str(name): str(value) for name, value in told.items()}
