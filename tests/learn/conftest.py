"""A models folder with an encoder of two layers, so that training takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest
from e5s1_files import VOCABULARY, write_e5s1
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from jiufang.models.folders import CARD, Card, hash_files


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    """`encoder/` with weights, tokenizer, licence and card."""
    folder = tmp_path / "models" / "encoder"
    folder.mkdir(parents=True)
    write_e5s1(folder / "weights.bin")
    words = {"<s>": 0, "<unk>": 1, "</s>": 2, "query": 3, "passage": 4, ":": 5, **{f"w{i}": i for i in range(6, VOCABULARY)}}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s>:0 $A:0 </s>:0 </s>:1 $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "LICENSE").write_text("MIT")
    texts = dict.fromkeys(("name", "model", "role", "recipe", "licence", "attribution"), "small")
    (folder / CARD).write_text(Card(**texts, made_from=(), files=hash_files(folder)).model_dump_json())
    return folder.parent
