"""What a page shows: text, in which fonts, pictures, lines; and whether the sheet is A4."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pikepdf

A4_POINTS = (595.28, 841.89)
TOLERANCE_POINTS = 9.0
DEEPEST_FORM = 8
MOST_OPERATORS_BYTES = 64 << 20
PIECE = 1 << 20
SHOWS_TEXT = frozenset({"Tj", "TJ", "'", '"'})
PAINTS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"})
WATCHED = " ".join(["Tf", "Do", "INLINE IMAGE", *sorted(SHOWS_TEXT | PAINTS)])
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


class TooHeavy(Exception):
    """A page is drawn by more operators than any page of a document has."""


@dataclass
class Shown:
    """What stands on one page. ``fonts`` are those that show text and are not embedded."""

    text: bool = False
    image: bool = False
    lines: bool = False
    fonts: set[str] = field(default_factory=set[str])


def is_a4(page: pikepdf.Page) -> bool:
    """Tell whether a page prints on A4, upright or across; a box that is none does not."""
    try:
        left, low, right, high = (float(edge) for edge in page.cropbox)
        unit = float(page.obj.get("/UserUnit", 1))
    except (ValueError, TypeError, pikepdf.PdfError):
        return False
    sides = sorted((abs(right - left) * unit, abs(high - low) * unit))
    return all(abs(a - b) <= TOLERANCE_POINTS for a, b in zip(sides, A4_POINTS, strict=True))


def shown_on(page: pikepdf.Page) -> Shown:
    """Look at a page and at the forms it draws. Raises TooHeavy; PdfError where it is damaged."""
    shown = Shown()
    drawn: Any = page.obj.get("/Contents")
    for part in drawn if isinstance(drawn, pikepdf.Array) else [drawn]:
        _weigh(part)
    _look(page, page.obj.get("/Resources"), shown, 0)
    return shown


def _look(drawn: Any, resources: Any, shown: Shown, depth: int) -> None:
    """Go through one stream of operators."""
    font: Any = None
    for operands, name in _operators(drawn):
        if name == "Tf":
            font = _found(resources, "/Font", operands[0]) if operands else None
        elif name in SHOWS_TEXT:
            _take_text(operands, font, shown)
        elif name == "Do" and operands:
            _draw(_found(resources, "/XObject", operands[0]), resources, shown, depth)
        elif name == "INLINE IMAGE":
            shown.image = True
        elif name in PAINTS:
            shown.lines = True


def _operators(drawn: Any) -> Iterator[tuple[Any, str]]:
    for operands, operator in pikepdf.parse_content_stream(drawn, WATCHED):
        yield operands, str(operator)


def _take_text(operands: Any, font: Any, shown: Shown) -> None:
    """Note that text is shown, if there is any, and its font where that is not embedded."""
    strings = operands[-1] if operands else ""
    parts = strings if isinstance(strings, pikepdf.Array) else [strings]
    if any(isinstance(part, pikepdf.String) and bytes(part).strip(b"\x00 ") for part in parts):
        shown.text = True
        if isinstance(font, pikepdf.Dictionary) and not _is_embedded(font):
            shown.fonts.add(str(font.get("/BaseFont", "?")).removeprefix("/"))


def _draw(thing: Any, resources: Any, shown: Shown, depth: int) -> None:
    """Look at what a page draws by name: a picture, or a form with operators of its own."""
    if not isinstance(thing, pikepdf.Stream):
        return
    if thing.get("/Subtype") == "/Image":
        shown.image = True
    elif depth < DEEPEST_FORM:
        _weigh(thing)
        _look(thing, thing.get("/Resources", resources), shown, depth + 1)


def _weigh(drawn: Any) -> None:
    """Inflate a stream piece by piece, keeping none, and stop at what no page needs."""
    if not isinstance(drawn, pikepdf.Stream) or drawn.get("/Filter") != "/FlateDecode":
        return
    inflating, squeezed, length = zlib.decompressobj(), drawn.read_raw_bytes(), 0
    with suppress(zlib.error):
        while squeezed and not inflating.eof:
            length += len(inflating.decompress(squeezed, PIECE))
            squeezed = inflating.unconsumed_tail
            if length > MOST_OPERATORS_BYTES:
                raise TooHeavy


def _found(resources: Any, group: str, name: Any) -> Any:
    held = resources.get(group) if isinstance(resources, pikepdf.Dictionary) else None
    return held.get(str(name)) if isinstance(held, pikepdf.Dictionary) else None


def _is_embedded(font: pikepdf.Dictionary) -> bool:
    """Whether a font comes with the file: its program, or the drawings of a Type 3 font."""
    if font.get("/Subtype") == "/Type3":
        return True
    below = font.get("/DescendantFonts")
    real: Any = below[0] if isinstance(below, pikepdf.Array) and len(below) else font
    described = real.get("/FontDescriptor") if isinstance(real, pikepdf.Dictionary) else None
    return isinstance(described, pikepdf.Dictionary) and any(key in described for key in FONT_FILES)
