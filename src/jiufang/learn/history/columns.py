"""Turn the headings and cells of a table into a mapping: which column tells what, guessed from both, shown, and corrected by whoever knows better."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiufang.errors import BadInput
from jiufang.learn.history.days import order_of
from jiufang.learn.history.tables import Table
from jiufang.text import tables as lists
from jiufang.text.normalise import fold

SAMPLE = 200  # cells of a column that are looked at
MOST = 0.6  # of these that have to look like what the heading promises
SURE, LIKELY = 3.0, 1.0  # the heading is a known one; it holds a known phrase
FULL_TEXT = 120  # characters, in the mean, of a cell that is a text and not a name
STAGES_MAX, STAGE_LENGTH = 80, 60  # different stages that a company has; characters of one
NONE, GROUP = "none", "group."
HEAD = 0.75  # more for what a heading ends in: candidate skills are skills, 简历来源 is a source
OF_PERSON = frozenset({"name", "email", "phone", "person", "school"})
OTHERS = re.compile(  # persons who are not the candidate
    r"\b(?:recruiter|hiring manager|manager|interviewer|referrer|referee|reference|coordinator|owner|created by|emergency|agency|vendor|consultant|hr)\b"
    r"|面试官|推荐人|内推人|负责|招聘专员|招聘顾问|招聘人员|紧急联系|创建人|用人经理|主管|猎头|经办"
)
ONE_FOR_MANY, MANY = 0.2, 20  # share of the cells that one person's address never has, among so many
WRAPPED = frozenset({"name", "value", "text"})  # last parts of a path that say nothing: stage.name, stage.value
SEVERAL = frozenset({"name", "facts", "ad", "outcome", "stage", "decided", "applied", "school", "resume", "email", "phone"})
FILE = re.compile(r"\.(?:pdf|docx?|rtf|odt|txt|md|html?|png|jpe?g)$", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[\d\s().-]{7,20}")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it is taken for; `sure` is 0 for a guess by content alone, 1 for a known heading or a person's word."""

    heading: str
    role: str
    sure: float


Mapped = tuple[Column, ...]


def roles() -> tuple[str, ...]:
    """Return every role that a column may have."""
    return tuple(role for role, _ in lists.rows("learn.history", "columns.tsv"))


def guess(table: Table, *, given: Mapping[str, str | Sequence[str]] | None = None) -> Mapped:
    """Return what each column is taken for, in the table's order.

    Args:
        table: headings and cells.
        given: roles and their headings, by whoever knows; they are not guessed about.

    Raises:
        BadInput: a role or a heading that is given does not exist.
    """
    told = _given(table, given or {})
    scored = {h: _scores(h, _sample(table, h)) for h in table.headings if h not in told}
    ranked = sorted(
        ((score, role, h) for h, found in scored.items() for role, score in found.items()),
        key=lambda t: (-t[0], table.headings.index(t[2])),
    )
    taken = {role for role in told.values() if role not in SEVERAL}
    chosen: dict[str, Column] = {h: Column(h, role, 1.0) for h, role in told.items()}
    settled = set(told.values())
    for score, role, heading in ranked:
        alone = role in taken or (role in SEVERAL and role in settled)
        if heading in chosen or (alone and role != NONE):
            continue
        chosen[heading] = Column(heading, role, min(1.0, round(score / SURE, 2)))
        if role not in SEVERAL and role != NONE:
            taken.add(role)
    return tuple(chosen.get(h, Column(h, NONE, 0.0)) for h in table.headings)


def by_role(columns: Mapped) -> dict[str, tuple[str, ...]]:
    """Return the headings of each role, in the table's order."""
    found: dict[str, list[str]] = {}
    for column in columns:
        found.setdefault(column.role, []).append(column.heading)
    return {role: tuple(headings) for role, headings in found.items()}


