"""One of several processes that train together: `torchrun … -m jiufang.learn.tuning.working CONFIG.toml --models FOLDER`.

The first tells on its output, a line of JSON each, what a `Watch` is told.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jiufang.errors import JiufangError
from jiufang.learn.tuning.config import read_config
from jiufang.learn.tuning.determinism import Interrupted
from jiufang.learn.tuning.running import train


class Teller:
    """A `Watch` that writes lines."""

    def begin(self, *, at: int, of: int, learns: int, every: int) -> None:
        """Tell what begins."""
        _tell({"begin": {"at": at, "of": of, "learns": learns, "every": every}})

    def step(self, number: int, loss: float) -> None:
        """Tell of a step."""
        _tell({"step": number, "loss": loss})

    def look(self, number: int, figures: Mapping[str, float]) -> None:
        """Tell the figures."""
        _tell({"step": number, "look": dict(figures)})


def main() -> None:
    """Train as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--anew", action="store_true")
    given = parser.parse_args()
    first = os.environ.get("RANK", "0") == "0"
    try:
        train(read_config(given.config), models_dir=given.models, anew=given.anew, watch=Teller() if first else None)
    except (JiufangError, Interrupted) as error:
        if first:
            _tell({"failed": str(error)})
        sys.exit(1)


def _tell(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
