"""Find in raw text the characters that say something other than what a reader sees."""

from __future__ import annotations

import re

from jiufang.documents.records import HiddenText
from jiufang.text.normalise import TAGS

# Zero-width characters that part words for the machine and for nobody else. The soft hyphen is left out: Word and web
# pages put it into honest words. Joiners are honest between Arabic, Indic or emoji characters, so only Latin counts below.
ZERO_WIDTH = "\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff"
LATIN = "A-Za-zÀ-ɏ"
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# Patterns start at the rare character, so that a long text without any costs one pass; words are widened by hand.
SPLIT_LATIN = re.compile(f"(?<=[{LATIN}])[{ZERO_WIDTH}]+(?=[{LATIN}])")
SPLIT_HAN = re.compile(f"[{HAN}](?=[{ZERO_WIDTH}]+[{HAN}])")
# One or two stray marks between Han characters come with text copied from chat programs; three are a habit.
HAN_SPLITS = 3
# An emoji takes one selector and one joiner, a rare character one selector; a longer run is a message in itself.
SMUGGLED = re.compile(f"(?:[{ZERO_WIDTH}\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]){{5,}}")
# The flags of England, Scotland and Wales are written with tags.
TAG_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{3,6}\U000e007f")

OVERRIDE = re.compile("\u202e([^\u202c\u202e\n]*)\u202c?")
# Contacts copied from telephones arrive as LRO + digits + PDF: harmless, so the left-to-right override counts with letters only.
LEFT_OVERRIDE = re.compile("\u202d([^\u202c\n]*[\u0590-\u08ff][^\u202c\n]*)\u202c?")
BIDI = "\u202a-\u202e\u2066-\u2069"
BIDI_IN_WORD = re.compile(f"(?<=[{LATIN}])[{BIDI}]+(?=[{LATIN}])")

LOOKALIKES = frozenset("АВСЕНІЈКМОРЅТХУаеорсухіјѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ")
WORD = re.compile(r"[^\W\d_]{3,}")
ENOUGH = 40  # words quoted of each kind
QUOTE = 200  # code points quoted of each kind; the whole would swamp the report


def hidden_characters(raw: str) -> tuple[HiddenText, ...]:
    """Report what raw text hides in characters without a glyph or with a borrowed one.

    Args:
        raw: the text as it stands in the file, before `strip_invisible`.

    Returns:
        One record for each family found: `tag_characters`, `zero_width`, `bidi`, `homoglyph`.
    """
    if raw.isascii():
        return ()
    found = (("tag_characters", _tags(raw)), ("zero_width", _zero_width(raw)), ("bidi", _bidi(raw)), ("homoglyph", _homoglyphs(raw)))
    return tuple(HiddenText(family=family, quote=quote[:QUOTE]) for family, quote in found if quote)


def as_seen(text: str) -> str:
    """Turn what stands under a right-to-left override round, as the screen shows it."""
    return OVERRIDE.sub(lambda m: m.group(1)[::-1], text) if "\u202e" in text else text


def _tags(raw: str) -> str:
    payload = "".join(TAGS.findall(TAG_FLAG.sub("", raw)))
    spelled = "".join(chr(ord(c) - 0xE0000) for c in payload if 0xE0020 <= ord(c) <= 0xE007E)
    return spelled or ("tag characters" if payload else "")


def _zero_width(raw: str) -> str:
    words = _words_around(SPLIT_LATIN, raw, ZERO_WIDTH)
    if len(SPLIT_HAN.findall(raw)) >= HAN_SPLITS:
        words += re.findall(f"[{HAN}](?:[{ZERO_WIDTH}]+[{HAN}])+", raw)
    words += SMUGGLED.findall(TAG_FLAG.sub("", raw))
    return " · ".join(re.sub(f"[{ZERO_WIDTH}]", "|", word) if re.search(r"\w", word) else _named(word) for word in words)


def _words_around(pattern: re.Pattern[str], raw: str, marks: str) -> list[str]:
    """Return the words, each once, in which a mark was found."""
    word = re.compile(f"[{LATIN}0-9{marks}]{{1,{QUOTE}}}")
    found: list[str] = []
    end = -1
    for match in pattern.finditer(raw):
        if match.start() < end:
            continue
        start = match.start()
        while start > max(0, match.start() - QUOTE) and (raw[start - 1].isalnum() or word.fullmatch(raw[start - 1])):
            start -= 1
        whole = word.match(raw, start)
        end = whole.end() if whole else match.end()
        found.append(raw[start:end])
        if len(found) >= ENOUGH:
            break
    return found


def _named(run: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in run[:20])


def _bidi(raw: str) -> str:
    turned = [m.group(1) for m in OVERRIDE.finditer(raw)] + [m.group(1) for m in LEFT_OVERRIDE.finditer(raw)]
    turned += [re.sub(f"[{BIDI}]", "|", word) for word in _words_around(BIDI_IN_WORD, raw, BIDI)]
    return " · ".join(part for part in turned if part.strip())


def _homoglyphs(raw: str) -> str:
    return " · ".join(dict.fromkeys(word for word in WORD.findall(raw) if is_disguised(word)))


def is_disguised(word: str) -> bool:
    """Tell whether some letters of a Latin word are look-alikes of another alphabet."""
    if word.isascii():
        return False
    foreign = [c for c in word if "\u0370" <= c <= "\u052f"]
    return bool(foreign) and LOOKALIKES.issuperset(foreign) and any(c.isascii() for c in word)
