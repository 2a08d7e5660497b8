from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jiufang.models.centred import CentredEncoder, _language, _means
from jiufang.protocols import Side


class Constant:
    """Gives every text the mean of English passages, so that centring leaves nothing of it."""

    name = "constant"

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> NDArray[np.float32]:
        """Return the same row for every text."""
        return np.stack([_means()["en.passage"]] * len(texts)) if texts else np.zeros((0, 384), np.float32)


def test_means_cover_six_languages_and_both_sides() -> None:
    """The shipped data holds a mean of 384 numbers for each."""
    assert set(_means()) == {f"{language}.{side}" for language in ("zh", "en", "de", "es", "fr", "ja") for side in ("query", "passage")}
    assert {m.shape for m in _means().values()} == {(384,)}


def test_the_mean_of_the_language_is_what_goes() -> None:
    """A vector that is only its language becomes nothing; in another language something stays."""
    encoder = CentredEncoder(Constant())
    english, chinese = encoder.encode(["a sentence that is plainly English", "这是一句中文"])
    assert np.abs(english).max() == 0
    assert abs(np.linalg.norm(chinese) - 1) < 1e-5
    assert encoder.encode([]).shape == (0, 384)


def test_a_few_latin_letters_count_as_english() -> None:
    """Statistics on "SQL, Python" name a language at random."""
    assert _language("SQL, Python") == "en"
    assert _language("护理") == "zh"
    assert _language("Verantwortlich für die Instandhaltung der Maschinen") == "de"
