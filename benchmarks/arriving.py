"""Make up résumés that arrive one after the other: the samples' careers shuffled, no two alike, as PDF, Word and web page."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SOURCES = Path(__file__).resolve().parents[1] / "examples" / "source"
CHINESE = "STSong-Light"
SIZE, LEAD, MARGIN = 10.5, 16.0, 56.0  # points
ZH_NAMES = (
    ("林", "周", "陈", "何", "苏", "许", "唐", "方"),
    ("知", "砚", "望", "景", "晚", "一", "思", "若"),
    ("夏", "秋", "舒", "行", "晴", "诺"),
)
EN_NAMES = (
    ("Orla", "Tobias", "Ines", "Henrik", "Amina", "Leif", "Jonah"),
    ("Ven", "Mar", "Cal", "Dahl", "Whit"),
    ("sen", "low", "ridge", "berg"),
)
HEADING, ENTRY = "## ", "### "


def arriving(files: int, *, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Make files of as many persons.

    Args:
        files: how many.
        seed: other persons for another seed.

    Yields:
        A file's name and its bytes; its kind goes round.
    """
    trades = _trades()
    for number in range(files):
        chance = random.Random(f"{seed} {number}")
        name, lines = _resume(chance, trades[chance.choice(sorted(trades))], number)
        kind = list(KINDS)[number % len(KINDS)]
        yield f"{number:05}.{kind}", KINDS[kind](name, lines)


def _trades() -> dict[str, list[list[str]]]:
    """Return the samples' lines by trade and language."""
    found: dict[str, list[list[str]]] = {}
    for path in sorted(SOURCES.glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        lang = "en" if "lang: en" in front else "zh"
        found.setdefault(f"{path.stem.partition('-')[0]} {lang}", []).append(body.strip().splitlines())
    return found


def _resume(chance: random.Random, samples: list[list[str]], number: int) -> tuple[str, list[str]]:
    """Put a career together: the head of somebody new, the sections of one sample, the work of two."""
    one, other = chance.choice(samples), chance.choice(samples)
    zh = any("\u4e00" <= c <= "\u9fff" for c in "".join(one))
    name = ("" if zh else " ").join([chance.choice(part) for part in (ZH_NAMES if zh else EN_NAMES)][:2]) + chance.choice(
        (ZH_NAMES if zh else EN_NAMES)[2]
    )
    contact = f"{'电话' if zh else 'Phone'}: 1{chance.randrange(3, 9)}{number:03}{chance.randrange(10**6):06}   person{number}@example.com"
    body = [_changed(line, chance) for line in one[1:] if "@" not in line]
    extra = [_changed(line, chance) for line in other if line.startswith("- ")]
    return name, [contact, *body, f"{HEADING}{'其他经历' if zh else 'Further experience'}", *chance.sample(extra, len(extra))]


def _changed(line: str, chance: random.Random) -> str:
    """Change the figures of a line that are no years and no dates."""
    return line if line.startswith("#") else re.sub(r"(?<![\d.])\d{2}(?![\d.])", lambda _: str(chance.randrange(11, 99)), line)


def _plain(line: str) -> str:
    return line.lstrip("#").strip().replace(" | ", "   ")


def pdf(name: str, lines: list[str]) -> bytes:
    """Draw the lines on as many pages as they need."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    buffer = io.BytesIO()
    canvas, down = Canvas(buffer, pagesize=A4, invariant=1), MARGIN
    for line in [f"# {name}", *lines]:
        font = CHINESE if any(ord(c) > 0x2E7F for c in line) else "Helvetica"
        size = 18.0 if line.startswith("# ") else 12.5 if line.startswith(HEADING) else SIZE
        for part in simpleSplit(_plain(line), font, size, A4[0] - 2 * MARGIN):
            if down > A4[1] - MARGIN:
                canvas.showPage()
                down = MARGIN
            canvas.setFont(font, size)
            canvas.drawString(MARGIN, A4[1] - down, part)
            down += LEAD * max(1.0, size / SIZE)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def docx(name: str, lines: list[str]) -> bytes:
    """Write a Word file with headings and lists."""
    import docx as word

    document = word.Document()
    document.add_heading(name, 0)
    for line in lines:
        if line.startswith(ENTRY):
            document.add_paragraph().add_run(_plain(line)).bold = True
        elif line.startswith(HEADING):
            document.add_heading(_plain(line), 2)
        else:
            document.add_paragraph(line.removeprefix("- "), style="List Bullet" if line.startswith("- ") else None)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def html(name: str, lines: list[str]) -> bytes:
    """Write a web page."""
    marks = {ENTRY: "h3", HEADING: "h2", "- ": "li"}
    told = [next(((tag, line) for mark, tag in marks.items() if line.startswith(mark)), ("p", line)) for line in lines]
    body = "".join(f"<{tag}>{escape(_plain(line).removeprefix('- '))}</{tag}>" for tag, line in told)
    return f"<!DOCTYPE html><meta charset=utf-8><title>{escape(name)}</title><body><h1>{escape(name)}</h1>{body}".encode()


KINDS: dict[str, Callable[[str, list[str]], bytes]] = {"pdf": pdf, "docx": docx, "html": html}
