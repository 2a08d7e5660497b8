"""Bring text to a comparable form, and find the characters that nobody can see."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Zero-width, bidi controls, tags, variation selectors and soft hyphens carry hidden payloads (trust: U1-U4);
# NFKC removes none of the tags.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
TAGS = re.compile("[\U000e0000-\U000e007f]+")
SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Stripped:
    """A text without its invisible characters, and those characters in order of appearance."""

    text: str
    removed: str

    @property
    def tag_payload(self) -> str:
        """Return what the tag characters spell in ASCII."""
        return "".join(chr(ord(c) - 0xE0000) for c in self.removed if 0xE0020 <= ord(c) <= 0xE007E)


def strip_invisible(text: str) -> Stripped:
    """Take the invisible characters out of a text."""
    removed = "".join(INVISIBLE.findall(text))
    return Stripped(INVISIBLE.sub("", text) if removed else text, removed)


def clean(text: str) -> str:
    """Return NFC text with plain line ends, without control characters (tabs stay)."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def fold(text: str) -> str:
    """Return the form in which texts are compared: NFKC, casefolded, runs of white space as one blank."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
