"""Pairs of a few made-up words, and tiny bases made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.learn.tuning.tiny import dataset, model, save_tokenizer

from jiufang.learn.records import Dataset

pytest.importorskip("torch")


@pytest.fixture
def pairs() -> Dataset:
    return dataset()


@pytest.fixture
def base(tmp_path: Path) -> Callable[[str], Path]:
    """Make a tiny model of an architecture, with its tokenizer."""
    import torch

    def made(name: str) -> Path:
        torch.manual_seed(0)
        folder = tmp_path / name
        model(name).save_pretrained(folder)
        save_tokenizer(folder, causal=name in ("gpt2", "qwen2"))
        return folder

    return made
