"""Turn a table of names into mentions in a text: one trie over letters, blind to case, width, blanks and hyphens."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

# Names shorter than this must stand in one piece: "s as" is not SAS, "p m" is not PM.
WHOLE_BELOW = 5
# A version number may touch a name ("Java17", "用友U8"), but not a one- or two-letter one ("R2", "C4").
VERSIONED_FROM = 3
NEAR = 80  # characters of the same line within which another skill vouches for an ambiguous name

SEPARATORS = frozenset(" \t-_‐‑–\u00a0\u3000")
UNREADABLE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s，。；）)]+|\b(?:[\w-]+\.)+(?:com|org|net|cn|io|edu|me|dev)(?:/[\w./-]*)?(?![\w.])"
)
# Where a name may begin: at a Latin word that does not follow a dot inside a word, at any other letter, at ".net".
STARTS = re.compile(
    r"(?<![0-9a-z\u00c0-\u024f])(?<![0-9a-z]\.)[0-9a-z\u00c0-\u024f]|[^\x00-\u024f\s\u3000-\u303f\uff00-\uffef]|\.(?=[a-z])"
)
CUE_BEFORE = re.compile(
    r"(?:用|使用|运用|基于|采用|熟悉|熟练|精通|掌握|了解|会|及|和|与|或|\b(?:using|with|in|via|on|of|by|and|or|use|uses|used|learn|learned|knows?|through)|[,、，/;；|·•:：(（+&])\s*$",
    re.IGNORECASE,
)
CUE_AFTER = re.compile(
    r"\s*(?:语言|开发|编程|脚本|项目|代码|实际|工程师|后端|程序|编写|重写|分析|建模|做|"
    r"(?:language|programming|developer|engineer|scripts?|scripting|code|coding|routines?|software|platform|chart\w*|certified|user|super\s?user|"
    r"services?|apps?|backend|experience|skills|work|reports?|projects?|analytics|data|to)\b)",
    re.IGNORECASE,
)
ITEM_BEFORE = re.compile(r"(?:^|[,、，;；|/·•:：(（\n*◆◇▪●]|\s{2}|- |– )\s*$")
ITEM_AFTER = re.compile(r"\s*(?:$|[,、，;；|/·•)）(（.。\n:：]|\s{2}|\d{1,3}(?:\.\d+)*\b|★)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: whose it is, and `text[start:end]` as `surface`."""

    id: str
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of something. `exact` must match letter by letter, `ambiguous` needs a neighbour that vouches for it."""

    id: str
    text: str
    exact: bool = False
    ambiguous: bool = False

    @classmethod
    def parse(cls, id: str, written: str) -> Alias:
        """Read a name as the data files write it: `=Go` is case-sensitive, `?Go` ambiguous, `=?Go` both."""
        text = written.strip()
        exact = text.startswith("=")
        text = text.removeprefix("=")
        ambiguous = text.startswith("?")
        return cls(id, text.removeprefix("?"), exact, ambiguous)


class Terms:
    """Finds the longest known names of a text, left to right."""

    def __init__(self, aliases: list[Alias]) -> None:
        self._root: dict[str, object] = {}
        for alias in aliases:
            self._add(alias)

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in order, none overlapping; names inside addresses of mail and web are left alone."""
        folded = flatten(text)
        closed = [m.span() for m in UNREADABLE.finditer(text)]
        found: list[tuple[int, int, list[tuple[int, Alias]]]] = []
        past = 0
        for m in STARTS.finditer(folded):
            at = m.start()
            while closed and closed[0][1] <= at:
                closed.pop(0)
            if at < past or (closed and closed[0][0] <= at):
                continue
            hits = self._walk(text, folded, at)
            if hits:
                found.append((at, hits[0][0], hits))
                past = hits[0][0]
        return self._settle(text, found)

    def _add(self, alias: Alias) -> None:
        node = self._root
        for char in flatten(alias.text):
            if char in SEPARATORS:
                continue
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node.setdefault("", []).append(alias)  # type: ignore[attr-defined]

    def _walk(self, text: str, folded: str, start: int) -> list[tuple[int, Alias]]:
        node, at, size, gaps = self._root, start, len(folded), 0
        hits: list[tuple[int, Alias]] = []
        while at < size:
            char = folded[at]
            if char in SEPARATORS:
                gaps += 1
                if gaps > 1:
                    break
                at += 1
                continue
            following = node.get(char)
            if following is None:
                break
            node, at, gaps = following, at + 1, 0  # type: ignore[assignment]
            if "" in node:
                hits += _fitting(node[""], text, folded, start, at)  # type: ignore[arg-type]
        return sorted(hits, key=lambda hit: -hit[0])

    def _settle(self, text: str, found: list[tuple[int, int, list[tuple[int, Alias]]]]) -> list[Mention]:
        firm = [start for start, _, hits in found if not hits[0][1].ambiguous]
        mentions = []
        for start, _, hits in found:
            for end, alias in hits:
                if not alias.ambiguous or _vouched(text, start, end, firm):
                    mentions.append(Mention(alias.id, start, end, text[start:end]))
                    break
        return mentions


