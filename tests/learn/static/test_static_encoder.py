"""A table of pieces gives vectors near the encoder's, without a network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from unigram_files import small_texts

from jiufang.errors import ModelMissing
from jiufang.learn.static.distilling import Settings, Uses, distil, fit, frequency_weights, principal
from jiufang.models.loading import load_encoder
from jiufang.models.static_encoder import StaticEncoder, sums

TEXTS = small_texts(200)


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    """A static encoder that was distilled from the small one."""
    return distil(base, load_encoder(base, threads=1), tmp_path / "static", TEXTS, settings=Settings(dimensions=16, languages=("zh", "en")))


def test_near_texts_stay_near(base: Path, folder: Path) -> None:
    """The cosines among texts agree with the encoder's."""
    own, encoder = StaticEncoder(folder).encode(TEXTS[:80]), load_encoder(base).encode(TEXTS[:80])
    upper = np.triu_indices(80, 1)
    assert np.corrcoef((own @ own.T)[upper], (encoder @ encoder.T)[upper])[0, 1] > 0.6
    assert np.allclose(np.linalg.norm(own, axis=1), 1, atol=1e-5)


def test_a_text_gets_the_same_vector_in_any_company(folder: Path) -> None:
    """Neither neighbours nor side change a vector."""
    encoder = StaticEncoder(folder)
    alone = encoder.encode(["head nurse"])[0]
    assert np.array_equal(alone, encoder.encode(["", "护士长", "head nurse"], side="query")[2])


def test_nothing_to_look_up_gives_zeros(folder: Path) -> None:
    """No text and an empty text are no error."""
    encoder = StaticEncoder(folder)
    assert encoder.encode([]).shape == (0, 16)
    assert not encoder.encode([""]).any()


def test_fitting_comes_nearer_than_the_pieces_alone() -> None:
    """The fitted table explains the wanted vectors better than the first one, and leaves alone what no text uses."""
    rng = np.random.default_rng(0)
    true = rng.standard_normal((20, 4)).astype(np.float32)
    ids, own = rng.integers(0, 19, 600), np.repeat(np.arange(200), 3)
    uses = Uses(ids, own, np.full(600, 1 / 3, np.float32), 200)
    first = (true + rng.standard_normal((20, 4))).astype(np.float32)
    found = fit(uses, first, uses.means(true), Settings(ridge=0.01))
    assert np.abs(found - true)[:19].max() < 0.1 < np.abs(first - true)[:19].max()
    assert np.array_equal(found[19], first[19])


def test_common_pieces_weigh_less() -> None:
    """A piece of one text in a thousand tokens says less than a rare one; principal directions stand upright on each other."""
    weights = frequency_weights(np.log([0.1, 1e-4, 1e-7]))
    assert weights.tolist() == pytest.approx([0.001, 0.5, 0.999], abs=1e-3)
    found = principal(np.random.default_rng(0).standard_normal((50, 8)).astype(np.float32), 3)
    assert np.allclose(found.T @ found, np.eye(3), atol=1e-5)


def test_sums_are_those_of_the_rows() -> None:
    """A text without pieces between others does not shift their sums."""
    table = np.array([[1, 2], [3, 4]], np.int8), np.array([1, 10], np.float32)
    assert sums(table, np.array([0, 1, 1]), np.array([1, 0, 2])).tolist() == [[1, 2], [0, 0], [60, 80]]


def test_it_runs_without_a_network_s_runtime(folder: Path) -> None:
    """Neither onnxruntime nor torch is loaded."""
    program = (
        "import sys; from pathlib import Path; from jiufang.models.static_encoder import StaticEncoder;"
        f"StaticEncoder(Path({str(folder)!r})).encode(['nurse']);"
        "sys.exit(bool({'onnxruntime', 'torch', 'onnx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_folder_without_a_model_says_how_to_make_one(tmp_path: Path) -> None:
    """The hint names the command."""
    with pytest.raises(ModelMissing, match="jiufang"):
        StaticEncoder(tmp_path)
