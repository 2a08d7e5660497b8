"""`jiufang train`: make the small models anew, from the shipped examples or your own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.printing import note

if TYPE_CHECKING:
    from jiufang.models.adapters import Adapter

app = typer.Typer(help="Train the small models that fit the embedded encoder (needs the extra [train]).", no_args_is_help=True)
Parted = Annotated[list[Path] | None, typer.Option("--data", help="folder of labelled pairs, a fifth of whose blocks is held out")]
Whole = Annotated[list[Path] | None, typer.Option("--extra", help="folder of labelled pairs, all of them learnt")]


@app.command()
def verifier(
    out: Annotated[Path, typer.Option("--out", help="folder for the artefact")],
    data: Parted = None,
    extra: Whole = None,
    epochs: Annotated[int, typer.Option(help="rounds over the examples")] = 4,
    seed: Annotated[int, typer.Option(help="the same seed and machine give the same artefact")] = 0,
) -> None:
    """Train the evidence verifier; after each epoch the artefact is written and measured on what is held out."""
    from jiufang.errors import BadInput
    from jiufang.learn.examples import part, read_examples
    from jiufang.learn.optional import need_torch

    need_torch()
    from jiufang.learn.verifier import Settings, train
    from jiufang.settings import Settings as Folders

    learnt, held_out = part(e for folder in data or [] for e in read_examples(folder))
    learnt += [e for folder in extra or [] for e in read_examples(folder)]
    if not learnt:
        raise BadInput(
            "there is nothing to learn from", subject="train verifier", hint="give a folder of .jsonl files with --data or --extra"
        )
    note(f"{len(learnt)} pairs to learn, {len(held_out)} held out")

    def after_epoch(number: int, loss: float, adapter: Adapter) -> None:
        from jiufang.learn.evaluation import keep_and_measure

        figures = keep_and_measure(adapter, out, held_out, Folders().models_dir)
        note(f"epoch {number}: loss {loss:.3f}" + "".join(f", {name} {value:.3f}" for name, value in figures.items()))

    train(learnt, Folders().models_dir / "encoder", settings=Settings(epochs=epochs, seed=seed), after_epoch=after_epoch)


@app.command()
def fusion(
    out: Annotated[Path, typer.Option("--out", help="file for the weights")],
    pairs: Annotated[Path, typer.Option("--pairs", help="folder of labelled pairs; only what is held out of it is used")],
    jobs: Annotated[Path, typer.Option("--jobs", help="folder of labelled jobs with their résumés")],
) -> None:
    """Fit how rules and verifier are weighed, on pairs that the verifier has not learnt and on labelled résumés."""
    from jiufang.learn.fusion import job_rows, pair_rows, save
    from jiufang.matching.fusion import fit
    from jiufang.models import default_encoder, default_verifier
    from jiufang.settings import Settings

    settings = Settings()
    encoder = default_encoder(settings.models_dir, vectors=settings.cache_dir / "vectors", threads=settings.workers)
    reader = default_verifier(settings.models_dir, threads=settings.workers)
    rows = pair_rows(pairs, encoder=encoder, verifier=reader)
    by_job = job_rows(sorted(jobs.glob("*.json")), encoder=encoder, verifier=reader)
    rows += [row for kept in by_job.values() for row in kept]
    save(fit(rows), out, made_by=f"jiufang train fusion, {len(rows)} rows, {reader.name}")
    note(f"{len(rows)} rows fitted")
