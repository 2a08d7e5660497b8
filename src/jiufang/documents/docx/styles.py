"""Resolve how a run looks: weight, size, ink and ground, through style, paragraph and run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from jiufang.documents.colours import BLACK, WHITE, Colour, grey, hex_colour, is_lost, tinted
from jiufang.documents.docx.marks import TWIPS, W14, A, Element, W, number, switch, value

MAX_DEPTH = 12  # styles based on styles; a loop ends here
DEFAULT_HALF_POINTS = 20.0  # ECMA-376 17.3.2.38: ten points where nothing is said
TINY = 2.0  # points; print begins at four
THIN = 10.0  # per cent of a glyph's width (w:w); narrower text is a smear
DARK = 128  # grey below which a ground carries white text

# Which theme colour stands behind the names that documents use (w:clrSchemeMapping, as Word writes it).
THEME_NAMES = {"text1": "dk1", "dark1": "dk1", "tx1": "dk1", "background1": "lt1", "light1": "lt1", "bg1": "lt1"}
THEME_NAMES |= {"text2": "dk2", "dark2": "dk2", "tx2": "dk2", "background2": "lt2", "light2": "lt2", "bg2": "lt2"}
THEME_NAMES |= {"hyperlink": "hlink", "followedHyperlink": "folHlink"}
HIGHLIGHTS = {"black": BLACK, "white": WHITE, "yellow": (255, 255, 0), "green": (0, 255, 0), "cyan": (0, 255, 255)}
HIGHLIGHTS |= {"magenta": (255, 0, 255), "red": (255, 0, 0), "blue": (0, 0, 255), "lightGray": (192, 192, 192)}

Ground = Colour | None
"""What lies behind text; None where it cannot be told (a picture, a gradient)."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks; `ink` is None for automatic, which Word keeps legible."""

    bold: bool = False
    size: float = DEFAULT_HALF_POINTS / 2
    ink: Colour | None = None
    ground: Ground = WHITE
    vanish: bool = False
    inkless: bool = False
    thin: bool = False

    @property
    def family(self) -> str | None:
        """Return the trick that hides the run, or None when it can be seen."""
        if self.vanish:
            return "vanish"
        if self.size <= TINY or self.thin:
            return "tiny"
        if self.inkless:
            return "transparent"
        if self.ink is not None and self.ground is not None and is_lost(self.ink, self.ground):
            return "white"
        return None


