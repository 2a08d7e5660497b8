"""Count tokens and money per workspace and candidate, exactly, over all processes; what would go over a budget does not start.

An amount is held before a question is sent and settled when the answer is there, in one transaction each. A process that is
killed in between leaves its hold standing: too much is counted then, never too little.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from pathlib import Path

from jiufang.errors import BadInput, NoAnswer

FILE = "llm-usage.sqlite3"
WORKSPACE = "workspace"
NANO = 1_000_000_000  # parts of a unit of money, so that sums stay whole numbers
MILLION = 1_000_000  # tokens that a price is for
PATIENCE = 10.0  # seconds to wait for another process that writes
TABLES = """
CREATE TABLE IF NOT EXISTS usage (
  scope TEXT, month TEXT, questions INTEGER NOT NULL, tokens INTEGER NOT NULL, nanos INTEGER NOT NULL, PRIMARY KEY (scope, month));
CREATE TABLE IF NOT EXISTS hosts (host TEXT, reason TEXT, since TEXT, PRIMARY KEY (host, reason));
"""
ADD = """INSERT INTO usage VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope, month) DO UPDATE SET
  questions = questions + excluded.questions, tokens = tokens + excluded.tokens, nanos = nanos + excluded.nanos"""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in any one currency."""

    prompt: Decimal = Decimal(0)
    answer: Decimal = Decimal(0)

    @classmethod
    def of(cls, text: str) -> Prices:
        """Read `prompt/answer`, such as `0.27/1.10`; empty for what costs nothing.

        Raises:
            BadInput: these are no two prices.
        """
        try:
            found = [Decimal(part.strip()) for part in text.split("/")] if text.strip() else [Decimal(0), Decimal(0)]
            if len(found) != 2 or not all(p.is_finite() and p >= 0 for p in found):
                raise InvalidOperation
        except InvalidOperation:
            raise BadInput("prices are written prompt/answer per million tokens", subject=text, hint="such as 0.27/1.10") from None
        return cls(*found)

    def nanos(self, prompt: int, answer: int) -> int:
        """Return the cost of so many tokens in billionths, rounded up."""
        cost = (self.prompt * prompt + self.answer * answer) * NANO / MILLION
        return int(cost.to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that may be used in a calendar month (UTC); 0 sets no bound.

    Args:
        tokens: of the workspace.
        candidate_tokens: for one candidate.
        money: of the workspace, in the currency of the prices.
    """

    tokens: int = 0
    candidate_tokens: int = 0
    money: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used in a month, holds included."""

    questions: int = 0
    tokens: int = 0
    nanos: int = 0


class Hold:
    """An amount set aside for one question; it stands in full unless it is settled."""

    def __init__(self, tokens: int, nanos: int) -> None:
        self.tokens = tokens
        self.nanos = nanos

    def settle(self, tokens: int, nanos: int) -> None:
        """Say what was really used."""
        self.tokens, self.nanos = tokens, nanos


@dataclass(frozen=True)
class Ledger:
    """The counts of one workspace, in a file of their own.

    Args:
        folder: where the file lies.
        budget: the bounds.
        prices: of the model in use.
        today: tells the day, which decides the month.
    """

    folder: Path
    budget: Budget = Budget()
    prices: Prices = Prices()
    today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date()

    @contextmanager
    def hold(self, prompt: int, answer: int, *, candidate: str = "") -> Iterator[Hold]:
        """Set tokens aside while the block runs; it may settle for what was used, else all of it is counted.

        Args:
            prompt: the most that the question can take.
            answer: the most that the answer can take.
            candidate: whom the question is about; only a hash of it is kept.

        Raises:
            NoAnswer: a budget would be gone over, or the file cannot be written.
        """
        month, scopes = self.today().strftime("%Y-%m"), _scopes(candidate)
        held = Hold(prompt + answer, self.prices.nanos(prompt, answer))
        tokens, nanos = held.tokens, held.nanos
        with self._writing() as table:
            for scope in scopes:
                self._check(scope, _usage(table, scope, month), held)
            table.executemany(ADD, [(scope, month, 1, tokens, nanos) for scope in scopes])
        try:
            yield held
        finally:
            if (held.tokens, held.nanos) != (tokens, nanos):
                with self._writing() as table:
                    table.executemany(ADD, [(scope, month, 0, held.tokens - tokens, held.nanos - nanos) for scope in scopes])

    def usage(self, candidate: str = "") -> Usage:
        """Return what this month has seen, of the workspace or for one candidate."""
        with self._writing() as table:
            return _usage(table, _scopes(candidate)[-1], self.today().strftime("%Y-%m"))

    def allow(self, host: str, reason: str) -> None:
        """Write down that a host is used, why it may be, and since when."""
        with self._writing() as table:
            table.execute("INSERT OR IGNORE INTO hosts VALUES (?, ?, ?)", (host, reason, self.today().isoformat()))

    def hosts(self) -> list[tuple[str, str, str]]:
        """Return (host, reason, first day) of every other machine that was ever used."""
        with self._writing() as table:
            return list(table.execute("SELECT host, reason, since FROM hosts ORDER BY since, host"))

    def _check(self, scope: str, used: Usage, held: Hold) -> None:
        whole = scope == WORKSPACE
        most = self.budget.tokens if whole else self.budget.candidate_tokens
        if most and used.tokens + held.tokens > most:
            whose = "the workspace's" if whole else "the candidate's"
            hint = "see JIUFANG_LLM_TOKENS and JIUFANG_LLM_CANDIDATE_TOKENS"
            raise NoAnswer(f"{whose} tokens of this month are used up ({used.tokens} of {most})", hint=hint)
        if whole and self.budget.money and used.nanos + held.nanos > self.budget.money * NANO:
            raise NoAnswer("the money of this month is used up", hint="see JIUFANG_LLM_COST")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction that nobody else's can overlap."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.folder / FILE, timeout=PATIENCE, isolation_level=None)) as table:
                table.executescript(TABLES)
                table.execute("BEGIN IMMEDIATE")
                yield table
                table.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise NoAnswer(
                f"usage cannot be counted: {error}", subject=FILE, hint="set JIUFANG_CACHE to a folder that can be written"
            ) from error


def _scopes(candidate: str) -> list[str]:
    return [WORKSPACE, *([f"candidate:{hashlib.sha256(candidate.encode()).hexdigest()[:24]}"] if candidate else [])]


def _usage(table: sqlite3.Connection, scope: str, month: str) -> Usage:
    row = table.execute("SELECT questions, tokens, nanos FROM usage WHERE scope = ? AND month = ?", (scope, month)).fetchone()
    return Usage(*row) if row else Usage()
