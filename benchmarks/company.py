"""Found a fictional company in a workspace, quickly: thousands of candidates, jobs, applications, matches and decisions.

    with jiufang.open("acme") as ws:
        made = company.found(ws, candidates=10_000, jobs=100, seed=0)

A hundred résumés of a dozen trades, in English and Chinese, are really read; each candidate is one of them under a name, address and
number of their own, of the same length, so that every quote stands where it stood. A few matches are made by the real engine; the
others by words alone (`SCORER` tells them apart), with verdicts, quotes and scores in the usual form. The same seed founds the same
company, but for ids and keys.

    python -m benchmarks.company FOLDER --candidates 10000 --jobs 100
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from benchmarks.company_words import EN, GIVEN_EN, GIVEN_ZH, SURNAMES, SYLLABLES, ZH, Trade

if TYPE_CHECKING:
    from jiufang.jobs.records import Job, Requirement
    from jiufang.matching.records import Finding, Match
    from jiufang.profiles.records import Profile
    from jiufang.store.session import Session
    from jiufang.workspace.opened import OpenWorkspace

SCORER = "company-words-1"
AS_OF = "2026-11-01"
BASES = 120  # résumés that are read; reading takes a tenth of a second
AT_ONCE = 250  # persons a transaction
REAL_MATCHES = 20
CROWD = 1000  # applicants of the first job
EARLY = ("new", "screen")
STAGES = ("new",) * 6 + ("screen", "screen", "interview", "offer")
NAME_EN, NAME_ZH = "Kalina Morwick", "林若溪"
MAIL, PHONE_EN, PHONE_ZH = "somebody.000000@example.org", "+44 20 7946 000000", "13800000000"
FILE, SHA256, SCORE = "cv-nobody.txt", "sha256-of-nobody", "0.123456789"  # stand in JSON for what differs
TAGS = ("talent pool", "silver medal", "校招", "referral", "call back")


@dataclass(frozen=True)
class Company:
    """What was founded; `seconds` is how long it took. The first job is the crowded one."""

    jobs: tuple[UUID, ...]
    persons: tuple[UUID, ...]
    applications: int
    matches: int
    decisions: int
    seconds: float


@dataclass(frozen=True)
class Base:
    """A résumé that was read, and what is kept of it as JSON, in which names can be put in place of names."""

    trade: Trade
    profile: Profile
    features: dict[str, Any]
    fingerprint: str
    zh: bool
    told: str
    reading: str
    contact: str

    @property
    def text(self) -> str:
        """What it says."""
        return self.profile.document.text


@dataclass(frozen=True)
class Somebody:
    """A candidate: a résumé under a name of their own."""

    number: int
    base: Base
    name: str

    @property
    def file(self) -> str:
        """The name of their file."""
        return f"cv-{self.number:06d}.txt"

    @property
    def mail(self) -> str:
        """Their address."""
        return f"somebody.{self.number:06d}@example.org"

    def under(self, told: str) -> str:
        """Return a text of the résumé with this candidate's name, address and number in it."""
        told = told.replace(NAME_ZH if self.base.zh else NAME_EN, self.name).replace(MAIL, self.mail).replace(FILE, self.file)
        return told.replace(PHONE_EN, f"+44 20 7946 {self.number:06d}").replace(PHONE_ZH, f"138{self.number:08d}")


