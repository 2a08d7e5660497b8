r"""Turn a text into the identifiers in it: how to reach a person and the numbers that name one.

Every pattern looks around itself in ASCII, since `\b` counts 汉字 as word characters and would miss
an address that is glued to Chinese text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

Span = tuple[int, int, str]
"""Start and end in the text, and the identifier in its normal form."""

EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9](?:[A-Za-z0-9._%+-]*[A-Za-z0-9_%+-])?[@＠](?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-]|\.[A-Za-z0-9])"
)
URL = re.compile(
    r"(?:https?://|www\.)[A-Za-z0-9./?=&%#~:@!$+,;_-]*[A-Za-z0-9/]"
    r"|(?<![A-Za-z0-9@.])(?:linkedin\.com|github\.com|gitee\.com|gitlab\.com|behance\.net|medium\.com|zhihu\.com|[A-Za-z0-9-]+\.github\.io)(?:/[A-Za-z0-9./_%-]*)?",
    re.IGNORECASE,
)
ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])")
CN_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:[(（]?(?:\+|00)?86[)）]?[ \-－]?)?1[3-9]\d[ \-－.]?\d{4}[ \-－.]?\d{4}(?![0-9A-Za-z])")
BANK_CARD = re.compile(r"(?<![0-9])(?:62|60|4\d|5[1-5]|35|3[47])\d{2}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,7})?(?![0-9])")
PASSPORT = re.compile(r"(?<![0-9A-Za-z])(?:[EeGg]\d{8}|[EeDdSsPp][A-Za-z]\d{7})(?![0-9A-Za-z])")
PASSPORT_LABEL = re.compile(
    r"(?:护照(?:号码?)?|passport(?:\s*(?:no\.?|number|#))?)\s*[:：#]?\s*([A-Za-z]{0,2}\d{6,9})(?![0-9A-Za-z])", re.IGNORECASE
)
WECHAT = re.compile(
    r"(?:微信(?:号)?|(?<![A-Za-z])(?:WeChat|Weixin|VX|wx)(?:\s*ID)?)\s*[:：]?\s*([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@-])",
    re.IGNORECASE,
)
QQ = re.compile(r"(?<![A-Za-z])QQ(?:号码?)?\s*[:：]?\s*([1-9]\d{4,10})(?!\d|@)", re.IGNORECASE)

# A date range or an amount has the digits of a phone number too.
DATE_LIKE = re.compile(r"(?:19|20)\d{2}[./年\-–— ]{1,3}(?:(?:19|20)\d{2}|[01]?\d(?!\d))")
PHONE_LABEL = re.compile(
    r"(?:电\s*话|手\s*机|联系方式|tel|phone|mobile|cell|call|☎|📞|📱|(?<![A-Za-z])[(（]?[tmpc][)）]?\s*[:：])[^\n]{0,12}$", re.IGNORECASE
)
PHONE_SHAPE = re.compile(r"(?<![0-9A-Za-z.@])(?:\+|00)?[(（]?\d[\d ().（）\-－‑–]{5,20}\d(?![0-9A-Za-z@])")
LANDLINE = re.compile(r"\(?\d{3}\)?[ .\-‑–]\d{3}[ .\-‑–]\d{4}|0\d{2,3}[ \-－]?\d{7,8}|0\d{2,4}[ -]\d{3,4}[ -]\d{3,4}")
US_SHAPE = re.compile(r"(?:\(\d{3}\) ?|[2-9]\d{2}[ .\-‑–])\d{3}[ .\-‑–]\d{4}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

BIRTH_LABEL = re.compile(
    r"(?:出\s*生\s*(?:日\s*期|年\s*月(?:日)?|时\s*间)?|生\s*日|date\s+of\s+birth|birth\s*date|birthday|d\.?o\.?b\.?|born)\s*(?:on|in)?\s*[:：/]?\s*"
    r"((?:19|20)\d{2}(?:\s*[年./-]\s*\d{1,2}(?:\s*[月./-]\s*\d{1,2}\s*日?|\s*月)?|年)?|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?,?\s+(?:19|20)\d{2}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{2})",
    re.IGNORECASE,
)
BIRTH_BARE = re.compile(r"((?:19[3-9]|20[01])\d\s*年?\s*(?:[./-]?\s*\d{1,2}\s*月?)?\s*(?:\d{1,2}\s*日)?)\s*(?:出?生(?![产成]))")
ADDRESS_LABEL = re.compile(
    r"(?:(?:家庭|通讯|通信|联系|现|户籍|居住)?(?:住址|地址)|户口所在地|户籍(?:所在地)?|邮编|postcode|zip(?:\s*code)?|(?:home\s+|mailing\s+)?address)\s*[:：]\s*([^\n|｜\t]+?)(?=\s{2,}|[|｜\t\n]|$)",
    re.IGNORECASE,
)
STREET_EN = re.compile(
    r"(?<![0-9A-Za-z])\d{1,5}[A-Za-z]?\s+(?:[A-Z][A-Za-z.']*\s+){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Terrace|Close|Crescent|Parkway|Pkwy|Circle)\b\.?"
    r"(?:,?\s*(?:Apt|Apartment|Unit|Suite|Flat|#)\.?\s*\w+)?"
)
STREET_ZH = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:路|街|大道|巷|弄|胡同)\d{1,5}(?:号|弄)(?:[\u4e00-\u9fff0-9A-Za-z]{0,12}(?:室|栋|楼|单元|号))?"
)
POSTCODE = re.compile(r"(?<=[A-Z]{2} )\d{5}(?:-\d{4})?(?!\d)|(?<![A-Z0-9])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![A-Z0-9])")

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
ID_CHECKS = "10X98765432"


def find_emails(text: str) -> list[Span]:
    """Return the e-mail addresses of a text, each in lower case as its value.

    >>> find_emails("邮箱zhang.wei@example.com手机13812345678")
    [(2, 23, 'zhang.wei@example.com')]
    """
    return [(*m.span(), m.group().lower().replace("＠", "@")) for m in EMAIL.finditer(text)]


def find_urls(text: str) -> list[Span]:
    """Return links, with or without a scheme where the site is a usual one."""
    return [(*m.span(), m.group()) for m in URL.finditer(text)]


def find_phones(text: str) -> list[Span]:
    """Return telephone numbers, the value in E.164 form where the country is known, else the digits.

    >>> find_phones("手机13812345678，or (312) 555-0143")[0]
    (2, 13, '+8613812345678')
    """
    taken = [(s, e) for s, e, _ in (*find_id_cards(text), *find_emails(text), *find_urls(text))]
    found = [(*m.span(), "+86" + re.sub(r"\D", "", m.group())[-11:]) for m in CN_MOBILE.finditer(text) if _free(m.span(), taken)]
    taken += [(s, e) for s, e, _ in found]
    found += [span for span in _other_phones(text) if _free(span[:2], taken)]
    return sorted(found)


def find_id_cards(text: str) -> list[Span]:
    """Return Chinese identity card numbers whose check digit is right (GB 11643)."""
    return [(*m.span(), m.group().upper()) for m in ID_CARD.finditer(text) if id_card_is_valid(m.group())]


def find_bank_cards(text: str) -> list[Span]:
    """Return bank card numbers of 13 to 19 digits that pass the Luhn check."""
    cards = [(*m.span(), re.sub(r"\D", "", m.group())) for m in BANK_CARD.finditer(text)]
    ids = [(s, e) for s, e, _ in find_id_cards(text)]
    return [c for c in cards if 13 <= len(c[2]) <= 19 and luhn_is_valid(c[2]) and _free(c[:2], ids)]


def find_passports(text: str) -> list[Span]:
    """Return passport numbers: Chinese ones by shape, others after the word."""
    found = {(*m.span(), m.group().upper()) for m in PASSPORT.finditer(text)}
    found |= {(*m.span(1), m.group(1).upper()) for m in PASSPORT_LABEL.finditer(text)}
    return sorted(found)


def find_messengers(text: str) -> list[Span]:
    """Return WeChat names and QQ numbers that stand after their label."""
    return sorted((*m.span(1), m.group(1)) for pattern in (WECHAT, QQ) for m in pattern.finditer(text))


def find_birth_dates(text: str) -> list[Span]:
    """Return birth dates after a label (出生年月, born, DOB) or before 生; the value is as written."""
    return sorted((*m.span(1), m.group(1).strip()) for pattern in (BIRTH_LABEL, BIRTH_BARE) for m in pattern.finditer(text))


def find_addresses(text: str) -> list[Span]:
    """Return street addresses, labelled address lines and postcodes."""
    spans = [(*m.span(1), m.group(1).strip()) for m in ADDRESS_LABEL.finditer(text)]
    for pattern in (STREET_EN, STREET_ZH, POSTCODE):
        taken = [(s, e) for s, e, _ in spans]
        spans += [(*m.span(), m.group()) for m in pattern.finditer(text) if _free(m.span(), taken)]
    return sorted(spans)


def find_identifiers(text: str) -> list[Span]:
    """Return every identifier of this module, in order, overlaps left to the more specific kind."""
    kept: list[Span] = []
    for finder in (
        find_emails,
        find_urls,
        find_id_cards,
        find_bank_cards,
        find_phones,
        find_passports,
        find_messengers,
        find_birth_dates,
        find_addresses,
    ):
        kept += [span for span in finder(text) if _free(span[:2], [(s, e) for s, e, _ in kept])]
    return sorted(kept)


def id_card_is_valid(number: str) -> bool:
    """Tell whether 18 characters are an identity card number: a real date and the right check character."""
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11] == number[17].upper()


def luhn_is_valid(digits: str) -> bool:
    """Tell whether a card number passes the Luhn check (ISO/IEC 7812-1)."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _other_phones(text: str) -> Iterator[Span]:
    import phonenumbers  # 0.1 s to import

    regions = ("CN", "US", "GB") if CHINESE.search(text) else ("US", "GB", "CN")
    for m in PHONE_SHAPE.finditer(text):
        raw = m.group()
        digits = re.sub(r"\D", "", raw)
        line = text[text.rfind("\n", 0, m.start()) + 1 : m.start()]
        if not 7 <= len(digits) <= 15 or DATE_LIKE.search(raw):
            continue
        value = _e164(raw, phonenumbers, regions)
        if value or PHONE_LABEL.search(line):
            yield m.start(), m.end(), value or digits


def _e164(raw: str, library: object, regions: tuple[str, ...]) -> str:
    if US_SHAPE.fullmatch(raw.strip()):
        regions = ("US",)
    elif raw.startswith("0") and regions[0] != "CN":
        regions = ("GB", "CN")
    for region in regions:
        number = _parsed(raw, region, library)
        if number:
            return number
    return ""


def _parsed(raw: str, region: str, library: object) -> str:
    try:
        number = library.parse(raw, region)  # type: ignore[attr-defined]
    except Exception:  # the library's own error class: not a number
        return ""
    # Invented numbers (555-01xx) are possible, not valid; a résumé's author may use one.
    return str(library.format_number(number, 0)) if library.is_possible_number(number) and _is_separated(raw) else ""  # type: ignore[attr-defined]


def _is_separated(raw: str) -> bool:
    """Tell whether a number without a label looks like a telephone number rather than amounts or years."""
    return raw.startswith(("+", "00", "(", "（")) or bool(LANDLINE.fullmatch(raw.strip()))


def _free(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return all(span[1] <= start or span[0] >= end for start, end in taken)
