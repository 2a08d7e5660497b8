"""Make up the hiring history of a fictional company, with a bias planted in it: `python -m benchmarks.learn.company FILE.csv`.

Two thousand applications for forty openings over two years, in English and Chinese, as an applicant tracking system would
export them. Who got how far depends on merit (years, skills asked, degree, an eye for quality that the résumé does not tell)
and on sex, which it must not: women lose `bias` standard deviations. Sex stands in no sentence; a college, a hobby and a way
of speaking of oneself give it away. So whoever learns these outcomes from whole résumés learns the bias with them.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.company_words import EN, GIVEN_ZH, SURNAMES, SYLLABLES, ZH, Trade
from benchmarks.learn.company_forms import CHINESE, ENGLISH, FIRST_EN, FIRST_ZH, Words

HEADINGS = (
    "Application ID", "Candidate", "Email", "Job ID", "Job title", "Department", "Job description",
    "Resume", "Applied on", "Decision date", "Stage", "Gender",
)  # fmt: skip
BEGAN, DAYS = dt.date(2024, 9, 2), 730
BIAS = 0.8  # standard deviations of merit
UNSEEN = 0.5  # standard deviation of what decided and no résumé tells, in those of merit
OTHER_TRADE = 0.15  # of the applicants come from another trade
TWICE = 0.15  # of the applications are by somebody who has applied before
SILENT = 0.12  # of the people do not say their sex
GIVES_AWAY = {"college": 0.4, "hobby": 0.9, "manner": 0.5}  # how often each is that of one's own sex and no other
# Shares of those who ended so, the best last; the others were withdrawn, or still are open.
LADDER = (
    ("Rejected - CV", 0.52),
    ("Rejected - phone screen", 0.2),
    ("Rejected - interview", 0.13),
    ("Offer declined", 0.03),
    ("Hired", 0.12),
)
ENDED_OTHERWISE = (("Withdrawn by candidate", 0.04), ("Position closed", 0.02), ("In review", 0.04))


@dataclass(frozen=True, slots=True)
class Opening:
    """A job, what it asks for, and the day it opened."""

    number: int
    trade: Trade
    words: Words
    skills: tuple[str, ...]
    years: int
    day: dt.date

    @property
    def title(self) -> str:
        """The title of the more senior people of the trade."""
        return self.trade.titles[-1 if self.years > 4 else 1]

    @property
    def department(self) -> str:
        """The trade's first title: the same for every opening of a trade."""
        return self.trade.titles[0]

    @property
    def ad(self) -> str:
        """The text that was published."""
        a, b, c = self.skills
        return self.trade.asks.format(title=self.title, a=a, b=b, c=c, years=self.years)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who applies; `female` is known to nobody but the form on which most people say so."""

    number: int
    name: str
    female: bool
    tells: bool
    trade: Trade
    words: Words
    skills: tuple[str, ...]
    years: int
    degree: str
    resume: str

    @property
    def mail(self) -> str:
        """Their address."""
        return f"person.{self.number:05d}@example.org"


@dataclass(frozen=True, slots=True)
class Application:
    """Who applied for what, when, and how good a choice they were and seemed."""

    person: Person
    opening: Opening
    day: dt.date
    merit: float
    seemed: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the history as a CSV."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--applications", type=int, default=2000)
    parser.add_argument("--bias", type=float, default=BIAS, help="what being a woman costs, in standard deviations of merit")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    write(given.file, rows(given.applications, bias=given.bias, seed=given.seed))


def write(file: Path, told: Sequence[Sequence[str]]) -> None:
    """Write rows under their headings."""
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADINGS, *told])


def rows(count: int, *, bias: float = BIAS, seed: int = 0) -> list[tuple[str, ...]]:
    """Return the rows of the history by the day of application; the same seed gives the same rows.

    Args:
        count: of applications.
        bias: what being a woman costs, in standard deviations of merit.
        seed: another company for another seed.
    """
    made = applications(count, bias=bias, seed=seed)
    stages = _stages(made, random.Random(f"stages {seed}"))
    days = random.Random(f"days {seed}")
    return [_row(n, one, stage, days.randint(5, 40)) for n, (one, stage) in enumerate(zip(made, stages, strict=True), start=1)]


def applications(count: int, *, bias: float, seed: int) -> list[Application]:
    """Return who applied for what, in the order of the days."""
    chance = random.Random(f"company {seed}")
    openings = [_opening(n, chance) for n in range(max(8, count // 50))]
    people: list[Person] = []
    found = []
    for opening in sorted(chance.choices(openings, k=count), key=lambda o: o.day):
        person = _applicant(opening, people, chance)
        merit = _merit(person, opening)
        seemed = merit + chance.gauss(0, UNSEEN) - bias * person.female
        found.append(Application(person, opening, opening.day + dt.timedelta(days=chance.randint(0, 30)), merit, seemed))
    return sorted(found, key=lambda a: (a.day, a.person.number, a.opening.number))


def _opening(number: int, chance: random.Random) -> Opening:
    trades, words = ((EN, ENGLISH), (ZH, CHINESE))[number % 2]
    trade = trades[number // 2 % len(trades)]
    day = BEGAN + dt.timedelta(days=chance.randrange(DAYS))
    return Opening(number, trade, words, tuple(chance.sample(trade.skills, 3)), chance.randint(2, 7), day)


def _applicant(opening: Opening, people: list[Person], chance: random.Random) -> Person:
    """Return somebody of the opening's language: new, or one who has applied for another opening."""
    again = [p for p in people[-400:] if p.words is opening.words and p.trade is opening.trade]
    if again and chance.random() < TWICE:
        return chance.choice(again)
    trades = EN if opening.words is ENGLISH else ZH
    trade = chance.choice(trades) if chance.random() < OTHER_TRADE else opening.trade
    people.append(_person(len(people), trade, opening, chance))
    return people[-1]


