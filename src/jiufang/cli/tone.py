"""`jiufang tone`: what a candidate's letter or message says for and against the job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import Format, Formatted
from jiufang.cli.printing import console, print_json, print_rows

if TYPE_CHECKING:
    from jiufang.tone.records import ToneReading

SIGNS = {"positive": "+", "neutral": "·", "negative": "−"}
STYLES = {"positive": "green", "neutral": "dim", "negative": "red"}
LetterFile = Annotated[str, typer.Argument(metavar="FILE|-", help="a letter, an answer or a message; - reads standard input")]


def command(file: LetterFile, format: Formatted = Format.TABLE) -> None:
    """Read the attitude that a text states, sentence by sentence, with motives and concerns; it bears on no score."""
    from jiufang.workspace import default

    reading = default().read_tone(_text(file))
    if format is Format.JSON:
        print_json(reading.to_dict())
        return
    show(reading)


def show(reading: ToneReading) -> None:
    """Print a reading: counts, every sentence, motives and concerns."""
    from rich.table import Table
    from rich.text import Text

    out = console()
    told = "  ·  ".join(f"{number} {attitude}" for attitude, number in reading.counts.items())
    out.print(told + (f"  ·  {reading.unread} in other languages, not read" if reading.unread else ""), style="bold")
    table = Table.grid(padding=(0, 2, 0, 0))
    for ratio in (None, None, 1):
        table.add_column(ratio=ratio, overflow="fold")
    for s in reading.sentences:
        table.add_row(Text(SIGNS[s.attitude], style=STYLES[s.attitude]), f"{s.probability:.2f}", Text(s.quote))
    out.print(table)
    rows = [(f"{m.topic.replace('_', ' ')} · {m.standing}", f"“{m.quote}”") for m in reading.mentions]
    print_rows(out, rows, width=max((len(label) for label, _ in rows), default=0))
    out.print("Sentences as written; nothing is said of the person, and no score is moved.", style="dim")


def _text(file: str) -> str:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    from jiufang.documents import read_one

    if not Path(file).is_file():
        raise typer.BadParameter(f"there is no file {file}", param_hint="FILE")
    return read_one(Path(file)).text
