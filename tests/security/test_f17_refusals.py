"""F17: who refuses to be assessed by software is neither scored nor last: they are marked for a person to read, in an order drawn by lot.

Twelve people and forty jobs here; more by `JIUFANG_F17_PEOPLE=60 JIUFANG_F17_JOBS=400 pytest -n0 -s tests/security/test_f17_refusals.py`.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

pytest.importorskip("sqlalchemy")

from sqlalchemy import text
from tests.security.crowd import fill, job, workspace

from jiufang.store import lots, people
from jiufang.store.ids import new_id
from jiufang.store.lists.applications import Order
from jiufang.store.refusals import roots
from jiufang.workspace import refusing

PEOPLE = int(os.environ.get("JIUFANG_F17_PEOPLE", "12"))
JOBS = int(os.environ.get("JIUFANG_F17_JOBS", "40"))
FROM_CHANCE = 4.5  # standard deviations from what chance alone gives; once in 100,000 runs


@pytest.fixture
def ws(store, tmp_path):
    """A workspace with people in it who applied for a job."""
    opened = workspace(store, tmp_path)
    fill(opened, tmp_path / "sent", PEOPLE)
    return opened


def everybody(ws):
    """Return all persons."""
    with ws.session() as session:
        return list(session.connection.execute(text("SELECT id FROM persons ORDER BY id")).scalars())


def refuse(ws, persons) -> None:
    """Let some of them refuse."""
    for person in persons:
        refusing.refuse(ws, person, by="link:candidate")


def test_f17_unscored_not_last_and_read_by_somebody(ws):
    """From the first moment: no match is made, no score told, they stand in a list of their own before the ranking, and are marked."""
    kept = ws.add_job(job(0))
    refused = everybody(ws)[::3]
    refuse(ws, refused)
    for person in everybody(ws):
        ws.applicants.apply(person, kept.id, by="mei@example.com")
    ranked = ws.shortlist(kept)
    told = ranked.to_dict()
    rows = list(ws.applicants.list(ws.jobs[0].id, limit=100).rows)
    with ws.session() as session:
        matched = set(session.connection.execute(text("SELECT person_id FROM matches")).scalars())

    assert {one.id for one in ranked.unscored} == {str(person) for person in refused}
    assert {one["why"] for one in told["unscored"]} == {"refused"}
    assert list(told).index("unscored") < list(told).index("candidates")
    assert len(ranked) == PEOPLE - len(refused)
    assert not matched & set(refused)
    assert [row.refused for row in rows] == [True] * len(refused) + [False] * (PEOPLE - len(refused))
    assert [row.match is None for row in rows] == [row.refused for row in rows]
    assert min(row.match.rank for row in rows if row.match) == 1
    print({"people": PEOPLE, "refused": len(refused), "matched": len(matched), "unscored": len(ranked.unscored)})  # noqa: T201


def test_f17_who_refuses_later_is_taken_out(ws):
    """The best of the ranking: everybody else moves up, a decision about them bears no score; who agrees again is back."""
    kept = ws.add_job(job(2))
    for person in everybody(ws):
        ws.applicants.apply(person, kept.id, by="mei@example.com")
    before = ws.shortlist(kept)
    best, second = ws.person(before[0]), ws.person(before[1])
    refuse(ws, [best])
    after = ws.shortlist(kept)
    made = [ws.decide(person, "interview", by="mei@example.com", job=ws.jobs[0].id) for person in (best, second)]

    assert [ws.person(match) for match in after] == [ws.person(match) for match in before][1:]
    assert after.ranks[0] == 1
    assert (made[0].match, made[0].facts.get("score"), made[1].facts["rank"]) == (None, None, 1)
    assert ws.explain(made[0]).score is None
    assert "No software" in explained(ws, made[0])
    assert all(str(one.candidate.id) == str(best) for one in ws.applicants.list(ws.jobs[0].id).rows if one.refused)
    assert best not in {row.candidate.id for row in ws.applicants.shortlist(ws.jobs[0].id).rows}

    refusing.allow(ws, best, by="link:candidate", words="yes")
    assert ws.person(ws.shortlist(kept)[0]) == best


def explained(ws, decision) -> str:
    """Return the explanation in English."""
    from jiufang.decisions.explanation import text as in_words

    return in_words(ws.explain(decision), lang="en")


def test_f17_the_order_is_drawn_and_stays(ws):
    """The same each time it is asked, in the shortlist and in the list of applicants; blind, without a name."""
    kept = ws.add_job(job(0))
    refused = everybody(ws)[: PEOPLE // 2]
    for person in refused:
        ws.applicants.apply(person, kept.id, by="mei@example.com")
    refuse(ws, refused)
    first, named = ws.shortlist(kept), ws.shortlist(kept, blind=False)
    listed = [row.candidate.id for row in ws.applicants.list(ws.jobs[0].id, order=Order.SCORE).rows]

    assert first.unscored == ws.shortlist(kept, size=3).unscored
    assert [one.id for one in first.unscored] == [one.id for one in named.unscored]
    assert all(one.name.startswith("unscored ") for one in first.unscored)
    assert any("Ada" in one.name for one in named.unscored)
    assert set(map(str, listed)) == {one.id for one in first.unscored}
    assert listed == [row.candidate.id for row in ws.applicants.list(ws.jobs[0].id, order=Order.SCORE).rows]


def test_f17_the_lot_favours_nobody():
    """Over many jobs everybody comes first about as often as chance has it, whenever they arrived."""
    persons = [new_id() for _ in range(8)]
    firsts = Counter(min(persons, key=lambda person: lots.draw(new, person)) for new in (new_id() for _ in range(100 * JOBS)))
    expected, spread = 100 * JOBS / 8, (100 * JOBS * (1 / 8) * (7 / 8)) ** 0.5

    assert all(abs(firsts[person] - expected) < FROM_CHANCE * spread for person in persons)


def test_f17_merged_persons_speak_for_each_other(ws):
    """Who refused as one of two persons that turn out to be the same has refused."""
    one, other = everybody(ws)[:2]
    refuse(ws, [other])
    with ws.session() as session:
        proposal = people._propose(session, one, other, {"email"})
        same = people.merge(session, proposal, by="mei@example.com")
        assert roots(session) == {same}
