"""Turn the document of the API into the tables of docs/api.md; what stands before them is written by hand.

python tools/api.py            write them
python tools/api.py --check    exit with 1 when the page holds other tables than the program
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jiufang.web.app import PREFIX, create_app
from jiufang.workspace.opened import OpenWorkspace

PAGE = Path(__file__).parent.parent / "docs" / "api.md"
BEGIN, END = "<!-- operations: written by python tools/api.py -->", "<!-- end of the operations -->"


def main() -> int:
    """Write or check the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is out of date")
    check = parser.parse_args().check
    text = PAGE.read_text(encoding="utf-8")
    stale = written(text) != text
    if stale and not check:
        PAGE.write_text(written(text), encoding="utf-8")
    if stale:
        print(f"{PAGE.name}: {'differs from the program; run tools/api.py' if check else 'written'}")  # noqa: T201
    return int(check and stale)


def written(text: str) -> str:
    """Return the page with the tables as the program has them."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


def tables() -> str:
    """Return a table of operations for each kind of thing."""
    parts, told = [], document()
    kinds = dict.fromkeys(operation["tags"][0] for methods in told["paths"].values() for operation in methods.values())
    for kind in kinds:
        rows = [
            _row(method, path, operation)
            for path, methods in told["paths"].items()
            for method, operation in methods.items()
            if operation["tags"][0] == kind
        ]
        parts += [f"\n### {kind}\n", "| operation | what it does | takes |", "|---|---|---|", *rows]
    return "\n".join(parts)


def document() -> Mapping[str, Any]:
    """Return the document of the API; it needs no database."""
    return create_app(OpenWorkspace(None)).openapi()  # type: ignore[arg-type]


def _row(method: str, path: str, operation: Mapping[str, Any]) -> str:
    names = {parameter["name"].lower() for parameter in operation.get("parameters", ())}
    besides = [word for word, on in (("If-Match", "if-match" in names), ("Idempotency-Key", "idempotency-key" in names)) if on]
    takes = ", ".join([f"`{operation['x-permission']}`", *besides])
    return f"| `{method.upper()} {path.removeprefix(PREFIX)}` | {operation['summary']} | {takes} |"


if __name__ == "__main__":
    sys.exit(main())
