"""Turn an interview kit into one HTML page, ready to print, that needs nothing else."""

from __future__ import annotations

from importlib.resources import files

from jiufang.interview.bank import words
from jiufang.interview.records import Kit


def to_html(kit: Kit) -> str:
    """Return the kit as a page without scripts; every word of it is escaped."""
    import jinja2

    template = (files("jiufang.interview") / "assets" / "kit.html.jinja").read_text(encoding="utf-8")
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(template)
    return page.render(kit=kit, told=words(kit.lang))
