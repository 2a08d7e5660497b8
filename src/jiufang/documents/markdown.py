"""Read Markdown into the text that its reader sees, without the marks."""

from __future__ import annotations

from jiufang.documents.html import write_html
from jiufang.documents.plain import decode_text
from jiufang.documents.records import Document
from jiufang.documents.sheet import Sheet
from jiufang.errors import UnreadableDocument

MEDIA_TYPE = "text/markdown"
MAX_CHARACTERS = 2_000_000  # the parser takes seconds beyond


def read_markdown(data: bytes, *, name: str) -> Document:
    """Read a Markdown file (CommonMark with tables and struck text).

    Front matter of a site generator counts as text; HTML inside is read as HTML, so that what it hides is found.

    Args:
        data: the bytes of the file.
        name: the file's name, for messages and the record.

    Raises:
        UnreadableDocument: no text, or too long.
    """
    from markdown_it import MarkdownIt  # 0.1 s to import

    text = decode_text(data, name=name)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableDocument("the file is far longer than any résumé", subject=name, hint="ask for a shorter copy")
    # A line break in the source is a line break to the people who write résumés in Markdown.
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    sheet = Sheet()
    write_html(sheet, parser.render(_plain_front(text)), name=name)
    return sheet.document(name=name, media_type=MEDIA_TYPE, data=data)


def _plain_front(text: str) -> str:
    """Keep a front matter ("---", "name: ...", "---") from being read as a heading."""
    rows = text.split("\n")
    if rows[0].strip() != "---" or "---" not in (row.strip() for row in rows[1:40]):
        return text
    end = next(number for number, row in enumerate(rows[1:], 1) if row.strip() == "---")
    return "\n".join([*rows[1:end], "", *rows[end + 1 :]])
