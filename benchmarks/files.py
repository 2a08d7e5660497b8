"""Measure how well profiles are read from files: by field, overall, by template, digital and scanned apart.

Run `python -m benchmarks.files --data DIR [--json] [--missed] [--no-ocr]` on a folder of the layout of bench/files
(`manifest.json`; `member` names the file inside an archive). Rules of matching: benchmarks/facts.py.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.facts import add, compare, new_tallies, shares
from benchmarks.folders import files_in
from jiufang.documents import Document, read_many
from jiufang.profiles.records import Profile

AS_OF = "2026-11-01"  # the day on which the résumés of the development data are dated
RESULTS = Path(__file__).parent / "results" / "files.json"


def measure(data: Path, *, ocr: bool = True) -> dict[str, Any]:
    """Read each file of the manifest, parse it and compare it with its facts."""
    rows = json.loads(files_in(data, "manifest.json")[0].read_text(encoding="utf-8"))
    if not ocr:
        rows = [row for row in rows if row["text_layer"]]
    names = list(dict.fromkeys(row["file"] for row in rows))
    begun = time.perf_counter()
    readings = dict(zip(names, read_many([data / name for name in names], ocr=ocr), strict=True))
    read_seconds = time.perf_counter() - begun
    tallies, missed, failed, parse_seconds = new_tallies(), [], [], 0.0
    for row in rows:
        document = _document(readings[row["file"]].documents, row.get("member"))
        if document is None:
            failed.append(f"{row['file']}: {readings[row['file']].reason or 'no document'}")
        begun = time.perf_counter()
        profile = Profile.from_document(document or Document.from_text(""), as_of=row.get("as_of", AS_OF)).to_dict()
        parse_seconds += time.perf_counter() - begun
        scores = compare(profile, row["facts"])
        for group in ("overall", "digital" if row["text_layer"] else "scan", f"template {row['template']}"):
            add(tallies[group], scores, row["facts"])
        missed += [f"{row['file']} {field}: {m}" for field, (_, values) in scores.items() for m in values]
    return {
        "rows": len(rows),
        "files": len(names),
        "accuracy": {group: shares(tally) for group, tally in sorted(tallies.items())},
        "read_seconds": round(read_seconds, 2),
        "parse_ms": round(1000 * parse_seconds / max(1, len(rows)), 1),
        "failed": failed,
        "missed": missed,
    }


def _document(documents: Sequence[Document], member: str | None) -> Document | None:
    if member:
        named = [
            d
            for d in documents
            if d.member and (d.member == member or d.member.endswith("/" + member) or Path(d.member).name == Path(member).name)
        ]
        return named[0] if named else None
    return documents[0] if documents else None


def main() -> None:
    """Print the figures and keep them in benchmarks/results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--missed", action="store_true", help="list every value that was not found")
    parser.add_argument("--no-ocr", action="store_true", help="leave scans out")
    options = parser.parse_args()
    result = measure(options.data, ocr=not options.no_ocr)
    missed = result.pop("missed")
    if not options.no_ocr:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=None if options.json else 1, ensure_ascii=False))
    if options.missed:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
