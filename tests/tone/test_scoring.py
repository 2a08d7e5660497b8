"""Tone is off in every score; where an owner turns it on with a reason it moves a score by less than the cap (F12c)."""

import pytest

from jiufang.errors import InvalidJob, ModelMissing, RefusedByPolicy
from jiufang.jobs.records import MOST_TONE, Job, ToneWeight
from jiufang.matching import explain, match, with_tone
from jiufang.profiles.records import Profile
from jiufang.shortlist.rank import order
from jiufang.tone.records import Attitude, Said, ToneReading, Topic
from jiufang.workspace import Workspace

AS_OF = "2026-11-01"
PLAIN = {
    "id": "bakery",
    "title": "Baker",
    "requirements": [{"id": "R1", "text": "experience with HACCP plans"}, {"id": "R2", "text": "French"}],
}
REASON = "letters are part of the work: guests are written to every day"
PEOPLE = [
    "Sam Reed\n\nEXPERIENCE\nBaker, Crumb & Co. March 2019 - present\n- Wrote HACCP plans for two lines.\n\nLANGUAGES\nFrench B2\n",
    "Lin Mo\n\nEXPERIENCE\nBaker, Rye Ltd. May 2020 - present\n- Baked bread.\n",
]


def reading(positive=0, negative=0, *, topics=()):
    """A reading of so many different sentences."""
    kinds = [Attitude.POSITIVE] * positive + [Attitude.NEGATIVE] * negative
    said = tuple(Said(quote=f"s{i}", start=i, end=i + 2, attitude=a, probability=0.9, topics=topics) for i, a in enumerate(kinds))
    return ToneReading(reader="t+e", sentences=said, counts=dict.fromkeys(Attitude, 0))


def matches(job):
    return [match(Profile.from_text(text, as_of=AS_OF), job, encoder=None) for text in PEOPLE]


def with_weight(share=MOST_TONE):
    return Job.from_dict({**PLAIN, "tone": {"share": share, "reason": REASON}})


WARM, COLD = [reading(400)], [reading(0, 400)]


def test_off_means_not_a_byte():
    """Without the owner's weight, record, score and rank are the same bytes whatever the letters say."""
    job = Job.from_dict(PLAIN)
    plain = matches(job)
    told = [with_tone(m, tone) for m, tone in zip(plain, (COLD, WARM), strict=True)]

    assert job.tone is None
    assert [m.model_dump_json() for m in told] == [m.model_dump_json() for m in plain]
    assert [m.profile.model_dump_json() for m in told] == [m.profile.model_dump_json() for m in plain]
    assert order(job, told).model_dump_json() == order(job, plain).model_dump_json()


CALM = ("I am writing about the post of baker.", "您好，我应聘面包师一职。")
STRONG = (
    "I am furious, this is an insult!!",
    "I love love love this place!!!",
    "气死我了，什么破公司！",
    "太想来了，做梦都想！",
    "I cried all night.",
)


def test_strong_letters_and_calm_ones_give_the_same_bytes(tmp_path, monkeypatch):
    """With tone off letters are not even read: no encoder is asked for, and every match is the one without letters."""
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "none"))
    workspace, job = Workspace(), Job.from_dict(PLAIN)
    for text in PEOPLE:
        profile = Profile.from_text(text, as_of=AS_OF)
        told = {workspace.match(profile, job, letters=[letter]).model_dump_json() for letter in (*CALM, *STRONG)}
        assert told == {workspace.match(profile, job).model_dump_json()}


def test_on_without_the_encoder_says_so(tmp_path, monkeypatch):
    """A weight that cannot be honoured is an error, not a silent nothing."""
    monkeypatch.setenv("JIUFANG_MODELS", str(tmp_path / "none"))

    with pytest.raises(ModelMissing):
        Workspace().match(Profile.from_text(PEOPLE[0], as_of=AS_OF), with_weight(), letters=CALM)


@pytest.mark.parametrize("share", [0.01, 0.03, MOST_TONE])
def test_the_difference_never_exceeds_the_share(share):
    """The warmest and the coldest letters are at most the owner's share apart, and half of it from no letter at all."""
    for found in matches(with_weight(share)):
        warm, cold = with_tone(found, WARM), with_tone(found, COLD)

        assert cold.score <= found.score <= warm.score
        assert warm.score - cold.score <= share + 1e-9
        assert max(warm.score - found.score, found.score - cold.score) <= share / 2 + 1e-4
        assert warm.score - cold.score > 0


def test_nobody_loses_by_writing_nothing():
    """Silence is not held against anybody: the match stays as it is."""
    found = matches(with_weight())[0]

    assert with_tone(found, []) is found
    assert with_tone(found, [reading()]).score == found.score


@pytest.mark.parametrize("topic", [Topic.REASON_FOR_LEAVING, Topic.VISA, Topic.WORK_LIFE])
def test_protected_matters_cost_nothing(topic):
    """Why somebody left, where they may work and who waits at home do not count."""
    found = matches(with_weight())[0]

    assert with_tone(found, [reading(0, 9, topics=(topic,))]).score == found.score


def test_repeating_a_sentence_adds_nothing():
    """The same warm line ten times is one warm line."""
    found, once = matches(with_weight())[0], reading(1)
    often = once.model_copy(update={"sentences": once.sentences * 10})

    assert with_tone(found, [often]).score == with_tone(found, [once]).score


def test_the_sum_shows_it_and_the_reason_is_kept():
    """The explanation has a term for tone; the match carries the owner's reason."""
    found = with_tone(matches(with_weight())[0], [reading(2)])

    assert "tone" in explain(found)
    assert f"= {found.score:.4f}" in explain(found)
    assert any(REASON in w.message for w in found.warnings)


@pytest.mark.parametrize("share", [0.0501, 0.5, 1])
def test_more_than_the_cap_is_refused(share):
    """No job gives tone more than five percent of the scale."""
    with pytest.raises(RefusedByPolicy, match="at most 5%"):
        Job.from_dict({**PLAIN, "tone": {"share": share, "reason": REASON}})


@pytest.mark.parametrize(
    "tone", [{"share": 0.02, "reason": "  "}, {"share": 0.02}, {"share": 0, "reason": "x"}, {"share": -0.01, "reason": "x"}]
)
def test_no_reason_no_weight(tone):
    """A weight without a reason, or of nothing, is an invalid job."""
    with pytest.raises(InvalidJob):
        Job.from_dict({**PLAIN, "tone": tone})


def test_a_weight_survives_the_file():
    """A job with a weight reads back the same from its own data."""
    job = with_weight()

    assert Job.from_dict(job.to_dict()) == job
    assert job.tone == ToneWeight(share=MOST_TONE, reason=REASON)
