"""Turn what was read of an export into what a person checks before it is imported: columns, stages, doubts; who it is stays covered."""

from __future__ import annotations

from typing import Any

from jiufang.learn.history.plans import Plan
from jiufang.learn.history.reading import Source
from jiufang.learn.history.reporting import Books, stages_told
from jiufang.learn.history.stages import ladder, outcome_of

PERSONAL = frozenset({"name", "email", "phone", "person", "school", "resume", "resume_file", "facts"})
EXAMPLES, LENGTH = 3, 24


def preview_of(source: Source, *, plan: Plan) -> dict[str, Any]:
    """Return what columns are taken for, what stages are worth, and what to look at, as plain data."""
    steps = ladder(labels=plan.labels, words=plan.stages, closed=source.closed)
    books = Books()
    for one in source.applications:
        books.note(outcome_of(one, ladder=steps))
    columns = [
        {"heading": c.heading, "role": c.role, "sure": c.sure, "examples": _examples(source, c.heading, c.role)} for c in source.columns
    ]
    return {
        "file": source.table.name,
        "rows": len(source.table.rows),
        "columns": columns,
        "stages": stages_told(books),
        "closed": source.closed,
        "notes": [*source.notes, *_doubts(source, books)],
    }


def _examples(source: Source, heading: str, role: str) -> list[str]:
    """Return the first different cells; of those that tell who it is only how long they are."""
    cells = [" ".join(cell.split()) for cell in source.table.column(heading) if cell]
    if role in PERSONAL or role.startswith("group."):
        filled = len(cells) / max(1, len(source.table.rows))
        return [f"({filled:.0%} filled, {sum(map(len, cells)) // max(1, len(cells))} characters)"]
    return [cell if len(cell) <= LENGTH else cell[: LENGTH - 1] + "…" for cell in list(dict.fromkeys(cells))[:EXAMPLES]]


def _doubts(source: Source, books: Books) -> list[str]:
    roles = {column.role for column in source.columns}
    told = []
    if unknown := [words for words, (said, _) in books.stages.items() if words and said.why and "nobody" in said.why]:
        told.append(f"say what is meant by {', '.join(f'“{word}”' for word in unknown[:8])}, with --stage WORD=MEANING")
    if not roles & {"applied", "decided"}:
        told.append("no column tells a day, so the test cannot be the latest in time")
    if not roles & {"person", "email", "phone", "name"}:
        told.append("no column tells who is who; persons are told apart by their résumés")
    if not roles & {"ad"}:
        told.append("no column holds the text of the job; --jobs gives it, else the title stands for it")
    if source.closed:
        told.append("no row tells who was turned down, so each stage is taken for the furthest that its application reached")
    if groups := sorted(role for role in roles if role.startswith("group.")):
        told.append(f"{', '.join(groups)}: taken only with --groups, and kept apart from what is learnt from")
    return told
