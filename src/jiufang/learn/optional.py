"""Say clearly what is missing when training, or measuring, is asked for without its extra."""

from __future__ import annotations

from importlib.util import find_spec

from jiufang.errors import MissingCapability

FINE_TUNING = ("torch", "transformers", "peft", "accelerate", "safetensors", "tensorboard", "optuna")


def need_torch() -> None:
    """Make sure that torch is installed.

    Raises:
        MissingCapability: it is not.
    """
    if find_spec("torch") is None:
        raise MissingCapability("training needs torch", subject="train", hint="pip install 'jiufang[train]'")


def need_training() -> None:
    """Make sure that everything is installed with which models are fine-tuned.

    Raises:
        MissingCapability: something is not.
    """
    missing = [name for name in FINE_TUNING if find_spec(name) is None]
    if missing:
        raise MissingCapability(f"training needs {', '.join(missing)}", subject="train", hint="pip install 'jiufang[train]'")


def need_sklearn() -> None:
    """Make sure that scikit-learn, and SciPy with it, are installed.

    Raises:
        MissingCapability: they are not.
    """
    if find_spec("sklearn") is None:
        raise MissingCapability("this needs scikit-learn", subject="learn", hint="pip install 'jiufang[train]'")
