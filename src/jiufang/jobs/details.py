"""Turn the words of a requirement into its fields: years, degree, majors, language and level, place, skills."""

from __future__ import annotations

import re
from typing import Any

from jiufang.jobs.languages import language_of, languages_of
from jiufang.jobs.numbers import min_years
from jiufang.jobs.records import Kind
from jiufang.jobs.skills import skill_groups
from jiufang.taxonomy.degrees import Degree, find_degrees

_ZH_FIELDS = re.compile(
    r"([\u4e00-\u9fffA-Za-z、/／，,或和及与（）()]{2,40}?)(?:等|类|大类)?(?:等)?(?:相关|相近|对口)?(?:的)?专业(?!负责|技术|人|能力|知识|水平|素|态度)"
)
_EN_FIELDS = re.compile(
    r"\b(?:degree|diploma|bachelor(?:'|’)?s?|master(?:'|’)?s?|ph\.?d|science|arts|bsc|msc|ba|bs|ms|qualification|major|equivalent)\b[^.;]{0,24}?\b(?:in|of)\s+([^.;()]{3,80}?)(?=$|[.;()]|,? (?:is|are|or an? |or (?:a )?(?:related|equivalent|similar|relevant|other|higher|above)|required|preferred|plus|and \d|with|from)\b)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:、|/|／|，|,|;|\bor\b|\band\b|或者?|和|及|与)\s*", re.IGNORECASE)
_NOT_FIELDS = re.compile(
    r"^(?:相关|等|类|本科|大专|硕士|及以上|以上|学历|有|具有|any|a|an|the|related|relevant|similar|science|arts|subject|any subject|其他|全日制|统招)*$",
    re.IGNORECASE,
)
_EN_TIDY = re.compile(r"^(?:an?|the|any|science in|arts in)\s+|\s+(?:field|discipline|subject|degree)s?$", re.IGNORECASE)
# "an RN license - Ohio or a compact license is fine" names no certificate Ohio.
_ALTERNATIVE_PLACES = re.compile(r"\s[-–—]\s.*$|\b(?:of|in|from) (?:the )?(?:state of )?(?:[A-Z][a-z]+ ?)+$")
_ZH_BEFORE = re.compile(r"^.*?(?:学历|学位|以上|本科|硕士|大专|毕业|具有|具备|持有|要求)(?=[\u4e00-\u9fff])")
_TESTS = (
    (re.compile(r"CET-?\s?(\d)", re.IGNORECASE), "CET-{}"),
    (re.compile(r"TEM-?\s?(\d)", re.IGNORECASE), "TEM-{}"),
    (re.compile(r"(?:大学)?(?:英语)?([四六])级"), "CET-{}"),
    (re.compile(r"(?:英语)?专(?:业)?([四八])(?:级)?"), "TEM-{}"),
    (re.compile(r"\b(IELTS|TOEFL|TOEIC|JLPT|TOPIK|HSK|DELF|DALF|TestDaF)\W{0,3}((?:iBT\W)?[A-Z]?\d[\d.]*)?", re.IGNORECASE), "{}"),
    (re.compile(r"(雅思|托福|托业)\W{0,2}(\d[\d.]*)?"), "{}"),
    (re.compile(r"\b(N[1-5])\b"), "{}"),
    (re.compile(r"([一二三]级[甲乙]等?|[一二三][甲乙])"), "{}"),
    (re.compile(r"\b([ABC][12])\b"), "{}"),
)
_HAN_LEVEL = {"四": "4", "六": "6", "八": "8"}
_LEVEL_WORDS = (
    ("native", re.compile(r"\bnative\b|母语", re.IGNORECASE)),
    ("fluent", re.compile(r"\bfluen(?:t|cy)\b|流利|流畅|精通|熟练|bilingual|双语|\bexcellent\b|\bproficien|优秀", re.IGNORECASE)),
    (
        "working",
        re.compile(r"\b(?:working|business|professional)\b|工作语言|商务|可作为|读写|\bstrong\b|\bgood\b|良好|谈判", re.IGNORECASE),
    ),
    ("conversational", re.compile(r"conversational|日常|口语|会话|交流|沟通|\bspoken\b|\bspeak", re.IGNORECASE)),
    ("basic", re.compile(r"\bbasic\b|基础|简单|入门|\bsome\b", re.IGNORECASE)),
)
_EN_PLACE = re.compile(
    r"\b(?:in|to|near|of|at|within)\s+(?:or (?:near|around) )?(?:the )?(?:greater )?([A-Z][\w.’'-]+(?:[ -][A-Z][\w.’'-]+)*(?:, [A-Z]{2}\b)?)"
)
_ZH_PLACE = re.compile(
    r"(?:常驻|驻|base|Base|现居|居住在?|到|在|去|坐标)\s*(?![一二两三四五六七八九十几多每])([\u4e00-\u9fff]{2,8}?)(?=工作|办公|上班|常驻|出差|项目|工地|地区|$|[，,。；;（(、者优])"
)


