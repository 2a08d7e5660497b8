"""Turn a JSON Resume (jsonresume.org) into the text of a résumé with headings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from jiufang.documents.plain import decode_text
from jiufang.documents.records import Document
from jiufang.documents.sheet import Sheet, Strip
from jiufang.errors import UnreadableDocument
from jiufang.text.language import is_cjk

MEDIA_TYPE = "application/json"
REFUSED = "the file is JSON, but no JSON Resume"
HINT = "send a JSON Resume (jsonresume.org), a PDF, or a Word file"
BULLET = "•"
BODY, TITLE = 10.5, 16.0  # points, so that headings stand out as on paper

# Section → its heading in English and Chinese, and the fields that make the first line of an entry.
SECTIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "work": ("Work Experience", "工作经历", ("name", "company", "position", "location")),
    "education": ("Education", "教育背景", ("institution", "area", "studyType", "score", "gpa")),
    "skills": ("Skills", "专业技能", ("name", "level")),
    "projects": ("Projects", "项目经历", ("name", "entity", "roles", "type")),
    "certificates": ("Certificates", "证书", ("name", "issuer")),
    "languages": ("Languages", "语言能力", ("language", "fluency")),
    "awards": ("Awards", "荣誉奖项", ("title", "awarder")),
    "publications": ("Publications", "出版物", ("name", "publisher")),
    "volunteer": ("Volunteering", "志愿经历", ("organization", "position")),
    "interests": ("Interests", "兴趣爱好", ("name",)),
    "references": ("References", "推荐人", ("name",)),
}
DETAILS = ("summary", "description", "studyDescription", "reference")
LISTS = ("highlights", "courses", "keywords")
DATES = ("date", "releaseDate")
CONTACT = ("email", "phone", "url", "website")


def read_json_resume(data: bytes, *, name: str) -> Document:
    """Read a JSON Resume.

    Args:
        data: the bytes of the file.
        name: the file's name, for messages and the record.

    Raises:
        UnreadableDocument: broken JSON, or JSON of another kind.
    """
    try:
        resume = json.loads(decode_text(data, name=name))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument("the JSON is broken", subject=name, hint=HINT) from error
    if not _is_resume(resume):
        raise UnreadableDocument(REFUSED, subject=name, hint=HINT)
    chinese = is_cjk(json.dumps(resume, ensure_ascii=False))
    sheet = Sheet()
    _write_basics(sheet, _mapping(resume.get("basics")), chinese=chinese)
    for section, (english, han, fields) in SECTIONS.items():
        entries = [entry for entry in _sequence(resume.get(section)) if isinstance(entry, dict)]
        if entries:
            sheet.write(Strip(han if chinese else english, bold=True, size=TITLE, heading=True))
            _write_entries(sheet, entries, fields, chinese=chinese)
    return sheet.document(name=name, media_type=MEDIA_TYPE, data=data)


def _is_resume(resume: Any) -> bool:
    if not isinstance(resume, dict):
        return False
    named = isinstance(resume.get("basics"), dict) and bool(_text(resume["basics"].get("name")))
    return named or sum(isinstance(resume.get(section), list) for section in SECTIONS) >= 2


def _write_basics(sheet: Sheet, basics: dict[str, Any], *, chinese: bool) -> None:
    place = _mapping(basics.get("location"))
    sheet.write(Strip(_text(basics.get("name")), bold=True, size=2 * BODY))
    sheet.write(Strip(_text(basics.get("label")), size=BODY))
    where = _joined(", ", (place.get(key) for key in ("address", "postalCode", "city", "region", "countryCode")))
    sheet.write(Strip(_joined(" | ", [*(basics.get(key) for key in CONTACT), where]), size=BODY))
    profiles = [_mapping(profile) for profile in _sequence(basics.get("profiles"))]
    for profile in profiles:
        sheet.write(Strip(_joined(": ", (profile.get("network"), profile.get("url") or profile.get("username"))), size=BODY))
    if summary := _text(basics.get("summary")):
        sheet.write(Strip("个人简介" if chinese else "Summary", bold=True, size=TITLE, heading=True))
        sheet.write(Strip(summary, size=BODY))


def _write_entries(sheet: Sheet, entries: list[dict[str, Any]], fields: tuple[str, ...], *, chinese: bool) -> None:
    for place, entry in enumerate(entries):
        keywords = _joined("、" if chinese else ", ", _sequence(entry.get("keywords")))
        head = _joined(" | ", (entry.get(field) for field in fields))
        # Skills are lines of "group: words"; longer entries stand apart.
        if fields[-1] in ("level", "fluency") or fields == ("name",):
            sheet.write(Strip(_joined(": ", (_leveled(entry, fields), keywords or _text(entry.get("reference")))), size=BODY))
            continue
        if place:
            sheet.gap()
        sheet.write(Strip(_joined("\t", (head, _period(entry, chinese=chinese))), bold=True, size=BODY))
        for row in _details(entry):
            sheet.write(Strip(row, size=BODY))


def _leveled(entry: dict[str, Any], fields: tuple[str, ...]) -> str:
    first, second = _text(entry.get(fields[0])), _text(entry.get(fields[-1])) if len(fields) > 1 else ""
    return f"{first} ({second})" if first and second else first or second


def _details(entry: dict[str, Any]) -> Iterator[str]:
    yield from (text for key in DETAILS if (text := _text(entry.get(key))))
    for key in LISTS:
        yield from (f"{BULLET} {text}" for item in _sequence(entry.get(key)) if (text := _text(item)))
    yield from (text for key in ("url", "website") if (text := _text(entry.get(key))))


def _period(entry: dict[str, Any], *, chinese: bool) -> str:
    start, end = _text(entry.get("startDate")), _text(entry.get("endDate"))
    if start:
        return f"{start} – {end or ('至今' if chinese else 'Present')}"
    return end or _joined(", ", (entry.get(key) for key in DATES))


def _joined(mark: str, parts: Iterable[Any]) -> str:
    return mark.join(text for part in parts if (text := _text(part)))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(text for item in value if (text := _text(item)))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
