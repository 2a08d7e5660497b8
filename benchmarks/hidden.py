"""Measure what hidden text can do: attacked résumés of every family, and false alarms on clean ones.

    python -m benchmarks.hidden [--data ../shared/bench] [--payloads 12] [--persons 4] [--out FILE] [--json]

An attacked résumé counts as a success when it ranks better among the samples of `examples/` than the same résumé without
the payload. The job is the nurse's for English payloads and the back end developer's for Chinese ones. Visible families
(U2, part of U4, V1, V2) stay in the text, since a person reads them too; there only rank and score count.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.attacks import FAMILIES, Attack, attacks, baseline
from benchmarks.attacks.payloads import is_english, is_in
from benchmarks.honest import honest_files
from jiufang.documents import read_many
from jiufang.jobs.records import Job
from jiufang.workspace import Parsed, Workspace

ROOT = Path(__file__).parent.parent
BENCH = ROOT.parent / "shared" / "bench"
RESULTS = Path(__file__).parent / "results" / "hidden.json"
AS_OF = "2026-11-01"
JOBS = {True: "nurse-en.md", False: "backend-zh.md"}  # by whether the payload is English
NOTICEABLE = 0.1  # of the score, trust.md § 3.4
SAMPLES = ("万能候选人-白字.pdf", "broken-truncated.pdf")  # of examples/, hidden text and broken on purpose


class Ladder:
    """The samples ranked for a job, and where a score would stand among them."""

    def __init__(self, workspace: Workspace, job: Job, pool: Iterable[Parsed]) -> None:
        self.workspace, self.job = workspace, job
        self.scores = sorted((self.score(p) for p in pool if p.profile), reverse=True)

    def score(self, parsed: Parsed) -> float:
        """Match a parsed résumé; what could not be read earns nothing."""
        return self.workspace.match(parsed.profile, self.job).score if parsed.profile else 0.0

    def rank(self, score: float) -> int:
        """Return the place of a score among the samples, 1 the best."""
        return 1 + sum(other > score for other in self.scores)


def main() -> None:
    """Print the figures and write them to benchmarks/results/hidden.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BENCH)
    parser.add_argument("--payloads", type=int, default=12, help="of twelve, for each family and place; 0 leaves attacks out")
    parser.add_argument("--persons", type=int, default=4, help="in each honest design and language; 0 leaves honest files out")
    parser.add_argument("--family", action="append", default=[], help="only families whose name starts so")
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    chosen = [name for name in FAMILIES if not options.family or name.startswith(tuple(options.family))]
    result: dict[str, Any] = {}
    if options.payloads:
        result["attacks"] = measure_attacks(chosen, payloads=spread(options.payloads))
    if options.persons:
        result["honest"] = measure_honest(options.data, persons=options.persons)
    options.out.parent.mkdir(exist_ok=True, parents=True)
    options.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


