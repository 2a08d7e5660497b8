"""Tone describes sentences as written, quotes them, counts them, and says nothing of a person."""

import json

import pytest

from jiufang.errors import MissingCapability
from jiufang.models import default_encoder
from jiufang.models.fake import FakeEncoder
from jiufang.settings import Settings
from jiufang.tone import read
from jiufang.tone.records import Attitude, Said, Standing, ToneReading, Topic

LETTER = (
    "Dear Ms. Okafor,\nI have worked in hotels for 6.5 years. The pay is modest, but I love the team! "
    "Would I have to move to Leeds?\n我不是不想去，只是通勤太远了。离职原因：合同到期。"
)
PERSONAL = ("emotion", "mood", "personality", "honesty", "stress", "sincerity", "enthusiasm", "voice", "face", "keystroke")


@pytest.fixture(scope="module")
def encoder():
    folder = Settings().models_dir
    if not (folder / "encoder").is_dir():
        pytest.skip("needs `jiufang models fetch encoder`")
    return default_encoder(folder)


@pytest.mark.models
def test_a_letter_is_read_sentence_by_sentence(encoder):
    """Each sentence is quoted from its place; facts and questions are neutral, a contrast is decided by its main clause."""
    reading = read(LETTER, encoder=encoder)

    assert [s.attitude for s in reading.sentences] == [
        Attitude(a) for a in ("neutral", "neutral", "positive", "neutral", "negative", "neutral")
    ]
    assert all(LETTER[s.start : s.end] == s.quote for s in (*reading.sentences, *reading.mentions))
    assert sum(reading.counts.values()) == len(reading.sentences) == 6


@pytest.mark.models
def test_motives_and_concerns_are_typed(encoder):
    """A topic in a negative sentence is a concern, in a positive one a motive, else a statement."""
    found = {(m.topic, m.standing) for m in read(LETTER, encoder=encoder).mentions}

    assert (Topic.COMMUTE, Standing.CONCERN) in found
    assert (Topic.RELOCATION, Standing.STATED) in found
    assert (Topic.REASON_FOR_LEAVING, Standing.STATED) in found


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "attitude"),
    [
        ("I handled angry callers and refund disputes for an airline.", "neutral"),
        ("Nothing would please me more than joining the pharmacy.", "positive"),
        ("I am not interested in this position any more.", "negative"),
        ("我负责处理投诉和纠纷。", "neutral"),
        ("我不是不愿意，是非常愿意。", "positive"),
        ("这个岗位我不考虑了。", "negative"),
        ("感谢您的时间，期待您的回复。", "neutral"),
    ],
)
def test_denial_and_dark_words_do_not_mislead(encoder, text, attitude):
    """Negative words in facts are neutral, denied denials positive, politeness formulas neutral."""
    assert read(text, encoder=encoder).sentences[0].attitude == attitude


@pytest.mark.models
def test_same_text_same_bytes(encoder):
    """Reading again, or after other sentences, gives the same record."""
    assert read(LETTER, encoder=encoder).model_dump_json() == read(LETTER, encoder=encoder).model_dump_json()
    assert read("算了。", encoder=encoder).sentences[0].probability == read("算了。\n好的。", encoder=encoder).sentences[0].probability


@pytest.mark.models
def test_other_languages_are_left_alone(encoder):
    """A German or Japanese letter is counted as unread, not guessed."""
    german = (
        "Sehr geehrte Frau Okafor, hiermit bewerbe ich mich um die Stelle als Nachtportier in Ihrem Haus. Über eine Antwort freue ich mich."
    )

    assert read(german, encoder=encoder).unread == 2
    assert read("貴社で働きたいです。", encoder=encoder).sentences == ()


@pytest.mark.models
def test_an_empty_text_says_nothing(encoder):
    """No sentence, no count."""
    assert read(" \n", encoder=encoder).counts == dict.fromkeys(Attitude, 0)


def test_a_strange_encoder_is_refused():
    """The shipped head is not used on vectors that it was not trained with."""
    with pytest.raises(MissingCapability, match="trained with"):
        read("Fine.", encoder=FakeEncoder())


@pytest.mark.parametrize("record", [ToneReading, Said])
def test_the_record_has_no_field_for_a_person(record):
    """No emotion, mood, personality or honesty anywhere in the schema (F12b)."""
    names = json.dumps(list(record.model_json_schema()["properties"])) + json.dumps([t.value for t in Topic])

    assert [word for word in PERSONAL if word in names] == []