def _person(number: int, trade: Trade, opening: Opening, chance: random.Random) -> Person:
    words, female = opening.words, chance.random() < 0.5
    skills = chance.sample(trade.skills, chance.randint(2, len(trade.skills) - 1))
    years, degree = min(18, 1 + int(chance.expovariate(1 / 5))), chance.choice(trade.degrees)
    name = _name(words, female, chance)
    own = {kind: female if chance.random() < sure else None for kind, sure in GIVES_AWAY.items()}
    resume = _resume(trade, words, name, number, skills, years, degree, own, opening.day, chance)
    return Person(number, name, female, chance.random() >= SILENT, trade, words, tuple(skills), years, degree, resume)


def _name(words: Words, female: bool, chance: random.Random) -> str:
    if words is CHINESE:
        return chance.choice(SURNAMES) + chance.choice(FIRST_ZH[female]) + chance.choice(GIVEN_ZH)
    return f"{chance.choice(FIRST_EN[female])} {''.join(chance.choice(part) for part in SYLLABLES)}"


def _resume(
    trade: Trade, words: Words, name: str, number: int, skills: Sequence[str], years: int, degree: str,
    own: dict[str, bool | None], day: dt.date, chance: random.Random,
) -> str:  # fmt: skip
    now, graduated = chance.randint(0, years - 1) if years > 1 else 0, day.year - years - 1
    employers, duties = chance.sample(trade.employers, 2), chance.sample(trade.duties, len(trade.duties))
    told = {kind: words.of(kind, female, chance) for kind, female in own.items()}
    verb = words.of("verb", own["manner"], chance)
    lines = "\n".join(words.duty.format(verb=verb, duty=duty[0].lower() + duty[1:]) for duty in duties[:2])
    earlier = words.earlier.format(
        since=graduated + 1, until=day.year - now - 1, employer=employers[1], title=trade.titles[0], duty=duties[2]
    )
    return words.form.format(
        name=name, mail=f"person.{number:05d}@example.org", number=number, city=chance.choice(trade.cities), manner=told["manner"],
        title=trade.titles[min(2, years // 4)], employer=employers[0], since=day.year - now - (now < years - 1), duties=lines,
        uses=words.comma.join(skills[:2]), earlier=earlier if now < years - 1 else "", degree=degree, school=told["college"] or chance.choice(trade.schools),
        entered=graduated - 4, graduated=graduated, skills=words.comma.join(skills), hobbies=told["hobby"],
    )  # fmt: skip


def _merit(person: Person, opening: Opening) -> float:
    """Return how good a choice somebody is, about a standard deviation apart: skills asked, years, degree, nothing else."""
    held = sum(w for skill, w in zip(opening.skills, (1.0, 1.0, 0.5), strict=True) if skill in person.skills)
    years = min(person.years / opening.years, 1.5)
    higher = any(word in person.degree for word in ("MSc", "硕士"))
    return 0.8 * held + 1.2 * years + 0.3 * higher - 1.5 * (person.trade is not opening.trade)


def _stages(made: Sequence[Application], chance: random.Random) -> list[str]:
    """Return how far each application came: the better it seemed, the further."""
    order = sorted(range(len(made)), key=lambda n: made[n].seemed)
    ends = [stage for stage, share in LADDER for _ in range(round(share * len(made)))]
    reached = {n: ends[min(place, len(ends) - 1)] for place, n in enumerate(order)}
    other, shares = [stage for stage, _ in ENDED_OTHERWISE], [share for _, share in ENDED_OTHERWISE]
    return [chance.choices(other, shares)[0] if chance.random() < sum(shares) else reached[n] for n in range(len(made))]


def _row(number: int, one: Application, stage: str, days: int) -> tuple[str, ...]:
    person, opening = one.person, one.opening
    decided = "" if stage == "In review" else (one.day + dt.timedelta(days=days)).isoformat()
    gender = person.words.sexes[person.female] if person.tells else ""
    return (
        f"A{number:05d}", person.name, person.mail, f"REQ-{opening.number:03d}", opening.title, opening.department, opening.ad,
        person.resume, one.day.isoformat(), decided, stage, gender,
    )  # fmt: skip


if __name__ == "__main__":
    main()
