"""Turn a requirement into groups of skills: every group must be shown, any member of a group will do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from jiufang.taxonomy.skills import load_skills

Groups = tuple[tuple[str, ...], ...]

# Names that no taxonomy knows yet: Latin words in Chinese text, capitals and digits in English.
_LATIN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z][A-Za-z0-9]*(?:[+#.&/-]?[A-Za-z0-9]+)*[+#]*(?: [A-Z][A-Za-z0-9+#]*)*|[a-z][A-Za-z0-9]*(?:[+#.&/-]?[A-Za-z0-9]+)*[+#]*)"
)
_NAMELIKE = re.compile(
    r"^(?:[A-Z][\w+#.&/-]*[A-Z0-9+#][\w+#.&/-]*(?: \w+)*|[A-Z]{2,}s?|[A-Za-z]*\d[\w.]*|[A-Z][a-z]+(?:[A-Z]\w*)+|[A-Z][a-z]+(?: [A-Z]\w+)*)$"
)
_COMMON = frozenset(
    "A An The You Your We Our They Experience Experienced Knowledge Ability Able Strong Good Excellent Proven Current Valid Active Must Should At Minimum "
    "Proficiency Proficient Familiarity Hands Working Solid Previous Prior Full Clean Comfortable Confident Understanding Fluency Fluent English Spanish French "
    "US UK EU USA K12 B2B B2C HR IT PC OK Day In Or And Demonstrated Track Skilled Advanced Basic Any Some To Degree Bachelor Master License Licence "
    "Registered Qualified Certified Certification Certificate Level ICU Competent Expert Use Using Managing Managed Building Built Writing Written Relevant Recent "
    # Where somebody is qualified or works is no skill.
    "England Wales Scotland Ireland Britain Europe Germany France Spain Italy Netherlands Belgium Austria Switzerland Poland Sweden Norway Denmark Finland Portugal "
    "China Japan Korea India Singapore Malaysia Thailand Vietnam Indonesia Philippines Asia Australia Canada Mexico Brazil Africa America California Texas Florida".split()
)
_OR = re.compile(
    r"或|\bor\b|/|／|之一|任意|任一|至少.{0,6}(?:一|1)(?:种|门|项|个|款)|(?:一|1)(?:种|门|项|个|款)(?:及)?以上|其中|such as|e\.g\.|\beither\b|\bany of\b|\bone of\b|\blike\b|等|这类|之类|\band/or\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"^[\s、,，/／和与及或&]*(?:(?:或者?|和|与|及|以及|and/or|and|or|as well as)\s*)?(?:an?\s+|the\s+)?$", re.IGNORECASE)
# “OEE提升或节拍优化”, “X-ray reading or MRI”: a word of work stands between the name and the “or”.
_OR_BETWEEN = re.compile(r"^[\u4e00-\u9fff]{0,6}或者?[\u4e00-\u9fff]{0,4}$|^(?: \w+){0,2} or (?:\w+ ){0,2}$")
_AND = re.compile(r"和|与|及|\band\b|&", re.IGNORECASE)
_PARENTHESES = re.compile(r"[（(][^（）()]*[)）]")
MAX_GROUPS = 8


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    name: str


def skill_groups(text: str) -> Groups:
    """Return the skills that a requirement names, alternatives grouped.

    >>> skill_groups("熟练使用AutoCAD或SolidWorks出图")
    (('AutoCAD', 'SolidWorks'),)
    """
    view = _PARENTHESES.sub(lambda m: " " * len(m.group()), text)
    named = _named(view) or _named(text)
    runs: list[list[_Named]] = []
    for item in named:
        between = text[runs[-1][-1].end : item.start] if runs else ""
        if runs and (_LIST.match(between) or _OR_BETWEEN.match(between)):
            runs[-1].append(item)
        else:
            runs.append([item])
    groups: list[tuple[str, ...]] = []
    for run in runs:
        names = tuple(dict.fromkeys(item.name for item in run))
        groups += [names] if _alternatives(text, run) else [(name,) for name in names]
    return tuple(dict.fromkeys(groups))[:MAX_GROUPS]


def _alternatives(text: str, run: list[_Named]) -> bool:
    """Tell whether the names of a list are alternatives: by the words between them, else by those around."""
    between = " ".join(text[a.end : b.start] for a, b in pairwise(run))
    if re.search(r"或|\bor\b|/|／", between, re.IGNORECASE):
        return True
    if _AND.search(between):
        return False
    around = text[max(0, run[0].start - 14) : run[0].start] + " " + text[run[-1].end : run[-1].end + 16]
    return len(run) > 1 and _OR.search(around) is not None


def _named(text: str) -> list[_Named]:
    known = [_Named(m.start, m.end, m.surface) for m in load_skills().find(text)]
    chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
    for match in _LATIN.finditer(text):
        start, word = _without_common(match.start(), match.group())
        if any(start < k.end and match.end() > k.start for k in known) or len(word) < 2:
            continue
        if (chinese and not word.islower()) or (_NAMELIKE.match(word) and (start > 0 or word.isupper())):
            known.append(_Named(start, match.end(), word))
    return sorted(known, key=lambda k: k.start)


def _without_common(start: int, words: str) -> tuple[int, str]:
    """“Current BLS” names BLS: words that only open a sentence are no part of a name."""
    while words.partition(" ")[0] in _COMMON:
        first, blank, words = words.partition(" ")
        start += len(first) + len(blank)
    return start, words
