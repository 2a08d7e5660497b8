"""Turn files of labelled requirement–passage pairs into examples, and part them into what is learnt and what is held out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from jiufang.errors import BadInput
from jiufang.matching.verifier import CLASSES

# Neighbouring rows are minimal pairs of each other: a block is learnt or held out as a whole.
BLOCK = 20
HELD_OUT_PERCENT = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A requirement, a passage, and what the passage shows of it.

    `proof` are (start, end) stretches of the passage; `block` names the rows that must not be parted.
    """

    requirement: str
    passage: str
    verdict: int
    proof: tuple[tuple[int, int], ...]
    block: str
    languages: str = ""


def read_examples(folder: Path) -> list[Example]:
    """Read every `.jsonl` file of a folder, in the order of their names.

    A line is a pair {requirement, passage, verdict, evidence} or a passage with many requirements
    {passage, rows: [[requirement, verdict, evidence, …], …]}.

    Raises:
        BadInput: a line is no such record, or names evidence that its passage does not hold.
    """
    return [example for path in sorted(folder.glob("*.jsonl")) for example in _read_file(path)]


def write_examples(examples: Iterable[Example], path: Path) -> None:
    """Write examples so that `read_examples` reads them, a line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(_record(e), ensure_ascii=False) + "\n" for e in examples), encoding="utf-8")


def part(examples: Iterable[Example]) -> tuple[list[Example], list[Example]]:
    """Return (what is learnt, what is held out), parted by a hash of the block's name."""
    learnt: list[Example] = []
    held_out: list[Example] = []
    for example in examples:
        (held_out if is_held_out(example.block) else learnt).append(example)
    return learnt, held_out


def is_held_out(block: str) -> bool:
    """Tell whether a block is never learnt from."""
    return int(sha256(block.encode()).hexdigest(), 16) % 100 < HELD_OUT_PERCENT


def block_of(path: Path, number: int) -> str:
    """Return the name of the block of a row: its file and which twenty rows it stands among."""
    return f"{path.stem}/{number // BLOCK}"


def _read_file(path: Path) -> Iterator[Example]:
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for number, line in enumerate(rows):
        try:
            record = json.loads(line)
            yield from _examples(record, block_of(path, number))
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(f"line {number + 1} is no labelled pair: {error}", subject=path.name) from error


def _examples(record: dict[str, Any], block: str) -> Iterator[Example]:
    passage = str(record["passage"])
    if "rows" not in record:
        languages = f"{record.get('req_lang', '')}-{record.get('text_lang', '')}"
        yield _example(record["requirement"], passage, record["verdict"], record["evidence"], block, languages)
        return
    for requirement, verdict, evidence, _, language, *_ in record["rows"]:
        yield _example(
            requirement,
            passage,
            verdict,
            evidence,
            f"{block}:{sha256(passage.encode()).hexdigest()[:8]}",
            f"{language}-{record['text_lang']}",
        )


def _record(example: Example) -> dict[str, Any]:
    asked, _, told = example.languages.partition("-")
    return {
        "requirement": example.requirement,
        "passage": example.passage,
        "verdict": CLASSES[example.verdict],
        "evidence": [example.passage[start:end] for start, end in example.proof],
        "req_lang": asked,
        "text_lang": told,
    }


def _example(requirement: str, passage: str, verdict: str, evidence: Sequence[str], block: str, languages: str) -> Example:
    proof = []
    for quote in evidence:
        start = passage.index(quote)
        proof.append((start, start + len(quote)))
    return Example(requirement, passage, CLASSES.index(verdict), tuple(proof), block, languages)
