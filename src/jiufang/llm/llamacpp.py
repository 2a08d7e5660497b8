"""Run a GGUF model in this process with llama.cpp; the schema becomes a grammar, so that nothing else can be said."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jiufang.errors import MissingCapability, ModelMissing, NoAnswer
from jiufang.llm.records import Failed, Question, Reply

CONTEXT = 8192  # tokens of question and answer: two pages of résumé, the requirements and their findings
MAGIC = b"GGUF"
SAMPLES, SAMPLE = 16, 65_536  # pieces and bytes by which a file is named; hashing a gigabyte would take seconds each start
SILENT = -1


class LlamaCpp:
    """A `Backend` that loads its weights with the first question and answers one at a time.

    Args:
        path: a GGUF file.
        name: name and version; a hash of samples of the file when left out.
        threads: of the processor.
        context: the most tokens that question and answer may have together.
    """

    def __init__(self, path: Path, *, name: str = "", threads: int = 1, context: int = CONTEXT) -> None:
        self._path = path
        self._named = name
        self._threads = threads
        self._context = context
        self._lock = threading.Lock()

    @cached_property
    def name(self) -> str:
        """Name and version of the model, and that llama.cpp runs it."""
        return f"{self._named or fingerprint(self._path)}@llama.cpp"

    def ask(self, question: Question, *, seconds: float) -> Reply:
        """Return the reply; generation is stopped after so many seconds."""
        deadline = time.monotonic() + seconds
        if not self._lock.acquire(timeout=seconds):
            raise Failed("the model is busy with another question", subject=self.name, again=False)
        try:
            return self._generate(question, deadline)
        finally:
            self._lock.release()

    def _generate(self, question: Question, deadline: float) -> Reply:
        parts: list[str] = []
        last: dict[str, Any] = {}

        def listen(chunk: Mapping[str, Any]) -> bool:
            """Take a piece of the answer; returning true ends it."""
            _hear(chunk, parts, last)
            return time.monotonic() > deadline

        self._run(_body(question), listen)
        if "error" in last:
            raise NoAnswer(str(last["error"]), subject=self.name, hint="shorten the question")
        if "finish" not in last:
            raise Failed("no answer in time", subject=self.name, hint="see JIUFANG_LLM_SECONDS", spent=True)
        text = "".join(parts)
        if not text.strip():
            raise Failed("the answer is empty", subject=self.name, spent=True)
        return Reply(text, last.get("prompt"), last.get("answer"), cut=last["finish"] == "length")

    def _run(self, body: dict[str, Any], listen: Callable[[Mapping[str, Any]], bool]) -> None:
        failed: list[Exception] = []

        def heard(chunk: Any) -> bool:
            # An exception must not cross the native frames between us and the caller.
            try:
                return listen(chunk) if isinstance(chunk, Mapping) else False
            except Exception as error:
                failed.append(error)
                return True

        given = self._server.handle_chat_completions(body, heard)
        if isinstance(given, Mapping):
            heard(given)
        if failed:
            raise NoAnswer("llama.cpp answers what cannot be read", subject=self.name) from failed[0]

    @cached_property
    def _server(self) -> Any:
        check_gguf(self._path)
        xllamacpp = _xllamacpp()
        wanted = xllamacpp.CommonParams()
        wanted.model.path = str(self._path)
        wanted.n_ctx, wanted.n_parallel, wanted.warmup, wanted.verbosity = self._context, 1, False, SILENT
        wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = self._threads
        # llama.cpp listens on a port of this machine; without the key nobody else can ask it or see what we asked.
        wanted.api_keys = [secrets.token_urlsafe(32)]
        wanted.endpoint_slots = wanted.endpoint_props = wanted.endpoint_metrics = wanted.ui = False
        try:
            return xllamacpp.Server(wanted)
        except RuntimeError as error:
            raise NoAnswer(f"llama.cpp cannot load the model: {error}", subject=self._path.name) from error


def check_gguf(path: Path) -> None:
    """Make sure that a file looks like a GGUF model.

    Raises:
        ModelMissing: it is absent or something else.
    """
    try:
        with path.open("rb") as file:
            good = file.read(len(MAGIC)) == MAGIC
    except OSError:
        good = False
    if not good:
        raise ModelMissing(
            "this is no GGUF model", subject=str(path), hint="jiufang models fetch llm, or set JIUFANG_LLM_MODEL to a GGUF file"
        )


def fingerprint(path: Path) -> str:
    """Return the file's name and a hash of its size and of samples spread over it.

    Raises:
        ModelMissing: there is no such file.
    """
    check_gguf(path)
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        for number in range(SAMPLES):
            file.seek(max(0, size - SAMPLE) * number // (SAMPLES - 1))
            digest.update(file.read(SAMPLE))
    return f"{path.stem}-{digest.hexdigest()[:12]}"


def _body(question: Question) -> dict[str, Any]:
    messages = [{"role": "system", "content": question.system}] if question.system else []
    body: dict[str, Any] = {
        "messages": [*messages, {"role": "user", "content": question.prompt}],
        "max_tokens": question.max_tokens,
        "temperature": question.temperature,
        "seed": 0,
        "cache_prompt": False,  # what was asked before must not change the last digits
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if question.schema is not None:
        schema = {"name": "answer", "strict": True, "schema": dict(question.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _hear(chunk: Mapping[str, Any], parts: list[str], last: dict[str, Any]) -> None:
    if "error" in chunk:
        last["error"] = chunk["error"].get("message", "it failed")
        return
    for choice in chunk.get("choices", ()):
        parts.append((choice.get("delta") or {}).get("content") or "")
        if choice.get("finish_reason"):
            last["finish"] = choice["finish_reason"]
    usage = chunk.get("usage")
    if usage:
        last["prompt"], last["answer"] = usage["prompt_tokens"], usage["completion_tokens"]


def _xllamacpp() -> Any:
    try:
        import xllamacpp
    except ImportError:
        raise MissingCapability("llama.cpp is not installed", subject="llamacpp", hint="pip install 'jiufang[llm]'") from None
    return xllamacpp
