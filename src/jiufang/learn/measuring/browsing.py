"""Turn estimates that went wrong into pages to read: of each job the worst false yes and false no, résumé and ad side by side.

The texts are those of the data set, blind as they are there; the pages are for whoever may read the data set, and for nobody else.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jiufang.learn.measuring.pooled import POSITIVE_FROM
from jiufang.learn.measuring.records import plain
from jiufang.learn.records import Pair, Scores

WORST = 3  # of each kind and job
SHOWN = 1500  # characters of a text in Markdown; the page shows all
FALSE_YES, FALSE_NO = "false yes", "false no"

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#1d2433;background:#fff}
h2{margin-top:3rem;border-bottom:1px solid #c9d1dd}details{margin:.5rem 0;border:1px solid #c9d1dd;border-radius:6px;padding:.5rem 1rem}
summary{cursor:pointer}summary b{color:#8a1c1c}summary.no b{color:#1c4a8a}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem}pre{white-space:pre-wrap;font:inherit;overflow-wrap:anywhere}
@media(max-width:50rem){.sides{grid-template-columns:1fr}}
@media(prefers-color-scheme:dark){body{color:#e4e8ef;background:#14181f}summary b{color:#ff9c9c}summary.no b{color:#9cc4ff}}
"""


@dataclass(frozen=True, slots=True)
class Mistake:
    """An estimate on the wrong side of the threshold.

    Args:
        kind: `false yes` or `false no`.
        pair: its id.
        person: a pseudonym.
        job: the job.
        score: what was estimated.
        label: what came of it.
        off: how far the score is beyond the threshold.
        stage: the outcome as the source tells it.
        resume: blind text.
        ad: text of the job.
    """

    kind: str
    pair: str
    person: str
    job: str
    score: float
    label: float
    off: float
    stage: str
    resume: str
    ad: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return dict(plain(self))


def mistakes(pairs: Sequence[Pair], scores: Scores, threshold: float, *, worst: int = WORST) -> tuple[Mistake, ...]:
    """Return the worst mistakes of each job, job by job, of each kind the worst first.

    Args:
        pairs: the pairs.
        scores: what was estimated of them, [pairs].
        threshold: from where a score is a yes.
        worst: how many of each kind and job.
    """
    by_job: dict[str, list[Mistake]] = defaultdict(list)
    for pair, value in zip(pairs, (float(one) for one in scores), strict=True):
        if (value >= threshold) != (pair.label >= POSITIVE_FROM):
            kind = FALSE_YES if value >= threshold else FALSE_NO
            told = (pair.id, pair.person, pair.job, value, pair.label, abs(value - threshold), pair.stage, pair.resume, pair.ad)
            by_job[pair.job].append(Mistake(kind, *told))
    return tuple(one for job in sorted(by_job) for kind in (FALSE_YES, FALSE_NO) for one in _worst(by_job[job], kind, worst))


def markdown(found: Iterable[Mistake], *, title: str) -> str:
    """Return mistakes as Markdown; long texts are cut."""
    lines, job = [f"# {title}", ""], None
    for one in found:
        if one.job != job:
            job = one.job
            lines += [f"## Job {job}", "", "> " + _cut(one.ad).replace("\n", "\n> "), ""]
        lines += [f"### {one.kind}: {_headline(one)}", "", "> " + _cut(one.resume).replace("\n", "\n> "), ""]
    return "\n".join(lines) + "\n"


def page(found: Iterable[Mistake], *, title: str) -> str:
    """Return mistakes as a page of HTML that needs nothing else; every word of the data is escaped."""
    body, job = [], None
    for one in found:
        if one.job != job:
            job = one.job
            body.append(f"<h2>{html.escape(job)}</h2>")
        side = "no" if one.kind == FALSE_NO else "yes"
        body.append(
            f'<details><summary class="{side}"><b>{one.kind}</b> {html.escape(_headline(one))}</summary><div class="sides">'
            f"<section><h3>résumé</h3><pre>{html.escape(one.resume)}</pre></section>"
            f"<section><h3>job</h3><pre>{html.escape(one.ad)}</pre></section></div></details>"
        )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{html.escape(title)}</title><style>{STYLE}</style><h1>{html.escape(title)}</h1>{''.join(body) or '<p>None.</p>'}</html>\n"
    )


def _headline(one: Mistake) -> str:
    stage = f", “{one.stage}”" if one.stage else ""
    return f"{one.person} · estimated {one.score:.2f}, came out {one.label:.2f}{stage} ({one.pair})"


def _worst(found: Sequence[Mistake], kind: str, worst: int) -> list[Mistake]:
    return sorted((one for one in found if one.kind == kind), key=lambda one: (-one.off, one.pair))[:worst]


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
