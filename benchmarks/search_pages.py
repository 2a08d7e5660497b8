"""Measure whole pages of a search by how many fit its facets, and what each step of a page takes.

python -m benchmarks.search_pages --people 1000000 --folder DIR --into benchmarks/results/search.json

The folder holds a pool that `benchmarks.search --sizes 1000000 --folder DIR` made; it is left as it is.

A page is what `ws.pool.search` returns, the question's own encoding left out. One connection, one thread. Recall@10 is that of the nearest
against the exact order under the same facets, as numpy computes it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from benchmarks.search_pool import PLACES, SEED, TONGUES, Drawn, means
from benchmarks.search_questions import plain
from jiufang.index.query import meaning, parse
from jiufang.index.records import terms_of
from jiufang.settings import Settings
from jiufang.store import search, vectors
from jiufang.store.opening import open_store
from jiufang.workspace import finding, pool
from jiufang.workspace.opened import OpenWorkspace

SHARES = (1.0, 0.2, 0.04, 0.005)  # of the pool that fit; 1: nothing is asked for
NEAR_ENOUGH = 0.3  # of a share
TOP, AT_ONCE = 10, 20_000
STEPS: dict[str, tuple[Any, str]] = {
    "postings": (search, "find"),
    "nearest": (vectors, "nearest"),
    "read again": (vectors, "similarities"),
    "named": (finding, "_named"),
    "facets": (search, "facets_of"),
    "hits": (pool.Pool, "_hits"),
    "behind": (vectors, "behind"),
    "rank": (finding, "rank"),
}


def main() -> None:
    """Measure and print or keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/jf-search"))  # noqa: S108 - holds nothing of anybody
    parser.add_argument("--questions", type=int, default=40, help="of each share")
    parser.add_argument("--machine", default="two shared cores", help="where it runs, in words, and what else does")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--into", type=Path, help="the file of benchmarks.search, to keep the figures beside its own")
    args = parser.parse_args()
    folder = args.folder / str(args.people)
    with open_store(folder) as store:
        told = measure(OpenWorkspace(store, settings=Settings()), folder, np.load(args.folder / "lines.npy"), args.questions)
    head = {"people": args.people, "questions": args.questions, "machine": args.machine, "load_average": round(os.getloadavg()[0], 1)}
    told = {**head, "by share": told}
    if args.out:
        args.out.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    if args.into:
        kept = json.loads(args.into.read_text("utf-8"))
        kept["pages"] = sorted(
            [*(one for one in kept.get("pages", []) if one["people"] != args.people), told], key=lambda one: one["people"]
        )
        args.into.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(told, indent=1))


def measure(ws: OpenWorkspace, folder: Path, lines: NDArray[np.float32], count: int) -> dict[str, Any]:
    """Return times and recall of pages, for each share of people that fit."""
    table, asked = _table(folder, lines), plain(count)
    suffixes = _suffixes(ws, random.Random(SEED), count)
    told = {}
    for share, endings in suffixes.items():
        questions = [f"{question} {ending}".strip() for question, ending in zip(asked, endings, strict=True)]
        queries = [parse(question) for question in questions]
        sought = np.stack([ws.pool._question(meaning(query)) for query in queries])  # type: ignore[misc]
        masks = [_mask(ws, query) for query in queries]
        told[f"{share:g}"] = {
            "fit": round(mean(1.0 if mask is None else float(mask.mean()) for mask in masks), 4),
            "recall@10": _recall(ws, table, sought, masks),
            **_pages(ws, questions),
        }
    return told


def _pages(ws: OpenWorkspace, questions: Sequence[str]) -> dict[str, Any]:
    """Time pages: each once before, as a server that runs has the tables in memory; then as they are, then by step."""
    for question in questions:
        ws.pool.search(question)
    begun = _spent(ws)
    times = [_timed(partial(ws.pool.search, question)) for question in questions]
    ours, theirs = (round(1000 * (now - before) / len(questions), 1) for now, before in zip(_spent(ws), begun, strict=True))
    spent: dict[str, list[float]] = defaultdict(list)
    with _watched(spent):
        for question in questions:
            ws.pool.search(question)
    steps = {name: round(1000 * sum(spent[name]) / len(questions), 1) for name in STEPS}
    return {"p50_ms": _at(times, 0.5), "p95_ms": _at(times, 0.95), "cpu_ms": {"ours": ours, "server": theirs}, "mean_ms": steps}


