"""Web pages of fictional persons in the layouts of résumé builders, and how to print them to PDF."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or ""
STYLE = """@page{size:A4;margin:0} *{box-sizing:border-box} body{margin:0;font:10.5pt/1.5 "Noto Sans CJK SC","DejaVu Sans",sans-serif;color:#222}
.p{padding:14mm} h1{font-size:22pt;margin:0} h2{font-size:12pt;margin:12pt 0 4pt} p{margin:2pt 0} ul{margin:2pt 0;padding-left:14pt}
.row{display:flex;justify-content:space-between} .grey{color:#aaa} .mid{color:#999}"""
EN = (
    "<h2>Experience</h2><div class=row><b>Dock Supervisor, Northgate Freight</b><span>Mar 2019 – present</span></div>"
    "<ul><li>Planned the loading of 40 trailers a day and trained eleven forklift drivers in safe lifting and stacking of mixed pallets</li>"
    "<li>Cut damage claims by a third</li></ul><div class=row><b>Yard Clerk, Bellport Haulage</b><span>Jun 2014 – Feb 2019</span></div>"
    "<ul><li>Kept the gate log and weighed vehicles</li></ul>"
)
ZH = (
    "<h2>工作经历</h2><div class=row><b>北港物流有限公司 仓库主管</b><span>2019.03 – 至今</span></div>"
    "<ul><li>每天安排四十辆挂车的装卸，培训十一名叉车司机掌握安全起升与混合托盘堆码，使用 SAP 记录库存与出入库数据并每月盘点两次</li>"
    "<li>货损理赔下降三成</li></ul><div class=row><b>贝港运输公司 场站文员</b><span>2014.06 – 2019.02</span></div><ul><li>登记门岗台账</li></ul>"
)
SIDE_EN = "<h2>Contact</h2><p>ada@example.org</p><p>555 0100 22</p><h2>Skills</h2><p>Forklift licence</p><p>Dangerous goods</p><p>Excel</p>"
SIDE_ZH = "<h2>联系方式</h2><p>13800000000</p><p>ada@example.cn</p><h2>技能</h2><p>叉车操作证</p><p>危险品管理</p><p>Excel 熟练</p>"
PHOTO = "radial-gradient(circle at 30% 40%,#385,#124 60%,#531)"


def sidebar(main: str, side: str, *, right: bool = False, paint: str = "#24465a", ink: str = "#fff") -> str:
    """Two columns, the narrow one on a painted ground."""
    columns = "1fr 60mm" if right else "60mm 1fr"
    parts = [f'<div style="background:{paint};color:{ink};padding:12mm 7mm">{side}</div>', f"<div class=p>{main}</div>"]
    return f'<div style="display:grid;grid-template-columns:{columns};min-height:290mm">{"".join(parts[::-1] if right else parts)}</div>'


def spread(text: str) -> str:
    """A heading with letters spread out."""
    return f'<h2 style="letter-spacing:.45em">{text}</h2>'


def form() -> str:
    """A ruled form with merged cells and a label written downwards."""
    td = "<td style='border:1px solid #444;padding:4pt'>"
    down = td.replace("'>", ";width:14pt;line-height:1.3'>") + "工<br>作<br>经<br>历</td>"
    work = "<p>2019.03 – 至今 北港物流有限公司 仓库主管</p><p>负责出入库与盘点。</p><p>2014.06 – 2019.02 贝港运输公司 场站文员</p>"
    return (
        "<div class=p><h1>登记表</h1><table style='border-collapse:collapse;width:100%'>"
        f"<tr>{td}姓名</td>{td}张小示</td>{td}性别</td>{td}女</td></tr><tr>{td}电话</td>{td}13800000000</td>{td}邮箱</td>{td}a@example.cn</td></tr>"
        f"<tr>{down}{td.replace('<td', '<td colspan=3')}{work}</td></tr></table></div>"
    )


def bars() -> str:
    """Skills with bars and drawn dots, icons of a private font range left out."""
    bar = "<div style='height:5pt;background:#ddd'><div style='height:5pt;width:{}%;background:#2a7'></div></div>"
    return (
        "<div class=p><h1>Ada Example</h1>"
        + EN
        + "<h2>Tools</h2>"
        + "".join(
            f"<div style='display:grid;grid-template-columns:40mm 60mm;align-items:center'><span>{name}</span>{bar.format(n)}</div>"
            for name, n in (("Warehouse software", 80), ("Route planning", 60), ("Spreadsheets", 40))
        )
        + "</div>"
    )


PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "photo header": (
        f"<div style='background:{PHOTO};color:#fff;padding:16mm'><h1>Ada Example</h1><p>Logistics · Harbour City</p></div><div class=p>{EN}</div>",
        ("Ada Example", "Logistics · Harbour City", "Experience", "Mar 2019", "Yard Clerk"),
    ),
    "gradient band": (
        f"<div style='background:linear-gradient(90deg,#123,#9ab);color:#fff;padding:12mm'><h1>林示</h1><p>物流主管 · 北港</p></div><div class=p>{ZH}</div>",
        ("林示", "物流主管", "工作经历", "2019.03", "场站文员"),
    ),
    "dark sidebar": (sidebar(f"<h1>Ada Example</h1>{EN}", SIDE_EN), ("Contact", "Excel", "Experience", "Yard Clerk")),
    "right sidebar": (
        sidebar(f"<h1>林示</h1>{ZH}", SIDE_ZH, right=True, paint="#eef2f4", ink="#333"),
        ("林示", "工作经历", "场站文员", "联系方式", "Excel 熟练"),
    ),
    "light grey": (
        f"<div class='p'><h1>Ada Example</h1><p class=mid>Harbour City, open to night shifts</p><p class=grey>References on request</p>{EN}</div>",
        ("Ada Example", "Harbour City", "References on request", "Experience"),
    ),
    "three columns": (
        "<div class=p><h1>Ada Example</h1>"
        + EN
        + "<div style='display:grid;grid-template-columns:1fr 1fr 1fr;gap:8mm'>"
        + "".join(
            f"<div><h2>{h}</h2><p>{a}</p><p>{b}</p></div>"
            for h, a, b in (
                ("Skills", "Forklift licence", "Crane signals"),
                ("Languages", "English", "Polish"),
                ("Awards", "Safety prize 2021", "Driver of 2018"),
            )
        )
        + "</div></div>",
        ("Yard Clerk", "Skills", "Crane signals", "Languages", "Polish", "Awards", "Driver of 2018"),
    ),
    "letter-spaced": (
        f"<div class=p><h1 style='letter-spacing:.3em'>ADA EXAMPLE</h1>{spread('EXPERIENCE')}<p>Dock Supervisor at Northgate Freight</p>{spread('教育背景')}<p>北港学院 物流管理</p></div>",
        ("EXPERIENCE", "Dock Supervisor", "教育背景", "北港学院"),
    ),
    "ruled form": (form(), ("姓名\t张小示\t性别\t女", "电话\t13800000000", "工作经历", "2019.03", "场站文员")),
    "skill bars": (bars(), ("Experience", "Warehouse software", "Route planning", "Spreadsheets")),
    "plain table": (
        "<div class=p><h1>林示</h1><table style='width:100%'>"
        + "".join(
            f"<tr><td style='width:42mm;vertical-align:top'>{a}</td><td>{b}</td></tr>"
            for a, b in (
                ("2019.03 – 至今", "北港物流有限公司 仓库主管"),
                ("2014.06 – 2019.02", "贝港运输公司 场站文员"),
                ("2010.09 – 2014.06", "北港学院 物流管理 本科"),
            )
        )
        + "</table></div>",
        (
            "2019.03 – 至今\t北港物流有限公司 仓库主管",
            "2014.06 – 2019.02\t贝港运输公司 场站文员",
            "2010.09 – 2014.06\t北港学院 物流管理 本科",
        ),
    ),
    "rotated label": (
        f"<div class=p style='padding-left:24mm;position:relative'><div style='position:absolute;left:6mm;top:60mm;transform:rotate(-90deg)'>RESUME</div><h1>Ada Example</h1>{EN}</div>",
        ("Ada Example", "Experience", "Yard Clerk"),
    ),
    "bilingual": (
        "<div class=p><h1>林示 Lin Shi</h1><h2>工作经历 Experience</h2><div class=row><b>北港物流 Northgate Freight — 主管 Supervisor</b><span>2019.03 – 至今 Present</span></div>"
        "<ul><li>使用 SAP EWM 与 Excel 管理 12,000 个库位 (bin locations)，准确率 99.8%</li><li>Led 11 people 带领十一人</li></ul></div>",
        ("林示 Lin Shi", "工作经历 Experience", "使用 SAP EWM 与 Excel 管理 12,000 个库位 (bin locations)，准确率 99.8%"),
    ),
}
"""Name → the body of a page, and what a person reads in this order."""

STYLES = {
    "white": "color:#fff",
    "nearly white": "color:#fdfdfd",
    "tiny": "font-size:.8pt",
    "transparent": "color:rgba(0,0,0,.01)",
    "colour of a band": "background:#24465a;color:#24465a",
    "scaled away": "transform:scale(.06);transform-origin:0 0",
    "nearly no opacity": "opacity:.02",
    "white and turned": "position:absolute;top:400pt;width:300pt;color:#fff;transform:rotate(40deg)",
    "white and blended": "color:#fff;mix-blend-mode:multiply",
}
BEHIND = "<div style='position:relative;height:40pt'><div style='position:absolute;top:0'>{}</div><div style='position:absolute;inset:0;background:%s'></div></div>"
HIDDEN = {name: f"<div style='{style}'>{{}}</div>" for name, style in STYLES.items()}
HIDDEN |= {"behind a panel": BEHIND % "#fff", "behind a photo": BEHIND % PHOTO}
"""Name → a passage that nobody can see."""


def print_pages(bodies: dict[str, str], folder: Path) -> dict[str, bytes]:
    """Print the bodies with a browser, each on a page, and return each page as a PDF of its own."""
    import pypdfium2

    sheets = "".join(f"<div style='position:relative;height:296mm;break-after:page'>{body}</div>" for body in bodies.values())
    page, target = folder / "pages.html", folder / "pages.pdf"
    page.write_text(
        f"<!DOCTYPE html><html><head><meta charset=utf-8><style>{STYLE}</style></head><body>{sheets}</body></html>", encoding="utf-8"
    )
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}"]
    subprocess.run([*command, f"--print-to-pdf={target}", page.as_uri()], check=True, capture_output=True, timeout=120)
    whole = pypdfium2.PdfDocument(target)
    printed = {}
    for number, name in enumerate(bodies):
        single, out = pypdfium2.PdfDocument.new(), io.BytesIO()
        single.import_pages(whole, [number])
        single.save(out)
        printed[name] = out.getvalue()
    return printed
