"""Measure what characters look like in common fonts: writes src/jiufang/documents/data/glyph_shapes.npz.

    python -m benchmarks.glyph_shapes --fonts /usr/share/fonts

Letters and digits are kept in nine styles (DejaVu sans, serif, mono, bold, slanted; Noto CJK sans, serif, bold), Han
characters (GB 2312 and the first plane of Big5) as the mean of sans and serif where the two agree. Only averages of
8 × 8 cells are kept, no outlines.
"""

from __future__ import annotations

import argparse
import string
from pathlib import Path
from typing import Any

import numpy as np

from jiufang.documents.pdf.outlines import packed, shapes_of

TARGET = Path(__file__).parents[1] / "src" / "jiufang" / "documents" / "data" / "glyph_shapes.npz"
LATIN = (
    ("DejaVuSans.ttf", 0),
    ("DejaVuSerif.ttf", 0),
    ("DejaVuSansMono.ttf", 0),
    ("DejaVuSans-Bold.ttf", 0),
    ("DejaVuSerif-BoldItalic.ttf", 0),
    ("DejaVuSansCondensed-Oblique.ttf", 0),
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSerifCJK-Regular.ttc", 2),
    ("NotoSansCJK-Bold.ttc", 2),
)
HAN = (("NotoSansCJK-Regular.ttc", 2), ("NotoSerifCJK-Regular.ttc", 2))
AGREE = 0.4  # characters that look less alike in sans and serif are too flat to be judged: 一, 丨
PIXELS = 40
CELL = 64
COLUMNS = 64


def main() -> None:
    """Draw every character in every font and store the shapes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"))
    fonts = {path.name: path for path in parser.parse_args().fonts.rglob("*.tt?")}
    latin, han = string.ascii_letters + string.digits, han_characters()
    styles = np.stack([drawn(fonts[name], index, latin) for name, index in LATIN], axis=1)
    pair = np.stack([drawn(fonts[name], index, han) for name, index in HAN])
    steady = (pair[0] * pair[1]).sum(axis=1) > AGREE
    np.savez_compressed(
        TARGET,
        latin_codes=np.array([ord(c) for c in latin], dtype=np.uint16),
        latin=packed(styles),
        han_codes=np.array([ord(c) for c in han], dtype=np.uint16)[steady],
        han=packed(pair.mean(axis=0)[steady])[:, None],
    )
    print(f"{len(latin)} letters in {len(LATIN)} styles, {int(steady.sum())} of {len(han)} Han characters, {TARGET.stat().st_size} bytes")


def han_characters() -> str:
    """Return the Han characters of GB 2312 and of the first plane of Big5."""
    simplified = (bytes([a, b]).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF))
    tails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = (bytes([a, b]).decode("big5", "ignore") for a in range(0xA4, 0xC7) for b in tails)
    return "".join(sorted({c for c in (*simplified, *traditional) if "\u4e00" <= c <= "\u9fff"}))


def drawn(path: Path, index: int, characters: str) -> Any:
    """Return the shape of each character in a font."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(path, PIXELS, index=index)
    sheet = Image.new("L", (COLUMNS * CELL, -(-len(characters) // COLUMNS) * CELL))
    pen, boxes = ImageDraw.Draw(sheet), []
    for number, character in enumerate(characters):
        x, y = number % COLUMNS * CELL, number // COLUMNS * CELL
        pen.text((x + 8, y + 2), character, fill=255, font=font)
        boxes.append((x, y, x + CELL, y + CELL))
    pixels = np.asarray(sheet, dtype=np.float32)
    rows, columns = np.nonzero(pixels)
    return shapes_of(rows, columns, pixels[rows, columns], np.array(boxes, dtype=np.float64), pixels.shape)


if __name__ == "__main__":
    main()
