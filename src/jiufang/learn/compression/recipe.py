"""Turn the fetched encoder into candidates (pieces, depth, width, bits), measure each, and leave the one that a budget chooses in a folder of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from jiufang.errors import BadInput, ModelMissing
from jiufang.learn.compression.choosing import Budget, Measured, choose, loss_of
from jiufang.learn.compression.dense import DenseWeights, dense, load_layers, save_layers, with_arrays, with_pieces
from jiufang.learn.compression.measuring import Tests, megabytes, milliseconds, of_length, quality
from jiufang.learn.compression.pruning import narrow
from jiufang.learn.compression.vocabulary import Trimmed, trim
from jiufang.models.adapting import HINT, TOKENIZER, WEIGHTS
from jiufang.models.e5s1 import read_weights
from jiufang.models.folders import CARD, Card, building, hash_files, read_card
from jiufang.models.graph import Smoothing, write_graph
from jiufang.models.lean_graph import Ranges, measure_ranges, towering, write_lean_graph
from jiufang.models.loading import load_encoder
from jiufang.models.onnx_encoder import PREFIXES
from jiufang.models.token_graph import load_tokenizer
from jiufang.protocols import Encoder

Bits = Literal["static", "int8", "q4", "float32"]
ALL_BITS: tuple[Bits, ...] = ("static", "int8", "q4", "float32")
TABLE = "candidates.json"
CALIBRATING = 400  # texts that tell the ranges of what enters each matrix
HELD_OUT = 300  # texts of which nothing is learnt
FIRST = "encoder"  # the row that all others are compared with
MOST_TOKENS = 128

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to try.

    Args:
        languages: whose pieces stay; all pieces when empty.
        layers: depths; fewer than the encoder has are distilled.
        bits: ways to multiply.
        heads: to keep in each layer; all when None.
        middle: inner neurons to keep in each layer; all when None.
        steps: of each distillation; 0 takes layers out and learns nothing.
        evenly: keep layers at even distances instead of those that are missed most.
        seed: of all that is drawn.
    """

    languages: tuple[str, ...] = ("zh", "en", "de", "es")
    layers: tuple[int, ...] = (12, 8, 6)
    bits: tuple[Bits, ...] = ("static", "int8", "q4")
    heads: int | None = None
    middle: int | None = None
    steps: int = 800
    evenly: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Compressed:
    """What came out: every candidate, and the chosen one, which lies in `folder`."""

    measured: tuple[Measured, ...]
    chosen: Measured
    folder: Path


