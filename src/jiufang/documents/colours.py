"""Read colours as documents write them and tell whether ink can be seen on its ground."""

from __future__ import annotations

import re

from PIL import ImageColor

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
# The contrast below which a rendered word counts as hidden (trust.md § 3.3); hue alone shows from a wider step.
GREY_STEP = 24
CHANNEL_STEP = 64

RGB = re.compile(r"rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+)(%?))?\s*\)", re.IGNORECASE)


def hex_colour(value: str | None) -> Colour | None:
    """Read `RRGGBB`, with or without `#`; None for `auto` and what is no colour."""
    value = (value or "").lstrip("#")
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        return None
    return int(value[:2], 16), int(value[2:4], 16), int(value[4:], 16)


def css_colour(value: str) -> Colour | None:
    """Read a CSS colour: a name, #rgb, rgb(), hsl(); None where it is transparent, inherited or not understood."""
    value = value.strip().lower()
    if found := RGB.match(value):
        red, green, blue = (min(255, int(float(part))) for part in found.group(1, 2, 3))
        return red, green, blue
    try:
        return ImageColor.getrgb(value)[:3]
    except ValueError:
        return None


def css_alpha(value: str) -> float:
    """Return the opacity that an rgba() colour or the word `transparent` states; 1 otherwise."""
    value = value.strip().lower()
    if value == "transparent":
        return 0.0
    found = RGB.match(value)
    if not found or found.group(4) is None:
        return 1.0
    return float(found.group(4)) / (100 if found.group(5) else 1)


def grey(colour: Colour) -> float:
    """Return the luminance, 0 (black) to 255 (white), with the weights of ITU-R BT.601."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def is_lost(ink: Colour, ground: Colour) -> bool:
    """Tell whether ink vanishes on its ground."""
    return abs(grey(ink) - grey(ground)) < GREY_STEP and max(abs(a - b) for a, b in zip(ink, ground, strict=True)) < CHANNEL_STEP


def tinted(colour: Colour, *, tint: float = 1.0, shade: float = 1.0) -> Colour:
    """Lighten (tint < 1) or darken (shade < 1) a theme colour as Office does, in RGB."""
    mixed = (round((c * shade) * tint + 255 * (1 - tint)) for c in colour)
    red, green, blue = (max(0, min(255, c)) for c in mixed)
    return red, green, blue
