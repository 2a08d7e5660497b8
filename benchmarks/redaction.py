"""Measure redaction: made-up identifiers in every dress beside look-alikes, and whether résumés keep a name, an e-mail or a phone.

Run `python -m benchmarks.redaction [--gold DIR] [--files DIR] [--size 3000] [--json] [--misses]`. The strings come from a generator with a fixed
seed; nobody's number is in them. Each is a sentence with one identifier (spaced, glued to 汉字, full-width, broken over lines,
with OCR blanks) or with a look-alike that must stay (order numbers, ranges of years, amounts, part numbers, ISBN, versions,
coordinates, wrong check digits). Recall counts identifiers of which nothing is left; precision counts what was taken out that is one.
The sweep redacts each gold résumé, file and example without being told the name, and looks for the facts in what is left.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.folders import files_in
from benchmarks.redaction_cases import Case, make_cases
from jiufang.documents.records import Document
from jiufang.privacy.recognisers.base import view_of
from jiufang.profiles.redacted import redact_document

BENCH = Path(__file__).parent.parent.parent / "shared" / "bench"
EXAMPLES = Path(__file__).parent.parent / "examples" / "resumes"
SEED, SIZE = 20261122, 3000
Spans = list[tuple[int, int]]
# What a first attempt writes: the baseline beside which ours stands.
PLAIN = re.compile(
    r"\b1[3-9]\d{9}\b|\b\d{17}[\dXx]\b|\b\d{16,19}\b|\b[\w.+-]+@[\w-]+\.[\w.]+\b|\b0\d{2,3}-\d{7,8}\b|\b[EG]\d{8}\b|\(?\d{3}\)?[ -]\d{3}-\d{4}"
)


def main() -> None:
    """Print the table, or everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=BENCH / "gold")
    parser.add_argument("--files", type=Path, default=BENCH / "files")
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    cases = make_cases(random.Random(args.seed), args.size)
    result: dict[str, Any] = {"strings": {"ours": measure(cases, ours), "plain regex": measure(cases, plain)}, "resumes": {}}
    if args.gold.is_dir():
        result["resumes"]["gold"] = sweep(_gold(args.gold))
    if args.files.is_dir():
        result["resumes"]["files"] = sweep(_files(args.files))
    if args.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        _show(result, misses=args.misses)


def ours(text: str) -> Spans:
    """Return what Jiufang takes out of a text."""
    return [(i.start, i.end) for i in redact_document(Document.from_text(text)).items]


def plain(text: str) -> Spans:
    """Return what the baseline takes out."""
    return [m.span() for m in PLAIN.finditer(text)]


def measure(cases: list[Case], find: Callable[[str], Spans]) -> dict[str, Any]:
    """Count what was found of identifiers, and what else was."""
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    right = wrong = 0
    missed, false = [], []
    for case in cases:
        spans = find(case.text)
        hits = [s for s in spans if case.span and s[0] < case.span[1] and s[1] > case.span[0]]
        right += len(hits)
        wrong += len(spans) - len(hits)
        false += [[case.kind, case.text, case.text[a:b]] for a, b in spans if (a, b) not in hits]
        if case.span:
            whole = _covered(case, hits)
            kinds[case.kind][0] += whole
            kinds[case.kind][1] += 1
            missed += [] if whole else [[case.kind, case.text, case.text[slice(*case.span)]]]
    found, total = (sum(v[i] for v in kinds.values()) for i in (0, 1))
    return {
        "n": len(cases),
        "identifiers": total,
        "recall": round(found / total, 4),
        "precision": round(right / max(1, right + wrong), 4),
        "by_kind": {k: round(a / b, 4) for k, (a, b) in sorted(kinds.items())},
        "missed": missed,
        "false": false,
    }


def sweep(resumes: list[tuple[str, str, Document, dict[str, Any]]]) -> dict[str, Any]:
    """Redact résumés and tell which keep a name, an e-mail or a phone, by language."""
    left: dict[str, list[str]] = {}
    count: dict[str, int] = defaultdict(int)
    clean: dict[str, int] = defaultdict(int)
    for key, lang, document, facts in resumes:
        remaining = leftovers(redact_document(document).text, facts)
        count[lang] += 1
        clean[lang] += not remaining
        if remaining:
            left[key] = remaining
    return {"n": dict(count), "clean": {lang: round(clean[lang] / n, 4) for lang, n in count.items()}, "left": left}


def leftovers(text: str, facts: dict[str, Any]) -> list[str]:
    """Return the facts about the person that a text still holds: the whole name, each longer part, the e-mail, the phone's digits."""
    view = view_of(text)
    squeezed, digits = re.sub(r"[\s.·•_-]", "", view).casefold(), re.sub(r"\D", "", view)
    name = facts.get("name") or ""
    bare = re.sub(r"[\s.·•]", "", view_of(name)).casefold()
    found = [name] if bare and bare in squeezed else []
    found += [
        p
        for p in re.findall(r"[A-Za-z][A-Za-z'-]{2,}", name)
        if re.search(rf"(?<![A-Za-z]){re.escape(p)}(?![A-Za-z])", view, re.IGNORECASE)
    ]
    found += [facts["email"]] if facts.get("email") and facts["email"].casefold() in view.casefold() else []
    number = re.sub(r"\D", "", facts.get("phone") or "")
    return found + ([facts["phone"]] if number and number[-8:] in digits else [])


def _covered(case: Case, hits: Spans) -> bool:
    assert case.span is not None
    inside = {i for a, b in hits for i in range(a, b)}
    return all(i in inside for i in range(*case.span) if case.text[i].isalnum())


def _gold(folder: Path) -> list[tuple[str, str, Document, dict[str, Any]]]:
    rows = [(path, r) for path in files_in(folder, "*.json") for r in json.loads(path.read_text("utf-8"))["resumes"]]
    return [(r["id"], r.get("lang", "?"), Document.from_text(r["text"]), r["facts"]) for _, r in rows]


def _files(folder: Path) -> list[tuple[str, str, Document, dict[str, Any]]]:
    from jiufang.documents import read_many

    entries = json.loads((folder / "manifest.json").read_text("utf-8"))
    readings = read_many([folder / e["file"] for e in entries], workers=2)
    pairs = [
        (e, max(r.documents, key=lambda d: len(d.text))) for e, r in zip(entries, readings, strict=True) if r.documents and "facts" in e
    ]
    return [(e["file"], e["lang"], document, e["facts"]) for e, document in pairs]


def _show(result: dict[str, Any], *, misses: bool) -> None:
    for name, row in result["strings"].items():
        print(f"{name:12} n {row['n']}  recall {row['recall']:.4f}  precision {row['precision']:.4f}")
        print("   " + "  ".join(f"{k} {v:.3f}" for k, v in row["by_kind"].items()))
    for name, row in result["resumes"].items():
        print(f"{name:12} n {row['n']}  clean {row['clean']}  left {row['left']}")
    if misses:
        for kind in ("missed", "false"):
            for row in result["strings"]["ours"][kind][:60]:
                print(kind, row)


if __name__ == "__main__":
    main()
