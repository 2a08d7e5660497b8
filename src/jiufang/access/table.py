"""Turn the table of roles into the table of docs/access.md: `python -m jiufang.access.table docs/access.md` writes it there."""

from __future__ import annotations

import sys
from pathlib import Path

from jiufang.access.roles import TABLE, Role

BEGIN, END = "<!-- table of roles: written by python -m jiufang.access.table -->", "<!-- end of the table -->"
TITLES = ("permission", *(role.replace("_", " ") for role in Role), "for", "besides")


def markdown() -> str:
    """Return the table as Markdown."""
    rows = []
    for permission, rule in TABLE.items():
        besides = ", ".join(word for word, on in (("in person", rule.in_person), ("afresh", rule.afresh)) if on)
        rows.append((f"`{permission}`", *(rule.reach[role] for role in Role), rule.means, besides))
    dashes = tuple("---" for _ in TITLES)
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in (TITLES, dashes, *rows))


def parse(text: str) -> list[dict[str, str]]:
    """Read the table of a page back, a dictionary a line."""
    lines = text.split(BEGIN)[1].split(END)[0].strip().splitlines()
    titles, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(titles, row, strict=True)) for row in rows]


def written(text: str) -> str:
    """Return a page with the table of now in the place of its own."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{markdown()}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(written(page.read_text("utf-8")), "utf-8")
