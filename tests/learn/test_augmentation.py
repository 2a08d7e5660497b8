"""More examples from labelled ones: each told otherwise, deterministically, with a label that a careful reader would give."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from jiufang.learn.augmentation import augmented, backed_off, chance_of, dropped, edited, misread, mixed, rules, thinned, variants
from jiufang.learn.examples import Example
from jiufang.learn.wordings import retold
from jiufang.matching.verifier import CLASSES

ZH = "刘某 仓储主管\n2019.03-至今 云仓物流 仓储主管\n- 带领12人团队完成两次库位调整\n- 用 WMS 管理库存，差异率降到0.1%\n教育：物流管理 大专"
EN = "Dana Reyes\nWarehouse lead, 2019 - present\n- Led a team of 12 through two layout changes. Keeps the injury log.\n- Ran WMS cycle counts\nEducation: diploma in logistics"


def example(requirement: str, passage: str, verdict: str, *quotes: str) -> Example:
    """Return an example whose proof is these quotes."""
    proof = tuple((passage.index(q), passage.index(q) + len(q)) for q in quotes)
    return Example(requirement, passage, CLASSES.index(verdict), proof, "block/0", "")


CASES = [
    example("带领过仓储团队", ZH, "met", "带领12人团队完成两次库位调整"),
    example("带过10人以上团队", ZH, "met", "带领12人团队完成两次库位调整"),
    example("熟悉 WMS", ZH, "met", "用 WMS 管理库存"),
    example("Led a warehouse team", EN, "met", "Led a team of 12 through two layout changes"),
    example("Forklift licence", EN, "not_shown"),
    example("本科学历", ZH, "contradicted", "物流管理 大专"),
]
WAYS = [dropped, thinned, backed_off, misread, mixed]


def told(way, case, seed=1):
    """Return the variant of one example."""
    return way(case, chance_of(case, seed, 0))


@pytest.mark.parametrize("way", WAYS)
def test_proof_stays_in_place_and_nothing_else_changes(way):
    """Whatever a way does, proofs are stretches of the passage, and requirement and block stay, so that nothing held out leaks."""
    for case, variant in variants(CASES, way, seed=3):
        assert (variant.requirement, variant.block) == (case.requirement, case.block)
        assert all(0 <= a < b <= len(variant.passage) for a, b in variant.proof)
        assert bool(variant.proof) == (CLASSES[variant.verdict] != "not_shown")


def test_what_is_taken_away_is_not_shown():
    """Without its proof a requirement is not shown, whatever it was."""
    variant = told(dropped, example("做过库位优化调整", ZH, "met", "带领12人团队完成两次库位调整"))
    assert variant is not None
    assert CLASSES[variant.verdict] == "not_shown"
    assert "库位" not in variant.passage
    assert "WMS" in variant.passage


def test_nothing_is_dropped_where_the_rest_still_speaks_of_it():
    """A tool named again, dates where years are asked, a degree where one is asked: the label would not be sure."""
    again = "负责仓库 WMS 上线。\n技能：WMS、Excel 报表和数据整理，能独立完成月度分析"
    assert told(dropped, example("熟悉 WMS", again, "met", "负责仓库 WMS 上线")) is None
    assert told(dropped, example("3年以上仓储经验", ZH, "met", "云仓物流 仓储主管")) is None
    assert told(dropped, example("本科学历", f"{ZH}\n2021 本科（自考）", "met", "2021 本科（自考）")) is None
    deep = "一期：基坑深度4米，放坡开挖，自己排的进度。\n二期：14米深基坑由我独立负责到回填。\n培训：基坑监测讲座"
    assert told(dropped, example("深基坑施工管理", deep, "met", "14米深基坑由我独立负责到回填")) is None
    music = "MSc Applied Statistics, 2020; thesis on survival models. BA Music, 2016, played in two orchestras for a living."
    assert told(dropped, example("Quantitative degree", music, "met", "MSc Applied Statistics, 2020")) is None
    short = "某某事务所审计员，年审做过五年。\n在校时每年忙季兼职抽凭，前后加起来八个月，都是制造业客户。"
    assert told(dropped, example("四年以上年审经验", short, "met", "年审做过五年")) is None


@pytest.mark.parametrize(
    ("case", "verdict", "words"),
    [
        (CASES[0], "partial", "协助参与"),
        (CASES[1], "partial", "若干人"),
        (CASES[3], "partial", "assisted with a team"),
        (example("持有护士执业证", "2020年取得护士执业证书，内科三年", "met", "2020年取得护士执业证书"), "contradicted", "正在备考护士执业证书"),
        (example("Contracts above $2m", "Negotiated a $3.4m outsourcing deal", "met", "Negotiated a $3.4m outsourcing deal"), "partial", "a certain amount"),
        (example("英语流利", "英语口语流利，主持过例会", "met", "英语口语流利"), "partial", "略懂"),
    ],
)  # fmt: skip
def test_vague_words_lower_the_verdict_by_rule(case, verdict, words):
    """What was precise becomes vague, and the rule says what that makes of the verdict."""
    variant = told(backed_off, case)
    assert variant is not None
    assert words in variant.passage
    assert CLASSES[variant.verdict] == verdict


def test_vague_words_change_nothing_where_they_decide_nothing():
    """A requirement that does not ask for the precise thing, a verdict that is not met, a proof that denies: no back-off."""
    assert told(backed_off, CASES[2]) is None
    assert told(backed_off, replace(CASES[0], verdict=CLASSES.index("partial"))) is None
    assert told(backed_off, example("带领过团队", "没有带领过任何团队，独立干活", "met", "没有带领过任何团队")) is None


def test_slips_spare_digits_and_denials():
    """A misread passage has the same numbers and the same denials, in the same order."""
    passage = "I have never managed 12 warehouse operators without supervision. 没有带过团队，未取得叉车证，管理经历3年。" * 3
    case = example("x", passage, "contradicted", "never managed 12 warehouse operators")
    for seed in range(30):
        variant = told(misread, case, seed)
        assert re.findall(r"\d+|[没未不无]|never|without", variant.passage) == re.findall(r"\d+|[没未不无]|never|without", passage)


def test_words_are_mixed_only_in_chinese():
    """Common words of a Chinese passage turn up in English; an English passage has nothing to mix."""
    assert any("team" in told(mixed, CASES[0], seed).passage for seed in range(9) if told(mixed, CASES[0], seed))
    assert told(mixed, CASES[3]) is None


def test_lines_that_prove_nothing_may_go():
    """The proof and its neighbours stay; requirements for a length of work are left alone, since any line may date it."""
    variant = next(v for v in (told(thinned, CASES[0], seed) for seed in range(30)) if v)
    assert len(variant.passage) < len(ZH)
    assert [variant.passage[a:b] for a, b in variant.proof] == ["带领12人团队完成两次库位调整"]
    assert all(told(thinned, example("3年以上经验", ZH, "met", "云仓物流 仓储主管"), seed) is None for seed in range(20))


def test_a_requirement_is_told_otherwise():
    """Another wording of the requirement, the label unchanged; without one, nothing."""
    wordings = {"熟悉 WMS": ("Familiar with a WMS",)}
    assert retold(CASES[2], chance_of(CASES[2], 1, 0), wordings=wordings).requirement == "Familiar with a WMS"
    assert retold(CASES[0], chance_of(CASES[0], 1, 0), wordings=wordings) is None


def test_seed_epoch_and_content_decide():
    """The same seed and epoch give the same, in any order; another epoch something else; a share of 0 nothing."""
    first = augmented(CASES, seed=5, share=1.0)
    assert augmented(CASES, seed=5, share=1.0) == first
    assert augmented(CASES[::-1], seed=5, share=1.0) == first[::-1]
    assert any(augmented(CASES, seed=5, epoch=n, share=1.0) != first for n in (1, 2))
    assert augmented(CASES, seed=5, share=0.0) == CASES
    assert first != CASES


def test_edits_move_the_proof():
    """A change before, inside and after a proof leaves it on its words."""
    case = example("r", "one two three four", "met", "two three")
    moved = edited(case, [(0, 3, "nought and one"), (8, 13, "3"), (14, 18, "")])
    assert moved.passage == "nought and one two 3 "
    assert [moved.passage[a:b] for a, b in moved.proof] == ["two 3"]


def test_rules_lower_and_never_lift():
    """Every rule goes from met to less."""
    assert {CLASSES[r.was] for r in rules()} == {"met"}
    assert {CLASSES[r.becomes] for r in rules()} <= {"partial", "contradicted"}
