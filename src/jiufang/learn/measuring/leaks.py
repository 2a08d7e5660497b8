"""Turn a data set into reasons not to trust figures on it: what is in two parts at once, and texts that tell the outcome."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from jiufang.learn.measuring.pooled import POSITIVE_FROM
from jiufang.learn.measuring.records import Leak
from jiufang.learn.records import Dataset, Pair, Part
from jiufang.privacy.identifiers import find_identifiers
from jiufang.text.tokens import bigrams

Parts = Mapping[str, Part]

SHINGLE = 8  # characters: two texts of one author share few runs of that length, a text and its edited copy nearly all
NEAR = 0.8  # of their shingles in common (Broder 1997)
HASHES, BANDS = 64, 16
SEED = 20261123
EXAMPLES = 5
COMPARED = 20_000  # résumés; a few minutes
LOOKED_AT = 200  # résumés; whoever did not blind one did not blind the others
# What software or a recruiter writes about an application, and no applicant about themselves.
OUTCOME = re.compile(
    r"(?i:\b(?:application|candidate) (?:status|was|is) *:? *(?:hired|rejected|declined|shortlisted)|\b(?:offer (?:accepted|declined|extended)"
    r"|not selected|rejected (?:after|at|by)|interview (?:score|result|notes|feedback)|hiring (?:decision|manager.s? (?:note|comment))|status *: *hired))"
    r"|录用通知|拟录用|已录用|不予录用|面试(?:评价|结果|评分|官意见)|复试(?:通过|未通过)|初筛(?:通过|未通过)|已入职本公司|淘汰(?:原因|理由)"
)
TELLING_SHARE, TELLING_SURE, TELLING_LEAST = 0.5, 0.95, 8  # a word that half of the good have and hardly anybody else, in eight at least


def leaks(data: Dataset) -> tuple[Leak, ...]:
    """Return every reason that is found; none is a promise that there is no other."""
    parted = [pair for pair in data.pairs if pair.id in data.parts]
    apart = data.parts
    return tuple(
        found
        for found in (
            _across("person", "persons stand in more than one part", parted, apart, lambda pair: pair.person),
            _across("job", "jobs stand in more than one part", parted, apart, lambda pair: pair.job),
            _across("resume", "résumés stand word for word in more than one part", parted, apart, lambda pair: pair.resume.strip()),
            _across("ad", "ads stand word for word in more than one part", parted, apart, lambda pair: pair.ad.strip()),
            _near(parted, apart),
            _told(parted),
            _telling(parted),
            _open(parted),
            _early(data),
        )
        if found is not None and found.count
    )


def _across(code: str, message: str, pairs: Sequence[Pair], parts: Parts, key: Callable[[Pair], Hashable]) -> Leak:
    places: dict[Hashable, set[Part]] = defaultdict(set)
    first: dict[Hashable, str] = {}
    for pair in pairs:
        places[key(pair)].add(parts[pair.id])
        first.setdefault(key(pair), pair.id)
    found = [first[one] for one, where in places.items() if len(where) > 1]
    return Leak(code, message, len(found), tuple(found[:EXAMPLES]))


def _near(pairs: Sequence[Pair], parts: Parts) -> Leak:
    """Find résumés in different parts that share most of their words though they are not the same."""
    texts = list(dict.fromkeys(pair.resume.strip() for pair in pairs))
    if len(texts) > COMPARED:
        return Leak(
            "not looked", f"of more than {COMPARED} résumés near-duplicates were not looked for; jiufang history import does", len(texts)
        )
    where: dict[str, set[Part]] = defaultdict(set)
    of: dict[str, str] = {}
    for pair in pairs:
        where[pair.resume.strip()].add(parts[pair.id])
        of.setdefault(pair.resume.strip(), pair.id)
    found = [(a, b) for a, b in near_pairs(texts) if len(where[a] | where[b]) > 1]
    return Leak("near_resume", "résumés in different parts are nearly the same", len(found), tuple(of[b] for _, b in found[:EXAMPLES]))


def near_pairs(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of different texts of which `NEAR` of the shingles are common, found by MinHash in bands."""
    shingled = [_shingles(text) for text in texts]
    sketches = _sketches(shingled)
    seen: set[tuple[int, int]] = set()
    for band in range(BANDS):
        width = HASHES // BANDS
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for number, sketch in enumerate(sketches):
            buckets[sketch[band * width : (band + 1) * width].tobytes()].append(number)
        for alike in buckets.values():
            seen.update((a, b) for i, a in enumerate(alike[:-1]) for b in alike[i + 1 : i + 1 + EXAMPLES * 10])
    for a, b in sorted(seen):
        union = len(shingled[a] | shingled[b])
        if union and len(shingled[a] & shingled[b]) >= NEAR * union:
            yield texts[a], texts[b]


