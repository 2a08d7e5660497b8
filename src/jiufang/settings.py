"""One table of settings: each has an environment variable, a default and a sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path

import platformdirs


def _path(variable: str, default: Path, doc: str) -> Path:
    return field(default_factory=lambda: Path(os.environ.get(variable, "") or default), metadata={"variable": variable, "doc": doc})


@dataclass(frozen=True)
class Settings:
    """Where things are kept and how much of the machine may be used."""

    models_dir: Path = _path("JIUFANG_MODELS", platformdirs.user_cache_path("jiufang") / "models", "folder of the model folders")
    cache_dir: Path = _path(
        "JIUFANG_CACHE",
        platformdirs.user_cache_path("jiufang") / "readings",
        "folder of parsed profiles, matches, pictures and vectors, by content hash",
    )
    workers: int = field(
        default_factory=lambda: int(os.environ.get("JIUFANG_WORKERS", "0")) or (os.cpu_count() or 1),
        metadata={"variable": "JIUFANG_WORKERS", "doc": "reading processes and encoder threads; all cores when 0"},
    )

    reader: str = field(
        default_factory=lambda: os.environ.get("JIUFANG_READER", "") or "none",
        metadata={
            "variable": "JIUFANG_READER",
            "doc": "who reads besides the rules: `none`, or `fake` (shared words, to try the path out)",
        },
    )

    @classmethod
    def table(cls) -> list[tuple[str, str]]:
        """Return (environment variable, what it sets) for every setting."""
        return [(f.metadata["variable"], f.metadata["doc"]) for f in fields(cls)]
