"""Turn the top of a résumé into who the person is and how to reach them; kept apart from everything that is scored."""

from __future__ import annotations

import re

from jiufang.documents.records import Document, Evidence
from jiufang.privacy.identifiers import find_addresses, find_emails, find_phones, find_urls
from jiufang.profiles.lexicon import is_place
from jiufang.profiles.lines import TextLine
from jiufang.profiles.names import find_name, hinted_name
from jiufang.profiles.records import Contact
from jiufang.text.view import plain_view

EXTRA_PHONE = re.compile(
    r"(?<![\d.@/])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,5}\)[ .-]?)?\d{2,5}(?:[ .-]\d{2,8}){1,4}(?!\d|[.-]\d)|(?<![\d.@/])\+?\d{8,15}(?!\d)"
)
LABELLED = re.compile(
    r"(?:电\s*话|手\s*机(?:号码?)?|联系方式|联系电话|tel(?:ephone)?|phone|mobile|cell|mob|handy|tél|teléfono|☎|📞|📱)\s*(?:no\.?|number)?\s*[:.：]?\s*$",
    re.IGNORECASE,
)
SPACED_EMAIL = re.compile(
    r"[A-Za-z0-9._%+-]+ ?[@＠] ?[A-Za-z0-9-]+(?: ?\. ?[A-Za-z0-9-]+)* ?\. ?(?:com|cn|org|net|edu|io|co|sg|de|uk|fr|es|info|me|hk|tw|jp|kr|au|ca|us|in)\b(?:\.[a-z]{2})?",
    re.IGNORECASE,
)
LOCATION = re.compile(
    r"(?:现居(?:住)?(?:地|于|城市)?|(?<!户口)(?<!户籍)(?<!生源)所在(?:地|城市)|居住地|现住址?|常住地|坐标|城市|地点|住址|地址|address|adress|location|based in|lives? in|current city|wohnort|adresse|dirección)\s*[:：]?\s*([^\n|｜\t;；]{2,40}?)(?=\s{2,}|[|｜\t\n;；，。,]|[（(]|$)",
    re.IGNORECASE,
)
TOP = 14  # lines in which a contact block stands


def find_contact(document: Document, lines: list[TextLine]) -> Contact:
    """Read name, e-mail, phone, links and address, each as the résumé writes it."""
    view = plain_view(document.text)
    email = _email(document.text, view)
    phone = _phone(document.text, view)
    name = find_name(document, lines, email=document.text[slice(*email)] if email else "")
    address = next((value for _, _, value in find_addresses(document.text)), None)
    spans = [span for span in (name, email, phone) if span]
    return Contact(
        name=_name_of(document, name) or hinted_name(document.member or document.name),
        email=re.sub(r"\s", "", view[slice(*email)]) if email else None,
        phone=document.text[slice(*phone)] if phone else None,
        links=tuple(document.text[a:b] for a, b, _ in find_urls(document.text)),
        address=address,
        evidence=tuple(_quote(document, span) for span in spans),
    )


def find_location(document: Document, lines: list[TextLine]) -> str | None:
    """Return where the person lives, as far as the top of the résumé tells."""
    top = lines[:TOP]
    end = top[-1].end if top else 0
    if match := LOCATION.search(plain_view(document.text[:end])):
        return document.text[match.start(1) : match.end(1)].strip()
    for line in top:
        for match in re.finditer(r"[^|\t•·/;]+", line.view):
            part = match.group().strip()
            if is_place(re.split(r"\s*[(]|\s{2,}", part)[0]):
                return part
    return None


def _quote(document: Document, span: tuple[int, int]) -> Evidence:
    return document.evidence(*span)


def _name_of(document: Document, span: tuple[int, int] | None) -> str | None:
    return document.text[slice(*span)].strip() if span else None


def _email(text: str, view: str) -> tuple[int, int] | None:
    for start, end, _ in find_emails(view):
        return start, end
    # OCR and letter-spacing put blanks around the @ and the full stops.
    spaced = SPACED_EMAIL.search(view)
    return spaced.span() if spaced else None


def _phone(text: str, view: str) -> tuple[int, int] | None:
    labelled = [m.span() for m in EXTRA_PHONE.finditer(view) if LABELLED.search(view[: m.start()][-24:]) and _digits(m.group()) >= 7]
    found = [(a, b) for a, b, _ in find_phones(text)]
    for start, end in labelled:
        wider = [f for f in found if f[0] <= start and f[1] >= end]
        return wider[0] if wider else (start, end)
    if found:
        return found[0]
    top = view[:600]
    loose = [
        m.span() for m in EXTRA_PHONE.finditer(top) if 9 <= _digits(m.group()) <= 15 and not re.search(r"(?:19|20)\d\d[ ./-]", m.group())
    ]
    return loose[0] if loose else None


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)
