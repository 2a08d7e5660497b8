"""Turn an encoder into a table of pieces whose weighted mean is near what the encoder makes of a text.

As model2vec does it (Tulkens & van Dongen 2024, github.com/MinishLab/model2vec, MIT): each piece goes through the encoder alone, principal
components are kept, and common pieces weigh less (smooth inverse frequency, Arora et al. 2017). Then the table is fitted to the encoder's
vectors of real texts (as its later version, tokenlearn, does): a ridge regression towards the first table, solved by conjugate gradients,
so that pieces which no text uses keep what they had.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.learn.compression.vocabulary import trim
from jiufang.models.folders import CARD, Card, building, hash_files, read_card
from jiufang.models.static_encoder import TABLE, TOKENIZER
from jiufang.models.token_graph import encodable, load_tokenizer
from jiufang.protocols import Encoder

SPACE = "▁"
SIF = 1e-4  # model2vec's coefficient: a piece of this frequency weighs half
MOST_TOKENS = 64  # of a text that the table is fitted to
LARGEST = 127
Floats = NDArray[np.float32]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to distil.

    Args:
        dimensions: principal components that are kept.
        ridge: how strongly a piece is held to its first vector: as many uses in texts weigh as much.
        rounds: of the conjugate gradients; 0 leaves the first table.
        languages: whose pieces stay.
    """

    dimensions: int = 256
    ridge: float = 0.3
    rounds: int = 15
    languages: tuple[str, ...] = ("zh", "en", "de", "es")


@dataclass(frozen=True, slots=True)
class Uses:
    """The pieces of texts: `ids` one text after another, the number of the text each stands in, and what it weighs there."""

    ids: NDArray[np.int64]
    texts: NDArray[np.int64]
    weights: Floats
    count: int

    def means(self, table: Floats) -> Floats:
        """Return the weighted mean of the rows of each text."""
        found = np.zeros((self.count, table.shape[1]), np.float32)
        np.add.at(found, self.texts, table[self.ids] * self.weights[:, None])
        return found

    def back(self, values: Floats, pieces: int) -> Floats:
        """Return for each piece the weighted sum over the texts that use it: `means` the other way round."""
        found = np.zeros((pieces, values.shape[1]), np.float32)
        np.add.at(found, self.ids, values[self.texts] * self.weights[:, None])
        return found


def distil(
    base: Path,
    encoder: Encoder,
    out: Path,
    texts: Sequence[str],
    *,
    settings: Settings | None = None,
    words: Sequence[str] = (),
    say: Say = lambda _: None,
) -> Path:
    """Write the folder of a static encoder.

    Args:
        base: the folder of the encoder, with its tokenizer, licence and card.
        encoder: makes the vectors that the table learns; a centred one leaves out which language a text is in.
        out: the folder to write.
        texts: unlabelled, of the languages in use.
        settings: how.
        words: more words of the languages, whose pieces stay.
        say: is told what is done.

    Returns:
        The folder.
    """
    settings = settings or Settings()
    trimmed = trim(base / TOKENIZER, [*texts, *words], languages=settings.languages)
    pieces = [str(piece) for piece, _ in trimmed.content["model"]["vocab"]]
    scores = np.array([score for _, score in trimmed.content["model"]["vocab"]], np.float64)
    say(f"{len(pieces):,} pieces go through the encoder")
    alone = encoder.encode([piece.replace(SPACE, " ").strip() or piece for piece in pieces])
    say(f"{len(texts):,} texts go through the encoder")
    wanted = encoder.encode(texts)
    components = principal(np.asarray(wanted, np.float32), settings.dimensions)
    weights = frequency_weights(scores)
    with building(out) as folder:
        trimmed.save(folder / TOKENIZER)
        uses = _uses(folder / TOKENIZER, texts, weights)
        # What all vectors share says nothing, and would drown the rest in a narrow band of cosines.
        first, fitted = ((vectors - vectors.mean(axis=0)) @ components for vectors in (alone, wanted))
        table = fit(uses, first, fitted, settings)
        _save(table * weights[:, None], folder, base)
    return out


def principal(vectors: Floats, count: int) -> Floats:
    """Return the directions in which vectors differ most, float32 [dimensions, count]."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    return np.asarray(directions[:, ::-1][:, :count], np.float32)


def frequency_weights(scores: NDArray[np.float64]) -> Floats:
    """Return what each piece weighs: a unigram tokenizer's scores are logarithms of frequencies, so no rank need stand in for them."""
    return np.asarray(SIF / (SIF + np.exp(scores)), np.float32)


def fit(uses: Uses, first: Floats, wanted: Floats, settings: Settings) -> Floats:
    """Return the table whose weighted means are nearest to the wanted vectors, while it stays near the first one.

    It minimises |A T - W|² + ridge · |T - F|² by conjugate gradients, all dimensions at once.
    """

    def normal(change: Floats) -> Floats:
        return uses.back(uses.means(change), len(first)) * scale + settings.ridge * change

    # A mean over n pieces moves each by a part in n²: the scale brings uses to the order of 1.
    scale = np.float32(len(uses.ids) / max(1, uses.count))
    change = np.zeros_like(first)
    left = uses.back(wanted - uses.means(first), len(first)) * scale
    step, size = left.copy(), (left * left).sum(axis=0)
    for _ in range(settings.rounds):
        moved = normal(step)
        rate = size / np.maximum((step * moved).sum(axis=0), 1e-20)
        change += rate * step
        left -= rate * moved
        size, before = (left * left).sum(axis=0), size
        step = left + (size / np.maximum(before, 1e-20)) * step
    return first + change


def _uses(tokenizer: Path, texts: Sequence[str], weights: Floats) -> Uses:
    reader = load_tokenizer(tokenizer, most_tokens=MOST_TOKENS)
    encoded = [e.ids for e in reader.encode_batch([encodable(text) for text in texts], add_special_tokens=False)]
    lengths = np.array([len(ids) for ids in encoded])
    ids = np.fromiter((number for row in encoded for number in row), np.int64, int(lengths.sum()))
    own = np.repeat(np.arange(len(texts)), lengths)
    total = np.bincount(own, weights=weights[ids], minlength=len(texts))
    return Uses(ids, own, np.asarray(weights[ids] / np.maximum(total[own], 1e-12), np.float32), len(texts))


def _save(table: Floats, folder: Path, base: Path) -> None:
    scales = np.maximum(np.abs(table).max(axis=1) / LARGEST, 1e-12).astype(np.float32)
    rows = np.rint(table / scales[:, None]).astype(np.int8)
    np.savez(folder / TABLE, rows=rows, scales=scales)
    (folder / "LICENSE").write_bytes((base / "LICENSE").read_bytes())
    card = read_card(base)
    told = card.model_dump() if card else {"licence": "", "attribution": "", "made_from": (), "model": base.name}
    filled = {**told, "name": "static", "role": "static", "recipe": "static table", "files": hash_files(folder)}
    filled["made_from"] = (*told["made_from"], "jiufang.learn.static")
    (folder / CARD).write_text(Card.model_validate(filled).model_dump_json(indent=2), encoding="utf-8")
