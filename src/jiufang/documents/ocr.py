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
from jiufang.text.normalise import clean

# Two threads a page: more only contend with the other workers.
THREADS = min(2, os.cpu_count() or 1)
# Finding the lines takes half of the time and works as well on a smaller picture; the words are read at full size.
DETECTION_SIDE = 1280
MIN_SCORE = 0.5

# Word's view of formatting marks, photographed off a screen: arrows are tabs, dots are blanks.
MARKS = re.compile("[→↵↲¶⏎]+|…{2,}|·{3,}|\\.{5,}")
SPREAD_LABEL = re.compile("([\u4e00-\u9fff])[….·\\s]{1,8}([\u4e00-\u9fff])(?=\\s*[:：])")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of print that the recogniser read as one: a line, or a cell of a table.

    `box` is around it in pixels; `height` is across the line and `slope` along it, for pages that lie askew;
    `words` are (text, box), a Chinese character being a word.
    """

    text: str
    box: Box
    score: float
    height: float = 0.0
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
        from jiufang.documents.scan import level_box, printed

        segments = self.segments(image)
        score = sum(s.score for s in segments) / max(1, len(segments))
        return [(line.text, level_box(line), score) for block in printed(segments, image) for line in block]

    def segments(self, image: NDArray[np.uint8]) -> list[Segment]:
        """Return what was read, in no order to rely on."""
        # rapidocr expects BGR, as OpenCV has it.
        result = self._engine(np.ascontiguousarray(image[:, :, ::-1]), return_word_box=True)
        if result.boxes is None or not result.txts:
            return []
        found = zip(result.boxes, result.txts, result.scores, result.word_results, strict=False)
        return [segment for one in found if (segment := _segment(*one)).text]


def _segment(corners: Any, text: str, score: float, words: Any) -> Segment:
    along, down = corners[1] - corners[0], corners[3] - corners[0]
    slope = float(along[1] / along[0]) if along[0] > 0 else 0.0
    placed = tuple((word, _bounds(place)) for raw, _, place in words if place is not None and (word := clean(str(raw)).strip()))
    return Segment(readable(text), _bounds(corners), float(score), float(np.hypot(*down)), slope, placed)


def _bounds(corners: Any) -> Box:
    points = np.asarray(corners, dtype=float)
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return (left, top, right, bottom)


def readable(text: str) -> str:
    """Return recognised text without formatting marks, doubled blanks and blanks that only spread a label."""
    text = MARKS.sub(" ", clean(text))
    return " ".join(SPREAD_LABEL.sub(r"\1\2", text).split())
