"""The commands, one file each; this file only registers them and turns errors into words and exit codes.

Exit codes: 0 all is well, 1 something failed (a file, a model), 2 the command was called wrongly.
"""

from __future__ import annotations

import os
import sys

import typer

from jiufang.cli import (
    add,
    backup,
    compress,
    deciding,
    demo,
    doctor,
    erase,
    evaluate,
    explain,
    export,
    history,
    interview,
    job,
    keys,
    label,
    linear,
    match,
    models,
    parse,
    promote,
    redact,
    reply,
    restore,
    screen,
    search,
    serve,
    shortlist,
    tasks,
    tone,
    train,
    tune,
    worker,
)
from jiufang.cli.printing import note
from jiufang.errors import JiufangError

app = typer.Typer(
    name="jiufang",
    help="Read résumés, show the evidence for each requirement of a job, rank. A person decides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("shortlist")(shortlist.command)
app.command("match")(match.command)
app.command("interview")(interview.command)
app.command("reply")(reply.command)
app.command("screen")(screen.command)
app.command("parse")(parse.command)
app.command("job")(job.command)
app.command("tone")(tone.command)
app.command("redact")(redact.command)
app.command("add")(add.command)
app.command("export")(export.command)
app.command("erase")(erase.command)
app.command("backup")(backup.command)
app.command("restore")(restore.command)
app.command("demo")(demo.command)
app.command("serve")(serve.command)
app.command("search")(search.command)
app.command("worker")(worker.command)
app.command("decide")(deciding.decide)
app.command("funnel")(deciding.funnel)
app.command("compress")(compress.command)
app.command("distil-static")(compress.static)
app.command("explain")(explain.command)
app.command("evaluate")(evaluate.command)
app.command("promote")(promote.promote)
app.command("rollback")(promote.rollback)
app.command("doctor")(doctor.command)
app.add_typer(tasks.app, name="tasks")
app.add_typer(keys.app, name="keys")
models.app.command("trained")(promote.trained)
train.app.command("linear")(linear.command)
app.add_typer(models.app, name="models")
app.add_typer(train.app, name="train")
app.command("tune")(tune.command)
app.add_typer(history.app, name="history")
app.add_typer(label.app, name="label")


def main() -> None:
    """Run the command line; foreseen errors become one line on standard error and exit code 1."""
    try:
        app()
    except JiufangError as error:
        note(str(error), style="red")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away (`| head`); say nothing, and keep Python from flushing into the void.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