def details_of(text: str, kind: Kind) -> dict[str, Any]:
    """Read the fields of a requirement from its words.

    Args:
        text: the words of one requirement.
        kind: what it is about; decides which fields apply.

    Returns:
        Values for the fields of `Requirement` that the words state; `language` is an ISO 639 code, `level` a
        test ("CET-4", "IELTS 6.5", "二级乙等"), a CEFR band, or native, fluent, working, conversational, basic.
    """
    found: dict[str, Any] = {}
    if kind is Kind.EXPERIENCE_YEARS:
        found["min_years"] = min_years(text)
    if kind is Kind.DEGREE:
        found["degree"] = degree_of(text)
    if kind in {Kind.DEGREE, Kind.DOMAIN}:
        found["fields"] = fields_of(text)
    if kind is Kind.LANGUAGE:
        found |= {"language": language_of(text), "languages": languages_of(text), "level": level_of(text)}
    if kind is Kind.LOCATION:
        found["location"] = place_of(text)
    if kind in {Kind.SKILL, Kind.CERTIFICATE, Kind.DOMAIN, Kind.EXPERIENCE_YEARS}:
        found["skills"] = skill_groups(_ALTERNATIVE_PLACES.sub("", text) if kind is Kind.CERTIFICATE else text)
    if kind is Kind.SKILL and found.get("skills"):
        found["skill"] = " & ".join("/".join(group) for group in found["skills"])
    return {name: value for name, value in found.items() if value}


def degree_of(text: str) -> Degree | None:
    """Return the lowest degree that a text accepts; a bare “degree” is a bachelor's."""
    levels = [level for _, _, level in find_degrees(text)]
    if levels:
        return min(levels)
    return Degree.BACHELOR if re.search(r"\bdegree\b|\bgraduate\b|\beducated to\b", text, re.IGNORECASE) else None


def fields_of(text: str) -> tuple[str, ...]:
    """Return the majors that a requirement names, in order."""
    chinese = _ZH_FIELDS.search(text)
    english = None if chinese else _EN_FIELDS.search(text)
    raw = _ZH_BEFORE.sub("", chinese.group(1)) if chinese else english.group(1) if english else ""
    parts = [_EN_TIDY.sub("", re.sub(r"(?:等|类|相关|专业|毕业|[（(].*)$", "", part.strip())).strip() for part in _SPLIT.split(raw)]
    return tuple(dict.fromkeys(p for p in parts if 1 < len(p) <= 40 and not _NOT_FIELDS.match(p)))


def level_of(text: str) -> str | None:
    """Return how well a language is asked for: a test and its score, a CEFR band, or a word for the level."""
    for expression, form in _TESTS:
        match = expression.search(text)
        if match:
            words = [_HAN_LEVEL.get(g, g) for g in match.groups() if g]
            return form.format(" ".join(words)) if form != "{}" else " ".join(words)
    return next((level for level, expression in _LEVEL_WORDS if expression.search(text)), None)


def place_of(text: str) -> str | None:
    """Return the place that a requirement names, if any."""
    match = _EN_PLACE.search(text) or _ZH_PLACE.search(text)
    return match.group(1).strip() if match else None
