"""Make résumés that try to win without evidence: every family of docs/hidden-text.md, twelve payloads, two places.

Own code and fictional persons; used by `python -m benchmarks.hidden` and by tests/documents.
"""

from __future__ import annotations

from benchmarks.attacks.families import FAMILIES, Attack, attacks, baseline

__all__ = ["FAMILIES", "Attack", "attacks", "baseline"]
