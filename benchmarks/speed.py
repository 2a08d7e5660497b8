"""Time matching of prepared profiles with a job, and tell where the time goes: `python -m benchmarks.speed --data DIR`.

`DIR` is a folder of job files as in bench/gold. What no model takes part in is CPU time of one thread, so that other work on the
machine matters less; a pair with encoder and verifier, read for the first time, is wall-clock time of all threads.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.folders import files_in
from jiufang.errors import ModelMissing
from jiufang.jobs.records import Job
from jiufang.matching import match, prepare
from jiufang.matching.view import View
from jiufang.models import default_encoder, default_verifier
from jiufang.profiles.records import Profile
from jiufang.settings import Settings

RESULT = Path(__file__).parent / "results" / "speed.json"
MANY = 1000
LIMITS = {"pair_warm_ms": 15.0, "pair_with_models_ms": 150.0, "many_s": 20.0}
Prepared = tuple[Profile, Job, View]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures and the table of modules, and file the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="print the figures alone and leave the filed ones as they are")
    given = parser.parse_args(arguments)
    figures = measure(given.data)
    if given.json:
        print(json.dumps(figures))
        return
    RESULT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        if name != "modules":
            print(f"{name:>22}  {value}")
    print(f"\n{'module':>32}  share of the time of a warm pair")
    for module, share in figures["modules"].items():
        print(f"{module:>32}  {share:5.1%}")


def measure(data: Path) -> dict[str, Any]:
    """Return milliseconds a pair, seconds for a thousand profiles, and each module's share of the time."""
    people = [(p, job) for path in files_in(data, "*.json") for p, job in _read(path)]
    match(*people[0], encoder=None)  # word lists and dictionaries are loaded once a process
    prepared, preparing = _timed(lambda: [(p, job, prepare(p)) for p, job in people])
    _, first = _timed(lambda: _match_all(prepared))
    _, warm = _timed(lambda: _match_all(prepared))
    many, job = _many(people), people[0][1]
    _, thousand = _timed(lambda: [match(p, job, encoder=None, view=v) for p, v in many])
    figures = {
        "profiles": len(people),
        "prepare_ms": 1000 * preparing / len(people),
        "pair_first_ms": 1000 * first / len(people),
        "pair_warm_ms": 1000 * warm / len(people),
        **_with_models(prepared),
        "many": len(many),
        "many_s": thousand,
    }
    met = {f"{name}_within_limit": figures[name] <= limit for name, limit in LIMITS.items() if name in figures}
    return {**{k: round(v, 2) for k, v in figures.items()}, **met, "modules": shares(lambda: _match_all(prepared))}


def _read(path: Path) -> list[tuple[Profile, Job]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    job = Job.from_dict(content["job"])
    return [(Profile.from_text(r["text"], as_of=r["as_of"]), job) for r in content["resumes"]]


def _match_all(prepared: Sequence[Prepared]) -> None:
    for profile, job, view in prepared:
        match(profile, job, encoder=None, view=view)


def _with_models(prepared: Sequence[Prepared]) -> dict[str, float]:
    """Return milliseconds a pair with both models, its vectors known and its passages never read before; nothing while they are not fetched."""
    settings = Settings()
    with tempfile.TemporaryDirectory() as vectors:
        try:
            encoder = default_encoder(settings.models_dir, vectors=Path(vectors), threads=settings.workers)
            verifier = default_verifier(settings.models_dir, threads=settings.workers)
        except ModelMissing:
            return {}
        for profile, job, view in prepared:
            match(profile, job, encoder=encoder, view=view)
        verifier.read(["x"], ["y"])
        begun = time.perf_counter()
        for profile, job, view in prepared:
            match(profile, job, encoder=encoder, verifier=verifier, view=view)
    return {"pair_with_models_ms": 1000 * (time.perf_counter() - begun) / len(prepared)}


def _many(people: Sequence[tuple[Profile, Job]]) -> list[tuple[Profile, View]]:
    """Return a thousand prepared profiles, the given ones over and over, each prepared anew."""
    return [(p, prepare(p)) for p in (people[i % len(people)][0] for i in range(MANY))]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    made = work()
    return made, time.process_time() - begun


def shares(work: Callable[[], Any]) -> dict[str, float]:
    """Return the share of the time that is spent in each module's own code, largest first."""
    profiler = cProfile.Profile()
    profiler.runcall(work)
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        spent[_module(file)] += own
    total = sum(spent.values()) or 1.0
    return {module: round(seconds / total, 4) for module, seconds in spent.most_common(15)}


def _module(file: str) -> str:
    if "jiufang" in Path(file).parts:
        parts = Path(file).with_suffix("").parts
        return ".".join(parts[len(parts) - 1 - parts[::-1].index("jiufang") :])
    return "built-in" if file.startswith(("~", "<")) else Path(file).stem


if __name__ == "__main__":
    main()
