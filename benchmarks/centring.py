"""Measure the data that ships with the encoder: `python -m benchmarks.centring`.

Two small files of src/jiufang/models/data are written: `centring.npz`, the mean vector of each language and side, and
`smoothing.json`, the channels of the encoder whose values tower over the rest. Both come from the sentences that the
phrases of centring.toml make, and from the fetched encoder; running it twice gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from jiufang.models.onnx_encoder import PREFIXES
from jiufang.protocols import Side

HERE = Path(__file__).parent
DATA = HERE.parent / "src" / "jiufang" / "models" / "data"
# A channel counts as towering when its largest value exceeds this many times the median channel's.
TOWERING = 2.0
STRIDE = 7  # shares no factor with the 12 skills or the 24 fields, so every pair of neighbours differs
FRAMES: dict[Side, str] = {"query": "demands", "passage": "statements"}


def phrases() -> dict[str, dict[str, list[str]]]:
    """Return the phrases of each language."""
    return tomllib.loads((HERE / "centring.toml").read_text(encoding="utf-8"))


def sentences(language: dict[str, list[str]], side: Side) -> list[str]:
    """Return every frame filled with every field, and with skills in turn."""
    pairs = product(language[FRAMES[side]], enumerate(language["fields"]))
    skills = language["skills"]
    filled = [frame.format(field=field, skill=skills[STRIDE * number % len(skills)]) for frame, (number, field) in pairs]
    return [sentence[0].upper() + sentence[1:] for sentence in dict.fromkeys(filled)]


def write_centring(encoder: Any, table: dict[str, dict[str, list[str]]]) -> None:
    """Write the mean vector of each language and side."""
    means: dict[str, NDArray[np.float32]] = {}
    for language, parts in table.items():
        for side in PREFIXES:
            vectors = encoder.encode(sentences(parts, side), side=side)
            means[f"{language}.{side}"] = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    np.savez(DATA / "centring.npz", **cast("dict[str, Any]", means))


def write_smoothing(weights_file: Path, tokenizer_file: Path, table: dict[str, dict[str, list[str]]]) -> None:
    """Write the divisors of the towering channels, measured on the exact 4-bit graph."""
    largest: dict[str, NDArray[np.float32]] = {}
    for states in _inner_states(weights_file, tokenizer_file, table):
        for name, values in states.items():
            peak = np.abs(values).max(axis=(0, 1))
            largest[name] = np.maximum(largest.get(name, peak), peak)
    divisors = {name: found for name, peaks in largest.items() if (found := _divisors(peaks))}
    hidden = len(next(iter(largest.values())))
    text = json.dumps({"layers": len(largest) // 2, "hidden": hidden, "divisors": divisors}, indent=1)
    (DATA / "smoothing.json").write_text(text + "\n", encoding="utf-8")


def _divisors(peaks: NDArray[np.float32]) -> dict[str, float]:
    ratio = peaks / np.median(peaks) / TOWERING
    return {str(channel): round(float(ratio[channel]), 3) for channel in np.flatnonzero(ratio > 1)}


def _inner_states(weights_file: Path, tokenizer_file: Path, table: dict[str, dict[str, list[str]]]) -> Iterator[dict[str, Any]]:
    """Yield, for each sentence, what enters the attention and the feed-forward part of each layer."""
    import onnxruntime
    from tokenizers import Tokenizer

    from jiufang.models.e5s1 import read_weights
    from jiufang.models.graph import exact_graph_with_inner_states

    model, names = exact_graph_with_inner_states(read_weights(weights_file))
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    for parts in table.values():
        for side, prefix in PREFIXES.items():
            for sentence in sentences(parts, side):
                ids = np.array([tokenizer.encode(prefix + sentence).ids], np.int64)
                values = session.run(list(names), {"input_ids": ids, "attention_mask": np.ones_like(ids)})
                yield dict(zip(names.values(), values, strict=True))


def main() -> None:
    """Write the means; with --weights, the divisors before them."""
    from jiufang.models.loading import load_encoder
    from jiufang.settings import Settings

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, help="e5-small-q4.bin: measure the smoothing as well, then fetch the encoder again")
    options = parser.parse_args()
    folder = Settings().models_dir / "encoder"
    if options.weights:
        write_smoothing(options.weights, folder / "tokenizer.json", phrases())
        print("smoothing.json written; remove the encoder's folder, fetch it again, and run this without --weights")
        return
    write_centring(load_encoder(folder), phrases())
    print(f"centring.npz written: {len(phrases())} languages, two sides")


if __name__ == "__main__":
    main()
