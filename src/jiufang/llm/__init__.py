"""Language models behind one protocol: redacted before they are asked, checked after they answer, counted, and never needed."""

from jiufang.llm.model import GuardedModel
from jiufang.llm.opening import PROVIDERS, open_model
from jiufang.llm.redaction import Redactor

__all__ = ["PROVIDERS", "GuardedModel", "Redactor", "open_model"]
