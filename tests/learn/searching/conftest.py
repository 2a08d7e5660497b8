"""Searching trains, so it needs what training needs."""

from __future__ import annotations

import pytest

pytest.importorskip("optuna")
