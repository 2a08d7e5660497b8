"""A match does not depend on the order of sentences, look-alike letters, batches or threads; a verifier rules on free claims only."""

import numpy as np

from jiufang.jobs.records import Job, Kind, Requirement
from jiufang.matching import match
from jiufang.matching.records import Verdict
from jiufang.matching.verifier import CLASSES, Reading
from jiufang.models.fake import FakeEncoder
from jiufang.profiles.records import Profile

AS_OF = "2026-11-01"
HEAD = "Sam Reed\nLeeds\n\nEXPERIENCE\nBakery Manager, Crumb & Co, Leeds. March 2019 - present\n"
BULLETS = (
    "- Ran the night shift of twelve bakers and trained four apprentices.",
    "- Wrote the HACCP plan for the sourdough line and kept it through two audits.",
    "- Planned production in Excel every day.",
)
TAIL = "\n\nLANGUAGES\nEnglish (native), French B2\n"
JOB = Job(
    id="bakery",
    requirements=(
        Requirement(id="R1", text="at least four years of bakery experience", kind=Kind.EXPERIENCE_YEARS, min_years=4),
        Requirement(id="R2", text="hands-on HACCP plans", kind=Kind.SKILL),
        Requirement(id="R3", text="you have led a team", kind=Kind.SOFT),
        Requirement(id="R4", text="working French", kind=Kind.LANGUAGE, language="fr"),
    ),
)


def found(text, **options):
    return match(Profile.from_text(text, as_of=AS_OF), JOB, **{"encoder": None, **options})


def verdicts(result):
    return [f.verdict for f in result.findings]


def test_the_order_of_bullets_changes_nothing():
    """Bullets of one job in another order give the same verdicts and, within a hundredth, the same score."""
    straight = found(HEAD + "\n".join(BULLETS) + TAIL)
    turned = found(HEAD + "\n".join(reversed(BULLETS)) + TAIL)

    assert verdicts(straight) == verdicts(turned)
    assert abs(straight.score - turned.score) <= 0.01


def test_look_alike_letters_earn_nothing_more():
    """Cyrillic letters in a keyword do not raise the score above that of the honest spelling."""
    honest = found(HEAD + "\n".join(BULLETS) + TAIL)
    swapped = found(HEAD + "\n".join(BULLETS).replace("HACCP", "НАССР") + TAIL)

    assert swapped.score <= honest.score


class Batched:
    """The fake encoder, called for one text at a time."""

    name = FakeEncoder().name

    def encode(self, texts, *, side="passage"):
        """Encode one by one."""
        inner = FakeEncoder()
        return np.concatenate([inner.encode([t], side=side) for t in texts])


def test_batches_change_nothing():
    """One text at a time or all at once: same verdicts, scores equal to four decimals."""
    text = HEAD + "\n".join(BULLETS) + TAIL
    together, apart = found(text, encoder=FakeEncoder()), found(text, encoder=Batched())

    assert verdicts(together) == verdicts(apart)
    assert round(together.score, 4) == round(apart.score, 4)


class Sure:
    """A verifier that says the same of everything, and that all of it proves it."""

    name = "sure-1"

    def __init__(self, verdict, probability):
        self.chances = dict.fromkeys(CLASSES, (1 - probability) / 3) | {verdict: probability}

    def read(self, requirements, passages):
        """Say it."""
        return [Reading(self.chances, (1.0,) * len(p)) for p in passages]


def test_a_verifier_is_weighed_against_the_rules():
    """What a sure verifier denies counts for less than what an unsure one leaves open; whoever decides, a quote goes with it."""
    text = HEAD + "\n".join(BULLETS) + TAIL
    sure, unsure = (found(text, verifier=Sure("contradicted", p)) for p in (0.999, 0.26))

    assert sure.score < unsure.score
    assert sure["R2"].verdict is not Verdict.MET
    assert "sure-1" in sure.scorer
    assert all(f.evidence for f in sure.findings if f.verdict is not Verdict.NOT_SHOWN)
