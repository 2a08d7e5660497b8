"""Put the whole résumés back into a data set, as somebody would train who does not blind: `python -m benchmarks.learn.naive DATA FILE.csv OUT`.

The pairs, labels and parts stay those of the blind data set, so that blinding is the only difference between what is learnt from
the two. Nobody should do this with real people: it exists to show that the fairness gate stops what comes of it.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from jiufang.learn.history.columns import plain
from jiufang.learn.history.kept import load, report_of, save
from jiufang.learn.history.naming import KEY, email_key, key_of, pseudonym
from jiufang.learn.records import Dataset


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the data set of whole résumés."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of the blind data set")
    parser.add_argument("file", type=Path, help="the export it was made of")
    parser.add_argument("out", type=Path, help="folder of the other one")
    given = parser.parse_args(arguments)
    with given.file.open(encoding="utf-8", newline="") as file:
        found = unblinded(load(given.data), csv.DictReader(file), key_of(given.data / KEY))
    save(found, given.out, report=report_of(given.data))


def unblinded(blind: Dataset, rows: Iterable[Mapping[str, str]], key: bytes) -> Dataset:
    """Return a data set with the résumés as they were sent in.

    Args:
        blind: made of the rows by `jiufang history import`.
        rows: of the fictional company's export.
        key: of the pseudonyms.
    """
    whole: dict[tuple[str, str], str] = {}
    for row in rows:
        person = pseudonym(key, "person", email_key(row["Email"]))
        whole[person, pseudonym(key, "job", plain(row["Job ID"]))] = row["Resume"]
    pairs = tuple(replace(pair, resume=whole[pair.person, pair.job]) for pair in blind.pairs)
    return Dataset(f"{blind.name}-naive", pairs, blind.parts, blind.groups)


if __name__ == "__main__":
    main()
