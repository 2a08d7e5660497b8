"""Say clearly what is missing when a measurement needs scikit-learn or SciPy, which come with the extra [train]."""

from __future__ import annotations

from importlib.util import find_spec

from jiufang.errors import MissingCapability


def need_sklearn() -> None:
    """Make sure that scikit-learn, and SciPy with it, are installed.

    Raises:
        MissingCapability: they are not.
    """
    if find_spec("sklearn") is None:
        raise MissingCapability("this needs scikit-learn", subject="learn", hint="pip install 'jiufang[train]'")
