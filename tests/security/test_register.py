"""The derivation register is complete: no table and no column can hold something of a person without saying how it is erased."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import ARRAY, JSON, Column, LargeBinary, MetaData, String, Table

from jiufang.store import scrubbing
from jiufang.store.register import HELD, NOBODYS, PLACES, Reach, emptied
from jiufang.store.tables import metadata

REPOSITORY = Path(__file__).parents[2]
KEPT = {held.table.name: held for held in HELD}


def words(table):
    """Return the columns that can hold words, or what is made of them: everything but ids, numbers, moments and yes or no."""
    dull = {"UUID", "CHAR(32)", "DATETIME", "INTEGER", "BIGINT", "BOOLEAN", "DOUBLE"}
    return {column.name for column in table.c if str(column.type).upper() not in dull}


def untold(table, held):
    """Return the columns whose form nobody told."""
    return words(table) - {*held.sealed, *held.blind, *held.keyed, *held.plain, *held.by}


def test_every_table_is_in_it():
    """A new table is either told of, with how an erasure reaches it, or said to hold nothing of a candidate, with the reason."""
    assert set(metadata.tables) == KEPT.keys() | NOBODYS.keys()
    assert not KEPT.keys() & NOBODYS.keys()


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.table.name)
def test_every_column_is_told_of(held):
    """Each column that can hold words is sealed, blind, keyed or plain, and each that is told of exists."""
    assert untold(held.table, held) == set()
    assert {*held.blind, *held.keyed, *held.plain, *held.by} <= set(held.table.c.keys())


@pytest.mark.parametrize("name", sorted(NOBODYS))
def test_what_is_nobodys_refers_to_nobody(name):
    """A table that is said to hold nothing of a candidate refers to no person."""
    table = metadata.tables[name]
    referred = {key.column.table.name for key in table.foreign_keys}

    assert "person_id" not in table.c
    assert not referred & {"persons"}


def test_a_new_column_would_be_noticed():
    """The check can fail: words, JSON, bytes, lists and vectors that nobody told of are found."""
    (held,) = (held for held in HELD if held.table.name == "notes")
    more = [Column("a", String), Column("b", JSON), Column("c", LargeBinary), Column("d", ARRAY(String))]
    grown = Table("notes", MetaData(), *(column._copy() for column in held.table.c), *more)

    assert untold(grown, held) == {"a", "b", "c", "d"}


def test_the_page_tells_of_all():
    """docs/privacy.md names every table, every column with words, and every other place of the register."""
    page = (REPOSITORY / "docs" / "privacy.md").read_text(encoding="utf-8")
    named = {name for held in HELD for name in (held.table.name, *held.sealed, *held.blind, *held.keyed)}

    assert [name for name in sorted(named) if f"`{name}`" not in page] == []
    assert [f"{place} | {told}" for place, told in PLACES.items() if f"| {place} | {told} |" not in page] == []


def test_rows_go_before_what_they_refer_to():
    """Emptied in this order, no table still refers to a row that is gone."""
    names = [held.table.name for held in emptied()]
    for place, held in enumerate(emptied()):
        for key in held.table.foreign_keys:
            referred = key.column.table.name
            assert referred not in names[:place], f"{held.table.name} refers to {referred}, which is emptied before"


def test_the_disk_is_cleared_of_all_that_is_removed():
    """Every table that an erasure changes is written anew."""
    changed = {held.table.name for held in HELD if held.reach in {Reach.ROWS, Reach.KEY, Reach.EMPTIED}}

    assert changed <= set(scrubbing.ERASED_FROM)
