"""Turn settings into the language model that they name, or into none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Protocol

from jiufang.errors import BadInput, ModelMissing
from jiufang.llm.ledger import Budget, Ledger, Prices
from jiufang.llm.model import GuardedModel
from jiufang.llm.recorded import Recorded, Recording
from jiufang.llm.records import Backend, Shelf
from jiufang.llm.redaction import Masker, Redactor

PROVIDERS = ("none", "openai", "llamacpp", "recorded")


class Secret(Protocol):
    """Something that shows itself only when it is asked to."""

    def reveal(self) -> str:
        """Return the secret."""
        ...


class Choice(Protocol):
    """Which model the owner wants, as `jiufang.settings.Settings` has it."""

    @property
    def llm(self) -> str:
        """One of `PROVIDERS`."""
        ...

    @property
    def llm_url(self) -> str:
        """Base URL of a server."""
        ...

    @property
    def llm_model(self) -> str:
        """Name of the model there, or a GGUF file."""
        ...

    @property
    def llm_key(self) -> Secret:
        """Key of the server."""
        ...

    @property
    def llm_allow(self) -> str:
        """Other machines that may be asked, each with a reason."""
        ...

    @property
    def llm_seconds(self) -> float:
        """Time for one answer."""
        ...

    @property
    def llm_tokens(self) -> int:
        """Tokens of the workspace a month."""
        ...

    @property
    def llm_candidate_tokens(self) -> int:
        """Tokens for one candidate a month."""
        ...

    @property
    def llm_cost(self) -> str:
        """Money of the workspace a month."""
        ...

    @property
    def llm_prices(self) -> str:
        """Prices of a million tokens, prompt/answer."""
        ...

    @property
    def llm_recordings(self) -> Path | None:
        """Folder that is replayed, or that gets what other models reply."""
        ...


def open_model(
    choice: Choice,
    *,
    folder: Path,
    embedded: tuple[Path, str] | None = None,
    shelf: Shelf | None = None,
    threads: int = 1,
    redactor: Callable[[Sequence[str]], Redactor] = Masker,
) -> GuardedModel | None:
    """Return the language model that the settings name; None when they name none.

    Args:
        choice: the settings.
        folder: where usage is counted.
        embedded: the fetched GGUF file and its name, when it is there.
        shelf: where answers are kept.
        threads: for a model in this process.
        redactor: makes the redactor of one question from the person's names.

    Raises:
        BadInput: the settings make no sense.
        ModelMissing: the model in this process was not fetched.
        RefusedByPolicy: the server is another machine that the owner has not allowed.
    """
    if choice.llm not in PROVIDERS:
        raise BadInput(
            "there is no such provider of language models", subject=choice.llm, hint=f"JIUFANG_LLM is one of {', '.join(PROVIDERS)}"
        )
    if choice.llm == "none":
        return None
    budget = Budget(choice.llm_tokens, choice.llm_candidate_tokens, _money(choice.llm_cost))
    prices = Prices.of(choice.llm_prices)
    if budget.money and not (prices.prompt or prices.answer):
        raise BadInput("a bound on money needs prices", subject="JIUFANG_LLM_COST", hint="set JIUFANG_LLM_PRICES")
    ledger = Ledger(folder, budget, prices)
    backend = _backend(choice, ledger, embedded, threads)
    if choice.llm_recordings is not None and choice.llm != "recorded":
        backend = Recording(backend, choice.llm_recordings)
    return GuardedModel(backend, ledger, shelf=shelf, seconds=choice.llm_seconds, redactor=redactor)


def _backend(choice: Choice, ledger: Ledger, embedded: tuple[Path, str] | None, threads: int) -> Backend:
    if choice.llm == "recorded":
        if choice.llm_recordings is None:
            raise BadInput("which folder is to be replayed?", subject="JIUFANG_LLM=recorded", hint="set JIUFANG_LLM_RECORDINGS")
        return Recorded(choice.llm_recordings)
    return _server(choice, ledger) if choice.llm == "openai" else _embedded(choice, embedded, threads)


def _server(choice: Choice, ledger: Ledger) -> Backend:
    from jiufang.llm.compatible import CompatibleServer
    from jiufang.llm.hosts import endpoint

    if not choice.llm_url or not choice.llm_model:
        hint = "set JIUFANG_LLM_URL, such as http://localhost:11434/v1, and JIUFANG_LLM_MODEL"
        raise BadInput("a server needs a base URL and a model", subject="JIUFANG_LLM=openai", hint=hint)
    found = endpoint(choice.llm_url, allow=choice.llm_allow)
    if not found.local:
        ledger.allow(found.host, found.reason)
    return CompatibleServer(found, choice.llm_model, key=choice.llm_key.reveal)


def _embedded(choice: Choice, embedded: tuple[Path, str] | None, threads: int) -> Backend:
    from jiufang.llm.llamacpp import LlamaCpp, check_gguf

    path, name = (Path(choice.llm_model), "") if choice.llm_model else embedded or (Path(), "")
    if path == Path():
        raise ModelMissing("the embedded language model is not fetched", subject="llm", hint="jiufang models fetch llm")
    check_gguf(path)
    return LlamaCpp(path, name=name, threads=threads)


def _money(text: str) -> Decimal:
    try:
        found = Decimal(text.strip() or "0")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise BadInput("this is no amount of money", subject="JIUFANG_LLM_COST", hint="such as 20 or 12.50")
    return found
