"""The commands: only the result on standard output, exit codes that mean something, words instead of traces."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import zipfile

import pytest


def test_json_is_all_there_is_on_standard_output(jiufang):
    """A program reads the ranking; a person who watches reads the rest on standard error."""
    done = jiufang("shortlist", "job.md", "people", "broken.pdf", "--format", "json", "--as-of", "2026-11-01")
    told = json.loads(done.stdout)

    assert [c["file"] for c in told["candidates"]] == ["people/ada.txt", "people/noor.txt"]
    assert [f["file"] for f in told["failed"]] == ["broken.pdf"]
    assert done.returncode == 1


def test_without_the_encoder_words_alone_decide_and_it_is_said_once(jiufang):
    """An absent model is one line on standard error that tells how to get it, not a failure."""
    done = jiufang("shortlist", "job.md", "people")

    assert done.returncode == 0
    assert done.stderr.count("jiufang models fetch encoder") == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_same_files_give_the_same_bytes(jiufang):
    """Cold, from the cache, and with the files in another order."""
    ask = ["shortlist", "job.md", "--format", "json", "--as-of", "2026-11-01"]
    outputs = {jiufang(*ask, *files).stdout for files in (["people"], ["people"], ["people/noor.txt", "people/ada.txt"])}

    assert len(outputs) == 1


def test_a_file_named_twice_is_one_candidate(jiufang):
    """The folder and a file in it, or the same file by two names, count once."""
    done = jiufang("shortlist", "job.md", "people", "people/ada.txt", "people/../people/ada.txt", "--format", "json")

    assert len(json.loads(done.stdout)["candidates"]) == 2


def test_no_resume_is_taken_for_markup(jiufang):
    """Square brackets in a résumé are printed as they are."""
    assert "[/bold]" not in jiufang("shortlist", "job.md", "people").stderr
    assert jiufang("parse", "people/noor.txt").returncode == 0
    assert jiufang("match", "job.md", "people/noor.txt", "--explain").returncode == 0


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_no_line_is_wider_than_the_terminal(jiufang, monkeypatch, folder, columns):
    """Fifteen requirements fit: signs are packed together where there is no room for a column each."""
    monkeypatch.setenv("COLUMNS", str(columns))
    asks = "".join(f"- Experience with tool number {n}\n" for n in range(15))
    (folder / "long.md").write_text(f"Engineer\n\nRequirements\n{asks}", encoding="utf-8")
    done = jiufang("shortlist", "long.md", "people")

    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "Ada Lindqvist" in done.stdout


def test_blind_tables_name_nobody(jiufang):
    """Neither names nor the names of files stand in a blind table."""
    done = jiufang("shortlist", "job.md", "people", "--blind")

    assert "candidate 1" in done.stdout
    assert not [word for word in ("Ada", "ada.txt", "Noor") if word in done.stdout]


def test_parse_tells_status_member_and_reason(jiufang, folder):
    """Every file and every member of an archive has its entry, read or not."""
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.write(folder / "people" / "ada.txt", "ada.txt")
        archive.write(folder / "broken.pdf", "deep/broken.pdf")
    done = jiufang("parse", "people/noor.txt", "all.zip", "--format", "json")
    told = json.loads(done.stdout)

    assert [(t["file"], t["member"], t["status"]) for t in told] == [
        ("people/noor.txt", None, "ok"),
        ("all.zip", "ada.txt", "ok"),
        ("all.zip", "deep/broken.pdf", "failed"),
    ]
    assert told[1]["profile"]["contact"]["name"] == "Ada Lindqvist"
    assert told[2]["profile"] is None
    assert told[2]["reason"].startswith("the PDF is broken")
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["shortlist", "nothing.md", "people"], 2, "does not exist"),
        (["shortlist", "job.md", "nothing"], 2, "does not exist"),
        (["shortlist", "job.md", "people", "--as-of", "yesterday"], 2, "YYYY-MM-DD"),
        (["shortlist", "job.md", "people", "--html", "no/such/o.html"], 2, "there is no folder"),
        (["shortlist", "job.md", "people", "--lang", "fr"], 2, "zh"),
        (["shortlist", "broken.pdf", "people"], 1, "jiufang: "),
        (["match", "job.md", "broken.pdf"], 1, "the PDF is broken"),
        (["models", "fetch", "nothing"], 2, "NAME"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_mistakes_are_told_in_words(jiufang, arguments, code, said):
    """2 for a call that cannot be right, 1 for what failed; a sentence, never a trace."""
    done = jiufang(*arguments)

    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_a_wrong_call(jiufang, folder):
    """There is nothing to rank in it, and it says so."""
    (folder / "empty").mkdir()

    assert jiufang("parse", "empty").returncode == 2


def test_a_job_can_be_corrected_and_used(jiufang, folder):
    """What `job --format json` prints is a JOB."""
    (folder / "job.json").write_text(jiufang("job", "job.md", "--format", "json").stdout, encoding="utf-8")
    done = jiufang("shortlist", "job.json", "people", "--format", "json")

    assert json.loads(done.stdout)["job"]["requirements"][0]["text"] == "Bachelor's degree"


def test_reports_are_written_where_asked(jiufang, folder):
    """The report and the workbook; standard output still holds the table alone."""
    done = jiufang("shortlist", "job.md", "people", "--html", "o.html", "--xlsx", "o.xlsx", "--lang", "zh")

    assert 'lang="zh-CN"' in (folder / "o.html").read_text(encoding="utf-8")
    assert (folder / "o.xlsx").stat().st_size > 2000
    assert "wrote" not in done.stdout


def test_doctor_fails_without_the_encoder_and_says_how_to_get_it(jiufang):
    """What is missing, and the command that brings it."""
    done = jiufang("doctor", "--format", "json")

    assert done.returncode == 1
    assert {c["name"]: c["hint"] for c in json.loads(done.stdout)}["encoder"] == "jiufang models fetch encoder"


def test_the_start_is_light():
    """No runtime of models, no reader of files and no tokeniser is imported to print the help."""
    heavy = ("onnxruntime", "torch", "jieba", "pypdfium2", "docx", "numpy", "lxml", "PIL", "jinja2")
    code = f"import sys, jiufang.cli; print([m for m in {heavy!r} if m in sys.modules])"
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
    assert time.perf_counter() - began < 5  # half a second on a machine at rest; this one may be busy
