"""Turn the tables of a configuration into their reference in Markdown: `python -m jiufang.learn.tuning.reference` brings docs/training.md up to date."""

from __future__ import annotations

from pathlib import Path
from types import NoneType
from typing import Any, get_args

from jiufang.learn.tuning.config import TABLES, Config, choices

BEGIN, END = "<!-- keys: written by python -m jiufang.learn.tuning.reference -->", "<!-- end of keys -->"
DOCS = Path("docs/training.md")
MODELS = {"_": Config, **TABLES}


def reference() -> str:
    """Return a heading and a table of keys for each table of the file."""
    plain = [key for key in Config.model_fields if key not in TABLES]
    parts = ["### At the top\n\n" + _table("", Config, plain)]
    parts += [
        f"### `[{name}]`\n\n{_first_line(table)}\n\n{_table(name + '.', table, list(table.model_fields))}" for name, table in TABLES.items()
    ]
    return "\n".join(parts)


def with_reference(text: str) -> str:
    """Return a page with the reference between its marks."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


def _table(prefix: str, model: Any, keys: list[str]) -> str:
    rows = ["| Key | Default | What it says |", "|---|---|---|"]
    for key in keys:
        field = model.model_fields[key]
        words = choices(field.annotation)
        told = field.description or ""
        taken = f"; one of {', '.join(f'`{w}`' for w in words)}" if not all(f"`{w}`" in told for w in words) else ""
        rows.append(f"| `{prefix}{key}` | {_default(field)} | {told}{taken} |")
    return "\n".join(rows) + "\n"


def _default(field: Any) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if value is None and NoneType in get_args(field.annotation):
        return "–"
    if value in ((), {}):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _first_line(table: Any) -> str:
    return str(table.__doc__).strip().splitlines()[0]


if __name__ == "__main__":
    DOCS.write_text(with_reference(DOCS.read_text("utf-8")), encoding="utf-8")
