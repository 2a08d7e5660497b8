"""Recognise e-mail addresses: glued to 汉字, full-width, spaced by OCR, broken over lines, or with [at] and [dot]."""

from __future__ import annotations

import re

from jiufang.privacy.recognisers.base import Found, Kind, free, view_of

COMMON = "com|org|net|edu|gov|mil|int|info|biz|name|mobi|asia|email|online|site|tech|dev|app|cloud|top|vip|xyz|wang|shop|club|work|pro|test|example|invalid|localhost|local|company|careers|consulting|academy|health|design|studio|world|group|team|live|icu|ltd|link|global"
TLD = rf"(?:{COMMON}|[a-z]{{2}})"
LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9._%+'-]*[A-Za-z0-9_%+-])?"
# A known ending may have a digit or a capital glued behind it (zhang@qq.com13800138000, …comTel).
STRICT = re.compile(
    rf"(?<![A-Za-z0-9._%+-]){LOCAL}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:[A-Za-z]{{2,24}}(?![A-Za-z0-9-]|\.[A-Za-z0-9])|(?:com|cn|net|org|edu)(?=\d|[A-Z][a-z]))"
)
NL = r"[ \t]*-?\r?\n[ \t]*"
GAP = rf"(?:[ \t]{{0,2}}|{NL})"


def _split(word: str) -> str:
    return rf"(?:{NL})?".join(word)


ENDINGS = "|".join(
    _split(w)
    for w in (
        "com",
        "cn",
        "org",
        "net",
        "edu",
        "info",
        "io",
        "co",
        "hk",
        "tw",
        "sg",
        "uk",
        "us",
        "de",
        "fr",
        "in",
        "me",
        "jp",
        "kr",
        "au",
        "ca",
        "eu",
        "es",
        "it",
        "nl",
        "ch",
        "gov",
        "dev",
        "example",
        "test",
    )
)
PART = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
LOOSE = re.compile(
    rf"(?<![A-Za-z0-9._%+-])(?P<local>{LOCAL}){GAP}@{GAP}(?P<host>(?:{PART}(?:{NL}{PART})?{GAP}\.{GAP}){{1,4}}(?:{ENDINGS})(?:{GAP}\.{GAP}[a-z]{{2}}(?![a-z]))?)(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
AT = r"(?:\s*[\[({<【（]\s*(?:at|a|@|艾特)\s*[\])}>】）]\s*|\s*#at#\s*|\s+(?-i:AT)\s+|_at_)"
DOT = r"(?:\s*[\[({<【（]\s*(?:dot|d|\.|点)\s*[\])}>】）]\s*|\s+DOT\s+|\.|_dot_)"
SPELT = re.compile(
    rf"(?<![A-Za-z0-9._%+-])(?P<local>{LOCAL}(?:{DOT}[A-Za-z0-9_-]+){{0,3}}?){AT}(?P<host>(?:{PART}(?:{NL}{PART})?{DOT}){{1,4}}(?i:{TLD}))(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
WORDED = re.compile(
    rf"(?<![A-Za-z0-9._%+-])(?P<local>[A-Za-z0-9_-]+(?:(?:\.|\s+dot\s+)[A-Za-z0-9_-]+){{0,3}})\s+at\s+(?P<host>(?:{PART}\s+dot\s+){{1,3}}{TLD})(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
DOTTED_AT = re.compile(
    rf"(?<![A-Za-z0-9._%+-])(?P<local>(?=[A-Za-z0-9_-]*[A-Za-z][A-Za-z0-9_-]*[._0-9])[A-Za-z0-9._-]*[A-Za-z0-9]) at (?P<host>(?:{PART}\.)+(?:com|cn|org|net|edu|io))(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
LABELLED_AT = re.compile(
    rf"(?:邮\s*箱|电子邮件|e-?mail|mail)\s*[:：]?\s*(?P<whole>(?P<local>{LOCAL})(?:\s+at\s+|#|★|☆|&)(?P<host>(?:{PART}\.)+{TLD}))(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
# The local part's beginning on the line above: after its label, or ending in a sign that no word ends in.
LOCAL_ABOVE = re.compile(
    r"(?:(?:邮\s*箱|邮\s*件|电\s*邮|联系方式|e-?mail|mail|contact)\s*[:：]?\s*(?P<a>[A-Za-z0-9][A-Za-z0-9._+-]*)|(?<![A-Za-z0-9._+-])(?P<b>[A-Za-z0-9][A-Za-z0-9.+-]*[._+]|[A-Za-z0-9]+[._+][A-Za-z0-9]+(?=[^\n]*\n[ \t]*$)))[ \t]*-?\r?\n[ \t]*$",
    re.IGNORECASE,
)
MAX_TLD_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*[a-z0-9-]+(?:\.[a-z]{2,3})+(?![A-Za-z0-9@])", re.IGNORECASE)
SHORT_TAIL = 3
KNOWN = re.compile(rf"\.(?:{TLD})$", re.IGNORECASE)


def find_emails(text: str) -> list[Found]:
    """Return the e-mail addresses of a text, each in lower case as its value.

    >>> [f.value for f in find_emails("邮箱zhang.wei@example.com手机13812345678，li [at] example.org")]
    ['zhang.wei@example.com', 'li@example.org']
    """
    view = view_of(text)
    if "@" not in view and not re.search(r"\bat\b|at#|_at_|艾特|[([]a[)\]]|[#★☆&]", view, re.IGNORECASE):
        return []
    found = [_strict(view, m) for m in STRICT.finditer(view)] if "@" in view else []
    for pattern in (LOOSE, SPELT, WORDED, DOTTED_AT, LABELLED_AT):
        spans = [(f.start, f.end) for f in found]
        found += [_found(view, m) for m in pattern.finditer(view) if free(_span(m), spans)]
    return sorted(found, key=lambda f: f.start)


def _strict(view: str, match: re.Match[str]) -> Found:
    start, end = match.span()
    if not KNOWN.search(match.group()) and (more := MAX_TLD_BREAK.match(view, end)):
        end = more.end()
    return _opened(view, start, end)


def _found(view: str, match: re.Match[str]) -> Found:
    start, end = _span(match)
    found = _opened(view, start, end)
    local = re.sub(r"\s*[\[({<]?\s*\bdot\b\s*[\])}>]?\s*", ".", match["local"], flags=re.IGNORECASE)
    host = re.sub(DOT, ".", match["host"], flags=re.IGNORECASE)
    value = _plain(view[found.start : match.start("local")] + f"{local}@{host}")
    return Found(found.start, end, Kind.EMAIL, value)


def _opened(view: str, start: int, end: int) -> Found:
    """Take in a local part that began on the line above."""
    above = LOCAL_ABOVE.search(view[max(0, start - 80) : start])
    tail = view[start:end].partition("@")[0]
    # “Node.js” may end the line above an address: a word with a full stop inside counts only before a short tail.
    if above and (above["a"] or above["b"][-1] in "._+" or len(tail) <= SHORT_TAIL):
        start -= len(above.group()) - (above.start("a" if above["a"] else "b") - above.start())
    return Found(start, end, Kind.EMAIL, _plain(view[start:end]))


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.start("local"), match.end("host")


def _plain(address: str) -> str:
    return re.sub(r"-?\r?\n|\s", "", address).lower()
