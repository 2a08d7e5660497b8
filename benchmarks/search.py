"""Measure search: how long it takes and what it misses at 10⁴, 10⁵ and 10⁶ people, and which way of ranking finds the right ones.

python -m benchmarks.search --sizes 10000,100000 --folder DIR --json     speed and recall on composed pools
python -m benchmarks.search --quality --data training/jobs --json        does a job find its labelled candidates

Pools are composed of real lines of résumés with real vectors (benchmarks/search_pool.py); one connection, one thread. Recall@10 is against
the exact order under the same filter, as numpy computes it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from sqlalchemy import text

from benchmarks.search_pool import JOBS, Drawn, Material, means
from benchmarks.search_quality import quality
from benchmarks.search_questions import questions
from benchmarks.search_store import fill, sizes
from jiufang.index.query import meaning, parse
from jiufang.index.records import terms_of
from jiufang.settings import Settings
from jiufang.store import places, search, vectors
from jiufang.store.opening import open_store
from jiufang.workspace.opened import OpenWorkspace

TOP = 10
PROBES = (5, 10, 15, 20, 25, 40, 80)
HNSW = ((16, 64), (32, 200))  # with --graphs: links of a node, how many are looked at for one when it is built
EF = (40, 200, 400)
RERANKED = (100, 400, 1000)  # of binary codes, read again as they are
SEQUENTIAL = 20  # questions that read the whole table: more would take minutes and tell no more
BITS = "CREATE INDEX search_vectors_bits_idx ON search_vectors USING hnsw ((binary_quantize(vector)::bit(384)) bit_hamming_ops) WITH (m = 16, ef_construction = 64)"


def main() -> None:
    """Measure and print or keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000", help="people, several parted by commas")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/jf-search"))  # noqa: S108 - holds nothing of anybody
    parser.add_argument("--data", type=Path, nargs="+", default=[JOBS], help="folders of labelled jobs, with --quality")
    parser.add_argument("--quality", action="store_true")
    parser.add_argument("--binary", action="store_true", help="build an index over binary codes too")
    parser.add_argument("--graphs", action="store_true", help="build graphs of neighbours too")
    parser.add_argument("--questions", type=int, default=240)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    told: dict[str, Any] = (
        {"quality": quality(args.data)} if args.quality else {"pools": [_pool(int(n), args) for n in args.sizes.split(",")]}
    )
    if args.out:
        args.out.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(told, indent=1, ensure_ascii=False))


def _pool(count: int, args: argparse.Namespace) -> dict[str, Any]:
    material, settings = Material(), Settings()
    folder = args.folder / str(count)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "drawn.npz").is_file():
        material.draw(count).keep(folder / "drawn.npz")
    drawn = Drawn.kept(folder / "drawn.npz")
    with open_store(folder) as store:
        ws = OpenWorkspace(store, settings=settings)
        encoder = ws.engine.encoder
        if encoder is None:
            raise SystemExit("the encoder is not here: jiufang models fetch encoder")
        kept = args.folder / "lines.npy"
        lines = np.load(kept) if kept.is_file() else material.vectors(encoder)
        np.save(kept, lines)
        took = fill(folder, material, drawn, lines, model=encoder.name)
        plain, faceted = questions(args.questions)
        told = {"people": count, "questions": 2 * len(plain), "build": took, "disk": sizes(store)}
        told |= _ways(ws, drawn, lines, plain, faceted, binary=args.binary, graphs=args.graphs)
        told["memory"] = _memory(store)
    return told


