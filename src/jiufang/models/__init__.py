"""Fetch, verify and load model folders; satisfy the protocols with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jiufang.matching.verifier import Verifier
    from jiufang.models.adapters import Adapter
    from jiufang.protocols import Encoder

__all__ = ["default_encoder", "default_verifier", "embedded_llm", "is_present", "title_encoder"]


def is_present(models_dir: Path, name: str) -> bool:
    """Tell, without hashing, whether the folder of a model is complete."""
    from jiufang.models.folders import is_whole

    return is_whole(models_dir / name)


def default_encoder(models_dir: Path, *, vectors: Path | None = None, threads: int = 2) -> Encoder:
    """Return the embedded encoder, centred per language; it loads its weights when the first text comes that it has not seen.

    Args:
        models_dir: the folder of the model folders.
        vectors: a folder in which vectors are kept from run to run; none are kept when left out.
        threads: batches that run at the same time; never more than there are cores.

    Raises:
        ModelMissing: the encoder has not been fetched.
    """
    from jiufang.models.centred import MEASURED_FOR, CentredEncoder
    from jiufang.models.loading import load_encoder
    from jiufang.models.vector_cache import CachedEncoder

    encoder: Encoder = load_encoder(models_dir / "encoder", threads=threads)
    if encoder.name.startswith(MEASURED_FOR):
        encoder = CentredEncoder(encoder)
    return encoder if vectors is None else CachedEncoder(encoder, vectors)


def default_verifier(models_dir: Path, *, threads: int = 2) -> Verifier:
    """Return the evidence verifier that ships with the package, on the weights of the fetched encoder.

    Args:
        models_dir: the folder of the model folders.
        threads: batches that run at the same time; never more than there are cores.

    Raises:
        ModelMissing: the encoder has not been fetched.
    """
    from jiufang.models.adapting import adapted_model, shipped_adapter
    from jiufang.models.folders import read_card
    from jiufang.models.verifier import OnnxVerifier

    adapter = shipped_adapter("verifier")
    folder = adapted_model(models_dir, "verifier", adapter)
    card = read_card(folder)
    return OnnxVerifier(folder, adapter, name=f"{adapter.name}-{card.recipe if card else ''}", threads=threads)


def title_encoder(models_dir: Path, *, adapter: Adapter | None = None, threads: int = 2) -> Encoder:
    """Return the encoder that was trained on job titles; give it plain titles (`jiufang.matching.titles`), all as queries.

    Args:
        models_dir: the folder of the model folders.
        adapter: another difference than the one that ships with the package.
        threads: batches that run at the same time; never more than there are cores.

    Raises:
        ModelMissing: the encoder has not been fetched.
    """
    from jiufang.models.adapting import adapted_model, shipped_adapter
    from jiufang.models.loading import load_encoder

    shipped = adapter is None
    folder = adapted_model(models_dir, "titles" if shipped else "titles-own", adapter or shipped_adapter("titles"))
    return load_encoder(folder, threads=threads)


def embedded_llm(models_dir: Path) -> tuple[Path, str] | None:
    """Return the GGUF file of the fetched language model and its name; None when it is not here."""
    from jiufang.models.folders import is_whole, read_card

    folder = models_dir / "llm"
    card = read_card(folder)
    return (folder / "model.gguf", card.version) if card is not None and is_whole(folder) else None
