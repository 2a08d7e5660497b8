"""Turn the fetched encoder and an adapter that ships with the package into a model folder of its own."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from jiufang.errors import ModelMissing
from jiufang.models.adapters import Adapter, adapt, load_adapter
from jiufang.models.folders import CARD, Card, building, hash_files, is_whole, read_card

ENCODER = "encoder"
WEIGHTS = "weights.bin"
TOKENIZER = "tokenizer.json"
HINT = "jiufang models fetch encoder"
# Raised whenever the same adapter gives another graph; an older folder is then made anew.
ASSEMBLY = "1"


def shipped_adapter(name: str) -> Adapter:
    """Return an adapter that ships with the package.

    Raises:
        BadInput: there is none of this name.
    """
    with resources.as_file(resources.files("jiufang.models") / "data" / name) as folder:
        return load_adapter(folder)


def adapted_model(models_dir: Path, name: str, adapter: Adapter) -> Path:
    """Return the folder of an adapted model, making it when it is not there or was made from other parts.

    Making takes about two seconds and no network: the base weights lie in the encoder's folder.

    Args:
        models_dir: the folder of the model folders.
        name: of the folder.
        adapter: the difference to the encoder.

    Raises:
        ModelMissing: the encoder was not fetched, or by an older version that did not keep its weights.
    """
    base, target = models_dir / ENCODER, models_dir / name
    card = read_card(base)
    if card is None or not (base / WEIGHTS).is_file():
        raise ModelMissing("the encoder's weights are not here", subject=str(base), hint=HINT)
    made_from = (f"assembly {ASSEMBLY}", card.version, adapter.name)
    found = read_card(target)
    if found is not None and found.made_from == made_from and is_whole(target):
        return target
    with building(target) as folder:
        recipe = _write(base, adapter, folder)
        filled = card.model_copy(
            update={
                "name": name,
                "model": adapter.name,
                "role": name,
                "recipe": recipe,
                "made_from": made_from,
                "files": hash_files(folder),
            }
        )
        (folder / CARD).write_text(Card.model_validate(filled).model_dump_json(indent=2), encoding="utf-8")
    return target


def _write(base: Path, adapter: Adapter, folder: Path) -> str:
    from jiufang.models.e5s1 import read_weights
    from jiufang.models.graph import Recipe, load_smoothing, write_graph
    from jiufang.models.probe import integers_are_exact

    weights = adapt(read_weights(base / WEIGHTS), adapter)
    recipe: Recipe = "int8" if integers_are_exact() else "float32"
    write_graph(weights, folder, recipe=recipe, smoothing=load_smoothing(weights.shape))
    for name in (TOKENIZER, "LICENSE"):
        shutil.copyfile(base / name, folder / name)
    return recipe