def _spent(ws: OpenWorkspace) -> tuple[float, float]:
    """Return the seconds of a processor that this process and the server's took so far: what they take does not hang on who else is at work."""
    theirs = psutil.Process(ws.store.server.pid()).children() if ws.store.server else []
    times = [one.cpu_times() for one in theirs]
    return time.process_time(), sum(one.user + one.system for one in times)


@contextmanager
def _watched(spent: dict[str, list[float]]) -> Iterator[None]:
    """Take the time of each step of a page; a step within another counts in both."""
    kept = {name: getattr(*place) for name, place in STEPS.items()}
    for name, (where, what) in STEPS.items():
        setattr(where, what, _timing(kept[name], spent[name]))
    try:
        yield
    finally:
        for name, (where, what) in STEPS.items():
            setattr(where, what, kept[name])


def _timing(work: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            spent.append(time.perf_counter() - begun)

    return timed


def _suffixes(ws: OpenWorkspace, chance: random.Random, count: int) -> dict[float, list[str]]:
    """Return facets for each question and share: combinations of years, place, language and degree that so many fit."""
    parts = (
        ["", *(f"years:>={n}" for n in (2, 3, 5, 8, 12))],
        ["", *(f"city:{place}" for place in PLACES)],
        ["", *(f"lang:{code}" for code in TONGUES)],
        ["", "degree:bachelor", "degree:master"],
    )
    every = [" ".join(filter(None, one)) for one in itertools.product(*parts)]
    chance.shuffle(every)
    chosen: dict[float, list[str]] = {share: [""] * count if share == 1 else [] for share in SHARES}
    for facets in every:
        if all(len(kept) >= count for kept in chosen.values()):
            break
        mask = _mask(ws, parse(facets))
        fit = 1.0 if mask is None else float(mask.mean())
        for share, kept in chosen.items():
            if len(kept) < count and abs(fit - share) <= NEAR_ENOUGH * share < share:
                kept.append(facets)
    return {share: (kept * count)[:count] for share, kept in chosen.items() if kept}


def _mask(ws: OpenWorkspace, query: Any) -> NDArray[np.bool_] | None:
    if query.must is None:
        return None
    with ws.session() as session:
        return search.find(session, terms_of(query.must)).postings.fitting(query.must)


def _recall(ws: OpenWorkspace, table: NDArray[np.float16], sought: NDArray[np.float32], masks: Sequence[NDArray[np.bool_] | None]) -> float:
    near = np.concatenate([sought @ table[i : i + AT_ONCE].astype(np.float32).T for i in range(0, len(table), AT_ONCE)], axis=1)
    hits = []
    with ws.session() as session:
        found = search.find(session, [])
        for vector, mask, row in zip(sought, masks, near, strict=True):
            order = np.argsort(-row if mask is None else np.where(mask, -row, 2.0), kind="stable")[:TOP]
            right = {int(n) for n in order if mask is None or mask[n]}
            got = vectors.nearest(session, vector, found, model=ws.pool._model, count=finding.DEEP, among=mask)
            hits.append(len({n for n, _ in got[:TOP]} & right) / len(right))
    return round(mean(hits), 4)


def _table(folder: Path, lines: NDArray[np.float32]) -> NDArray[np.float16]:
    """Return everybody's vector, as they are kept; made once."""
    path = folder / "table.npy"
    if not path.is_file():
        drawn = Drawn.kept(folder / "drawn.npz")
        count = len(drawn.ends)
        made = [means(drawn, lines, i, min(count, i + AT_ONCE)).astype(np.float16) for i in range(0, count, AT_ONCE)]
        np.save(path, np.concatenate(made))
    table: NDArray[np.float16] = np.load(path, mmap_mode="r")
    return table


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _at(times: Sequence[float], share: float) -> float:
    return round(1000 * float(np.quantile(times, share)), 1)


if __name__ == "__main__":
    main()
