"""Turn a letter into what may not stand in it: protected grounds, comparisons with other candidates, scores."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.generate.grounding import QUOTED
from jiufang.generate.lawful import off_limits
from jiufang.text import tables


def faults(text: str) -> tuple[str, ...]:
    """Return what of a letter may not be sent, by ground; empty when it may.

    Comparisons and scores are looked for outside of quotation marks: an ad may ask who grades papers.

    Example:
        >>> faults("Other candidates were stronger than you.")
        ('comparison',)
    """
    bare = QUOTED.sub(" ", text)
    return (*off_limits(text), *dict.fromkeys(ground for ground, expression in _patterns() if expression.search(bare)))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((ground, re.compile(expression, re.IGNORECASE)) for ground, _, expression in tables.rows("generate", "unsaid.tsv"))