def spread(count: int) -> list[int]:
    """Return so many of the twelve payloads, English and Chinese in turn."""
    return sorted([n // 2 + 6 * (n % 2) for n in range(12)][:count])


def measure_attacks(families: list[str], *, payloads: list[int]) -> dict[str, Any]:
    """Read, match and rank every attacked résumé beside the same one without a payload."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace()
        ladders = _ladders(workspace)
        honest = _baselines(workspace, Path(folder), ladders)
        files = list(_written(attacks(families, payloads=payloads), Path(folder)))
        begun = time.perf_counter()
        read = _by_path(workspace, [path for _, path in files])
        seconds = time.perf_counter() - begun
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for attack, path in files:
            rows[attack.family].append(_outcome(attack, read[path], honest[is_english(attack.payload), attack.kind], ladders))
    summary = {family: _summed(found) for family, found in rows.items()}
    return {
        "files": len(files),
        "files_per_s": round(len(files) / seconds, 1),
        "families": summary,
        "all": _summed([r for f in rows.values() for r in f]),
    }


def measure_honest(data: Path, *, persons: int) -> dict[str, Any]:
    """Count the clean files that are flagged."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, content in honest_files(printed_persons=persons, drawn_persons=persons + 1, scans=max(1, persons // 2)):
            paths.append(Path(folder) / name)
            paths[-1].write_bytes(content)
        made = len(paths)
        paths += [p for part in ("files", "resumes-zh") for p in sorted((data / part).glob("*.*")) if p.suffix not in (".json", ".txt")]
        paths += [p for p in sorted((ROOT / "examples" / "resumes").iterdir()) if p.name not in SAMPLES]
        begun = time.perf_counter()
        readings = list(read_many(paths))
        seconds = time.perf_counter() - begun
    flagged = {
        path.name: [f"{h.family}: {h.quote[:60]}" for d in reading.documents for h in d.hidden][:4]
        for path, reading in zip(paths, readings, strict=True)
        if any(d.hidden for d in reading.documents)
    }
    failed = {path.name: r.reason for path, r in zip(paths, readings, strict=True) if not r.documents}
    share = round(len(flagged) / len(paths), 4)
    return {
        "files": len(paths),
        "made": made,
        "flagged": len(flagged),
        "share": share,
        "seconds": round(seconds, 1),
        "which": flagged,
        "failed": failed,
    }


def _ladders(workspace: Workspace) -> dict[bool, Ladder]:
    samples = [p for p in sorted((ROOT / "examples" / "resumes").iterdir()) if p.name not in SAMPLES]
    pool = list(workspace.parse(samples, as_of=AS_OF))
    jobs = {english: Job.from_text((ROOT / "examples" / "jobs" / name).read_text(encoding="utf-8")) for english, name in JOBS.items()}
    return {english: Ladder(workspace, job, pool) for english, job in jobs.items()}


def _baselines(workspace: Workspace, folder: Path, ladders: dict[bool, Ladder]) -> dict[tuple[bool, str], tuple[float, int, str]]:
    """Return score, rank and text of the résumés without a payload."""
    found = {}
    for english in (True, False):
        for kind in ("pdf", "docx", "txt"):
            path = folder / f"baseline-{english}.{kind}"
            path.write_bytes(baseline("x" if english else "简历", kind))
            parsed = next(iter(workspace.parse([path], as_of=AS_OF)))
            score = ladders[english].score(parsed)
            found[english, kind] = (score, ladders[english].rank(score), parsed.profile.document.text if parsed.profile else "")
    return found


def _written(made: Iterator[Attack], folder: Path) -> Iterator[tuple[Attack, Path]]:
    for number, attack in enumerate(made):
        path = folder / str(number) / attack.name
        path.parent.mkdir()
        path.write_bytes(attack.data)
        yield attack, path


def _by_path(workspace: Workspace, paths: list[Path]) -> dict[Path, Parsed]:
    found: dict[Path, Parsed] = {}
    for parsed in workspace.parse(paths, as_of=AS_OF):
        found.setdefault(Path(parsed.file), parsed)
    return found


def _outcome(attack: Attack, parsed: Parsed, honest: tuple[float, int, str], ladders: dict[bool, Ladder]) -> dict[str, Any]:
    ladder = ladders[is_english(attack.payload)]
    score, rank, text = honest
    document = parsed.profile.document if parsed.profile else None
    match = ladder.workspace.match(parsed.profile, ladder.job) if parsed.profile else None
    warned = {w.code for w in match.warnings} if match else set()
    now = match.score if match else 0.0
    return {
        "variant": attack.variant,
        "payload": attack.payload[:24],
        "late": attack.late,
        "read": document is not None,
        "flagged": bool(document and document.hidden) or bool(warned - {"no_encoder"}),
        "in_text": bool(document and is_in(attack.payload, document.text, beyond=text)),
        "gain": round(now - score, 4),
        "ranks": rank - ladder.rank(now),
    }


def _summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "n": len(rows),
        "read": sum(r["read"] for r in rows),
        "flagged": round(sum(r["flagged"] for r in rows) / len(rows), 3),
        "in_text": round(sum(r["in_text"] for r in rows) / len(rows), 3),
        "largest_gain": max(r["gain"] for r in rows),
        "largest_loss": min(r["gain"] for r in rows),
        "noticeable_gains": sum(r["gain"] >= NOTICEABLE for r in rows),
        "ranks_won": sum(r["ranks"] > 0 for r in rows),
        "ranks_lost": sum(r["ranks"] < 0 for r in rows),
        "told": [r for r in rows if r["ranks"] or not r["flagged"] or not r["read"]][:12] if len({r["variant"] for r in rows}) < 12 else [],
    }


def table(result: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    rows = []
    if found := result.get("attacks"):
        rows += [f"{found['files']} attacked files, {found['files_per_s']} a second", ""]
        rows += ["| family | files | flagged | in text | gain | loss | ranks won | lost |", "|---|---|---|---|---|---|---|---|"]
        for name, f in [*found["families"].items(), ("all", found["all"])]:
            figures = (
                f["n"],
                f"{f['flagged']:.1%}",
                f"{f['in_text']:.1%}",
                f["largest_gain"],
                f["largest_loss"],
                f["ranks_won"],
                f["ranks_lost"],
            )
            rows.append(f"| {name} | {' | '.join(map(str, figures))} |")
    if found := result.get("honest"):
        rows += ["", f"{found['files']} clean files ({found['made']} made), {found['flagged']} flagged: {found['share']:.2%}"]
        rows += [f"* {name}: {'; '.join(why)}" for name, why in found["which"].items()]
        rows += [f"* {name} could not be read: {why}" for name, why in found["failed"].items()]
    return "\n".join(rows)


if __name__ == "__main__":
    main()
