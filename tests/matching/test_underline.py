"""Rule: a quote is the shortest stretch that proves a thing: the degree, not its school; the item, not its list."""

from __future__ import annotations

import pytest

from jiufang.matching.tenures import Tenure, enough
from jiufang.matching.topics import units_of
from jiufang.matching.underline import closed, degree_words, items


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2014.09-2018.06  江城理工大学  物流管理  本科", "物流管理  本科"),
        ("Northfield University, B.S. in Nursing, 2018, GPA 3.7", "B.S. in Nursing"),
        ("BA History, Northfield University, 2018", "BA History"),
        ("Northfield University\nBachelor of Arts, 2014 - 2018", "Bachelor of Arts"),
        ("MPharm, University of Northfield, 2017", "MPharm, University of Northfield"),
        ("专业：会计学　学历：大专（函授）", "会计学　学历：大专（函授）"),
        ("江城大学 会计学 自考本科在读，已过9门，还差3门", "会计学 自考本科在读，已过9门，还差3门"),
    ],
)
def test_a_degree_is_quoted_without_school_and_dates(line: str, words: str) -> None:
    start, end = degree_words(line)
    assert line[start:end] == words


def test_the_items_of_a_list_are_quoted_and_not_the_list() -> None:
    line = "Python, Airflow, Kafka, Terraform, Docker"
    assert [line[a:b] for a, b in items(units_of("streaming with Kafka"), line)] == ["Kafka"]


def test_a_sentence_with_commas_is_no_list() -> None:
    line = "Kafka in production, three clusters"
    assert items(units_of("Kafka"), line) == [(0, len(line))]


@pytest.mark.parametrize(
    ("line", "part", "whole"),
    [
        ("Spanish (grew up with it), French", "Spanish", "Spanish (grew up with it)"),
        ("持有操作证（叉车N1），2025年复审", "叉车N1），2025年复审", "持有操作证（叉车N1），2025年复审"),
        ("本科（2011.09-2015.07）", "本科", "本科"),
        ("English (native", "English", "English"),
    ],
)
def test_brackets_are_quoted_whole_and_dates_in_them_are_not_added(line: str, part: str, whole: str) -> None:
    start = line.index(part)
    a, b = closed(line, start, start + len(part))
    assert line[a:b] == whole


def test_the_latest_tenures_that_suffice_are_enough() -> None:
    old, new = (Tenure(frozenset(range(a, a + 30)), "", (a, a + 1), ()) for a in (0, 40))
    assert enough([old, new], 24) == [new]
    assert enough([old, new], 48) == [new, old]
