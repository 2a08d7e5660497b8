"""Make several hundred clean résumés in many designs, to count false alarms of the hidden-text check; fictional persons."""

from __future__ import annotations

from benchmarks.honest.designs import honest_files

__all__ = ["honest_files"]
