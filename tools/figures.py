"""Turn benchmarks/results/*.json into the table of figures in both READMEs.

python tools/figures.py            write the tables
python tools/figures.py --check    exit with 1 when a README holds other figures than the results
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
BLOCK = re.compile(r"<!-- figures -->\n.*?<!-- /figures -->", re.DOTALL)

Row = tuple[str, str, str]
"""What was measured, our figure, and what stands beside it or how it was got."""

HEADS = {"en": ("What", "Jiufang", "Beside it"), "zh": ("测什么", "九方皋", "对照")}


def main() -> int:
    """Write or check the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a table is out of date")
    check = parser.parse_args().check
    stale = [path for lang, path in READMES.items() if _update(path, table(lang), check=check)]
    for path in stale:
        print(f"{path.name}: {'the figures differ from benchmarks/results; run tools/figures.py' if check else 'written'}")  # noqa: T201
    return 1 if check and stale else 0


def table(lang: str) -> str:
    """Return the table of figures as Markdown; results that are absent leave their rows out."""
    told = [
        row
        for part in (_reading, _ads, _verdicts, _ranking, _unseen, _pairs, _titles, _tone, _speed, _encoder, _malformed, _hidden)
        for row in part(lang)
    ]
    rows = [HEADS[lang], ("---", "---", "---"), *told]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _update(path: Path, figures: str, *, check: bool) -> bool:
    before = path.read_text(encoding="utf-8")
    after = BLOCK.sub(lambda _: f"<!-- figures -->\n{figures}\n<!-- /figures -->", before)
    if not check and after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


def _result(name: str) -> dict[str, Any]:
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"


def _reading(lang: str) -> list[Row]:
    files = _result("files")
    if not files:
        return []
    digital, scan = files["accuracy"]["digital"], files["accuracy"].get("scan", {})
    said = {
        "en": ("Digital files read right: name, e-mail, phone", "Schools, degrees", "Employers, titles", "Total months, listed skills"),
        "zh": ("数字文件读对的比例：姓名、邮箱、电话", "学校、学历", "雇主、职务", "总月数、列出的技能"),
    }[lang]
    fields = (("name", "email", "phone"), ("schools", "degree"), ("employers", "titles"), ("months", "skills"))
    scanned = {"en": "scans: ", "zh": "扫描件："}[lang]
    return [
        (what, " · ".join(_share(digital[f]) for f in names), scanned + " · ".join(_share(scan[f]) for f in names) if scan else "")
        for what, names in zip(said, fields, strict=True)
    ]


def _ads(lang: str) -> list[Row]:
    ads = _result("ads")
    if not ads:
        return []
    what = {"en": "Requirements of an ad found; kind, must or nice right", "zh": "广告中的要求：找到、类别正确、必须与加分正确"}[lang]
    beside = {
        "en": "{labelled} labelled in {ads} ads; {ratio:.2f} × as many found",
        "zh": "{ads} 份广告共标注 {labelled} 条；找出 {ratio:.2f} 倍",
    }[lang]
    return [(what, " · ".join(_share(ads[f]) for f in ("found_jaccard", "kind", "must")), beside.format(**ads))]


def _verdicts(lang: str) -> list[Row]:
    gold = _result("gold")
    if not gold:
        return []
    said = {
        "en": (
            "Verdicts: macro-F1, F1 of *met*",
            "Said *met* where experts do not",
            "Evidence F1 (words quoted)",
            "{n} verdicts on {resumes} résumés",
        ),
        "zh": ("结论：宏平均 F1、“符合”的 F1", "专家不认可却判“符合”", "依据 F1（引文用词）", "{resumes} 份简历上的 {n} 个结论"),
    }[lang]
    cross = {"en": "across languages: ", "zh": "跨语言："}[lang]
    return [
        (said[0], f"{gold['macro_f1']:.3f} · {gold['met_vs_rest_f1']:.3f}", said[3].format(**gold)),
        (said[1], _share(gold["false_met_rate"]), cross + _share(gold["cross_lingual"]["false_met_rate"])),
        (said[2], f"{gold['evidence_f1']:.3f}", ""),
    ]


