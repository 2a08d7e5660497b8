"""Measure what may not matter: who somebody is, the order of bullets, the kind of file; `python -m benchmarks.invariance --data DIR`.

`DIR` is laid out as bench: `gold/` for résumés and jobs, `names/` for 800 English names in eight cells. Every set of
benchmarks/swaps.py is made of every gold résumé, and each variant is parsed, blinded and matched with the résumé's own job.
Wanted: score difference 0 and no rank changed (trust F04-F08); the same content in another order or file within 0.01.
Attacks by hidden text are measured in benchmarks/hidden.py.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.folders import files_in
from benchmarks.renders import KINDS, render
from benchmarks.swaps import AS_OF, Base, swap_sets
from jiufang.documents import read_one
from jiufang.jobs.records import Job, Kind
from jiufang.matching import match, prepare
from jiufang.matching.view import View
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder

RESULT = Path(__file__).parent / "results" / "invariance.json"
NAMES_ZH = {
    "men": ("王建国", "李子轩"),
    "women": ("李秀英", "张梓涵"),
    "neutral": ("陈晨", "刘敏"),
    "minority": ("买买提·艾山", "尼玛扎西"),
    "double surname": ("欧阳明珠", "司马建华"),
    "pinyin": ("Zhang Wei", "LI XIUYING"),
}
NAMES_EN = {
    "W": ("Emily Baker", "Greg Walsh"),
    "B": ("Lakisha Washington", "Jamal Jones"),
    "A": ("Mei Chen", "Raj Patel"),
    "H": ("Maria Garcia", "Jose Lopez"),
}


@dataclass(frozen=True)
class Person:
    """A gold résumé with its job and the scores of the others who applied."""

    id: str
    base: Base
    job: Job
    others: tuple[float, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table of the families and file the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--names-per-cell", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="take one résumé of so many")
    parser.add_argument("--files", type=int, default=12, help="résumés written as files of every kind")
    parser.add_argument("--encoder", action="store_true", help="with the embedded encoder, not words alone")
    parser.add_argument("--out", type=Path, default=RESULT)
    parser.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
    given = parser.parse_args(arguments)
    encoder = _encoder() if given.encoder else None
    people = list(_people(given.data / "gold", encoder))[:: given.every]
    names = {
        True: {c: n[: given.names_per_cell] for c, n in NAMES_ZH.items()},
        False: english_names(given.data / "names", given.names_per_cell),
    }
    figures = {"resumes": len(people), "swaps": swaps(people, names, encoder), "same_content": same_content(people[: given.files], encoder)}
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    given.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _print(figures)


def english_names(folder: Path, per_cell: int) -> dict[str, tuple[str, ...]]:
    """Return names by group and sex, in capitals and in title case by turns; a few of our own without the folder."""
    found = {}
    for path in sorted(folder.glob("data/input/top_*mens_names.json")):
        for group, names in json.loads(path.read_text(encoding="utf-8")).items():
            step = max(1, len(names) // per_cell)
            found[f"{group} {path.stem}"] = tuple(n if i % 2 else n.title() for i, n in enumerate(names[::step][:per_cell]))
    return found or {cell: names[:per_cell] for cell, names in NAMES_EN.items()}


def _encoder() -> Encoder:
    from jiufang.models import default_encoder
    from jiufang.settings import Settings

    return default_encoder(Settings().models_dir, vectors=Settings().cache_dir / "vectors")


def _people(folder: Path, encoder: Encoder | None) -> Iterator[Person]:
    for path in files_in(folder, "*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        job = Job.from_dict(content["job"])
        scores = [match(_profile(r["text"]), job, encoder=encoder).score for r in content["resumes"]]
        for number, r in enumerate(content["resumes"]):
            employers = set(r["facts"].get("employers") or ())
            schools = tuple(s for s in r["facts"].get("schools") or () if s not in employers)
            yield Person(r["id"], Base(r["text"], r["facts"]["name"], schools), job, tuple(s for i, s in enumerate(scores) if i != number))


def _profile(text: str) -> Profile:
    return Profile.from_text(text, as_of=AS_OF)


def blind_text(view: View) -> tuple[object, ...]:
    """Return all that matching can read of a résumé, without the places of its quotes."""
    statements = tuple((s.text, s.section, s.entry, s.context, s.listed) for s in view.statements)
    tenures = tuple((t.title, t.employer, t.kind, t.start, t.end, t.current, t.months) for t in view.tenures)
    degrees = tuple((d.level, d.field, d.status, d.full_time) for d in view.degrees)
    return statements, tenures, degrees, view.location, view.lang


def swaps(people: Sequence[Person], names: dict[bool, dict[str, tuple[str, ...]]], encoder: Encoder | None) -> dict[str, dict[str, Any]]:
    """Return, by family, language and kind of swap: variants, those read differently, rank changes, the widest difference."""
    rows: dict[str, dict[str, Any]] = defaultdict(
        lambda: {"variants": 0, "read_differently": 0, "rank_changes": 0, "max_difference": 0.0, "cases": []}
    )
    for person in people:
        asked = frozenset(r.language for r in person.job.requirements if r.kind is Kind.LANGUAGE and r.language)
        for swap in swap_sets(person.base, names=names[person.base.chinese], asked_languages=asked):
            row = rows[f"{swap.family} {'zh' if person.base.chinese else 'en'} {swap.what}"]
            _compare(row, person, swap.texts, swap.alike, encoder)
    return {name: rows[name] for name in sorted(rows)}


def _compare(row: dict[str, Any], person: Person, texts: Sequence[str], alike: bool, encoder: Encoder | None) -> None:
    first = _seen_and_scored(person, texts[0], encoder)
    for number, text in enumerate(texts[1:], 1):
        seen, score = _seen_and_scored(person, text, encoder)
        differs = alike and seen != first[0]
        moved = _rank(score, person.others) != _rank(first[1], person.others)
        row["variants"] += 1
        row["read_differently"] += differs
        row["rank_changes"] += moved
        row["max_difference"] = round(max(row["max_difference"], abs(score - first[1])), 4)
        if differs or score != first[1]:
            row["cases"].append(f"{person.id} {number}")


def _seen_and_scored(person: Person, text: str, encoder: Encoder | None) -> tuple[tuple[object, ...], float]:
    profile = _profile(text)
    view = prepare(profile)
    return blind_text(view), match(profile, person.job, encoder=encoder, view=view).score


def _rank(score: float, others: Sequence[float]) -> int:
    return 1 + sum(other > score for other in others)


def same_content(people: Sequence[Person], encoder: Encoder | None) -> dict[str, dict[str, Any]]:
    """Return the widest difference of score when bullets are shuffled and when the text is written as a file of each kind."""
    widest: dict[str, tuple[float, str]] = defaultdict(lambda: (0.0, ""))
    with tempfile.TemporaryDirectory() as folder:
        for person in people:
            plain = _scored(person, _profile(person.base.text), encoder)
            told = {"bullets in another order": _profile(shuffled(person.base.text, seed=1))}
            for kind in KINDS:
                path = Path(folder, f"resume.{kind}")
                path.write_bytes(render(person.base.text, kind))
                told[kind] = Profile.from_document(read_one(path), as_of=AS_OF)
            for what, profile in told.items():
                widest[what] = max(widest[what], (round(abs(_scored(person, profile, encoder) - plain), 4), person.id))
    return {what: {"max_difference": difference, "worst": worst} for what, (difference, worst) in widest.items()}


def _scored(person: Person, profile: Profile, encoder: Encoder | None) -> float:
    return match(profile, person.job, encoder=encoder).score


def shuffled(text: str, *, seed: int) -> str:
    """Return a text with each run of bulleted lines in another order; a wrapped line keeps its bullets where they are."""
    order, lines, at = random.Random(seed), text.split("\n"), 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].lstrip()[:1] in set("-*•·●▪"):
            end += 1
        followed = end < len(lines) and lines[end].startswith("   ")
        lines[at:end] = lines[at:end] if followed else order.sample(lines[at:end], end - at)
        at = max(end, at + 1)
    return "\n".join(lines)


def _print(figures: dict[str, Any]) -> None:
    print(f"{'':44}{'variants':>9}{'read otherwise':>15}{'rank changes':>13}{'max |Δ|':>9}")
    for name, row in figures["swaps"].items():
        print(f"{name:44}{row['variants']:>9}{row['read_differently']:>15}{row['rank_changes']:>13}{row['max_difference']:>9}")
    for what, row in figures["same_content"].items():
        print(f"{what:44}{'':>37}{row['max_difference']:>9}  {row['worst']}")


if __name__ == "__main__":
    main()
