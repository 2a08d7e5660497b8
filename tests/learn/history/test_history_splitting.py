"""Parts are honest: nobody and nothing is in two of them, the test is the latest, and nothing gets lost without a word."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.learn.history.leaks import leaks
from jiufang.learn.history.near import near_duplicates
from jiufang.learn.history.records import Why
from jiufang.learn.history.splitting import split
from jiufang.learn.history.unions import Unions
from jiufang.learn.records import Dataset, Pair, Part

START = dt.date(2024, 1, 1)


@st.composite
def histories(draw):
    """Draw pairs of few persons and jobs, so that much is joined, with and without dates."""
    persons, jobs = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    links = draw(st.sets(st.tuples(st.integers(0, persons - 1), st.integers(0, jobs - 1)), min_size=1, max_size=60))
    days = draw(st.lists(st.integers(0, 900) | st.none(), min_size=len(links), max_size=len(links)))
    return [
        Pair(f"{p}-{j}", f"p{p}", f"j{j}", "r", "a", 0.5, START + dt.timedelta(days=day) if day is not None else None)
        for (p, j), day in zip(sorted(links), days, strict=True)
    ]


@given(
    histories(),
    st.dictionaries(st.integers(0, 11), st.integers(0, 3)),
    st.dictionaries(st.integers(0, 11), st.integers(0, 3)),
    st.randoms(),
)
@settings(max_examples=200, deadline=None)
def test_no_person_job_or_near_duplicate_is_in_two_parts(pairs, same_person, same_job, chance):
    """Whatever is joined to whatever: groups of persons and of jobs are in one part; each pair is in a part, or left out for a reason."""
    persons = {f"p{n}": f"pg{same_person.get(n, f'x{n}')}" for n in range(12)}
    jobs = {f"j{n}": f"jg{same_job.get(n, f'x{n}')}" for n in range(12)}
    parted = split(pairs, persons=persons, jobs=jobs)

    for group in ({p.id: persons[p.person] for p in pairs}, {p.id: jobs[p.job] for p in pairs}):
        parts: dict[str, set[Part]] = {}
        for id, part in parted.parts.items():
            parts.setdefault(group[id], set()).add(part)
        assert all(len(found) == 1 for found in parts.values())
    assert {*parted.parts, *parted.left} == {p.id for p in pairs}
    assert not {*parted.parts} & {*parted.left}
    assert {*parted.left.values()} <= {Why.ACROSS, Why.LATE}
    assert split(chance.sample(pairs, len(pairs)), persons=persons, jobs=jobs) == parted


@given(histories())
@settings(deadline=None)
def test_nothing_before_the_test_was_decided_after_it_began(pairs):
    """What is learnt from was decided before the test began, but for the overlap that is told."""
    parted = split(pairs)
    if parted.test_from is None:
        return
    early = [p for p in pairs if parted.parts.get(p.id) in (Part.TRAIN, Part.DEV) and p.at and p.at >= parted.test_from]

    assert len(early) == parted.overlap
    assert all(p.at >= parted.test_from for p in pairs if p.at and parted.parts.get(p.id) is Part.TEST)


def test_apart_persons_and_jobs_stay_whole():
    """Where nobody applied twice nothing is left out, and the shares are about those that were asked for."""
    pairs = [Pair(f"{n}", f"p{n}", f"j{n // 5}", "r", "a", 0.0, START + dt.timedelta(days=n // 5 * 7)) for n in range(500)]
    parted = split(pairs)
    counts = {part: sum(p == part for p in parted.parts.values()) for part in Part}

    assert not parted.left
    assert not parted.cut
    assert (counts[Part.TEST], counts[Part.DEV]) == (100, 50)
    assert {p.id for p in pairs[400:]} == {id for id, part in parted.parts.items() if part is Part.TEST}


def test_a_history_that_is_joined_throughout_is_cut():
    """Where everybody is joined to everybody, most pairs are kept and the parts are honest all the same."""
    chance = random.Random(3)
    links = sorted({(chance.randrange(600), chance.randrange(50)) for _ in range(900)})
    pairs = [Pair(f"{p}-{j}", f"p{p}", f"j{j}", "r", "a", 0.0, START + dt.timedelta(days=j * 14 + p % 10)) for p, j in links]
    parted = split(pairs)
    found = leaks(Dataset("x", tuple(pairs), parted.parts), near=False)

    assert parted.cut
    assert (found["persons"], found["jobs"], found["decided after the test begins"]) == (0, 0, 0)
    assert len(parted.parts) > 0.7 * len(pairs)
    assert all(any(part == wanted for part in parted.parts.values()) for wanted in Part)


def test_without_dates_jobs_are_parted_by_chance_that_never_changes():
    """Nothing is known of time: parts are made all the same, and told to be without time."""
    pairs = [Pair(f"{n}", f"p{n}", f"j{n % 40}", "r", "a", 0.0) for n in range(400)]
    parted = split(pairs)

    assert not parted.by_time
    assert parted.test_from is None
    assert parted == split(list(reversed(pairs)))
    assert sum(part is Part.TEST for part in parted.parts.values()) >= 80


RESUME = "\n".join(
    f"- Cleared {n} customs declarations for client number {n * 7} and kept the ledger of depot {n * 3}" for n in range(1, 12)
)
ZH = "\n".join(f"- 负责第{n}号仓库的盘点与报关，每月处理单据{n * 37}份，协调{n + 3}家货代" for n in range(1, 12))


def test_near_duplicates_are_found_in_both_languages():
    """A résumé with a line more is the same one; another of the same trade is not; short texts are the same only when they are equal."""
    other = RESUME.replace("customs declarations", "payroll runs").replace("ledger", "register").replace("depot", "branch")
    texts = [RESUME, ZH, RESUME + "\n- Trained two people", ZH.replace("第3号", "第5号"), other, "Java; SQL", "Java; SQL", "Java; Go"]
    groups = {group for group in near_duplicates(texts).groups if len(group) > 1}

    assert groups == {(0, 2), (1, 3), (5, 6)}


def test_templates_do_not_make_everybody_the_same():
    """Where a system's template makes most texts alike, likeness is asked to be closer, and lines that many share say nothing."""
    frame = [
        f"Company section number {n} of the template that every single exported profile carries in it word for word" for n in range(20)
    ]
    texts = [
        "\n".join([*frame, f"- Ran {word} with {n} people for {n * 13} days in town {n}, then {word} again"])
        for n, word in enumerate("a b c d e f g h i j k l".split())
    ]

    assert max(len(group) for group in near_duplicates(texts).groups) == 1


