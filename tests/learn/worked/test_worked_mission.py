"""Rules of the three-row example: what its source has wrong is right here, and training makes Σ(f − y)² small."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.learn import mission
from benchmarks.learn.mission import overlap, overlap_of_source, overlap_of_vectors, squared_error
from hypothesis import given
from hypothesis import strategies as st

from jiufang.learn.records import Part

sets = st.frozensets(st.sampled_from("abcdefgh"))


def test_the_example_of_the_formula_is_a_fifth_and_not_one():
    """One keyword shared by a résumé of three and a job of two is 1/5 by the source's formula, 2/5 normalised; it claims 1."""
    assert mission.example() == {"claimed": 1.0, "as_in_source": 0.2, "normalised": 0.4}


@given(sets, sets)
def test_the_formula_of_the_source_reaches_a_half_at_most(resume, job):
    """Without the factor 2 equal sets have ½; with it they have 1; sets that share nothing have 0; 0/1 vectors give the same."""
    bits = [[int(word in some) for word in "abcdefgh"] for some in (resume, job)]

    assert overlap_of_source(resume, job) <= 0.5
    assert overlap(resume, job) == 2 * overlap_of_source(resume, job)
    assert (overlap(resume, job) == 1) == (resume == job and bool(job))
    assert overlap_of_vectors(*bits) == overlap_of_source(resume, job)


def test_the_three_rows_are_learnt_and_other_rows_are_measured():
    """The train part is the source's table with its labels; no row of it is measured, and no name is left in it."""
    rows = mission.read_rows()
    data = mission.dataset(rows)

    assert [(r.number, r.y) for r in rows if r.part is Part.TRAIN] == [(1, 1.0), (2, 1.0), (3, 0.0)]
    assert [p.label for p in data.part(Part.TRAIN)] == [1.0, 1.0, 0.0]
    assert not {p.resume for p in data.part(Part.TRAIN)} & {p.resume for p in data.part(Part.TEST)}
    assert not any(name in p.resume for p in data.pairs for name in ("李四", "王五", "张三"))


def test_keywords_alone_leave_most_of_the_error():
    """The overlap of words is far from the labels in both forms: the mean of the labels is closer."""
    rows = [r for r in mission.read_rows() if r.part is Part.TRAIN]
    found = mission.by_keywords(rows)

    prior = squared_error([2 / 3] * 3, [r.y for r in rows])
    assert found["as_in_source"]["squared_error"] > found["normalised"]["squared_error"] > prior


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A tiny BERT that reads every character of the table as its own word."""
    torch = pytest.importorskip("torch")
    import transformers as t
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

    told = "".join(sorted({c for r in mission.read_rows() for c in r.resume + r.job}))
    words = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3} | {c: n for n, c in enumerate(told, start=4)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    ends = [("[CLS]", 2), ("[SEP]", 3)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
    )
    marks = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    t.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **marks).save_pretrained(tmp_path / "base")
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    t.BertModel(t.BertConfig(vocab_size=len(words), **sizes)).save_pretrained(tmp_path / "base")
    return tmp_path / "base"


def test_training_makes_the_squared_error_small(tmp_path, base):
    """With the labels passed, Σ(f − y)² on the three rows falls below what any constant can reach; f stays in [0, 1]."""
    from jiufang.learn.tuning.config import read_config

    told = read_config(mission.TABLE.with_suffix(".toml"))
    small = told.changed(
        {
            "base.model": str(base),
            "method.kind": "full",
            "method.words": True,
            "training.rate": 3e-3,
            "training.threads": 1,
            "training.device": "cpu",
            "model.dropout": 0.0,
            "export.onnx": "no",
        }
    )
    found = mission.worked(small, tmp_path, models_dir=tmp_path)

    assert told.model.kind == "cross-encoder"
    assert told.model.loss == "squared"
    assert found["train"]["model"]["squared_error"] < found["train"]["prior"]["squared_error"] / 2
    assert all(0 <= f <= 1 for part in ("train", "test") for f in found[part]["model"]["scores"])
    assert found["test"]["rows"] == 6
    assert "| the three rows (3) |" in mission.told(found)[2]
