"""Turn labelled requirement–passage pairs into an evidence verifier: a low-rank difference of the encoder and a small head.

The model reads both texts together (a cross-encoder, arXiv 1908.10084 §2) and learns two things at once: the verdict,
and for each token of the passage whether it belongs to the proof. Needs torch.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from jiufang.learn.augmentation import augmented
from jiufang.learn.examples import Example
from jiufang.learn.torch_encoder import TorchEncoder, padded
from jiufang.learn.wordings import Wordings, reworded
from jiufang.matching.verifier import CLASSES
from jiufang.models.adapters import DOWN, HEAD, Adapter
from jiufang.models.e5s1 import Weights, read_weights
from jiufang.models.verifier import pair_texts, pair_tokenizer

NAME = "evidence-verifier-2"
UNKNOWN = 3  # stands for a hidden token
FIRST_WORD = 4  # smaller ids mark borders
BUCKET = 12  # batches that are sorted by length together, so that little is padded
WARM_UP = 0.06  # of all steps

AfterEpoch = Callable[[int, float, Adapter], None]
"""Told the number of the epoch, its mean loss, and the model as it is then."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; the defaults made the verifier that ships.

    Args:
        rank: of the differences; 64 in nine layers makes an artefact of 8 MB.
        layers: of the encoder that are used, from the first on; the last ones say more of a text's topic than of what it states.
        epochs: rounds over the examples.
        batch: pairs a step.
        rate: peak learning rate (AdamW, linear warm-up and decay).
        proof_weight: of the token loss beside the verdict loss.
        smoothing: of the verdict labels.
        dropout: in the head.
        word_dropout: share of tokens that are hidden from the model at each step.
        told_otherwise: share of the requirements with other wordings that are read in one of those, drawn anew each epoch.
        altered: share of the examples that are told with something missing, vaguer or misread (`learn.augmentation`), drawn anew each epoch.
        averaging: decay of the running mean of what is learnt; the mean, not the last step, is what ships (arXiv 1803.05407).
        taught: weight of the teachers' opinion beside the labels, where there are teachers.
        seed: the same seed and machine give the same artefact.
        device: where torch computes, `cpu` or `cuda`.
    """

    rank: int = 64
    layers: int | None = 9
    epochs: int = 5
    batch: int = 48
    rate: float = 5e-4
    proof_weight: float = 0.5
    smoothing: float = 0.08
    dropout: float = 0.1
    word_dropout: float = 0.08
    told_otherwise: float = 0.55
    altered: float = 0.5
    averaging: float = 0.997
    head_width: int = 256
    weight_decay: float = 0.01
    taught: float = 0.7
    seed: int = 0
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair as token ids; `side` is True in the passage, `proof` 1 in its proof."""

    ids: tuple[int, ...]
    side: tuple[bool, ...]
    proof: tuple[float, ...]


class Head(nn.Module):
    """Pools the states and says the verdict; `proof` says for each token whether it belongs to the proof."""

    def __init__(self, hidden: int, settings: Settings) -> None:
        super().__init__()
        self.proof = nn.Linear(hidden, 1)
        self.wide = nn.Linear(4 * hidden, settings.head_width)
        self.out = nn.Linear(settings.head_width, len(CLASSES))
        self.drop = nn.Dropout(settings.dropout)

    def forward(self, states: Tensor, mask: Tensor, side: Tensor) -> tuple[Tensor, Tensor]:
        """Return verdict logits [batch, 4] and proof logits [batch, length]."""
        proof = self.proof(states)[..., 0]
        passage = side & mask
        drawn = torch.softmax(proof.masked_fill(~passage, torch.finfo(proof.dtype).min), 1)
        pooled = [states[:, 0], _mean(states, ~side & mask), _mean(states, passage), (states * drawn[..., None]).sum(1)]
        wide = functional.relu(self.wide(self.drop(torch.cat(pooled, -1))))
        return self.out(self.drop(wide)), proof


class Net(nn.Module):
    """Encoder and head."""

    def __init__(self, weights: Weights, settings: Settings) -> None:
        super().__init__()
        self.encoder = TorchEncoder(weights, rank=settings.rank, layers=settings.layers)
        self.head = Head(weights.shape.hidden, settings)

    def forward(self, ids: Tensor, mask: Tensor, side: Tensor) -> tuple[Tensor, Tensor]:
        """Return verdict logits [batch, 4] and proof logits [batch, length]."""
        logits: tuple[Tensor, Tensor] = self.head(self.encoder(ids, mask), mask, side)
        return logits


def net_of(adapter: Adapter, weights: Weights) -> Net:
    """Return a trained verifier as a net again, ready to be asked."""
    rank = len(adapter.arrays[f"l0.q.w{DOWN}"])
    head = adapter.head()
    layers = int(str(adapter.settings.get("layers", weights.shape.layers)))
    net = Net(weights, Settings(rank=rank, layers=layers, head_width=len(head["wide.bias"])))
    net.encoder.load(adapter.arrays)
    net.head.load_state_dict({name: torch.from_numpy(array) for name, array in head.items()})
    net.eval()
    return net


