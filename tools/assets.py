"""Copy what the pages take from others out of node_modules into static/vendor, and gather the icons that templates name in one sprite.

Run by `make assets` after `npm ci --ignore-scripts`; nothing of it is kept in git, the wheel carries it.
"""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
WEB = ROOT / "src" / "jiufang" / "web"
VENDOR = WEB / "static" / "vendor"
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "sortable.min.js": "sortablejs/Sortable.min.js",
    "inter.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
}
LICENCES = {
    "@fontsource-variable/inter": "LICENSE",
    "htmx.org": "LICENSE",
    "echarts": "LICENSE",
    "zrender": "LICENSE",
    "sortablejs": "LICENSE",
    "lucide-static": "LICENSE",
}
SVG = "http://www.w3.org/2000/svg"
QUOTED = re.compile(r"""["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']""")


def main() -> None:
    """Build the folder anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for name, source in FILES.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    notices = [f"{package}\n\n{(MODULES / package / file).read_text(encoding='utf-8')}" for package, file in LICENCES.items()]
    (VENDOR / "LICENSES.txt").write_text("\n\n\n".join(notices), encoding="utf-8")
    (VENDOR / "icons.svg").write_text(sprite(icons()), encoding="utf-8")


def icons() -> list[str]:
    """Return the names of the icons that templates, scripts and pages write between quotes: any quoted word that is one."""
    known = {path.stem for path in (MODULES / "lucide-static" / "icons").glob("*.svg")}
    sources = [*WEB.rglob("*.html"), *WEB.rglob("*.py"), *(WEB / "static").glob("*.js")]
    quoted = {word for path in sources for word in QUOTED.findall(path.read_text(encoding="utf-8"))}
    return sorted(quoted & known)


def sprite(names: list[str]) -> str:
    """Return one SVG with a symbol for each icon."""
    ElementTree.register_namespace("", SVG)
    whole = ElementTree.Element(f"{{{SVG}}}svg")
    for name in names:
        drawn = ElementTree.parse(MODULES / "lucide-static" / "icons" / f"{name}.svg").getroot()  # noqa: S314 - files that npm checked by hash
        symbol = ElementTree.SubElement(whole, f"{{{SVG}}}symbol", {"id": name, "viewBox": drawn.get("viewBox", "0 0 24 24")})
        symbol.extend(list(drawn))
    return ElementTree.tostring(whole, encoding="unicode")


if __name__ == "__main__":
    main()