class Styles:
    """The style sheet and theme of a document."""

    def __init__(self, sheet: Element | None, theme: Element | None) -> None:
        found = [] if sheet is None else sheet.findall(W + "style")
        self._styles = {value(s, "styleId") or "": s for s in found}
        self._defaults = None if sheet is None else sheet.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._theme = theme
        standard = [s for s in found if value(s, "type") == "paragraph" and value(s, "default") in ("1", "true")]
        self._standard = value(standard[0], "styleId") if standard else None

    def look(self, run: Element | None, paragraph: Element | None, *, ground: Ground = WHITE) -> Look:
        """Return the look of run properties inside paragraph properties, on a ground."""
        style = value(paragraph.find(W + "pStyle")) if paragraph is not None else None
        chain = self.chain(style or self._standard)
        look = self._apply(Look(), self._defaults, ground)
        for layer in chain:
            look = self._apply(look, layer.find(W + "rPr"), ground)
        ground = self._shade(paragraph, [layer.find(W + "pPr") for layer in chain], ground)
        look = replace(look, ground=ground)
        character = value(run.find(W + "rStyle")) if run is not None else None
        for layer in self.chain(character):
            look = self._apply(look, layer.find(W + "rPr"), ground)
        return self._apply(look, run, ground)

    def chain(self, style_id: str | None) -> list[Element]:
        """Return a style and those it is based on, the base first."""
        found: list[Element] = []
        while style_id in self._styles and len(found) < MAX_DEPTH:
            found.insert(0, self._styles[style_id])
            style_id = value(found[0].find(W + "basedOn"))
        return found

    def paragraph_property(self, paragraph: Element | None, name: str) -> Element | None:
        """Return a property such as `numPr` from the paragraph or its style."""
        if paragraph is not None and (own := paragraph.find(W + name)) is not None:
            return own
        style = value(paragraph.find(W + "pStyle")) if paragraph is not None else None
        stated = [found for s in self.chain(style or self._standard) if (found := s.find(f"{W}pPr/{W}{name}")) is not None]
        return stated[-1] if stated else None

    def is_heading(self, paragraph: Element | None) -> bool:
        """Tell whether the paragraph's style is a title or a heading."""
        level = number(value(self.paragraph_property(paragraph, "outlineLvl")))
        return level is not None and level < 9

    def fill(self, properties: Element | None) -> Ground | str:
        """Return the ground that a `w:shd` states; "" where it states none."""
        shade = None if properties is None else properties.find(W + "shd")
        if shade is None:
            return ""
        if value(shade) == "solid":
            return self._named(shade, "themeColor") or hex_colour(value(shade, "color")) or BLACK
        named = self._named(shade, "themeFill") or hex_colour(value(shade, "fill"))
        return "" if named is None else named

    def table_fills(self, style_id: str | None) -> dict[str, Ground]:
        """Return the grounds that a table style gives to its parts (`firstRow`, `band1Horz`, `wholeTable`, ...)."""
        fills: dict[str, Ground] = {}
        for style in self.chain(style_id):
            for part in [*style.findall(W + "tblStylePr"), style]:
                fill = self.fill(part.find(W + "tcPr"))
                if not isinstance(fill, str):
                    fills[value(part, "type") if part is not style else "wholeTable"] = fill  # type: ignore[index]
        return fills

    def scheme(self, name: str | None) -> Colour | None:
        """Return the colour of a theme slot such as `accent1`, `bg1` or `background1`."""
        return self._slots.get(THEME_NAMES.get(name or "", name or ""))

    def drawing_colour(self, fill: Element | None) -> Colour | None:
        """Return the colour of an `a:solidFill` or `w14:solidFill`, with its light and shade."""
        for child in fill if fill is not None else ():
            space = A if child.tag.startswith(A) else W14
            name = child.get("val") or child.get(W14 + "val") or child.get("lastClr")
            base = hex_colour(name) or self.scheme(name)
            if base is not None:
                return _modulated(base, child, space)
        return None

    @cached_property
    def _slots(self) -> dict[str, Colour]:
        slots: dict[str, Colour] = {"dk1": BLACK, "lt1": WHITE}
        scheme = None if self._theme is None else next(self._theme.iter(A + "clrScheme"), None)
        for slot in scheme if scheme is not None else ():
            child = next(iter(slot), None)
            colour = None if child is None else hex_colour(child.get("lastClr") or child.get("val"))
            if colour:
                slots[slot.tag.removeprefix(A)] = colour
        return slots

    def _apply(self, look: Look, properties: Element | None, ground: Ground) -> Look:
        if properties is None:
            return look
        changes: dict[str, object] = {}
        for name, key in (("b", "bold"), ("vanish", "vanish")):
            if (stated := switch(properties, name)) is not None:
                changes[key] = stated
        if (size := number(value(properties.find(W + "sz")))) is not None:
            changes["size"] = size / 2
        if (width := number((value(properties.find(W + "w")) or "").rstrip("%"))) is not None:
            changes["thin"] = width < THIN
        changes |= self._inks(properties) | self._grounds(properties)
        return replace(look, **changes)  # type: ignore[arg-type]

    def _inks(self, properties: Element) -> dict[str, object]:
        changes: dict[str, object] = {}
        colour = properties.find(W + "color")
        if colour is not None:
            changes |= {"ink": self._named(colour, "themeColor") or hex_colour(value(colour)), "inkless": False}
        effect = properties.find(W14 + "textFill")
        if effect is not None:
            solid = effect.find(W14 + "solidFill")
            alpha = None if solid is None else next(solid.iter(W14 + "alpha"), None)
            share = number(alpha.get(W14 + "val")) if alpha is not None else None
            outlined = properties.find(W14 + "textOutline") is not None
            changes["inkless"] = (effect.find(W14 + "noFill") is not None and not outlined) or (share or 0) > 90_000  # of 100,000 parts
            changes |= {"ink": ink} if (ink := self.drawing_colour(solid)) else {}
        return changes

    def _grounds(self, properties: Element) -> dict[str, object]:
        marked = value(properties.find(W + "highlight"))
        if marked and marked != "none":
            return {"ground": HIGHLIGHTS.get(marked, (0, 0, 128))}
        fill = self.fill(properties)
        return {} if isinstance(fill, str) else {"ground": fill}

    def _shade(self, paragraph: Element | None, styles: list[Element | None], ground: Ground) -> Ground:
        for layer in (paragraph, *reversed(styles)):
            fill = self.fill(layer)
            if not isinstance(fill, str):
                return fill
        return ground

    def _named(self, element: Element, attribute: str) -> Colour | None:
        base = self.scheme(value(element, attribute))
        if base is None:
            return None
        suffix = attribute.removesuffix("Color") if attribute != "themeColor" else "theme"
        tint, shade = (value(element, f"{suffix}{kind}") for kind in ("Tint", "Shade"))
        return tinted(base, tint=int(tint or "FF", 16) / 255, shade=int(shade or "FF", 16) / 255)


def exact_height(spacing: Element | None) -> float | None:
    """Return the height in points that a paragraph's lines are forced into, or None."""
    if value(spacing, "lineRule") != "exact":
        return None
    height = number(value(spacing, "line"))
    return None if height is None else height / TWIPS


def is_dark(colour: Ground) -> bool:
    """Tell whether white text can be read on a ground; pictures count as dark."""
    return colour is None or grey(colour) < DARK + 80


def _modulated(base: Colour, element: Element, space: str) -> Colour:
    parts = {
        kind: number(found.get("val") or found.get(space + "val"))
        for kind in ("lumMod", "lumOff", "tint", "shade")
        if (found := element.find(space + kind)) is not None
    }
    ratio = {kind: (amount or 0) / 100_000 for kind, amount in parts.items()}
    base = tinted(base, shade=ratio.get("lumMod", 1.0) * ratio.get("shade", 1.0))
    raised = ratio.get("lumOff", 0.0)
    red, green, blue = (min(255, round(c + 255 * raised)) for c in base)
    return tinted((red, green, blue), tint=ratio.get("tint", 1.0))
