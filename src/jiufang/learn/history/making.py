"""Turn applications into a data set: labelled, blind, under pseudonyms, without doubles and leaks, parted, and told what it is good for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jiufang.learn.history.blinding import Open, blind_ad, blind_resume, blinded
from jiufang.learn.history.columns import plain
from jiufang.learn.history.floor import Floor, floor_of
from jiufang.learn.history.merging import Told, merged
from jiufang.learn.history.naming import pseudonym, same_persons
from jiufang.learn.history.near import Likeness, near_duplicates
from jiufang.learn.history.records import Application, Why
from jiufang.learn.history.reporting import Books, report_on
from jiufang.learn.history.splitting import DEV, TEST, split
from jiufang.learn.history.stages import Ladder, ladder, outcome_of
from jiufang.learn.history.unions import Unions
from jiufang.learn.records import Dataset, Pair
from jiufang.text.language import detect_language, is_cjk

SHORT, SHORT_CJK = 20, 8  # characters of a blind text that still says something of work

Done = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A data set, whether it is enough, what is to be said of it, and by which aliases its persons are found."""

    dataset: Dataset
    floor: Floor
    report: Mapping[str, Any]
    aliases: Mapping[str, str]


def make(
    applications: Sequence[Application],
    *,
    name: str,
    key: bytes,
    steps: Ladder | None = None,
    test: float = TEST,
    dev: float = DEV,
    workers: int = 1,
    done: Done | None = None,
) -> Made:
    """Return the data set that applications make.

    Args:
        applications: from files or a workspace; several tellings of one are put together.
        name: what it is called.
        key: with which pseudonyms are made; the same key gives the same ids over imports.
        steps: what stages are worth; the shipped ladder when None.
        test: the least share of the pairs that the test gets.
        dev: the least share that chooses.
        workers: processes that take out who it is.
        done: called after each text that was made blind.

    Raises:
        MissingCapability: datasketch is not installed.
    """
    steps, books = steps or ladder(), Books()
    told = _decided(_with_person(applications), steps, books)
    pairs, names = _pairs(told, key, workers, done, books)
    persons, jobs = _groups(pairs, names, books)
    pairs = _once(pairs, told, persons, jobs, books)
    parted = split(pairs, persons=persons, jobs=jobs, test=test, dev=dev)
    books.left.update(parted.left.values())
    dataset = Dataset(name, tuple(pairs), parted.parts, _groups_said(pairs, told))
    floor = floor_of(dataset)
    report = report_on(dataset, parted, floor, applications=len(applications), books=books)
    return Made(dataset, floor, report, _aliases(pairs, told, key))


def _with_person(applications: Sequence[Application]) -> list[Application]:
    """Return applications with one key each for their person; where nothing identifies them, their résumé does."""
    keyed = [a if a.keys else replace(a, keys=(f"text:{_digest(a.resume)}",)) for a in applications]
    same = same_persons([a.keys for a in keyed if a.keys])
    found = [same[a.keys[0]] for a in keyed]
    # Two of one name are two persons, unless the résumé is the same; they are kept in one part all the same.
    return [
        replace(a, keys=(f"{k}\0{_digest(a.resume)}" if k.startswith("name:") else k, *a.keys)) for a, k in zip(keyed, found, strict=True)
    ]


def _decided(applications: Sequence[Application], steps: Ladder, books: Books) -> list[Told]:
    """Return applications that teach something, one for each person and job."""
    groups: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for one in applications:
        said = outcome_of(one, ladder=steps)
        books.note(said)
        if not one.consent:
            books.left[Why.NO_CONSENT] += 1
        else:
            groups[one.keys[0], plain(one.job or one.title) or _digest(one.ad)].append(Told(one, said))
    return [told for group in groups.values() if (told := merged(group, ladder=steps, left=books.left))]


