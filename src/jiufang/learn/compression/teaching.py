"""Turn a plan into students: which layers each starts with, and the distillation of each. Needs torch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from jiufang.learn.compression.dense import Arrays
from jiufang.learn.compression.distilling import Settings, distil, learnt, pooled, student_of, unbroken
from jiufang.learn.compression.pruning import evenly, least_missed
from jiufang.learn.compression.texts import mixed
from jiufang.learn.torch_encoder import TorchEncoder, padded
from jiufang.models.adapting import TOKENIZER, WEIGHTS
from jiufang.models.e5s1 import read_weights
from jiufang.models.onnx_encoder import PREFIXES
from jiufang.models.token_graph import encodable, load_tokenizer

if TYPE_CHECKING:
    from jiufang.learn.compression.recipe import Plan, Say

MOST_TOKENS = 160
ASKED = 160  # texts that say which layer is missed least
ASKED_TOKENS = 64
MIXED = 20  # one text in so many is put together from several short ones
TEXTS_PER_STEP = 75  # more than a batch holds, on average


def teach(base: Path, texts: Sequence[str], depths: Sequence[int], plan: Plan, say: Say) -> Iterator[tuple[int, Arrays]]:
    """Yield each depth and the layers that were learnt, the deepest first.

    Args:
        base: the folder of the encoder.
        texts: to learn from.
        depths: how many layers the students have.
        plan: steps, seed and how layers are chosen.
        say: is told how it goes.
    """
    teacher = TorchEncoder(read_weights(base / WEIGHTS), rank=0)
    rows = _rows(base, texts, plan)
    chosen = _chosen(teacher, rows, depths, plan)
    for depth in sorted(depths, reverse=True):
        layers = chosen[depth]
        say(f"{depth} layers: starts as {', '.join(map(str, layers))}")
        shared = unbroken(layers)
        student = student_of(teacher, layers, shared=shared)
        settings = Settings(steps=plan.steps, seed=plan.seed)
        if plan.steps:
            distil(teacher, student, rows, settings=settings, shared=shared, report=lambda figures: say(_told(figures)))
        yield depth, learnt(student)


def _told(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in figures.items())


def _rows(base: Path, texts: Sequence[str], plan: Plan) -> list[list[int]]:
    draw = random.Random(plan.seed)
    whole = [*texts, *mixed(texts, len(texts) // MIXED, seed=plan.seed)]
    draw.shuffle(whole)
    reader = load_tokenizer(base / TOKENIZER, most_tokens=MOST_TOKENS)
    sides = list(PREFIXES.values())
    taken = whole[: max(ASKED, plan.steps * TEXTS_PER_STEP)]
    return [encoded.ids for encoded in reader.encode_batch([draw.choice(sides) + encodable(text) for text in taken])]


def _chosen(teacher: TorchEncoder, rows: Sequence[Sequence[int]], depths: Sequence[int], plan: Plan) -> dict[int, tuple[int, ...]]:
    count = len(teacher.layers)
    if plan.evenly:
        return {depth: evenly(count, depth) for depth in depths}
    ids, mask = padded(sorted((row[:ASKED_TOKENS] for row in rows[:ASKED]), key=len))
    with torch.no_grad():
        right = pooled(teacher(ids, mask), mask)

    def error(layers: Sequence[int]) -> float:
        with torch.no_grad():
            own = pooled(teacher.of(layers)(ids, mask), mask)
        near, wanted = (v - v.mean(0) for v in (own, right))
        return float(((near @ near.T - wanted @ wanted.T) ** 2).sum())

    return least_missed(count, depths, error)
