"""Turn a picture of a page into its printed lines, with rapidocr (PP-OCR, Chinese and English, on the processor)."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.documents.records import Box
from jiufang.errors import MissingCapability

# Two threads a page: more only contend with the other workers.
THREADS = min(2, os.cpu_count() or 1)
# Finding the lines takes half of the time and works as well on a smaller picture; the words are read at full size.
DETECTION_SIDE = 1280
MIN_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of print that the recogniser read as one: usually a line, or a cell of a table.

    `box` is in pixels; `slope` is the rise of its baseline over its length; `words` are (text, box).
    """

    text: str
    box: Box
    score: float
    slope: float = 0.0
    words: tuple[tuple[str, Box], ...] = ()


def available() -> bool:
    """Tell whether text recognition is installed."""
    return find_spec("rapidocr") is not None


class RapidOcrRecognizer:
    """Reads the words on a picture of a page; satisfies `protocols.TextRecognizer`.

    Raises:
        MissingCapability: rapidocr is not installed.
    """

    def __init__(self) -> None:
        if not available():
            raise MissingCapability("text recognition is not installed", subject="rapidocr", hint="pip install 'jiufang[media]'")
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(
            params={
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Global.log_level": "error",
                "Global.use_cls": False,
                "Global.max_side_len": 4000,
                "Global.text_score": MIN_SCORE,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTION_SIDE,
            }
        )

    def recognize(self, image: NDArray[np.uint8]) -> Sequence[tuple[str, Box, float]]:
        """Return one (text, box in pixels, confidence) per printed line, in reading order; cells are parted by tabs."""
        from jiufang.documents.scan import rows_of

        return [(row.text, row.box, row.score) for row in rows_of(self.segments(image), width=image.shape[1])]

    def segments(self, image: NDArray[np.uint8]) -> list[Segment]:
        """Return what was read, in the order of the recogniser (top to bottom)."""
        # rapidocr expects BGR, as OpenCV has it.
        result = self._engine(np.ascontiguousarray(image[:, :, ::-1]), return_word_box=True)
        if result.boxes is None or not result.txts:
            return []
        return [_segment(*found) for found in zip(result.boxes, result.txts, result.scores, result.word_results, strict=False)]


def _segment(corners: Any, text: str, score: float, words: Any) -> Segment:
    left, right = corners[[0, 3], 0].min(), corners[[1, 2], 0].max()
    run = float(corners[1][0] - corners[0][0])
    slope = float(corners[1][1] - corners[0][1]) / run if run > 0 else 0.0
    box = (float(left), float(corners[:, 1].min()), float(right), float(corners[:, 1].max()))
    placed = tuple((str(word), _bounds(place)) for word, _, place in words if place is not None)
    return Segment(text=respaced(text), box=box, score=float(score), slope=slope, words=placed)


def _bounds(corners: Any) -> Box:
    points = np.asarray(corners, dtype=float)
    return (float(points[:, 0].min()), float(points[:, 1].min()), float(points[:, 0].max()), float(points[:, 1].max()))


def respaced(text: str) -> str:
    """Return recognised text with the marks of Word's formatting view and doubled blanks removed."""
    text = re.sub("[→↵↲¶]+", " ", text)
    text = re.sub("…{2,}|·{3,}", " ", text)
    return " ".join(text.split())
