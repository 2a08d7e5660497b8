"""Write a model's replies into a folder and give them again to the same questions, without any model."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput
from jiufang.llm.records import Backend, Failed, Question, Reply

UNNAMED = "recorded"


class Recorded:
    """A `Backend` that replays a folder.

    Args:
        folder: one JSON file a question, as `Recording` writes them.

    Raises:
        BadInput: there is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise BadInput("there is no such folder of recordings", subject=str(folder), hint="set JIUFANG_LLM_RECORDINGS")
        self._folder = folder
        self.name = _model(folder)

    def ask(self, question: Question, *, seconds: float) -> Reply:
        """Return what was replied when this was asked."""
        path = self._folder / f"{key_of(question)}.json"
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return Reply(str(kept["reply"]), int(kept["prompt_tokens"]), int(kept["answer_tokens"]), cut=bool(kept["cut"]))
        except FileNotFoundError:
            raise Failed("this question was not recorded", subject=path.stem[:12], hint="record it with a model first") from None
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise Failed(f"a recording cannot be read ({type(error).__name__})", subject=path.name) from None


class Recording:
    """A `Backend` that asks another one and keeps what it replies.

    Args:
        backend: is asked.
        folder: gets one file a question; it holds redacted questions and raw replies.
    """

    def __init__(self, backend: Backend, folder: Path) -> None:
        self._backend = backend
        self._folder = folder

    @property
    def name(self) -> str:
        """Name of the model behind."""
        return self._backend.name

    def ask(self, question: Question, *, seconds: float) -> Reply:
        """Return the model's reply, and write it down."""
        reply = self._backend.ask(question, seconds=seconds)
        entry: dict[str, Any] = {"model": self.name, "system": question.system, "prompt": question.prompt, "schema": question.schema}
        entry |= {"max_tokens": question.max_tokens, "reply": reply.text, "cut": reply.cut}
        entry |= {"prompt_tokens": reply.prompt_tokens or 0, "answer_tokens": reply.answer_tokens or 0}
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = json.dumps(entry, indent=1)
        (self._folder / f"{key_of(question)}.json").write_text(told + "\n", encoding="utf-8")
        return reply


def key_of(question: Question) -> str:
    """Return the hash of what is asked, whichever model is asked."""
    told = [question.system, question.prompt, question.schema, question.max_tokens, question.temperature]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _model(folder: Path) -> str:
    """Return the name of the model that was recorded, so that its replies count as its own; `recorded` for a mixture or none."""
    names = set()
    for path in sorted(folder.glob("*.json")):
        try:
            names.add(str(json.loads(path.read_text(encoding="utf-8"))["model"]))
        except (OSError, ValueError, LookupError, TypeError):
            continue
    return names.pop() if len(names) == 1 else UNNAMED
