"""Turn vectors or logits and labels into what training makes small: contrastive, CoSENT, squared error, binary, pairwise.

Needs torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from jiufang.learn.tuning.config import Config, Loss
from jiufang.learn.tuning.material import Step
from jiufang.learn.tuning.nets import Calibration

FAR = -1e4  # a logit that takes no part
POINTWISE: tuple[Loss, ...] = ("squared", "binary")
"""Losses that are sums over pairs, so that a piece's share of them needs nobody else's."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a loss is computed from, on one device.

    Args:
        outputs: what the net says of the rows, [rows, hidden] or [rows, 1].
        step: whose pairs name those rows.
        total: of the weights of the whole step, by which a sum becomes a mean.
    """

    outputs: Tensor
    step: Step
    total: float


class Objective(nn.Module):
    """The loss of a configuration; holds what learns beside the net.

    Args:
        config: the configuration.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config.model
        self.calibrated = config.model.kind == "bi-encoder" and config.model.loss == "squared"
        if self.calibrated:
            self.calibration = Calibration()

    @property
    def pointwise(self) -> bool:
        """Tell whether a step may be taken in pieces without a second look."""
        return self.config.kind == "cross-encoder" and self.config.loss in POINTWISE

    def forward(self, piece: Piece) -> Tensor:
        """Return the loss."""
        if self.config.loss == "contrastive":
            return self._contrastive(piece)
        logits = self.logits(piece)
        step = piece.step
        if self.config.loss == "squared":
            return (step.weights * (torch.sigmoid(logits) - step.labels) ** 2).sum() / piece.total
        if self.config.loss == "binary":
            return (step.weights * functional.binary_cross_entropy_with_logits(logits, step.labels, reduction="none")).sum() / piece.total
        if self.config.loss == "cosent":
            return cosent(logits / self.config.temperature, step)
        return ranked(logits, step, margin=self.config.margin if self.config.loss == "margin" else None)

    def logits(self, piece: Piece) -> Tensor:
        """Return a number for each pair: its logit, or the cosine of its texts, calibrated if that is learnt."""
        if self.config.kind == "cross-encoder":
            return piece.outputs[piece.step.first, 0]
        cosines = (piece.outputs[piece.step.first] * piece.outputs[piece.step.second]).sum(-1)
        found: Tensor = self.calibration(cosines) if self.calibrated else cosines
        return found

    def _contrastive(self, piece: Piece) -> Tensor:
        step = piece.step
        assert step.fits is not None
        ads, resumes = piece.outputs[step.first], piece.outputs[step.second]
        close = ads @ resumes.T / self.config.temperature
        loss = _drawn(close, step.fits, step.second, step.weights)
        if self.config.both_ways:
            loss = (loss + _drawn(close.T, step.fits.T | (step.weights == 0), step.first, step.weights)) / 2
        return loss / piece.total


def cosent(cosines: Tensor, step: Step) -> Tensor:
    """Return log(1 + Σ exp(cos of the lesser pair − cos of the better pair)), over all pairs of pairs with different labels (Su 2022)."""
    worse, better = _orders(step, within=False)
    if not len(worse):
        return cosines.sum() * 0
    leads = cosines[worse] - cosines[better]
    return torch.logsumexp(torch.cat([leads.new_zeros(1), leads]), 0)


def ranked(logits: Tensor, step: Step, *, margin: float | None) -> Tensor:
    """Return the mean loss over all pairs of persons of a job with different labels: RankNet (Burges 2005), or a margin of f."""
    worse, better = _orders(step, within=True)
    if not len(worse):
        return logits.sum() * 0
    weights = step.weights[worse] * step.weights[better]
    if margin is None:
        losses = functional.softplus(logits[worse] - logits[better])
    else:
        losses = functional.relu(margin + torch.sigmoid(logits[worse]) - torch.sigmoid(logits[better]))
    return (weights * losses).sum() / weights.sum()


def _drawn(close: Tensor, fits: Tensor, places: Tensor, weights: Tensor) -> Tensor:
    """Return Σ w · −log p(own | own and all that do not fit); each row's own stands on the diagonal.

    The same text counts once, however many pairs it comes in, and never against itself.
    """
    same = places[:, None] == places[None, :]
    others = close.masked_fill(fits | same | torch.tril(same, -1).any(1)[None, :], FAR)
    own = close.diagonal()
    losses = torch.logsumexp(torch.cat([own[:, None], others], 1), 1) - own
    return (weights * losses).sum()


def _orders(step: Step, *, within: bool) -> tuple[Tensor, Tensor]:
    """Return the numbers of worse and better pairs, of the same job alone if asked."""
    lower = step.labels[:, None] < step.labels[None, :]
    if within:
        lower = lower & (step.jobs[:, None] == step.jobs[None, :])
    worse, better = lower.nonzero(as_tuple=True)
    return worse, better
