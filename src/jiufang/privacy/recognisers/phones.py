"""Recognise telephone numbers: mobiles and landlines of China, any country's with its code, others by shape or after their label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jiufang.privacy.recognisers.base import Found, Kind, before, free, is_thing, labelled_thing, view_of
from jiufang.privacy.recognisers.digits import Group, chains, joined
from jiufang.privacy.recognisers.landlines import e164, read_landline
from jiufang.privacy.recognisers.mobiles import find_spoken, read_mobile

SHORTEST, LONGEST = 7, 15  # E.164
CODED_SHORTEST = 9  # with its country code
MAX_GROUPS = 14
LOOSE_GROUPS = 7
WORD = (
    r"(?:联系)?电\s*话|手\s*机|联系方式|座\s*机|固\s*话|传\s*真|热\s*线|致电|拨打|(?<![A-Za-z])(?:tel(?:ephone|\.)?|phone|mobile|mob|cell(?:phone)?|call|fax|hand\s?phone|hp|whats\s?app|telegram|viber|sms|contact|"
    r"telefon|handy|tél(?:éphone)?|teléfono|móvil|portable|cellulare|ring|dial|text(?: me)?|reach me)|☎|📞|📱|✆"
)
LABEL = re.compile(
    rf"(?:{WORD})(?:\s*(?:号码?|no|number|num|at|on|是|为|is|or|和|及|与))*[^\n\d,，;；。]{{0,12}}$|(?<![A-Za-z])[tmpchw]\s*[:.)]\s*[(+]*$",
    re.IGNORECASE,
)
GLUED_LEFT = re.compile(r"(?:tel|phone|mobile|mob|cell|call|fax|whatsapp|wechat|weixin|wx|vx|[tmp]|no)[.:]?$", re.IGNORECASE)
GLUED_RIGHT = re.compile(
    r"(?:e-?mail|mail|qq|we ?chat|weixin|wx|vx|v|ext|x\d|tel|fax|whatsapp|address|mobile|phone|cell|home|and|or)(?![a-z])|(?:e-?mail|wechat)",
    re.IGNORECASE,
)
EXTENSION = re.compile(r"[ \t]*(?:[,，;(（]?[ \t]*(?:转|分机号?|ext(?:ension|n)?\.?|x|#)[ \t]*[:.#]?[ \t]*[0-9]{1,6}[)）]?)", re.IGNORECASE)
BARE_CODE = re.compile(r"65|852|853|886")  # (65) 9123 4567: neighbours of China whose numbers have no area code
PLUS = re.compile(r"[+][ (]{0,2}$")
SUFFIX = re.compile(r"-[0-9]{1,5}(?:\r?\n[0-9]{1,3}(?![0-9.\-/年]))?(?![0-9]|-)")
# A date range or a pair of years has the digits of a telephone number too.
DATE_LIKE = re.compile(
    r"(?:19|20)\d{2}\s*[./年\-]\s*(?:0?[1-9]|1[0-2])(?!\d)|(?<!\d)(?:19|20)\d{2}(?:\s*[-~ ]\s*|\s+to\s+)(?:19|20)\d{2}(?!\d)|(?<!\d)(?:19|20)\d{6}\s*-\s*(?:19|20)\d{6}(?!\d)|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d(?!\d)"
)


def find_phones(text: str, *, taken: tuple[tuple[int, int], ...] = ()) -> list[Found]:
    """Return telephone numbers, the value in E.164 form where the country is known, else the digits.

    Args:
        text: any text.
        taken: spans that are something else (an identity card, an e-mail).

    >>> [f.value for f in find_phones("手机138 0013 8000，or (312) 555-0143 ext. 12")]
    ['+8613800138000', '+13125550143']
    """
    view = view_of(text)
    found = [f for chain in chains(view) for f in _in_chain(view, chain, taken)]
    spans = [(f.start, f.end) for f in found]
    spoken = [Found(a, b, Kind.PHONE, value) for a, b, value in find_spoken(view) if free((a, b), (*spans, *taken))]
    return sorted([*found, *spoken], key=lambda f: f.start)


def _in_chain(view: str, chain: tuple[Group, ...], taken: tuple[tuple[int, int], ...]) -> Iterator[Found]:
    if sum(len(g.digits) for g in chain) < SHORTEST:
        return
    first, after_phone = 0, False
    while first < len(chain):
        best = _best(view, chain, first, taken, after_phone=after_phone)
        if best is None:
            after_phone = False
            first += 1
            continue
        last, value = best
        broken = next((i for i in range(first + 1, last + 1) if chain[i].broken), None)
        if broken is not None and (own := _best(view, chain, broken, taken, after_phone=False)) and own[0] > last:
            first = broken  # 02169 ⏎ 617 555 0148: the next line holds a whole number, this one the end of an address
            continue
        start, end = _widened(view, chain[first].start, chain[last].end)
        yield Found(start, end, Kind.PHONE, value)
        after_phone = True
        first = next((i for i in range(last + 1, len(chain)) if chain[i].start >= end), len(chain))


def _best(
    view: str, chain: tuple[Group, ...], first: int, taken: tuple[tuple[int, int], ...], *, after_phone: bool
) -> tuple[int, str] | None:
    """Return the last group and the value of the number that begins at a group, the longest that is one."""
    start = chain[first].start
    if (chain[first].tight and first and not after_phone) or not _opens(view, start, listed=after_phone):
        return None
    labelled = after_phone or bool(LABEL.search(_context(view, start)))
    if labelled_thing(view, start):
        return None
    best = None
    for last in range(first, min(len(chain), first + MAX_GROUPS)):
        groups, end = chain[first : last + 1], chain[last].end
        if (best and best[1][0] == "+" and "  " in chain[last].gap) or len(joined(groups)) > LONGEST + 2:
            break
        if not free((start, end), taken) or not _closes(view, chain, last):
            continue
        if (value := _value(view, groups, labelled=labelled)) or (
            labelled and not (best and best[1][0] == "+") and (value := _loose(view[start:end], groups))
        ):
            best = (last, value)
    return best


def _value(view: str, groups: tuple[Group, ...], *, labelled: bool) -> str:
    start, end = groups[0].start, groups[-1].end
    number, raw = joined(groups), view[start:end]
    if not SHORTEST <= len(number) <= LONGEST + 2:
        return ""
    if not labelled and is_thing(view, start, end):
        return ""
    plus = bool(PLUS.search(view[max(0, start - 4) : start]))
    if plus or number.startswith("00"):
        return _with_code(groups, number.removeprefix("00"), plus=plus)
    if value := read_mobile(groups, labelled=labelled):
        return value
    if DATE_LIKE.search(raw):
        return ""
    if BARE_CODE.fullmatch(groups[0].digits) and len(groups) == 3 and (value := _with_code(groups, number, plus=False)):
        return value
    return read_landline(groups, _library(), bracketed=view[start - 1 : start] == "(")


def _with_code(groups: tuple[Group, ...], number: str, *, plus: bool) -> str:
    """Read what follows a plus or 00: +86 (0)10 6234 5678 drops the zero of the area."""
    if len(groups) > 2 and groups[1].digits == "0":
        number = groups[0].digits.removeprefix("00") + joined(groups[2:])
    if not CODED_SHORTEST <= len(number) <= LONGEST:
        return ""
    library = _library()
    value = e164("+" + number, "ZZ", library)
    if not value or (not plus and not library.is_valid_number(library.parse(value, "ZZ"))):
        return ""
    return value


def _loose(raw: str, groups: tuple[Group, ...]) -> str:
    """Read a number that nothing but its label tells: in any grouping on one line, but no dates."""
    number = joined(groups)
    if not SHORTEST <= len(number) <= LONGEST or len(groups) > LOOSE_GROUPS or DATE_LIKE.search(raw) or any(g.broken for g in groups[1:]):
        return ""
    return number


def _opens(view: str, start: int, *, listed: bool) -> bool:
    """Tell whether a number may begin here: no letter, decimal point or hyphenated word before it."""
    left = view[max(0, start - 12) : start]
    if not left or (listed and left[-1] == "/"):
        return True
    if left[-1].isascii() and (left[-1].isalpha() or left[-1] == "@"):
        return bool(GLUED_LEFT.search(left))
    return not re.search(r"[A-Za-z0-9][\-_./#]$|(?<!\d{6})\d,$|[=&?%]$|@[\w.-]*$", left) or bool(GLUED_LEFT.search(left.rstrip("-_./#:")))


def _closes(view: str, chain: tuple[Group, ...], last: int) -> bool:
    """Tell whether a number may end here: no letter, decimal or further hyphenated group behind it."""
    end = chain[last].end
    following = view[end : end + 12]
    if following[:1].isascii() and following[:1].isalpha():
        return bool(GLUED_RIGHT.match(following))
    if following[:1] == "@" or re.match(r"[-_][A-Za-z]|\.[A-Za-z]{2}|,\d{3}(?!\d)|:\d", following):
        return False
    if last + 1 < len(chain) and chain[last + 1].tight:
        return bool(SUFFIX.match(view, end)) and chain[last].end - chain[last].start >= 4
    return True


def _context(view: str, start: int) -> str:
    """Return what stands before a number, with the line before when the number opens its own line."""
    left = before(view, start)
    if left.strip(" +("):
        return left
    line = view.rfind("\n", 0, start)
    return before(view, line).rstrip() + left if line > 0 else left


def _widened(view: str, start: int, end: int) -> tuple[int, int]:
    """Take in the plus, the bracket before and the extension behind."""
    opening = re.search(r"[(]?[+][( ]*$|[(]$", view[:start][-4:])
    if opening:
        start -= len(opening.group())
    for pattern in (EXTENSION, SUFFIX):
        if match := pattern.match(view, end):
            return start, match.end()
    if view[end : end + 1] == ")" and view[start:end].count("(") > view[start:end].count(")"):
        end += 1
    return start, end


def _library() -> Any:
    import phonenumbers  # 0.1 s to import

    return phonenumbers
