"""Turn the folder of a trained model into a scorer of pairs, or into an encoder if it reads texts apart.

With a graph in the folder nothing here imports torch; without one torch and transformers are needed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jiufang.errors import BadInput
from jiufang.learn.tuning.cards import CONFIG, Trained, read_trained

if TYPE_CHECKING:
    from jiufang.learn.records import PairScorer
    from jiufang.protocols import Encoder

Runtime = Literal["auto", "onnx", "torch"]


def load(folder: Path, *, models_dir: Path | None = None, runtime: Runtime = "auto", threads: int = 1) -> PairScorer:
    """Open a trained model as a scorer of pairs.

    Args:
        folder: of the model.
        models_dir: the folder of the model folders, where the embedded encoder lies; the usual one when None.
        runtime: `auto` takes the graph that serves, if there is one.
        threads: batches that run at the same time.

    Raises:
        NotFound: there is no trained model.
        ModelMissing: its base is not here.
        RefusedByPolicy: its weights are not those that its card names.
    """
    found: PairScorer = _open(folder, models_dir, runtime, threads)
    return found


def load_encoder(folder: Path, *, models_dir: Path | None = None, runtime: Runtime = "auto", threads: int = 1) -> Encoder:
    """Open a trained bi-encoder as an encoder: `query` is the side of ads, `passage` that of résumés.

    Raises:
        BadInput: it reads both texts together, so that none has a vector.
        NotFound, ModelMissing, RefusedByPolicy: as `load`.
    """
    trained = read_trained(folder)
    if trained.card.kind != "bi-encoder":
        raise BadInput("a cross-encoder has no vectors", subject=str(folder))
    found: Encoder = _open(folder, models_dir, runtime, threads).encoder
    return found


def _open(folder: Path, models_dir: Path | None, runtime: Runtime, threads: int) -> Any:
    trained = read_trained(folder)
    if runtime != "torch" and trained.card.onnx:
        from jiufang.learn.tuning.serving import GraphScorer

        return GraphScorer(trained, threads=threads)
    if runtime == "onnx":
        raise BadInput("the model was not exported", subject=str(folder), hint='train with export.onnx = "yes"')
    from jiufang.learn.optional import need_torch

    need_torch()
    from jiufang.learn.tuning.scoring import TorchScorer

    return TorchScorer(trained, models_dir=models_dir or _usual())


def config_of(trained: Trained) -> Any:
    """Return the configuration that a trained model was made with."""
    from jiufang.learn.tuning.config import read_config

    return read_config(trained.folder / CONFIG)


def _usual() -> Path:
    from jiufang.settings import Settings

    return Settings().models_dir
