"""Say in a visitor's language why a file could not be read, or not all of it, and what helps; what is not known here is said in English."""

from __future__ import annotations

import re

from jiufang.web.speaking import Voice

PART = re.compile(r"^(?P<what>.*?)(?: \((?P<hint>[^()]*)\))?$", re.DOTALL)


def message(text: str) -> str:
    """Mark a text to be translated where it is shown."""
    return text


KNOWN = frozenset(
    {
        message("the file is password-protected"),
        message("the file is damaged"),
        message("the file is empty"),
        message("the file is no text"),
        message("the file is no Word document"),
        message("the file is no RTF document"),
        message("the file is no OpenDocument text"),
        message("the file holds macros"),
        message("it contains macros"),
        message("the file is far longer than any résumé"),
        message("the file is far larger than any résumé"),
        message("the file is far larger inside than any résumé"),
        message("the file holds no text; its pages may be pictures"),
        message("the PDF is broken"),
        message("the PDF has no pages"),
        message("the JSON is broken"),
        message("the archive is damaged"),
        message("the archive is empty"),
        message("the archive or Office file is damaged"),
        message("the archive is compressed like a zip bomb"),
        message("the archive contains a link to another place"),
        message("the archive contains a path that leaves its folder"),
        message("the picture is damaged, or too small to hold words"),
        message("the picture is damaged or of a kind that cannot be read"),
        message("the picture is hard to read; words may be wrong"),
        message("the old Word format needs LibreOffice"),
        message("this page is damaged and was left out"),
        message("this page is a picture; text recognition is not installed"),
        message("the file is far longer than any résumé; only its beginning was read"),
        message("ask for it again"),
        message("ask for an unprotected copy"),
        message("ask for a new export of the file"),
        message("ask for a PDF or DOCX"),
        message("ask for a copy without macros, or a PDF"),
        message("save it as PDF"),
        message("save it as .docx or PDF"),
        message("save it again, or print it to PDF"),
        message("it is empty"),
    }
)


def spoken(voice: Voice, reason: str) -> str:
    """Return a reason as the reading of a file gave it, in the visitor's language.

    Args:
        voice: the language.
        reason: what happened, and in brackets what helps.
    """
    found = PART.match(reason)
    what, hint = (found["what"], found["hint"] or "") if found else (reason, "")
    if what not in KNOWN:
        return voice.say(reason) if reason in KNOWN else reason
    return (
        voice.say("%(what)s (%(hint)s)", what=voice.say(what), hint=voice.say(hint) if hint in KNOWN else hint) if hint else voice.say(what)
    )
