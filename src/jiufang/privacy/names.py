"""Find every mention of a person whose name is known: whole, in parts, in pinyin, with initials, in file names and handles."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from itertools import permutations

from jiufang.privacy.pinyin import spell
from jiufang.privacy.recognisers.base import Found, Kind, view_of

HAN = re.compile(r"[\u3400-\u9fff]")
HAN_NAME = re.compile(r"[\u3400-\u9fff·•.・ ]{2,20}")
COMPOUND = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 端木 南宫 独孤 宇文 长孙 司空 百里 轩辕 呼延 赫连 钟离 申屠 太史 闻人 公冶 淳于 单于 拓跋 完颜 歐陽 諸葛 尉遲".split()
)
FORM_GAP = r"[ \t._\-,'·•]{0,3}(?:\r?\n[ \t]*)?"  # between the parts of a name: Zhang_Wei, Zhang, Wei, a line's end
HAN_GAP = r"[ \t\u3000·•._\-]{0,3}(?:\r?\n[ \t]*)?"
# What may stand beside a given name that stands alone: anything but characters it may make a word with.
LEFT = r"(?<![\u3400-\u9fff])|(?<=[由对给跟和与是叫请让被把的了名为及同向])"
RIGHT = r"(?![\u3400-\u9fff])|(?=[是在的了和与及同做为负带把被说会能给对向从很也曾将担已做来去这为])|(?=老师|同学|先生|女士|经理|主管|总|工程师|医生|护士|主任)"
HONORIFIC_HAN = r"(?=老师|同学|先生|女士|小姐|经理|总监|总(?![\u3400-\u9fff]?[计量部共是数])|主任|医生|医师|护士|教授|博士|师傅|主管|[哥姐](?![\u3400-\u9fff])|(?<!高)工(?![\u3400-\u9fff])|(?<!高)工(?=[是在的了和与及做为负说]))"
HONORIFIC = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Mme|Herr|Frau|Sra?)\b\.?\s+)"
PARTICLES = frozenset(
    "van von der den de del della da dos di la le bin binti al el ibn ter ten y e af st jr sr ii iii iv dr mr mrs ms prof the and".split()
)
INITIAL_GAP = r"(?:[ \t.\-]{0,2}"
IN_FILE = r"(?=[\w\-()]*\.(?:pdf|docx?|rtf|odt|html?|txt|md|jpe?g|png|zip)(?![a-z]))"
LONG_SURNAME = 4
LETTER_SPACED = re.compile(r"[A-Z](?:\s{1,4}[A-Z]){3,}")
LONG_GIVEN = 5  # letters from which a given name in pinyin is taken for one wherever it stands
MIN_PART = 2
TOP_REACH = 300  # characters at the top in which a name stands twice


def find_names(text: str, names: tuple[str, ...] | list[str]) -> list[Found]:
    """Return every mention of persons.

    Args:
        text: any text.
        names: their names, Chinese or Latin, in any order and dress.

    >>> [f.value for f in find_names("张伟（Wei Zhang）简历，W. Zhang 与张 伟", ["张伟"])]
    ['张伟', 'Wei Zhang', 'W. Zhang', '张 伟']
    """
    view = _folded(text)
    spans: set[tuple[int, int]] = set()
    for name in dict.fromkeys(" ".join(_closed(view_of(n)).split()) for n in names):
        for pattern in _patterns(name):
            group = "alone" if "alone" in pattern.groupindex else 0
            spans |= {m.span(group) for m in pattern.finditer(view) if m.end() > m.start()}
    return [Found(a, b, Kind.NAME, text[a:b]) for a, b in _merged(view, spans)]


def aliases(text: str, name: str) -> list[str]:
    """Return other names written beside a name: “苏珊 (Susan Su)”, “CHAN Tai Man 陈大文”, “李雷 | Leo Li”."""
    view = _folded(text)
    at = view.find(_folded(name))
    if at < 0:
        return []
    line_start, line_end = view.rfind("\n", 0, at) + 1, view.find("\n", at)
    before, after = view[line_start:at], view[at + len(name) : line_end if line_end >= 0 else len(view)]
    if HAN.search(name):
        # Latin words in brackets, or beside the name with nothing else on their side of the line.
        inside = re.match(r"\s*[(\[]\s*([A-Z][A-Za-z'-]+(?:,? [A-Z][A-Za-z'.-]*){0,3})\s*[)\]]", after)
        beside = re.match(r"\s*[|/·,]?\s*([A-Z][A-Za-z'-]+(?:,? [A-Z][A-Za-z'.-]*){1,3})\s*(?:$|[|·,(/])", after)
        ahead = re.search(r"(?:^|[|:])\s*([A-Z][A-Za-z'-]+(?:,? [A-Z][A-Za-z'.-]*){1,3})\s*[(\[|/]?\s*$", before)
        found = [m[1] for m in (inside, beside, ahead) if m]
        return [f for f in found if not _is_common(f)]
    within = re.match(r"\s*[(\[|/·,]?\s*([\u3400-\u9fff]{2,4})\s*(?:[)\]|/·,]|$)", after)
    leading = re.search(r"(?:^|[|:])\s*([\u3400-\u9fff]{2,4})\s*[(\[|/]?\s*$", before)
    english = re.match(r", ([A-Z][a-z]{2,})\s*(?:$|[|(])", after)
    alone = re.findall(r"(?m)^[ \t]*([\u3400-\u9fff]{2,4})[ \t]*$", view[:TOP_REACH])
    return [
        *(m[1] for m in (within, leading) if m and _sounds_like(m[1], name)),
        *(b for b in alone if _sounds_like(b, name)),
        *([english[1]] if english else []),
    ]


def names_in_address(email: str) -> list[str]:
    """Return the words of an e-mail's local part that may be a name: zhang.wei, anna_berg; none of a lone handle."""
    words = re.findall(r"[a-z]{3,}", email.partition("@")[0].lower())
    return [" ".join(w.capitalize() for w in words)] if len(words) >= 2 and not any(w in common_words() for w in words) else []


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return English words that are also names (Will, Grace, Park): alone they need more to be taken for one."""
    lines = files("jiufang.privacy").joinpath("data/name_words.txt").read_text("utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@lru_cache(maxsize=1)
def short_forms() -> dict[str, tuple[str, ...]]:
    """Return the usual short forms of given names, either way: robert → bob, rob; bob → robert, rob."""
    groups: dict[str, set[str]] = {}
    for line in files("jiufang.privacy").joinpath("data/short_names.txt").read_text("utf-8").splitlines():
        words = [] if line.startswith("#") else line.split()
        for word in words:
            groups.setdefault(word, set()).update(w for w in words if w != word)
    return {word: tuple(sorted(others)) for word, others in groups.items()}


def _closed(name: str) -> str:
    """Return a letter-spaced name as words: “P R I Y A  N A I R” is “Priya Nair”."""
    if not LETTER_SPACED.fullmatch(name.strip()):
        return name
    return " ".join(word.replace(" ", "").title() for word in re.split(r"\s{2,}", name.strip()))


@lru_cache(maxsize=256)
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    if HAN.search(name):
        latin = re.sub(r"[\u3400-\u9fff·]+", " ", name).strip()
        return (
            *_han_patterns(re.sub(r"[^\u3400-\u9fff·]", "", name).strip("·")),
            *(_latin_patterns(latin) if len(latin) > MIN_PART else ()),
        )
    return _latin_patterns(name)


def _han_patterns(name: str) -> tuple[re.Pattern[str], ...]:
    if len(name) < MIN_PART:
        return ()
    whole = re.compile(HAN_GAP.join(map(re.escape, name)))
    if "·" in name:
        parts = [p for p in name.split("·") if len(p) >= MIN_PART]
        return (whole, *(re.compile(re.escape(p)) for p in parts), re.compile(r"[·•.・ ]?".join(map(re.escape, name.replace("·", "")))))
    cut = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
    surname, given = name[:cut], name[cut:]
    patterns = [whole, *_spelt_patterns(surname, given)]
    if len(given) >= MIN_PART:
        patterns.append(re.compile(rf"(?:{LEFT}){re.escape(given)}(?:{RIGHT})"))
    else:
        patterns.append(re.compile(rf"(?:{LEFT})[阿小]{re.escape(given)}(?![\u3400-\u9fff0-9])"))
    patterns.append(re.compile(rf"(?:{LEFT}){re.escape(surname)}{HONORIFIC_HAN}"))
    patterns.append(re.compile(rf"(?:{LEFT})[小老]{re.escape(surname)}(?:{RIGHT})(?![0-9A-Za-z])"))
    return tuple(patterns)


def _spelt_patterns(surname: str, given: str) -> list[re.Pattern[str]]:
    """Return patterns of the pinyin of a Chinese name: both orders, joined or not, with initials."""
    patterns = []
    for family in spell(surname, surname=True):
        for first in spell(given):
            patterns += _order_patterns([list(family), list(first)])
    return [re.compile(p) for p in dict.fromkeys(patterns)]


def _order_patterns(parts: list[list[str]]) -> list[str]:
    (family, given), gap = parts, r"[ \t'\-_.]?"
    s, g = gap.join(map(re.escape, family)), gap.join(map(re.escape, given))
    initials = r"[ \t.\-]{0,2}".join(rf"{re.escape(x[0])}" for x in given)
    dotted = r"[. \t]*".join(re.escape(x[0]) for x in given)
    lead = re.escape(family[0][0])
    out = [
        rf"(?i)(?<![a-z]){s}{FORM_GAP}{g}(?![a-z])",
        rf"(?i)(?<![a-z]){g}{FORM_GAP}{s}(?![a-z])",
        rf"(?i)(?<![a-z]){initials}\.?[ \t,_\-]{{0,2}}{s}(?![a-z])",
        rf"(?i)(?<![a-z]){s}[ \t,_\-]{{1,2}}{initials}(?:\.|(?![a-z]))",
        rf"(?i)(?<![a-z]){lead}(?:\.[ \t]?|[ \t_\-]){g}(?![a-z])",
        rf"(?i)(?<![a-z]){g}[ \t]{lead}\.",
        rf"(?i)(?<![a-z.]){lead}\.[ \t]?{dotted}\.(?![a-z])",
        rf"(?i:{HONORIFIC}){s.title() if len(family) == 1 else s}(?![a-z])",
    ]
    joined, word = "".join(given), "".join(family)
    if len(given) > 1 and len(joined) >= LONG_GIVEN and joined not in common_words():
        out.append(
            rf"(?<![A-Za-z])(?:{joined.capitalize()}|{joined.upper()}|{given[0].capitalize()}[- ]?{''.join(given[1:]).capitalize()})(?![A-Za-z])"
        )
    if len(word) >= 4 and word not in common_words():
        out.append(rf"(?<![A-Za-z])(?:{word.capitalize()}|{word.upper()})(?![A-Za-z])")
    return out


def _latin_patterns(name: str) -> tuple[re.Pattern[str], ...]:
    folded = _folded(name)
    words = [w for w in re.findall(r"[^\W\d_][\w'.-]*", folded) if w.strip(".").lower() not in PARTICLES]
    words = [w.strip(".'-") for w in words if w.strip(".'-")]
    parts = [w for w in words if len(w) > 1]
    if not parts:
        return ()
    patterns = [_whole(re.findall(r"[^\W\d_][\w'.-]*", folded)), _spread(folded), *_turned(words), *_initialled(words, parts)]
    patterns += [p for part in dict.fromkeys(_pieces(parts)) for p in _alone(part)]
    given = {words[0].lower(), words[-1].lower()} if "," in name else {words[0].lower()}
    patterns += [p for part in sorted(given) for short in short_forms().get(part, ()) for p in _alone(short.capitalize())]
    return tuple(re.compile(p) for p in dict.fromkeys(patterns))


def _whole(words: list[str]) -> str:
    return rf"(?i)(?<![a-z])(?:{HONORIFIC})?{FORM_GAP.join(re.escape(w.strip('.')) for w in words)}(?:'s)?(?![a-z])"


def _spread(name: str) -> str:
    letters = [c for c in name if c.isalpha()]
    return r"(?<![A-Za-z])" + r"[ \t]{1,4}".join(map(re.escape, "".join(letters).upper())) + r"(?![A-Za-z])"


def _turned(words: list[str]) -> list[str]:
    """Return the name in other orders: surname first, without the middle."""
    chosen = [words[0], words[-1]] if len(words) > 1 else []
    orders = [chosen, chosen[::-1], [words[-1], *words[:-1]], [*words[1:], words[0]]]
    orders += [words[i : i + 2] for i in range(len(words) - 1)]
    if len(words) <= 3:
        orders += [list(order) for order in permutations(words)]
    return [
        rf"(?i)(?<![a-z]){FORM_GAP.join(map(re.escape, order))}(?![a-z])" for order in orders if len(order) > 1 and len("".join(order)) > 4
    ]


def _initialled(words: list[str], parts: list[str]) -> list[str]:
    """Return forms with initials: E. Abernathy, E.R. Abernathy, Abernathy E, Eleanor A., eabernathy."""
    out = []
    for last in dict.fromkeys(_pieces([parts[-1]]) + _pieces([parts[0]])) if len(words) > 1 else ():
        others = [w for w in words if last not in w]
        if len(last) >= LONG_SURNAME:
            out.append(rf"(?<![A-Za-z]){re.escape(last.title())},?[ \t](?:[A-Z]\.[ \t]?){{1,3}}")
        if not others:
            continue
        initials = INITIAL_GAP.join(re.escape(w[0]) for w in others) + ")?" * (len(others) - 1)
        middle = r"(?:[ \t.\-]{0,2}[a-z]\.?)?"
        out.append(rf"(?i)(?<![a-z]){initials}{middle}[ \t._\-]{{0,2}}{re.escape(last)}(?![a-z])")
        out.append(rf"(?i)(?<![a-z]){re.escape(last)}[ \t,_\-]{{1,2}}{initials}(?:\.|(?![a-z]))")
    if len(words) > 1:
        dotted = r"[. ]{1,2}".join(re.escape(w[0].upper()) for w in words)
        out.append(rf"(?<![A-Za-z.]){dotted}\.(?![A-Za-z])")
    return out


def _pieces(parts: list[str]) -> list[str]:
    pieces = []
    for part in parts:
        pieces += [part, *(p for p in re.split(r"[-']", part) if len(p) > 2)]
    return [p for p in pieces if len(p) > MIN_PART or (len(p) == MIN_PART and not p.isascii())] or parts


def _alone(part: str) -> list[str]:
    """Return the pattern of one part of a name that stands alone, in capitals or capitalised."""
    forms = "|".join(dict.fromkeys((re.escape(part), re.escape(part.capitalize()), re.escape(part.upper()), re.escape(part.title()))))
    if part.lower() in common_words():
        # “Will relocate”, “Oak Park”, “in May 2020”: only after a title or an initial, or within a sentence with no capital or digit beside it.
        titled = rf"(?:(?i:{HONORIFIC})|(?<![A-Za-z])[A-Z]\.[ \t]?)(?:{forms})(?![A-Za-z])"
        return [titled, rf"(?:(?<![A-Za-z])[a-z]+[,;]?[ ]|(?<=[(\"]))(?P<alone>(?:{forms})(?:'s)?)(?![A-Za-z]|[ -][A-Z0-9])"]
    return [rf"(?<![A-Za-z]){HONORIFIC}?(?:{forms})(?:'s)?(?![A-Za-z])", rf"(?i)(?<![a-z]){re.escape(part)}{IN_FILE}"]


def _merged(view: str, spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap or that only a blank parts."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if (merged and start < merged[-1][1]) or (
            merged
            and not view[merged[-1][1] : start].strip(" .")
            and "\n" not in view[merged[-1][1] : start]
            and view[start].isascii()
            and view[merged[-1][1] - 1].isascii()
        ):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    """Return the plain view of a text with accents taken off Latin letters, each sign in its place."""
    view = view_of(text)
    return view if view.isascii() else "".join(c if c.isascii() or ord(c) > LATIN_END else unicodedata.normalize("NFD", c)[0] for c in view)


LATIN_END = 0x24F


def _is_common(name: str) -> bool:
    return all(w.strip(".,").lower() in common_words() for w in name.split())


def _sounds_like(han: str, latin: str) -> bool:
    letters = re.sub(r"[^a-z]", "", latin.lower())
    syllables = [form for family in spell(han[:1], surname=True) for form in family]
    given = [form for first in spell(han[1:2]) for form in first]
    return any(s in letters for s in syllables) and (
        any(g in letters for g in given) or (len(letters) > 0 and any(letters.startswith(s) or letters.endswith(s) for s in syllables))
    )
