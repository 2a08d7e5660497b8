"""Show every element of the pages in every state, with what is made up: `/-/components`."""

from __future__ import annotations

from jiufang.web.declaring import anybody
from jiufang.web.sheets import Pages, Sheet

pages = Pages()


@pages.page("/-/components", "components.html")
@anybody("it shows nothing of anybody's")
def components() -> Sheet:
    """Show the elements."""
    return Sheet()
