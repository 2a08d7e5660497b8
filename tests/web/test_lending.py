"""Models are lent to other processes, as they are and no further."""

from __future__ import annotations

from multiprocessing import Pipe
from types import SimpleNamespace

import numpy as np
import pytest

from jiufang.errors import InternalError, Unavailable
from jiufang.web.lending import BorrowedEncoder, BorrowedVerifier, Lender, Line, borrow


class Letters:
    """An encoder that tells how long texts are."""

    name = "letters-1"

    def encode(self, texts, *, side="passage"):
        """Return a length and a side for each."""
        if "secret" in texts:
            raise ValueError(texts[0])
        return np.array([[len(text), side == "query"] for text in texts], dtype=np.float32)


@pytest.fixture
def lines():
    """Both ends of a way to a lender."""
    here, there = Pipe()
    Lender(SimpleNamespace(encoder=Letters(), verifier=None, settings="private")).lend(there)
    yield here, there
    here.close()


def test_vectors_come_as_they_are(lines):
    """Name, texts, side and numbers."""
    encoder = BorrowedEncoder(Line(lines[0]))

    assert encoder.name == "letters-1"
    assert encoder.encode(["abc", "九方皋!"], side="query").tolist() == [[3, 1], [4, 1]]
    assert encoder.encode(["a"]).dtype == np.float32


def test_a_failure_is_told_without_the_text(lines):
    """What was asked is not in the message, and the next question is answered."""
    encoder = BorrowedEncoder(Line(lines[0]))
    with pytest.raises(InternalError, match="ValueError") as failed:
        encoder.encode(["secret"])
    assert "secret" not in str(failed.value)
    with pytest.raises(InternalError):
        BorrowedVerifier(Line(lines[0])).read(["a"], ["b"])
    assert encoder.encode(["a"]).shape == (1, 2)


def test_nothing_else_is_lent(lines):
    """Other parts of the engine are not asked for that way."""
    with pytest.raises(InternalError, match="LookupError"):
        Line(lines[0]).ask("settings", "upper")


def test_a_lender_that_is_gone(lines):
    """Whoever asks is told to try again."""
    lines[1].close()
    with pytest.raises(Unavailable):
        BorrowedEncoder(Line(lines[0])).encode(["a"])


def test_where_no_model_was_fetched_none_is_borrowed(lines, tmp_path):
    """Words alone are compared then, as in one process."""
    engine = SimpleNamespace(settings=SimpleNamespace(models_dir=tmp_path))
    borrow(engine, lines[0])

    assert engine.encoder is None
    assert engine.verifier is None
