"""Show a training in the terminal while it runs: a bar, the curve of the loss, the curve of the figure that decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from jiufang.cli.printing import note

BLOCKS = "▁▂▃▄▅▆▇█"
WIDTH = 48  # characters of a curve


class Curves:
    """A `Watch` on standard error; where nobody watches, one line for each look at the dev part.

    Args:
        label: before the bar.
    """

    def __init__(self, label: str) -> None:
        err = Console(stderr=True)
        columns = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
        self._bar = Progress(*columns, console=err)
        self._task = self._bar.add_task(label, total=None)
        self._live = Live(console=err, refresh_per_second=4, transient=True) if err.is_terminal else None
        self._losses: list[float] = []
        self._looks: dict[str, list[float]] = {}

    def __enter__(self) -> Curves:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def begin(self, *, at: int, of: int, learns: int, every: int) -> None:
        """Say what begins, or goes on."""
        if at:
            note(f"goes on after step {at} of {of}", style="dim")
        note(f"{learns:,} of {every:,} parameters learn ({learns / max(1, every):.2%}), {of} steps", style="dim")
        self._bar.update(self._task, total=of, completed=at)

    def step(self, number: int, loss: float) -> None:
        """Draw the loss."""
        self._losses.append(loss)
        self._bar.update(self._task, completed=number)
        self._draw()

    def look(self, number: int, figures: Mapping[str, float]) -> None:
        """Draw or tell the figures."""
        for name, value in figures.items():
            self._looks.setdefault(name, []).append(value)
        if self._live is None:
            told = ", ".join(f"{name} {value:.4f}" for name, value in figures.items())
            note(f"step {number}: loss {self._losses[-1]:.4f}{', dev ' if told else ''}{told}", style="dim")
        self._draw()

    def _draw(self) -> None:
        if self._live is not None:
            curves = [_line("loss", self._losses), *(_line(f"dev {name}", values) for name, values in self._looks.items())]
            self._live.update(Group(*curves, self._bar))


def curve(values: Sequence[float], *, width: int = WIDTH) -> str:
    """Return values as blocks of rising height, means of neighbours where there are more than fit."""
    if not values:
        return ""
    size = -(-len(values) // width)
    means = [sum(values[at : at + size]) / len(values[at : at + size]) for at in range(0, len(values), size)]
    low, high = min(means), max(means)
    return "".join(BLOCKS[round((m - low) / (high - low) * (len(BLOCKS) - 1))] if high > low else BLOCKS[0] for m in means)


def _line(name: str, values: Sequence[float]) -> Text:
    return Text(f"{name:>12}  {curve(values)}  {values[-1]:.4f}" if values else "")
