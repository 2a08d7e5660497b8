from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from jiufang.errors import BadInput, NoAnswer
from jiufang.llm.ledger import Budget, Ledger, Prices, Usage


def test_a_hold_is_settled_for_what_was_used(tmp_path):
    """The most is set aside while the question runs; what was really used is what stays."""
    ledger = Ledger(tmp_path, prices=Prices.of("0.5/2"))
    with ledger.hold(1000, 500, candidate="ada") as hold:
        assert ledger.usage().tokens == 1500
        hold.settle(130, ledger.prices.nanos(100, 30))
    used = Usage(questions=1, tokens=130, nanos=110_000)  # 100 * 0.5 + 30 * 2 millionths
    assert (ledger.usage(), ledger.usage("ada"), ledger.usage("li")) == (used, used, Usage())


def test_what_nobody_settles_counts_in_full(tmp_path):
    """A question that broke off may have been paid for, so all of it counts, also in a new process."""
    with pytest.raises(KeyError), Ledger(tmp_path).hold(1000, 500):
        raise KeyError
    assert Ledger(tmp_path).usage().tokens == 1500


def test_no_question_starts_that_might_go_over(tmp_path):
    """Budgets of the workspace, of a candidate and of money are kept to the token, and one candidate's do not touch another's."""
    ledger = Ledger(tmp_path, Budget(tokens=100, candidate_tokens=60))
    for candidate in ("ada", "li"):
        with ledger.hold(40, 10, candidate=candidate):
            pass
    with pytest.raises(NoAnswer, match="workspace"), ledger.hold(1, 0):
        pass
    with pytest.raises(NoAnswer, match="candidate"), Ledger(tmp_path, Budget(candidate_tokens=60)).hold(10, 1, candidate="ada"):
        pass
    assert ledger.usage().tokens == 100
    with pytest.raises(NoAnswer, match="money"), Ledger(tmp_path, Budget(money=Decimal("0.001")), Prices.of("1/1")).hold(1000, 1):
        pass


def test_a_month_begins_anew(tmp_path):
    """On the first of the month the budget is whole again, and last month's count is not lost."""
    days = [dt.date(2026, 11, 30)]
    ledger = Ledger(tmp_path, Budget(tokens=10), today=lambda: days[0])
    with ledger.hold(10, 0):
        pass
    days[0] = dt.date(2026, 12, 1)
    assert ledger.usage() == Usage()
    with ledger.hold(10, 0):
        pass


def _spend(folder: Path) -> bool:
    try:
        with Ledger(folder, Budget(tokens=40)).hold(5, 2) as hold:
            hold.settle(7, 0)
    except NoAnswer:
        return False
    return True


def test_counts_are_exact_when_many_ask_at_once(tmp_path):
    """Of a dozen questions of 7 tokens at once, exactly the 5 that fit into 40 tokens are asked."""
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(_spend, [tmp_path] * 12))
    assert sum(asked) == 5
    assert Ledger(tmp_path).usage() == Usage(5, 35, 0)


def test_the_ledger_names_nobody(tmp_path):
    """What is kept of a candidate is a hash; of a host, why it may be asked and since when."""
    ledger = Ledger(tmp_path, today=lambda: dt.date(2026, 11, 22))
    with ledger.hold(1, 1, candidate="Ada Lindqvist"):
        pass
    ledger.allow("api.example.com", "contract of May 2026")
    ledger.allow("api.example.com", "contract of May 2026")
    assert ledger.hosts() == [("api.example.com", "contract of May 2026", "2026-11-22")]
    assert all(b"Lindqvist" not in p.read_bytes() for p in tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_stops_questions(tmp_path):
    """What cannot be counted is not asked."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NoAnswer, match="counted"), Ledger(tmp_path / "file").hold(1, 1):
        pass


@pytest.mark.parametrize("text", ["1", "1/2/3", "a/b", "-1/2", "nan/1", "1/inf"])
def test_prices_are_two_numbers(text):
    """Anything but two amounts is an error of the settings."""
    with pytest.raises(BadInput):
        Prices.of(text)
