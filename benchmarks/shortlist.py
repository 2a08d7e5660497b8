"""Time the main job end to end: a hundred résumés against one job, cold and again; and what a start costs.

    python -m benchmarks.shortlist [--data DIR of bench] [--json]

Each command runs as a process of its own with an empty cache. The résumés are the digital files of
`files/`, the samples of `examples/`, and as many résumés of `gold/` as text files as it takes to make a hundred.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BENCH = ROOT.parent / "shared" / "bench"
COMMAND = Path(sys.executable).parent / "jiufang"
JOB = ROOT / "examples" / "jobs" / "backend-zh.md"
SIZE = 100


def collect(data: Path, folder: Path) -> list[Path]:
    """Return a hundred digital résumés, writing gold texts into `folder` where files are too few."""
    pictures = {".jpg", ".png", ".zip"}
    found = sorted(p for p in (data / "files").glob("*.*") if p.suffix not in {*pictures, ".json"} and "scan" not in p.name)
    found += sorted(
        p for p in (ROOT / "examples" / "resumes").iterdir() if p.suffix not in pictures and not p.name.startswith(("scan", "broken"))
    )
    for gold in sorted((data / "gold").glob("*.json")):
        for resume in json.loads(gold.read_text(encoding="utf-8"))["resumes"]:
            path = folder / f"{resume['id']}.txt"
            path.write_text(resume["text"], encoding="utf-8")
            found.append(path)
    return found[:SIZE]


def timed(arguments: list[str], cache: Path) -> tuple[float, bytes]:
    """Run the command line with a cache of its own; return seconds and what it printed."""
    start = time.perf_counter()
    done = subprocess.run([COMMAND, *arguments], env={**os.environ, "JIUFANG_CACHE": str(cache)}, capture_output=True, check=False)
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stderr.decode())
    return time.perf_counter() - start, done.stdout


def measure(data: Path) -> dict[str, object]:
    """Return every figure."""
    with tempfile.TemporaryDirectory() as folder:
        files = [str(p) for p in collect(data, Path(folder))]
        ask = ["shortlist", str(JOB), *files, "--as-of", "2026-11-01", "--format", "json"]
        cold, first = timed(ask, Path(folder, "a"))
        cached, second = timed(ask, Path(folder, "a"))
        _, third = timed(ask, Path(folder, "b"))
        starts = [timed(["--help"], Path(folder, "a"))[0] for _ in range(5)]
    imports = "import sys, jiufang.cli, jiufang.workspace; print('torch' in sys.modules)"
    torch = subprocess.run([sys.executable, "-c", imports], capture_output=True, text=True, check=True).stdout.strip()
    return {
        "resumes": len(files),
        "cold_s": round(cold, 2),
        "cached_s": round(cached, 2),
        "same_bytes": first == second == third,
        "help_s": round(sorted(starts)[2], 3),
        "torch_imported": torch == "True",
        "peak_mb_of_a_child": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


def main() -> None:
    """Print the figures and write them to benchmarks/results/shortlist.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=BENCH)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = measure(arguments.data)
    target = Path(__file__).parent / "results" / "shortlist.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2) if arguments.json else "\n".join(f"{k:>20}  {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
