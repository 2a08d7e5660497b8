"""`jiufang export`: tell a person everything that is kept of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from jiufang.cli.options import Folder, Format, Formatted, new_file
from jiufang.cli.printing import console, print_json, print_rows

Person = Annotated[str, typer.Argument(metavar="CANDIDATE", help="the id of a candidate, or an e-mail address of theirs")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", callback=new_file, help="a new folder for it")]
By = Annotated[str, typer.Option("--by", help="who asks; it is logged")]
EVERYTHING = "everything.json"


def command(candidate: Person, out: Out, by: By, folder: Folder = None, format: Formatted = Format.TABLE) -> None:
    """Write everything that is kept of a candidate to a new folder: every record, opened, and every file as it came."""
    from jiufang.cli.wiring import named_people, open_kept
    from jiufang.workspace.disclosing import disclose

    if out.exists():
        raise typer.BadParameter(f"there is something already: {out}")
    with open_kept(folder) as ws:
        persons = named_people(ws, candidate)
        if len(persons) != 1:
            raise typer.BadParameter(f"{len(persons)} candidates have this address; name one by id")
        found = disclose(ws, persons[0], by=by)
    out.mkdir(mode=0o700)
    for name, content in {**found.files, EVERYTHING: json.dumps(found.told, ensure_ascii=False, indent=1).encode()}.items():
        with os.fdopen(os.open(out / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    counted = {name: len(rows) for name, rows in found.told["kept"].items() if rows}
    if format is Format.JSON:
        print_json({"out": str(out), "records": counted, "files": sorted(found.files)})
    else:
        print_rows(console(), [("records", ", ".join(f"{name} {n}" for name, n in counted.items())), ("files", str(len(found.files)))])