def found(
    ws: OpenWorkspace,
    *,
    candidates: int = 10_000,
    jobs: int = 100,
    seed: int = 0,
    decided: float = 0.05,
    real: int = REAL_MATCHES,
    searched: bool = False,
) -> Company:
    """Found a company.

    Args:
        ws: where; what is there already stays.
        candidates: how many; each applies for one job, `CROWD` of them for the first.
        jobs: how many.
        seed: another company for another seed.
        decided: the share of applications about which somebody decided.
        real: how many matches the real engine makes.
        searched: whether everybody can be found in the pool at the end; otherwise that is left to `ws.pool.index()`.
    """
    began, chance = time.monotonic(), random.Random(f"company {seed}")
    from jiufang.store import jobs as kept_jobs

    bases = _bases(min(BASES, max(candidates, 1)), seed)
    openings = [_job(number, chance) for number in range(jobs)]
    with ws.session() as session:
        ids = tuple(kept_jobs.create(session, job, by="mei@example.org", blind=bool(n % 3)) for n, job in enumerate(openings))
        versions = [kept_jobs.version_of(session, id) for id in ids]
        tags = [session.insert(_tables().tags, name=f"{tag} {seed}" if _known(session, tag) else tag) for tag in TAGS]
    people: list[tuple[UUID, int]] = []
    somebodies = _somebodies(candidates, bases, seed, chance)
    matched = 0
    while few := list(islice(somebodies, AT_ONCE)):
        with ws.session() as session:
            persons, profiles = _keep_all(session, few)
            chosen = [0 if one.number < min(CROWD, candidates // 2) else chance.randrange(jobs) for one in few] if jobs else []
            if jobs:
                made = _matches(session, few, persons, profiles, openings, versions, chosen)
                _apply(session, persons, [ids[job] for job in chosen], made, chance)
                matched += len(made)
            _tag(session, persons, tags, chance)
            people += zip(persons, chosen or [-1] * len(persons), strict=True)
    really = _really(ws, people, ids, real) if jobs else 0
    decisions = _decide(ws, people, ids, int(decided * len(people)), chance) if jobs else 0
    if searched:
        ws.pool.index()
    applied = len(people) if jobs else 0
    return Company(ids, tuple(person for person, _ in people), applied, matched + really, decisions, round(time.monotonic() - began, 1))


def _tables() -> Any:
    from jiufang.store import tables

    return tables


def _known(session: Session, tag: str) -> bool:
    from sqlalchemy import select

    t = _tables()
    return session.connection.execute(select(t.tags.c.id).where(t.tags.c.name == tag)).first() is not None


@lru_cache(maxsize=4)
def _bases(number: int, seed: int) -> tuple[Base, ...]:
    """Read so many résumés: trades and languages in turn, skills, years and cities by chance."""
    from jiufang.profiles.features import features
    from jiufang.profiles.records import Profile
    from jiufang.store.profiles import blind_record

    chance, made = random.Random(f"bases {seed}"), []
    for n in range(number):
        trades = ZH if n % 2 else EN
        trade = trades[n // 2 % len(trades)]
        profile = Profile.from_text(_resume(trade, zh=bool(n % 2), chance=chance), as_of=AS_OF)
        seen = features(profile)
        blind, read = dict(blind_record(seen.to_dict())), profile.to_dict() | {"file": FILE, "sha256": SHA256}  # type: ignore[call-overload]
        reading = profile.document.to_dict() | {"name": FILE, "sha256": SHA256}
        told = [json.dumps(part, ensure_ascii=False) for part in (read, reading, read["contact"])]
        made.append(Base(trade, profile, blind, seen.fingerprint(), bool(n % 2), *told))
    return tuple(made)


def _resume(trade: Trade, *, zh: bool, chance: random.Random) -> str:
    city, employers = chance.choice(trade.cities), chance.sample(trade.employers, 2)
    skills = chance.sample(trade.skills, min(len(trade.skills), chance.randint(3, 6)))
    began = chance.randint(2006, 2021)
    moved, since = chance.randint(began + 1, 2023), chance.randint(1, 12)
    told = {
        "name": NAME_ZH if zh else NAME_EN, "mail": MAIL, "phone": PHONE_ZH if zh else PHONE_EN, "city": city, "title": chance.choice(trade.titles),
        "junior": trade.titles[0], "first": employers[0], "second": employers[1], "began": began, "moved": moved, "since": f"{since:02d}",
        "left": f"{max(1, since - 1):02d}", "duties": "\n".join(f"- {duty}" for duty in chance.sample(trade.duties, 2)), "duty": chance.choice(trade.duties),
        "degree": chance.choice(trade.degrees), "school": chance.choice(trade.schools), "graduated": began - 1, "entered": began - 5,
        "skills": ("、" if zh else ", ").join(skills), "uses": (" 和 " if zh else " and ").join(skills[:2]), "language": chance.choice(trade.languages),
    }  # fmt: skip
    return trade.form.format(**told)


def _job(number: int, chance: random.Random) -> Job:
    from jiufang.jobs.records import Job

    trades = EN if number % 2 == 0 else ZH
    trade = trades[number // 2 % len(trades)]
    skills = chance.sample(trade.skills, 3)
    asked = trade.asks.format(title=trade.titles[-1], a=skills[0], b=skills[1], c=skills[2], years=chance.randint(2, 8))
    return Job.from_text(asked)


def _somebodies(candidates: int, bases: Sequence[Base], seed: int, chance: random.Random) -> Iterator[Somebody]:
    """Yield candidates; another seed's have other numbers, so that nobody is there twice."""
    for n in range(candidates):
        base = chance.choice(bases)
        if base.zh:
            name = chance.choice(SURNAMES) + chance.choice(GIVEN_ZH) + chance.choice(GIVEN_ZH)
        else:
            name = f"{chance.choice(GIVEN_EN)} {''.join(chance.choice(part) for part in SYLLABLES)}"
        yield Somebody(n + 100_000 * (seed % 10), base, name)


def _keep_all(session: Session, few: Sequence[Somebody]) -> tuple[list[UUID], list[UUID]]:
    """Keep persons with key, file, reading and profile as the store does, many rows a statement."""
    from sqlalchemy import insert

    from jiufang.cache import code_fingerprint

    t, hashing, reader = _tables(), session.keys.tenant("fingerprints").secret, code_fingerprint()
    made = [_rows_of(session, one, hashing, reader) for one in few]
    for name in ("persons", "person_keys", "documents", "profiles", "person_identifiers"):
        session.connection.execute(insert(t.metadata.tables[name]), [rows[name] for rows in made])
    return [rows["persons"]["id"] for rows in made], [rows["profiles"]["id"] for rows in made]


def _rows_of(session: Session, one: Somebody, hashing: bytes, reader: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a candidate, by table, everything sealed with a key of their own."""
    from jiufang.store.ids import new_id
    from jiufang.store.vault import DataKey, Place

    person, document, profile, key, tenant = new_id(), new_id(), new_id(), DataKey.new(), session.tenant
    wrapped = session.keys._vault.wrap(key, Place(tenant, "person_keys", person, "wrapped"))
    session.keys._seen[person] = key

    def seal(told: str, table: str, row: UUID, column: str) -> bytes:
        return key.seal(zlib.compress(told.encode()), Place(tenant, table, row, column))

    content = one.under(one.base.text).encode()
    sha256 = hashlib.sha256(content)
    read, reading = (one.under(told).replace(SHA256, sha256.hexdigest()) for told in (one.base.told, one.base.reading))
    own = {"tenant_id": tenant, "person_id": person}
    blind = hashlib.sha256(f"{one.base.fingerprint} {one.number}".encode()).hexdigest()
    return {
        "persons": {"tenant_id": tenant, "id": person, "contact": seal(one.under(one.base.contact), "persons", person, "contact")},
        "person_keys": {"tenant_id": tenant, "id": person, "master": wrapped.master, "wrapped": wrapped.wrapped},
        "documents": own | {
            "id": document, "kind": "resume", "sha256": sha256.digest(), "member": "", "media_type": "text/plain", "size": len(content),
            "status": "ok", "reader": reader, "name": seal(json.dumps([one.file, ""]), "documents", document, "name"),
            "reading": seal(reading, "documents", document, "reading"),
            "original": key.seal(content, Place(tenant, "documents", document, "original")),
        },
        "profiles": own | {
            "id": profile, "document_id": document, "as_of": AS_OF, "lang": one.base.profile.lang, "reader": reader, "fingerprint": blind,
            "features": one.base.features, "profile": seal(read, "profiles", profile, "profile"),
        },
        "person_identifiers": own | {"id": new_id(), "kind": "email", "fingerprint": hashlib.sha256(hashing + one.mail.encode()).digest()},
    }  # fmt: skip


def _matches(
    session: Session, few: Sequence[Somebody], persons: Sequence[UUID], profiles: Sequence[UUID], openings: Sequence[Job],
    versions: Sequence[UUID], chosen: Sequence[int],
) -> list[tuple[UUID, float]]:  # fmt: skip
    """Keep a match of each person with the job that they chose."""
    from sqlalchemy import insert

    from jiufang.store import lots
    from jiufang.store.ids import new_id

    t, rows, made = _tables(), [], []
    for one, person, profile, job in zip(few, persons, profiles, chosen, strict=True):
        (match, told), id = _by_words(one.base, openings[job]), new_id()
        score = round(min(1.0, max(0.0, match.score + (one.number % 97 - 48) / 2000)), 4)  # a company of 10,000 is not made of 100 equals
        told = told.replace(SCORE, str(score)).replace(FILE, one.file)
        rows.append({
            "tenant_id": session.tenant, "id": id, "person_id": person, "profile_id": profile, "job_version_id": versions[job], "scorer": SCORER,
            "score": score, "low": match.interval[0], "high": match.interval[1], "lot": lots.draw(versions[job], profile),
            "verdicts": {f.requirement.id: {"verdict": f.verdict, "strength": f.strength} for f in match.findings},
            "match": session.seal_bytes(zlib.compress(told.encode()), person=person, at=(t.matches, id, "match")),
        })  # fmt: skip
        made.append((id, score))
    session.connection.execute(insert(t.matches), rows)
    return made


_made: dict[tuple[str, str], tuple[Match, str]] = {}


def _by_words(base: Base, job: Job) -> tuple[Match, str]:
    """Return a match by words alone, and its JSON: met where a skill that is asked for stands in the text."""
    from jiufang.matching.records import Match
    from jiufang.matching.score import score

    key = (base.fingerprint, job.text)
    if key not in _made:
        findings = tuple(_finding(base, asked) for asked in job.requirements)
        summed = score(findings, listed=[False] * len(findings), confidence=[0.8] * len(findings))
        given = {"scorer": SCORER, "score": summed.value, "interval": summed.interval, "terms": summed.terms, "signals": {}}
        match = Match(**given, findings=findings, profile=base.profile, job=job)  # type: ignore[arg-type]
        told = json.dumps(match.to_dict() | {"score": SCORE, "file": FILE}, ensure_ascii=False).replace(f'"{SCORE}"', SCORE)
        _made[key] = match, told
    return _made[key]


def _finding(base: Base, asked: Requirement) -> Finding:
    from jiufang.matching.records import Finding, Verdict
    from jiufang.matching.score import STRENGTHS

    text = base.text.casefold()
    words = [word.casefold() for group in asked.skills for word in group] or [asked.text.casefold()]
    places = [(text.find(word), len(word)) for word in words if word in text]
    chance = random.Random(base.fingerprint + asked.text).random()
    verdict = Verdict.MET if places else Verdict.PARTIAL if chance < 0.2 else Verdict.NOT_SHOWN
    evidence = tuple(base.profile.document.evidence(start, start + length) for start, length in places[:1])
    return Finding(requirement=asked, verdict=verdict, strength=STRENGTHS[verdict], evidence=evidence, checker="words")


def _apply(
    session: Session, persons: Sequence[UUID], jobs: Sequence[UUID], made: Sequence[tuple[UUID, float]], chance: random.Random
) -> None:
    from sqlalchemy import insert

    from jiufang.store import lots
    from jiufang.store.ids import new_id

    now = dt.datetime.now(dt.UTC)
    rows = [
        {
            "tenant_id": session.tenant, "id": new_id(), "person_id": person, "job_id": job, "stage": chance.choice(STAGES),
            "stage_since": now - dt.timedelta(hours=chance.randint(1, 900)), "source": chance.choice(("site", "referral", "BOSS", "mail")),
            "match_id": match, "score": score, "lot": lots.draw(job, person),
        }
        for person, job, (match, score) in zip(persons, jobs, made, strict=True)
    ]  # fmt: skip
    session.connection.execute(insert(_tables().applications), rows)


def _tag(session: Session, persons: Sequence[UUID], tags: Sequence[UUID], chance: random.Random) -> None:
    from sqlalchemy import insert

    from jiufang.store.ids import new_id

    rows = [
        {"tenant_id": session.tenant, "id": new_id(), "person_id": person, "tag_id": chance.choice(tags)}
        for person in persons
        if chance.random() < 0.2
    ]
    if rows:
        session.connection.execute(insert(_tables().taggings), rows)


def _really(ws: OpenWorkspace, people: Sequence[tuple[UUID, int]], jobs: Sequence[UUID], number: int) -> int:
    """Let the real engine match a few of the last who came with the job that they applied for."""
    from jiufang.store import jobs as kept_jobs
    from jiufang.store import matches, profiles

    for person, job in people[-number:] if number else ():
        with ws.session() as session:
            opening = kept_jobs.load(session, jobs[job])
            kept = next(profiles.current(session, person=person))
            profile = profiles.load(session, kept.id)
        match = ws.engine.match(profile, opening.job, thorough=False)
        with ws.session() as session:
            matches.keep(session, match, profile=kept.id, job_version=opening.version_id)
    return min(number, len(people))


def _decide(ws: OpenWorkspace, people: Sequence[tuple[UUID, int]], jobs: Sequence[UUID], number: int, chance: random.Random) -> int:
    """Let Mei decide about some, for the job that they applied for."""
    from jiufang.store import stages

    made = 0
    for person, job in chance.sample(people, number):
        action, because = chance.choice((("reject", "filled"), ("withdraw", "elsewhere"), ("advance", "")))
        with ws.session() as session:
            stands = _stands(session, person, jobs[job])
            if action == "advance" and stands not in EARLY:
                continue
            stages.decide(session, stages.Candidate(person), job=jobs[job], action=action, by="mei@example.org", because=because)
            made += 1
    return made


def _stands(session: Session, person: UUID, job: UUID) -> str:
    from sqlalchemy import select

    c = _tables().applications.c
    return str(session.connection.execute(select(c.stage).where(c.person_id == person, c.job_id == job)).scalar_one())


def main() -> None:
    """Found a company in a folder and tell what was made."""
    import jiufang

    parser = argparse.ArgumentParser(description="Found a fictional company in a workspace.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--candidates", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--searched", action="store_true", help="index everybody for the search of the pool, too")
    asked = parser.parse_args()
    with jiufang.open(asked.folder) as ws:
        made = found(ws, candidates=asked.candidates, jobs=asked.jobs, seed=asked.seed, searched=asked.searched)
    print(f"{len(made.persons)} candidates, {len(made.jobs)} jobs, {made.matches} matches, {made.decisions} decisions in {made.seconds} s")


if __name__ == "__main__":
    main()
