"""Turn an evaluation and an audit into tables of words and numbers for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jiufang.learn.measuring.impact import Audit, Group, Verdict
from jiufang.learn.measuring.leaks import words
from jiufang.learn.measuring.records import Difference, Evaluation, Slice
from jiufang.learn.measuring.resampling import Figure
from jiufang.learn.measuring.swaps import Swap

Row = tuple[str, ...]
BESIDE = ("auc", "pairwise", "mse")  # of a slice


def markdown(found: Evaluation, audits: Sequence[Audit] = (), swaps: Sequence[Swap] = ()) -> str:
    """Return everything as Markdown."""
    parts = [f"# {found.scorers[0]} on {found.data}, {found.part}", ""]
    for title, note, rows in sections(found, audits, swaps):
        parts += [f"## {title}", "", *([note, ""] if note else []), *_table(rows), ""]
    return "\n".join(parts)


def sections(found: Evaluation, audits: Sequence[Audit] = (), swaps: Sequence[Swap] = ()) -> Iterator[tuple[str, str, list[Row]]]:
    """Yield title, note and rows of each table, the head of the table first."""
    whole = found.slices[0]
    size = f"{whole.pairs} pairs, {whole.jobs} jobs, {whole.persons} persons, {whole.good} of them a yes (label of ½ and more)."
    how = f"95 % intervals: {found.resamples} resamples of {found.cluster} ({found.clusters}); figures of an order draw jobs."
    cut = (
        f"Thresholds were chosen on {found.thresholds_from}."
        if found.thresholds_from == "dev"
        else "There is no dev part: thresholds are ½."
    )
    names = brief(found.scorers)
    versions = " ".join(f"{short}: {name}." for name, short in names.items() if short != name)
    note = " ".join(part for part in (size, how, cut, versions) if part)
    yield "All pairs", note, [("", *names.values()), *_all(whole, found.scorers)]
    if found.differences:
        told = "First minus other; p by signs turned over jobs, or by the bootstrap; Holm over the others."
        yield (
            "Difference",
            told,
            [("figure", "than", "difference", "p", "p (Holm)"), *(_difference(one, names) for one in found.differences)],
        )
    if len(found.slices) > 1 or found.left_out:
        left = ", ".join(f"{name} ({count})" for name, count in found.left_out.items())
        note = f"Too few pairs to be told of: {left}." if left else ""
        yield "Slices", note, [("slice", "pairs", "jobs", "scorer", *BESIDE), *_slices(found)]
    first = found.scorers[0]
    bins = [(f"{b.low:.1f}–{b.high:.1f}", str(b.count), _number(b.score), _number(b.label)) for b in found.reliability[first] if b.count]
    yield f"Calibration of {first}", "What was said, and what came true.", [("score", "pairs", "mean score", "mean label"), *bins]
    if found.leaks:
        yield "Reasons to trust this less", "", [("what was found",), *((line,) for line in words(found.leaks))]
    for one in audits:
        yield _title(one), _note(one), [("group", "n", "rate", "impact ratio", "Fisher p", "p (Holm)", "says"), *map(_group, one.groups)]
    if swaps:
        rows = [(one.kind, str(one.sets), str(one.moved), f"{one.largest:g}") for one in swaps]
        yield (
            "Swaps",
            "The same résumé as another person, through the blind input; nothing may move.",
            [("swap", "résumés", "moved", "most"), *rows],
        )


def brief(scorers: Sequence[str]) -> Mapping[str, str]:
    """Return the names of scorers without their versions, as tables have room for; two that would be alike keep theirs.

    >>> brief(["linear@cda9e538", "shipped 2026.11-rules-1+words"])
    {'linear@cda9e538': 'linear', 'shipped 2026.11-rules-1+words': 'shipped'}
    """
    short = {name: name.partition(" ")[0].partition("@")[0] for name in scorers}
    return {name: told if list(short.values()).count(told) == 1 else name for name, told in short.items()}


def figure(one: Figure, *, digits: int = 3) -> str:
    """Return a figure with its interval.

    >>> figure(Figure(0.7114, 0.62, 0.8, 40))
    '.711 [.620, .800]'
    """
    if one.value is None:
        return "–"
    if one.low is None or one.high is None:
        return _short(one.value, digits)
    return f"{_short(one.value, digits)} [{_short(one.low, digits)}, {_short(one.high, digits)}]"


def _all(whole: Slice, scorers: Sequence[str]) -> Iterator[Row]:
    for name in whole.figures[scorers[0]]:
        yield name, *(figure(whole.figures[scorer][name]) for scorer in scorers)


def _slices(found: Evaluation) -> Iterator[Row]:
    names = brief(found.scorers)
    for one in found.slices[1:]:
        for scorer in found.scorers:
            yield (
                f"{one.by} {one.name}",
                str(one.pairs),
                str(one.jobs),
                names[scorer],
                *(figure(one.figures[scorer][name]) for name in BESIDE),
            )


def _difference(one: Difference, names: Mapping[str, str]) -> Row:
    return one.figure, names[one.than], figure(Figure(one.value, one.low, one.high)), _p(one.p), f"{_p(one.p_holm)} ({one.test})"


def _title(one: Audit) -> str:
    return f"Impact ratios: {one.attribute}"


def _note(one: Audit) -> str:
    told = f"Above the median of everybody ({_number(one.median)}), strictly. {one.unknown} did not say."
    if one.lowest is None or one.null is None:
        return told
    return f"{told} Lowest ratio {one.lowest:.3f}; by chance it falls under {one.null:.3f} in 5 of 100 shuffles (p {_p(one.null_p)})."


def _group(one: Group) -> Row:
    says = str(one.verdict)
    if one.verdict is Verdict.INSUFFICIENT and one.needed:
        says += f" ({one.needed} in each group would show 0.8)"
    ratio = figure(Figure(one.ratio, one.low, one.high))
    return one.name, str(one.n), f"{one.rate:.3f}", ratio, _p(one.p), _p(one.p_holm), says


def _table(rows: Sequence[Row]) -> list[str]:
    head, *body = [tuple(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in body)]


def _p(value: float | None) -> str:
    return "–" if value is None else ("< .001" if value < 0.001 else _short(value, 3))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _short(value: float, digits: int) -> str:
    told = f"{value:.{digits}f}"
    return told.replace("0.", ".", 1) if told.startswith(("0.", "-0.")) else told
