"""Turn the embedded encoder's 4-bit weights into a `BertModel` of transformers, and its tensors back into our own names.

Needs torch and transformers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertModel

from jiufang.models.e5s1 import Shape, Weights

PADDING = 1  # the token id with which XLM-R fills a batch
LAYER = "encoder.layer."
PARTS: Mapping[str, str] = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
NORMS = ("aln", "oln")


def bert_of(weights: Weights, *, layers: int | None = None, dropout: float = 0.0) -> Any:
    """Return the encoder as a float32 `BertModel` without pooler.

    Args:
        weights: the base weights.
        layers: how many of its layers, from the first on; all when None.
        dropout: while training.
    """
    model = BertModel(_config(weights.shape, layers or weights.shape.layers, dropout), add_pooling_layer=False)
    missing = model.load_state_dict(_state(weights, model.config.num_hidden_layers), strict=False).missing_keys
    left = [name for name in missing if "position_ids" not in name and "token_type_ids" not in name]
    assert not left, left
    return model


def our_name(theirs: str) -> str | None:
    """Return our name of a tensor of `BertModel`: `encoder.layer.0.attention.self.query.weight` is `l0.q.w`; None for embeddings."""
    if not theirs.startswith(LAYER):
        return None
    number, rest = theirs.removeprefix(LAYER).split(".", 1)
    part, _, end = rest.rpartition(".")
    names = {theirs: ours for ours, theirs in PARTS.items()}
    return f"l{number}.{names[part]}.{end[0]}"


@dataclass(frozen=True, slots=True)
class TunedWeights(Weights):
    """The tensors of the base, with trained ones in the place of some."""

    tensors: Mapping[str, NDArray[np.float32]] = field(kw_only=True)

    def vector(self, name: str) -> NDArray[np.float32]:
        """Return an unquantised tensor, flat."""
        own = self.tensors.get(name)
        return Weights.vector(self, name) if own is None else own

    def dense(self, name: str, *, rows: int) -> NDArray[np.float32]:
        """Return a matrix, float32 [rows, columns]."""
        own = self.tensors.get(name)
        return Weights.dense(self, name, rows=rows) if own is None else own


def tuned(weights: Weights, model: Any) -> TunedWeights:
    """Return the layers of a trained `BertModel` over the embeddings of the base, which the graph builder then reads."""
    state = {name: np.array(value.detach().float().cpu().numpy(), np.float32) for name, value in model.state_dict().items()}
    named = {ours: value for name, value in state.items() if (ours := our_name(name)) is not None}
    shape = Shape(**{**{f: getattr(weights.shape, f) for f in Shape.__dataclass_fields__}, "layers": model.config.num_hidden_layers})
    return TunedWeights(shape, weights.directory, tensors=named)


def weights_file(models_dir: Path) -> Path:
    """Return where the base weights lie."""
    return models_dir / "encoder" / "weights.bin"


def _config(shape: Shape, layers: int, dropout: float) -> Any:
    return BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.ffn,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        hidden_act="gelu",
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        pad_token_id=min(PADDING, shape.vocabulary - 1),
        attn_implementation="eager",
    )


def _state(weights: Weights, layers: int) -> dict[str, torch.Tensor]:
    shape = weights.shape
    state = {
        "embeddings.word_embeddings.weight": weights.dense("emb.word", rows=shape.vocabulary),
        "embeddings.position_embeddings.weight": weights.vector("emb.pos").reshape(shape.positions, shape.hidden),
        "embeddings.token_type_embeddings.weight": weights.vector("emb.type").reshape(shape.types, shape.hidden),
        "embeddings.LayerNorm.weight": weights.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.vector("emb.ln.b"),
    }
    for number in range(layers):
        for ours, theirs in PARTS.items():
            bias = weights.vector(f"l{number}.{ours}.b")
            matrix = weights.vector(f"l{number}.{ours}.w") if ours in NORMS else weights.dense(f"l{number}.{ours}.w", rows=len(bias))
            state |= {f"{LAYER}{number}.{theirs}.weight": matrix, f"{LAYER}{number}.{theirs}.bias": bias}
    return {name: torch.from_numpy(value) for name, value in state.items()}
