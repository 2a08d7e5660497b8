"""Plain text → Document: visible characters only, one line record per line."""

from __future__ import annotations

from jiufang.documents.records import Document, HiddenText, Line, Problem
from jiufang.text.normalise import Stripped, clean, strip_invisible

# A stray zero-width space or byte order mark is an accident of copying; a run of them carries a message.
ACCIDENTAL = 8


def document_from_text(text: str, *, name: str = "text", media_type: str = "text/plain", sha256: str = "") -> Document:
    """Wrap text as a document of one page; invisible characters are taken out and reported."""
    stripped = strip_invisible(clean(text))
    hidden = hidden_characters(stripped)
    problems = tuple(Problem(code="hidden_text", message=f"invisible characters: {h.family}") for h in hidden)
    return Document(
        name=name, sha256=sha256, media_type=media_type, text=stripped.text, lines=lines_of(stripped.text), hidden=hidden, problems=problems
    )


def lines_of(text: str) -> tuple[Line, ...]:
    """Return a line record for each line of a text that is not blank."""
    lines, start = [], 0
    for raw in text.split("\n"):
        if raw.strip():
            lines.append(Line(start=start, end=start + len(raw)))
        start += len(raw) + 1
    return tuple(lines)


def hidden_characters(stripped: Stripped) -> tuple[HiddenText, ...]:
    """Report what was hidden in characters without a glyph, if it was more than an accident."""
    found = []
    if stripped.tag_payload:
        found.append(HiddenText(family="tag_characters", quote=stripped.tag_payload))
    others = [c for c in stripped.removed if not 0xE0000 <= ord(c) <= 0xE007F]
    if len(others) >= ACCIDENTAL:
        found.append(HiddenText(family="zero_width", quote=" ".join(f"U+{ord(c):04X}" for c in others[:40])))
    return tuple(found)
