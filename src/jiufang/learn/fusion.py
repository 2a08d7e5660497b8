"""Turn labelled pairs and labelled résumés into the weights by which rules and verifier are weighed against each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jiufang.jobs.records import Kind, Requirement
from jiufang.learn.examples import block_of, is_held_out
from jiufang.learn.labelled_jobs import labelled
from jiufang.matching.engine import decide
from jiufang.matching.fusion import Features, Fusion, features_of, group_of
from jiufang.matching.needs import understand
from jiufang.matching.verification import look
from jiufang.matching.verifier import Verifier
from jiufang.matching.view import view_of_text
from jiufang.protocols import Encoder

Row = tuple[str, Features, str]
DIGITS = 4


def pair_rows(folder: Path, *, encoder: Encoder | None, verifier: Verifier) -> list[Row]:
    """Return a row for each held-out pair of a folder of `.jsonl` files: the verifier has not learnt these."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        held_out = [json.loads(line) for number, line in enumerate(lines) if is_held_out(block_of(path, number))]
        rows += [_pair_row(pair, encoder, verifier) for pair in held_out]
    return rows


def _pair_row(pair: Mapping[str, Any], encoder: Encoder | None, verifier: Verifier) -> Row:
    need = understand(Requirement(id=pair["id"], text=pair["requirement"], kind=Kind(pair["kind"])))
    view = view_of_text(pair["passage"], as_of=pair["as_of"], lang=pair["text_lang"])
    outcomes, near = decide([need], view, encoder=encoder)
    seen = look([need], outcomes, near, view, verifier)[0]
    return group_of(need.kind, bare=True), features_of(seen.outcome, seen.reading.chances if seen.reading else None), pair["verdict"]


def job_rows(jobs: Path, *, encoder: Encoder | None, verifier: Verifier) -> list[Row]:
    """Return a row for each label of a job, or of the jobs of a folder, that are held out: the verifier has not learnt these either."""
    rows: list[Row] = []
    for told in labelled(jobs, encoder=encoder, held_out=True):
        seen = look([told.need], [told.outcome], [told.near], told.view, verifier)[0]
        features = features_of(seen.outcome, seen.reading.chances if seen.reading else None)
        rows.append((group_of(told.need.kind, bare=told.view.bare), features, told.verdict))
    return rows


def save(fusion: Fusion, path: Path, *, made_by: str) -> None:
    """Write the weights as JSON, a line for each row of a table."""
    weights = {group: [[round(float(v), DIGITS) for v in row] for row in table] for group, table in sorted(fusion.weights.items())}
    groups = ",\n".join(
        f'  "{group}": [\n' + ",\n".join(f"   {json.dumps(row)}" for row in rows) + "\n  ]" for group, rows in weights.items()
    )
    path.write_text(f'{{\n "made_by": {json.dumps(made_by)},\n "weights": {{\n{groups}\n }}\n}}\n', encoding="utf-8")
