"""Run every benchmark and write benchmarks/results: `python -m benchmarks [--data DIR]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parent.parent.parent / "shared" / "bench"
# name → the folder of the development data that it needs, or None
BENCHMARKS = {
    "files": "files",
    "gold": "gold",
    "triples": "triples",
    "speed": "gold",
    "ads": "gold",
    "reading": ".",
    "encoder": None,
    "malformed": None,
    "redaction": None,
    "hidden": None,
    "shortlist": None,
    "titles": "titles",
    "tone": None,
}


def main() -> int:
    """Run them one after the other; a failing one does not stop the rest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=BENCH)
    data = parser.parse_args().data
    failed = []
    for name, folder in BENCHMARKS.items():
        if folder and not (data / folder).is_dir():
            print(f"{name}: skipped, {data / folder} is not there")
            continue
        print(f"── {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *(["--data", str(data / folder)] if folder else [])]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
