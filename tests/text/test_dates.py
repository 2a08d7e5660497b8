"""Dates and periods: every notation a résumé uses, and exact months."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiufang.text.dates import PartialDate, find_periods, last_full_month, months_between, months_covered

NOW = "now"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021.11–至今", "2021-11", NOW),
        ("2021年11月—2023年2月", "2021-11", "2023-02"),
        ("21/11-23/02", "2021-11", "2023-02"),
        ("06/22 - 05/24", "2022-06", "2024-05"),
        ("Nov 2021 – present", "2021-11", NOW),
        ("11/2021-02/2023", "2021-11", "2023-02"),
        ("01.03.2019 - 31.12.2021", "2019-03", "2021-12"),
        ("since September 2019", "2019-09", NOW),
        ("2016–2018", "2016", "2018"),
        ("2016-17", "2016", "2017"),
        ("2019至2021", "2019", "2021"),
        ("2021-11 ~ now", "2021-11", NOW),
        ("September 2022 to date", "2022-09", NOW),
        ("2014 July to 2016 May", "2014-07", "2016-05"),
        ("start August 2023, still there", "2023-08", NOW),
        ("2021-06 → present", "2021-06", NOW),
        ("'19 - '21", "2019", "2021"),
        ("Jun'19 - Sep'21", "2019-06", "2021-09"),
        ("May - August 2019", "2019-05", "2019-08"),
        ("2019年3月-8月", "2019-03", "2019-08"),
        ("二〇一九年五月至二〇二一年", "2019-05", "2021"),
        ("２０１９．０３－２０２１．０４", "2019-03", "2021-04"),
        ("Fall 2018 - Spring 2020", "2018-09", "2020-05"),
        ("Mär 2019 – heute", "2019-03", NOW),
        ("mai 2018 à juin 2020", "2018-05", "2020-06"),
        ("enero de 2019 - actualidad", "2019-01", NOW),
        ("2021 年 11 月 – 至今 · 5 年", "2021-11", NOW),
        ("February 2020 – Present (6 years 9 months)", "2020-02", NOW),
        ("2025 年 7 月 1 日 - 2026-03-15", "2025-07", "2026-03"),
    ],
)
def test_a_range_is_read_in_every_notation(text, start, end):
    """Start and end are exact to the month as written, and “present” in any language means current."""
    [(_, _, period)] = find_periods(text)

    assert str(period.start) == start
    assert period.current if end == NOW else str(period.end) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Sept 2024", "2024-09"),
        ("Q3 2021", "2021-09"),
        ("Spring 2020", "2020-05"),
        ("expires 10/31/2027", "2027-10"),
        ("2019年6月", "2019-06"),
    ],
)
def test_a_lone_date_has_only_an_end(text, end):
    """A date that opens no range is a period without a start."""
    [(_, _, period)] = find_periods(text)

    assert period.start is None
    assert str(period.end) == end


@pytest.mark.parametrize("text", ["158 0000 2045", "S7-1200/1500", "IATF 16949", "2000人", "ISO 9001:2015版本号1.2010.3", "3-4 shifts"])
def test_numbers_that_are_no_dates_yield_no_range(text):
    """Telephone numbers, standards and counts are not periods."""
    assert not [p for _, _, p in find_periods(text) if p.is_range]


@given(
    st.integers(1990, 2026),
    st.integers(1, 12),
    st.integers(0, 240),
    st.sampled_from(["{a:%Y.%m}-{b:%Y.%m}", "{a:%Y年%m月}至{b:%Y年%m月}", "{a:%b %Y} – {b:%b %Y}", "{a:%m/%Y} to {b:%m/%Y}"]),
)
def test_reading_what_was_written_gives_the_same_months(year, month, length, notation):
    """Whatever the notation, the months counted are those that were written."""
    import datetime as dt

    first = dt.date(year, month, 1)
    index = 12 * year + month - 1 + length
    last = dt.date(index // 12, index % 12 + 1, 1)
    [(_, _, period)] = find_periods(notation.format(a=first, b=last))

    assert months_between(period.start, period.end) == length + 1


@given(st.text(max_size=200))
def test_any_text_is_read_without_failure_and_spans_are_in_order(text):
    """Spans lie in the text, in order, and never overlap."""
    at = 0
    for start, end, _ in find_periods(text):
        assert at <= start < end <= len(text)
        at = end


def test_overlaps_count_once_and_present_ends_with_the_month_before():
    """Two jobs at the same time are one month of experience each month; 1 November counts through October."""
    d = PartialDate.model_validate
    assert months_covered([(d("2020-01"), d("2020-12")), (d("2020-07"), d("2021-06"))]) == 18
    assert str(last_full_month("2026-11-01")) == "2026-10"
    assert str(last_full_month("2026-01-15")) == "2025-12"
