"""Find the periods and dates that a résumé writes, in whatever notation: numbers, 年月, month names, seasons, “present”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiufang.text.dates import PartialDate
from jiufang.text.view import plain_view

MONTH_NAMES = (
    "january janurary januray jan january's januar jänner janv janvier enero ene gennaio januari janeiro",
    "february febuary feburary febraury feb februar febr février févr fév fevrier febrero febbraio februari fevereiro",
    "march mar mär märz maerz mrz mars marzo maart março",
    "april apirl apr avril avr abril abr aprile",
    "may mai mayo maggio mei maio",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet juil julio luglio julho",
    "august aug agust août aout agosto ago augustus",
    "september septmber setember sept sep septembre septiembre settembre setembro",
    "october ocotber octber oct oktober okt octobre octubre ottobre outubro",
    "november novemeber nov novembre noviembre novembro",
    "december decemeber dec dezember dez décembre déc decembre diciembre dic dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 12),
    "春": (3, 5),
    "夏": (6, 8),
    "秋": (9, 11),
    "冬": (12, 12),
}
PARTS = {
    "early": (1, 3),
    "mid": (6, 6),
    "late": (12, 12),
    "end of": (12, 12),
    "初": (1, 1),
    "中": (6, 6),
    "上半年": (1, 6),
    "下半年": (7, 12),
    "底": (12, 12),
    "末": (12, 12),
}
HAN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}

FIRST_YEAR, LAST_YEAR = 1950, 2049
PIVOT = 50  # two-digit years up to 49 are of this century
_Y = r"(?:19[5-9]\d|20[0-4]\d)"
_MON = "|".join(sorted((re.escape(m) for m in MONTHS), key=len, reverse=True))
_HAN = "[〇○零一二三四五六七八九]"

ATOM = re.compile(
    rf"""(?<![\d.])(?:
      (?P<hy>{_HAN}{{4}})\ ?年(?:\ ?(?P<hm>十[一二]?|[一二三四五六七八九])\ ?月)?
    | (?P<y1>{_Y})\ ?年\ ?度?(?:\ ?(?P<m1>1[0-2]|0?[1-9])\ ?月(?:份|\ ?[0-3]?\d\ ?[日号])?|(?P<part>上半年|下半年|初|中|底|末)|(?P<zs>[春夏秋冬])季?|第?(?P<zq>[一二三四1-4])季度)?
    | (?P<y2>{_Y})\ ?[./\-]\ ?(?P<m2>1[0-2]|0?[1-9])(?:\ ?[./\-]\ ?(?:[12]\d|3[01]|0?[1-9])(?!\d))?(?:\ ?月)?(?!\d|[.,]\d)
    | (?:[0-3]?\d(?:st|nd|rd|th|\.)?[\ \-])?(?P<n3>\b(?:{_MON}))\b\.?[,'\ \-./]{{0,2}}(?:(?:de|of|del)\ )?(?:[0-3]?\d(?:st|nd|rd|th)?,\ ?)?(?:(?P<y3>{_Y})|'(?P<yy3>\d\d))(?!\d)
    | (?P<n3s>\b(?:{_MON}))\b\.?[\ \-/](?P<yy3s>[0-4]\d)(?![\d,:])
    | (?P<y4>{_Y})[,\ \-/.]{{1,2}}(?P<n4>(?:{_MON}))\b\.?(?!\ {_Y})(?:\ [0-3]?\d(?!\d))?
    | (?:(?P<d5>0?[1-9]|[12]\d|3[01])[./\-])?(?P<m5>0?[1-9]|1\d|2\d|3[01])(?:[./\-]|\ [/\-]\ )(?P<y5>{_Y})(?!\d|\ ?(?:{_MON})\b)
    | (?P<s6>\b(?:spring|summer|autumn|fall|winter))[,\ ]+(?:of\ )?(?P<y6>{_Y})
    | (?P<y7>{_Y})\ ?(?P<s7>[春夏秋冬])季?
    | (?:(?P<q8>[1-4])[qQ]|[qQ](?P<q8b>[1-4]))[\ ,'/\-]{{0,2}}(?P<y8>{_Y})
    | (?P<y9>{_Y})[\ /\-]?[qQ](?P<q9>[1-4])
    | (?P<p10>\b(?:early|mid|late|end\ of))[\ \-](?P<y10>{_Y})
    | (?P<y11>{_Y})(?!\d|[.,]\d|%|\ ?(?:元|万|人|台|件|多|余|名|个|家|次|张|平|hours?\b|employees|people|users|students|units|patients|customers))
    )""",
    re.VERBOSE | re.IGNORECASE,
)
SHORT = re.compile(r"'?(\d\d)\s?(?:[./]|年)\s?(\d{1,2})(?:月)?(?![\d])")
SHORT_START = re.compile(r"(?<![\d./\-])" + SHORT.pattern)
APOSTROPHES = re.compile(r"'(\d\d)\s?-\s?(?:'(\d\d)(?!\d)|(?=present|now))", re.IGNORECASE)
YEAR2 = re.compile(r"'?(\d\d)(?![\d./\-]\d|\d|%)(?:年)?")
MONTH_ONLY = re.compile(rf"(?:(1[0-2]|0?[1-9])\s?月(?:份)?|\b({_MON})\b\.?)(?!\s?\d)", re.IGNORECASE)
RANGE = re.compile(
    r"\s*(?:[-~>→⇒➔]+|[-~>→]\s[-~>→]|(?:up )?to\b|till?\b|until\b|thru\b|through\b|至|到|bis\b|à\b|au\b|a\b|al\b|hasta\b|tot\b|から|一?直?(?:干|做|工作)到(?:了)?|一直到|and\b(?= present)|\bund\b)\s*",
    re.IGNORECASE,
)
PRESENT = re.compile(
    r"(?P<open>\()?(?:the )?(?:present(?:ly)?|(?:till|to|until) (?:date|today|present)|now|current(?:ly)?|today|date|ongoing|onwards?|to date|until now|till now|still (?:there|here|employed|working)|至今|迄今|今|目前|现在|当前|在职|"
    r"heute|aktuell|jetzt|actualidad|(?:el )?presente|actual(?:mente|idad)?|la fecha|présent|aujourd'hui|ce jour|maintenant|presente|oggi|attuale|attualmente|heden|nu|atual|現在|现任|현재|настоящее время|н\.\s?в\.)"
    r"(?![a-z\u00c0-\u024f])(?(open)\)?)",
    re.IGNORECASE,
)
DIRECT = re.compile(
    r"\s*(?:(?:入职|到岗|加入|开始)?[,，]?\s?一?至今|迄今|起至今|年?至现在|[,，]?\s?(?:and )?(?:(?:i|am|i'm|is|are) )*still (?:there|here)|以来|起(?!步|草|动|源|诉|点)|开始|onwards?\b|on\b(?=\s*[(.,;]|\s*$)|to date\b|[-~→⇒]{1,2}\s*(?=[)\]])|[-~]{1,2}\s{3,}(?=[\u4e00-\u9fff])|-->?\s?(?=$|\n)|\+(?=\s|$))",
    re.IGNORECASE,
)
SINCE = re.compile(r"(?:\bsince|\bseit|\bdepuis|\bdesde(?: hace)?|\bas of|\bab|自从?|从)\s*:?\s*$", re.IGNORECASE)
STARTING = re.compile(r"(?:\b(?:i )?start(?:ed|ing)?(?: in)?|\bbegin(?:ning|s)?(?: in)?|\bjoined(?: in)?|\bfrom)\s*:?\s*$", re.IGNORECASE)
UNTIL = re.compile(r"(?:\buntil|\btill|\bup to)\s*$", re.IGNORECASE)
LENGTH = re.compile(
    r"\s*(?:[·•,]\s*|[(\[]\s*)?(?:(?:about|约|共|合计|total)\s?)?\d{1,2}(?:\.\d)?\+?\s?(?:years?|yrs?|yr|y|年)(?:\s?(?:and |零|又|,)?\s?\d{1,2}\s?(?:months?|mos?|m|个月|月))?\s*[)\]]?(?![\w\u4e00-\u9fff])"
    r"|\s*(?:[·•,]\s*|[(\[]\s*)\d{1,2}\s?(?:months?|mos?|个月)\s*[)\]]?(?![\w\u4e00-\u9fff])",
    re.IGNORECASE,
)
CELL = re.compile(r" *[|\t] *")
SCHOOL_YEAR = re.compile(r"/(\d\d)(?![\d./])")
OPEN = re.compile(r"[(\[]\s*$")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time as written; a lone date has only an end.

    `current` means that it runs until the day on which the text is read.
    """

    start: PartialDate | None
    end: PartialDate | None
    current: bool = False

    @property
    def is_range(self) -> bool:
        """Tell whether a start is known."""
        return self.start is not None


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    first: PartialDate
    last: PartialDate
    bare: bool = False


def find_periods(text: str) -> list[tuple[int, int, Period]]:
    """Return (start, end, period) of each date or range of dates in a text, in order, without overlaps.

    Args:
        text: any text; offsets count its code points.
    """
    view = plain_view(text)
    found: list[tuple[int, int, Period]] = []
    at = 0
    short = _short_range(view, 0)
    while hit := _next(view, at, short):
        start, end, period = hit
        if length := LENGTH.match(view, end):
            end = length.end() if period.start else end
        found.append((start, end, period))
        at = end
        if short and short[0] < at:
            short = _short_range(view, at)
    return found


def _next(view: str, at: int, short: tuple[int, int, Period] | None) -> tuple[int, int, Period] | None:
    for match in ATOM.finditer(view, at):
        atom = _read(match)
        if atom is None or (atom.bare and _inside_number(view, atom.start)):
            continue
        if short and short[0] <= atom.start:
            break
        return _extend(view, atom)
    return short


def _extend(view: str, atom: _Atom) -> tuple[int, int, Period]:
    head = _leading_month(view, atom)
    begin = head[0] if head else atom.start
    if not head:
        if closed := _close(view, atom):
            return closed
        if since := SINCE.search(view, max(0, begin - 16), begin):
            return since.start(), atom.end, Period(atom.first, None, current=True)
        if starting := STARTING.search(view, max(0, begin - 16), begin):
            return starting.start(), atom.end, Period(atom.first, None)
        return begin, atom.end, Period(None, atom.last)
    return begin, atom.end, Period(head[1], atom.last)


def _close(view: str, atom: _Atom) -> tuple[int, int, Period] | None:
    """Read on from a start date to its end: another date, a month of the same year, or a word for now."""
    if separator := RANGE.match(view, atom.end):
        at = separator.end()
        if present := PRESENT.match(view, at):
            return atom.start, present.end(), Period(atom.first, None, current=True)
        if (match := ATOM.match(view, at)) and (end := _read(match)):
            return atom.start, end.end, Period(atom.first, end.last)
        if (month := MONTH_ONLY.match(view, at)) and atom.first.month:
            return atom.start, month.end(), Period(atom.first, PartialDate(year=atom.first.year, month=_month(month)))
        if atom.bare and (two := YEAR2.match(view, at)) and int(two[1]) > atom.first.year % 100:
            return atom.start, two.end(), Period(atom.first, PartialDate(year=_century(int(two[1]))))
    if atom.bare and (two := SCHOOL_YEAR.match(view, atom.end)) and int(two[1]) == (atom.first.year + 1) % 100:
        return atom.start, two.end(), Period(atom.first, PartialDate(year=atom.first.year + 1))
    if cell := _next_cell(view, atom):
        return cell
    if direct := DIRECT.match(view, atom.end):
        return atom.start, direct.end(), Period(atom.first, None, current=True)
    comma = re.compile(r"\s*,\s*").match(view, atom.end)
    if comma and (present := re.compile(r"(?:still there|to date|present)\b", re.IGNORECASE).match(view, comma.end())):
        return atom.start, present.end(), Period(atom.first, None, current=True)
    return None


def _next_cell(view: str, atom: _Atom) -> tuple[int, int, Period] | None:
    """Read “| Sep 2007 | Aug 2011 |”: tables keep both ends in cells of their own."""
    border = CELL.match(view, atom.end)
    if border is None or atom.first.month is None:
        return None
    if present := PRESENT.match(view, border.end()):
        return atom.start, present.end(), Period(atom.first, None, current=True)
    match = ATOM.match(view, border.end())
    end = _read(match) if match else None
    return (atom.start, end.end, Period(atom.first, end.last)) if end and end.first.month and end.first >= atom.first else None


def _leading_month(view: str, atom: _Atom) -> tuple[int, PartialDate] | None:
    """Read “May - August 2019”: the start has only a month, the year comes with the end."""
    before = re.search(rf"\b({_MON})\b\.?\s?(?:-|~|to|bis|à|a)\s?$", view[max(0, atom.start - 18) : atom.start], re.IGNORECASE)
    if before is None or atom.first.month is None:
        return None
    month = MONTHS[before[1].lower()]
    year = atom.first.year - (month > atom.first.month)
    return max(0, atom.start - 18) + before.start(), PartialDate(year=year, month=month)


def _short_range(view: str, at: int) -> tuple[int, int, Period] | None:
    """Read “21/11-23/02” and “06/22 - 05/24”: two-digit years occur only as both ends of a range, or up to now."""
    for first in SHORT_START.finditer(view, at):
        separator = RANGE.match(view, first.end())
        if separator is None:
            continue
        second = SHORT.match(view, separator.end())
        present = PRESENT.match(view, separator.end())
        if not second and not present:
            continue
        ends = [(int(first[1]), int(first[2]))] + ([(int(second[1]), int(second[2]))] if second else [])
        if dates := _short_dates(ends, han=bool(re.search(r"[\u4e00-\u9fff]", view[max(0, first.start() - 40) : first.end() + 60]))):
            if second:
                return first.start(), second.end(), Period(dates[0], dates[1])
            if present:
                return first.start(), present.end(), Period(dates[0], None, current=True)
    return _apostrophes(view, at)


def _apostrophes(view: str, at: int) -> tuple[int, int, Period] | None:
    for match in APOSTROPHES.finditer(view, at):
        start = PartialDate(year=_century(int(match[1])))
        if match[2] is not None:
            return match.start(), match.end(), Period(start, PartialDate(year=_century(int(match[2]))))
        if present := PRESENT.match(view, match.end()):
            return match.start(), present.end(), Period(start, None, current=True)
    return None


def _short_dates(ends: list[tuple[int, int]], *, han: bool) -> list[PartialDate] | None:
    year_first = all(1 <= b <= 12 for _, b in ends)
    month_first = all(1 <= a <= 12 for a, _ in ends)
    if not (year_first or month_first):
        return None
    # Both readings possible (06/08): Chinese writes the year first.
    pairs = ends if year_first and (han or not month_first) else [(b, a) for a, b in ends]
    dates = [PartialDate(year=_century(y), month=m) for y, m in pairs]
    return dates if dates == sorted(dates) else None


def _read(match: re.Match[str]) -> _Atom | None:
    groups = {k: v for k, v in match.groupdict().items() if v is not None}
    first, last = _values(groups) or (None, None)
    if first is None or last is None or not FIRST_YEAR <= first.year <= LAST_YEAR:
        return None
    return _Atom(match.start(), match.end(), first, last, bare="y11" in groups)


def _values(g: dict[str, str]) -> tuple[PartialDate, PartialDate] | None:
    if "hy" in g:
        return _pair(int("".join(str(HAN_DIGITS[c]) for c in g["hy"])), _han_month(g.get("hm")))
    if "y1" in g:
        return _chinese(g)
    if "d5" in g and "y5" in g:
        day, month = int(g["d5"]), int(g["m5"])
        return _pair(int(g["y5"]), month if month <= 12 else day if day <= 12 else None)
    if "y5" in g:
        return _pair(int(g["y5"]), int(g["m5"])) if int(g["m5"]) <= 12 else None
    if "s6" in g or "s7" in g:
        return _span(int(g.get("y6") or g["y7"]), SEASONS[(g.get("s6") or g["s7"]).lower()])
    if "y8" in g or "y9" in g:
        return _quarter(int(g.get("y8") or g["y9"]), int(g.get("q8") or g.get("q8b") or g["q9"]))
    if "p10" in g:
        return _span(int(g["y10"]), PARTS[g["p10"].lower()])
    written = g.get("y2") or g.get("y3") or g.get("y4") or g.get("y11")
    name = g.get("m2") or g.get("n3") or g.get("n3s") or g.get("n4")
    number = int(written) if written else _century(int(g.get("yy3") or g["yy3s"]))
    return _pair(number, (int(name) if name.isdigit() else MONTHS[name.lower()]) if name else None)


def _chinese(g: dict[str, str]) -> tuple[PartialDate, PartialDate]:
    year = int(g["y1"])
    if "m1" in g:
        return _pair(year, int(g["m1"]))
    if "part" in g:
        return _span(year, PARTS[g["part"]])
    if "zs" in g:
        return _span(year, SEASONS[g["zs"]])
    if "zq" in g:
        return _quarter(year, "一二三四".find(g["zq"]) + 1 or int(g["zq"]))
    return _pair(year, None)


def _pair(year: int, month: int | None) -> tuple[PartialDate, PartialDate]:
    date = PartialDate(year=year, month=month)
    return date, date


def _span(year: int, months: tuple[int, int]) -> tuple[PartialDate, PartialDate]:
    return PartialDate(year=year, month=months[0]), PartialDate(year=year, month=months[1])


def _quarter(year: int, quarter: int) -> tuple[PartialDate, PartialDate]:
    return _span(year, (3 * quarter - 2, 3 * quarter))


def _han_month(text: str | None) -> int | None:
    if text is None:
        return None
    return 10 + HAN_DIGITS.get(text[1:], 0) if text[0] == "十" else HAN_DIGITS[text]


def _month(match: re.Match[str]) -> int:
    return int(match[1]) if match[1] else MONTHS[match[2].lower()]


def _century(two: int) -> int:
    return (2000 if two < PIVOT else 1900) + two


def _inside_number(view: str, start: int) -> bool:
    """Tell whether four digits are a group of a telephone number rather than a year."""
    return bool(re.search(r"\d{3,4}[ -]$", view[max(0, start - 5) : start])) and not re.search(
        rf"{_Y}[ -]$", view[max(0, start - 5) : start]
    )
