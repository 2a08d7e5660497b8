"""Part what a requirement asks for from what it says does not count: “药品销售不计入”, “years in an office do not count”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SKIPPED_ZH = r"(?:均|都|一律)?(?:不计入?(?:在内|年限)?|不算(?:在内|数)?|不予?计算|不包括(?:在内)?|除外|不作数)"
_SKIPPED_EN = r"(?:(?:do|does|will|is|are|would)(?: not|n[’']t) (?:be )?count(?:ed)?|(?:is|are) (?:not included|excluded)|(?:do|does)(?: not|n[’']t) qualify|not counted|excluded)"
_LEADING_EN = r"(?:not counting|not including|excluding|excl\.|other than|apart from|disregarding)"
_LEADING_ZH = r"(?:不含|不包括|不包含|不计|不算|除去)"
EXCLUDED = re.compile(
    rf"[(（]?(?P<zh>[^，。,;；、()（）]*(?:、[^，。,;；、()（）]+)*?){_SKIPPED_ZH}[)）]?"
    rf"|[(（,;—–-]\s*(?P<en>[^(),;]*?)\s+{_SKIPPED_EN}[)）]?"
    rf"|[,(]?\s*\b{_LEADING_EN}\s+(?P<en2>[^(),;]+)[)）]?"
    rf"|[，,(（]?{_LEADING_ZH}(?P<zh2>[^，。,;；()（）]+)[)）]?",
    re.IGNORECASE,
)
LEAST = 4  # code points left over, or the words were all there is to the requirement


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement's words: what counts, and what is said not to."""

    kept: str
    excluded: str = ""


@lru_cache(maxsize=4096)
def asked(text: str) -> Asked:
    """Return a requirement's words without its exclusions, and the exclusions.

    Args:
        text: the requirement.
    """
    named = [next(g for g in m.groups() if g is not None).strip(" （(") for m in EXCLUDED.finditer(text)]
    kept = EXCLUDED.sub("", text).strip()
    return Asked(kept, " ".join(n for n in named if n)) if named and len(kept) >= LEAST else Asked(text)
