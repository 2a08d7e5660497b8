"""Bring the catalogues in `web/locales` up to date with what templates and pages say; with --check only tell whether they are.

A new language is one new file: `python tools/messages.py --add fr`, then fill in its empty lines.
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parent.parent / "src" / "jiufang" / "web"
LOCALES = WEB / "locales"
METHODS = [("**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**.html": {"trimmed": "false", "extensions": "jinja2.ext.do", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "say_many": (1, 2), "message": None}


def main() -> None:
    """Update, or with `--check` leave 1 when something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--add", default="", help="code of a new language")
    given = parser.parse_args()
    if given.add:
        (LOCALES / f"{given.add}.po").write_bytes(written(Catalog(locale=given.add)))
    stale = [path for path in sorted(LOCALES.glob("*.po")) if not update(path, check=given.check)]
    sys.exit(f"not up to date: {', '.join(path.name for path in stale)}; run tools/messages.py" if stale and given.check else 0)


def template() -> Catalog:
    """Return every message that the pages say."""
    found = Catalog()
    for name, _line, message, _comments, context in extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS):
        found.add(message, locations=[(Path(name).as_posix(), 0)], context=context)
    return found


def update(path: Path, *, check: bool) -> bool:
    """Bring one catalogue up to date; with `check` only tell whether it is."""
    before = path.read_bytes()
    catalogue = read_po(BytesIO(before), locale=path.stem)
    catalogue.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    after = written(catalogue)
    if not check:
        path.write_bytes(after)
    return after == before


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as the bytes of its file: sorted, without dates, so that the same messages give the same file."""
    catalogue.header_comment = "# Messages of Jiufang's pages. An empty line is said in English."
    out = BytesIO()
    write_po(out, catalogue, sort_output=True, no_location=True, omit_header=False, ignore_obsolete=True, width=140)
    empty = (b'"POT-Creation', b'"PO-Revision', b'"Generated-By', b'"Project-Id', b'"Report-Msgid', b'"Last-Trans', b'"Language-Team')
    kept = [line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(empty)]
    return b"".join(kept)


if __name__ == "__main__":
    main()
