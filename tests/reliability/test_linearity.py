"""The judge of R06 finds what it is there to find."""

from __future__ import annotations

import pytest
from tests.reliability.linearity import Kind, Op, faults

FIRST = {"k": (1, "a")}


def op(kind: Kind, start: float, end: float, version: int, value: str = "") -> Op:
    """Return an operation on the one thing."""
    return Op(kind, "k", start, end, version, value, "mei")


GOOD = [
    op(Kind.READ, 0, 1, 1, "a"),
    op(Kind.WRITTEN, 2, 3, 2, "b"),
    op(Kind.STALE, 2.5, 4, 1),
    op(Kind.READ, 2.5, 2.8, 1, "a"),
    op(Kind.READ, 2.6, 2.7, 2, "b"),
    op(Kind.WRITTEN, 5, 6, 3, "c"),
]


def test_a_good_history_has_no_faults():
    """Reads beside a write may see what was before and what comes after it."""
    assert faults(GOOD, FIRST, {"k": (3, "c")}) == []
    assert faults([op(Kind.WRITTEN, 0, 1, 2, "b")], FIRST, {"k": (2, "b")}) == []
    assert faults([], FIRST, {"k": (1, "a")}) == []


@pytest.mark.parametrize(
    ("wrong", "last", "told"),
    [
        ([op(Kind.WRITTEN, 7, 8, 3, "d")], (3, "c"), "made after"),
        ([op(Kind.WRITTEN, 7, 8, 5, "d")], (5, "d"), "made after"),
        ([], (2, "b"), "ends at"),
        ([], (3, "x"), "ends at"),
        ([op(Kind.READ, 7, 8, 3, "x")], (3, "c"), "read as"),
        ([op(Kind.READ, 7, 8, 4, "d")], (3, "c"), "read as"),
        ([op(Kind.READ, 7, 8, 2, "b")], (3, "c"), "out already"),
        ([op(Kind.STALE, 7, 8, 3)], (3, "c"), "newest"),
    ],
    ids=["twice", "left out", "lost", "other value", "never written", "from nowhere", "gone back", "refused for nothing"],
)
def test_every_fault_is_found(wrong, last, told):
    """A version made twice or left out, a lost update, a read of what never was, time running back, a refusal without cause."""
    assert any(told in fault for fault in faults([*GOOD, *wrong], FIRST, {"k": last}))
