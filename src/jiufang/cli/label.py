"""`jiufang label`: people judge pairs of a data set, and the program tells how far they agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiufang.cli.options import Format, Formatted
from jiufang.cli.printing import console, note, print_json, print_rows

if TYPE_CHECKING:
    from jiufang.learn.labelling.records import Judgement
    from jiufang.learn.labelling.selection import Question
    from jiufang.learn.records import Dataset

app = typer.Typer(help="Label pairs of a data set by hand: grades, or which of two fits better.", no_args_is_help=True)
AGAIN = 4  # every so many questions are ones that somebody else has answered, so that agreement can be told


class Kind(StrEnum):
    """What is asked."""

    PAIRWISE = "pairwise"
    GRADED = "graded"


DataSet = Annotated[Path, typer.Argument(metavar="FOLDER", exists=True, file_okay=False, help="a data set")]
Scores = Annotated[
    Path | None,
    typer.Option(
        "--scores",
        exists=True,
        dir_okay=False,
        help="scores of the model that is to learn, a line {pair, score} each; shared words by default",
    ),
]
Asked = Annotated[Kind, typer.Option("--kind", help="which of two fits better, or how well one fits")]


@app.command()
def ask(
    folder: DataSet,
    by: Annotated[str, typer.Option("--by", help="who judges; kept with each answer")],
    kind: Asked = Kind.PAIRWISE,
    count: Annotated[int, typer.Option("--count", min=1, help="questions")] = 20,
    scores: Scores = None,
) -> None:
    """Ask about the pairs that teach most, résumé and job side by side, without who it is; each answer is kept at once."""
    from jiufang.learn.history.kept import load
    from jiufang.learn.labelling.kept import LABELS, judgements, keep

    dataset, path = load(folder), folder / LABELS
    questions = _queue(dataset, judgements(path), kind, count, scores, by)
    if not questions:
        note("there is nothing left to ask", style="green")
        return
    note("q ends, s skips; every answer is kept at once")
    for number, question in enumerate(questions, start=1):
        _show(dataset, question, f"{number} of {len(questions)}")
        answer = _answer(question)
        if answer == "q":
            return
        if answer != "s":
            keep(_judgement(question, answer, by), path)


@app.command()
def pick(
    folder: DataSet, kind: Asked = Kind.PAIRWISE, count: Annotated[int, typer.Option("--count", min=1)] = 20, scores: Scores = None
) -> None:
    """Print as JSON which pairs to ask about, the most telling first."""
    from dataclasses import asdict

    from jiufang.learn.history.kept import load
    from jiufang.learn.labelling.kept import LABELS, judgements

    print_json([asdict(q) for q in _queue(load(folder), judgements(folder / LABELS), kind, count, scores, by="")])


@app.command()
def agreement(folder: DataSet, format: Formatted = Format.TABLE) -> None:
    """Tell how far those who labelled agree beyond chance."""
    from jiufang.learn.labelling.agreement import LEAST, RELIABLE, TENTATIVE, Scale
    from jiufang.learn.labelling.agreement import agreement as agree
    from jiufang.learn.labelling.kept import LABELS, judgements

    told = judgements(folder / LABELS)
    kinds = {"grades": [j for j in told if j.grade is not None], "choices": [j for j in told if j.choice is not None]}
    found = {name: agree(some, scale=Scale.ORDINAL) for name, some in kinds.items() if some}
    if format is Format.JSON:
        print_json({name: _plain(one) for name, one in found.items()})
        return
    for name, one in found.items():
        low, high = one.interval or (0.0, 0.0)
        alpha = (
            "too few things were judged twice" if one.alpha is None or one.things < LEAST else f"{one.alpha:.2f} ({low:.2f} to {high:.2f})"
        )
        people = [(f"{a}, {b}", f"weighted kappa {k:.2f} on {n}") for (a, b), (n, k) in one.kappas.items()]
        print_rows(
            console(),
            [
                (name, f"{len(kinds[name])} by {len({j.by for j in kinds[name]})}"),
                ("judged twice", str(one.things)),
                ("alpha", alpha),
                *people,
            ],
            width=24,
        )
    note(f"from {RELIABLE:g} labels can be relied on, from {TENTATIVE:g} tentatively (Krippendorff)")


@app.command()
def apply(
    folder: DataSet,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="where the data set with people's labels goes")],
    weight: Annotated[float, typer.Option("--weight", min=0.01, help="what a labelled pair weighs beside one that nobody looked at")] = 1.0,
) -> None:
    """Write the data set with people's labels in place of its outcomes."""
    from jiufang.learn.history.kept import load, report_of, save
    from jiufang.learn.labelling.kept import LABELS, judgements
    from jiufang.learn.labelling.labels import labels_of, relabelled

    labels = labels_of(judgements(folder / LABELS))
    dataset = relabelled(load(folder), labels, weight=weight)
    known = {pair.id for pair in dataset.pairs}
    used = sum(pair in known for pair in labels)
    save(dataset, out, report={**report_of(folder), "labelled": used})
    note(f"{used} pairs of {out} have labels by people", style="green")