def _pairs(told: list[Told], key: bytes, workers: int, done: Done | None, books: Books) -> tuple[list[Pair], dict[str, str]]:
    """Return pairs of blind texts, and for each person the name by which others may be they; `told` keeps what became pairs."""
    said = [one.application for one in told]
    resumes = blinded([Open(a.resume, a.names, a.schools) for a in said], blind_resume, workers=workers, done=done)
    ads = blinded([Open(a.ad) for a in said], blind_ad, workers=workers, done=done)
    pairs, kept, names = [], [], {}
    for one, resume, ad in zip(told, resumes, ads, strict=True):
        why = Why.NO_RESUME if _says_nothing(resume) else Why.NO_AD if not ad else None
        if why:
            books.left[why] += 1
            continue
        pair = _pair(one, resume, ad, key)
        names[pair.person] = next((k for k in one.application.keys if k.startswith("name:")), "").partition("\0")[0]
        pairs.append(pair)
        kept.append(one)
    told[:] = kept
    return pairs, names


def _pair(one: Told, resume: str, ad: str, key: bytes) -> Pair:
    said, label = one.application, one.outcome.label
    assert label is not None
    person = pseudonym(key, "person", said.keys[0])
    job = pseudonym(key, "job", plain(said.job or said.title) or _digest(said.ad))
    return Pair(
        id=pseudonym(key, "application", person, job),
        person=person,
        job=job,
        resume=resume,
        ad=ad,
        label=round(label, 6),
        at=said.at,
        stage=one.outcome.rung or one.outcome.told,
        lang=said.lang or detect_language(resume),
        family=said.family,
    )


def _groups(pairs: Sequence[Pair], names: Mapping[str, str], books: Books) -> tuple[dict[str, str], dict[str, str]]:
    """Return the groups of persons and jobs that are the same but for little."""
    books.resumes = near_duplicates(list(dict.fromkeys(pair.resume for pair in pairs)))
    books.ads = near_duplicates(list(dict.fromkeys(pair.ad for pair in pairs)))
    persons: Unions[str] = Unions(sorted({pair.person for pair in pairs}))
    jobs: Unions[str] = Unions(sorted({pair.job for pair in pairs}))
    _join(persons, [(pair.resume, pair.person) for pair in pairs], books.resumes)
    _join(jobs, [(pair.ad, pair.job) for pair in pairs], books.ads)
    alone = {name: person for person, name in sorted(names.items()) if name}
    for person, name in names.items():
        if name:
            persons.join(alone[name], person)
    return {p.person: persons.root(p.person) for p in pairs}, {p.job: jobs.root(p.job) for p in pairs}


def _join(unions: Unions[str], told: Sequence[tuple[str, str]], alike: Likeness) -> None:
    texts = list(dict.fromkeys(text for text, _ in told))
    owners: dict[str, list[str]] = defaultdict(list)
    for text, name in told:
        owners[text].append(name)
    for group in alike.groups:
        first = owners[texts[group[0]]][0]
        for number in group:
            for name in owners[texts[number]]:
                unions.join(first, name)


def _once(pairs: list[Pair], told: list[Told], persons: Mapping[str, str], jobs: Mapping[str, str], books: Books) -> list[Pair]:
    """Return the pairs without those of a person for an advertisement that they answered before; the last decision counts."""
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[pair.person, jobs[pair.job]].append(pair)
    kept = set()
    for group in groups.values():
        last = max(group, key=lambda pair: (pair.at is not None, pair.at or 0, pair.id))
        clash = [p for p in group if p.at == last.at and p.label != last.label]
        books.left[Why.CONFLICT if clash else Why.AGAIN] += len(group) if clash else len(group) - 1
        if not clash:
            kept.add(last.id)
    told[:] = [one for one, pair in zip(told, pairs, strict=True) if pair.id in kept]
    return [pair for pair in pairs if pair.id in kept]


def _groups_said(pairs: Sequence[Pair], told: Sequence[Told]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for pair, one in zip(pairs, told, strict=True):
        if one.application.groups:
            found.setdefault(pair.person, {}).update(one.application.groups)
    return found


def _aliases(pairs: Sequence[Pair], told: Sequence[Told], key: bytes) -> dict[str, str]:
    return {pseudonym(key, "alias", known): p.person for p, one in zip(pairs, told, strict=True) for known in one.application.keys}


def _says_nothing(text: str) -> bool:
    return len(text) < (SHORT_CJK if is_cjk(text) else SHORT)


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
