"""docs/api.md tells of every operation as the program has it, and names nothing that there is not."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from tests.web.bodies import operations

from jiufang.web.serving import Serving

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")


def test_the_tables_are_the_program_s():
    """`python tools/api.py` writes them."""
    written = runpy.run_path(str(ROOT / "tools" / "api.py"))["written"]

    assert written(PAGE) == PAGE, "run tools/api.py"


def test_the_figures_are_the_server_s():
    """How often a credential may ask."""
    rate = Serving().rate

    assert f"{rate.burst / rate.seconds:.0f} times a second for long, and {rate.burst} times at once" in PAGE


def test_the_day_asks_for_what_there_is():
    """Each path of the example is one of the document's, with the method that curl uses."""
    known = {(one.method, re.sub(r"\{\w+\}", "*", one.path.removeprefix("/api/v1"))) for one in operations()}
    for command in re.findall(r"curl -s.*?(?:\n(?! )|$)", PAGE.replace("\\\n", ""), re.S):
        path = re.search(r'"\$API(/[^"?]*)', command)
        assert path, command
        explicit = re.search(r"-X (\w+)", command)
        method = explicit[1].lower() if explicit else "post" if re.search(r" -[dF] ", command) else "get"
        assert (method, re.sub(r"\$\w+", "*", path[1])) in known, command
