"""`jiufang history`: past applications and their outcomes become a data set to learn from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiufang.cli.options import Folder, Format, Formatted
from jiufang.cli.printing import note, print_json, progress_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiufang.learn.history.making import Made
    from jiufang.learn.history.plans import Plan
    from jiufang.learn.history.records import Application

app = typer.Typer(
    help="Turn past applications and their outcomes into a data set to learn from (needs the extra `train`).", no_args_is_help=True
)

Export = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="CSV, TSV, XLSX, JSON or JSONL, in any character set")
]
Exports = Annotated[list[Path], typer.Argument(metavar="FILES...", exists=True, dir_okay=False, help="CSV, TSV, XLSX, JSON or JSONL")]
DataSet = Annotated[Path, typer.Argument(metavar="FOLDER", exists=True, file_okay=False, help="a data set")]
Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="where the data set goes; readable by you alone")]
Maps = Annotated[
    list[str] | None, typer.Option("--map", metavar="ROLE=HEADING", help="what a column tells, where the guess is wrong; may be repeated")
]
Stages = Annotated[
    list[str] | None,
    typer.Option("--stage", metavar="WORD=MEANING", help="what a word of yours means: a rung, an end, a label from 0 to 1, or “leave out”"),
]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="TOML", exists=True, dir_okay=False, help="columns, stages and ladder in a file")
]
Ads = Annotated[
    Path | None,
    typer.Option("--jobs", metavar="FILE|FOLDER", exists=True, help="advertisements: a table with ids or titles, or files named by them"),
]
Resumes = Annotated[
    Path | None,
    typer.Option("--resumes", metavar="FOLDER", exists=True, file_okay=False, help="where the files of résumés lie that a column names"),
]
Dates = Annotated[str | None, typer.Option("--dates", metavar="dmy|mdy", help="whether 3/4/2024 begins with the day or the month")]
Groups = Annotated[
    bool,
    typer.Option(
        "--groups", help="take columns in which people said their sex, age, … of their own accord; kept apart, for the fairness gate alone"
    ),
]
KeyFile = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="the key of the pseudonyms, made if it is not there; in the folder by default")
]
Anyway = Annotated[bool, typer.Option("--anyway", help="write the data set even if it is too small")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="processes that take out who it is")]


@app.command()
def preview(
    file: Export,
    map: Maps = None,
    stage: Stages = None,
    config: Config = None,
    dates: Dates = None,
    format: Formatted = Format.TABLE,
) -> None:
    """Show what the columns and stages of an export are taken for; nothing is written."""
    from jiufang.cli.history_shown import print_preview
    from jiufang.learn.history.previews import preview_of
    from jiufang.learn.history.reading import read

    plan = _plan(config, map, stage, dates, groups=False, ads=None, resumes=None)
    shown = preview_of(read(file, plan=plan), plan=plan)
    if format is Format.JSON:
        print_json(shown)
    else:
        print_preview(shown)


@app.command("import")
def import_(
    files: Exports,
    out: Out,
    map: Maps = None,
    stage: Stages = None,
    config: Config = None,
    jobs: Ads = None,
    resumes: Resumes = None,
    dates: Dates = None,
    groups: Groups = False,
    key: KeyFile = None,
    anyway: Anyway = False,
    workers: Workers = 1,
    format: Formatted = Format.TABLE,
) -> None:
    """Make a data set of exports. Exit code 1 if it is too small to learn from; then nothing is written, unless --anyway."""
    from jiufang.learn.history.reading import read

    plan = _plan(config, map, stage, dates, groups=groups, ads=jobs, resumes=resumes)
    sources = [read(file, plan=plan) for file in files]
    for source in sources:
        for told in source.notes:
            note(f"{source.table.name}: {told}")
    closed = all(source.closed for source in sources)
    if closed and plan.closed is None:
        note("no row tells who was turned down, so each stage is taken for the furthest that its application reached")
    _make([a for source in sources for a in source.applications], out, replace(plan, closed=closed), key, anyway, workers, format)


@app.command()
def workspace(
    out: Out,
    folder: Folder = None,
    stage: Stages = None,
    config: Config = None,
    key: KeyFile = None,
    anyway: Anyway = False,
    format: Formatted = Format.TABLE,
) -> None:
    """Make a data set of the applications and decisions of a workspace, of those candidates alone whose data may be learnt from."""
    from jiufang.cli.wiring import open_kept
    from jiufang.workspace.history import past_applications

    plan = _plan(config, None, stage, None, groups=False, ads=None, resumes=None)
    with open_kept(folder) as ws:
        applications = list(past_applications(ws))
    _make(applications, out, plan, key, anyway, 1, format)


@app.command()
def show(folder: DataSet, format: Formatted = Format.TABLE) -> None:
    """Show what is in a data set, and what was left out of it and why."""
    from jiufang.cli.history_shown import print_report
    from jiufang.learn.history.kept import load, report_of
    from jiufang.learn.history.leaks import leaks

    told = {**report_of(folder), "leaks": leaks(load(folder))}
    if format is Format.JSON:
        print_json(told)
    else:
        print_report(told)


@app.command()
def forget(
    folder: DataSet,
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="their e-mail address, telephone number or id in the export, or their pseudonym")
    ],
    key: KeyFile = None,
) -> None:
    """Take a person out of a data set. Models that were trained on it still have to be trained anew."""
    from jiufang.learn.history.forgetting import forget as take_out

    taken = take_out(folder, who, key=key)
    note(f"{taken} pairs of theirs are gone from {folder}" if taken else f"there is nothing of theirs in {folder}", style="green")


def _make(applications: Sequence[Application], out: Path, plan: Plan, key: Path | None, anyway: bool, workers: int, format: Format) -> None:
    from jiufang.learn.history.kept import save
    from jiufang.learn.history.making import make
    from jiufang.learn.history.naming import KEY, keep_key, key_of
    from jiufang.learn.history.stages import ladder

    steps = ladder(labels=plan.labels, words=plan.stages, closed=bool(plan.closed))
    texts = sorted({a.resume for a in applications} | {a.ad for a in applications})
    place = key or out / KEY
    known = key_of(place)
    with progress_bar("taking out who it is", texts) as step:
        made = make(applications, name=out.name, key=known, steps=steps, workers=workers, done=step)
    if made.floor.enough or anyway:
        keep_key(place, known)
        save(made.dataset, out, report=made.report, aliases=made.aliases)
    _print(made, format)
    if made.floor.enough or anyway:
        note(f"{len(made.dataset.pairs)} pairs are in {out}", style="green")
    if not anyway:
        made.floor.require()


def _print(made: Made, format: Format) -> None:
    from jiufang.cli.history_shown import print_report

    told: dict[str, Any] = dict(made.report)
    if format is Format.JSON:
        print_json(told)
    else:
        print_report(told)


def _plan(
    config: Path | None,
    maps: list[str] | None,
    stages: list[str] | None,
    dates: str | None,
    *,
    groups: bool,
    ads: Path | None,
    resumes: Path | None,
) -> Plan:
    """Return the plan of a file, with what the command line says besides."""
    from jiufang.learn.history.beside import read_ads
    from jiufang.learn.history.days import Order
    from jiufang.learn.history.plans import Plan, read_plan

    plan = read_plan(config) if config else Plan()
    columns: dict[str, Any] = {role: [heads] if isinstance(heads, str) else list(heads) for role, heads in plan.columns.items()}
    for role, heading in _said(maps, "--map"):
        columns.setdefault(role, []).append(heading)
    if dates not in (None, *Order):
        raise typer.BadParameter("it is dmy or mdy", param_hint="--dates")
    return replace(
        plan,
        columns=columns,
        stages={**plan.stages, **dict(_said(stages, "--stage"))},
        dates=Order(dates) if dates else plan.dates,
        groups=groups,
        ads=read_ads(ads) if ads else {},
        resumes=resumes,
    )


def _said(told: list[str] | None, option: str) -> list[tuple[str, str]]:
    pairs = [
        tuple(part.strip() for part in one.rpartition("=")[::2])
        if option == "--stage"
        else tuple(p.strip() for p in one.partition("=")[::2])
        for one in told or []
    ]
    if wrong := [one for one, pair in zip(told or [], pairs, strict=True) if not all(pair)]:
        raise typer.BadParameter(f"“{wrong[0]}” has no “=”, or nothing on one side", param_hint=option)
    return [(pair[0], pair[1]) for pair in pairs]