@lru_cache(maxsize=64)  # several taxonomies read the same text
def flatten(text: str) -> str:
    """Return the text in lower case and half width, each character in its old place."""
    if text.isascii():
        return text.lower()
    return "".join(c.lower() if c < "\u0250" and len(c.lower()) == 1 else _narrow(c) for c in text)


def _narrow(char: str) -> str:
    if "\u4e00" <= char <= "\u9fff":
        return char
    plain = unicodedata.normalize("NFKC", char).lower()
    return plain if len(plain) == 1 else char


def _is_latin(char: str) -> bool:
    return char.isalnum() and char < "\u0250"


def _fitting(aliases: list[Alias], text: str, folded: str, start: int, end: int) -> list[tuple[int, Alias]]:
    fits = []
    for alias in aliases:
        stop = _word_end(folded, end, alias)
        surface = text[start:end]
        whole = len(alias.text) >= WHOLE_BELOW or flatten(alias.text) == folded[start:end]
        if stop and whole and (not alias.exact or surface == alias.text):
            fits.append((stop, alias))
    return fits


def _word_end(folded: str, end: int, alias: Alias) -> int:
    """Return where the word ends when a name may end at `end`, else 0."""
    if end >= len(folded) or not _is_latin(folded[end - 1]):
        return end if end >= len(folded) or folded[end - 1] != "+" or folded[end] != "+" else 0
    after = folded[end]
    size = len(alias.text)
    if not _is_latin(after):
        return 0 if size < VERSIONED_FROM and after in "&+#'’" else end
    if after.isdigit() and not folded[end - 1].isdigit() and size >= VERSIONED_FROM:
        return end
    plural = after == "s" and size >= WHOLE_BELOW - 1 and (end + 1 >= len(folded) or not _is_latin(folded[end + 1]))
    return end + 1 if plural else 0


def _vouched(text: str, start: int, end: int, firm: list[int]) -> bool:
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    low, high = max(line_start, start - NEAR), min(line_end, end + NEAR)
    at = bisect_left(firm, low)
    if at < len(firm) and firm[at] < high:
        return True
    before, after = text[max(line_start, start - 14) : start], text[end : end + 14]
    if CUE_BEFORE.search(before) and (CUE_AFTER.match(after) or ITEM_AFTER.match(text[end : line_end + 1])):
        return True
    return bool(ITEM_BEFORE.search(text[max(0, start - 6) : start]) and ITEM_AFTER.match(text[end : line_end + 1])) or bool(
        re.search(r"(?:用|使用|基于|熟悉|精通|掌握|会)\s*$", before) or re.match(r"\s*(?:语言|编程|脚本)", after)
    )
