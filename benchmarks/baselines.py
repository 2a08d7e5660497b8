"""Rank résumés as most tools do, to stand beside ours in the same run: overlap, TF-IDF, BM25, whole-text vectors."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.verdict_metrics import Scorer
from jiufang.protocols import Encoder
from jiufang.text.tokens import bigrams, keywords


def keyword_overlap(job: str, resumes: Sequence[str]) -> list[float]:
    """Return |S_r ∩ S_p| / (|S_r| + |S_p|)."""
    asked = keywords(job)
    return [len(asked & (told := keywords(r))) / max(1, len(asked) + len(told)) for r in resumes]


def tf_idf(job: str, resumes: Sequence[str]) -> list[float]:
    """Return the cosine of TF-IDF vectors over words and CJK bigrams."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = TfidfVectorizer(analyzer=lambda t: sorted(bigrams(t))).fit_transform([job, *resumes])
    return [float(x) for x in (table[1:] @ table[0].T).toarray().ravel()]


def bm25(job: str, resumes: Sequence[str]) -> list[float]:
    """Return Okapi BM25 with the usual constants."""
    from rank_bm25 import BM25Okapi

    return [float(x) for x in BM25Okapi([sorted(bigrams(r)) for r in resumes]).get_scores(sorted(bigrams(job)))]


def whole_text(encoder: Encoder) -> Scorer:
    """Return a scorer by the similarity of the job's and the résumé's whole text."""

    def scores(job: str, resumes: Sequence[str]) -> list[float]:
        query = encoder.encode([job], side="query")[0]
        return [float(x) for x in encoder.encode(list(resumes), side="passage") @ query]

    return scores


def available(raw: Encoder | None, centred: Encoder | None) -> dict[str, Scorer]:
    """Return the baselines that can run here."""
    found: dict[str, Scorer] = {"keyword_overlap": keyword_overlap}
    try:
        import sklearn  # noqa: F401

        found["tf_idf"] = tf_idf
    except ImportError:
        pass
    try:
        import rank_bm25  # noqa: F401

        found["bm25"] = bm25
    except ImportError:
        pass
    if raw is not None:
        found["encoder_raw"] = whole_text(raw)
    if centred is not None:
        found["encoder_centred"] = whole_text(centred)
    return found