def _unseen(lang: str) -> list[Row]:
    unseen = _result("unseen")
    if not unseen:
        return []
    said, beside = {
        "en": (
            ("Jobs nothing was fitted to: macro-F1, F1 of *met*", "There: pairs in the experts' order, nDCG@10"),
            ("{jobs} jobs, {n} verdicts; rules alone {rules:.3f}", "rules alone {pairwise:.3f}, {ndcg:.3f}"),
        ),
        "zh": (
            ("未参与任何拟合的岗位：宏平均 F1、“符合”的 F1", "同上：与专家次序一致的候选人对、nDCG@10"),
            ("{jobs} 个岗位，{n} 个结论；仅规则 {rules:.3f}", "仅规则 {pairwise:.3f}、{ndcg:.3f}"),
        ),
    }[lang]
    alone = unseen["rules_alone"]
    told = {**unseen, "rules": alone["macro_f1"], "pairwise": alone["ranking"]["pairwise"], "ndcg": alone["ranking"]["ndcg_at_10"]}
    ranking = unseen["ranking"]
    return [
        (said[0], f"{unseen['macro_f1']:.3f} · {unseen['met_vs_rest_f1']:.3f}", beside[0].format(**told)),
        (said[1], f"{ranking['pairwise']:.3f} · {ranking['ndcg_at_10']:.3f}", beside[1].format(**told)),
    ]


def _ranking(lang: str) -> list[Row]:
    ranking = _result("gold").get("ranking")
    if not ranking:
        return []
    names = {
        "en": {
            "keyword_overlap": "keywords",
            "tf_idf": "TF-IDF",
            "bm25": "BM25",
            "encoder_raw": "raw encoder",
            "encoder_centred": "centred encoder",
        },
        "zh": {"keyword_overlap": "关键词", "tf_idf": "TF-IDF", "bm25": "BM25", "encoder_raw": "原始向量", "encoder_centred": "去中心向量"},
    }[lang]
    what = {"en": ("Ranking: nDCG@10", "Ranking: pairs in the experts' order"), "zh": ("排序：nDCG@10", "排序：与专家次序一致的候选人对")}[
        lang
    ]
    beside = ranking["baselines"]
    return [
        (said, f"**{ranking['score'][key]:.3f}**", ", ".join(f"{name} {beside[b][key]:.3f}" for b, name in names.items() if b in beside))
        for said, key in zip(what, ("ndcg_at_10", "pairwise"), strict=True)
    ]


def _pairs(lang: str) -> list[Row]:
    found = _result("verifiers")
    if not found:
        return []
    what = {
        "en": "Requirement against passage, {held_out} pairs never learnt: macro-F1",
        "zh": "要求与段落逐对判断（{held_out} 对未学过）：宏平均 F1",
    }[lang].format(**found)
    names = {
        "en": {
            "rules": "rules",
            "late interaction + boosting": "late interaction",
            "both + boosting": "boosting",
            "cross-encoder": "cross-encoder",
        },
        "zh": {"rules": "规则", "late interaction + boosting": "后期交互", "both + boosting": "提升树", "cross-encoder": "交叉编码器"},
    }[lang]
    beside = ", ".join(f"{name} {found[key]['macro_f1']:.3f}" for key, name in names.items())
    return [(what, f"**{found['rules + cross-encoder']['macro_f1']:.3f}**", beside)]


def _titles(lang: str) -> list[Row]:
    found = _result("titles").get("languages")
    if not found:
        return []
    what = {"en": "Job titles retrieved: MAP {names}", "zh": "职位名称检索：MAP（{names}）"}[lang].format(names=" · ".join(found))
    plain = {"en": "char TF-IDF", "zh": "字符 TF-IDF"}[lang]
    raw = {"en": "raw encoder", "zh": "原始向量"}[lang]
    ours, beside, encoder = (
        " · ".join(f"{f['map'].get(k, 0):.2f}" for f in found.values()) for k in ("matcher", "char_tf_idf", "encoder_raw")
    )
    return [(what, f"**{ours}**", f"{plain} {beside}; {raw} {encoder}")]


