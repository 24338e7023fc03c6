"""The court's pen: a certificate of an outage, in both languages, of recorded facts only (I-46).

Fonts as on the label: Latin text is embedded and can be searched, Chinese is drawn as outlines.
"""

import io
from collections.abc import Iterator
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from api.gateways.label import (
    BOLD,
    LABEL_HEIGHT,
    PLAIN,
    outline_of,
    outlined,
    register_fonts,
)
from api.issuing.ports import StatedOutage
from api.kernel.clock import told
from api.kernel.text import Text

_LEFT: Final = 56.0
_RIGHT: Final = A4[0] - 56.0
_TOP: Final = A4[1] - 60.0
_UNDER_THE_LABEL: Final = A4[1] - LABEL_HEIGHT - 50.0
_BOTTOM: Final = 56.0
_SIZE: Final = 9.0
_LEADING: Final = 12.5
_LAST_LATIN: Final = "\u024f"

TITLE = Text("Certificate of an outage of electronic filing", "電子存檔服務中斷證明書")
ONLY_THE_RECORD = Text(
    "This certificate states what is recorded in this system, and nothing else. Times are of Hong "
    "Kong.",
    "本證明書只陳述本系統的紀錄。時間均為香港時間。",
)
FROM = Text("Electronic filing was not available from", "電子存檔未能使用，由")
UNTIL = Text("Until", "至")
WHAT = Text("What was not available", "未能使用的服務")
SOURCE = Text("How it is known", "如何得知")
RECORDED = Text("Recorded and published", "記錄及公布時間")
RECORD = Text("Record", "紀錄編號")
CORRECTS = Text("It corrects the record {number}.", "本紀錄更正紀錄 {number}。")
RULE = Text("Rule of receipt published for the first day", "首日適用的已公布收件規則")
NO_RULE = Text("None is recorded.", "沒有紀錄。")
DRAWN_UP = Text("Certificate drawn up", "證明書擬備時間")
CHECK = Text("To check this certificate", "查核本證明書")
HOW_TO_CHECK = Text(
    "Ask documentReference of this system for the number on the label, and outageWindows whether a "
    "later record corrects this one.",
    "以標籤上的編號查詢本系統的 documentReference，並以 outageWindows "
    "查看有否較後的紀錄更正本紀錄。",
)


class CourtPen:
    """Draws certificates with reportlab."""

    def certificate(self, stated: StatedOutage) -> bytes:
        """Draw a certificate of an outage as a PDF, the same bytes for the same facts."""
        register_fonts()
        out = io.BytesIO()
        sheet = _Sheet(Canvas(out, pagesize=A4, invariant=1))
        sheet.title(TITLE)
        sheet.said(ONLY_THE_RECORD.en, ONLY_THE_RECORD.tc)
        for heading, lines in _rows(stated):
            sheet.heading(heading)
            sheet.said(*lines)
        sheet.end()
        return out.getvalue()


def _rows(stated: StatedOutage) -> Iterator[tuple[Text, tuple[str, ...]]]:
    """What is stated, under its headings; each line once where it has one language only."""
    yield FROM, _both(told(stated.began_at))
    yield UNTIL, _both(told(stated.ended_at))
    yield WHAT, _both(stated.what)
    yield SOURCE, (stated.source,)
    yield RECORDED, _both(told(stated.recorded_at))
    corrected = stated.corrects_id
    more = _both(CORRECTS.filled(number=corrected)) if corrected else ()
    yield RECORD, (stated.outage_window_id, *more)
    version = (stated.rule_version,) if stated.rule_version else ()
    yield RULE, (*version, *_both(stated.rule or NO_RULE))
    yield DRAWN_UP, _both(told(stated.drafted_at))
    yield CHECK, _both(HOW_TO_CHECK)


def _both(text: Text) -> tuple[str, str]:
    return text.en, text.tc


class _Sheet:
    """A page being written from top to bottom, and the next one when it is full."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._y = _TOP
        canvas.setTitle(TITLE.en)

    def title(self, text: Text) -> None:
        """Write the title beside the place of the label, and go on beneath it."""
        self._canvas.setFont(BOLD, 12)
        self._canvas.drawString(_LEFT, self._y, text.en)
        outlined(self._canvas, text.tc, at=(_LEFT, self._y - 20), size=14)
        self._y = _UNDER_THE_LABEL

    def heading(self, text: Text) -> None:
        """Write a heading in both languages on one line."""
        self._down(_LEADING + 4)
        self._canvas.setFont(BOLD, _SIZE)
        self._canvas.drawString(_LEFT, self._y, text.en)
        used = pdfmetrics.stringWidth(text.en, BOLD, _SIZE) + 6
        outlined(self._canvas, text.tc, at=(_LEFT + used, self._y), size=_SIZE)

    def said(self, *lines: str) -> None:
        """Write lines of any script, broken where they reach the margin."""
        for line in lines:
            self._next_line()
            x = _LEFT
            for piece in _pieces(line):
                width = _width(piece)
                if x + width > _RIGHT:
                    self._next_line()
                    x = _LEFT
                self._write(piece, x)
                x += width

    def end(self) -> None:
        """Close the last page."""
        self._canvas.showPage()
        self._canvas.save()

    def _next_line(self) -> None:
        self._down(_LEADING)
        self._canvas.setFont(PLAIN, _SIZE)

    def _down(self, by: float) -> None:
        self._y -= by
        if self._y < _BOTTOM:
            self._canvas.showPage()
            self._y = _TOP

    def _write(self, piece: str, x: float) -> None:
        if _is_latin(piece[0]):
            self._canvas.drawString(x, self._y, piece)
        else:
            outlined(self._canvas, piece, at=(x, self._y), size=_SIZE)


def _is_latin(character: str) -> bool:
    return character <= _LAST_LATIN


def _pieces(line: str) -> Iterator[str]:
    """What is kept on one line: a Latin word with the space after it, or any other character."""
    word = ""
    for character in line:
        shown = " " if character.isspace() else character
        if _is_latin(shown) and _width(word + shown) <= _RIGHT - _LEFT:
            word += shown
        else:
            if word:
                yield word
            word = shown if _is_latin(shown) else ""
            if not word:
                yield shown
        if shown == " " and word:
            yield word
            word = ""
    if word:
        yield word


def _width(piece: str) -> float:
    if not piece or _is_latin(piece[0]):
        return pdfmetrics.stringWidth(piece, PLAIN, _SIZE)
    return outline_of(piece)[1] * _SIZE
