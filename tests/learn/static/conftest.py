"""The folder of a small encoder of three layers, and its tokenizer."""

from __future__ import annotations

from pathlib import Path

import pytest
from unigram_files import write_encoder, write_tokenizer


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    """A unigram tokenizer on disk."""
    return write_tokenizer(tmp_path / "tokenizer.json")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The folder `encoder` of a models folder."""
    return write_encoder(tmp_path / "models" / "encoder")
