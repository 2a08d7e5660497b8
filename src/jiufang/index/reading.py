"""Read conditions out of plain words: “5年以上 Java，上海，本科，会日语”, “senior nurse in Leeds, 5+ years, speaks Polish”.

The words that state a condition are taken out; what is left is what people are ranked by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jiufang.index import wanted as make
from jiufang.index.availability import days_until
from jiufang.index.records import Note, Or, Wanted
from jiufang.jobs.details import degree_of
from jiufang.jobs.numbers import EN_YEARS, ZH_YEARS, to_number
from jiufang.jobs.unlawful import mentions
from jiufang.taxonomy import places
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.degrees import find_degrees
from jiufang.taxonomy.languages import load_languages
from jiufang.taxonomy.skills import load_skills

Condition = Wanted | Or

YEARS_BEFORE = re.compile(r"(?:至少|不少于|最少|超过|工作|经验|\b(?:at least|minimum(?: of)?|over|more than|with))\s*$", re.IGNORECASE)
MOST_BEFORE = re.compile(r"(?:不超过|最多|不到|少于|\b(?:at most|up to|less than|fewer than|no more than|under))\s*$", re.IGNORECASE)
MOST_AFTER = re.compile(r"^\s*(?:以下|以内|之内|内|\bor less\b|\bat most\b)", re.IGNORECASE)
YEARS_AFTER = re.compile(
    r"^\s*(?:\+|及?以上|or more|plus)?\s*(?:的)?(?:\s*(?:工作|从业|相关|行业)*(?:经验|经历|年限)|(?:\s*(?:of|in))?(?:\s*(?:relevant|work(?:ing)?|professional))*\s*experience\b)?(?:\s*(?:in|with|as an?)\b|的)?",
    re.IGNORECASE,
)
NOT_WORK = re.compile(r"^\s*(?:old\b|of age\b|ago\b|岁|制)", re.IGNORECASE)
RANGE = re.compile(r"(?:-|–|—|~|～|至|到|to|or|或)\s*(?P<most>\d+(?:\.\d+)?|[一二三四五六七八九十两]{1,3})", re.IGNORECASE)
DEGREE_AFTER = re.compile(
    r"^\s*(?:及?以上|或以上|or above|or higher|and above|\+)?\s*(?:的?学历|的?学位|文凭|毕业生?|degrees?\b)?(?:及?以上)?", re.IGNORECASE
)
DEGREE_ALONE = re.compile(r"\bdegrees?\b(?! of)|\bgraduates?\b", re.IGNORECASE)
SPEAKS = re.compile(
    r"(?:会说|会讲|会|能说|能讲|懂|精通|熟练|掌握|\b(?:speaks?|speaking|fluent in|fluent|knows|good|business|working|conversational|with))\s*$",
    re.IGNORECASE,
)
SPOKEN_AFTER = re.compile(
    r"^\s*(?:能?流利|流畅|熟练|良好|精通|优秀|较?好|可作为?工作语言|[- ]?speak(?:er|ing)s?\b|\bfluent\b|\brequired\b)+", re.IGNORECASE
)
LIVES = re.compile(
    r"(?:在|位于|坐标|现居|常住|人在|base|\b(?:in|near|around|based in|located in|living in|lives in|from|at))\s*[:：]?\s*$", re.IGNORECASE
)
UNKNOWN_PLACE = re.compile(
    r"\b(?:in|near|around|based in|located in|living in|lives in)\s+(?:the\s+)?(?P<place>[A-Z][\w’'-]+(?:[ -][A-Z][\w’'-]+){0,2})"
)
STARTS = re.compile(
    r"(?:可?(?:以)?(?:随时|立即|马上|即刻|现在)(?:能|可)?(?:到岗|入职|上班)?|[\d一二两三四五六半]+\s*个?(?:周|星期|月|天)(?:之?内)?(?:能|可)?(?:到岗|入职|上班)"
    r"|\b(?:available|can start|able to start|starts?)\s+(?:immediately|now|at once|asap|(?:with)?in\s+(?:\w+\s+)?(?:days?|weeks?|months?)|(?:with)?in (?:an?|one|two|three|four|six|\d+) (?:days?|weeks?|months?))"
    r"|\bimmediately available\b|\b(?:\w+) (?:days?|weeks?|months?)[’']? notice\b)",
    re.IGNORECASE,
)
SEX = re.compile(r"(?<![^\s,，、;；])(?:男|女|男性|女性|男生|女生|(?i:male|female|men|women)(?: only)?)(?![^\s,，、;；])")
EITHER = re.compile(r"^\s*(?:/|／|或者?|\bor\b|\|)\s*$", re.IGNORECASE)


@dataclass
class Reading:
    """What was read so far: conditions, and the text with what states them blanked out."""

    text: str
    conditions: list[Condition] = field(default_factory=list)
    wishes: list[Wanted] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def take(self, start: int, end: int) -> str:
        """Blank a stretch out and return it."""
        taken = self.text[start:end]
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]
        return taken


def read(text: str) -> Reading:
    """Read the conditions of plain words; each keeps its place, so that what is left still reads as it was written."""
    reading = Reading(text)
    for step in (_unlawful, _starts, _years, _languages, _degrees, _places, _certificates, _skills):
        step(reading)
    return reading


def _unlawful(reading: Reading) -> None:
    """Drop what nobody may be searched by; the index would not know it anyway."""
    for ground, start, end in mentions(reading.text):
        reading.notes.append(Note(code="unlawful", about=f"{ground}: {reading.take(start, end)}"))
    for match in list(SEX.finditer(reading.text)):
        reading.notes.append(Note(code="unlawful", about=f"sex: {reading.take(*match.span()).strip()}"))


def _starts(reading: Reading) -> None:
    for match in list(STARTS.finditer(reading.text)):
        days = days_until(match.group())
        if days is not None and (re.search(r"[岗职班]|start|available|notice", match.group(), re.IGNORECASE)):
            reading.conditions.append(make.available(reading.take(*match.span()).strip(), days, read=True))


def _years(reading: Reading) -> None:
    for match in sorted([*ZH_YEARS.finditer(reading.text), *EN_YEARS.finditer(reading.text)], key=lambda m: m.start()):
        after, before = reading.text[match.end() :], reading.text[: match.start()]
        if NOT_WORK.match(after) or not reading.text[match.start() : match.end()].strip():
            continue
        unit = 12 if "月" in match["unit"] or match["unit"].lower().startswith("month") else 1
        least = to_number(match["number"]) / unit + (0.5 if match.groupdict().get("half") or match.groupdict().get("tail") else 0)
        upper = RANGE.search(match.group())
        most = to_number(upper["most"]) / unit if upper else None
        if MOST_BEFORE.search(before) or MOST_AFTER.match(after):
            least, most = None, least if most is None else most  # type: ignore[assignment]
        start, end = _widened(reading.text, match.start(), match.end(), (MOST_BEFORE, YEARS_BEFORE), (MOST_AFTER, YEARS_AFTER))
        reading.conditions.append(make.years(reading.take(start, end).strip(), least, most, read=True))


def _languages(reading: Reading) -> None:
    known = load_languages()
    for test in reversed(known.find_tests(reading.text)):
        reading.conditions.append(make.speaks(reading.take(test.start, test.end).strip(), test.language, test.level, read=True))
    spoken = re.sub(
        r"(?i)(?<=speaks )[a-z]|(?<=speaking )[a-z]|(?<=fluent )[a-z]|(?<=fluent in )[a-z]", lambda m: m.group().upper(), reading.text
    )
    for mention in known.find(spoken):
        asked = SPEAKS.search(reading.text[: mention.start]) or SPOKEN_AFTER.match(reading.text[mention.end :])
        if asked or not mention.surface.isascii() or _alone(reading.text, mention.start, mention.end):
            start, end = _widened(reading.text, mention.start, mention.end, (SPEAKS,), (SPOKEN_AFTER,))
            reading.conditions.append(make.speaks(reading.take(start, end).strip(), mention.id, read=True))


def _degrees(reading: Reading) -> None:
    found = [(start, end) for start, end, _ in find_degrees(reading.text)]
    alone = DEGREE_ALONE.search(reading.text)
    if not found and alone:
        found = [alone.span()]
    for start, end in _merged(found, reading.text):
        level = degree_of(reading.text[start:end])
        stop = end + len(DEGREE_AFTER.match(reading.text[end:]).group())  # type: ignore[union-attr]
        if level is not None:
            reading.conditions.append(make.degree(reading.take(start, stop).strip(), level, read=True))


def _places(reading: Reading) -> None:
    found = [(start, end) for start, end, _ in places.find(reading.text)]
    for start, end in found:
        begin, stop = _widened(reading.text, start, end, (LIVES,), (re.compile(r"^[市省]"),))
        written = reading.text[start:end]
        reading.take(begin, stop)
        reading.conditions.append(make.city(written, read=True))
    for match in UNKNOWN_PLACE.finditer(reading.text):
        place = match["place"]
        if not load_skills().find(place) and not load_languages().find(place):
            reading.take(*match.span())
            reading.conditions.append(make.city(place, read=True))


def _certificates(reading: Reading) -> None:
    """Certificates are wished for: the same three letters name one of each country, and who has another one still fits."""
    for mention in load_certificates().find(reading.text):
        if mention.surface.isascii() and mention.surface.islower():
            continue  # “driver's licence” in running text may be anything; a name in capitals is one
        reading.wishes.append(make.certificate(mention.id, mention.surface, read=True))


def _skills(reading: Reading) -> None:
    """Products and standards are conditions; what has a name in each language may be put in many ways, and is only wished for."""
    taxonomy = load_skills()
    mentions_ = taxonomy.find(reading.text)
    groups: list[list[Wanted]] = []
    last = None
    for mention in mentions_:
        made = make.skill(mention.id, mention.surface, read=True)
        if not _is_product(taxonomy.names(mention.id)):
            reading.wishes.append(made)
            continue
        joined = last is not None and EITHER.match(reading.text[last.end : mention.start])
        groups = [*groups[:-1], [*groups[-1], made]] if joined else [*groups, [made]]
        last = mention
    for group in groups:
        reading.conditions.append(group[0] if len(group) == 1 else Or(parts=tuple(group)))
        reading.wishes += group


def _is_product(names: tuple[str, ...]) -> bool:
    """Tell whether a skill bears a Latin name in every language, as products and standards do: Python语言, not 后端开发."""
    return any(name.isascii() for name in names) and all(re.search(r"[A-Za-z]", name) for name in names)


def _widened(text: str, start: int, end: int, before: tuple[re.Pattern[str], ...], after: tuple[re.Pattern[str], ...]) -> tuple[int, int]:
    """Return a stretch with the words around it that belong to it."""
    for pattern in before:
        if found := pattern.search(text[:start]):
            start = found.start()
    for pattern in after:
        if found := pattern.match(text[end:]):
            end += found.end()
    return start, end


def _alone(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands by itself between commas or at an end: “nurse, Polish”."""
    return bool(re.search(r"(?:^|[,，、;；])\s*$", text[:start]) and re.match(r"\s*(?:$|[,，、;；])", text[end:]))


def _merged(spans: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches that follow one another as one: “本科或硕士”, “bachelor's or master's”."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and re.fullmatch(r"\s*(?:或者?|/|、|\bor\b)\s*", text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    yield from joined


__all__ = ["Condition", "Reading", "read"]
