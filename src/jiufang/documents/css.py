"""Read the style rules of a web page that decide whether an element can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from jiufang.documents.colours import BLACK, WHITE, Colour, css_alpha, css_colour, grey, is_lost

Element = etree._Element
Declarations = dict[str, str]

_Rule = tuple[str, frozenset[str], list[str], Declarations]

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
# tag, .class, #id in any mixture; the last part of "nav .item" is what the rule styles.
SIMPLE = re.compile(r"(\*|[a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)$")
MEASURE = re.compile(r"(-?[\d.]+)\s*(px|pt|em|rem|%|vw|vh|cm|mm|in|)\s*$")
PIXELS = {"px": 1.0, "pt": 1.333, "em": 16.0, "rem": 16.0, "%": 0.16, "vw": 12.8, "vh": 8.0, "cm": 37.8, "mm": 3.78, "in": 96.0, "": 1.0}
SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "smaller": 13.0,
    "larger": 19.0,
}
FAR = 400.0  # pixels beyond the edge at which nothing comes back into view
TINY = 2.0  # pixels
POINTS = 0.75  # a pixel of CSS in points
MAX_RULES = 3_000


@dataclass(frozen=True, slots=True)
class Seen:
    """How an element shows: what it inherits, and the trick that hides it."""

    ink: Colour = BLACK
    ground: Colour | None = WHITE
    pixels: float = 16.0
    bold: bool = False
    trick: str | None = None
    visible: bool = True

    @property
    def family(self) -> str | None:
        """Return the trick that hides text here, or None."""
        if self.trick:
            return self.trick
        if not self.visible:
            return "vanish"
        if self.pixels <= TINY:
            return "tiny"
        return "white" if self.ground is not None and is_lost(self.ink, self.ground) else None

    @property
    def points(self) -> float:
        """Return the font size in points."""
        return round(self.pixels * POINTS, 1)


class StyleSheet:
    """The rules of a page's `style` elements, by tag, class or id.

    Rules for print or narrow screens (`@media`) and for states (`:hover`) are left out.
    """

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[str, list[tuple[int, _Rule]]] = {}
        number = 0
        for sheet in sheets:
            for selectors, body in RULE.findall(_flat(COMMENT.sub("", sheet))):
                declared = declarations(body)
                for selector in selectors.split(",") if declared and number < MAX_RULES else ():
                    if rule := _rule(selector, declared):
                        number += 1
                        self._rules.setdefault(min(rule[1], default=rule[0]), []).append((number, rule))

    def of(self, element: Element) -> Declarations:
        """Return what the rules and the element's own style declare, the stronger over the weaker."""
        marks = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
        found: list[tuple[int, int, Declarations]] = []
        for key in (*marks, element.tag, "*"):
            for number, (tag, needed, parents, declared) in self._rules.get(key, ()):
                if tag in ("*", element.tag) and needed <= marks and _inside(element, parents):
                    found.append((10 * len(needed) + len(parents) + (tag != "*"), number, declared))
        merged: Declarations = {}
        for _, _, declared in sorted(found, key=lambda one: one[:2]):
            merged |= declared
        return merged | declarations(element.get("style") or "")


def declarations(body: str) -> Declarations:
    """Read `name: value; ...`; `!important` is taken off."""
    pairs = (part.partition(":") for part in body.split(";") if ":" in part)
    return {name.strip().lower(): text.replace("!important", "").strip().lower() for name, _, text in pairs}


def pixels(text: str | None) -> float | None:
    """Read a length in pixels; relative ones by the usual sizes."""
    found = MEASURE.match((text or "").strip())
    try:
        return float(found.group(1)) * PIXELS[found.group(2)] if found else None
    except ValueError:
        return None


def seen(declared: Declarations, outer: Seen) -> Seen:
    """Return how an element shows inside its parent."""
    inner = replace(outer, pixels=_font_size(declared, outer.pixels), trick=outer.trick or _trick(declared))
    if (visibility := declared.get("visibility")) is not None:
        inner = replace(inner, visible=visibility not in ("hidden", "collapse"))
    if (weight := declared.get("font-weight")) is not None:
        inner = replace(inner, bold=weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600))
    painted = declared.get("background-color") or declared.get("background")
    if painted:
        inner = replace(inner, ground=_ground(painted, outer.ground))
    if declared.get("background-image", "none") not in ("none", ""):
        inner = replace(inner, ground=None)
    ink = _painted_ink(declared) or declared.get("color")
    if ink and css_alpha(ink) < 0.1:
        return replace(inner, trick=inner.trick or "transparent")
    return replace(inner, ink=css_colour(ink) or inner.ink) if ink else inner


