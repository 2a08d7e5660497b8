"""One table of settings: each has an environment variable, a default and a sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path

import platformdirs


class Secret:
    """A value that no print, log, trace or pickle of its holder shows."""

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the value; for the line that sends it."""
        return self.__value

    def __repr__(self) -> str:
        return "Secret(***)" if self.__value else "Secret()"

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        return Secret, ("",)


def _text(variable: str, default: str, doc: str) -> str:
    return field(default_factory=lambda: os.environ.get(variable, "") or default, metadata={"variable": variable, "doc": doc})


def _count(variable: str, default: int, doc: str) -> int:
    return field(default_factory=lambda: int(os.environ.get(variable, "") or default), metadata={"variable": variable, "doc": doc})


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

    reader: str = _text(
        "JIUFANG_READER",
        "none",
        "who reads besides the rules: `none`, `llm` (the model of `JIUFANG_LLM`), or `fake` (shared words, to try the path out)",
    )
    llm: str = _text(
        "JIUFANG_LLM",
        "none",
        "the language model: `none`, `openai` (any server with that interface), `llamacpp` (in this process) or `recorded`",
    )
    llm_url: str = _text("JIUFANG_LLM_URL", "", "base URL of the server, such as `http://localhost:11434/v1`")
    llm_model: str = _text("JIUFANG_LLM_MODEL", "", "the model's name on the server, or a GGUF file; the fetched one when empty")
    llm_key: Secret = field(
        default_factory=lambda: Secret(os.environ.get("JIUFANG_LLM_KEY", "")),
        metadata={"variable": "JIUFANG_LLM_KEY", "doc": "key of the server; never logged, cached or written anywhere"},
    )
    llm_allow: str = _text("JIUFANG_LLM_ALLOW", "", "other machines that may be asked, each with why: `HOST=reason; HOST=reason`")
    llm_seconds: int = _count("JIUFANG_LLM_SECONDS", 300, "time for one answer, retries included")
    llm_tokens: int = _count("JIUFANG_LLM_TOKENS", 0, "tokens that the workspace may use in a month; no bound when 0")
    llm_candidate_tokens: int = _count("JIUFANG_LLM_CANDIDATE_TOKENS", 0, "tokens for one candidate in a month; no bound when 0")
    llm_cost: str = _text("JIUFANG_LLM_COST", "", "money that the workspace may spend in a month, in the currency of the prices")
    llm_prices: str = _text("JIUFANG_LLM_PRICES", "", "price of a million tokens, question/answer, such as `0.27/1.10`")
    llm_recordings: Path | None = field(
        default_factory=lambda: Path(p) if (p := os.environ.get("JIUFANG_LLM_RECORDINGS", "")) else None,
        metadata={"variable": "JIUFANG_LLM_RECORDINGS", "doc": "folder that `recorded` replays, and that gets what another model replies"},
    )

    database_url: Secret = field(
        default_factory=lambda: Secret(os.environ.get("DATABASE_URL", "")),
        metadata={"variable": "DATABASE_URL", "doc": "a PostgreSQL that somebody else runs, with pgvector; the workspace's own when empty"},
    )
    database_owner_url: Secret = field(
        default_factory=lambda: Secret(os.environ.get("JIUFANG_DATABASE_OWNER_URL", "")),
        metadata={
            "variable": "JIUFANG_DATABASE_OWNER_URL",
            "doc": "the same as the owner of its tables, for migrations, where that is another role",
        },
    )
    master_key: Secret = field(
        default_factory=lambda: Secret(os.environ.get("JIUFANG_MASTER_KEY", "")),
        metadata={
            "variable": "JIUFANG_MASTER_KEY",
            "doc": "32 bytes in base64 that open all personal content; the workspace's file `master.key` when empty",
        },
    )

    @classmethod
    def table(cls) -> list[tuple[str, str]]:
        """Return (environment variable, what it sets) for every setting."""
        return [(f.metadata["variable"], f.metadata["doc"]) for f in fields(cls)]
