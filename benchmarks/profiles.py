"""Measure how well profiles are read from the texts of résumés, apart from the reading of files.

Run `python -m benchmarks.profiles --data DIR [--json] [--missed]` on a folder of the layout of bench/gold.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.facts import add, compare, new_tallies, shares
from benchmarks.folders import files_in
from jiufang.profiles.records import Profile


def measure(data: Path) -> dict[str, Any]:
    """Parse each résumé of each job file and compare it with its facts."""
    tallies = new_tallies()
    missed: list[str] = []
    seconds: list[float] = []
    for path in files_in(data, "*.json"):
        for resume in json.loads(path.read_text(encoding="utf-8"))["resumes"]:
            begun = time.perf_counter()
            profile = Profile.from_text(resume["text"], as_of=resume["as_of"]).to_dict()
            seconds.append(time.perf_counter() - begun)
            scores = compare(profile, resume["facts"])
            for group in ("overall", resume["lang"]):
                add(tallies[group], scores, resume["facts"])
            missed += [f"{resume['id']} {field}: {m}" for field, (_, values) in scores.items() for m in values]
    seconds.sort()
    return {
        "resumes": len(seconds),
        "accuracy": {group: shares(tally) for group, tally in sorted(tallies.items())},
        "ms_median": round(1000 * seconds[len(seconds) // 2], 1),
        "ms_max_warm": round(1000 * seconds[-2], 1),
        "missed": missed,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--missed", action="store_true", help="list every value that was not found")
    options = parser.parse_args()
    result = measure(options.data)
    missed = result.pop("missed")
    print(json.dumps(result, indent=None if options.json else 1, ensure_ascii=False))
    if options.missed:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
