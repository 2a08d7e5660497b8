"""Recognisers: each has a table of what it finds and of what merely looks so."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiufang.privacy.recognisers.base import Found
from jiufang.privacy.redaction import find_personal

TABLES = Path(__file__).parent / "tables"
FUNCTIONS = {
    "id_cards": "find_id_cards", "bank_cards": "find_bank_cards", "phones": "find_phones", "emails": "find_emails", "passports": "find_passports", "permits": "find_permits", "national_ids": "find_national_ids",
    "messengers": "find_messengers", "plates": "find_plates", "births": "find_birth_dates", "addresses": "find_addresses", "photos": "find_photos", "links": "find_links", "people": "find_people",
}  # fmt: skip


def _rows(sign: str) -> list[tuple[str, list[str]]]:
    rows = []
    for name in FUNCTIONS:
        for line in (TABLES / f"{name}.tsv").read_text("utf-8").splitlines():
            cells = line.replace("\\n", "\n").split("\t")
            rows += [(name, cells[1:])] if cells[0] == sign else []
    return rows


def _find(name: str, text: str) -> list[Found]:
    return getattr(import_module(f"jiufang.privacy.recognisers.{name}"), FUNCTIONS[name])(text)


@pytest.mark.parametrize(("name", "cells"), _rows("+"))
def test_a_recogniser_finds_what_its_table_says(name: str, cells: list[str]) -> None:
    """Each positive of a table is found once, with the value beside it."""
    assert [f.value for f in _find(name, cells[0])] == [cells[1]]


@pytest.mark.parametrize(("name", "cells"), _rows("-"))
def test_a_look_alike_is_left_alone(name: str, cells: list[str]) -> None:
    """Nothing is found in a negative of a table."""
    assert not _find(name, cells[0])


def test_every_recogniser_has_a_table() -> None:
    """No recogniser comes without its positives and negatives."""
    assert {p.stem for p in TABLES.glob("*.tsv")} == set(FUNCTIONS)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("1380-+ ()（）\n.@aZzx张年号：ＱE０/京A微信mail"), max_size=80))
def test_spans_lie_apart_within_the_text(text: str) -> None:
    """Whatever the text, spans lie in it, in order, none over another."""
    found = find_personal(text, names=["张伟"])
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
