"""PDF → Document, and a page of it → picture. Read in order: reader, chars, pieces, layout, paragraphs, hidden."""

from jiufang.documents.pdf.reader import read_pdf
from jiufang.documents.pdf.render import render_page

__all__ = ["read_pdf", "render_page"]