def train(
    examples: Sequence[Example],
    base: Path,
    *,
    wordings: Wordings | None = None,
    teachers: Sequence[Adapter] = (),
    settings: Settings | None = None,
    after_epoch: AfterEpoch | None = None,
) -> Adapter:
    """Train a verifier.

    Args:
        examples: what to learn from.
        base: the folder of the fetched encoder, with its weights and tokenizer.
        wordings: other ways to put their requirements.
        teachers: trained verifiers whose mean opinion is learnt beside the labels (distillation, arXiv 1503.02531): several
            that learnt the same in another order are right more often than each, and one can carry most of that.
        settings: how to train.
        after_epoch: called after each epoch.

    Returns:
        The difference and the head; calibrate it before use (`jiufang.learn.calibration`).
    """
    settings = settings or Settings()
    torch.manual_seed(settings.seed)
    weights = read_weights(base / "weights.bin")
    net = Net(weights, settings).to(settings.device)
    taught_by = [net_of(teacher, weights).to(settings.device) for teacher in teachers]
    learns = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learns, lr=settings.rate, weight_decay=settings.weight_decay)
    steps = settings.epochs * (len(examples) // settings.batch + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _slope(step, steps))
    mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(settings.averaging))
    shuffle = random.Random(settings.seed)
    for epoch in range(settings.epochs):
        net.train()
        losses = []
        told = reworded(
            augmented(examples, seed=settings.seed, epoch=epoch, share=settings.altered),
            wordings or {},
            share=settings.told_otherwise,
            chance=shuffle,
        )
        tokens = tokenise(told, base)
        for numbers in _batches(tokens, settings.batch, shuffle):
            loss = _loss(net, [tokens[n] for n in numbers], torch.tensor([told[n].verdict for n in numbers]), taught_by, settings)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learns, 1.0)
            optimiser.step()
            schedule.step()
            mean.update_parameters(net)
            losses.append(loss.item())
        if after_epoch is not None:
            after_epoch(epoch + 1, sum(losses) / max(1, len(losses)), _adapter(mean.module, len(examples)))
    return _adapter(mean.module, len(examples))


def tokenise(examples: Sequence[Example], base: Path) -> list[Tokens]:
    """Return each pair as the verifier reads it."""
    tokenizer = pair_tokenizer(base / "tokenizer.json")
    texts = [pair_texts(e.requirement, e.passage) for e in examples]
    encoded = tokenizer.encode_batch([(t.first, t.second) for t in texts])
    return [_tokens(example, text.offset, found) for example, text, found in zip(examples, texts, encoded, strict=True)]


def _tokens(example: Example, offset: int, encoded: Any) -> Tokens:
    side = tuple(number == 1 for number in encoded.sequence_ids)
    proof = [(start + offset, end + offset) for start, end in example.proof]
    marked = (
        float(inside and any(o[0] < end and o[1] > start for start, end in proof)) for inside, o in zip(side, encoded.offsets, strict=True)
    )
    return Tokens(tuple(encoded.ids), side, tuple(marked))


def _batches(tokens: Sequence[Tokens], size: int, shuffle: random.Random) -> Iterator[list[int]]:
    order = list(range(len(tokens)))
    shuffle.shuffle(order)
    batches: list[list[int]] = []
    for at in range(0, len(order), size * BUCKET):
        alike = sorted(order[at : at + size * BUCKET], key=lambda n: len(tokens[n].ids))
        batches += [alike[i : i + size] for i in range(0, len(alike), size)]
    shuffle.shuffle(batches)
    return iter(batches)


def _loss(net: Net, rows: Sequence[Tokens], verdicts: Tensor, teachers: Sequence[Net], settings: Settings) -> Tensor:
    ids, mask = padded([r.ids for r in rows])
    length = ids.shape[1]
    side = torch.tensor([[*r.side, *[False] * (length - len(r.ids))] for r in rows])
    proof = torch.tensor([[*r.proof, *[0.0] * (length - len(r.ids))] for r in rows])
    hidden = (torch.rand(ids.shape) < settings.word_dropout) & (ids >= FIRST_WORD)
    ids, mask, side, proof, verdicts, hidden = (t.to(settings.device) for t in (ids, mask, side, proof, verdicts, hidden))
    logits, marked = net(ids.masked_fill(hidden, UNKNOWN), mask, side)
    loss = functional.cross_entropy(logits, verdicts, label_smoothing=settings.smoothing)
    if teachers:
        with torch.no_grad():
            opinion = torch.stack([torch.softmax(teacher(ids, mask, side)[0], -1) for teacher in teachers]).mean(0)
        loss = (1 - settings.taught) * loss + settings.taught * functional.cross_entropy(logits, opinion)
    return loss + settings.proof_weight * functional.binary_cross_entropy_with_logits(marked[side], proof[side])


def _slope(step: int, steps: int) -> float:
    warm = WARM_UP * steps
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1.0, steps - warm))


def _mean(states: Tensor, kept: Tensor) -> Tensor:
    weights = kept.float()[..., None]
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def _adapter(net: Net, pairs: int) -> Adapter:
    settings = {"temperature": 1.0, "pairs": pairs, "layers": len(net.encoder.layers)}
    return Adapter(NAME, {**net.encoder.arrays(), **_head_arrays(net.head)}, settings)


def _head_arrays(head: Head) -> dict[str, NDArray[np.float32]]:
    return {HEAD + name: np.array(value.detach().cpu().numpy(), np.float32) for name, value in head.state_dict().items()}
