"""The shelf keeps models as they were signed, the register what was decided, and one step back is one line."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.learn.history.naming import email_key, pseudonym
from jiufang.learn.measuring.records import Evaluation
from jiufang.learn.promotion import persons
from jiufang.learn.promotion.gates import Gate
from jiufang.learn.promotion.register import FILE, Action, Register, replayed, unsealed
from jiufang.learn.promotion.shelf import Shelf
from jiufang.learn.promotion.signing import MANIFEST, sign, verify
from jiufang.learn.promotion.trial import Trial
from jiufang.matching.scorers import MOST_SHARE

KEY, OTHER = b"k" * 32, b"o" * 32
GIVEN = {"by": "mei@example.com", "why": "better on the spring's decisions"}


def trial(*, passed=True, share=0.2):
    """Return what came of a model that passes one gate, or does not."""
    evaluation = Evaluation("d", "test", ("with it",), {}, "dev", "jobs", 0, 0, 0, ())
    return Trial(share, evaluation, (Gate("quality", passed, "because", "" if passed else "more data"),))


@pytest.fixture
def model(tmp_path):
    """The folder of a model that needs no weights."""
    return make(tmp_path / "overlap", "overlap")


def make(folder, name):
    folder.mkdir()
    (folder / "scorer.json").write_text(json.dumps({"method": "keywords", "name": name}))
    (folder / "MODEL_CARD.md").write_text(f"# {name}\n")
    (folder / "log").mkdir()
    (folder / "log" / "events").write_text("not of the model")
    return folder


@pytest.fixture
def shelf(tmp_path):
    """An empty shelf."""
    return Shelf(tmp_path / "shelf", KEY)


def test_a_promoted_model_counts(shelf, model):
    """Who, when, why and the gates are kept; the model can be asked under its version; logs are left behind."""
    entry = shelf.promote(model, trial(), ["p1"], **GIVEN)
    served = shelf.current()

    assert (entry.action, entry.by, entry.why, entry.gates[0]["name"]) == (Action.PROMOTED, GIVEN["by"], GIVEN["why"], "quality")
    assert served.weighed.scorer.name == entry.version
    assert entry.version.startswith("overlap@")
    assert served.weighed.share == 0.2
    assert not (shelf.folder / entry.version / "log").exists()
    assert [(row.version, row.current, row.stale, row.wrong) for row in shelf.rows()] == [(entry.version, True, 0, "")]


def test_a_refused_model_changes_nothing_and_is_written_down(shelf, model):
    """A refusal keeps its gates with reason and what would change it; nothing counts, nothing is copied."""
    entry = shelf.promote(model, trial(passed=False), [], **GIVEN)

    assert entry.action is Action.REFUSED
    assert (entry.gates[0]["reason"], entry.gates[0]["change"]) == ("because", "more data")
    assert shelf.current() is None
    assert not (shelf.folder / entry.version).exists()
    assert shelf.rows() == []


def test_one_step_back(shelf, model, tmp_path):
    """Back from the second is the first, back from that is nothing, and then there is nothing to go back from."""
    first = shelf.promote(model, trial(), [], **GIVEN)
    second = shelf.promote(make(tmp_path / "other", "other"), trial(share=0.4), [], **GIVEN)
    assert shelf.current().weighed.scorer.name == second.version

    back = shelf.roll_back(**GIVEN)
    assert (back.version, back.share) == (first.version, 0.2)
    assert shelf.current().weighed.scorer.name == first.version
    assert shelf.roll_back(**GIVEN).version == ""
    assert shelf.current() is None
    with pytest.raises(NotFound, match="nothing to go back from"):
        shelf.roll_back(**GIVEN)
    assert [entry.action for entry in shelf.register.entries()] == [Action.PROMOTED] * 2 + [Action.ROLLED_BACK] * 2


def test_a_version_is_one_score(shelf, model):
    """The same files at another share are another version; the same twice is a conflict."""
    first = shelf.promote(model, trial(), [], **GIVEN)
    with pytest.raises(Conflict):
        shelf.promote(model, trial(), [], **GIVEN)
    assert shelf.promote(model, trial(share=0.3), [], **GIVEN).version != first.version


def test_a_reason_is_needed(shelf, model):
    """Without a name or a reason nothing is promoted, and no line is written."""
    for given in ({"by": " ", "why": "x"}, {"by": "mei", "why": ""}):
        with pytest.raises(BadInput, match="who decides"):
            shelf.promote(model, trial(), [], **given)
    assert shelf.register.entries() == []


@pytest.mark.parametrize("change", ["edit", "add", "remove", "manifest", "key", "link"])
def test_a_changed_model_is_refused(shelf, model, change):
    """A byte edited, a file added or taken away, a manifest rewritten, another key: nothing of it is loaded."""
    version = shelf.promote(model, trial(), [], **GIVEN).version
    folder = shelf.folder / version
    if change == "edit":
        (folder / "scorer.json").write_text((folder / "scorer.json").read_text().replace("overlap", "0verlap"))
    elif change == "add":
        (folder / "more.json").write_text("{}")
    elif change == "remove":
        (folder / "MODEL_CARD.md").unlink()
    elif change == "manifest":
        told = json.loads((folder / MANIFEST).read_text())
        (folder / MANIFEST).write_text(json.dumps({**told, "share": 0.5}))
    elif change == "link":
        (folder / "more.json").symlink_to(model / "scorer.json")
    else:
        shelf = Shelf(shelf.folder, OTHER)
    with pytest.raises(RefusedByPolicy):
        shelf.current()


def test_a_model_moved_to_another_version_is_refused(shelf, model, tmp_path):
    """An older model that was signed once cannot be put in the place of the one that counts."""
    old = shelf.promote(model, trial(), [], **GIVEN).version
    new = shelf.promote(make(tmp_path / "other", "other"), trial(), [], **GIVEN).version
    (shelf.folder / new).rename(tmp_path / "away")
    (shelf.folder / old).rename(shelf.folder / new)

    with pytest.raises(RefusedByPolicy, match="another model lies under this name"):
        shelf.current()


@pytest.mark.parametrize("name", ["weights.pkl", "model.pt", "pytorch_model.bin"])
def test_what_can_run_code_is_never_promoted(shelf, model, name):
    """A pickle is refused before anything is copied."""
    (model / name).write_bytes(b"cos\nsystem\n")
    with pytest.raises(RefusedByPolicy, match="can run code"):
        shelf.promote(model, trial(), [], **GIVEN)
    assert not shelf.folder.exists()


@pytest.mark.parametrize("change", ["edit", "drop", "swap"])
def test_a_changed_register_is_refused(shelf, model, tmp_path, change):
    """A line that was edited, dropped or moved breaks the chain, and nothing is read from it."""
    shelf.promote(model, trial(), [], **GIVEN)
    shelf.promote(make(tmp_path / "other", "other"), trial(), [], **GIVEN)
    shelf.roll_back(**GIVEN)
    lines = (shelf.folder / FILE).read_bytes().splitlines(keepends=True)
    changed = {
        "edit": [lines[0].replace(b"mei@", b"eve@"), *lines[1:]],
        "drop": lines[1:],
        "swap": [lines[1], lines[0], lines[2]],
    }[change]
    (shelf.folder / FILE).write_bytes(b"".join(changed))

    with pytest.raises(RefusedByPolicy, match="line 1 of the register"):
        shelf.current()


def test_a_line_that_a_crash_cut_off_was_never_written(shelf, model):
    """Half a line at the end is passed over, and the next line takes its place."""
    shelf.promote(model, trial(), [], **GIVEN)
    with (shelf.folder / FILE).open("ab") as file:
        file.write(b'{"number": 2, "act')

    assert len(shelf.register.entries()) == 1
    shelf.roll_back(**GIVEN)
    assert [entry.number for entry in shelf.register.entries()] == [1, 2]
    assert replayed(unsealed(shelf.folder / FILE)).current is None


def test_the_register_keeps_the_moment(tmp_path):
    """When something was decided is told in UTC, to the second."""
    register = Register(tmp_path, KEY)
    at = dt.datetime(2026, 11, 23, 15, 4, 5, 99, tzinfo=dt.UTC)

    assert register.append(Action.STALE, by="a", why="b", at=at, version="v", persons=1).at == "2026-11-23T15:04:05+00:00"
    assert register.state().stale == {"v": 1}


def test_whom_it_learnt_from_is_kept_as_keyed_hashes(shelf, model):
    """No pseudonym stands in the folder in the clear; an erasure finds it by the address that it was made of, once a person."""
    data_key = b"d" * 32
    mine = pseudonym(data_key, "person", email_key("Ada@Example.com"))
    version = shelf.promote(model, trial(), [mine, "p2"], data_key=data_key, **GIVEN).version
    written = b"".join(path.read_bytes() for path in (shelf.folder / version).iterdir())

    assert mine.encode() not in written
    assert shelf.mark([email_key("bo@example.com")], by="mei") == []
    assert shelf.mark([email_key("ada@example.com"), "id:123"], by="mei") == [version]
    assert shelf.rows()[0].stale == 1
    assert shelf.stale_of(model) == 1
    (model / "scorer.json").write_text('{"method": "keywords", "name": "trained again"}')
    assert shelf.stale_of(model) == 0
    assert persons.among(shelf.folder / version, ["p2"], key=OTHER) == set()
    assert persons.among(shelf.folder / version, ["p2"], key=KEY) == {"p2"}


def test_a_model_that_was_never_promoted_can_be_marked(tmp_path):
    """A model beside which nobody is named knows nobody; a mark counts up."""
    assert persons.among(tmp_path, ["p"]) == set()
    persons.mark_stale(tmp_path, 2)
    persons.mark_stale(tmp_path, 1)

    assert persons.erased(tmp_path) == 3


def test_a_signature_covers_what_is_told(tmp_path):
    """Name and share are sealed with the files."""
    (tmp_path / "a.json").write_text("{}")
    sign(tmp_path, KEY, told={"version": "v", "share": MOST_SHARE})

    assert verify(tmp_path, KEY)["share"] == MOST_SHARE
    with pytest.raises(RefusedByPolicy, match="another key"):
        verify(tmp_path, OTHER)
