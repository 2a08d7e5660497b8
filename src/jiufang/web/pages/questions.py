"""Turn a question as it was understood into conditions that can be taken away, and the facets of an answer into ones that can be added."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from jiufang.index.records import And, Facet, Kind, Node, Not, Or, Query, Wanted, conditions
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.degrees import Degree
from jiufang.taxonomy.languages import load_languages
from jiufang.taxonomy.skills import load_skills
from jiufang.web.sheets import Sheet

SHOWN = 8  # values of a facet
YEARS = (1, 3, 5, 8, 10)  # at least so many
OPERATOR = r"(?:AND|OR|NOT|&&?|\|\|?|与|且|或|非)"
NEGATION = r"(?:NOT\s+|非\s*|!|-)"
EMPTY = re.compile(r"\(\s*\)")
DANGLING = re.compile(rf"^\s*{OPERATOR}(?=\s)|(?<=\s){OPERATOR}\s*$|(?<=\()\s*{OPERATOR}(?=\s)|(?<=\s){OPERATOR}\s*(?=\))")
DOUBLED = re.compile(rf"(?<=\s){OPERATOR}\s+(?=(?:AND|OR|&&?|\|\|?|与|且|或)\s)")


class Chip(Sheet):
    """A condition as it was understood; `without` is the question with it taken away, `read` that it was read out of plain words."""

    kind: str
    text: str
    without: str
    negated: bool = False
    read: bool = False


class Choice(Sheet):
    """A value of a facet: how many have it, and the question with it added, or taken away where it is `on`."""

    text: str
    count: int
    question: str
    on: bool = False


class Group(Sheet):
    """A facet with its values."""

    kind: str
    choices: tuple[Choice, ...]


def chips(query: Query) -> tuple[Chip, ...]:
    """Return the conditions of a question: those that have to be fulfilled, and those that only rank."""
    parts = query.must.parts if isinstance(query.must, And) else (query.must,) if query.must is not None else ()
    firm = [_chip(part, query.text) for part in parts]
    told = {one.text for one in conditions(query.must)}
    soft = [one for one in query.words if one.read and one.kind is not Kind.WORD and one.text not in told]
    return (*firm, *(_chip(one, query.text) for one in soft))


def groups(found: Mapping[str, Sequence[Facet]], question: str, lang: str) -> tuple[Group, ...]:
    """Return the facets of an answer as what can be asked besides.

    Args:
        found: values with how many have them.
        question: as it was asked.
        lang: of the names of skills and languages.
    """
    skills, languages, certificates = load_skills(), load_languages(), load_certificates()
    made = (
        _named("skill", found, question, lambda id: skills.name(id, lang) if id in skills else id),
        Group(kind="years", choices=tuple(_years(found.get("years", ()), question))),
        Group(kind="degree", choices=tuple(_degrees(found.get("degree", ()), question))),
        _named("city", found, question, str),
        _named("lang", found, question, lambda code: languages.name(code, lang)),
        _named("cert", found, question, lambda id: certificates.name(id, lang) if id in certificates else id),
    )
    return tuple(one for one in made if one.choices)


def without(question: str, text: str, *, negated: bool = False) -> str:
    """Return a question without one of its conditions, and without operators that nothing stands beside any more.

    >>> without("skill:java AND 上海", "上海"), without("(a OR b) -外包", "外包", negated=True), without("a OR b", "a")
    ('skill:java', '(a OR b)', 'b')
    """
    before, told = NEGATION if negated else "", re.escape(text)
    patterns = (rf"(?<![\w:]){before}[\"「『]?{told}[\"」』]?(?!\w)", f"{before}{told}")  # words alone, before parts of words: Java, 会日语
    found = next((match for pattern in patterns if (match := re.search(pattern, question, re.IGNORECASE))), None)
    left = question if found is None else f"{question[: found.start()]} {question[found.end() :]}"
    for _ in range(4):  # as deep as anybody nests by hand
        left = EMPTY.sub(" ", DANGLING.sub(" ", DOUBLED.sub("", left)))
    return re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", " ".join(left.split())))


def _chip(node: Node, question: str) -> Chip:
    match node:
        case Not(part=part):
            inside = _chip(part, question)
            return inside.model_copy(update={"negated": True, "without": without(question, inside.text, negated=True)})
        case Wanted():
            return Chip(kind=node.kind, text=node.text, without=without(question, node.text), read=node.read)
        case Or() | And():
            left, inside_ones = question, conditions(node)
            for one in inside_ones:
                left = without(left, one.text)
            between = " OR " if isinstance(node, Or) else " AND "
            return Chip(kind="or", text=between.join(one.text for one in inside_ones), without=left)


def _named(kind: str, found: Mapping[str, Sequence[Facet]], question: str, name: Callable[[str], str]) -> Group:
    told = [(name(one.value), one.count) for one in found.get(kind, ())[:SHOWN]]
    return Group(kind=kind, choices=tuple(_choice(text, count, kind, text, question) for text, count in told))


def _years(found: Sequence[Facet], question: str) -> list[Choice]:
    counts = {least: sum(one.count for one in found if int(one.value) >= least) for least in YEARS}
    return [_choice(f"≥ {least}", count, "years", f">={least}", question) for least, count in counts.items() if count]


def _degrees(found: Sequence[Facet], question: str) -> list[Choice]:
    ranks = [(Degree(one.value).rank, one.count) for one in found]
    counts = {degree: sum(count for rank, count in ranks if rank >= degree.rank) for degree in Degree if degree is not Degree.NONE}
    return [_choice(str(degree), count, "degree", degree.replace("_", " "), question) for degree, count in counts.items() if count]


def _choice(text: str, count: int, key: str, value: str, question: str) -> Choice:
    condition = f'{key}:"{value}"' if re.search(r"[\s()，、；;]", value) else f"{key}:{value}"
    on = condition.casefold() in question.casefold().split() or (" " in value and condition.casefold() in question.casefold())
    return Choice(text=text, count=count, question=without(question, condition) if on else f"{question} {condition}".strip(), on=on)
