"""A student learns to give its teacher's vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from jiufang.learn.compression.dense import dense, load_layers, save_layers, with_arrays  # noqa: E402
from jiufang.learn.compression.distilling import Settings, batches, distil, learnt, losses, student_of, unbroken  # noqa: E402
from jiufang.learn.torch_encoder import TorchEncoder, padded  # noqa: E402
from jiufang.models.e5s1 import read_weights  # noqa: E402

ROWS = [[0, *np.random.default_rng(n).integers(4, 50, 3 + n % 7).tolist(), 2] for n in range(90)]


@pytest.fixture(autouse=True)
def _one_thread():
    """Two threads that wait for each other on a busy machine take many times as long as one."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def teacher(base: Path) -> TorchEncoder:
    """The small encoder, in float32."""
    return TorchEncoder(read_weights(base / "weights.bin"), rank=0, precision=torch.float32)


def _loss(teacher: TorchEncoder, student: TorchEncoder) -> float:
    ids, mask = padded(ROWS)
    with torch.no_grad():
        return losses(student(ids, mask), teacher(ids, mask), mask, Settings())[0].item()


def test_a_student_of_all_layers_is_the_teacher(teacher: TorchEncoder) -> None:
    """With nothing taken out nothing is lost."""
    assert _loss(teacher, student_of(teacher, [0, 1, 2])) < 1e-9


def test_a_student_comes_nearer_to_its_teacher(teacher: TorchEncoder) -> None:
    """Learning takes away a third of what is lost when a layer goes; the teacher and the shared first layer stay as they were."""
    student = student_of(teacher, [0, 2], shared=1)
    before, first = _loss(teacher, student), learnt(student)["l0.q.w"]
    distil(teacher, student, ROWS, settings=Settings(steps=25, tokens=200, rate=3e-3), shared=1)
    assert _loss(teacher, student) < before * 2 / 3
    assert np.array_equal(learnt(student)["l0.q.w"], first)
    assert _loss(teacher, student_of(teacher, [0, 1, 2])) < 1e-9


def test_the_same_seed_gives_the_same_student(teacher: TorchEncoder) -> None:
    """Two runs give the same numbers."""
    made = []
    for _ in range(2):
        student = student_of(teacher, [0, 2])
        distil(teacher, student, ROWS, settings=Settings(steps=5, tokens=200, seed=3))
        made.append(learnt(student))
    assert all(np.array_equal(made[0][name], made[1][name]) for name in made[0])


def test_layers_survive_the_disk(teacher: TorchEncoder, base: Path, tmp_path: Path) -> None:
    """What is written and read gives the student's vectors up to half precision."""
    student = student_of(teacher, [0, 2])
    weights = dense(read_weights(base / "weights.bin"))
    save_layers(with_arrays(weights, learnt(student)), tmp_path / "student.npz")
    again = TorchEncoder(with_arrays(weights, load_layers(tmp_path / "student.npz")), rank=0, precision=torch.float32)
    ids, mask = padded(ROWS)
    with torch.no_grad():
        assert torch.allclose(student(ids, mask), again(ids, mask), atol=0.02)


def test_every_text_comes_once_before_any_comes_again() -> None:
    """Batches hold like lengths, no more tokens than asked for, and all texts in each round."""
    settings = Settings(steps=9, tokens=120)
    made = list(batches(ROWS, settings))
    assert all(len(batch) * max(map(len, batch)) <= 120 for batch in made)
    one_round = [tuple(row) for batch in made[:6] for row in batch]
    assert len(set(one_round)) == len(one_round)
    assert unbroken([0, 1, 3]) == 2
