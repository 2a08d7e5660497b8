"""Turn benchmarks/results/{unit_costs,reading,encoder,speed,search*}.json into the tables of docs/scale.md.

python tools/scale.py            write the tables
python tools/scale.py --check    exit with 1 when the page holds other figures than the results
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS, PAGE = ROOT / "benchmarks" / "results", ROOT / "docs" / "scale.md"
SIZES = (10**4, 10**5, 10**6, 10**7, 10**8, 10**9)
SMALL = 100  # bytes a candidate below which a table is not told of


def main() -> int:
    """Write or check the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is out of date")
    check = parser.parse_args().check
    before = PAGE.read_text(encoding="utf-8")
    after = before
    for name, table in BLOCKS.items():
        block = f"<!-- {name} -->\n{table()}\n<!-- /{name} -->"
        after = re.sub(rf"<!-- {name} -->\n.*?<!-- /{name} -->", lambda _, block=block: block, after, flags=re.DOTALL)
    if after != before and not check:
        PAGE.write_text(after, encoding="utf-8")
    if after != before:
        print(f"{PAGE.name}: {'the figures differ from benchmarks/results; run tools/scale.py' if check else 'written'}")  # noqa: T201
    return int(check and after != before)


def disk() -> str:
    """Return bytes a candidate, by table."""
    costs = _result("unit_costs")
    if not costs:
        return "Not measured yet: `python -m benchmarks.unit_costs --out benchmarks/results/unit_costs.json`."
    rows = [("Table", "rows a candidate", "bytes a candidate", "of which indexes")]
    n = costs["candidates"]
    for name, one in sorted(costs["tables"].items(), key=lambda item: -item[1]["per_candidate"]):
        if one["per_candidate"] >= SMALL:
            rows.append((f"`{name}`", f"{one['rows'] / n:.2f}", f"{one['per_candidate']:,}", f"{one['indexes'] / n:,.0f}"))
    rows.append(("**all**", "", f"**{costs['bytes_per_candidate']:,}**", ""))
    backup = costs["backup"]
    rows.append(("a backup", "", f"{backup['bytes_per_candidate']:,}", ""))
    told = f"{n:,} candidates, {costs['jobs']} jobs, {costs['applications']:,} applications, {costs['matches']:,} matches"
    took = f"backed up in {backup['seconds']} s, restored in {costs['restore']['seconds']} s, at a load of {costs['load_average']}"
    return f"{_table(rows)}\n\n{told}; {took}."


def processor() -> str:
    """Return seconds of one core, by step."""
    reading, speed, encoder = _result("reading"), _result("speed"), _result("encoder")
    rows = [("Step", "seconds of one core", "from")]
    if reading:
        one = reading["speed"]["jiufang"]
        rows.append(("a PDF read, sandbox and hidden-text check included", f"{one['cpu_s_per_document']:.3f}", "`reading.json`"))
    if speed:
        rows.append(("a profile made of it", f"{speed['prepare_ms'] / 1000:.3f}", "`speed.json`"))
        rows.append(("matched with a job by words", f"{speed['pair_warm_ms'] / 1000:.4f}", "`speed.json`"))
        rows.append(("matched with a job by the models, too", f"{speed['pair_with_models_ms'] / 1000:.3f}", "`speed.json`"))
    if encoder:
        rate = encoder["variants"][encoder["shipped"]]["texts_per_s"]["32"]
        rows.append(("a line of 32 tokens encoded", f"{encoder['threads'] / rate:.4f}", "`encoder.json`"))
    return _table(rows)


def sizes() -> str:
    """Return what stands where at each size, from the bytes a candidate."""
    costs, reading = _result("unit_costs"), _result("reading")
    whole = costs.get("bytes_per_candidate", 0)
    cpu = reading["speed"]["jiufang"]["cpu_s_per_document"] + _result("speed").get("prepare_ms", 0) / 1000 if reading else 0.0
    rows = [("Profiles", "disk", "core hours to read them once", "what changes")]
    rows += [(_power(n), _bytes(whole * n) if whole else "–", f"{cpu * n / 3600:,.0f}", CHANGES[n]) for n in SIZES]
    return _table(rows)


def search() -> str:
    """Return how long a search takes and what of the nearest it finds, by how many people there are and how many of them fit."""
    told = _result("search")
    if not told:
        return "Not filed yet: `benchmarks/results/search.json`."
    parts = [_table([PARTS, *(_of_parts(pool) for pool in told["pools"])])]
    pages = [(pool, share, one) for pool in told.get("pages", []) for share, one in pool["by share"].items()]
    if pages:
        rows = [("Profiles", "of whom fit", "a page: p50, p95", "recall@10", "of a processor: ours, the server's")]
        rows += [
            (
                _power(pool["people"]),
                "all" if share == "1" else f"{100 * one['fit']:.1f} %",
                f"{one['p50_ms']:.0f}, {one['p95_ms']:.0f} ms",
                f"{one['recall@10']:.3f}",
                f"{one['cpu_ms']['ours']:.0f}, {one['cpu_ms']['server']:.0f} ms",
            )
            for pool, share, one in pages
        ]
        parts += [
            _table(rows),
            " ".join(f"{_power(pool['people'])}: {pool['machine']}, load {pool['load_average']}." for pool in told["pages"]),
        ]
    return "\n\n".join([*parts, f"The first table: {told['machine']}."])


PARTS = (
    "Profiles",
    "conditions and words, p95",
    "nearest: p95, recall@10",
    "nearest under facets: p95, recall@10",
    "a page, under facets: p95",
)


def _of_parts(pool: dict[str, Any]) -> tuple[str, ...]:
    """Return the row of a pool; what was not measured there is a dash."""
    plain, faceted = pool.get("plain", {}), pool.get("faceted", {})
    pages = [f"{one['page']['p95_ms']:.0f} ms" if "page" in one else "–" for one in (plain, faceted)]
    near = [
        f"{one['nearest']['p95_ms']:.0f} ms, {one['nearest']['recall@10']:.3f}" if "nearest" in one else "–" for one in (plain, faceted)
    ]
    words = f"{max(one['postings']['p95_ms'] for one in (plain, faceted)):.0f} ms" if "postings" in plain and "postings" in faceted else "–"
    return _power(pool["people"]), words, *near, " · ".join(pages)


CHANGES = {
    10**4: "one folder; two processes answer, one of them works",
    10**5: "one server; reading everybody once takes hours: more workers",
    10**6: "a PostgreSQL of its own (`DATABASE_URL`), web and workers apart; the search as measured above",
    10**7: "tables partitioned by tenant, documents in an object store by content hash, read replicas for search; Ray Data for reading",
    10**8: "one database a group of tenants; vectors quantised, on disk; matching in batches by Ray",
    10**9: "another search engine behind the same `index` protocol; PostgreSQL keeps decisions, keys and what is current",
}


def _power(n: int) -> str:
    return f"10{str(len(str(n)) - 1).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _bytes(n: float) -> str:
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if n < 1000:
            return f"{n:,.0f} {unit}"
        n /= 1000
    return f"{n:,.0f} PB"


def _result(name: str) -> dict[str, Any]:
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], ("---",) * len(rows[0]), *rows[1:]])


BLOCKS: dict[str, Callable[[], str]] = {"disk": disk, "processor": processor, "sizes": sizes, "search": search}

if __name__ == "__main__":
    sys.exit(main())