def _queue(dataset: Dataset, told: list[Judgement], kind: Kind, count: int, scores: Path | None, by: str) -> list[Question]:
    """Return what to ask: new questions, and between them some that others have answered."""
    from jiufang.learn.labelling.selection import Question, to_compare, to_grade

    graded = kind is Kind.GRADED
    told = [one for one in told if (one.grade is not None) == graded]
    mine = {one.about for one in told if one.by == by}
    others = list(dict.fromkeys(one.about for one in told if one.about not in mine)) if by else []
    job = {pair.id: pair.job for pair in dataset.pairs}
    again = [Question(job[a], (a, b) if b else (a,), 0.0) for a, b in others if a in job and (not b or b in job)]
    asked, rated = {one.about for one in told}, _scores(dataset, scores)
    pairs = [pair for pair in dataset.pairs if pair.id in dataset.parts]
    new = to_grade(pairs, rated, count=count, asked={a for a, _ in asked}) if graded else to_compare(pairs, rated, count=count, asked=asked)
    return _between(new, again, count)


def _between(new: list[Question], again: list[Question], count: int) -> list[Question]:
    found: list[Question] = []
    fresh, seen = iter(new), iter(again)
    while len(found) < count:
        first, second = (seen, fresh) if len(found) % AGAIN == AGAIN - 1 else (fresh, seen)
        question = next(first, None) or next(second, None)
        if question is None:
            break
        found.append(question)
    return found


def _scores(dataset: Dataset, path: Path | None) -> dict[str, float]:
    from jiufang.learn.history.kept import read_lines
    from jiufang.text.tokens import keywords

    if path:
        return {str(told["pair"]): float(told["score"]) for _, told in read_lines(path)}
    words = {text: keywords(text) for pair in dataset.pairs for text in (pair.resume, pair.ad)}
    shared = ((pair.id, words[pair.resume], words[pair.ad]) for pair in dataset.pairs)
    return {id: 2 * len(a & b) / max(1, len(a) + len(b)) for id, a, b in shared}


def _show(dataset: Dataset, question: Question, place: str) -> None:
    from rich.columns import Columns
    from rich.panel import Panel
    from rich.text import Text

    pairs = {pair.id: pair for pair in dataset.pairs}
    out = console()
    out.print(Panel(Text(pairs[question.pairs[0]].ad), title=f"job · {place}", title_align="left"))
    width = out.width // len(question.pairs) - 2
    panels = [
        Panel(Text(pairs[id].resume), title=f"résumé {n}", title_align="left", width=width) for n, id in enumerate(question.pairs, start=1)
    ]
    out.print(Columns(panels, padding=(0, 1)))


def _answer(question: Question) -> str:
    """Ask until the answer is one of those that are possible."""
    from jiufang.learn.labelling.records import GRADES

    if len(question.pairs) == 2:
        asked, possible = "which fits better: 1, 2, or = for neither", {"1", "2", "=", "s", "q"}
    else:
        asked, possible = ", ".join(f"{grade} {words}" for grade, words in GRADES.items()), {*map(str, GRADES), "s", "q"}
    for answer in _typed(asked):
        if answer in possible:
            return answer
        note(f"answer {', '.join(sorted(possible))}")
    return "q"


def _typed(asked: str) -> Iterator[str]:
    prompt: Callable[..., Any] = typer.prompt
    while True:
        yield str(prompt(asked, default="s", show_default=False)).strip().lower()


def _judgement(question: Question, answer: str, by: str) -> Judgement:
    from jiufang.learn.labelling.records import Choice, Judgement

    now = dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
    if len(question.pairs) == 1:
        return Judgement(by, now, question.job, question.pairs[0], grade=int(answer))
    choice = {"1": Choice.FIRST, "2": Choice.SECOND, "=": Choice.TIE}[answer]
    return Judgement(by, now, question.job, question.pairs[0], question.pairs[1], choice=choice)


def _plain(one: Any) -> dict[str, Any]:
    kappas = [{"people": list(people), "things": n, "kappa": k} for people, (n, k) in one.kappas.items()]
    return {"things": one.things, "people": one.people, "alpha": one.alpha, "interval": one.interval, "kappas": kappas}
