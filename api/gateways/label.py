"""The label that a sealed copy carries: court, case, when filed and sealed, and its number.

Source: Judiciary FAQ on DRN checking: twelve digits on a barcode label, normally at the top right
of page one (confirmed). What else stands on it, and the kind of barcode, are this project's choice
(assumed). Every font is in the file itself, so that it looks the same everywhere: Latin text is
embedded, Chinese is drawn as outlines.
"""

import io
from functools import cache
from threading import Lock
from typing import Any

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont as OutlineFont
from pylopdf_fonts_zh_tw import serif_path
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.colors import HexColor, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from api.documents.ports import Stamp
from api.kernel.clock import printed
from api.kernel.text import Text

LABEL_WIDTH = 196.0
LABEL_HEIGHT = 110.0
_PAD = 8.0
PLAIN = "Vera"
BOLD = "VeraBd"
_INK = HexColor(0x101010)
_SEAL = HexColor(0x9B1C1C)
# As reportlab.pdfgen.canvas.FILL_NON_ZERO: how the outlines of characters are filled.
_NON_ZERO = 1
# The outline font reads its file as it goes, so one thread at a time.
_READING = Lock()
FILED = Text("FILED", "存檔")
SEALED = Text("SEALED", "蓋印")
ISSUED = Text("ISSUED", "發出")
"""What the court itself issues was not filed: it is issued when it is sealed."""


def draw_label(stamp: Stamp, signed_by: str) -> bytes:
    """Draw the label as a PDF of one small page."""
    register_fonts()
    out = io.BytesIO()
    sheet = Canvas(out, pagesize=(LABEL_WIDTH, LABEL_HEIGHT))
    _frame(sheet)
    _court(sheet, stamp)
    _when(sheet, stamp)
    _number(sheet, stamp.document_reference)
    _line(sheet, f"Signed by: {signed_by}", at=(_PAD, 5.5), size=5, font=PLAIN)
    sheet.showPage()
    sheet.save()
    return out.getvalue()


def grouped(document_reference: str) -> str:
    """Print a reference number as people read it out: ``1234 5678 9012``."""
    return " ".join(document_reference[i : i + 4] for i in range(0, len(document_reference), 4))


def _frame(sheet: Canvas) -> None:
    """A white field, so that the barcode can be read on any ground, and a border."""
    sheet.setFillColor(white)
    sheet.setStrokeColor(_SEAL)
    sheet.setLineWidth(1)
    sheet.roundRect(0.5, 0.5, LABEL_WIDTH - 1, LABEL_HEIGHT - 1, 3, stroke=1, fill=1)


def _court(sheet: Canvas, stamp: Stamp) -> None:
    """The court's two names, then the case."""
    sheet.setFillColor(_INK)
    top = LABEL_HEIGHT - 17
    used = outlined(sheet, stamp.court_name_tc, at=(_PAD, top), size=11)
    _line(sheet, stamp.court_name_en, at=(_PAD + used + 5, top), size=8, font=PLAIN)
    _line(sheet, stamp.case_number, at=(_PAD, top - 14), size=10, font=BOLD)


def _when(sheet: Canvas, stamp: Stamp) -> None:
    """From when it is filed and when it was sealed, each named, in Hong Kong's time."""
    times = [(SEALED, stamp.sealed_at)]
    times.insert(0, (FILED, stamp.filed_at) if stamp.filed_at else (ISSUED, stamp.sealed_at))
    names = [_name_of_time(sheet, name, row) for row, (name, _) in enumerate(times)]
    sheet.setFillColor(_INK)
    for row, (_, at) in enumerate(times):
        place = (max(names), _row_of_time(row))
        _line(sheet, f"{printed(at)} HKT", at=place, size=7, font=PLAIN)


def _row_of_time(row: int) -> float:
    return LABEL_HEIGHT - 43 - 12 * row


def _name_of_time(sheet: Canvas, name: Text, row: int) -> float:
    """Name a time in both languages; returns where the time itself may begin."""
    sheet.setFillColor(_SEAL)
    y = _row_of_time(row)
    sheet.setFont(BOLD, 8)
    sheet.drawString(_PAD, y, name.en)
    used = _PAD + pdfmetrics.stringWidth(name.en, BOLD, 8) + 3
    return used + outlined(sheet, name.tc, at=(used, y), size=8) + 6


def _number(sheet: Canvas, document_reference: str) -> None:
    """The reference number, as bars and as digits."""
    bars: Any = Code128(
        document_reference, barHeight=21, barWidth=1.0, quiet=True, humanReadable=False
    )
    bars.drawOn(sheet, (LABEL_WIDTH - bars.width) / 2, 25)
    sheet.setFillColor(_INK)
    sheet.setFont(BOLD, 9)
    sheet.drawCentredString(LABEL_WIDTH / 2, 14.5, f"DRN {grouped(document_reference)}")


def _line(sheet: Canvas, text: str, *, at: tuple[float, float], size: float, font: str) -> None:
    """Write a line, smaller if it would run out of the label."""
    room = LABEL_WIDTH - _PAD - at[0]
    width = pdfmetrics.stringWidth(text, font, size)
    sheet.setFont(font, size * min(1.0, room / width) if width else size)
    sheet.drawString(*at, text)


def outlined(sheet: Canvas, text: str, *, at: tuple[float, float], size: float) -> float:
    """Draw Chinese characters as outlines; returns how wide they are."""
    x, y = at
    canvas: Any = sheet
    path = canvas.beginPath()
    for character in text:
        strokes, advance = outline_of(character)
        for verb, numbers in strokes:
            placed = [n * size + (y if i % 2 else x) for i, n in enumerate(numbers)]
            getattr(path, verb)(*placed)
        x += advance * size
    canvas.drawPath(path, stroke=0, fill=1, fillMode=_NON_ZERO)
    return x - at[0]


Outline = tuple[tuple[tuple[str, tuple[float, ...]], ...], float]


@cache
def outline_of(character: str) -> Outline:
    """A character's strokes and width, for a size of one."""
    with _READING:
        font = _outline_font()
        glyphs = font.getGlyphSet()
        name = font.getBestCmap().get(ord(character), ".notdef")
        pen: Any = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(pen)
        em, width = float(font["head"].unitsPerEm), float(glyphs[name].width)
    strokes = tuple(
        (_VERBS[verb], tuple(float(n) / em for point in points for n in point))
        for verb, points in pen.value
        if verb in _VERBS
    )
    return strokes, width / em


_VERBS = {"moveTo": "moveTo", "lineTo": "lineTo", "curveTo": "curveTo", "closePath": "close"}


@cache
def _outline_font() -> Any:
    """The font whose outlines are drawn: Noto Serif TC (SIL Open Font License)."""
    return OutlineFont(serif_path(), lazy=True)


@cache
def register_fonts() -> None:
    """Make reportlab's own embedded Latin fonts known to it."""
    for name in (PLAIN, BOLD):
        metrics: Any = pdfmetrics
        metrics.registerFont(TTFont(name, f"{name}.ttf"))
