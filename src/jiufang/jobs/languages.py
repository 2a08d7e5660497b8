"""Turn the words of a requirement into the languages it asks for, and whether all of them or any of them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from jiufang.jobs.lexicon import rows
from jiufang.taxonomy.languages import load_languages

# “中英双语” names two languages by one character each.
SHORT = re.compile(r"(?P<codes>[中英日韩法德俄西葡意泰越粤]{2,4})(?:双语|三语|文(?!化|件|书|案|学)|互译|翻译|口译|笔译)")
CHARACTERS = dict(zip("中英日韩法德俄西葡意泰越粤", "zh en ja ko fr de ru es pt it th vi yue".split(), strict=True))
EITHER = re.compile(r"\bor\b|或|/|／|\|", re.IGNORECASE)
BOTH = re.compile(r"\band\b|\bplus\b|\bas well as\b|和|与|及|兼|并|且|还|也|&|\+", re.IGNORECASE)
ALL = re.compile(r"\b(?:bi|tri|multi)lingual\b|双语|三语|互译|\bboth\b|均|都", re.IGNORECASE)
ANY = re.compile(r"\b(?:one|any|either) of\b|\bat least one\b|之一|任一|任意|其中一[门种]|至少一[门种]|一门", re.IGNORECASE)

Hit = tuple[int, int, str]


@lru_cache(maxsize=4096)
def language_of(text: str) -> str | None:
    """Return the ISO 639 code of the first language that a text names."""
    hits = _hits(text)
    return hits[0][2] if hits else None


def languages_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the languages that a requirement names, as groups of alternatives.

    Args:
        text: the words of one requirement.

    Returns:
        ISO 639 codes: every group must be shown, any member of a group will do. “英语或日语” is (("en", "ja"),),
        “English and Mandarin” is (("en",), ("zh",)).
    """
    hits = _hits(text)
    groups: list[list[str]] = [[hits[0][2]]] if hits else []
    joined = _joined(text, hits)
    for (_, _, code), either in zip(hits[1:], joined, strict=True):
        if either:
            groups[-1].append(code)
        else:
            groups.append([code])
    unique = [tuple(dict.fromkeys(group)) for group in groups]
    # A test names its language once more: “英语，CET-6”.
    return tuple(g for i, g in enumerate(unique) if not any(set(g) <= set(other) for other in unique[:i]))


def _hits(text: str) -> list[Hit]:
    """Return where a text names languages, in order, without overlaps."""
    found = [(m.start(), m.end(), code) for code, expression in rows("languages") for m in re.finditer(expression, text, re.IGNORECASE)]
    for match in SHORT.finditer(text):
        found += [(match.start() + i, match.start() + i + 1, CHARACTERS[c]) for i, c in enumerate(match["codes"])]
    taxonomy = load_languages()
    found += [(t.start, t.end, t.language) for t in taxonomy.find_tests(text)]
    found += [(m.start, m.end, m.id) for m in taxonomy.find(_capitals(text))]
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda h: (h[0], h[0] - h[1])):
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept


def _capitals(text: str) -> str:
    """Write every word with a capital: ads write “fluent english”."""
    written = text.title()
    return written if len(written) == len(text) else text


def _joined(text: str, hits: list[Hit]) -> list[bool]:
    """Tell for each neighbour whether it is an alternative to the language before it; a comma means what the next word says."""
    every, any_one = ALL.search(text) is not None, ANY.search(text) is not None
    result: list[bool] = []
    follows = any_one
    for (_, end, _), (start, _, _) in reversed(list(pairwise(hits))):
        between = text[end:start]
        if EITHER.search(between) and not (every and "/" in between):
            follows = True
        elif BOTH.search(between) or "/" in between:
            follows = any_one
        result.append(follows)
    return result[::-1]
