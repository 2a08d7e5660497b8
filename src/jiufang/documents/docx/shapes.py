"""Find the text boxes of a drawing: their words' element, their place on the page, and the ground they give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jiufang.documents.colours import css_colour
from jiufang.documents.docx.marks import EMU, PIC, TWIPS, WP, WPG, WPS, A, Element, V, W, number, shown, value
from jiufang.documents.docx.styles import Ground, Styles, is_dark

POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 1.0}
SLIVER = 1.0  # points; a box smaller than that shows nothing
SAME_LINE = 6.0  # points by which neighbours on a line may differ in height
OVERLAP = 4.0  # points by which boxes may overlap and still stand apart


@dataclass(frozen=True, slots=True)
class Paper:
    """Size and margins of the page in points."""

    width: float = 595.0
    height: float = 842.0
    left: float = 72.0
    top: float = 72.0

    @classmethod
    def of(cls, section: Element | None) -> Paper:
        """Read a `w:sectPr`."""
        size = None if section is None else section.find(W + "pgSz")
        margin = None if section is None else section.find(W + "pgMar")
        stated = {"width": value(size, "w"), "height": value(size, "h"), "left": value(margin, "left"), "top": value(margin, "top")}
        return cls(**{name: twips / TWIPS for name, text in stated.items() if (twips := number(text)) is not None})


@dataclass(frozen=True, slots=True)
class Box:
    """A shape: its rectangle in points, what it paints, and the words it holds (None for a plain shape)."""

    left: float
    top: float
    width: float
    height: float
    words: Element | None = None
    ground: Ground | str = ""
    floating: bool = True
    trick: str | None = None
    page: int = 1

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the coordinates inside a group map to the page."""

    x: float = 0.0
    y: float = 0.0
    across: float = 1.0
    down: float = 1.0

    def place(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        return self.x + x * self.across, self.y + y * self.down, width * self.across, height * self.down


def boxes(drawing: Element, styles: Styles, paper: Paper) -> list[Box]:
    """Return the shapes of a `w:drawing`, `w:pict` or `w:object` in the order of the file."""
    found: list[Box] = []
    for anchor in drawing:
        if anchor.tag in (WP + "anchor", WP + "inline"):
            found += _anchored(anchor, styles, paper)
        elif anchor.tag.startswith(V):
            found += [_unless_far(box, paper) for box in _vml(anchor, styles, _Frame(), None)]
    return found


def _unless_far(box: Box, paper: Paper) -> Box:
    """Mark a floating box that lies off the page wherever on it its anchor stands."""
    far = box.floating and box.trick is None and _is_far(box, paper)
    return replace(box, trick="off_page") if far else box


def _is_far(box: Box, paper: Paper) -> bool:
    return box.right < -paper.left or box.left > paper.width or box.bottom < -paper.height or box.top > paper.height


def dark_area(root: Element, styles: Styles, paper: Paper) -> float:
    """Return how much of the paper (square points) shapes and pictures cover that white text can stand on."""
    area = 0.0
    for drawing in _drawings(root):
        for box in boxes(drawing, styles, paper):
            if box.words is None and not isinstance(box.ground, str) and is_dark(box.ground):
                area += max(0.0, box.width) * max(0.0, box.height)
    return area


def in_reading_order(found: Sequence[Box]) -> list[Box]:
    """Order boxes as a person reads: columns from left to right where a gap runs through, else from top to bottom."""
    if len(found) < 2:
        return list(found)
    for split in (_pages(found), _columns(found), _bands(found)):
        if len(split) > 1:
            return [box for part in split for box in in_reading_order(part)]
    return sorted(found, key=lambda b: (b.top, b.left))


def _pages(found: Sequence[Box]) -> list[list[Box]]:
    return [[box for box in found if box.page == page] for page in sorted({box.page for box in found})]


def _columns(found: Sequence[Box]) -> list[list[Box]]:
    parts = _cut(sorted(found, key=lambda b: b.left), lambda b: (b.left, b.right))
    if len(parts) < 2 or any(_beside(part, parts[index + 1]) for index, part in enumerate(parts[:-1])):
        return []
    return parts


def _beside(labels: list[Box], bodies: list[Box]) -> bool:
    """Labels beside their text ("教育背景" | schools) are read across, not down; so is what stands on one line."""
    if len(labels) == 1 and len(bodies) == 1:
        return abs(labels[0].top - bodies[0].top) < SAME_LINE and max(labels[0].height, bodies[0].height) < 40
    aligned = sum(any(abs(label.top - body.top) < 2 * SAME_LINE for body in bodies) for label in labels)
    low = all(label.height < 45 for label in labels)
    return low and aligned == len(labels)


def _bands(found: Sequence[Box]) -> list[list[Box]]:
    parts = _cut(sorted(found, key=lambda b: b.top), lambda b: (b.top, b.bottom))
    return [parts[0], [box for part in parts[1:] for box in part]] if len(parts) > 1 else []


def _cut(ordered: list[Box], edges: object) -> list[list[Box]]:
    parts: list[list[Box]] = []
    reach = float("-inf")
    for box in ordered:
        low, high = edges(box)  # type: ignore[operator]
        if not parts or low >= reach - OVERLAP:
            parts.append([])
        parts[-1].append(box)
        reach = max(reach, high)
    return parts


def _drawings(root: Element) -> Iterator[Element]:
    for child in shown(root):
        if child.tag in (W + "drawing", W + "pict", W + "object"):
            yield child
        yield from _drawings(child)


def _anchored(anchor: Element, styles: Styles, paper: Paper) -> list[Box]:
    floating = anchor.tag == WP + "anchor"
    extent = anchor.find(WP + "extent")
    width, height = (_emu(extent, key) for key in ("cx", "cy"))
    left = _position(anchor.find(WP + "positionH"), paper.left, paper.width, width)
    top = _position(anchor.find(WP + "positionV"), paper.top, paper.height, height)
    named = anchor.find(WP + "docPr")
    whole = Box(left, top, width, height, floating=floating)
    trick = _trick(whole, anchor, paper) if floating else None
    if named is not None and named.get("hidden") in ("1", "true"):
        trick = "vanish"
    data = anchor.find(f"{A}graphic/{A}graphicData")
    found: list[Box] = []
    for shape in shown(data) if data is not None else ():
        frame = _Frame(left, top, 1 / EMU, 1 / EMU)
        if shape.tag == WPS + "wsp":
            found.append(_shape(shape, styles, whole))
        elif shape.tag == PIC + "pic":
            found.append(replace(whole, ground=None))
        else:
            found += _group(shape, styles, frame, first=True)
    return [replace(box, floating=floating, trick=trick) for box in found]


def _group(group: Element, styles: Styles, frame: _Frame, *, first: bool = False) -> list[Box]:
    transform = group.find(f"{WPG}grpSpPr/{A}xfrm")
    inner = _inner(transform, frame, first=first)
    found: list[Box] = []
    for shape in shown(group):
        if shape.tag in (WPG + "grpSp", WPG + "wgp"):
            found += _group(shape, styles, inner)
        elif shape.tag in (WPS + "wsp", PIC + "pic"):
            place = next(shape.iter(A + "xfrm"), None)
            rectangle = Box(*inner.place(*_rectangle(place)))
            found.append(_shape(shape, styles, rectangle) if shape.tag == WPS + "wsp" else replace(rectangle, ground=None))
    return found


def _inner(transform: Element | None, frame: _Frame, *, first: bool) -> _Frame:
    x, y, width, height = _rectangle(transform)
    child, size = (None if transform is None else transform.find(A + name) for name in ("chOff", "chExt"))
    child_x, child_y = (_raw(child, key) for key in ("x", "y"))
    across, down = (whole / part if part else 1.0 for whole, part in ((width, _raw(size, "cx")), (height, _raw(size, "cy"))))
    if first:
        x = y = 0.0
    wide, tall = frame.across * across, frame.down * down
    return _Frame(frame.x + x * frame.across - child_x * wide, frame.y + y * frame.down - child_y * tall, wide, tall)


def _shape(shape: Element, styles: Styles, place: Box) -> Box:
    words = shape.find(f"{WPS}txbx/{W}txbxContent")
    return replace(place, words=words, ground=_fill(shape, styles))


def _fill(shape: Element, styles: Styles) -> Ground | str:
    properties = shape.find(WPS + "spPr")
    for fill in properties if properties is not None else ():
        if fill.tag == A + "solidFill":
            return styles.drawing_colour(fill)
        if fill.tag == A + "noFill":
            return ""
        if fill.tag in (A + "gradFill", A + "blipFill", A + "pattFill", A + "grpFill"):
            return None
    reference = shape.find(f"{WPS}style/{A}fillRef")
    if reference is None or reference.get("idx") in (None, "0"):
        return ""
    return styles.drawing_colour(reference)


def _trick(box: Box, anchor: Element, paper: Paper) -> str | None:
    if box.width < SLIVER or box.height < SLIVER:
        return "clipped"
    above_or_below = box.bottom < 0 or box.top > paper.height if _is_of_page(anchor, "positionV") else _is_far(box, paper)
    if box.right < 0 or box.left > paper.width or above_or_below:
        return "off_page"
    return None


def _is_of_page(anchor: Element, name: str) -> bool:
    position = anchor.find(WP + name)
    return position is not None and position.get("relativeFrom") in ("page", "margin", "topMargin")


def _position(position: Element | None, margin: float, page: float, size: float) -> float:
    if position is None:
        return 0.0
    base = 0.0 if position.get("relativeFrom") in ("page", "leftMargin", "topMargin", "paragraph", "line") else margin
    align = position.findtext(WP + "align")
    if align:
        return {"left": base, "top": base, "center": (page - size) / 2}.get(align, page - size - base)
    return base + (number(position.findtext(WP + "posOffset")) or 0.0) / EMU


def _vml(shape: Element, styles: Styles, frame: _Frame, _parent: Element | None) -> list[Box]:
    style = dict(part.strip().lower().split(":", 1) for part in (shape.get("style") or "").split(";") if ":" in part)
    place = (_length(style, "margin-left", "left"), _length(style, "margin-top", "top"), _length(style, "width"), _length(style, "height"))
    rectangle = Box(*frame.place(*place), floating=style.get("position") == "absolute")
    if shape.tag == V + "group":
        return [box for child in shape for box in _vml(child, styles, _vml_frame(shape, rectangle), shape)]
    if not shape.tag.startswith(V) or shape.tag == V + "shapetype":
        return []
    words = next(shape.iter(W + "txbxContent"), None)
    filled = shape.get("filled", "t") not in ("f", "false") and words is None
    colour = css_colour((shape.get("fillcolor") or "").split(" ")[0]) if shape.get("fillcolor") else None
    ground: Ground | str = None if shape.find(V + "imagedata") is not None else (colour or "" if filled or colour else "")
    hidden = style.get("visibility") == "hidden"
    return [replace(rectangle, words=words, ground=ground, trick="vanish" if hidden else None)]


def _vml_frame(group: Element, place: Box) -> _Frame:
    origin = [number(part) or 0.0 for part in (group.get("coordorigin") or "0,0").split(",")]
    size = [number(part) or 0.0 for part in (group.get("coordsize") or "1000,1000").split(",")]
    if len(origin) != 2 or len(size) != 2 or not all(size):
        return _Frame(place.left, place.top)
    across, down = place.width / size[0], place.height / size[1]
    return _Frame(place.left - origin[0] * across, place.top - origin[1] * down, across, down)


def _length(style: dict[str, str], *names: str) -> float:
    for name in names:
        if found := re.fullmatch(r"\s*(-?[\d.]+)\s*(pt|in|cm|mm|px|)\s*", style.get(name, "")):
            return (number(found.group(1)) or 0.0) * POINTS[found.group(2)]
    return 0.0


def _rectangle(transform: Element | None) -> tuple[float, float, float, float]:
    offset, extent = (None if transform is None else transform.find(A + name) for name in ("off", "ext"))
    return _raw(offset, "x"), _raw(offset, "y"), _raw(extent, "cx"), _raw(extent, "cy")


def _raw(element: Element | None, key: str) -> float:
    return 0.0 if element is None else number(element.get(key)) or 0.0


def _emu(element: Element | None, key: str) -> float:
    return _raw(element, key) / EMU
