"""A data set of a few made-up words, tiny bases, and how to train on them in a second."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from jiufang.learn.records import Dataset, Pair, Part

WORDS = 60


def dataset(*, jobs: int = 8, each: int = 8, seed: int = 0) -> Dataset:
    """Every second person knows the two words that a job asks for; the last two jobs are the dev part."""
    draw = random.Random(seed)
    pairs, parts = [], {}
    for job in range(jobs):
        wanted = [f"w{6 + 2 * job}", f"w{7 + 2 * job}"]
        for person in range(each):
            words = [f"w{draw.randrange(6, 40)}" for _ in range(4 + draw.randrange(4))] + (wanted if person % 2 == 0 else [])
            draw.shuffle(words)
            id = f"{job}-{person}"
            pairs.append(
                Pair(id=id, person=f"p{id}", job=f"j{job}", resume=" ".join(words), ad=" ".join(wanted), label=float(person % 2 == 0))
            )
            parts[id] = Part.DEV if job >= jobs - 2 else Part.TRAIN
    return Dataset("made up", tuple(pairs), parts)


def model(name: str) -> Any:
    import transformers as t

    sizes = {"vocab_size": WORDS, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    if name == "bert":
        return t.BertModel(t.BertConfig(**sizes))
    if name == "xlm-r":
        return t.XLMRobertaModel(t.XLMRobertaConfig(**sizes, pad_token_id=0))
    if name == "gpt2":
        return t.GPT2Model(t.GPT2Config(vocab_size=WORDS, n_embd=32, n_layer=2, n_head=4, bos_token_id=4, eos_token_id=4))
    return t.Qwen2Model(t.Qwen2Config(**sizes, num_key_value_heads=2))


def save_tokenizer(folder: Path, *, causal: bool) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    words = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "<end>": 4, **{f"w{i}": i for i in range(6, WORDS)}}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if causal:
        PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", eos_token="<end>").save_pretrained(folder)
        return
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    marks = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **marks).save_pretrained(folder)


def config(**tables: Any) -> Any:
    """A configuration that trains in a second; tables are given as dictionaries."""
    from jiufang.learn.tuning.config import Config

    small = {
        "data": {"folder": "none"},
        "base": {"max_tokens": 32},
        "method": {"rank": 4, "tokens": 4, "width": 8},
        "training": {"epochs": 2, "batch": 8, "piece": 4, "threads": 1, "device": "cpu"},
        "export": {"onnx": "no"},
    }
    merged = {
        name: {**small.get(name, {}), **tables.get(name, {})} for name in {*small, *tables} if not isinstance(tables.get(name), int | str)
    }
    plain = {name: value for name, value in tables.items() if isinstance(value, int | str)}
    return Config.model_validate({**merged, **plain})
