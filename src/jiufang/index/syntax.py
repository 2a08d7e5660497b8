"""Turn `key:value` into a condition; keys in Chinese and English."""

from __future__ import annotations

import re

from jiufang.index import wanted as make
from jiufang.index.availability import days_until
from jiufang.index.records import Kind, Wanted
from jiufang.taxonomy.degrees import Degree, find_degrees
from jiufang.taxonomy.languages import BANDS

KEYS = {
    "skill": Kind.SKILL, "skills": Kind.SKILL, "技能": Kind.SKILL,
    "years": Kind.YEARS, "year": Kind.YEARS, "年限": Kind.YEARS, "经验": Kind.YEARS, "工作年限": Kind.YEARS,
    "degree": Kind.DEGREE, "学历": Kind.DEGREE,
    "city": Kind.CITY, "place": Kind.CITY, "location": Kind.CITY, "城市": Kind.CITY, "地点": Kind.CITY, "所在地": Kind.CITY,
    "lang": Kind.LANGUAGE, "language": Kind.LANGUAGE, "语言": Kind.LANGUAGE,
    "available": Kind.AVAILABLE, "availability": Kind.AVAILABLE, "到岗": Kind.AVAILABLE,
    "cert": Kind.CERTIFICATE, "certificate": Kind.CERTIFICATE, "证书": Kind.CERTIFICATE,
}  # fmt: skip
COMPARED = re.compile(r"(?P<sign>>=|<=|≥|≤|>|<|=)?\s*(?P<rest>.+)", re.DOTALL)
YEARS = re.compile(
    r"(?P<least>\d{1,2}(?:\.\d)?)(?:\s*(?:-|~|–|至|到)\s*(?P<most>\d{1,2}(?:\.\d)?))?\s*(?P<plus>\+)?\s*(?:年|y|years?|yrs?)?(?:以上)?",
    re.IGNORECASE,
)
LEVEL = re.compile(rf"^(?P<name>.+?)\s*(?:>=|≥|=|:|/)\s*(?P<level>{'|'.join(BANDS)}|母语)$", re.IGNORECASE)
STEP = 0.5  # years between two steps of the index, as far as they are half a year apart


def facet(key: str, value: str) -> Wanted | None:
    """Return the condition of a key and its value; None when the value makes no sense for the key.

    Args:
        key: one of `KEYS`.
        value: as it is written: `>=5`, `3-5`, `本科`, `上海`, `ja>=B2`, `now`.

    >>> facet("years", ">=5").needs
    (('y:60',),)
    """
    return _READERS[KEYS[key]](f"{key}:{value}", value.strip())


def _skill(text: str, value: str) -> Wanted | None:
    alternatives = [make.skill_named(part) for part in value.split("|") if part.strip()]
    return _any(text, alternatives)


def _years(text: str, value: str) -> Wanted | None:
    compared = COMPARED.fullmatch(value)
    number = YEARS.fullmatch(compared["rest"].strip()) if compared else None
    if compared is None or number is None:
        return None
    least, most, sign = float(number["least"]), number["most"], compared["sign"]
    if most is not None:
        return make.years(text, least, float(most))
    if sign in {"<=", "≤", "<"}:
        return make.years(text, None, least - (STEP if sign == "<" else 0))
    return make.years(text, least + (STEP if sign == ">" else 0), least if sign == "=" else None)


def _degree(text: str, value: str) -> Wanted | None:
    compared = COMPARED.fullmatch(value)
    rest = compared["rest"].strip() if compared else ""
    found = find_degrees(rest) or find_degrees(rest.upper())
    level = Degree(rest.lower()) if rest.lower() in list(Degree) else found[0][2] if found else _PLAIN.get(rest.lower())
    return None if level is None or compared is None else make.degree(text, level, exact=compared["sign"] == "=")


def _city(text: str, value: str) -> Wanted | None:
    return _any(text, [make.city(part) for part in value.split("|") if part.strip()])


def _language(text: str, value: str) -> Wanted | None:
    levelled = LEVEL.match(value)
    code = make.language_code(levelled["name"] if levelled else value)
    if code is None:
        return None
    level = {"母语": "native", "native": "native"}.get(levelled["level"].lower(), levelled["level"].upper()) if levelled else None
    return make.speaks(text, code, level)


def _available(text: str, value: str) -> Wanted | None:
    bare = COMPARED.fullmatch(value)
    rest = bare["rest"].strip() if bare else ""
    days = int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 4 else days_until(rest)
    return None if days is None else make.available(text, days)


def _certificate(text: str, value: str) -> Wanted | None:
    return _any(text, [make.certificate_named(part) for part in value.split("|") if part.strip()])


def _any(text: str, found: list[Wanted]) -> Wanted | None:
    """Return one condition that any of several fulfils."""
    if not found:
        return None
    terms = tuple(dict.fromkeys(term for one in found for group in one.needs for term in group))
    return found[0].model_copy(update={"text": text, "value": "|".join(one.value for one in found), "needs": (terms,)})


_PLAIN = {
    "bachelors": Degree.BACHELOR,
    "masters": Degree.MASTER,
    "phd": Degree.DOCTOR,
    "doctorate": Degree.DOCTOR,
    "college": Degree.ASSOCIATE,
}
_READERS = {
    Kind.SKILL: _skill,
    Kind.YEARS: _years,
    Kind.DEGREE: _degree,
    Kind.CITY: _city,
    Kind.LANGUAGE: _language,
    Kind.AVAILABLE: _available,
    Kind.CERTIFICATE: _certificate,
}