def test_leaks_are_counted():
    """A person, a text and a near-duplicate in two parts are found, and what was decided after the test began."""
    day = dt.date(2024, 5, 1)
    pairs = (
        Pair("1", "p1", "j1", RESUME, "a", 0.0, day),
        Pair("2", "p1", "j2", RESUME + "\n- One more line", "b", 0.0, day - dt.timedelta(days=1)),
        Pair("3", "p3", "j3", ZH, "a", 0.0, day),
    )
    found = leaks(Dataset("x", pairs, {"1": Part.TRAIN, "2": Part.TEST, "3": Part.TEST}))

    assert (found["persons"], found["advertisements"], found["near-duplicate résumés"], found["jobs"]) == (1, 1, 1, 0)
    assert found["decided after the test begins"] == 1


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
@settings(deadline=None)
def test_unions_hold_what_was_joined(joined):
    """Two names are in one group exactly if a chain of joins leads from one to the other."""
    unions = Unions(range(21))
    reach = {n: {n} for n in range(21)}
    for a, b in joined:
        unions.join(a, b)
        whole = reach[a] | reach[b]
        for n in whole:
            reach[n] = whole

    assert sorted(map(sorted, unions.groups())) == sorted(map(list, {tuple(sorted(found)) for found in reach.values()}))
