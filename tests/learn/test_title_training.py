"""Rules of learning from tables of job titles."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from jiufang.errors import BadInput
from jiufang.learn.title_tables import Draw, Occupation, read_sources, read_tables

REPOSITORY = Path(__file__).parent.parent.parent


def table(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "t.tsv").write_text(text, encoding="utf-8")
    return folder


def test_a_row_is_one_occupation_with_its_titles_by_language(tmp_path: Path):
    """Cells are languages, `|` parts titles, and titles are made plain."""
    (found,) = read_tables(table(tmp_path, "family\tzh\ten\n2221\t护士|注册护士\tNurse|RN\n"))

    assert found.titles == {"zh": ("护士", "注册护士"), "en": ("nurse", "rn")}
    assert (found.family, found.wider) == ("2221", "222")


@pytest.mark.parametrize("text", ["2221\tnurse\n", "family\ten\n2221\tnurse|rn\tmore\n"])
def test_a_table_without_header_or_with_odd_rows_is_refused(tmp_path: Path, text: str):
    """A table that could be misread is refused rather than guessed at."""
    with pytest.raises(BadInput):
        read_tables(table(tmp_path, text))


@pytest.mark.parametrize("share", ["0", "-1", "much"])
def test_a_share_is_a_positive_number(tmp_path: Path, share: str):
    """What is drawn from never, or not a number of times, is a slip of the caller."""
    folder = table(tmp_path, "family\ten\n1\ta|b\n")

    with pytest.raises(BadInput):
        read_sources([f"{folder}={share}"])


def test_the_shipped_tables_are_whole_and_cover_every_major_group():
    """Our own table reads without a complaint, holds both languages in every row and no title twice in a row."""
    occupations = read_tables(REPOSITORY / "training" / "titles")

    assert len(occupations) >= 500
    assert {o.family[0] for o in occupations} == set("0123456789")
    assert all(len(o.family) == 4 and o.family.isdigit() and set(o.titles) == {"zh", "en"} for o in occupations)


def test_a_batch_holds_company_for_its_titles_and_is_drawn_alike_from_a_seed():
    """Occupations come with several of their titles; the same seed draws the same batch."""
    occupations = [Occupation(str(n), str(n // 2), {"en": (f"a{n}", f"b{n}", f"c{n}"), "zh": (f"甲{n}",)}) for n in range(20)]

    first, second = (Draw(occupations, random.Random(7)).batch(12, each=2, titles=3) for _ in range(2))

    assert first == second
    assert len(first) >= 12
    for _, occupation in first:
        drawn = [title for title, owner in first if owner is occupation]
        assert len(drawn) == 3
        assert f"甲{occupation.key}" in drawn


def test_titles_of_one_occupation_draw_each_other_and_twins_take_no_part():
    """Closeness is 1 within an occupation, less in its family, 0 elsewhere, and -1 for the same title."""
    pytest.importorskip("torch")
    from jiufang.learn.titles import Settings, closeness

    nurse, midwife, cook = (Occupation(k, f, {}) for k, f in [("n", "2221"), ("m", "2222"), ("c", "5120")])
    rows = [("nurse", nurse), ("rn", nurse), ("nurse", nurse), ("midwife", midwife), ("cook", cook)]

    weights = closeness(rows, Settings(family=0.5, wider=0.25)).tolist()

    assert weights[0] == [-1.0, 1.0, -1.0, 0.25, 0.0]


def test_contrast_falls_when_the_same_work_comes_together():
    """The loss is smaller for vectors that agree with the closeness than for such that do not."""
    torch = pytest.importorskip("torch")
    from jiufang.learn.titles import contrast

    weights = torch.tensor([[-1.0, 1, 0, 0], [1, -1, 0, 0], [0, 0, -1, 1], [0, 0, 1, -1]])
    apart = torch.tensor([[1.0, 0], [0, 1], [1, 0], [0, 1]])
    together = torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]])

    assert contrast(together, weights, 0.05) < contrast(apart, weights, 0.05)
