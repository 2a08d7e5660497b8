"""`jiufang history` and `jiufang label` from an export to labels, as a person types them."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

from jiufang.cli import app
from jiufang.errors import RefusedByPolicy

HEADINGS = ("候选人编号", "职位编号", "应聘职位", "职位描述", "更新时间", "状态", "简历内容")


@pytest.fixture
def export(tmp_path):
    """Thirty applications for six jobs, too few to learn from, in GB18030."""
    path = tmp_path / "投递.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        for n in range(30):
            stage = ("已入职", "复试未通过", "简历筛选不通过", "终面评审")[n % 4]
            text = f"工作经历\n2019.03-至今 蓝海{n}公司 专员\n- 负责第{n}号仓库的盘点，每月处理单据{n * 37}份\n- 带领{n + 2}人团队完成报关"
            out.writerow(
                [f"C{n}", f"R{n % 6}", f"仓储主管{n % 6}", f"负责{n % 6}号仓库，熟悉报关", f"2024-0{n % 6 + 1}-1{n % 9}", stage, text]
            )
    return path


def run(*args, input=None):
    """Run a command."""
    return CliRunner().invoke(app, [str(arg) for arg in args], input=input)


def test_a_preview_shows_columns_and_stages_and_writes_nothing(export):
    """What is taken for what, what each stage is worth, and what nobody has explained."""
    told = json.loads(run("history", "preview", export, "--format", "json").stdout)

    assert [column["role"] for column in told["columns"]] == ["person", "job", "title", "ad", "decided", "stage", "resume"]
    assert {stage["told"]: stage["label"] for stage in told["stages"]} == {
        "已入职": 1.0,
        "复试未通过": 0.5,
        "简历筛选不通过": 0.0,
        "终面评审": None,
    }
    assert "已入职" in run("history", "preview", export).stdout
    assert [path.name for path in export.parent.iterdir()] == [export.name]


def test_too_little_is_refused_and_a_look_is_still_possible(export, tmp_path):
    """The reason and the missing number are told; with --anyway the data set is there; a stage is corrected on the way."""
    out = tmp_path / "set"
    refused = run("history", "import", export, "--out", out)

    assert isinstance(refused.exception, RefusedByPolicy)
    assert "more decided applications" in refused.exception.hint
    assert not (out / "pairs.jsonl").exists()
    done = run("history", "import", export, "--out", out, "--anyway", "--stage", "终面评审=0.7", "--format", "json")
    assert done.exit_code == 0, done.output
    assert "0.7" in json.loads(done.stdout)["used"]["labels"]
    told = json.loads(run("history", "show", out, "--format", "json").stdout)
    assert set(told["leaks"].values()) == {0}
    assert "labels" in run("history", "show", out).stdout


def test_a_person_is_forgotten(export, tmp_path):
    """By the id that the export told."""
    out = tmp_path / "set"
    run("history", "import", export, "--out", out, "--anyway")
    before = len((out / "pairs.jsonl").read_text("utf-8").splitlines())
    run("history", "forget", out, "C4")

    assert len((out / "pairs.jsonl").read_text("utf-8").splitlines()) == before - 1


def test_two_people_label_and_their_agreement_is_told(export, tmp_path):
    """Answers are kept with who gave them; a wrong key is asked again; labels become a data set."""
    out = tmp_path / "set"
    run("history", "import", export, "--out", out, "--anyway", "--stage", "终面评审=0.7")
    first = run("label", "ask", out, "--by", "li", "--count", "3", input="7\n1\n=\nq\n")
    assert first.exit_code == 0, first.output
    run("label", "ask", out, "--by", "mei", "--kind", "graded", "--count", "2", input="3\ns\n")
    told = [json.loads(line) for line in (out / "labels.jsonl").read_text("utf-8").splitlines()]

    assert [(one["by"], one.get("choice"), one.get("grade")) for one in told] == [
        ("li", "first", None),
        ("li", "tie", None),
        ("mei", None, 3),
    ]
    assert set(json.loads(run("label", "agreement", out, "--format", "json").stdout)) == {"grades", "choices"}
    assert run("label", "agreement", out).exit_code == 0
    assert len(json.loads(run("label", "pick", out, "--count", "2").stdout)) == 2
    run("label", "apply", out, "--out", tmp_path / "labelled")
    assert '"labelled"' in (tmp_path / "labelled" / "pairs.jsonl").read_text("utf-8")


def test_options_that_make_no_sense_are_called_so(export, tmp_path):
    """An order of days that is none, a mapping without a sign: exit code 2."""
    assert run("history", "preview", export, "--dates", "ymd").exit_code == 2
    assert run("history", "preview", export, "--map", "stage").exit_code == 2
