"""JSON Resume: headings and entries as on paper."""

import json

import pytest

from jiufang.documents.jsonresume import read_json_resume
from jiufang.errors import UnreadableDocument


def test_sections_become_headings_in_the_language_of_the_resume():
    """English and Chinese résumés get headings of their own language."""
    resume = {
        "basics": {"name": "林晓雯", "email": "lin@example.com"},
        "work": [{"name": "海岸药房", "position": "药师", "startDate": "2019-03", "highlights": ["审核处方"]}],
    }
    text = read_json_resume(json.dumps(resume).encode(), name="cv.json").text
    assert text == "林晓雯\nlin@example.com\n\n工作经历\n海岸药房 | 药师\t2019-03 – 至今\n• 审核处方"


@pytest.mark.parametrize("data", [b"{}", b"[1]", b'{"a": 1}', b"{", b"[" * 100_000])
def test_other_json_is_refused(data):
    """JSON of another kind, broken or deep JSON ends in a reason."""
    with pytest.raises(UnreadableDocument) as error:
        read_json_resume(data, name="cv.json")
    assert error.value.hint
