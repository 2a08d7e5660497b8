"""Every room's lists are read alike: remarks left out, tabs between cells, underscores for blanks."""

import pytest

from jiufang.text import tables


@pytest.mark.parametrize(
    ("room", "name"),
    [("profiles", "headings.tsv"), ("profiles", "titles_en.txt"), ("jobs", "cues.tsv"), ("taxonomy", "languages.tsv")],
)
def test_a_list_holds_no_remark_and_no_empty_line(room, name):
    """What is left of a file are its entries."""
    lines = tables.lines(room, name)

    assert lines
    assert all(line.strip() and not line.startswith("# ") for line in lines)


def test_an_underscore_stands_for_a_blank():
    """Phrases are words of a list, too."""
    assert "team lead" in tables.words("profiles", "titles_en.txt")


def test_bars_part_the_names_in_a_cell():
    """Blanks around a name do not count."""
    assert tables.names("Mandarin | 普通话||") == ("Mandarin", "普通话")
