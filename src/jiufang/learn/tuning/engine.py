"""Turn a step into the gradient of its whole loss, in pieces that fit into memory and over any number of workers.

A step's loss may compare everything in it (in-batch negatives, ranks), so pieces first say what they find, the loss is
computed once over all of it, and its gradient is led back through each piece (GradCache, arXiv 2101.06983). Pieces and
workers thus change the memory and the time, not what is learnt. Needs torch and accelerate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from jiufang.learn.tuning.config import Training
from jiufang.learn.tuning.losses import Objective, Piece
from jiufang.learn.tuning.material import Step
from jiufang.learn.tuning.methods import Budget
from jiufang.learn.tuning.nets import Net, padded
from jiufang.learn.tuning.reading import Manner, Row

Share = tuple[list[int], int]
"""The places of the rows of a piece, and the seed of its chance."""


class Workers:
    """The processes that train together; alone if nobody started more.

    Args:
        training: which device and precision are asked for.
    """

    def __init__(self, training: Training) -> None:
        from accelerate import Accelerator

        cpu = training.device == "cpu" or (training.device == "auto" and not torch.cuda.is_available())
        self._accelerator = Accelerator(cpu=cpu)
        self.device = self._accelerator.device
        wanted = training.precision
        on_gpu = self.device.type == "cuda" and torch.cuda.is_bf16_supported()
        self.half = wanted == "bfloat16" or (wanted == "auto" and on_gpu)

    @property
    def number(self) -> int:
        """The number of this process, from 0."""
        return int(self._accelerator.process_index)

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self._accelerator.num_processes)

    @property
    def first(self) -> bool:
        """Whether this is the one that writes and tells."""
        return self.number == 0

    def summed(self, value: Tensor) -> Tensor:
        """Return the sum of a tensor over all workers."""
        return self._accelerator.reduce(value, "sum") if self.count > 1 else value

    def sum_gradients(self, parameters: Sequence[Tensor]) -> None:
        """Sum gradients over all workers, in one message."""
        if self.count == 1:
            return
        flat = self.summed(torch.cat([(p.grad if p.grad is not None else torch.zeros_like(p)).reshape(-1) for p in parameters]))
        at = 0
        for p in parameters:
            p.grad = flat[at : at + p.numel()].view_as(p).clone()
            at += p.numel()

    def wait(self) -> None:
        """Wait until all are here."""
        self._accelerator.wait_for_everyone()

    def precision(self) -> AbstractContextManager[Any]:
        """Return where products are computed in half precision, if they are."""
        return torch.autocast(self.device.type, torch.bfloat16) if self.half else nullcontext()


class Engine:
    """Reads rows and leads gradients back.

    Args:
        net: what learns.
        objective: its loss.
        budget: of AdaLoRA.
        workers: who trains.
        manner: how rows are filled up.
        piece: rows read at once.
        seed: of what is left out by chance; each piece of each step draws its own, so that no state is carried along.
    """

    def __init__(self, net: Net, objective: Objective, budget: Budget, workers: Workers, *, manner: Manner, piece: int, seed: int) -> None:
        self.net, self.objective, self.budget, self.workers = net, objective, budget, workers
        self._manner = manner
        self._piece = piece
        self._seed = seed
        self.parameters = [p for _, p in sorted(net.named_parameters()) if p.requires_grad]

    def backward(self, step: Step, *, number: int) -> float:
        """Leave the gradient of a step's loss in the parameters; return the loss.

        Args:
            step: what to read.
            number: of the step, from 1.
        """
        self.net.train()
        here = _to(step, self.workers.device)
        pieces = [(piece, self._seed_of(number, at)) for at, piece in enumerate(self._pieces(step.rows))]
        mine = pieces[self.workers.number :: self.workers.count]
        loss = self._direct(here, mine) if self.objective.pointwise else self._cached(here, mine)
        penalty = self.budget.penalty()
        if penalty is not None and self.workers.first:
            penalty.backward()
        self.workers.sum_gradients(self.parameters)
        return loss

    def read(self, rows: Sequence[Row]) -> Tensor:
        """Return what the net says of rows, float32 [rows, …] on the processor; the workers share them."""
        self.net.eval()
        pieces = self._pieces(rows)
        found: Tensor | None = None
        for piece in pieces[self.workers.number :: self.workers.count]:
            with torch.no_grad():
                outputs = self._forward([rows[n] for n in piece])
            found = outputs.new_zeros((len(rows), outputs.shape[1])) if found is None else found
            found[torch.tensor(piece, device=found.device)] = outputs
        return self.workers.summed(self._or_empty(found, len(rows))).cpu()

    def _direct(self, step: Step, mine: Sequence[Share]) -> float:
        """Take each piece's own share of a loss that is a sum; rows are pairs here."""
        total = float(step.weights.sum())
        loss = torch.zeros((), device=self.workers.device)
        for piece, seed in mine:
            torch.manual_seed(seed)
            outputs = self._forward([step.rows[n] for n in piece])
            share = self.objective(Piece(outputs, _part(step, piece), total))
            share.backward()
            loss += share.detach()
        return float(self.workers.summed(loss))

    def _cached(self, step: Step, mine: Sequence[Share]) -> float:
        held: list[Tensor] = []
        with torch.set_grad_enabled(len(mine) == 1):
            for piece, seed in mine:
                torch.manual_seed(seed)
                held.append(self._forward([step.rows[n] for n in piece]))
        every = self._or_empty(None, len(step.rows))
        for (piece, _), outputs in zip(mine, held, strict=True):
            every[torch.tensor(piece, device=every.device)] = outputs.detach()
        every = self.workers.summed(every).requires_grad_()
        loss = self.objective(Piece(every, step, float(step.weights.sum())))
        loss.backward()
        self._lead_back(step, mine, held, every.grad)
        return float(loss.detach())

    def _lead_back(self, step: Step, mine: Sequence[Share], held: Sequence[Tensor], gradient: Tensor) -> None:
        for (piece, seed), outputs in zip(mine, held, strict=True):
            if not outputs.requires_grad:
                torch.manual_seed(seed)
                outputs = self._forward([step.rows[n] for n in piece])
            outputs.backward(gradient[torch.tensor(piece, device=gradient.device)])

    def _forward(self, rows: Sequence[Row]) -> Tensor:
        ids, mask, types = padded(rows, pad=self._manner.pad, typed=self._manner.typed, device=self.workers.device)
        with self.workers.precision():
            found: Tensor = self.net(ids, mask, types)
        return found

    def _or_empty(self, found: Tensor | None, count: int) -> Tensor:
        width = 1 if self.net.kind == "cross-encoder" else self.net.base.config.hidden_size
        return torch.zeros((count, width), device=self.workers.device) if found is None else found

    def _pieces(self, rows: Sequence[Row]) -> list[list[int]]:
        order = sorted(range(len(rows)), key=lambda n: (-len(rows[n].ids), n))
        return [order[at : at + self._piece] for at in range(0, len(order), self._piece)]

    def _seed_of(self, step: int, piece: int) -> int:
        return int.from_bytes(hashlib.sha256(f"{self._seed} {step} {piece}".encode()).digest()[:7], "big")


def _to(step: Step, device: Any) -> Step:
    moved = {name: getattr(step, name).to(device) for name in ("first", "second", "labels", "weights", "jobs")}
    return replace(step, **moved, fits=None if step.fits is None else step.fits.to(device))


def _part(step: Step, piece: Sequence[int]) -> Step:
    """Return the pairs of a piece, whose rows are numbered anew."""
    at = torch.tensor(piece, device=step.labels.device)
    places = torch.arange(len(piece), device=step.labels.device)
    return Step(tuple(step.rows[n] for n in piece), places, places, step.labels[at], step.weights[at], step.jobs[at])