def _tone(lang: str) -> list[Row]:
    found = _result("tone")
    blind = found.get("blind")
    if not blind:
        return []
    what = {"en": "Tone of a sentence, {n} never trained on: macro-F1 zh · en", "zh": "句子语气（{n} 句未训练过）：宏平均 F1（中 · 英）"}[
        lang
    ]
    ours, vader, lexicon = (blind["macro_f1"].get(name, {}) for name in ("jiufang", "vader", "zh_lexicon"))
    word = {"en": "lexicon zh", "zh": "中文词典"}[lang]
    beside = f"{word} {lexicon.get('zh', 0):.2f}, VADER en {vader.get('en', 0):.2f}"
    return [(what.format(n=blind["n"]), f"{ours.get('zh', 0):.2f} · {ours.get('en', 0):.2f}", beside)]


def _hidden(lang: str) -> list[Row]:
    found = _result("hidden")
    if "attacks" not in found or "honest" not in found:
        return []
    attacked, honest = found["attacks"], found["honest"]
    whole = attacked["all"]
    what = {
        "en": ("Attacked résumés: flagged; ranks won", "Honest résumés flagged"),
        "zh": ("受攻击的简历：被标出；名次获利", "诚实简历被误标"),
    }[lang]
    files = {"en": "of {n} files", "zh": "共 {n} 个文件"}[lang]
    return [
        (what[0], f"{_share(whole['flagged'])} · {whole['ranks_won']}", files.format(n=attacked["files"])),
        (what[1], _share(honest["share"]), files.format(n=honest["files"])),
    ]


def _speed(lang: str) -> list[Row]:
    rows: list[Row] = []
    if job := _result("shortlist"):
        what = {"en": "{resumes} résumés against a job, cold; again", "zh": "{resumes} 份简历对一个职位：首次；再次"}[lang].format(**job)
        start = {"en": "start of the command {help_s:.2f} s", "zh": "命令启动 {help_s:.2f} 秒"}[lang].format(**job)
        rows.append((what, f"{job['cold_s']:.1f} s · {job['cached_s']:.1f} s", start))
    if reading := _result("reading"):
        speed = reading["speed"]
        what = {"en": "PDFs a second, sandbox and hidden-text check included", "zh": "每秒读取 PDF（含沙箱与隐藏文字检查）"}[lang]
        beside = f"pdfplumber {speed['pdfplumber']['documents_per_s']:.1f}, pypdfium2 {speed['pypdfium2']['documents_per_s']:.1f}"
        rows.append((what, f"{speed['jiufang']['documents_per_s']:.1f}", beside))
    return rows


def _encoder(lang: str) -> list[Row]:
    encoder = _result("encoder")
    if not encoder:
        return []
    ours, torch = encoder["variants"][encoder["shipped"]], encoder["variants"][encoder["reference"]]
    length = "128"
    what = {
        "en": f"Texts of {length} tokens encoded a second, {encoder['threads']} cores",
        "zh": f"每秒编码 {length} 词元的文本，{encoder['threads']} 核",
    }[lang]
    return [(what, f"{ours['texts_per_s'][length]:.1f}", f"sentence-transformers {torch['texts_per_s'][length]:.1f}")]


def _malformed(lang: str) -> list[Row]:
    bad = _result("malformed")
    if not bad:
        return []
    what = {
        "en": "Malformed and hostile files: crashes, hangs, failures without a reason",
        "zh": "畸形与恶意文件：崩溃、卡死、无理由的失败",
    }[lang]
    beside = {"en": "of {n} files", "zh": "共 {n} 个文件"}[lang].format(**bad)
    return [(what, f"{bad['crashes']} · {bad['hangs']} · {bad['without_reason']}", beside)]


if __name__ == "__main__":
    sys.exit(main())
