"""Turn labelled examples into more of them, each told with something missing, vaguer, misread or in two languages, its label kept honest.

A way to tell an example otherwise returns the new example, or None where it could not be sure of the label:

* `dropped` takes the proof away: nothing is shown any more. Refused where the rest still speaks of the requirement.
* `thinned` takes away lines that prove nothing: the verdict stays.
* `backed_off` makes precise words of the proof vague by the rules of `data/backoff.tsv`, which say what becomes of the verdict.
* `misread` puts in the slips of scanners and keyboards (`data/misread.tsv`), never in a digit or a denial: the verdict stays.
* `mixed` writes words of a Chinese passage in English, as people do (`data/mixed.tsv`): the verdict stays.
* `retold` asks for the same in other words or in the other language, from wordings that people or a model wrote: the verdict stays.

All is decided by seed, epoch and content: neither the order of examples nor a clock has a say. Held-out blocks are the caller's to keep out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

from jiufang.generate.words import carriers, content_of
from jiufang.learn.examples import Example
from jiufang.learn.wordings import retold
from jiufang.matching.verifier import CLASSES
from jiufang.taxonomy.degrees import find_degrees
from jiufang.text import tables

NOT_SHOWN, CONTRADICTED = CLASSES.index("not_shown"), CLASSES.index("contradicted")
STILL_SAYS = 0.2  # share of a requirement's words in what is left, from which the proof may not have been all
SLIPS = 0.015  # of the characters of a passage; a poor scan has about as many
MIXED = 0.4  # of the words that the table knows
THINNED = 0.4  # of the lines that prove nothing
LINE = re.compile(r"[^\n]+")
SENTENCE = re.compile(r"(?:[^。！？!?\n；;.]|\.(?=\w))+[。！？!?；;.]*")
DATED = re.compile(r"(?:19|20)\d\d")
LENGTH = re.compile(
    r"\d\s*\+?\s*(?:年|years?|yrs?|months?|个月)|[一二三四五六七八九十两半几]\s*(?:多)?(?:年|个月)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) years",
    re.IGNORECASE,
)
SCHOOLED = re.compile(r"学历|学位|毕业|专业|\b(?:degrees?|graduates?|qualifications?|educated)\b", re.IGNORECASE)
DENIAL = re.compile(r"[不没未无非]|\b(?:not|no|never|none|without)\b|n['’]t\b", re.IGNORECASE)

Edit = tuple[int, int, str]
Way = Callable[[Example, random.Random], Example | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a precise wording becomes a vague one, for which requirements, and what that does to the verdict."""

    name: str
    asks: re.Pattern[str]
    was: int
    becomes: int
    find: re.Pattern[str]
    instead: str


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the back-off rules, in the order of the table."""
    return tuple(
        Rule(name, re.compile(asks, re.IGNORECASE), CLASSES.index(was), CLASSES.index(becomes), re.compile(find), instead)
        for name, asks, was, becomes, find, instead in tables.rows("learn", "backoff.tsv")
    )


def augmented(
    examples: Iterable[Example], *, seed: int, epoch: int = 0, share: float = 0.5, wordings: Mapping[str, Sequence[str]] | None = None
) -> list[Example]:
    """Return the examples, about `share` of them told otherwise where that is possible with an honest label.

    Args:
        examples: what may be learnt from; nothing held out.
        seed: the same seed, epoch and example give the same result.
        epoch: another epoch tells other examples otherwise, or in another way.
        share: of the examples, from 0 to 1.
        wordings: by requirement, what asks for the same in other words.
    """
    ways: list[Way] = [dropped, thinned, backed_off, misread, mixed]
    if wordings:
        ways.append(lambda example, chance: retold(example, chance, wordings=wordings))
    return [_one(example, ways, chance_of(example, seed, epoch), share) for example in examples]


def variants(examples: Iterable[Example], way: Way, *, seed: int, epoch: int = 0) -> Iterator[tuple[Example, Example]]:
    """Yield (example, variant) for every example that a way can tell otherwise."""
    for example in examples:
        variant = way(example, chance_of(example, seed, epoch))
        if variant is not None and variant != example:
            yield example, variant


def chance_of(example: Example, seed: int, epoch: int) -> random.Random:
    """Return the chance that belongs to an example: from its content, so that no neighbour changes it."""
    told = f"{seed}\0{epoch}\0{example.requirement}\0{example.passage}"
    return random.Random(int(sha256(told.encode("utf-8", "surrogatepass")).hexdigest(), 16))


def dropped(example: Example, chance: random.Random) -> Example | None:
    """Return the example without the sentences of its proof: what is not written is not shown."""
    if not example.proof:
        return None
    said = [m.span() for m in SENTENCE.finditer(example.passage)]
    cut = [(a, b) for a, b in said if any(a < end and start < b for start, end in example.proof)]
    beside = [span for before, span in pairwise(said) if before in cut] + [before for before, span in pairwise(said) if span in cut]
    if example.verdict == CONTRADICTED and any(DENIAL.search(example.passage[a:b]) for a, b in beside if (a, b) not in cut):
        return None  # people deny a thing twice
    told = edited(replace(example, verdict=NOT_SHOWN, proof=()), [(start, end, "") for start, end in cut])
    told = replace(told, passage=re.sub(r"\n\s*\n+", "\n", told.passage).strip())
    return None if len(told.passage) < len(example.requirement) or _still_says(told.passage, example.requirement) else told


def thinned(example: Example, chance: random.Random) -> Example | None:
    """Return the example without some lines that prove nothing; lines beside a proof stay, since they may date or name it."""
    lines = [m.span() for m in LINE.finditer(example.passage)]
    near = {n + step for n, (a, b) in enumerate(lines) for start, end in example.proof if a < end and start < b for step in (-1, 0, 1)}
    bare = example.verdict == NOT_SHOWN
    idle = [span for n, span in enumerate(lines) if (bare or n not in near) and chance.random() < THINNED]
    if not idle or len(idle) == len(lines) or LENGTH.search(example.requirement):  # a length of work may rest on any line
        return None
    return edited(example, [(start, min(end + 1, len(example.passage)), "") for start, end in idle])


def backed_off(example: Example, chance: random.Random) -> Example | None:
    """Return the example with vague words for precise ones in all of its proof, and the verdict that the rule gives it."""
    for rule in rules():
        if example.verdict != rule.was or not rule.asks.search(example.requirement):
            continue
        found = [m for start, end in example.proof for m in rule.find.finditer(example.passage, start, end)]
        if found and not DENIAL.search(" ".join(example.passage[a:b] for a, b in example.proof)):
            vague = edited(example, [(m.start(), m.end(), m.expand(rule.instead)) for m in found])
            return replace(vague, verdict=rule.becomes) if _vague_throughout(rule, vague) else None
    return None


def misread(example: Example, chance: random.Random) -> Example | None:
    """Return the example with slips in its passage: confused characters, a letter doubled or lost, a blank too many."""
    sites = [m for m in re.finditer(r"[A-Za-z]{5,}|[\u4e00-\u9fff]+", example.passage) if not DENIAL.search(m.group())]
    wanted = max(1, round(SLIPS * len(example.passage)))
    edits = [edit for m in chance.sample(sites, min(wanted, len(sites))) if (edit := _slip(m, chance))]
    return edited(example, edits) if edits else None


def mixed(example: Example, chance: random.Random) -> Example | None:
    """Return the example with words of its Chinese passage in English."""
    found = _mixable().finditer(example.passage)
    edits = [(m.start(), m.end(), f" {_english()[m.group()]} ") for m in found if chance.random() < MIXED]
    return edited(example, edits) if edits else None


def edited(example: Example, edits: Sequence[Edit]) -> Example:
    """Return the example with stretches of its passage replaced; the proof moves along, and grows or shrinks with what it holds."""
    passage, at, out = example.passage, 0, []
    moved: list[tuple[int, int]] = []  # (where the old text was, by how much it moved)
    for start, end, new in sorted(edits):
        out += [passage[at:start], new]
        moved.append((end, len(new) - (end - start)))
        at = end
    out.append(passage[at:])

    def place(offset: int) -> int:
        return offset + sum(by for end, by in moved if end <= offset)

    proof = ((place(start), place(end)) for start, end in example.proof)
    return replace(example, passage="".join(out), proof=tuple((a, b) for a, b in proof if a < b))


def _one(example: Example, ways: Sequence[Way], chance: random.Random, share: float) -> Example:
    if chance.random() >= share:
        return example
    for way in chance.sample(list(ways), len(ways)):
        told = way(example, chance)
        if told is not None:
            return told
    return example


def _still_says(rest: str, requirement: str) -> bool:
    """Tell whether what is left may still bear on the requirement: by a name, by enough words, by dates or degrees where those are asked."""
    wanted, left = carriers(requirement), content_of(rest)
    said = [word for word in wanted if left.says(word) or _touches(word.text, rest)]
    if any(word.kind == "name" for word in said) or len(said) >= max(1.0, STILL_SAYS * len(wanted)):
        return True
    asks_length = LENGTH.search(requirement) and (DATED.search(rest) or LENGTH.search(rest))
    asks_degree = find_degrees(requirement) or SCHOOLED.search(requirement)
    return bool(asks_length or (asks_degree and find_degrees(rest)))


def _touches(word: str, rest: str) -> bool:
    """Tell whether two neighbouring characters of a longer Chinese word stand in a text: 基坑 speaks of 深基坑."""
    return len(word) > 2 and not word.isascii() and any(word[n : n + 2] in rest for n in range(len(word) - 1))


def _vague_throughout(rule: Rule, example: Example) -> bool:
    """Tell whether no precise words for the same thing, in either language, are left in the proof."""
    proof = " ".join(example.passage[a:b] for a, b in example.proof)
    family = rule.name.split("_")[0]
    return not any(other.find.search(proof) for other in rules() if other.name.split("_")[0] == family)


def _slip(word: re.Match[str], chance: random.Random) -> Edit | None:
    """Return one slip within a word: by the table where it knows one, else a letter doubled, or two swapped."""
    known = [(right, wrong) for right, wrong in tables.rows("learn", "misread.tsv") if right in word.group()]
    if known and chance.random() < 0.7:
        right, wrong = chance.choice(known)
        start = word.start() + word.group().index(right)
        return start, start + len(right), wrong
    if not word.group().isascii():
        return None
    at = chance.randrange(word.start() + 1, word.end() - 1)
    pair = word.string[at : at + 2]
    return (at, at + 2, pair[::-1]) if chance.random() < 0.5 else (at, at + 1, pair[0] * 2)


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    return {row[0]: row[1] for row in tables.rows("learn", "mixed.tsv")}


@lru_cache(maxsize=1)
def _mixable() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _english()), key=len, reverse=True)))