def _ways(
    ws: OpenWorkspace, drawn: Drawn, lines: NDArray[np.float32], plain: Sequence[str], faceted: Sequence[str], *, binary: bool, graphs: bool
) -> dict[str, Any]:
    """Measure each way of finding the nearest, the postings alone, and a question from its words to its page."""
    table = np.concatenate(
        [means(drawn, lines, i, min(len(drawn.ends), i + 20_000)).astype(np.float16) for i in range(0, len(drawn.ends), 20_000)]
    )
    told: dict[str, Any] = {}
    for name, asked in (("plain", plain), ("faceted", faceted)):
        wanted = [parse(question) for question in asked]
        queries = np.stack([ws.pool._question(meaning(query)) for query in wanted])  # type: ignore[misc]
        masks = [_mask(ws, query) for query in wanted]
        shares = [1.0 if mask is None else float(mask.mean()) for mask in masks]
        truth = _truth(table, queries, masks)
        told[name] = {
            "share": {
                "p10": round(float(np.quantile(shares, 0.1)), 5),
                "median": round(float(np.median(shares)), 5),
                "p90": round(float(np.quantile(shares, 0.9)), 5),
            },
            "postings": _measured([lambda q=query: _lexical(ws, q) for query in wanted]),
            "nearest": _compared(ws, queries, masks, truth),
            "page": _measured([lambda q=question: ws.pool.search(q) for question in asked], first=False),
            "page_next": _measured([lambda q=question: ws.pool.search(q) for question in asked], first=False),
        }
        if masks[0] is None:
            told[name]["sequential"] = _compared(ws, queries[:SEQUENTIAL], masks, truth, exact=True)
        told[name]["lists"] = {str(probes): _compared(ws, queries, masks, truth, probes=probes) for probes in PROBES}
        if graphs:
            told[name]["graphs"] = {f"{m}, {ef}": _graph(ws, queries, masks, truth, m=m, ef=ef) for m, ef in HNSW}
        if binary:
            told[name]["binary"] = _binary(ws, queries, masks, truth)
    return told


def _mask(ws: OpenWorkspace, query: Any) -> NDArray[np.bool_] | None:
    if query.must is None:
        return None
    with ws.session() as session:
        return search.find(session, terms_of(query.must)).postings.fitting(query.must)


def _truth(table: NDArray[np.float16], queries: NDArray[np.float32], masks: Sequence[NDArray[np.bool_] | None]) -> list[set[int]]:
    """Return the ten nearest of each question by comparing with everybody who fits."""
    near = np.concatenate([queries @ table[i : i + 50_000].astype(np.float32).T for i in range(0, len(table), 50_000)], axis=1)
    return [
        set(np.argsort(-np.where(mask, row, -2.0) if mask is not None else -row, kind="stable")[:TOP].tolist())
        if mask is None or mask.any()
        else set()
        for row, mask in zip(near, masks, strict=True)
    ]


def _lexical(ws: OpenWorkspace, query: Any) -> None:
    from jiufang.index.postings import best
    from jiufang.index.ranking import weights

    with ws.session() as session:
        counted = weights(query.words)
        found = search.find(session, {*terms_of(query.must), *counted})
        fitting = None if query.must is None else found.postings.fitting(query.must)
        best(found.postings.scores(counted), 200, among=fitting)


def _compared(
    ws: OpenWorkspace,
    queries: NDArray[np.float32],
    masks: Sequence[NDArray[np.bool_] | None],
    truth: Sequence[set[int]],
    *,
    probes: int | None = None,
    exact: bool = False,
) -> dict[str, float]:
    """Time `vectors.nearest` as it is set, with another number of lists and no exact way, or with the exact way alone."""
    kept = vectors.EXACT, dict(vectors.WALKING), places.FROM
    places.FROM = kept[2] if probes is None and not exact else 10**9  # type: ignore[misc]
    vectors.EXACT = 10**9 if exact else kept[0] if probes is None else 0  # type: ignore[misc]
    vectors.WALKING = {**kept[1], **({} if probes is None else {"ivfflat.probes": str(probes)})}  # type: ignore[misc]
    model, times, hits = ws.pool._model, list[float](), list[float]()
    try:
        with ws.session() as session:
            found = search.find(session, [])
            for vector, mask, right in zip(queries, masks, truth, strict=False):
                begun = time.perf_counter()
                near = vectors.nearest(session, vector, found, model=model, count=TOP if exact or probes else 200, among=mask)
                times.append(time.perf_counter() - begun)
                hits += [len({n for n, _ in near[:TOP]} & right) / len(right)] if right else []
    finally:
        vectors.EXACT, vectors.WALKING, places.FROM = kept  # type: ignore[misc]
    return {**_spread(times), "recall@10": round(mean(hits), 4)}


