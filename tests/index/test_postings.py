"""Postings answer as a look at every person would, packed at once or bit by bit, and forget whom they are told to forget."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.index.entries import EVERYBODY
from jiufang.index.postings import SEGMENT, Postings, Stored, alone, best, joined, pack, without
from jiufang.index.ranking import fused
from jiufang.index.records import And, Kind, Node, Not, Or, Wanted

TERMS = ("java", "上海", "s:sql", "d:3", "护士")


def leaf(*groups, bars=()):
    """A condition on terms."""
    return Wanted(kind=Kind.WORD, text="", needs=groups, bars=bars)


LEAVES = st.builds(
    lambda groups, bars: leaf(*map(tuple, groups), bars=tuple(bars)),
    st.lists(st.lists(st.sampled_from(TERMS), min_size=1, max_size=2), max_size=2),
    st.lists(st.sampled_from(TERMS), max_size=1),
)
NODES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda parts: And(parts=tuple(parts)), st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda parts: Or(parts=tuple(parts)), st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda part: Not(part=part), inner)
    ),
    max_leaves=6,
)
PEOPLE = st.lists(st.dictionaries(st.sampled_from(TERMS), st.integers(1, 255), max_size=5), min_size=1, max_size=8)


def naive(node: Node, terms: dict[str, int]) -> bool:
    """Tell whether one person fits, by the words of the condition alone."""
    match node:
        case Wanted():
            return all(any(t in terms for t in group) for group in node.needs) and not any(t in terms for t in node.bars)
        case And():
            return all(naive(part, terms) for part in node.parts)
        case Or():
            return any(naive(part, terms) for part in node.parts)
        case Not():
            return not naive(node.part, terms)


def stored(people, numbers):
    """Pack people in two parts, as they come, and join them."""
    kept: dict[str, dict[int, Stored]] = {}
    half = len(people) // 2
    for part in (slice(None, half), slice(half, None)):
        for (segment, term), more in pack(zip(numbers[part], people[part], strict=True)).items():
            before = kept.setdefault(term, {}).get(segment, Stored(b"", b""))
            kept[term][segment] = Stored(before.numbers + more.numbers, before.impacts + more.impacts)
    return kept


def postings(people, numbers):
    """Return the postings of people."""
    held = {term: joined(parts) for term, parts in stored(people, numbers).items()}
    return Postings(numbers[-1] + 1, len(people), held)


@settings(max_examples=200, deadline=None)
@given(PEOPLE, NODES, st.integers(0, 2 * SEGMENT))
def test_conditions_hold_as_for_each_person(people, node, first):
    """Whatever the condition, the answer is that of asking one by one; across segments too."""
    known = [{**terms, EVERYBODY: 255} for terms in people]
    numbers = [first + 5000 * place for place in range(len(known))]
    fits = postings(known, numbers).fitting(node)

    assert [bool(fits[number]) for number in numbers] == [naive(node, terms) for terms in known]
    assert int(fits.sum()) == sum(naive(node, terms) for terms in known)
    assert [bool(alone(terms).fitting(node)[0]) for terms in known] == [naive(node, terms) for terms in known]


@settings(max_examples=100, deadline=None)
@given(PEOPLE, st.data())
def test_who_is_cut_out_was_never_there(people, data):
    """Cutting a person out leaves the bytes that packing without them makes."""
    gone = data.draw(st.integers(0, len(people) - 1))
    cut = {key: left for key, one in pack(enumerate(people)).items() if (left := without(one, gone)).numbers}

    assert cut == pack((number, terms) for number, terms in enumerate(people) if number != gone)


def test_rare_words_count_more():
    """BM25: of two words as often said, the one that fewer say weighs more; who says neither has no score."""
    made = postings([{"java": 100}, {"java": 100}, {"java": 100, "护士": 100}, {EVERYBODY: 255}], [0, 1, 2, 3])
    scores = made.scores({"java": 1.0, "护士": 1.0})

    assert scores[2] > scores[0] == scores[1] > scores[3] == 0
    assert best(scores, 2).tolist() == [2, 0]
    assert best(scores, 9, among=np.array([True, True, False, True])).tolist() == [0, 1]


def test_who_is_not_packed_counts_the_same():
    """A posting out of segments and a tail equals the posting of the same people, all packed."""
    packed = pack(enumerate([{"java": 10}, {"java": 20}]))
    both = joined({0: packed[0, "java"]}, [])
    tail = joined({0: pack([(0, {"java": 10})])[0, "java"]}, [(1, 20)])

    assert (both.numbers.tolist(), both.impacts.tolist()) == (tail.numbers.tolist(), tail.impacts.tolist())


@pytest.mark.parametrize(
    ("lexical", "dense", "order"),
    [
        ({1: 2.0, 2: 4.0}, {1: 0.9, 2: 0.1}, [1, 2]),
        ({1: 2.0, 2: 4.0}, {}, [2, 1]),
        ({1: 0.0, 2: 0.0}, {1: 0.2, 2: 0.3}, [2, 1]),
        ({3: 1.0, 2: 1.0}, {}, [2, 3]),
        ({}, {}, []),
    ],
)
def test_fusion_is_one_order(lexical, dense, order):
    """Meaning outweighs words, words decide alone where there is no meaning, and equals stand by their numbers."""
    assert [number for number, _ in fused(lexical, dense)] == order
