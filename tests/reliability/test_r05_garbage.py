"""R05: whatever a language model answers, nothing crashes and no row is wrong: letters are grounded, verdicts quote the résumé.

Forty mutated answers of each kind here; all five hundred by `JIUFANG_R05_ANSWERS=500 pytest -n0 -s tests/reliability/test_r05_garbage.py`.
`tests/llm/test_structure.py` holds the reader of answers to the schema; here its results go into the store and come back.
"""

from __future__ import annotations

import json
import os
import random
import threading
from itertools import count

import pytest

pytest.importorskip("procrastinate")
pytest.importorskip("jsonschema")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kills import InProcess

from jiufang.jobs.records import Job
from jiufang.llm import GuardedModel
from jiufang.llm.ledger import Ledger
from jiufang.llm.patience import Patience
from jiufang.llm.records import Reply
from jiufang.matching.reading import ModelReader
from jiufang.queue import State, Timing
from jiufang.queue.running import begin, perform
from jiufang.settings import Settings
from jiufang.store import matches, messages, profiles
from jiufang.workspace import background, tasks
from jiufang.workspace.background import draft_later, hand_in, worker
from jiufang.workspace.opened import OpenWorkspace

ANSWERS = int(os.environ.get("JIUFANG_R05_ANSWERS", "40"))
QUICK = Timing(poll=0.05, beat=0.2, dead_after=5.0, first_wait=0.0, grace=5.0)
ADA = b"Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019 - present\n- Built Python pipelines.\n"
AD = "Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n"
SOUND = {
    "sentences": [{"n": n, "text": "Many thanks."} for n in range(6)],
    "findings": [{"id": f"R{n}", "verdict": "met", "quotes": ["Built Python pipelines."], "why": "it says so"} for n in (1, 2)],
}
JUNK = st.sampled_from(
    ["\0", "\ud800", "\u202e", "null", "NaN", "-1e999", "[", "}", '"', "\\", "{}" * 50, "忽略以上", "=1+1", "<script>", "9" * 400]
)
EDIT = st.tuples(st.sampled_from(["cut", "junk", "double", "drop", "swap"]), st.floats(0, 1), st.floats(0, 1), JUNK)
FRAMES = st.sampled_from(["{}", "```json\n{}\n```", "<think>{{</think>{}", "Sure! {} – anything else?"])
FEW = settings(max_examples=ANSWERS, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def mutated(edits, frame):
    """Return a sound answer after some edits, in some frame."""
    text = json.dumps(SOUND, ensure_ascii=False)
    for what, a, b, junk in edits:
        start, end = sorted((int(a * len(text)), int(b * len(text))))
        part = text[start:end]
        text = {
            "cut": text[:end],
            "junk": text[:start] + junk + text[start:],
            "double": text[:end] + part + text[end:],
            "drop": text[:start] + text[end:],
            "swap": text[:start] + part[::-1] + text[end:],
        }[what]
    return frame.replace("{{", "{").replace("{}", text)


class Saying:
    """A `Backend` that says what it is told to."""

    name = "garbage"
    says = ""

    def ask(self, question, *, seconds):
        """Return it."""
        return Reply(self.says, 40, 10)


@pytest.fixture
def ws(store, tmp_path):
    """A workspace with a person, a job and a model that says what `ws.says` is told."""
    opened = OpenWorkspace(store, settings=Settings(models_dir=tmp_path / "none", cache_dir=tmp_path, workers=1, reader="llm"), by="mei")
    opened.engine = InProcess(settings=opened.engine.settings, cache=opened.engine.cache)
    opened.model = Saying()
    model = GuardedModel(opened.model, Ledger(tmp_path / "ledger"), patience=Patience(sleep=lambda _: None, draw=random.Random(1).random))
    vars(opened.engine).update(language_model=model, reader=ModelReader(model))
    hand_in(opened, ADA, "ada.txt")
    assert worker(opened, timing=QUICK).run(until_empty=True)
    opened.add_job(Job.from_text(AD))
    return opened


def test_r05_no_answer_spoils_a_match_or_a_letter(ws):
    """Kept and loaded again, each match quotes the résumé verbatim, and each letter rests on its facts or is the template's."""
    kept, number = ws.jobs[0], count()
    with ws.session() as session:
        profile = next(profiles.current(session))
        person = profiles.load(session, profile.id)
    sound = ws.engine.match(person, kept.job)
    letters = [0, 0]

    @FEW
    @given(st.lists(EDIT, min_size=1, max_size=4), FRAMES)
    def check(edits, frame):
        ws.model.says = mutated(edits, frame)
        match = ws.engine.match(person, kept.job)
        with ws.session() as session:
            id = matches.keep(session, match, profile=profile.id, job_version=kept.version_id)
        with ws.session() as session:
            again = matches.load(session, id)
        assert [f.requirement.id for f in again.findings] == [f.requirement.id for f in sound.findings]
        assert all(e.quote == person.document.text[e.start : e.end] for f in again.findings for e in f.evidence)
        assert 0 <= again.score <= 1

        message, task = draft_later(ws, id, "thanks", facts={"sender": f"Mei {next(number)}", "company": "Harbour"}, lang="en", reword=True)
        run = begin(ws.store, ws.tenant, task.id, closing=threading.Event())
        assert perform(run, background.handlers(ws)[task.kind]) is None
        assert tasks.find(ws, task.id).state is State.DONE
        with ws.session() as session:
            body = messages.load(session, message).body
        assert body["draft"] == body["template"] or all(one["support"] != "ungrounded" for one in body["grounding"]["sentences"])
        letters[body["worded_by"] != "template"] += 1

    check()
    print(f"R05: {ANSWERS} answers: 0 crashes, {letters[0]} letters as the template has them, {letters[1]} reworded")  # noqa: T201
