"""Tell the small signs of a message apart: yes, no, a refusal, a question, an insult, an order to the machine, a correction."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.text import tables
from jiufang.text.normalise import fold
from jiufang.text.orders import orders

BOAST = re.compile(r"排名(?:第一|首位|最前)")  # in a résumé an order to the machine, in an answer mostly a result


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    rows: dict[str, list[str]] = {}
    for name, _, expression in tables.rows("screening", "cues.tsv"):
        rows.setdefault(name, []).append(f"(?:{expression})")
    return {name: re.compile("|".join(parts), re.IGNORECASE) for name, parts in rows.items()}


def find(name: str, text: str) -> re.Match[str] | None:
    """Return the first sign of a kind in a text.

    Args:
        name: a name of `cues.tsv`.
        text: a sentence or a message.
    """
    return _patterns()[name].search(text)


def says(name: str, text: str) -> bool:
    """Tell whether a sign of a kind stands in a text."""
    return find(name, text) is not None


def instruction_at(text: str) -> int | None:
    """Return where a sentence begins to give orders to the machine, or to speak for the company or its system; None when it does not."""
    plain = BOAST.sub(lambda m: "·" * len(m.group()), text)
    own = find("instruction", text)
    starts = [start for start, _ in orders(plain)[:1]] + ([own.start()] if own else [])
    if not starts and says("instruction", fold(text)):
        return 0  # written in wide or odd letters
    return min(starts, default=None)


def is_instruction(text: str) -> bool:
    """Tell whether a text gives orders to the machine."""
    return instruction_at(text) is not None
