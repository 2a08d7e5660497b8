"""Rules of comparing job titles."""

from __future__ import annotations

import numpy as np
import pytest

from jiufang.errors import ModelMissing
from jiufang.matching.titles import TitleSimilarity, pieces, plain_title, spelling_scores, title_similarity
from jiufang.models.fake import FakeEncoder
from jiufang.settings import Settings

POOL = ("registered nurse", "staff nurse", "cost accountant", "tax accountant", "truck driver", "护士", "会计")


@pytest.fixture
def matcher() -> TitleSimilarity:
    return TitleSimilarity(FakeEncoder())


def test_a_plain_title_knows_no_case_width_or_extra_space():
    """Titles that differ only in case, full-width forms and spaces are the same title."""
    assert plain_title("  Ｓenior   JAVA Engineer ") == plain_title("senior java engineer")


@pytest.mark.parametrize(("title", "piece"), [("nurse", " nu"), ("nurse", "se "), ("护士长", "护士"), ("护士长", "长")])
def test_pieces_are_three_letters_or_one_and_two_characters(title: str, piece: str):
    """Words are cut into three letters with their bounds, Chinese into single characters and neighbours."""
    assert piece in pieces(title)


def test_a_title_is_nearest_to_itself(matcher: TitleSimilarity):
    """A title against itself scores 1, and no other title more."""
    scores = matcher.scores(POOL, POOL)

    assert np.allclose(np.diag(scores), 1, atol=1e-5)
    assert (scores <= 1 + 1e-5).all()


def test_a_pair_scores_the_same_in_any_company(matcher: TitleSimilarity):
    """The similarity of two titles does not depend on what else is compared."""
    together = matcher.scores(["nurse"], POOL)[0]
    alone = [float(matcher.scores(["nurse"], [title])[0, 0]) for title in POOL]

    assert np.allclose(together, alone, atol=1e-6)


def test_the_order_of_a_pool_does_not_change_its_ranking(matcher: TitleSimilarity):
    """Ranking a shuffled pool gives every title the same score."""
    forth, back = matcher.ranked(["nurse"], POOL)[0], matcher.ranked(["nurse"], POOL[::-1])[0]

    assert np.allclose(forth, back[::-1], atol=1e-6)


def test_rare_pieces_count_more():
    """A shared rare word outweighs a shared common one."""
    pool = ["sales clerk", "store manager", "office manager", "plant manager", "sales manager"]

    scores = spelling_scores(["sales manager"], pool)[0]

    assert scores[0] > scores[1]
    assert scores[4] == pytest.approx(1)


def test_nothing_to_compare_with_gives_nothing(matcher: TitleSimilarity):
    """An empty list of other titles is answered with an empty list."""
    assert title_similarity("nurse", [], matcher=matcher) == []


@pytest.mark.models
def test_the_same_work_in_another_language_is_nearer_than_other_work_in_the_same():
    """The trained encoder puts a title beside its translation, not beside its own language."""
    from jiufang.models import title_encoder

    try:
        matcher = TitleSimilarity(title_encoder(Settings().models_dir))
    except ModelMissing:
        pytest.skip("needs the encoder: jiufang models fetch encoder")
    for title, same, other in [
        ("护士长", "head nurse", "会计主管"),
        ("truck driver", "货车司机", "dentist"),
        ("Rechtsanwältin", "律师", "Köchin"),
        ("kindergarten teacher", "幼儿园老师", "pastry chef"),
        ("后端开发", "server-side developer", "平面设计师"),
    ]:
        near, far = title_similarity(title, [same, other], matcher=matcher)
        assert near > far, (title, same, other)
