"""The small learner on matching's findings: learns what there is to learn, is kept as numbers, and reads matches as it reads texts."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from jiufang.errors import BadInput
from jiufang.jobs.records import Job
from jiufang.learn.history.blinding import Open, blind_resume
from jiufang.learn.measuring.fitting import fit
from jiufang.learn.measuring.linear import FILE, Linear, load, train
from jiufang.learn.measuring.shipped import Shipped, seen
from jiufang.learn.records import Dataset, Pair, Part
from jiufang.learn.texts import ad_text, blind_text, resume_text
from jiufang.matching import match
from jiufang.profiles.features import features
from jiufang.profiles.records import Profile

AS_OF = "2026-11-01"
AD = "Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n- Experience with Terraform\n"
SKILLS = ("Python", "Kafka", "Terraform")


class Quick(Shipped):
    """Finds what a résumé says by looking for the skills' names: the learner is what is tested."""

    def see(self, resume, ad):
        """Return which skills are named."""
        told = {"f": 0.2 + 0.2 * sum(s in resume for s in SKILLS)}
        return {**told, **{f"has_{s}": float(s in resume) for s in SKILLS}, "same": 1.0}


def history(count=120):
    """Applications whose outcome hangs on Kafka alone, whatever the score says."""
    pairs = []
    for n in range(count):
        known = [s for bit, s in enumerate(SKILLS) if n >> bit & 1]
        pairs.append(Pair(f"a{n}", f"p{n}", f"j{n % 10}", f"knows {' '.join(known)}", AD, float("Kafka" in known)))
    return pairs


def test_it_learns_what_was_decided_by():
    """Where Kafka decided, Kafka gets the weight, and whoever has it is put first."""
    pairs = history()
    weights = train(pairs[:80], pairs[80:], Quick(AS_OF))
    scores = Linear(weights, Quick(AS_OF)).score([p.resume for p in pairs], [p.ad for p in pairs])
    labels = np.array([p.label for p in pairs])

    assert scores[labels == 1].min() > scores[labels == 0].max()
    assert max(weights.weights, key=weights.weights.get) == "has_Kafka"
    assert "same" not in weights.weights


def test_graded_labels_are_parts_of_a_yes():
    """A label of a half pulls to a half, not to a yes."""
    pairs = [Pair(f"a{n}", "p", "j", f"knows {'Kafka' if n % 2 else ''}", AD, 0.5 if n % 2 else 0.0) for n in range(400)]
    weights = train(pairs, [], Quick(AS_OF))

    assert weights.of_seen(Quick(AS_OF).see("knows Kafka", AD)) == pytest.approx(0.5, abs=0.1)
    assert weights.of_seen(Quick(AS_OF).see("knows", AD)) < 0.15


def test_one_outcome_is_nothing_to_learn_from():
    """Where everybody was chosen there is nothing to tell apart."""
    with pytest.raises(BadInput, match="nothing to tell apart"):
        train([Pair("a", "p", "j", "x", AD, 1.0), Pair("b", "p", "j", "y", AD, 1.0)], [], Quick(AS_OF))


def test_it_is_kept_as_numbers(tmp_path):
    """Weights come back as they were, trained twice they are the same bytes, and what is none is refused."""
    pairs = history()
    one, two = (train(pairs[:80], pairs[80:], Quick(AS_OF)) for _ in range(2))
    one.save(tmp_path)

    assert load(tmp_path) == one
    assert one.dumps() == two.dumps()
    (tmp_path / FILE).write_text('{"reads": "x"}')
    with pytest.raises(BadInput, match="no weights"):
        load(tmp_path)


def test_texts_and_matches_read_alike():
    """What is found in two texts is what is found in the match of their profile and job."""
    text = "Ada\n\nEXPERIENCE\nEngineer, Harbour Ltd. March 2019 - present\n- Built pipelines in Python on Kafka.\n"
    found = match(Profile.from_text(text, as_of=AS_OF), Job.from_text(AD), encoder=None)

    assert Shipped(AS_OF).see(text, AD) == seen(found)
    assert Shipped(AS_OF).score([text], [AD])[0] == found.score


def test_the_folder_tells_of_the_model(tmp_path):
    """Weights, whom it learnt from, and a card with counts, limits and the hash; nobody's words."""
    pairs = history()
    parts = {p.id: Part.TRAIN if n < 80 else Part.DEV for n, p in enumerate(pairs)}
    weights = fit(Dataset("past", tuple(pairs), parts), Quick(AS_OF), tmp_path / "model")
    card = (tmp_path / "model" / "MODEL_CARD.md").read_text()

    assert {path.name for path in (tmp_path / "model").iterdir()} == {
        "linear.json", "persons.json", "metrics.json", "card.json", "MODEL_CARD.md",
    }  # fmt: skip
    assert weights.name in card
    for heading in (
        "Model details",
        "Intended use",
        "Factors",
        "Training data",
        "Evaluation data and metrics",
        "Ethical considerations",
        "Limits",
    ):
        assert f"## {heading}" in card
    assert "Kafka" not in card


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lindqvist\nada@example.com\nSex: Female\n\nEXPERIENCE\nEngineer, Harbour Ltd. March 2019 - present\n- She built pipelines in Python.\n\nEDUCATION\nLund University, BSc, 2015\n\nREFERENCES\nJ. Doe, manager",
        "王芳\n女 31岁 电话13812345678\n求职意向：工程师\n\n工作经历\n2019.03-至今 海港科技 工程师\n- 用 Python 搭建数据管道\n\n教育背景\n清华大学 本科 2015",
    ],
)
def test_asked_as_it_was_taught(text):
    """A model is asked with the very text that a data set would hold of the same résumé, and no name is in it."""
    blind = blind_text(text, as_of=AS_OF)

    assert blind == blind_resume(Open(text))
    assert resume_text(features(Profile.from_text(text, as_of=AS_OF))) == blind
    assert not any(word in blind for word in ("Lindqvist", "王芳", "Lund", "清华", "example.com", "138"))
    assert "Python" in blind


def test_a_job_without_an_ad_has_words():
    """A job that was given as requirements is read by them."""
    job = Job.from_dict({"title": "Engineer", "requirements": [{"id": "R1", "text": "Experience with Kafka"}]})

    assert ad_text(job) == "Engineer\nExperience with Kafka"
