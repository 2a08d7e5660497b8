"""Recognise permits after their label: mainland travel permits, those for Hong Kong, Macao and Taiwan, residence and driving permits."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind, free, view_of

LABEL = (
    r"(?:(?:往来|来往)?(?:港\s*澳|台湾|内地|大陆|两岸)(?:居民)?(?:来往|往来)?(?:内地|大陆|港澳|台湾)?(?:居民)?通行证|通行证|回乡[证卡]|台胞证|居住证|居留(?:许可|证)|永居证|永久居留(?:身份)?证|签证|工作许可(?:证)?|驾驶证(?:档案)?|驾照|社保(?:卡)?|社会保障(?:卡)?|公积金(?:账号)?|军官证|士兵证|士官证|医保卡?|学号|工号"
    r"|(?<![A-Za-z])(?:EEP|home return permit|travel permit|residence permit|work permit|work visa|visa|driver'?s?\s*licen[cs]e|driving licen[cs]e|permit|green card|alien registration|employment pass|FIN|A-number|BRP))"
)
LINK = r"\s*(?:号码?|编号|证号|no\.?|number|num|#|id)?\s*(?:[:#是为]|is)?\s*"
GAP = r"[ \t\-]?"
VALUE = rf"(?P<value>[A-Za-z]{{0,3}}{GAP}\d(?:{GAP}[0-9Xx]){{5,17}}(?:\(\d{{1,2}}\)|[A-Za-z])?)(?![0-9A-Za-z])"
LABELLED = re.compile(LABEL + LINK + VALUE, re.IGNORECASE)
# Exit-entry permit to Hong Kong and Macao, to Taiwan; home return permit: told by their letter when bare.
BARE = re.compile(
    r"(?<![0-9A-Za-z/\-_.])(?:C[A-HJ-NP-Z]\d{7}|[A-Z]{3}[1-9]\d{5}(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{0,2}(?<=\d{12}))(?![0-9A-Za-z]|[-_][0-9A-Za-z])"
)
YEAR_ONLY = re.compile(r"(?:19|20)\d{2}[ \-]?(?:0?[1-9]|1[0-2])[ \-]?(?:\d{1,2})?|(?:19|20)\d{2}[ \-]+(?:19|20)\d{2}")


def find_permits(text: str) -> list[Found]:
    """Return the numbers of permits.

    >>> [f.value for f in find_permits("港澳通行证 C12345678，台胞证号：01234567")]
    ['C12345678', '01234567']
    """
    view = view_of(text)
    found = [_found(view, *m.span("value")) for m in LABELLED.finditer(view) if not YEAR_ONLY.fullmatch(m["value"])]
    spans = [(f.start, f.end) for f in found]
    return sorted([*found, *(_found(view, *m.span()) for m in BARE.finditer(view) if free(m.span(), spans))], key=lambda f: f.start)


def _found(view: str, start: int, end: int) -> Found:
    return Found(start, end, Kind.PERMIT, re.sub(r"[\s-]", "", view[start:end]).upper())
