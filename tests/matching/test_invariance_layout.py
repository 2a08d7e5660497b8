"""The same content scores alike: whatever the order of bullets and sentences, the kind of file, the company or the run."""

import random

import pytest
from benchmarks.renders import KINDS, render
from tests.matching.test_invariance_people import AS_OF, CHINESE, ENGLISH, JOB

from jiufang.documents import read_one
from jiufang.errors import ModelMissing
from jiufang.matching import match, prepare
from jiufang.models.fake import FakeEncoder
from jiufang.profiles.records import Profile
from jiufang.shortlist import rank

NEAR = 0.01
TEXTS = {"en": ENGLISH, "zh": CHINESE}


def verdicts(found):
    return [f.verdict for f in found.findings]


def shuffled(text, seed):
    """Return the text with the bullets of each job in another order."""
    order, lines, at = random.Random(seed), text.split("\n"), 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end][:2] in {"- ", "1.", "2.", "3."}:
            end += 1
        lines[at:end] = order.sample(lines[at:end], end - at)
        at = max(end, at + 1)
    return "\n".join(lines)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_bullets(lang, seed):
    """Bullets of each job in any order: same verdicts, score within a hundredth."""
    plain, turned = (match(Profile.from_text(t, as_of=AS_OF), JOB, encoder=None) for t in (TEXTS[lang], shuffled(TEXTS[lang], seed)))

    assert verdicts(turned) == verdicts(plain)
    assert abs(turned.score - plain.score) <= NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [("Wrote the handbook for reefer handling. Led six people.", "Led six people. Wrote the handbook for reefer handling.")],
)
def test_the_order_of_sentences(one, other):
    """Two sentences of one bullet in either order: same verdicts, score within a hundredth."""
    texts = [ENGLISH.replace("Wrote the handbook for reefer handling.", t) for t in (one, other)]
    first, second = (match(Profile.from_text(t, as_of=AS_OF), JOB, encoder=None) for t in texts)

    assert verdicts(first) == verdicts(second)
    assert abs(first.score - second.score) <= NEAR


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_file(lang, kind, tmp_path):
    """The same lines as text, Markdown, HTML, Word or PDF: score within a hundredth."""
    path = tmp_path / f"resume.{kind}"
    path.write_bytes(render(TEXTS[lang], kind))
    plain = match(Profile.from_text(TEXTS[lang], as_of=AS_OF), JOB, encoder=None)
    written = match(Profile.from_document(read_one(path), as_of=AS_OF), JOB, encoder=None)

    assert abs(written.score - plain.score) <= NEAR


def test_a_prepared_profile_matches_as_a_fresh_one():
    """Whatever was kept from other jobs and runs, the bytes are the same."""
    profile = Profile.from_text(ENGLISH, as_of=AS_OF)
    kept = prepare(profile)
    other = JOB.model_copy(update={"requirements": JOB.requirements[:2], "id": "other", "text": "handbook for reefer handling"})
    match(profile, other, encoder=FakeEncoder(), view=kept)
    again = match(profile, JOB, encoder=FakeEncoder(), view=kept)

    assert again.model_dump_json() == match(Profile.from_text(ENGLISH, as_of=AS_OF), JOB, encoder=FakeEncoder()).model_dump_json()


def test_the_company_of_others():
    """A score does not depend on who else applied."""
    people = [Profile.from_text(t, as_of=AS_OF) for t in (ENGLISH, CHINESE, "Jo Bloggs\nBus driver 2010 - present\n")]
    together = {m.profile.document.text: m.model_dump_json() for m in rank(JOB, people, encoder=FakeEncoder())}

    for person in people:
        assert rank(JOB, [person], encoder=FakeEncoder())[0].model_dump_json() == together[person.document.text]


@pytest.mark.models
def test_threads_and_batches():
    """One, two or four threads, one text at a time or all at once: same verdicts, scores equal to four decimals."""
    from jiufang.models import default_encoder
    from jiufang.settings import Settings

    try:
        encoders = [default_encoder(Settings().models_dir, threads=n) for n in (1, 2, 4)]
    except ModelMissing as missing:
        pytest.skip(str(missing))
    profiles = [Profile.from_text(t, as_of=AS_OF) for t in (ENGLISH, CHINESE)]
    runs = [[match(p, JOB, encoder=e) for p in profiles] for e in [*encoders, OneByOne(encoders[0])]]

    assert all([verdicts(m) for m in run] == [verdicts(m) for m in runs[0]] for run in runs)
    assert all([round(m.score, 4) for m in run] == [round(m.score, 4) for m in runs[0]] for run in runs)


class OneByOne:
    """An encoder that is given one text at a time."""

    def __init__(self, inner):
        self.inner, self.name = inner, inner.name

    def encode(self, texts, *, side="passage"):
        """Encode one by one."""
        import numpy as np

        return np.concatenate([self.inner.encode([t], side=side) for t in texts])
