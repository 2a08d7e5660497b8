"""Turn an encoder of many layers into a student of few that gives the same vectors, by learning from what the encoder makes of texts.

The student starts as some of the teacher's layers (DistilBERT, arXiv 1910.01108) and learns three things at once: the states of the last
layer token by token, the vector of the text, and how near the texts of a batch lie to each other (relational knowledge distillation,
arXiv 1904.05068). Words and places stay the teacher's. Needs torch.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from jiufang.learn.compression.dense import Arrays
from jiufang.learn.torch_encoder import PARTS, Layer, LowRankLinear, TorchEncoder, padded

NORMS = ("aln", "oln")
Report = Callable[[dict[str, float]], None]
Rows = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to distil.

    Args:
        steps: batches.
        tokens: of a batch, filling included.
        rate: peak learning rate (AdamW; rises over the first twentieth, then falls along a cosine).
        states: weight of the loss on single tokens.
        vectors: weight of the loss on the vectors of texts.
        nearness: weight of the loss on the cosines within a batch.
        seed: the same seed and machine give the same student.
    """

    steps: int = 800
    tokens: int = 1024
    rate: float = 3e-4
    states: float = 1.0
    vectors: float = 1.0
    nearness: float = 1.0
    weight_decay: float = 0.01
    seed: int = 0


class FullLinear(nn.Module):
    """A matrix that learns as a whole, kept in float32 and multiplied in the teacher's precision."""

    def __init__(self, matrix: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.matrix = nn.Parameter(matrix.float().clone())
        self.bias = nn.Parameter(bias.float().clone())

    def forward(self, x: Tensor) -> Tensor:
        """Return [..., outputs]."""
        return functional.linear(x, self.matrix.to(x.dtype), self.bias.to(x.dtype))


def student_of(teacher: TorchEncoder, layers: Sequence[int], *, shared: int = 0) -> TorchEncoder:
    """Return a student that starts as these layers of the teacher; its words, its places and the first `shared` layers stay the teacher's own."""
    kept = [_learning(teacher.layers[number], learns=place >= shared) for place, number in enumerate(layers)]
    student = copy.copy(teacher)
    student._modules = {**teacher._modules, "layers": nn.ModuleList(kept)}
    return student


def _learning(layer: Layer, *, learns: bool) -> Layer:
    made = copy.deepcopy(layer)
    for part in PARTS:
        old: LowRankLinear = getattr(layer, part)
        made.add_module(part, FullLinear(old.matrix, old.bias))
    made.requires_grad_(learns)
    return made


def pooled(states: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of the states of each text, scaled to length 1."""
    kept = mask.float()[..., None]
    return functional.normalize((states * kept).sum(1) / kept.sum(1), dim=-1)


def losses(student: Tensor, teacher: Tensor, mask: Tensor, settings: Settings) -> tuple[Tensor, dict[str, float]]:
    """Return the loss of a batch and its parts, each a share of what varies in the teacher's own numbers (0 is a perfect copy)."""
    own, wanted = student[mask], teacher[mask]
    states = ((own - wanted) ** 2).sum() / ((wanted - wanted.mean(0)) ** 2).sum()
    own, wanted = pooled(student, mask), pooled(teacher, mask)
    vectors = ((own - wanted) ** 2).sum() / ((wanted - wanted.mean(0)) ** 2).sum()
    near, right = _near(own), _near(wanted)
    nearness = ((near - right) ** 2).sum() / (right**2).sum()
    total = settings.states * states + settings.vectors * vectors + settings.nearness * nearness
    return total, {"loss": total.item(), "states": states.item(), "vectors": vectors.item(), "nearness": nearness.item()}


def _near(vectors: Tensor) -> Tensor:
    """Return how near texts are to each other beside all others: e5's cosines lie in a narrow band, whose middle says nothing."""
    centred = vectors - vectors.mean(0)
    return centred @ centred.T


def unbroken(layers: Sequence[int]) -> int:
    """Return how many layers a student has in common with its teacher before the first that was taken out.

    >>> unbroken([0, 1, 4, 9])
    2
    """
    # The last one learns in any case: it has to say what those behind it said.
    return next((place for place, number in enumerate(layers[:-1]) if place != number), len(layers) - 1)


def distil(
    teacher: TorchEncoder, student: TorchEncoder, rows: Rows, *, settings: Settings, shared: int = 0, report: Report = lambda _: None
) -> None:
    """Let the student learn from the teacher.

    Args:
        teacher: says what is right.
        student: learns in place (`student_of`).
        rows: token ids of texts, with prefix and special tokens.
        settings: how.
        shared: first layers that are the teacher's and stay so; both go through them together, which saves a third of the time.
        report: called every twentieth step with the step and the mean parts of the loss since.
    """
    torch.manual_seed(settings.seed)
    learns = [p for p in student.layers.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learns, lr=settings.rate, betas=(0.9, 0.98), weight_decay=settings.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.rate, total_steps=settings.steps + 1, pct_start=0.05, cycle_momentum=False
    )
    seen: list[dict[str, float]] = []
    for step, batch in enumerate(batches(rows, settings), start=1):
        ids, mask = padded(batch)
        with torch.no_grad():
            states = teacher.after(ids, mask, layers=shared)
            wanted = teacher.onward(states, mask, first=shared)
        loss, parts = losses(student.onward(states, mask, first=shared), wanted, mask, settings)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learns, 1.0)
        optimiser.step()
        schedule.step()
        seen.append(parts)
        if step % 20 == 0:
            report({"step": step, **{name: sum(p[name] for p in seen) / len(seen) for name in parts}})
            seen = []


def batches(rows: Rows, settings: Settings) -> Iterator[list[Sequence[int]]]:
    """Yield `steps` batches of rows of like length, every row once before any comes again."""
    shuffle = random.Random(settings.seed)
    left: list[list[Sequence[int]]] = []
    for _ in range(settings.steps):
        if not left:
            left = _round(rows, settings.tokens, shuffle)
        yield left.pop()


def _round(rows: Rows, tokens: int, shuffle: random.Random) -> list[list[Sequence[int]]]:
    order = sorted(range(len(rows)), key=lambda n: (len(rows[n]), shuffle.random()))
    made: list[list[Sequence[int]]] = [[]]
    for number in order:
        if made[-1] and (len(made[-1]) + 1) * len(rows[number]) > tokens:
            made.append([])
        made[-1].append(rows[number])
    # A batch of one or two texts says nothing about nearness.
    made = [batch for batch in made if len(batch) > 2] or made
    shuffle.shuffle(made)
    return made


def learnt(student: TorchEncoder) -> Arrays:
    """Return the tensors of the student's layers by the names of `Weights`, numbered anew."""
    found: dict[str, NDArray[np.float32]] = {}
    for number, layer in enumerate(student.layers):
        for part, names in PARTS.items():
            linear = getattr(layer, part)
            for name, matrix, bias in zip(names, linear.matrix.chunk(len(names)), linear.bias.chunk(len(names)), strict=True):
                found[f"l{number}.{name}.w"], found[f"l{number}.{name}.b"] = _numpy(matrix), _numpy(bias)
        for norm in NORMS:
            found[f"l{number}.{norm}.w"] = _numpy(getattr(layer, norm).scale)
            found[f"l{number}.{norm}.b"] = _numpy(getattr(layer, norm).shift)
    return found


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    return np.array(tensor.detach().float().cpu().numpy(), np.float32)
