"""`jiufang decide` and `jiufang funnel`: what people decide in a workspace, and what becomes of candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from jiufang.cli.options import Folder, Format, Formatted, Language
from jiufang.cli.printing import console, note, print_json, print_rows

if TYPE_CHECKING:
    from jiufang.decisions.funnel import Funnel, StageFigures
    from jiufang.decisions.stages import Template
    from jiufang.workspace.opened import OpenWorkspace

JobName = Annotated[str, typer.Option("--job", help="the job: its id, or its title where no other has it")]
Persons = Annotated[list[str], typer.Argument(metavar="CANDIDATES...", help="ids of candidates")]


def decide(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="the stage they go to, `advance`, `reject` or `withdraw`")],
    candidates: Persons,
    job: JobName,
    by: Annotated[str, typer.Option("--by", help="who decides: a person")],
    folder: Folder = None,
    because: Annotated[str, typer.Option("--because", help="why: a code of the kept list, or the id of a requirement")] = "",
    reason: Annotated[str, typer.Option("--reason", help="why, in words")] = "",
    confirmed: Annotated[str, typer.Option("--confirmed", metavar="TOKEN", help="for more than twenty: what the first try printed")] = "",
    format: Formatted = Format.TABLE,
) -> None:
    """Move candidates to a stage and write down who decided it and why; more than twenty are asked about again."""
    from jiufang.cli.wiring import open_kept
    from jiufang.decisions.deciding import AT_ONCE

    persons = [_id(one) for one in dict.fromkeys(candidates)]
    with open_kept(folder) as ws:
        kept = named_job(ws, job)
        if len(persons) > AT_ONCE and not confirmed:
            token = ws.confirmation(persons, action, job=kept, by=by, reason=reason, because=because)
            note(f"{len(persons)} people would go to “{action}”. If that is meant, repeat it with --confirmed {token}")
            raise typer.Exit(1)
        made = ws.decide_all(persons, action, job=kept, confirmed=confirmed, by=by, reason=reason, because=because)
    if format is Format.JSON:
        print_json([{"id": str(d.id), "person": str(d.person), "action": d.action, "by": d.made_by, "facts": d.facts} for d in made])
        return
    print_rows(console(), [(d.action, f"{d.person}  (was at {d.facts['before']}, decision {d.id})") for d in made])


def funnel(
    job: Annotated[str, typer.Argument(metavar="JOB", help="its id, or its title where no other has it")],
    folder: Folder = None,
    top: Annotated[int, typer.Option("--top", min=1, help="how many places count as the top of the ranking")] = 10,
    lang: Annotated[Language, typer.Option("--lang", help="of the stages' names")] = Language.EN,
    format: Formatted = Format.TABLE,
) -> None:
    """Show how many reach each stage of a job, how long it takes, why people drop out, and how far decisions follow the ranking."""
    from jiufang.cli.wiring import open_kept

    with open_kept(folder) as ws:
        kept = named_job(ws, job)
        found, stages = ws.funnel(kept, k=top), ws.stages(kept)
    if format is Format.JSON:
        print_json(found.to_dict())
        return
    _show(found, stages, lang)


def _show(found: Funnel, stages: Template, lang: str) -> None:
    from rich import box
    from rich.table import Table

    out, table = console(), Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("stage", "reached", "here", "went on (95 %)", "rejected", "withdrew", "median days", "9 of 10"):
        table.add_column(column, justify="left" if column == "stage" else "right")
    for stage in found.stages:
        table.add_row(stages.stage(stage.stage).name(lang), *_cells(stage))
    out.print(table)
    agreed = found.agreement
    rows = [("reason", f"{one.code}: {one.count} ({one.side})") for one in found.reasons]
    rows.append(("ranking", f"{agreed.followed} of first decisions follow the top {agreed.k}; by chance {_share(agreed.by_chance)}"))
    rows.append(("against it", f"{agreed.top_rejected} of the top rejected, {agreed.below_advanced} of the rest advanced"))
    print_rows(out, rows)
    if agreed.alert:
        note("nearly every decision follows the ranking; look at some résumés without it")


def _cells(stage: StageFigures) -> Sequence[str]:
    days = [("–" if value is None else f"{value:.1f}") for value in (stage.median_days, stage.most_days)]
    return [str(stage.reached), str(stage.here), str(stage.went_on), str(stage.rejected), str(stage.withdrawn), *days]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def named_job(ws: OpenWorkspace, name: str) -> UUID:
    """Return the job of an id or a title.

    Raises:
        typer.BadParameter: there is none, or more than one.
    """
    found = [job.id for job in ws.jobs if name in {str(job.id), job.title}]
    if len(found) != 1:
        raise typer.BadParameter(f"{len(found)} open jobs are called {name}; name one by its id")
    return found[0]


def _id(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError:
        raise typer.BadParameter(f"{name} is not the id of a candidate") from None
