"""A small encoder of three layers over a unigram tokenizer, as the fetched one lies on disk, and texts in two languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from e5s1_files import write_e5s1

from jiufang.models.e5s1 import read_weights
from jiufang.models.folders import CARD, Card, hash_files
from jiufang.models.graph import write_graph

LAYERS, HIDDEN, HEADS, FFN = 3, 384, 12, 128
WORDS = ["nurse", "welder", "head", "night", "care", "ward", "steel", "teacher", "护士", "护士长", "教师", "焊工", "夜班", "нос", "ночь"]
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def unigram(words: list[str]) -> dict[str, Any]:
    """The content of a `tokenizer.json` as the encoder's: words begun with ▁ where they are Latin or Cyrillic, and every character."""
    characters = sorted({c for word in words for c in word} | set("▁queryasg:,/;·，"))
    pieces = [w if ord(w[0]) > 0x3000 else "▁" + w for w in words] + [w for w in words if ord(w[0]) < 0x3000]
    scored = [*((p, -2.0 - n / 10) for n, p in enumerate(pieces)), *((c, -9.0 - n / 100) for n, c in enumerate(characters))]
    vocabulary = [[token, 0.0] for token in SPECIAL] + [list(row) for row in scored] + [["<mask>", 0.0]]
    tokens = [
        {"id": n, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for n, t in [*enumerate(SPECIAL), (len(vocabulary) - 1, "<mask>")]
    ]
    ends = {t: {"id": t, "ids": [n], "tokens": [t]} for n, t in ((0, "<s>"), (2, "</s>"))}
    begin, end = ({"SpecialToken": {"id": t, "type_id": 0}} for t in ("<s>", "</s>"))
    own = {"Sequence": {"id": "A", "type_id": 0}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": tokens,
        "normalizer": {"type": "NFKC"},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, own, end],
            "pair": [begin, own, end, end, {"Sequence": {"id": "B", "type_id": 0}}, end],
            "special_tokens": ends,
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary},
    }


def write_tokenizer(file: Path) -> Path:
    """Write the tokenizer."""
    file.write_text(json.dumps(unigram(WORDS), ensure_ascii=False), encoding="utf-8")
    return file


def write_encoder(folder: Path) -> Path:
    """Write weights, tokenizer, graph, licence and card."""
    folder.mkdir(parents=True)
    with patch.multiple("e5s1_files", LAYERS=LAYERS, HIDDEN=HIDDEN, HEADS=HEADS, FFN=FFN, VOCABULARY=len(unigram(WORDS)["model"]["vocab"])):
        write_e5s1(folder / "weights.bin")
    write_tokenizer(folder / "tokenizer.json")
    (folder / "LICENSE").write_text("MIT")
    write_graph(read_weights(folder / "weights.bin"), folder, recipe="float32")
    texts = dict.fromkeys(("name", "model", "role", "recipe", "licence", "attribution"), "small")
    (folder / CARD).write_text(Card(**texts, made_from=(), files=hash_files(folder)).model_dump_json())
    return folder


def small_texts(count: int = 700) -> list[str]:
    """Return short texts in Chinese and English, all different."""
    latin, chinese = [w for w in WORDS if w.isascii()], [w for w in WORDS if ord(w[0]) > 0x3000]
    pairs = [f"{a} {b}" for a in latin for b in latin if a != b] + [a + b for a in chinese for b in chinese if a != b]
    return [*pairs, *(f"{a} {b}" for a in pairs[:25] for b in pairs[25:])][:count]