def _painted_ink(declared: Declarations) -> str | None:
    """Return the colour of letters that are outlined, or filled with their background, as designers do with names."""
    clipped = "text" in (declared.get("background-clip"), declared.get("-webkit-background-clip"))
    if clipped and css_alpha(declared.get("-webkit-text-fill-color") or declared.get("color", "")) < 0.1:
        painted = f"{declared.get('background', '')} {declared.get('background-image', '')} {declared.get('background-color', '')}"
        colours = [word for word in re.findall(r"rgba?\([^)]*\)|hsla?\([^)]*\)|#\w+|[a-z]+", painted) if css_colour(word) is not None]
        return min(colours, key=lambda word: grey(css_colour(word) or (255, 255, 255)), default=None)
    stroke = declared.get("-webkit-text-stroke") or declared.get("-webkit-text-stroke-color") or ""
    inked = [
        w for w in re.findall(r"rgba?\([^)]*\)|hsla?\([^)]*\)|#\w+|[a-z]+", stroke) if css_colour(w) is not None and css_alpha(w) > 0.5
    ]
    return inked[0] if inked and css_alpha(declared.get("color", "")) < 0.1 else None


def _ground(painted: str, outer: Colour | None) -> Colour | None:
    if "url(" in painted or "gradient" in painted:
        return None
    for word in re.findall(r"rgba?\([^)]*\)|hsla?\([^)]*\)|\S+", painted):
        if css_alpha(word) < 0.5:
            return outer
        if (colour := css_colour(word)) is not None:
            return colour
    return None if "var(" in painted else outer


def _font_size(declared: Declarations, outer: float) -> float:
    text = declared.get("font-size", "")
    found = MEASURE.match(text)
    if found and found.group(2) in ("em", "%"):
        return outer * float(found.group(1)) / (100 if found.group(2) == "%" else 1)
    size = SIZES.get(text, pixels(text))
    # A size of nought is a habit of page builders around inline blocks that state their own size again.
    return outer if size is None else size


def _trick(declared: Declarations) -> str | None:
    if declared.get("display") == "none":
        return "vanish"
    if (opacity := _number(declared.get("opacity"))) is not None and opacity < 0.1:
        return "transparent"
    if (indent := pixels(declared.get("text-indent"))) is not None and indent <= -FAR:
        return "off_page"
    if declared.get("position") in ("absolute", "fixed") and _is_away(declared):
        return "off_page"
    return "clipped" if _is_clipped(declared) else None


def _is_away(declared: Declarations) -> bool:
    return any((shift := pixels(declared.get(side))) is not None and shift <= -FAR for side in ("left", "top", "right", "bottom"))


def _is_clipped(declared: Declarations) -> bool:
    if re.fullmatch(
        r"rect\(\s*[01](px)?[\s,]+[01](px)?[\s,]+[01](px)?[\s,]+[01](px)?\s*\)|inset\((50|100)%\)",
        declared.get("clip", declared.get("clip-path", "")),
    ):
        return True
    small = any((size := pixels(declared.get(side))) is not None and size <= 1 for side in ("height", "width", "max-height", "max-width"))
    if small and "hidden" in (declared.get("overflow"), declared.get("overflow-x"), declared.get("overflow-y")):
        return True
    return "scale(0" in declared.get("transform", "") and not re.search(r"scale\(0\.\d*[1-9]", declared.get("transform", ""))


def _number(text: str | None) -> float | None:
    try:
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1) if text else None
    except ValueError:
        return None


def _flat(sheet: str) -> str:
    """Take `@media`, `@keyframes` and their like out, whole blocks with what stands inside."""
    out, at = [], 0
    for start, end in _blocks(sheet):
        out.append(sheet[at:start])
        at = end
    return "".join(out) + sheet[at:]


def _blocks(sheet: str) -> Iterator[tuple[int, int]]:
    at = 0
    while (start := sheet.find("@", at)) >= 0:
        depth, end = 0, start
        for end in range(start, len(sheet)):
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            if (sheet[end] == "}" and depth <= 0) or (sheet[end] == ";" and depth == 0):
                break
        shown_anyway = re.match(r"@media\s+(?:screen|all)\s*\{", sheet[start:])
        if not shown_anyway:
            yield start, end + 1
            at = end + 1
        else:
            yield start, start + shown_anyway.end()
            at = start + shown_anyway.end()


def _rule(selector: str, declared: Declarations) -> _Rule | None:
    if re.search(r"[:\[+~]", selector):
        return None
    parts = selector.replace(">", " ").split()
    found = SIMPLE.match(parts[-1]) if parts else None
    if not found or not parts[-1]:
        return None
    return found.group(1) or "*", frozenset(re.findall(r"[.#][\w-]+", found.group(2))), parts[:-1], declared


def _inside(element: Element, parents: list[str]) -> bool:
    ancestor = element.getparent()
    for selector in reversed(parents):
        while ancestor is not None and not _matches(ancestor, selector):
            ancestor = ancestor.getparent()
        if ancestor is None:
            return False
        ancestor = ancestor.getparent()
    return True


def _matches(element: Element, selector: str) -> bool:
    found = SIMPLE.match(selector)
    if not found:
        return False
    marks = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
    return found.group(1) in (None, "*", element.tag) and marks.issuperset(re.findall(r"[.#][\w-]+", found.group(2)))
