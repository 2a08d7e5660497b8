"""Turn the table of settings into docs/settings.md.

python tools/settings.py            write it
python tools/settings.py --check    exit with 1 when it holds another table than the program
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jiufang.settings import Settings

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
HEAD = """# Settings

One table, which the program reads and `python tools/settings.py` prints. An option on the command line comes before the environment
variable, and that before the default; an empty variable is the same as none. A value that cannot be used stops the command with the
name of the variable. Secrets are never printed, logged or written anywhere.
"""


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is out of date")
    check = parser.parse_args().check
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page()
    if stale and not check:
        PAGE.write_text(page(), encoding="utf-8")
    if stale:
        print(f"{PAGE.name}: {'differs from the program; run tools/settings.py' if check else 'written'}")  # noqa: T201
    return int(check and stale)


def page() -> str:
    """Return docs/settings.md."""
    parts = [HEAD]
    for group, rows in Settings.groups().items():
        parts.append(f"\n## {group}\n\n| Variable | Option | Default | What it sets |\n|---|---|---|---|\n")
        parts += [f"| `{variable}` | {_code(option)} | {_code(default)} | {doc} |\n" for variable, option, default, doc in rows]
    return "".join(parts)


def _code(text: str) -> str:
    return f"`{text}`" if text and " " not in text else text


if __name__ == "__main__":
    sys.exit(main())
