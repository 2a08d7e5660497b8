"""`jiufang compress`: make the encoder smaller and faster, and see what that costs; or distil it into a table of pieces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.options import Format, Formatted
from jiufang.cli.printing import console, note, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiufang.learn.compression.choosing import Measured
    from jiufang.learn.compression.recipe import Bits

Texts = Annotated[
    list[Path], typer.Option("--texts", exists=True, help="file or folder of unlabelled texts in the languages in use; again for more")
]
Limit = float | None


def command(
    texts: Texts,
    out: Annotated[Path, typer.Option("--out", help="folder for the chosen model, the candidates and their table")],
    words: Annotated[list[Path] | None, typer.Option("--words", exists=True, help="file of more words whose pieces stay")] = None,
    languages: Annotated[str, typer.Option(help="whose pieces stay, as zh,en; `all` keeps every piece")] = "zh,en,de,es",
    layers: Annotated[str, typer.Option(help="depths to try")] = "12,8,6",
    bits: Annotated[str, typer.Option(help="ways to multiply: static, int8, q4, float32")] = "static,int8,q4",
    heads: Annotated[int | None, typer.Option(help="attention heads to keep in each layer")] = None,
    middle: Annotated[int | None, typer.Option(help="inner neurons to keep in each layer")] = None,
    steps: Annotated[int, typer.Option(help="batches that a student of fewer layers learns from; 0 learns nothing")] = 800,
    evenly: Annotated[bool, typer.Option("--evenly", help="keep layers at even distances, not those that are missed most")] = False,
    seed: Annotated[int, typer.Option(help="the same seed and machine give the same model")] = 0,
    titles: Annotated[Path | None, typer.Option(help="folder of labelled searches among titles")] = None,
    jobs: Annotated[Path | None, typer.Option(help="folder of labelled jobs with their résumés")] = None,
    max_mb: Annotated[Limit, typer.Option("--max-mb", help="megabytes on disk")] = None,
    max_ms: Annotated[Limit, typer.Option("--max-ms", help="milliseconds for a text of 32 tokens")] = None,
    max_loss: Annotated[
        Limit, typer.Option("--max-loss", help="largest fall of any figure, .01 is a point; the cheapest within it is chosen")
    ] = None,
    format: Formatted = Format.TABLE,
) -> None:
    """Compress the encoder: fewer pieces, layers and bits; measure every candidate and choose one by a budget."""
    from dataclasses import asdict

    from jiufang.learn.compression.choosing import Budget, front
    from jiufang.learn.compression.measuring import Tests, read_postings, read_titles
    from jiufang.learn.compression.recipe import Plan, compress
    from jiufang.learn.compression.texts import read_texts
    from jiufang.settings import Settings

    depths = _numbers(layers)
    _need_torch_for(depths)
    plan = Plan(_languages(languages), depths, _bits(bits), heads, middle, steps, evenly, seed)
    tests = Tests((), read_titles(titles) if titles else (), read_postings(jobs) if jobs else ())
    kept = [word for file in words or [] for word in file.read_text(encoding="utf-8").split()]
    made = compress(
        Settings().models_dir / "encoder",
        out,
        read_texts(texts),
        plan=plan,
        tests=tests,
        budget=Budget(max_mb, max_ms, max_loss),
        words=kept,
        say=note,
    )
    if format is Format.JSON:
        print_json({"chosen": made.chosen.name, "folder": str(made.folder), "candidates": [asdict(one) for one in made.measured]})
        return
    _print(made.measured, front(made.measured[1:]), made.chosen)
    console().print(f"{made.chosen.name}: {made.folder}")


def _need_torch_for(depths: Sequence[int]) -> None:
    from jiufang.learn.optional import need_torch

    if len(depths) > 1 or depths[0] < max(depths):
        need_torch()


def _numbers(given: str) -> tuple[int, ...]:
    from jiufang.errors import BadInput

    try:
        found = tuple(int(part) for part in given.split(","))
    except ValueError as error:
        raise BadInput("depths are numbers", subject=given, hint="--layers 12,8,6") from error
    if not all(number > 0 for number in found):
        raise BadInput("a depth is at least 1", subject=given)
    return found


def _languages(given: str) -> tuple[str, ...]:
    return () if given == "all" else tuple(part.strip() for part in given.split(",") if part.strip())


def _bits(given: str) -> tuple[Bits, ...]:
    from jiufang.errors import BadInput
    from jiufang.learn.compression.recipe import ALL_BITS

    found = tuple(bits for bits in ALL_BITS if bits in given.split(","))
    if not found or len(found) < len(set(given.split(","))):
        raise BadInput("this is no way to multiply", subject=given, hint=f"known ways: {', '.join(ALL_BITS)}")
    return found


def _print(measured: Sequence[Measured], best: Sequence[Measured], chosen: Measured) -> None:
    from rich.table import Table

    names = list(measured[0].quality)
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("candidate", no_wrap=True)
    for name in ("MB", "ms", "loss", *names, ""):
        table.add_column(name, justify="right" if name else "left")
    for one in measured:
        sign = "chosen" if one is chosen else "front" if one in best else ""
        figures = [f"{one.quality[name]:.3f}" for name in names]
        table.add_row(one.name, f"{one.megabytes:.1f}", f"{one.milliseconds:.2f}", f"{one.loss:.4f}", *figures, sign)
    console().print(table)


def static(
    texts: Texts,
    out: Annotated[Path, typer.Option("--out", help="folder for the table of pieces")],
    words: Annotated[list[Path] | None, typer.Option("--words", exists=True, help="file of more words whose pieces stay")] = None,
    encoder: Annotated[Path | None, typer.Option(exists=True, help="folder of another encoder to learn from, as a compressed one")] = None,
    languages: Annotated[str, typer.Option(help="whose pieces stay, as zh,en")] = "zh,en,de,es",
    dimensions: Annotated[int, typer.Option(help="numbers in a vector")] = 256,
    rounds: Annotated[
        int, typer.Option(help="of fitting to the encoder's vectors of the texts; 0 leaves the pieces as they are alone")
    ] = 15,
) -> None:
    """Distil the encoder into a table of pieces: hundreds of times as fast, for the first stage of a search through millions."""
    from jiufang.learn.compression.texts import read_texts
    from jiufang.learn.static.distilling import Settings, distil
    from jiufang.models.centred import CentredEncoder
    from jiufang.models.loading import load_encoder
    from jiufang.settings import Settings as Folders

    base = Folders().models_dir / "encoder"
    teacher = CentredEncoder(load_encoder(encoder or base))
    kept = [word for file in words or [] for word in file.read_text(encoding="utf-8").split()]
    settings = Settings(dimensions=dimensions, rounds=rounds, languages=_languages(languages))
    console().print(str(distil(base, teacher, out, read_texts(texts), settings=settings, words=kept, say=note)))
