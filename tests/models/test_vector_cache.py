from __future__ import annotations

import stat
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from jiufang.models.fake import FakeEncoder
from jiufang.models.vector_cache import MOST_FILES, CachedEncoder
from jiufang.protocols import Side


class Counting(FakeEncoder):
    """Remembers what it was asked, and can refuse to be asked."""

    def __init__(self, *, refuse: bool = False) -> None:
        super().__init__(dimensions=16)
        self.asked: list[str] = []
        self.refuse = refuse

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> NDArray[np.float32]:
        """Note the texts and encode them."""
        assert not (self.refuse and texts), "everything was cached"
        self.asked += texts
        return super().encode(texts, side=side)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.vectors"))


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    """A text is encoded once per side, however often and in whatever order it comes."""
    inner = Counting()
    encoder = CachedEncoder(inner, tmp_path)
    first = encoder.encode(["a1", "b2", "a1"])
    np.testing.assert_array_equal(first, FakeEncoder(dimensions=16).encode(["a1", "b2", "a1"]))
    encoder.encode(["b2", "c3"])
    encoder.encode(["a1"], side="query")
    assert inner.asked == ["a1", "b2", "c3", "a1"]


def test_a_second_run_encodes_nothing(tmp_path: Path) -> None:
    """A new process finds every vector on disk, equal to the bit."""
    texts = [f"text {i}" for i in range(50)]
    fresh = CachedEncoder(Counting(), tmp_path).encode(texts)
    again = CachedEncoder(Counting(refuse=True), tmp_path).encode(list(reversed(texts)))
    np.testing.assert_array_equal(again[::-1], fresh)


def test_no_texts_no_file(tmp_path: Path) -> None:
    """An empty call gives an empty array of the right width."""
    assert CachedEncoder(Counting(), tmp_path).encode([]).shape == (0, 16)
    assert _files(tmp_path) == []


@pytest.mark.parametrize("damage", [b"", b"JFV1", b"x" * 500])
def test_a_damaged_file_is_not_there(tmp_path: Path, damage: bytes) -> None:
    """What cannot be read is encoded again."""
    CachedEncoder(Counting(), tmp_path).encode(["a1"])
    _files(tmp_path)[0].write_bytes(damage)
    np.testing.assert_array_equal(CachedEncoder(Counting(), tmp_path).encode(["a1"]), FakeEncoder(dimensions=16).encode(["a1"]))


def test_a_cut_file_is_not_there(tmp_path: Path) -> None:
    """A file whose size does not fit its header is ignored."""
    CachedEncoder(Counting(), tmp_path).encode(["a1", "b2"])
    path = _files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-1])
    inner = Counting()
    CachedEncoder(inner, tmp_path).encode(["b2"])
    assert inner.asked == ["b2"]


def test_many_files_become_one(tmp_path: Path) -> None:
    """The number of files stays small and no vector is lost."""
    encoder = CachedEncoder(Counting(), tmp_path)
    texts = [f"text {i}" for i in range(MOST_FILES + 5)]
    for text in texts:
        encoder.encode([text])
    CachedEncoder(Counting(refuse=True), tmp_path).encode(texts)
    assert len(_files(tmp_path)) == 1
    CachedEncoder(Counting(refuse=True), tmp_path).encode(texts)


def _work(folder: Path, start: int) -> NDArray[np.float32]:
    encoder = CachedEncoder(FakeEncoder(dimensions=16), folder)
    for i in range(start, start + MOST_FILES):
        encoder.encode([f"text {i}"])
    return CachedEncoder(FakeEncoder(dimensions=16), folder).encode([f"text {i}" for i in range(start, start + MOST_FILES)])


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    """Writing and tidying at the same time loses nothing and mixes nothing up."""
    with ProcessPoolExecutor(2) as pool:
        for start, got in zip((0, 30), pool.map(_work, [tmp_path] * 2, (0, 30)), strict=True):
            np.testing.assert_array_equal(got, FakeEncoder(dimensions=16).encode([f"text {i}" for i in range(start, start + MOST_FILES)]))
    CachedEncoder(Counting(refuse=True), tmp_path).encode([f"text {i}" for i in range(30 + MOST_FILES)])


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Vectors tell of their texts: nobody else may read them."""
    CachedEncoder(Counting(), tmp_path / "vectors").encode(["a1"])
    assert stat.S_IMODE((tmp_path / "vectors").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """Without a disk the encoder still encodes."""
    (tmp_path / "file").write_text("")
    assert CachedEncoder(Counting(), tmp_path / "file").encode(["a1"]).shape == (1, 16)
