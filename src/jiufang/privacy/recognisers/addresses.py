"""Recognise addresses: labelled lines, streets with numbers, Chinese compounds down to the room, postcodes, zh and en."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind, free, view_of

FIELD = r"(?:电\s*话|手\s*机|邮\s*箱|微\s*信|QQ|E-?mail|Tel|Phone|Mobile|性\s*别|年\s*龄|民\s*族|求职|学历)"
LABELLED = re.compile(
    rf"(?:(?:家庭|通讯|通信|联系|现|户籍|居住|邮寄|收件|常住)?(?:住址|地址|住所)|户口所在地|户籍(?:所在地)?|邮\s*编|邮政编码|postcode|zip(?:\s*code)?|postal code|(?:home|mailing|postal|current|permanent|residential|street)?\s*(?<![A-Za-z-])address|adresse|anschrift|dirección)\s*[:]\s*(?P<value>[^\n|\t]+?)(?=\s{{2,}}|[|\t\n]|\s*[,;，；。 ]*{FIELD}|$)",
    re.IGNORECASE,
)
STREET_EN = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:Apt|Apartment|Unit|Suite|Flat)\.?\s*\w+,?\s+)?\d{1,5}[A-Za-z]?\s+(?:(?:N|S|E|W|NE|NW|SE|SW)\.?\s+)?(?:[A-Z0-9][A-Za-z0-9.']*\s+){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Terrace|Close|Crescent|Parkway|Pkwy|Circle|Square|Gardens|Grove|Mews|Walk|Highway|Hwy|Trail)\b\.?"
    r"(?:,?\s*(?:Apt|Apartment|Unit|Suite|Flat|#)\.?\s*#?\w+)?(?:,\s*[A-Z][A-Za-z .]{2,24},?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?)?"
)
PO_BOX = re.compile(r"(?<![A-Za-z])P\.?\s?O\.?\s+Box\s+\d+", re.IGNORECASE)
REGION = r"(?:[\u4e00-\u9fff]{2,7}(?:省|自治区|特别行政区|自治州|地区|盟|市|新区|开发区|高新区|区|县|旗|镇|乡|街道|村))"
STREET = r"[\u4e00-\u9fff0-9]{1,10}?(?:路|街|大道|大街|巷|弄|胡同|道|里|支路)(?:[东南西北中一二三四五六]段)?"
NUMBER = r"[ ]?(?:甲|乙|丙)?\d{1,5}(?:[-—]\d{1,4})?[ ]?(?:号院|号楼|号|弄|巷)"
ROOM = r"(?:[ ]?(?:[\u4e00-\u9fff]{0,10}(?:小区|花园|公寓|大厦|家园|新村|苑|城|府|庭|湾|广场|中心|座)|[A-Za-z0-9一二三四五六七八九十]{1,5}(?:[-—]\d{1,4}){0,3}[ ]?(?:号楼|单元|室|栋|幢|楼|层|号|座|户|房)|\d{1,4}(?:-\d{1,4}){1,3}|(?<=[元栋幢楼座])[ ]?\d{2,4}(?![\d年月]))){0,6}"
STREET_ZH = re.compile(rf"{REGION}{{0,5}}{STREET}{NUMBER}{ROOM}")
ESTATE_ZH = re.compile(
    rf"{REGION}{{0,5}}[\u4e00-\u9fff]{{2,10}}(?:小区|花园|公寓|家园|新村|苑|花苑|名邸|社区|村|府|庭|湾|里)[ ]?[A-Za-z0-9一二三四五六七八九十]{{1,4}}(?:区|期)?[ ]?(?:号楼|栋|幢|座|组|号|单元|[-—]\d{{1,3}}[-—]\d{{2,4}}){ROOM}"
)
STATES = "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
ZIP = re.compile(rf"(?<![A-Za-z])(?:{STATES})[ ](?P<value>\d{{5}}(?:-\d{{4}})?)(?!\d)")
POSTCODE_UK = re.compile(r"(?<![A-Z0-9])(?P<value>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?![A-Z0-9])")
LEADING = re.compile(r"^(?:现?(?:居住|住)(?:在|于|址|地)?|位于|家住|地址|坐标|于|在)")


def find_addresses(text: str) -> list[Found]:
    """Return street addresses, labelled address lines and postcodes.

    >>> [f.value for f in find_addresses("现住上海市浦东新区张江路88弄3号201室，5年经验")]
    ['上海市浦东新区张江路88弄3号201室']
    """
    view = view_of(text)
    spans = [_trimmed(view, *m.span("value")) for m in LABELLED.finditer(view)]
    for pattern in (STREET_EN, PO_BOX, STREET_ZH, ESTATE_ZH):
        spans += [_trimmed(view, *m.span()) for m in pattern.finditer(view) if free(m.span(), spans)]
    for pattern in (ZIP, POSTCODE_UK):
        spans += [m.span("value") for m in pattern.finditer(view) if free(m.span("value"), spans)]
    return [Found(a, b, Kind.ADDRESS, text[a:b]) for a, b in sorted(spans) if b > a]


def _trimmed(view: str, start: int, end: int) -> tuple[int, int]:
    value = view[start:end]
    start += len(value) - len(value.lstrip())
    if lead := LEADING.match(view[start:end]):
        start += lead.end()
    return start, start + len(view[start:end].rstrip(" ,，;；。"))
