from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from jiufang.models import default_encoder
from jiufang.models.centred import CentredEncoder
from jiufang.models.loading import load_encoder
from jiufang.models.onnx_encoder import OnnxEncoder

pytestmark = pytest.mark.models

TEXTS = [
    "Registered nurse with four years in intensive care",
    "重症监护室护士，四年工作经验",
    "Java 后端开发工程师",
    "Back-end developer, Java and Spring Boot",
    "a",
    "",
    "long " * 700,
    "Enfermera de cuidados intensivos",
    "\ud800 lone surrogate and \U000e0041 tag",
]


def test_vectors_are_float32_of_length_one(encoder: OnnxEncoder) -> None:
    """Empty, overlong and malformed texts included."""
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_has_one_vector_whatever_stands_beside_it(encoder: OnnxEncoder) -> None:
    """Alone, in a batch, in another order: the same bits."""
    together = encoder.encode(TEXTS * 3)
    for i, text in enumerate(TEXTS):
        np.testing.assert_array_equal(together[i], encoder.encode([text])[0])
        np.testing.assert_array_equal(together[i], together[i + len(TEXTS)])


def test_the_number_of_threads_changes_no_bit(encoder: OnnxEncoder, encoder_folder: Path) -> None:
    """Threads take whole batches; they never share a sum."""
    np.testing.assert_array_equal(encoder.encode(TEXTS), load_encoder(encoder_folder, threads=2).encode(TEXTS))


def test_sides_differ_and_pairs_are_nearer_than_strangers(encoder: OnnxEncoder) -> None:
    """Query and passage have their own prefix; a translation is nearer than another trade."""
    nurse_en, nurse_zh, java_zh, java_en = encoder.encode(TEXTS[:4])
    assert not np.array_equal(encoder.encode(TEXTS[:1], side="query")[0], nurse_en)
    assert nurse_en @ nurse_zh > nurse_en @ java_en
    assert java_en @ java_zh > java_en @ nurse_zh


def test_words_beyond_512_tokens_do_not_count(encoder: OnnxEncoder) -> None:
    """The model has 512 positions; the rest of a text is cut off."""
    a, b = encoder.encode(["word " * 600, "word " * 600 + "something else"])
    np.testing.assert_array_equal(a, b)


def test_centred_vectors_bring_translations_together(encoder: OnnxEncoder) -> None:
    """In a mixed pool the right résumé in another language beats the wrong one in the job's own."""
    pool = ["Registered nurse, ICU, ventilated patients, 4 years", "仓库管理员，负责出入库和盘点"]
    query = ["有重症监护室护理经验"]
    centred = CentredEncoder(encoder)
    scores = centred.encode(query, side="query") @ centred.encode(pool).T
    assert scores[0, 0] > scores[0, 1] + 0.1
    np.testing.assert_allclose(np.linalg.norm(centred.encode(TEXTS), axis=1), 1, atol=1e-5)


def test_what_is_cached_needs_no_model_runtime(encoder_folder: Path, tmp_path: Path) -> None:
    """A second run with the same texts imports neither onnxruntime nor the tokenizer."""
    code = (
        "import sys; from pathlib import Path; from jiufang.models import default_encoder\n"
        "e = default_encoder(Path(sys.argv[1]), vectors=Path(sys.argv[2]))\n"
        "e.encode(['急救 first aid', 'Excel']); print(e.name, 'onnxruntime' in sys.modules, 'tokenizers' in sys.modules, 'torch' in sys.modules)"
    )
    run = [sys.executable, "-c", code, str(encoder_folder.parent), str(tmp_path)]
    said = [subprocess.run(run, capture_output=True, check=True, text=True).stdout.split() for _ in range(2)]
    assert said[0][1:] == ["True", "True", "False"]
    assert said[1][1:] == ["False", "False", "False"]


def test_the_default_encoder_is_centred(encoder_folder: Path) -> None:
    """Its name says so, and is part of every cache key."""
    assert default_encoder(encoder_folder.parent).name.endswith("+centred1")
