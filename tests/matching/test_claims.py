"""Who did it, how much of it, in which language: passages of our own against claims."""

from pathlib import Path

import pytest

from jiufang.jobs.records import Kind, Requirement
from jiufang.matching.amounts import amounts, asked_amount, given_amount
from jiufang.matching.judge import judge
from jiufang.matching.needs import understand
from jiufang.matching.view import view_of_text

ROWS = [line.split("\t") for line in (Path(__file__).parent / "claims.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}:{row[1][:18]}:{row[2][:18]}")
def test_a_claim_is_read_with_its_doer_and_its_amount(row):
    """Somebody else's work contradicts, a trainee's is partial, and amounts compare across units and languages."""
    kind, requirement, passage, expected = row
    need = understand(Requirement(id="r", text=requirement, kind=Kind(kind)))

    assert judge(need, view_of_text(passage, as_of="2026-11-01"), {}).verdict == expected


def test_amounts_come_in_the_first_unit_of_their_dimension():
    """亿, million and square feet are scaled; a year or a bare number is no amount."""
    assert [(a.value, a.dimension) for a in amounts("合同额1.5亿元, a shed of 1,000 sq ft, since 2019")] == [
        (1.5e8, "money"),
        (93.0, "area"),
    ]


def test_rates_compare_per_year():
    """Three hundred a month is less than thirty a day; the whole firm's figure is nobody's own."""
    asked = asked_amount("日均处理30单以上")
    assert asked is not None
    given = given_amount(asked, "月均处理300单")

    assert given is not None
    assert given.share_of(asked) < 0.5
    assert given_amount(asked, "公司日均500单") is None
