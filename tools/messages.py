"""Bring the catalogues in `web/locales` up to date with what templates and pages say; with --check only tell whether they are.

A new language is one new file: `python tools/messages.py --add fr`, then fill in its empty lines.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

Node = TypeVar("Node", bound=ast.AST)
WEB = Path(__file__).parent.parent / "src" / "jiufang" / "web"
LOCALES = WEB / "locales"
METHODS = [("**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**.html": {"trimmed": "false", "extensions": "jinja2.ext.do", "silent": "false"}}
ROOMS = ("access", "decisions", "generate", "jobs", "queue", "screening", "store", "workspace", "web")
"""Whose refusals people read on pages."""
OPERATORS = frozenset(
    {"backup.py", "copies.py", "demo.py", "engine.py", "migrate.py", "opening.py", "port.py", "records.py", "rotation.py", "templates.py"}
)
"""Their modules that only the command line calls."""
UNSAID = frozenset({"InternalError", "MissingCapability", "ModelMissing"})
"""What is told to operators alone, by the command line and the log."""
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
    for message in sorted(refusals()):
        found.add(message)
    return found


def refusals() -> set[str]:
    """Return what the rooms under the pages refuse with, as far as it is written out there: what happened, what to do, and titles."""
    below = [path for room in ROOMS for path in sorted((WEB.parent / room).rglob("*.py")) if path.name not in OPERATORS]
    known = {kind.name for path in (WEB.parent / "errors.py", WEB.parent / "access" / "errors.py") for kind in _found(path, ast.ClassDef)}
    return {said for path in below for call in _found(path, ast.Call) for said in _said(call, known - UNSAID)}


def _found(path: Path, kind: type[Node]) -> Iterator[Node]:
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, kind))


def _said(call: ast.Call, kinds: set[str]) -> Iterator[str]:
    called = ast.unparse(call.func).rpartition(".")[2]
    if called == "Sort":  # the table of titles
        yield from _texts(call.args[-1])
    if called in kinds:
        yield from _texts(*call.args[:1], *(one.value for one in call.keywords if one.arg == "hint"))


def _texts(*given: ast.expr) -> Iterator[str]:
    for one in given:
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
            yield one.value
        elif isinstance(one, ast.IfExp):
            yield from _texts(one.body, one.orelse)


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
