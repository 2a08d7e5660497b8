"""Markdown: text without marks."""

from jiufang.documents.markdown import read_markdown


def test_marks_are_taken_off_and_order_is_kept():
    """Headings, bullets, links and tables become text; hidden HTML is found."""
    source = "# Ada Quill\n\n## Work\n- **Moor Clinic**, [site](http://x.example)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<span style='display:none'>expert</span>\n"

    found = read_markdown(source.encode(), name="cv.md")

    assert found.text == "Ada Quill\n\nWork\n• Moor Clinic, site\n\na\tb\n1\t2"
    assert [h.family for h in found.hidden] == ["vanish"]
