"""Turn a document into its redacted text: the names that its own contact block gives, and what privacy/ recognises, taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiufang.documents.records import Document
from jiufang.privacy.names import aliases, names_in_address
from jiufang.privacy.pseudonyms import Pseudonyms, pseudonymise
from jiufang.privacy.redaction import Redaction, redact
from jiufang.profiles.contact import find_contact
from jiufang.profiles.lines import read_lines
from jiufang.profiles.names import hinted_name
from jiufang.profiles.parse import parse_profile

# What a label says is nobody's name, though the parser may take it for one in a fragment.
LABEL_WORD = re.compile(
    r"[号址箱卡照机话信]$|银行|住址|地址|手机|电话|邮箱|微信|护照|身份|证件|车牌|出生|生日|通行证|订单|项目|(?i:phone|mobile|e-?mail|card|passport|account|address|birth|number|order|version|wechat|contact|team|note|permit|plate|build|serial|invoice)"
)
TOP = 6
CAPITALISED = re.compile(r"[A-Z][A-Za-z'.-]+(?: (?:\"[A-Za-z]+\"|[A-Z][A-Za-z'.-]*)){1,3}(?=$|[ ]*[,|(/·•\t]|  )")
NAME_LINES = 2  # fewer lines hold no contact block: a message, a clause


def redact_document(
    document: Document,
    *,
    names: Iterable[str] = (),
    schools: bool = False,
    employers: bool = False,
    generalise: bool = False,
    as_of: str | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> Redaction:
    """Return a document's text without who the person is.

    Args:
        document: a résumé.
        names: names known from elsewhere (a form field, a file name), beside those the document gives.
        schools: also take out schools.
        employers: also take out employers.
        generalise: also make ages, cities, employers and dates coarser (not with pseudonyms).
        as_of: the day (YYYY-MM-DD) on which “present” ends, for durations.
        pseudonyms: a map to be used and added to; then tokens stand for what was taken out.

    Returns:
        The text, redacted (or pseudonymised, never anonymised), with what was replaced.
    """
    known = [*names, *person_names(document)]
    given_schools: list[str] | None = [] if schools else None
    given_employers: list[str] | None = [] if employers or generalise else None
    if schools or employers or generalise:
        profile = parse_profile(document, as_of=as_of)
        as_of = profile.as_of
        given_schools = [e.school for e in profile.education if e.school] if schools else None
        given_employers = [e.employer for e in profile.experience if e.employer]
    hidden = given_employers if employers else None
    if pseudonyms is not None:
        return pseudonymise(document.text, pseudonyms, names=known, schools=given_schools, employers=hidden)
    return redact(
        document.text,
        names=known,
        schools=given_schools,
        employers=hidden,
        coarse_employers=given_employers or (),
        generalise=generalise,
        as_of=as_of,
    )


def person_names(document: Document) -> tuple[str, ...]:
    """Return the names that a document gives its person: in its contact block, beside it, in its file's name or e-mail address."""
    lines = [line for line in read_lines(document) if line.view.strip()]
    contact = find_contact(document, lines)
    name = contact.name if len(lines) >= NAME_LINES else hinted_name(document.member or document.name)
    name = name or _headed_name([line.view for line in lines[:TOP]], contact.email or "")
    found = [name, *aliases(document.text, name)] if name else names_in_address(contact.email or "") if len(lines) >= NAME_LINES else []
    hint = hinted_name(document.member or document.name)
    return tuple(dict.fromkeys(n for n in (*found, hint) if n and not LABEL_WORD.search(n)))


def _headed_name(lines: list[str], email: str) -> str | None:
    """Return capitalised words at the top that the e-mail address repeats: “Anna Baker”, anna.baker@…, whom a parser may take for a trade."""
    local = re.sub(r"[^a-z]", "", email.partition("@")[0].lower())
    for line in lines:
        match = CAPITALISED.match(line.strip(" *#|-"))
        words = [w.lower() for w in re.findall(r"[A-Za-z]{3,}", match.group())] if match else []
        if match and local and words and any(w in local for w in words):
            return match.group().strip(" ,")
    return None
