"""Say clearly what is missing when training is asked for without its extra."""

from __future__ import annotations

from importlib.util import find_spec

from jiufang.errors import MissingCapability


def need_torch() -> None:
    """Make sure that torch is installed.

    Raises:
        MissingCapability: it is not.
    """
    if find_spec("torch") is None:
        raise MissingCapability("training needs torch", subject="train", hint="pip install 'jiufang[train]'")
