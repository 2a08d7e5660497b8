"""Turn a folder of model files into a checked one: a card with the hash of each file, written last, swapped in whole."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from jiufang.models.wheels import sha256

CARD = "card.json"
STALE_AFTER = 3600.0  # seconds; a build takes a few
BUILDING = ".building-"
REPLACED = ".replaced-"


class FileHash(BaseModel):
    """A file of a model folder as it was written."""

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str


class Card(BaseModel):
    """What a model folder holds, where it came from, and the hash of each of its files."""

    model_config = ConfigDict(frozen=True)

    name: str
    model: str
    role: str
    recipe: str
    licence: str
    attribution: str
    made_from: tuple[str, ...]
    files: dict[str, FileHash]

    @property
    def version(self) -> str:
        """Return a name that changes whenever a file does; part of every cache key."""
        weights = "".join(f"{name}{self.files[name].sha256}" for name in sorted(self.files))
        return f"{self.model}-{self.recipe}@{sha256_text(weights)[:12]}"


def sha256_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_card(folder: Path) -> Card | None:
    """Return the card of a model folder; None when there is no complete model."""
    try:
        return Card.model_validate_json((folder / CARD).read_bytes())
    except (OSError, ValidationError):
        return None


def hash_files(folder: Path) -> dict[str, FileHash]:
    """Return size and SHA-256 of every file of a folder but its card, by name."""
    names = sorted(p.name for p in folder.iterdir() if p.is_file() and p.name != CARD)
    return {name: FileHash(size=(folder / name).stat().st_size, sha256=sha256(folder / name)) for name in names}


def is_whole(folder: Path) -> bool:
    """Tell, without reading the files, whether each one is there in its size."""
    card = read_card(folder)
    return card is not None and all(_size(folder / name) == expected.size for name, expected in card.files.items())


def problems(folder: Path) -> list[str]:
    """Return what is wrong with a model folder after hashing every file; empty when it is as it was written."""
    card = read_card(folder)
    if card is None:
        return [f"{CARD} is missing or unreadable"]
    found: list[str] = []
    for name, expected in card.files.items():
        if _size(folder / name) is None:
            found.append(f"{name} is missing")
        elif sha256(folder / name) != expected.sha256:
            found.append(f"{name} has changed: its SHA-256 is not {expected.sha256}")
    return found


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of `target` when the block ends well, and vanishes when it does not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent)
    folder = target.parent / f"{BUILDING}{target.name}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
        _swap_in(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _swap_in(folder: Path, target: Path) -> None:
    old = target.parent / f"{REPLACED}{target.name}-{os.getpid()}"
    if target.exists():
        target.rename(old)
    try:
        folder.rename(target)
    except OSError:
        # Another process was quicker: its folder is as good as ours.
        if read_card(target) is None:
            raise
    shutil.rmtree(old, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove what a killed process left behind."""
    for left in [*parent.glob(f"{BUILDING}*"), *parent.glob(f"{REPLACED}*")]:
        if time.time() - left.stat().st_mtime > STALE_AFTER:
            shutil.rmtree(left, ignore_errors=True)


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
