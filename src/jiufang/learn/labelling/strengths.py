"""Turn choices between two into how strong each is: the model of Bradley & Terry (1952), fitted by minorisation (Hunter 2004).

Each thing also wins and loses half a game against an average one that is always there. So whoever won or lost everything has a finite
strength, things that were never compared with each other can be (their strength is drawn towards the average), and the strengths do not
drift (Caron & Doucet 2012 give the prior that this is).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from jiufang.learn.labelling.records import Choice, Judgement

ANCHOR = 0.5  # games won, and lost, against the average one
ROUNDS, CLOSE = 10_000, 1e-10


def wins_of(judged: Iterable[Judgement]) -> dict[tuple[str, str], float]:
    """Return how often one pair was preferred to another, by (winner, loser); a tie is half a win for both."""
    wins: Counter[tuple[str, str]] = Counter()
    for one in judged:
        if one.choice is not None:
            first = {Choice.FIRST: 1.0, Choice.TIE: 0.5, Choice.SECOND: 0.0}[one.choice]
            wins[one.first, one.second] += first  # type: ignore[assignment]
            wins[one.second, one.first] += 1 - first  # type: ignore[assignment]
    return {pair: float(count) for pair, count in sorted(wins.items())}


def strengths(wins: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Return the chance that each thing is preferred to an average one, in (0, 1), to be read as its label.

    Args:
        wins: how often one was preferred to another, by (winner, loser).

    >>> found = strengths({("a", "b"): 3, ("b", "c"): 2, ("b", "a"): 1})
    >>> found["a"] > found["b"] > found["c"]
    True
    """
    games: dict[str, dict[str, float]] = defaultdict(dict)
    won: dict[str, float] = defaultdict(float)
    for (winner, loser), count in wins.items():
        won[winner] += count
        games[winner][loser] = games[winner].get(loser, 0.0) + count
        games[loser][winner] = games[loser].get(winner, 0.0) + count
    worth = dict.fromkeys(sorted(games), 1.0)
    for _ in range(ROUNDS):
        new = {one: _better(one, won[one], games[one], worth) for one in worth}
        moved = max((abs(math.log(new[one] / worth[one])) for one in worth), default=0.0)
        worth = new
        if moved < CLOSE:
            break
    return {one: value / (1 + value) for one, value in worth.items()}


def _better(one: str, won: float, games: Mapping[str, float], worth: Mapping[str, float]) -> float:
    against = sum(count / (worth[one] + worth[other]) for other, count in games.items())
    return (won + ANCHOR) / (against + 2 * ANCHOR / (worth[one] + 1.0))
