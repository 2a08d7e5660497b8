"""Say in a visitor's language what a recruiter should look at in a file: hidden words, jobs that overlap, dates that run backwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from jiufang.web.reasons import message, spoken
from jiufang.web.speaking import Voice
from jiufang.workspace.portrait import Notice

HIDDEN = "hidden_text"
UNSEEN = "text that nobody can see: "  # and the family, in what a reading tells of a file
TRICKS: Mapping[str, str] = {
    "white": message("in the colour of the paper"),
    "near_white": message("nearly in the colour of the paper"),
    "same_as_background": message("in the colour of what lies below"),
    "tiny": message("too small to be seen"),
    "off_page": message("beside the page"),
    "covered": message("under a picture or a shape"),
    "clipped": message("cut off by its frame"),
    "transparent": message("without ink"),
    "invisible_mode": message("written to be invisible"),
    "layer_off": message("on a layer that is switched off"),
    "overlapped": message("under other text"),
    "invisible": message("leaves no ink"),
    "font": message("in a font that shows other letters than it says"),
    "picture": message("in the data of a picture"),
    "picture_words": message("in a small picture"),
    "annotation": message("in a note of the file"),
    "metadata": message("in the properties of the file"),
    "attachment": message("in an attachment of the file"),
    "file_name": message("in the name of the file"),
    "alt_text": message("in the description of a picture"),
    "vanish": message("marked as hidden"),
    "comment": message("in a comment"),
    "deleted": message("struck out"),
    "zero_width": message("invisible characters inside words"),
    "tag_characters": message("a message in invisible characters"),
    "bidi": message("characters that turn the writing direction round"),
    "homoglyph": message("letters of another alphabet"),
}
"""How words are hidden, by the families that reading tells apart."""
PATTERNS: Mapping[str, str] = {
    r"(?P<one>.+) and (?P<other>.+) overlap by (?P<n>\d+) months; counted once": message(
        "%(one)s and %(other)s overlap by %(n)s months; counted once"
    ),
    r"ends \((?P<end>.+)\) before it begins \((?P<start>.+)\)": message("ends (%(end)s) before it begins (%(start)s)"),
}


def in_words(voice: Voice, notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return notices with their messages in a language; what is hidden is told once for each way to hide it.

    Args:
        voice: the language.
        notices: as the reading of a file gave them.
    """
    given = tuple(notices)
    families = any(one.code.startswith(f"{HIDDEN}.") for one in given)
    return tuple(
        one.model_copy(update={"message": _said(voice, one.code, one.message)}) for one in given if not (families and one.code == HIDDEN)
    )


def reason(voice: Voice, told: str) -> str:
    """Return why a file was not read, or not all of it, in a language."""
    return "; ".join(_reasons(voice, told.split("; "))) if told.startswith(UNSEEN) else spoken(voice, told)


def _reasons(voice: Voice, parts: Sequence[str]) -> list[str]:
    return [
        voice.say("words that nobody can see: %(trick)s", trick=_trick(voice, one.removeprefix(UNSEEN)))
        if one.startswith(UNSEEN)
        else spoken(voice, one)
        for one in parts
    ]


def _said(voice: Voice, code: str, text: str) -> str:
    if code.startswith(HIDDEN):
        trick = _trick(voice, code.partition(".")[2]) if "." in code else voice.say("hidden")
        return voice.say(
            "A part of the file cannot be seen on the page (%(trick)s). It counts for nothing, for or against them.", trick=trick
        )
    for pattern, known in PATTERNS.items():
        if found := re.fullmatch(pattern, text):
            return voice.say(known, **found.groupdict())
    return spoken(voice, text)


def _trick(voice: Voice, family: str) -> str:
    return voice.say(TRICKS.get(family, family.replace("_", " ")))
