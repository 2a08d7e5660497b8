"""Turn a text into the same text without who the person is: every identifier and every mention of the name replaced by its kind.

What comes out is redacted or pseudonymised. It is not anonymised: a career can still point at one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from jiufang.privacy.generalisation import Change, find_changes
from jiufang.privacy.names import find_names
from jiufang.privacy.organisations import find_employers, find_schools
from jiufang.privacy.recognisers.addresses import find_addresses
from jiufang.privacy.recognisers.bank_cards import find_bank_cards
from jiufang.privacy.recognisers.base import Found, Kind, mostly_chinese
from jiufang.privacy.recognisers.births import find_birth_dates
from jiufang.privacy.recognisers.emails import find_emails
from jiufang.privacy.recognisers.id_cards import find_id_cards
from jiufang.privacy.recognisers.links import find_links
from jiufang.privacy.recognisers.messengers import find_messengers
from jiufang.privacy.recognisers.national_ids import find_national_ids
from jiufang.privacy.recognisers.passports import find_passports
from jiufang.privacy.recognisers.people import find_people
from jiufang.privacy.recognisers.permits import find_permits
from jiufang.privacy.recognisers.phones import find_phones
from jiufang.privacy.recognisers.photos import find_photos
from jiufang.privacy.recognisers.plates import find_plates

# Of overlapping findings the earlier kind keeps its span and the later one gives way: the surest stand first.
FINDERS: tuple[Callable[[str], list[Found]], ...] = (
    find_emails,
    find_links,
    find_photos,
    find_id_cards,
    find_bank_cards,
    find_national_ids,
    find_passports,
    find_permits,
    find_phones,
    find_messengers,
    find_birth_dates,
    find_plates,
    find_people,
    find_addresses,
)
WORDS_ZH = {
    Kind.NAME: "姓名", Kind.EMAIL: "邮箱", Kind.PHONE: "电话", Kind.ID_CARD: "身份证号", Kind.NATIONAL_ID: "证件号", Kind.BANK_CARD: "银行卡号", Kind.PASSPORT: "护照号", Kind.PERMIT: "证件号", Kind.MESSENGER: "社交账号",
    Kind.LINK: "链接", Kind.PLATE: "车牌号", Kind.ADDRESS: "地址", Kind.BIRTH_DATE: "出生日期", Kind.PHOTO: "照片", Kind.FILE: "文件", Kind.SCHOOL: "学校", Kind.EMPLOYER: "公司",
}  # fmt: skip
WORTH = 2  # letters or digits that a remainder must have to be hidden for itself


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text without identifiers, and what was replaced where.

    `items` are spans of the text as it was, with their kinds; their values are what must not be shown.
    """

    text: str
    items: tuple[Found, ...] = ()
    changes: tuple[Change, ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind were replaced, kinds in alphabetical order."""
        found = Counter(str(item.kind) for item in self.items)
        found.update(str(change.kind) for change in self.changes)
        return dict(sorted(found.items()))

    def to_dict(self, *, values: bool = False) -> dict[str, object]:
        """Return the redaction as plain data; the values only when they are asked for."""
        items = [{"kind": str(i.kind), "start": i.start, "end": i.end, **({"value": i.value} if values else {})} for i in self.items]
        return {"text": self.text, "counts": self.counts, "replaced": items}


def redact(
    text: str,
    *,
    names: Iterable[str] = (),
    schools: Iterable[str] | None = None,
    employers: Iterable[str] | None = None,
    token: Callable[[Found], str] | None = None,
    coarse_employers: Iterable[str] = (),
    generalise: bool = False,
    as_of: str | None = None,
) -> Redaction:
    """Return a text without identifiers.

    Args:
        text: a résumé or any part of one.
        names: the person's names, as far as they are known; every mention goes, in any spelling.
        schools: also take out schools, these wherever they recur; None leaves schools in.
        employers: the same for employers.
        token: what stands for a finding; by default its kind in brackets, in the language around it.
        coarse_employers: employers that generalising replaces by their industry and size class.
        generalise: also make ages, cities, employers and dates coarser.
        as_of: the day (YYYY-MM-DD) on which “present” ends, for durations; without it open periods stay.

    >>> redact("王芳，手机13812345678", names=["王芳"]).text
    '[姓名]，手机[电话]'
    """
    items = find_personal(text, names=names, schools=schools, employers=employers)
    taken = [(i.start, i.end) for i in items]
    changes = tuple(c for c in find_changes(text, employers=coarse_employers, as_of=as_of) if _clear(c, taken)) if generalise else ()
    chinese = mostly_chinese(text)
    stand_in = token or (lambda found: placeholder(found.kind, chinese=chinese))
    pieces = [(i.start, i.end, stand_in(i)) for i in items] + [(c.start, c.end, c.value) for c in changes]
    return Redaction(_replaced(text, pieces), items, changes)


def find_personal(
    text: str, *, names: Iterable[str] = (), schools: Iterable[str] | None = None, employers: Iterable[str] | None = None
) -> tuple[Found, ...]:
    """Return everything that points at a person, in order, no two overlapping."""
    kept: list[Found] = []
    for finder in FINDERS:
        _add(text, kept, finder(text))
    _add(text, kept, find_names(text, [*names, *(f.value for f in kept if f.kind is Kind.NAME)]))
    if schools is not None:
        _add(text, kept, find_schools(text, schools))
    if employers is not None:
        _add(text, kept, find_employers(text, employers))
    return tuple(sorted(kept, key=lambda f: f.start))


def placeholder(kind: Kind, *, chinese: bool) -> str:
    """Return what stands for an identifier: its kind in brackets.

    >>> placeholder(Kind.PHONE, chinese=True), placeholder(Kind.ID_CARD, chinese=False)
    ('[电话]', '[ID CARD]')
    """
    return f"[{WORDS_ZH[kind]}]" if chinese else f"[{kind.upper().replace('_', ' ')}]"


def _add(text: str, kept: list[Found], found: list[Found]) -> None:
    """Add findings; of one that overlaps what is kept, the parts that are free."""
    for item in found:
        for start, end in _remainders(item, kept):
            part = text[start:end]
            start, end = start + len(part) - len(part.lstrip()), start + len(part.rstrip())
            if (start, end) == (item.start, item.end):
                kept.append(item)
            elif sum(c.isalnum() for c in part) >= WORTH:
                kept.append(Found(start, end, item.kind, text[start:end]))


def _remainders(item: Found, kept: list[Found]) -> list[tuple[int, int]]:
    free, at = [], item.start
    for other in sorted((k for k in kept if k.start < item.end and k.end > item.start), key=lambda k: k.start):
        if other.start > at:
            free.append((at, other.start))
        at = max(at, other.end)
    if at < item.end:
        free.append((at, item.end))
    return free


def _clear(change: Change, taken: list[tuple[int, int]]) -> bool:
    return all(change.end <= a or change.start >= b for a, b in taken)


def _replaced(text: str, pieces: list[tuple[int, int, str]]) -> str:
    out, at = [], 0
    for start, end, stand_in in sorted(pieces):
        out += [text[at:start], stand_in]
        at = end
    return "".join([*out, text[at:]])
