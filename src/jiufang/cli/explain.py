"""`jiufang explain`: tell what a decision rested on, for whom it is about, and compute its score again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from jiufang.cli.options import Folder, Format, Formatted, Language
from jiufang.cli.printing import console, note, print_json

if TYPE_CHECKING:
    from jiufang.decisions.explanation import Explanation

Decisions = Annotated[list[str] | None, typer.Argument(metavar="DECISIONS...", help="ids, as `jiufang decide` prints them")]
OfJob = Annotated[str, typer.Option("--job", help="every decision for this job instead: its id, or its title where no other has it")]
By = Annotated[str, typer.Option("--by", help="who asks; it is logged")]
Again = Annotated[bool, typer.Option("--again/--kept", help="read the résumé with the program of today too, or only add up what was kept")]
Exported = Annotated[
    Path | None, typer.Option("--check", exists=True, dir_okay=False, help="compute the scores of an export (--format json) from it alone")
]


def command(
    decisions: Decisions = None,
    job: OfJob = "",
    folder: Folder = None,
    lang: Annotated[Language, typer.Option("--lang", help="of the explanation")] = Language.EN,
    by: By = "",
    again: Again = True,
    check: Exported = None,
    format: Formatted = Format.TABLE,
) -> None:
    """Explain decisions: who made them, what the software did, what counted and on which words; exit code 1 if a score is not the same."""
    if check is not None:
        _recomputed(check)
        return
    found = _explained(decisions or [], job, folder, by=by, again=again)
    if format is Format.JSON:
        print_json([{**one.to_dict(), "holds": one.holds} for one in found])
    else:
        _print(found, lang)
    _end(sum(not one.holds for one in found))


def _explained(decisions: Sequence[str], job: str, folder: Path | None, *, by: str, again: bool) -> list[Explanation]:
    from jiufang.cli.deciding import named_job
    from jiufang.cli.wiring import open_kept

    if bool(decisions) == bool(job):
        raise typer.BadParameter("name decisions, or a job with --job")
    with open_kept(folder) as ws:
        wanted = [one.id for one in ws.decisions(named_job(ws, job))] if job else list(map(_id, decisions))
        return [ws.explain(one, again=again, by=by) for one in wanted]


def _print(found: Sequence[Explanation], lang: str) -> None:
    from jiufang.decisions.explanation import text

    console().print("\n\n".join(text(one, lang=lang).rstrip() for one in found), soft_wrap=True)


def _recomputed(export: Path) -> None:
    """Compute every score of an export again.

    Raises:
        typer.BadParameter: it is none.
    """
    from jiufang.decisions.explanation import Explanation, verify

    try:
        told = [Explanation.model_validate({k: v for k, v in one.items() if k != "holds"}) for one in json.loads(export.read_text("utf-8"))]
    except (ValueError, TypeError, AttributeError):
        raise typer.BadParameter(f"{export.name} is no export of `jiufang explain --format json`") from None
    sums = [(one, verify(one)) for one in told]
    for one, again in sums:
        for difference in again.differences if again else ():
            note(f"decision {one.decision.id}: {difference}", style="red")
    wrong = sum(again is not None and not again.same for _, again in sums)
    console().print(f"{sum(again is not None for _, again in sums) - wrong} scores come out the same, {wrong} do not")
    _end(wrong)


def _end(wrong: int) -> None:
    if wrong:
        raise typer.Exit(1)


def _id(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError:
        raise typer.BadParameter(f"{name} is not the id of a decision") from None
