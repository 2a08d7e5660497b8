"""Turn the name of a pretrained model into the model and its reader: the embedded encoder, a folder, or a hub name.

Needs torch and transformers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch

from jiufang.errors import BadInput, ModelMissing
from jiufang.learn.tuning.config import EMBEDDED, Config
from jiufang.learn.tuning.embedded import PADDING, bert_of, weights_file
from jiufang.learn.tuning.reading import Manner, Reader

Pooling = Literal["mean", "first", "last"]

# Names under which the configurations of transformers keep the share that is left out.
DROPOUTS = (
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "attn_pdrop",
    "embd_pdrop",
    "resid_pdrop",
    "attention_dropout",
    "dropout",
)
DEPTHS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers")
BETWEEN = "\n\n"
HINT = "an embedded, local or public model: base.model is `embedded`, a folder with config.json, or a hub name such as bert-base-multilingual-cased"


@dataclass(frozen=True, slots=True)
class Opened:
    """A base, ready to be trained.

    Args:
        model: of transformers, without head; gives `last_hidden_state`.
        reader: turns texts into its rows.
        pooling: how its states become one vector.
        sha256: of its weights, so that what was trained on it opens on the very same alone.
        embedded: it is the embedded encoder.
    """

    model: Any
    reader: Reader
    pooling: Pooling
    sha256: str
    embedded: bool


def open_base(config: Config, models_dir: Path) -> Opened:
    """Return the base that a configuration names, float32 on the processor.

    Args:
        config: the configuration.
        models_dir: the folder of the model folders, for the embedded encoder.

    Raises:
        ModelMissing: it is not here and cannot be fetched.
        BadInput: it has no tokenizer that we can use.
    """
    return _embedded(config, models_dir) if config.base.model == EMBEDDED else _foreign(config)


def _embedded(config: Config, models_dir: Path) -> Opened:
    from tokenizers import Tokenizer

    from jiufang.models.e5s1 import read_weights
    from jiufang.models.onnx_encoder import PREFIXES
    from jiufang.models.wheels import sha256

    file = weights_file(models_dir)
    if not file.is_file():
        raise ModelMissing("the encoder's weights are not here", subject=str(file), hint="jiufang models fetch encoder")
    weights = read_weights(file)
    model = bert_of(weights, layers=config.base.layers, dropout=config.model.dropout)
    manner = Manner(
        max_tokens=min(config.base.max_tokens, weights.shape.positions - _prefix(config)),
        query_prefix=_or(config.base.query_prefix, PREFIXES["query"]),
        passage_prefix=_or(config.base.passage_prefix, PREFIXES["passage"]),
        pad=min(PADDING, weights.shape.vocabulary - 1),
    )
    reader = Reader(Tokenizer.from_file(str(file.with_name("tokenizer.json"))), manner)
    return Opened(model, reader, _pooling(config, "mean"), sha256(file), embedded=True)


def _foreign(config: Config) -> Opened:
    from transformers import AutoConfig, AutoModel
    from transformers.utils import logging

    logging.set_verbosity_error()  # what it would say of heads that are not loaded is meant so
    logging.disable_progress_bar()
    name = config.base.model
    try:
        found = AutoConfig.from_pretrained(name)
        changes = _changes(found, config)
        model = AutoModel.from_pretrained(name, dtype=torch.float32, attn_implementation="eager", **changes)
        tokenizer = _tokenizer(name)
    except (OSError, ValueError, KeyError) as error:
        raise ModelMissing(f"the base cannot be opened: {str(error).splitlines()[0]}", subject=name, hint=HINT) from error
    if getattr(tokenizer, "backend_tokenizer", None) is None:
        raise BadInput("the base has no fast tokenizer", subject=name, hint="a folder with tokenizer.json is needed")
    if getattr(model, "pooler", None) is not None:
        model.pooler = None  # a layer behind the states that we read; it would never learn
    causal = _is_causal(found)
    manner = _manner(config, found, tokenizer, causal=causal)
    return Opened(
        model, Reader(tokenizer.backend_tokenizer, manner), _pooling(config, "last" if causal else "mean"), _sha256(model), embedded=False
    )


def _tokenizer(name: str) -> Any:
    """Return the tokenizer as its `tokenizer.json` says; classes of transformers may build another from its words."""
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    try:
        return PreTrainedTokenizerFast.from_pretrained(name)
    except (OSError, ValueError, TypeError):
        return AutoTokenizer.from_pretrained(name)


def _manner(config: Config, found: Any, tokenizer: Any, *, causal: bool) -> Manner:
    pad, end = (_first(getattr(tokenizer, mark), getattr(found, mark, None)) for mark in ("pad_token_id", "eos_token_id"))
    most = getattr(found, "max_position_embeddings", None) or config.base.max_tokens
    # XLM-R and RoBERTa count positions from behind the padding id.
    taken = _prefix(config) + (2 if "roberta" in found.model_type else 0)
    return Manner(
        max_tokens=min(config.base.max_tokens, most - taken),
        query_prefix=_or(config.base.query_prefix, ""),
        passage_prefix=_or(config.base.passage_prefix, ""),
        pad=_first(pad, end, 0),
        joined=causal,
        between=tuple(tokenizer(BETWEEN, add_special_tokens=False)["input_ids"]) if causal else (),
        end=end if causal else None,
        typed=getattr(found, "type_vocab_size", 0) > 1 and config.method.kind != "prefix",  # peft knows no types beside prefixes
    )


def _changes(found: Any, config: Config) -> dict[str, Any]:
    changes: dict[str, Any] = {name: config.model.dropout for name in DROPOUTS if isinstance(getattr(found, name, None), int | float)}
    if config.base.layers is not None:
        changes |= {name: config.base.layers for name in DEPTHS[:1] if hasattr(found, name)}
    return changes


def _is_causal(found: Any) -> bool:
    names: Mapping[str, Any] = _causal_models()
    return found.model_type in names and found.model_type not in _masked_models()


def _causal_models() -> Mapping[str, Any]:
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

    return dict(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)


def _masked_models() -> Mapping[str, Any]:
    from transformers.models.auto.modeling_auto import MODEL_FOR_MASKED_LM_MAPPING_NAMES

    return dict(MODEL_FOR_MASKED_LM_MAPPING_NAMES)


def _pooling(config: Config, default: Pooling) -> Pooling:
    return default if config.base.pooling == "auto" else config.base.pooling


def _prefix(config: Config) -> int:
    return config.method.tokens if config.method.kind == "prefix" else 0


def _first(*told: Any) -> Any:
    """Return the first that was told; the first of several where a model ends with any of them."""
    found = next((value for value in told if value is not None), None)
    return found[0] if isinstance(found, list) else found


def _or(told: str | None, default: str) -> str:
    return default if told is None else told


def _sha256(model: Any) -> str:
    """Hash the tensors: a hub name says nothing of what stood behind it on the day."""
    found = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        found.update(name.encode())
        found.update(value.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes() if value.numel() else b"")
    return found.hexdigest()
