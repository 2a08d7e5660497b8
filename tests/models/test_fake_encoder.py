from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jiufang.models.fake import FakeEncoder


@given(st.lists(st.text(), max_size=5))
def test_any_text_has_a_vector_of_length_one(texts: list[str]) -> None:
    """Empty texts, lone surrogates and control characters included."""
    vectors = FakeEncoder(dimensions=32).encode(texts)
    assert vectors.shape == (len(texts), 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_shared_words_are_near_and_others_are_not() -> None:
    """Shared words and shared CJK bigrams make texts similar; case and order do not matter."""
    a, b, c, d, e = FakeEncoder().encode(["Python and SQL", "sql AND python", "nursing in Graz", "负责后端开发", "后端开发经验"])
    assert a @ b > 0.99
    assert abs(a @ c) < 0.3
    assert d @ e > 0.4


def test_another_process_makes_the_same_vectors() -> None:
    """Nothing depends on Python's hash seed."""
    code = "from jiufang.models.fake import FakeEncoder; print(FakeEncoder().encode(['急救 first aid']).tobytes().hex())"
    outputs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout for seed in "12"
    }
    assert len(outputs) == 1
