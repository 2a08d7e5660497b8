"""What a candidate costs: bytes on the disk by table, seconds to back up and to bring back, from a founded company.

    python -m benchmarks.unit_costs --candidates 10000 --jobs 100 --out benchmarks/results/unit_costs.json

docs/scale.md is made of the result by tools/scale.py. Bytes do not depend on the machine; seconds do, so the load is told beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import jiufang
from benchmarks import company
from jiufang.settings import Secret, Settings
from jiufang.store.backup import DATA, KEYS, PEOPLE
from jiufang.store.master import MasterKey
from jiufang.workspace import backing

SIZES = """
SELECT c.relname, greatest(c.reltuples, 0)::bigint, pg_table_size(c.oid), pg_indexes_size(c.oid)
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--searched", action="store_true", help="index everybody for the search of the pool, too")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    told = measure(candidates=given.candidates, jobs=given.jobs, searched=given.searched)
    text = json.dumps(told, indent=1)
    print(text)
    if given.out:
        given.out.write_text(f"{text}\n", encoding="utf-8")


def measure(*, candidates: int, jobs: int, searched: bool = False) -> dict[str, Any]:
    """Found a company, weigh its tables, back it up and bring it back in an empty box."""
    folder = Path(tempfile.mkdtemp(prefix="jf-"))
    settings = Settings(workers=1, master_key=Secret(str(MasterKey.new())))
    try:
        with jiufang.open(folder / "ws", settings=settings) as ws, jiufang.open(folder / "box", settings=settings) as box:
            began = time.perf_counter()
            made = company.found(ws, candidates=candidates, jobs=jobs, **({"searched": True} if searched else {}))
            founded, tables = time.perf_counter() - began, _tables(ws, candidates)
            began = time.perf_counter()
            ws.backup(folder / "backup")
            backed = time.perf_counter() - began
            began = time.perf_counter()
            backing.restore(box, folder / "backup")
            restored = time.perf_counter() - began
            files = {name: (folder / "backup" / name).stat().st_size for name in (DATA, PEOPLE, KEYS)}
    finally:
        shutil.rmtree(folder)
    whole = sum(one["bytes"] + one["indexes"] for one in tables.values())
    return {
        "candidates": candidates,
        "jobs": jobs,
        "applications": made.applications,
        "matches": made.matches,
        "searched": searched,
        "load_average": round(os.getloadavg()[0], 1),
        "found_s": round(founded, 1),
        "bytes_per_candidate": round(whole / candidates),
        "tables": tables,
        "backup": {"seconds": round(backed, 2), "bytes": files, "bytes_per_candidate": round(sum(files.values()) / candidates)},
        "restore": {"seconds": round(restored, 2)},
    }


def _tables(ws: Any, candidates: int) -> dict[str, dict[str, int]]:
    """Return rows and bytes of each table that holds some, its TOAST and its indexes with it, and bytes a candidate."""
    with ws.store.database.owner(autocommit=True) as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)")
        found = connection.exec_driver_sql(SIZES).all()
    return {
        name: {"rows": rows, "bytes": size, "indexes": indexes, "per_candidate": round((size + indexes) / candidates)}
        for name, rows, size, indexes in found
        if rows
    }


if __name__ == "__main__":
    main()
