"""Turn tables of occupations (one row, one occupation, its titles by language) into groups of titles that mean one job."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiufang.errors import BadInput
from jiufang.matching.titles import plain_title

FAMILY = "family"
SEPARATOR = "|"
EVENNESS = 0.7  # a family of n occupations is drawn n**0.7 times as often as one of a single occupation


@dataclass(frozen=True, slots=True)
class Occupation:
    """Titles that are used for the same work.

    Args:
        key: names the occupation within its source.
        family: occupations of one family are related work (an ISCO-08 unit group, say); empty when not known.
        titles: by language.
    """

    key: str
    family: str
    titles: Mapping[str, tuple[str, ...]]

    @property
    def wider(self) -> str:
        """The family of families: what stands before the last dot, or all but the last digit; empty when not known."""
        head, dot, _ = self.family.rpartition(".")
        return head if dot else self.family[:-1]


def read_tables(folder: Path) -> list[Occupation]:
    """Read every `.tsv` of a folder: a header `family`, then languages; titles in a cell are parted by `|`.

    Args:
        folder: one source; its families are one namespace.

    Raises:
        BadInput: there is no table, or a row has another number of cells than the header.
    """
    paths = sorted(folder.glob("*.tsv"))
    if not paths:
        raise BadInput("there is no table of titles here", subject=str(folder), hint="a .tsv with the columns family, zh, en")
    found = [occupation for path in paths for occupation in _rows(path)]
    return [o for o in found if sum(map(len, o.titles.values())) > 1]


def read_sources(given: Sequence[str]) -> tuple[dict[str, list[Occupation]], dict[str, float]]:
    """Return occupations and shares by source.

    Args:
        given: `FOLDER=SHARE` each; the share is 1 when left out.

    Raises:
        BadInput: a share is no positive number, or a folder holds no tables.
    """
    sources: dict[str, list[Occupation]] = {}
    shares: dict[str, float] = {}
    for each in given:
        folder, _, share = each.partition("=")
        name = Path(folder).name  # not the whole path: the artefact must not depend on where the tables lie
        try:
            shares[name] = float(share or 1)
        except ValueError as error:
            raise BadInput("a share is a number", subject=each, hint="--tables training/titles=4") from error
        if not shares[name] > 0:
            raise BadInput("a share is greater than 0", subject=each)
        sources[name] = read_tables(Path(folder))
    return sources, shares


def _rows(path: Path) -> Iterator[Occupation]:
    lines = csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(lines, [])
    if header[:1] != [FAMILY]:
        raise BadInput(f"the first column is not {FAMILY}", subject=path.name)
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(header):
            raise BadInput(f"line {number} has {len(cells)} cells, not {len(header)}", subject=path.name)
        titles = {language: _titles(cell) for language, cell in zip(header[1:], cells[1:], strict=True)}
        yield Occupation(f"{path.stem}:{number}", cells[0], {language: each for language, each in titles.items() if each})


def _titles(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in map(plain_title, cell.split(SEPARATOR)) if t))


class Draw:
    """Draws occupations of one source so that a batch holds the same work, related work and other work.

    Args:
        occupations: of one source.
        shuffle: where chance comes from.
    """

    def __init__(self, occupations: Sequence[Occupation], shuffle: random.Random) -> None:
        self._shuffle = shuffle
        self._families: dict[str, list[Occupation]] = {}
        for occupation in occupations:
            self._families.setdefault(occupation.family or occupation.key, []).append(occupation)
        self._names = sorted(self._families)
        self._weights = [len(self._families[name]) ** EVENNESS for name in self._names]

    def batch(self, size: int, *, each: int, titles: int) -> list[tuple[str, Occupation]]:
        """Return at least `size` titles with their occupations, when the source has them.

        Args:
            size: number of titles.
            each: most occupations of a family.
            titles: most titles of an occupation, over its languages in turn.
        """
        drawn: list[tuple[str, Occupation]] = []
        for name in dict.fromkeys(self._shuffle.choices(self._names, self._weights, k=size)):
            family = self._families[name]
            for occupation in self._shuffle.sample(family, min(each, len(family))):
                drawn += [(title, occupation) for title in self._some(occupation, titles)]
            if len(drawn) >= size:
                break
        return drawn

    def _some(self, occupation: Occupation, count: int) -> list[str]:
        languages = sorted(occupation.titles)
        self._shuffle.shuffle(languages)
        piles = [self._shuffle.sample(occupation.titles[language], len(occupation.titles[language])) for language in languages]
        taken: list[str] = []
        while len(taken) < count and any(piles):
            taken += [pile.pop() for pile in piles if pile]
        return taken[:count]
