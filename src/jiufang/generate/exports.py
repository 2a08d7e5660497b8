"""Turn a letter into Markdown, or into a Word document to be changed and sent."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from jiufang.generate.replies import Reply

LATIN, HAN = "Calibri", "Microsoft YaHei"
MADE = dt.datetime(2000, 1, 1)  # the same letter gives the same bytes
MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def to_markdown(reply: Reply) -> str:
    """Return the letter as Markdown: the subject as its heading, what is said as it is, two blanks where a line ends."""
    paragraphs = (_escaped(p).replace("\n", "  \n") for p in reply.text.split("\n\n"))
    return "\n\n".join((f"# {_escaped(reply.subject)}", *paragraphs)) + "\n"


def to_docx(reply: Reply) -> bytes:
    """Return the letter as a Word document; the same letter gives the same bytes."""
    import docx
    from docx.oxml.ns import qn

    word = docx.Document()
    font = word.styles["Normal"]
    font.font.name = LATIN
    font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HAN)
    word.add_paragraph().add_run(_printable(reply.subject)).bold = True
    for paragraph in reply.text.split("\n\n"):
        word.add_paragraph(_printable(paragraph))
    about = word.core_properties
    about.author, about.title, about.comments = "", _printable(reply.subject), ""
    about.created = about.modified = MADE
    raw = io.BytesIO()
    word.save(raw)
    return _dated(raw)


def _dated(raw: io.BytesIO) -> bytes:
    """Pack a document again with one date, since a packer stamps the time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _escaped(text: str) -> str:
    return MARKUP.sub(r"\\\1", _printable(text))


def _printable(text: str) -> str:
    """Leave out control characters, which XML cannot hold."""
    return "".join(c for c in text if c.isprintable() or c in "\n\u3000")
