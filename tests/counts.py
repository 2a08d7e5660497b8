"""How often the scripts of tests/security and tests/reliability repeat what they do: a few times by default, all with `make trust`.

`JIUFANG_FULL=1` asks for the full counts, `JIUFANG_A15_ROWS=…` and the like for one of another size.
"""

from __future__ import annotations

import os

FULL = os.environ.get("JIUFANG_FULL", "") not in {"", "0"}


def count(short: int, full: int, *, variable: str = "") -> int:
    """Return how often to repeat.

    Args:
        short: in every run of the tests.
        full: with `JIUFANG_FULL=1`.
        variable: an environment variable that has the last word, such as `JIUFANG_R01_KILLS`.
    """
    given = os.environ.get(variable, "") if variable else ""
    return int(given) if given else full if FULL else short
