"""Turn files of any kind into unlabelled texts of all lengths, for a small model to learn from what a large one makes of them."""

from __future__ import annotations

import csv
import json
import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput

SHORTEST = 2  # characters; a Chinese title may have no more
LONGEST = 1200  # characters; about 300 tokens, and few texts are read further
# Characters up to which neighbouring lines of a long text are put together: a line, a paragraph, a page.
SIZES = (80, 280, LONGEST)
SEPARATOR = "|"
SUFFIXES = frozenset({".txt", ".md", ".tsv", ".csv", ".json", ".jsonl", ".toml"})
BOOKKEEPING = 0.5  # share of letters under which a text is a number, a code or a rule


def read_texts(paths: Iterable[Path]) -> list[str]:
    """Return the texts of files and folders, each once, in an order that the texts alone decide.

    Args:
        paths: files, or folders that are searched through: text and Markdown by lines and by what stands together,
            tables by cells (and by `|` within them), JSON, JSON Lines and TOML by their strings.

    Raises:
        BadInput: a file cannot be read, or nothing was found.
    """
    found = {text for path in paths for file in _files(path) for whole in _strings(file) for text in cut(whole) if _tells(text)}
    if not found:
        raise BadInput("there is no text to learn from", subject="compress", hint="give files or folders with --texts")
    return sorted(found, key=lambda text: sha256(text.encode("utf-8", "replace")).digest())


def cut(text: str) -> Iterator[str]:
    """Yield a short text as it is; of a long one what stands together, in three sizes."""
    text = text.strip()
    if len(text) <= SIZES[0] and "\n" not in text:
        yield text
        return
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for size in SIZES:
        yield from _packed(lines, size)


def mixed(texts: Sequence[str], count: int, *, seed: int) -> list[str]:
    """Return so many new texts, each of two to six short ones side by side, as lists and headlines have them."""
    draw = random.Random(seed)
    short = [text for text in texts if len(text) <= SIZES[0]] or list(texts)
    return [
        draw.choice((", ", "; ", " / ", "\n", "，", " · ")).join(draw.sample(short, min(len(short), draw.randint(2, 6))))
        for _ in range(count)
    ]


def _packed(lines: Sequence[str], size: int) -> Iterator[str]:
    kept: list[str] = []
    for line in lines:
        if kept and sum(map(len, kept)) + len(line) > size:
            yield "\n".join(kept)[:LONGEST]
            kept = []
        kept.append(line)
    if kept:
        yield "\n".join(kept)[:LONGEST]


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise BadInput("there is no such file or folder", subject=str(path))
    return sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file()) if path.is_dir() else [path]


def _strings(file: Path) -> Iterator[str]:
    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".jsonl":
            yield from _leaves([json.loads(line) for line in text.splitlines() if line.strip()])
        elif file.suffix == ".json":
            yield from _leaves(json.loads(text))
        elif file.suffix == ".toml":
            yield from _leaves(tomllib.loads(text))
        elif file.suffix in (".tsv", ".csv"):
            table = csv.reader(text.splitlines(), delimiter="\t" if file.suffix == ".tsv" else ",")
            yield from (part for row in table for cell in row for part in cell.split(SEPARATOR))
        else:
            yield text
    except (OSError, ValueError, csv.Error) as error:
        raise BadInput(f"this file cannot be read: {error}", subject=str(file)) from error


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)


def _tells(text: str) -> bool:
    return len(text) >= SHORTEST and sum(c.isalpha() or c.isspace() for c in text) >= BOOKKEEPING * len(text) and "://" not in text