def compress(
    base: Path,
    out: Path,
    texts: Sequence[str],
    *,
    plan: Plan | None = None,
    tests: Tests | None = None,
    budget: Budget | None = None,
    words: Sequence[str] = (),
    say: Say = lambda _: None,
) -> Compressed:
    """Make every candidate of a plan, measure it, and leave the chosen one in `out`.

    Args:
        base: the folder of the fetched encoder, with its weights and tokenizer.
        out: gets the chosen model; beside it lie `candidates/`, and `students/`, which are not learnt again.
        texts: unlabelled, of the languages in use; the first are held out.
        plan: what to try.
        tests: what quality is measured on; agreement on the texts that are held out, when None.
        budget: what the chosen one may cost.
        words: more words of the languages, whose pieces stay.
        say: is told what is done.

    Raises:
        BadInput: there are too few texts, or no candidate is within the budget.
        ModelMissing: the encoder was not fetched.
    """
    plan, card = plan or Plan(), read_card(base)
    if card is None or not (base / WEIGHTS).is_file():
        raise ModelMissing("the encoder's weights are not here", subject=str(base), hint=HINT)
    if len(texts) < 2 * HELD_OUT:
        raise BadInput(f"{len(texts)} texts are too few", subject="compress", hint=f"give at least {2 * HELD_OUT}")
    tests = replace(tests or Tests(()), texts=tuple(texts[:HELD_OUT]))
    learnt = texts[HELD_OUT:]
    candidates = dict(_candidates(base, out, learnt, words, plan, say))
    measured = _measure(base, candidates, tests, say)
    (out / TABLE).write_text(json.dumps([asdict(one) for one in measured], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    chosen = choose(measured[1:], budget or Budget())
    return Compressed(tuple(measured), chosen, _keep(candidates[chosen.name], base, out / "model", card, chosen.name))


def _candidates(base: Path, out: Path, texts: Sequence[str], words: Sequence[str], plan: Plan, say: Say) -> Iterator[tuple[str, Path]]:
    whole = dense(read_weights(base / WEIGHTS))
    trimmed = trim(base / TOKENIZER, [*texts, *words], languages=plan.languages) if plan.languages else None
    if trimmed:
        say(f"{len(trimmed.kept):,} of {whole.shape.vocabulary:,} pieces stay")
    for depth, student in students(base, out, whole, texts, plan, say).items():
        weights = with_pieces(student, trimmed.kept) if trimmed else student
        ranges = _ranges(weights, base, trimmed, texts)
        if plan.heads or plan.middle:
            weights = narrow(weights, ranges, heads=plan.heads, middle=plan.middle)
            ranges = _ranges(weights, base, trimmed, texts)
        for bits in plan.bits:
            folder = out / "candidates" / f"{depth}-{bits}"
            _write(weights, folder, bits, ranges)
            _write_tokenizer(base, folder, trimmed)
            say(f"{folder.name}: {megabytes(folder):.1f} MB")
            yield folder.name, folder


def students(base: Path, out: Path, whole: DenseWeights, texts: Sequence[str], plan: Plan, say: Say) -> dict[int, DenseWeights]:
    """Return an encoder of each depth: the whole one, or a student, which is read where it was made before."""
    depths = [depth for depth in plan.layers if depth < whole.shape.layers]
    missing = [depth for depth in depths if not _student(out, depth).is_file()]
    if missing:
        from jiufang.learn.compression.teaching import teach

        for depth, arrays in teach(base, texts, missing, plan, say):
            save_layers(with_arrays(whole, arrays), _student(out, depth))
    found = {depth: with_arrays(whole, load_layers(_student(out, depth))) for depth in depths}
    return {depth: found.get(depth, whole) for depth in sorted(plan.layers, reverse=True)}


def _student(out: Path, depth: int) -> Path:
    return out / "students" / f"{depth}.npz"


def _ranges(weights: DenseWeights, base: Path, trimmed: Trimmed | None, texts: Sequence[str]) -> Ranges:
    reader = load_tokenizer(base / TOKENIZER, most_tokens=MOST_TOKENS)
    new = {old: number for number, old in enumerate(trimmed.kept)} if trimmed else None
    sides = list(PREFIXES.values())
    encoded = reader.encode_batch([sides[n % 2] + text for n, text in enumerate(texts[:CALIBRATING])])
    rows = [e.ids if new is None else [new[i] for i in e.ids if i in new] for e in encoded]
    return measure_ranges(weights, rows)


def _write(weights: DenseWeights, folder: Path, bits: Bits, ranges: Ranges) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if bits == "int8":
        write_graph(weights, folder, recipe="int8", smoothing=_smoothing(ranges))
    else:
        write_lean_graph(weights, folder, recipe=bits, ranges=ranges)


def _smoothing(ranges: Ranges) -> Smoothing:
    """Return divisors for the graph that rounds each token by its own scale."""
    return {name: towering(found) for matrix, found in ranges.items() if (name := _smoothed(matrix))}


def _smoothed(matrix: str) -> str:
    layer, _, part = matrix.partition(".")
    return {"qkv": f"{layer}.attention", "fi": f"{layer}.ffn"}.get(part, "")


def _write_tokenizer(base: Path, folder: Path, trimmed: Trimmed | None) -> None:
    if trimmed:
        trimmed.save(folder / TOKENIZER)
    else:
        shutil.copyfile(base / TOKENIZER, folder / TOKENIZER)


def _measure(base: Path, candidates: Mapping[str, Path], tests: Tests, say: Say) -> list[Measured]:
    folders = {FIRST: base, **candidates}
    encoders: dict[str, Encoder] = {name: load_encoder(folder) for name, folder in folders.items()}
    speed = milliseconds(encoders, of_length(tests.texts, base / TOKENIZER))
    wanted = encoders[FIRST].encode(tests.texts)
    found: list[Measured] = []
    for name, folder in folders.items():
        figures = quality(encoders[name], tests, wanted=wanted)
        loss = loss_of(figures, found[0].quality if found else figures)
        found.append(Measured(name, megabytes(folder), speed[name], figures, loss))
        say(f"{name}: {found[-1].megabytes:.1f} MB, {speed[name]:.2f} ms, loss {loss:.4f}")
    return found


def _keep(candidate: Path, base: Path, target: Path, card: Card, recipe: str) -> Path:
    with building(target) as folder:
        for file in sorted(candidate.iterdir()):
            shutil.copyfile(file, folder / file.name)
        shutil.copyfile(base / "LICENSE", folder / "LICENSE")
        filled = card.model_copy(update={"recipe": recipe, "made_from": (*card.made_from, "jiufang compress"), "files": hash_files(folder)})
        (folder / CARD).write_text(Card.model_validate(filled).model_dump_json(indent=2), encoding="utf-8")
    return target
