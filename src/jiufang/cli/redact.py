"""`jiufang redact`: a résumé or any text without who the person is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import AsOf, Format, Formatted, new_file
from jiufang.cli.printing import note, print_json

if TYPE_CHECKING:
    from jiufang.documents.records import Document
    from jiufang.privacy.pseudonyms import Pseudonyms
    from jiufang.privacy.redaction import Redaction

STDIN = "-"
PAGE_BREAK = "\f\n"  # between the documents of an archive or an e-mail

Source = Annotated[str, typer.Argument(metavar="FILE|-", help="a résumé of any kind, or - for text on standard input")]
Schools = Annotated[bool, typer.Option("--schools", help="also take out schools")]
Employers = Annotated[bool, typer.Option("--employers", help="also take out employers")]
Generalise = Annotated[
    bool, typer.Option("--generalise", help="age → band, city → region, employer → industry and size class, dates → durations")
]
MapFile = Annotated[
    Path | None,
    typer.Option("--pseudonyms", metavar="MAP", callback=new_file, help="put tokens that MAP can undo; MAP is written, or added to"),
]
Restore = Annotated[
    Path | None, typer.Option("--restore", metavar="MAP", exists=True, dir_okay=False, help="undo: put back what the tokens stand for")
]
Names = Annotated[list[str] | None, typer.Option("--name", metavar="NAME", help="a name to take out besides those found; may be repeated")]
Values = Annotated[bool, typer.Option("--values", help="with --format json: also what was taken out")]


def command(
    source: Source,
    schools: Schools = False,
    employers: Employers = False,
    generalise: Generalise = False,
    pseudonyms: MapFile = None,
    restore: Restore = None,
    name: Names = None,
    as_of: AsOf = None,
    values: Values = False,
    format: Formatted = Format.TABLE,
) -> None:
    """Print a text without names, contacts, numbers of documents and addresses; what comes out is redacted, never “anonymised”."""
    from jiufang.profiles.redacted import redact_document

    if pseudonyms and generalise:
        raise typer.BadParameter("what was made coarser cannot be put back", param_hint="--generalise with --pseudonyms")
    documents = _documents(source)
    if restore:
        _print_restored(documents, restore)
        return
    kept = _map(pseudonyms)
    done = [
        redact_document(d, names=name or (), schools=schools, employers=employers, generalise=generalise, as_of=as_of, pseudonyms=kept)
        for d in documents
    ]
    if kept is not None and pseudonyms is not None:
        kept.save(pseudonyms)
        note(f"{pseudonyms} undoes this: the text is pseudonymised, not anonymised; keep the two apart")
    if format is Format.JSON:
        kind = "pseudonymised" if kept is not None else "redacted"
        print_json({"form": kind, **(done[0].to_dict(values=values) if len(done) == 1 else _several(done, values=values))})
        return
    _write(PAGE_BREAK.join(d.text.rstrip("\n") + "\n" for d in done))


def _several(done: list[Redaction], *, values: bool) -> dict[str, object]:
    total: dict[str, int] = {}
    for one in done:
        for kind, count in one.counts.items():
            total[kind] = total.get(kind, 0) + count
    text = PAGE_BREAK.join(d.text.rstrip("\n") + "\n" for d in done)
    return {"text": text, "counts": dict(sorted(total.items())), "documents": [d.to_dict(values=values) for d in done]}


def _documents(source: str) -> list[Document]:
    """Read standard input as text, or a file of any kind in the workers that open files.

    Raises:
        UnreadableDocument: the file cannot be read.
    """
    from jiufang.documents.records import Document

    if source == STDIN:
        return [Document.from_text(sys.stdin.buffer.read().decode("utf-8", errors="replace").removeprefix("\ufeff"))]
    path = Path(source)
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {source}", param_hint="FILE")
    return _read(path)


def _read(path: Path) -> list[Document]:
    from jiufang.documents import read_many
    from jiufang.errors import UnreadableDocument

    reading = next(iter(read_many([path], workers=1)))
    if not reading.documents:
        raise UnreadableDocument(reading.reason, subject=path.name)
    return list(reading.documents)


def _map(path: Path | None) -> Pseudonyms | None:
    from jiufang.privacy.pseudonyms import Pseudonyms

    if path is None:
        return None
    return Pseudonyms.load(path) if path.exists() else Pseudonyms()


def _print_restored(documents: list[Document], path: Path) -> None:
    from jiufang.privacy.pseudonyms import Pseudonyms

    kept = Pseudonyms.load(path)
    _write(PAGE_BREAK.join(kept.restore(d.text).rstrip("\n") + "\n" for d in documents))


def _write(text: str) -> None:
    sys.stdout.write(text)
