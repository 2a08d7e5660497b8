"""Measure PDF reading: speed, memory and word order beside plain pypdfium2 and pdfplumber, in the same run.

    python -m benchmarks.reading --data ../shared/bench --json

The folder has `files/manifest.json`, whose entries name a gold résumé in `gold/`. Word order agreement is the length of
the longest common subsequence of the tokens of gold text and read text, as F1: 1 means the same words in the same order.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jiufang.text.normalise import fold

RESULTS = Path(__file__).parent / "results" / "reading.json"
ROUNDS = 3
ENGINES = ("jiufang", "jiufang_extraction", "pypdfium2", "pdfplumber")


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(measure(options.engine, digital_files(options.data))))
        return
    found = compare(options.data)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(found, ensure_ascii=False) if options.json else table(found))


def compare(data: Path) -> dict[str, Any]:
    """Measure every engine in a process of its own, then the order of its words."""
    speed = {engine: _in_own_process(engine, data) for engine in ENGINES}
    plain = speed["pypdfium2"]["cpu_s_per_document"]
    for figures in speed.values():
        figures["times_plain_pypdfium2"] = round(figures["cpu_s_per_document"] / plain, 2)
    return {"documents": len(digital_files(data)), "speed": speed, "word_order": word_order(data)}


def measure(engine: str, files: list[Path]) -> dict[str, float]:
    """Read all files several times; the first round warms up and does not count."""
    import psutil

    read, blobs = reader(engine), [f.read_bytes() for f in files]
    rounds = []
    for _ in range(ROUNDS + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        for blob in blobs:
            read(blob)
        rounds.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = (statistics.median(r[i] for r in rounds[1:]) for i in (0, 1))
    memory = psutil.Process().memory_info()
    peak = getattr(memory, "peak_wset", 0) or _peak_rss()
    return {
        "documents_per_s": round(len(blobs) / wall, 1),
        "cpu_s_per_document": round(cpu / len(blobs), 4),
        "peak_memory_mb": round(peak / 2**20, 1),
    }


def reader(engine: str) -> Callable[[bytes], str]:
    """Return the function of an engine that turns a PDF into text."""
    return {"jiufang": _ours, "jiufang_extraction": _ours_unchecked, "pypdfium2": _plain, "pdfplumber": _plumber}[engine]


def word_order(data: Path) -> dict[str, dict[str, float]]:
    """Return the mean agreement with the gold text by template and engine."""
    manifest = json.loads((data / "files" / "manifest.json").read_text(encoding="utf-8"))
    scores: dict[str, dict[str, list[float]]] = {}
    for entry in manifest:
        path = data / "files" / entry["file"]
        if path.suffix != ".pdf" or not entry["text_layer"]:
            continue
        gold = _gold_text(data, entry)
        for engine in ("jiufang", "pypdfium2", "pdfplumber"):
            score = agreement(gold, reader(engine)(path.read_bytes()))
            for group in (entry["template"], "all"):
                scores.setdefault(group, {}).setdefault(engine, []).append(score)
    return {t: {e: round(statistics.mean(v), 4) for e, v in by.items()} for t, by in sorted(scores.items())}


def agreement(gold: str, read: str) -> float:
    """Return 2 × common subsequence ÷ tokens of both; a token is a Han character or a run of letters and digits."""
    a, b = _tokens(gold), _tokens(read)
    matched = _common(a, b)
    return 2 * matched / max(1, len(a) + len(b))


def table(found: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    rows = ["| engine | documents/s | CPU s/document | × plain | peak MB |", "|---|---|---|---|---|"]
    for name, f in found["speed"].items():
        rows.append(
            f"| {name} | {f['documents_per_s']} | {f['cpu_s_per_document']} | {f['times_plain_pypdfium2']} | {f['peak_memory_mb']} |"
        )
    rows += ["", "| template | jiufang | pypdfium2 | pdfplumber |", "|---|---|---|---|"]
    rows += [f"| {t} | {s['jiufang']:.3f} | {s['pypdfium2']:.3f} | {s['pdfplumber']:.3f} |" for t, s in found["word_order"].items()]
    return "\n".join(rows)


def digital_files(data: Path) -> list[Path]:
    """Return the PDFs of the folder that have a text layer."""
    manifest = json.loads((data / "files" / "manifest.json").read_text(encoding="utf-8"))
    return [data / "files" / e["file"] for e in manifest if e["file"].endswith(".pdf") and e["text_layer"]]


def _in_own_process(engine: str, data: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.reading", "--data", str(data), "--engine", engine]
    figures: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return figures


def _peak_rss() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _ours(data: bytes) -> str:
    from jiufang.documents.pdf import read_pdf

    return read_pdf(data, name="file").text


def _ours_unchecked(data: bytes) -> str:
    from jiufang.documents.pdf import read_pdf

    return read_pdf(data, name="file", check=False).text


def _plain(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _plumber(data: bytes) -> str:
    import io
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def _gold_text(data: Path, entry: dict[str, Any]) -> str:
    gold = json.loads((data / "gold" / entry["gold"]).read_text(encoding="utf-8"))
    return str(next(r["text"] for r in gold["resumes"] if r["id"] == entry["resume_id"]))


def _tokens(text: str) -> list[str]:
    import re

    return re.findall(r"[\u2e80-\u9fff]|[^\W\u2e80-\u9fff]+", fold(text))


def _common(a: list[str], b: list[str]) -> int:
    """Return the length of the longest common subsequence."""
    previous = [0] * (len(b) + 1)
    for x in a:
        current = [0]
        for j, y in enumerate(b):
            current.append(previous[j] + 1 if x == y else max(previous[j + 1], current[j]))
        previous = current
    return previous[-1]


if __name__ == "__main__":
    main()
