"""`jiufang search`: find people in a workspace by words, operators and facets, in Chinese or English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import console, note, print_json

if TYPE_CHECKING:
    from rich.text import Text

    from jiufang.index.records import Highlight
    from jiufang.workspace.pool import SearchPage

Question = Annotated[str, typer.Argument(metavar="QUESTION", help="such as '5年以上 Java，上海' or 'senior nurse city:Leeds -agency'")]
Size = Annotated[int, typer.Option("--size", min=1, max=100, help="hits of a page")]
Cursor = Annotated[str, typer.Option("--after", metavar="CURSOR", help="where the last page ended")]
Names = Annotated[bool, typer.Option("--names", help="show who they are; that you saw it is logged")]
Index = Annotated[bool, typer.Option("--index", help="first read the meaning of whoever came since, as `jiufang worker` does by itself")]
By = Annotated[str, typer.Option("--by", help="who asks")]

TOLD = {
    "unlawful": "left out, nobody may be searched by it: {about}",
    "relaxed": "nobody fits all conditions that were read out of the words; ranked by how much of it they fit",
    "bracket": "a bracket has no partner",
    "quote": "a quotation mark has no partner",
    "operator": "{about} stands without what it joins",
    "facet": "not understood, searched as words: {about}",
    "deep": "too many brackets within one another",
    "cut": "only the first {about} characters were read",
    "words_only": "the encoder is not here, so words alone are compared; `jiufang models fetch encoder` brings it",
    "behind": "some came since and are found by their words alone; --index, or a running `jiufang worker`, reads their meaning",
}


def command(
    question: Question,
    folder: Folder = None,
    size: Size = 20,
    after: Cursor = "",
    names: Names = False,
    index: Index = False,
    by: By = "",
    format: Formatted = Format.TABLE,
) -> None:
    """Find people: words, AND/OR/NOT, quotes, facets such as skill: years: degree: city: lang: available:, typed or in plain words."""
    from jiufang.cli.wiring import open_kept

    with open_kept(folder) as ws:
        if index:
            ws.pool.index()
        page = ws.pool.search(question, size=size, cursor=after or None, blind=not names, by=by)
    if format is Format.JSON:
        print_json(page.to_dict())
        return
    for one in page.notes:
        note(TOLD.get(one.code, one.code).format(about=one.about))
    _show(page)


def _show(page: SearchPage) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out, table = console(), Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for heading in ("score", "candidate", "years", "degree", "place", "what answers the question"):
        table.add_column(heading, overflow="fold")
    for hit in page.items:
        facts = [", ".join(hit.facets.get(name, ())[:2]) or "–" for name in ("years", "degree", "city")]
        quotes = Text("\n").join(_marked(passage) for passage in hit.highlights[:2])
        table.add_row("–" if hit.score is None else f"{hit.score:.2f}", hit.candidate.label, *facts, quotes)
    out.print(table)
    out.print(f"{page.total} fit" + (f"; the next page: --after {page.cursor}" if page.cursor else ""))


def _marked(passage: Highlight) -> Text:
    """Return a passage with what was asked for in bold; its own brackets are no markup."""
    from rich.text import Text

    told = Text(passage.text)
    for start, end in passage.marks:
        told.stylize("bold", start, end)
    return told