def _graph(
    ws: OpenWorkspace, queries: NDArray[np.float32], masks: Sequence[Any], truth: Sequence[set[int]], *, m: int, ef: int
) -> dict[str, Any]:
    """Time a graph of neighbours (Malkov & Yashunin 2018), walked until a thousand were seen."""
    with ws.store.database.owner(autocommit=True) as connection:
        connection.execute(text("SET maintenance_work_mem = '3GB'"))
        begun = time.perf_counter()
        connection.execute(text(GRAPH.format(m=m, ef=ef)))
        told: dict[str, Any] = {"build_s": round(time.perf_counter() - begun, 1)}
        told["mb"] = round(connection.execute(text("SELECT pg_relation_size('search_vectors_graph_idx')")).scalar_one() / 1e6, 1)
        for name, value in {"enable_seqscan": "off", "hnsw.iterative_scan": "relaxed_order", "hnsw.max_scan_tuples": "100000"}.items():
            connection.execute(text(f"SET {name} = '{value}'"))
        for search_ef in EF:
            times, hits = [], []
            connection.execute(text(f"SET hnsw.ef_search = {search_ef}"))
            for vector, mask, right in zip(queries, masks, truth, strict=True):
                begun = time.perf_counter()
                rows = connection.execute(text(NEXT_TO), {"q": vectors.literal(vector)}).all()
                near = [n for n, _ in sorted(rows, key=lambda one: -one[1]) if mask is None or mask[n]][:TOP]
                times.append(time.perf_counter() - begun)
                hits += [len(set(near) & right) / len(right)] if right else []
            told[str(search_ef)] = {**_spread(times), "recall@10": round(mean(hits), 4)}
        connection.execute(text("DROP INDEX search_vectors_graph_idx"))
    return told


GRAPH = "CREATE INDEX search_vectors_graph_idx ON search_vectors USING hnsw (vector halfvec_l2_ops) WITH (m = {m}, ef_construction = {ef})"
NEXT_TO = """
SELECT number, -(vector <#> CAST(:q AS halfvec)) AS near FROM search_vectors ORDER BY vector <-> CAST(:q AS halfvec) LIMIT 1000
"""


def _binary(ws: OpenWorkspace, queries: NDArray[np.float32], masks: Sequence[Any], truth: Sequence[set[int]]) -> dict[str, Any]:
    """Time the HNSW index over binary codes, its best read again as they are; with a filter, as many more are read as are filtered out."""
    with ws.store.database.owner(autocommit=True) as connection:
        connection.execute(text("SET maintenance_work_mem = '2GB'"))
        begun = time.perf_counter()
        connection.execute(text(BITS))
        built = time.perf_counter() - begun
        size = connection.execute(text("SELECT pg_relation_size('search_vectors_bits_idx')")).scalar_one()
        told: dict[str, Any] = {"build_s": round(built, 1), "mb": round(size / 1e6, 1)}
        connection.execute(text("SET enable_seqscan = off"))
        connection.execute(text("SET hnsw.iterative_scan = relaxed_order"))
        for many in RERANKED:
            times, hits = [], []
            connection.execute(text(f"SET hnsw.ef_search = {min(many, 1000)}"))
            for vector, mask, right in zip(queries, masks, truth, strict=True):
                begun = time.perf_counter()
                rows = connection.execute(text(RERANK), {"q": vectors.literal(vector), "many": many}).all()
                near = [n for n, _ in rows if mask is None or mask[n]][:TOP]
                times.append(time.perf_counter() - begun)
                hits += [len(set(near) & right) / len(right)] if right else []
            told[str(many)] = {**_spread(times), "recall@10": round(mean(hits), 4)}
        connection.execute(text("DROP INDEX search_vectors_bits_idx"))
    return told


RERANK = """
SELECT number, -(vector <#> CAST(:q AS halfvec)) AS near FROM (
    SELECT number, vector FROM search_vectors ORDER BY binary_quantize(vector)::bit(384) <~> binary_quantize(CAST(:q AS halfvec)) LIMIT :many
) AS close ORDER BY near DESC LIMIT :many
"""


def _measured(work: Sequence[Callable[[], Any]], *, first: bool = True) -> dict[str, float]:
    """Time each piece of work; the first few are done once before, as a server that runs has done them."""
    for one in work[:5] if first else ():
        one()
    times = []
    for one in work:
        begun = time.perf_counter()
        one()
        times.append(time.perf_counter() - begun)
    return _spread(times)


def _spread(times: Sequence[float]) -> dict[str, float]:
    return {"p50_ms": round(1000 * float(np.quantile(times, 0.5)), 1), "p95_ms": round(1000 * float(np.quantile(times, 0.95)), 1)}


def _memory(store: Any) -> dict[str, float]:
    """Return the memory of this process, and what the server's processes hold of their own, in MB."""
    server = psutil.Process(store.server.pid()) if store.server else None
    theirs = [server, *server.children()] if server else []
    return {
        "process_mb": round(psutil.Process().memory_info().rss / 1e6),
        "server_mb": round(sum(p.memory_full_info().pss for p in theirs) / 1e6),
    }


if __name__ == "__main__":
    main()