def _shingles(text: str) -> frozenset[int]:
    plain = " ".join(text.casefold().split())
    return frozenset(zlib.crc32(plain[i : i + SHINGLE].encode("utf-8", "surrogatepass")) for i in range(max(1, len(plain) - SHINGLE + 1)))


def _sketches(shingled: Sequence[frozenset[int]]) -> list[NDArray[np.uint64]]:
    chance = np.random.default_rng(SEED)
    prime = np.uint64((1 << 31) - 1)
    a, b = (chance.integers(1, int(prime), HASHES, dtype=np.uint64)[:, None] for _ in range(2))
    return [((a * (np.fromiter(sorted(one), np.uint64) % prime)[None, :] + b) % prime).min(axis=1) for one in shingled]


def _told(pairs: Sequence[Pair]) -> Leak:
    found = [pair.id for pair in pairs if OUTCOME.search(pair.resume)]
    return Leak("told", "résumés seem to hold words about the outcome of the application", len(found), tuple(found[:EXAMPLES]))


def _open(pairs: Sequence[Pair]) -> Leak:
    """Find résumés with addresses or numbers of a person: they are not blind, and a model of them is asked with other texts than these."""
    some = pairs[:: max(1, len(pairs) // LOOKED_AT)]
    found = [pair.id for pair in some if find_identifiers(pair.resume)]
    return Leak("open", f"résumés are not blind (of {len(some)} looked at)", len(found), tuple(found[:EXAMPLES]))


def _telling(pairs: Sequence[Pair]) -> Leak:
    """Find a single word by which most of the good are known: no honest word does that over many jobs."""
    good: dict[str, int] = defaultdict(int)
    all_of: dict[str, int] = defaultdict(int)
    for pair in pairs:
        for word in bigrams(pair.resume):
            all_of[word] += 1
            good[word] += pair.label >= POSITIVE_FROM
    total, true = len(pairs), sum(pair.label >= POSITIVE_FROM for pair in pairs)
    found = sorted(word for word, count in all_of.items() if _tells(good[word], count, true, total))
    return Leak("told", "single words of the résumés tell the label", len(found), tuple(found[:EXAMPLES]))


def _tells(good: int, held: int, true: int, total: int) -> bool:
    """Tell whether a word marks the good, or those who are not."""
    bad, false = held - good, total - true
    marks_good = good >= max(TELLING_LEAST, TELLING_SHARE * true) and good >= TELLING_SURE * held
    marks_bad = bad >= max(TELLING_LEAST, TELLING_SHARE * false) and bad >= TELLING_SURE * held
    base = true / total if total else 0.0
    return (marks_good and base < 1 - TELLING_SHARE / 2) or (marks_bad and base > TELLING_SHARE / 2)


def _early(data: Dataset) -> Leak | None:
    last = max((pair.at for pair in data.part(Part.TRAIN) if pair.at), default=None)
    if last is None:
        return None
    found = [pair.id for pair in data.part(Part.TEST) if pair.at and pair.at < last]
    return Leak("early", "test pairs were decided before the last one that was learnt", len(found), tuple(found[:EXAMPLES]))


def words(found: Iterable[Leak]) -> list[str]:
    """Return leaks as lines for people."""
    return [f"{leak.message}: {leak.count}" + (f" (such as {', '.join(leak.examples)})" if leak.examples else "") for leak in found]
