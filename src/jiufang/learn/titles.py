"""Turn groups of titles that mean one job into a low-rank difference of the encoder, under which such titles lie close.

Contrastive (InfoNCE with many positives, arXiv 2004.11362): in a batch each title is drawn to the titles of its own
occupation, a little to those of its family, and away from all others, whatever their languages. Needs torch.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from jiufang.learn.title_tables import Draw, Occupation
from jiufang.learn.torch_encoder import TorchEncoder, padded
from jiufang.models.adapters import Adapter
from jiufang.models.e5s1 import read_weights
from jiufang.models.onnx_encoder import PREFIXES
from jiufang.models.token_graph import load_tokenizer

NAME = "job-titles-1"
MOST_TOKENS = 18  # with the prefix; longer titles are cut, which few are
PIECES = 3  # a batch is encoded in so many pieces of like length, so that little is padded
WARM_UP = 10  # steps
FAR = -1e4  # a logit that takes no part

Report = Callable[[dict[str, float]], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; the defaults made the adapter that ships.

    Args:
        rank: of the differences.
        first_layer: the layers below stay those of the base.
        steps: batches.
        batch: titles a step.
        each: occupations of a family in a batch.
        titles: of an occupation in a batch.
        rate: peak learning rate (AdamW, linear warm-up and decay).
        temperature: of the similarities.
        family: weight of a title of the same family beside one of the same occupation (1).
        wider: weight of a title of the family of families.
        seed: the same seed and machine give the same artefact.
    """

    rank: int = 16
    first_layer: int = 4
    steps: int = 90
    batch: int = 144
    each: int = 2
    titles: int = 4
    rate: float = 5e-4
    temperature: float = 0.05
    family: float = 0.2
    wider: float = 0.05
    weight_decay: float = 0.01
    seed: int = 0


class TitleEncoder:
    """The encoder in training and its tokenizer.

    Args:
        base: the folder of the fetched encoder, with its weights and tokenizer.
        settings: how to train.
    """

    def __init__(self, base: Path, settings: Settings) -> None:
        self.net = TorchEncoder(read_weights(base / "weights.bin"), rank=settings.rank)
        for layer in self.net.layers[: settings.first_layer]:
            layer.requires_grad_(False)
        self._tokenizer = load_tokenizer(base / "tokenizer.json", most_tokens=MOST_TOKENS)
        self._kept = tuple(f"l{n}." for n in range(settings.first_layer))

    def encode(self, titles: Sequence[str]) -> Tensor:
        """Return float32 [titles, hidden] of length 1 each, in the order of the titles."""
        tokens = [e.ids for e in self._tokenizer.encode_batch([PREFIXES["query"] + t for t in titles])]
        order = sorted(range(len(tokens)), key=lambda n: len(tokens[n]))
        pieces = [p.tolist() for p in np.array_split(np.array(order), min(PIECES, len(order)))]
        vectors = torch.cat([self._encode([tokens[n] for n in piece]) for piece in pieces])
        return vectors[torch.tensor(np.argsort([n for piece in pieces for n in piece]))]

    def _encode(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        ids, mask = padded(tokens)
        kept = mask.float()[..., None]
        states = self.net(ids, mask)
        return functional.normalize((states * kept).sum(1) / kept.sum(1), dim=-1)

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return what was learnt; layers that stay the base's are left out."""
        return {name: value for name, value in self.net.arrays().items() if not name.startswith(self._kept)}


def train(
    sources: Mapping[str, Sequence[Occupation]],
    shares: Mapping[str, float],
    base: Path,
    *,
    settings: Settings | None = None,
    report: Report = lambda _: None,
) -> Adapter:
    """Train an adapter for job titles.

    Args:
        sources: occupations by source; a batch comes from one source, since families are known within one only.
        shares: how often each source is drawn from, any positive numbers.
        base: the folder of the fetched encoder.
        settings: how to train.
        report: called every ten steps with the step and the mean loss since.

    Returns:
        The difference.
    """
    settings = settings or Settings()
    torch.manual_seed(settings.seed)
    shuffle = random.Random(settings.seed)
    encoder = TitleEncoder(base, settings)
    draws = {name: Draw(occupations, shuffle) for name, occupations in sorted(sources.items())}
    learns = [p for p in encoder.net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learns, lr=settings.rate, weight_decay=settings.weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _slope(step, settings.steps))
    losses: list[float] = []
    for step in range(1, settings.steps + 1):
        source = shuffle.choices(list(draws), [shares[name] for name in draws])[0]
        drawn = draws[source].batch(settings.batch, each=settings.each, titles=settings.titles)
        loss = contrast(encoder.encode([title for title, _ in drawn]), closeness(drawn, settings), settings.temperature)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learns, 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if step % 10 == 0:
            report({"step": step, "loss": sum(losses[-10:]) / 10})
    return Adapter(NAME, encoder.arrays(), {"steps": settings.steps, "seed": settings.seed})


def closeness(drawn: Sequence[tuple[str, Occupation]], settings: Settings) -> Tensor:
    """Return [n, n]: 1 for the same occupation, less for related ones, 0 for other work, -1 for the same title."""

    def alike(names: Sequence[str]) -> NDArray[np.bool_]:
        found = np.array(names)
        return np.asarray((found[:, None] == found[None, :]) & (found != "")[:, None])

    wider, family, same, title = (
        alike(names)
        for names in (
            [o.wider for _, o in drawn],
            [o.family for _, o in drawn],
            [o.key for _, o in drawn],
            [t for t, _ in drawn],
        )
    )
    weights = np.select([title, same, family, wider], [-1.0, 1.0, settings.family, settings.wider], 0.0)
    return torch.from_numpy(weights.astype(np.float32))


def contrast(vectors: Tensor, weights: Tensor, temperature: float) -> Tensor:
    """Return the cross-entropy between who lies close and who should; titles without company take no part."""
    logits = (vectors @ vectors.T / temperature).masked_fill(weights < 0, FAR)
    wanted = weights.clamp(min=0)
    total = wanted.sum(1)
    losses = -(wanted * torch.log_softmax(logits, 1)).sum(1) / total.clamp(min=1e-6)
    return losses[total > 0].mean()


def _slope(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
