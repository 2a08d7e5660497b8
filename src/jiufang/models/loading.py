"""Turn a model folder, a folder of your own or a hub name into an encoder."""

from __future__ import annotations

from pathlib import Path

from jiufang.errors import ModelMissing
from jiufang.models.folders import is_whole, read_card, sha256_text
from jiufang.models.onnx_encoder import OnnxEncoder

HINT = "jiufang models fetch encoder"
MODEL_FILES = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")


def load_encoder(folder: Path, *, threads: int = 2) -> OnnxEncoder:
    """Return the encoder of a folder; its weights are read when the first text comes.

    Args:
        folder: what `jiufang models fetch encoder` made (`<models folder>/encoder`), or any folder that holds
            `model.onnx` (or `onnx/model.onnx`) and `tokenizer.json`, as model hubs lay them out.
        threads: batches that run at the same time; never more than there are cores.

    Raises:
        ModelMissing: there is no complete model in the folder.
    """
    card = read_card(folder)
    if card is not None:
        if not is_whole(folder):
            raise ModelMissing("a file of the model is missing or cut short", subject=str(folder), hint=HINT)
        return OnnxEncoder(folder / "model.onnx", folder / "tokenizer.json", name=card.version, threads=threads)
    return _load_plain(folder, threads)


def _load_plain(folder: Path, threads: int) -> OnnxEncoder:
    model = next((folder / name for name in MODEL_FILES if (folder / name).is_file()), None)
    tokenizer = folder / "tokenizer.json"
    if model is None or not tokenizer.is_file():
        raise ModelMissing("no encoder here yet", subject=str(folder), hint=HINT)
    return OnnxEncoder(model, tokenizer, name=_plain_name(folder, model), threads=threads, dimensions=_dimensions(model))


def _plain_name(folder: Path, model: Path) -> str:
    # Hashing hundreds of megabytes at each start would cost more than it protects: size and time stand in.
    files = sorted([model, *model.parent.glob(model.name + "*")])
    stamp = "".join(f"{p.name}{p.stat().st_size}{p.stat().st_mtime_ns}" for p in files)
    return f"{folder.name}@{sha256_text(stamp)[:12]}"


def _dimensions(model: Path) -> int:
    import onnx

    output = onnx.load(model, load_external_data=False).graph.output[0]
    return int(output.type.tensor_type.shape.dim[-1].dim_value)
