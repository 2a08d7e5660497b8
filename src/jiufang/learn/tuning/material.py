"""Turn labelled pairs into what one step of training reads and is measured by: rows without repetition, labels, weights, who is known to fit.

Needs torch.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from jiufang.learn.records import Pair
from jiufang.learn.tuning.config import Kind, Loss
from jiufang.learn.tuning.reading import Reader, Row

Mined = Mapping[int, tuple[int, ...]]
"""By the number of a match, the numbers of pairs whose résumés lie close to its ad without being known to fit."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step reads.

    Args:
        rows: texts (bi-encoder) or pairs (cross-encoder), each once.
        first: int64 [pairs], the row of each pair's ad; of the pair itself in a cross-encoder.
        second: int64 [pairs], the row of each pair's résumé.
        labels: float32 [pairs].
        weights: float32 [pairs]; 0 for a résumé that is only there to be told apart.
        jobs: int64 [pairs], the same number for the same job.
        fits: bool [pairs, pairs], where the résumé of the column is known to fit the ad of the row; only for `contrastive`.
    """

    rows: tuple[Row, ...]
    first: Tensor
    second: Tensor
    labels: Tensor
    weights: Tensor
    jobs: Tensor
    fits: Tensor | None = None


class Material:
    """The pairs of a part.

    Args:
        pairs: in their order.
        reader: turns texts into rows.
        kind: of the model.
        positive_from: a label from here on is a match.
    """

    def __init__(self, pairs: Sequence[Pair], reader: Reader, *, kind: Kind, positive_from: float) -> None:
        self.pairs = tuple(pairs)
        self.kind = kind
        self.jobs = {job: number for number, job in enumerate(dict.fromkeys(p.job for p in pairs))}
        self._matches = {(p.job, p.person) for p in pairs if p.label >= positive_from}
        self.positives = [n for n, p in enumerate(pairs) if p.label >= positive_from]
        self._turned_down: dict[str, list[int]] = {}
        for number, pair in enumerate(pairs):
            if pair.label < positive_from:
                self._turned_down.setdefault(pair.job, []).append(number)
        self._reader = reader
        self._shuffled: tuple[tuple[Loss, int, int, int], list[list[int]]] | None = None

    def batches(self, *, loss: Loss, size: int, seed: int, epoch: int) -> list[list[int]]:
        """Return the numbers of the pairs of each step of an epoch; the same seed and epoch give the same.

        `contrastive` begins from matches alone; losses that compare the persons of a job find them side by side.
        """
        asked = (loss, size, seed, epoch)
        if self._shuffled is None or self._shuffled[0] != asked:
            self._shuffled = asked, self._shuffle(loss, size, random.Random(f"{seed} {epoch}"))
        return self._shuffled[1]

    def _shuffle(self, loss: Loss, size: int, shuffle: random.Random) -> list[list[int]]:
        order = list(self.positives) if loss == "contrastive" else list(range(len(self.pairs)))
        shuffle.shuffle(order)
        if loss in ("ranknet", "margin", "cosent"):
            jobs = list(self.jobs)
            shuffle.shuffle(jobs)
            rank = {job: number for number, job in enumerate(jobs)}
            order.sort(key=lambda n: rank[self.pairs[n].job])
        batches = [order[at : at + size] for at in range(0, len(order), size)]
        shuffle.shuffle(batches)
        return batches

    def turned_down(self, number: int, *, count: int, seed: int, epoch: int) -> list[int]:
        """Return pairs of the same job that did not fit, drawn anew each epoch."""
        known = self._turned_down.get(self.pairs[number].job, [])
        return random.Random(f"{seed} {epoch} {number}").sample(known, min(count, len(known)))

    def step(self, numbers: Sequence[int], *, beside: Sequence[int] = (), known: bool = False) -> Step:
        """Return what a step reads.

        Args:
            numbers: of the pairs.
            beside: pairs whose résumés are read as well, to be told apart from those that fit.
            known: whether who fits whom is asked for.
        """
        every = [*numbers, *beside]
        pairs = [self.pairs[n] for n in every]
        rows, first, second = self._rows(every)
        return Step(
            rows=rows,
            first=torch.tensor(first),
            second=torch.tensor(second),
            labels=torch.tensor([p.label for p in pairs]),
            weights=torch.tensor([*(self.pairs[n].weight for n in numbers), *(0.0 for _ in beside)]),
            jobs=torch.tensor([self.jobs[p.job] for p in pairs]),
            fits=self._fits(pairs) if known else None,
        )

    def texts(self) -> tuple[list[Row], list[int], list[int]]:
        """Return every text once, and for each pair the places of its ad and its résumé."""
        rows, first, second = self._rows(range(len(self.pairs)))
        return list(rows), first, second

    def is_match(self, job: str, person: str) -> bool:
        """Tell whether a person is known to fit a job."""
        return (job, person) in self._matches

    def _rows(self, numbers: Sequence[int]) -> tuple[tuple[Row, ...], list[int], list[int]]:
        """Read pairs, each text once; texts are read anew for each step, since a million rows would not fit into memory."""
        pairs = [self.pairs[n] for n in numbers]
        if self.kind == "cross-encoder":
            places = list(range(len(pairs)))
            return tuple(self._reader.pairs([p.resume for p in pairs], [p.ad for p in pairs])), places, places
        ads, resumes = _read(self._reader.ads, [p.ad for p in pairs]), _read(self._reader.resumes, [p.resume for p in pairs])
        place = {row: number for number, row in enumerate(dict.fromkeys([*ads, *resumes]))}
        return tuple(place), [place[row] for row in ads], [place[row] for row in resumes]

    def _fits(self, pairs: Sequence[Pair]) -> Tensor:
        return torch.tensor([[self.is_match(asked.job, shown.person) for shown in pairs] for asked in pairs])


def _read(read: Callable[[Sequence[str]], list[Row]], texts: Sequence[str]) -> list[Row]:
    """Read each text once."""
    unique = list(dict.fromkeys(texts))
    rows = dict(zip(unique, read(unique), strict=True))
    return [rows[text] for text in texts]