def _given(table: Table, given: Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    told: dict[str, str] = {}
    for role, headings in given.items():
        if role not in roles() and not role.startswith(GROUP):
            raise BadInput("there is no such role of a column", subject=role, hint=f"it is one of {', '.join(roles())}")
        for heading in [headings] if isinstance(headings, str) else headings:
            table.column(heading)
            told[heading] = role
    return told


def _sample(table: Table, heading: str) -> list[str]:
    """Return the first cells of a column that say something."""
    at, found = table.headings.index(heading), []
    for row in table.rows:
        if row[at]:
            found.append(row[at])
        if len(found) == SAMPLE:
            break
    return found


def _scores(heading: str, cells: Sequence[str]) -> dict[str, float]:
    """Return how well each role suits a column: by its heading, unless the cells speak against it; e-mail addresses speak for themselves."""
    found = {role: score for role, score in _by_heading(heading).items() if FITS.get(role, _any)(cells)}
    if "resume" in found and cells and _share(cells, lambda c: bool(FILE.search(c))) >= MOST:
        found["resume_file"] = found.pop("resume")
    if (
        not found
        and cells
        and not OTHERS.search(plain(heading))
        and _of_many(cells)
        and _share(cells, lambda c: bool(EMAIL.fullmatch(c))) >= MOST
    ):
        found["email"] = LIKELY / 2
    return found


def _by_heading(heading: str) -> dict[str, float]:
    whole, (above, _, last) = plain(heading), heading.rpartition(".")
    path = {plain(above): 2.5 * LIKELY} if plain(last) in WRAPPED else {}  # rejection_reason.name tells a reason, not a name
    path |= {plain(last): 2 * LIKELY} if above else {}
    found: dict[str, float] = {}
    for phrase, role in phrases():
        if phrase == whole:
            found[role] = SURE
        elif phrase in path:
            found[role] = max(found.get(role, 0), path[phrase])
        elif _holds(whole, phrase):
            last_word = HEAD if whole.endswith(phrase) else 0.0
            found[role] = max(found.get(role, 0), LIKELY + len(phrase) / len(whole) + last_word)
    if OTHERS.search(whole) and SURE not in found.values():
        return {role: score for role, score in found.items() if role not in OF_PERSON}
    return found


def plain(heading: str) -> str:
    """Return the form in which headings are compared: folded, words apart, without punctuation.

    >>> plain("CandidateName"), plain("job_req.id*"), plain("投递时间（北京）")
    ('candidate name', 'job req id', '投递时间 北京')
    """
    return " ".join(re.sub(r"[\W_]+", " ", fold(CAMEL.sub(" ", heading))).split())


@lru_cache(maxsize=1)
def phrases() -> tuple[tuple[str, str], ...]:
    """Return (phrase, role) of every known heading, the longest first."""
    told = [(plain(phrase), role) for role, cell in lists.rows("learn.history", "columns.tsv") for phrase in lists.names(cell)]
    return tuple(sorted(told, key=lambda t: (-len(t[0]), t[0])))


def _holds(heading: str, phrase: str) -> bool:
    if phrase.isascii():
        return f" {phrase} " in f" {heading} "
    return len(phrase) > 1 and phrase in heading


def _share(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, cells)) / len(cells)


def _any(cells: Sequence[str]) -> bool:
    return True


def _mostly(fits: Callable[[str], bool]) -> Callable[[Sequence[str]], bool]:
    return lambda cells: not cells or _share(cells, fits) >= MOST


def _is_share(cell: str) -> bool:
    try:
        return 0 <= float(cell) <= 1
    except ValueError:
        return False


def _few(cells: Sequence[str]) -> bool:
    return len(set(cells)) <= STAGES_MAX and sum(map(len, cells)) <= STAGE_LENGTH * len(cells)


def _of_many(cells: Sequence[str]) -> bool:
    """Tell whether no single value is that of a crowd: a recruiter's address would make everybody one person."""
    return len(cells) < MANY or max(Counter(cells).values()) <= ONE_FOR_MANY * len(cells)


def _short(cells: Sequence[str]) -> bool:
    return not cells or sum(map(len, cells)) / len(cells) < FULL_TEXT


FITS: dict[str, Callable[[Sequence[str]], bool]] = {
    "email": lambda cells: _mostly(lambda cell: "@" in cell)(cells) and _of_many(cells),
    "phone": lambda cells: _mostly(lambda cell: bool(PHONE.search(cell)))(cells) and _of_many(cells),
    "label": _mostly(_is_share),
    "applied": lambda cells: not cells or order_of(cells) is not None,
    "decided": lambda cells: not cells or order_of(cells) is not None,
    "stage": lambda cells: not cells or _few(cells),
    "outcome": _short,
    "title": _short,
    "name": _short,
    "person": lambda cells: _short(cells) and _of_many(cells),
    "job": _short,
    "hired": lambda cells: not cells or len(set(cells)) <= 6,
    "resume_file": _mostly(lambda cell: bool(FILE.search(cell))),
}
