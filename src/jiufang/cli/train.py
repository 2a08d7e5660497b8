"""`jiufang train`: fine-tune a model as a file says, or make the small models anew, from the shipped examples or your own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiufang.cli.printing import note
from jiufang.cli.training import RUN, FileOrCommand, run

if TYPE_CHECKING:
    from jiufang.models.adapters import Adapter

app = typer.Typer(
    cls=FileOrCommand,
    help="`jiufang train CONFIG.toml` fine-tunes a model on labelled pairs (docs/training.md); the commands make the small models that ship. Needs the extra `train`.",
    subcommand_metavar="CONFIG.toml | COMMAND [ARGS]...",
    no_args_is_help=True,
)
app.command(RUN)(run)
Parted = Annotated[list[Path] | None, typer.Option("--data", help="folder of labelled pairs, a fifth of whose blocks is held out")]
Whole = Annotated[list[Path] | None, typer.Option("--extra", help="folder of labelled pairs, all of them learnt")]


@app.command()
def verifier(
    out: Annotated[Path, typer.Option("--out", help="folder for the artefact")],
    data: Parted = None,
    extra: Whole = None,
    wordings: Annotated[Path | None, typer.Option(help="folder of other wordings of the requirements")] = None,
    teacher: Annotated[list[Path] | None, typer.Option(help="folder of a trained verifier to learn from beside the labels")] = None,
    epochs: Annotated[int, typer.Option(help="rounds over the examples")] = 5,
    seed: Annotated[int, typer.Option(help="the same seed and machine give the same artefact")] = 0,
    device: Annotated[str, typer.Option(help="where torch computes: cpu or cuda")] = "cpu",
) -> None:
    """Train the evidence verifier; after each epoch the artefact is written and measured on what is held out."""
    from jiufang.errors import BadInput
    from jiufang.learn.examples import part, read_examples
    from jiufang.learn.optional import need_torch

    need_torch()
    from jiufang.learn.verifier import Settings, train
    from jiufang.learn.wordings import read_wordings
    from jiufang.models.adapters import load_adapter
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

    others = read_wordings(wordings) if wordings else {}
    settings = Settings(epochs=epochs, seed=seed, device=device)
    teachers = [load_adapter(folder) for folder in teacher or []]
    train(learnt, Folders().models_dir / "encoder", wordings=others, teachers=teachers, settings=settings, after_epoch=after_epoch)


@app.command()
def passages(
    out: Annotated[Path, typer.Option("--out", help="file for the pairs (.jsonl)")],
    jobs: Annotated[Path, typer.Option("--jobs", help="folder of labelled jobs with their résumés; those that are held out are left out")],
    foreign: Annotated[int, typer.Option(help="requirements of other trades that each résumé is read against")] = 12,
) -> None:
    """Write labelled jobs as pairs to learn from: each requirement with the lines of a résumé that matching would have read."""
    from jiufang.learn.examples import write_examples
    from jiufang.learn.labelled_jobs import labelled, learnable, strangers
    from jiufang.models import default_encoder
    from jiufang.settings import Settings

    settings = Settings()
    encoder = default_encoder(settings.models_dir, vectors=settings.cache_dir / "vectors", threads=settings.workers)
    rows = list(labelled(jobs, encoder=encoder, held_out=False))
    examples = learnable(rows) + strangers(rows, encoder=encoder, each=foreign, seed=0)
    write_examples(examples, out)
    note(f"{len(rows)} labels, {len(examples)} pairs")


@app.command()
def titles(
    out: Annotated[Path, typer.Option("--out", help="folder for the artefact")],
    tables: Annotated[
        list[str], typer.Option("--tables", help="FOLDER=SHARE, a folder of tables of titles and how often it is drawn from")
    ],
    seed: Annotated[int, typer.Option(help="the same seed and machine give the same artefact")] = 0,
    threads: Annotated[int, typer.Option(help="of torch")] = 1,
) -> None:
    """Train the encoder of job titles on tables of occupations (training/titles)."""
    from jiufang.learn.optional import need_torch
    from jiufang.learn.title_tables import read_sources

    need_torch()
    import torch

    from jiufang.learn.titles import Settings, train
    from jiufang.models.adapters import save_adapter
    from jiufang.settings import Settings as Folders

    torch.set_num_threads(threads)
    sources, shares = read_sources(tables)
    note(f"{sum(map(len, sources.values()))} occupations in {len(sources)} sources")
    base = Folders().models_dir / "encoder"
    adapter = train(
        sources, shares, base, settings=Settings(seed=seed), report=lambda r: note(f"step {r['step']:.0f}: loss {r['loss']:.3f}")
    )
    save_adapter(adapter, out)


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
    rows = pair_rows(pairs, encoder=encoder, verifier=reader) + job_rows(jobs, encoder=encoder, verifier=reader)
    save(fit(rows), out, made_by=f"jiufang train fusion, {len(rows)} rows, {reader.name}")
    note(f"{len(rows)} rows fitted")


@app.command()
def tone(
    out: Annotated[Path, typer.Option("--out", help="file for the head (.npz)")],
    data: Annotated[Path, typer.Option("--data", exists=True, file_okay=False, help="folder of labelled sentences (training/tone)")],
) -> None:
    """Train the head that reads tone, on the families of sentences that are not held out; needs scikit-learn, not torch."""
    from jiufang.models import default_encoder
    from jiufang.settings import Settings
    from jiufang.tone.training import examples, train

    settings = Settings()
    learnt = [e for e in examples(data) if not e.held_out]
    train(learnt, default_encoder(settings.models_dir, threads=settings.workers)).save(out)
    note(f"{len(learnt)} sentences of {len({e.family for e in learnt})} families learnt")
