"""Reads a PDF once and says what is in it. Runs in the process that may be ended at any time."""

import io
import re
import time
import unicodedata
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdf

from api.documents.ports import Inspection, Unreadable, Why
from api.gateways.inspecting.pages import Shown, TooHeavy, is_a4, shown_on
from api.kernel.text import UNSEEN

METHOD = "PDF_INSPECTION_1"
CLOSE_LOOK_SECONDS = 6.0
"""How long pages are looked at one by one; a long sound file is taken with fewer looked at."""
MOST_OBJECTS = 500_000
MOST_NAMED = 50
MOST_LETTERS = 4_000
MOST_FONT_NAME = 100
MOST_TEXT_PAGES = 60
TRUTH = re.compile(r"statement\s+of\s+truth|屬\s*實\s*申\s*述|属\s*实\s*申\s*述", re.IGNORECASE)
SUSPECT = re.compile(rb"/(JS|JavaScript|EF|EmbeddedFiles)\b")


def look_into(content: bytes, most_pages: int) -> Inspection | Unreadable:
    """Open a PDF as strictly as a reader may: from its first byte, without repair or password.

    A repaired file could lack pages that its author saw, so a damaged one is refused, not mended.
    """
    try:
        with pikepdf.open(
            io.BytesIO(content), attempt_recovery=False, suppress_warnings=True
        ) as pdf:
            if pdf.is_encrypted:
                return Unreadable(Why.ENCRYPTED)
            if len(pdf.objects) > MOST_OBJECTS:
                return Unreadable(Why.TOO_HEAVY)
            pages = _count_pages(pdf, most_pages)
            return _look_closely(pdf, content, pages) if 0 < pages <= most_pages else _none(pages)
    except pikepdf.PasswordError:
        return Unreadable(Why.ENCRYPTED)
    except pikepdf.PdfError:
        return Unreadable(Why.DAMAGED)
    except (MemoryError, TooHeavy):
        return Unreadable(Why.TOO_HEAVY)


def _none(pages: int) -> Inspection:
    return Inspection(pages=pages)


def _count_pages(pdf: pikepdf.Pdf, most: int) -> int:
    """Count the pages by reaching each one, and stop where there are too many anyway."""
    count = len(pdf.pages)
    if count > most:
        return count
    return sum(1 for page in pdf.pages if page.obj.get("/Type") is not None)


def _look_closely(pdf: pikepdf.Pdf, content: bytes, pages: int) -> Inspection:
    """Say what is in the file, as far as the time allows."""
    odd = [number for number, page in enumerate(pdf.pages, start=1) if not is_a4(page)]
    scripts, attachments = _hidden_in(pdf)
    layers, switched_off = _layers_of(pdf)
    image_only, blank, fonts, looked = _shown_in(pdf, time.monotonic() + CLOSE_LOOK_SECONDS)
    opening, truth = _words_of(content, pages, time.monotonic() + CLOSE_LOOK_SECONDS)
    return Inspection(
        pages=pages,
        method=METHOD,
        looked_at=looked,
        not_a4=tuple(odd[:MOST_NAMED]),
        image_only=tuple(image_only[:MOST_NAMED]),
        blank=tuple(blank[:MOST_NAMED]),
        fonts_not_embedded=tuple(sorted(fonts)[:MOST_NAMED]),
        layers=layers,
        hidden_layers=switched_off,
        attachments=attachments,
        scripts=scripts,
        opening=opening,
        statement_of_truth=truth,
    )


def _shown_in(pdf: pikepdf.Pdf, until: float) -> tuple[list[int], list[int], set[str], int]:
    """Which pages are pictures only, which show nothing, and fonts that do not come along."""
    image_only: list[int] = []
    blank: list[int] = []
    fonts: set[str] = set()
    looked = 0
    for number, page in enumerate(pdf.pages, start=1):
        if time.monotonic() > until:
            break
        looked, shown = number, _looked_at(page)
        if shown is None:
            continue
        fonts |= {_plain(name)[:MOST_FONT_NAME] for name in shown.fonts}
        if not shown.text and shown.image:
            image_only.append(number)
        elif not (shown.text or shown.lines):
            blank.append(number)
    return image_only, blank, fonts, looked


def _looked_at(page: pikepdf.Page) -> Shown | None:
    """What a page shows; None for one whose drawing is damaged: viewers show what they can."""
    try:
        return shown_on(page)
    except pikepdf.PdfError:
        return None


def _words_of(content: bytes, pages: int, until: float) -> tuple[str, bool | None]:
    """The words of the first page, and whether a statement of truth is found.

    None where not every page with text was read. A text that cannot be read is no text.
    """
    opening, found = "", False
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        for number in range(pages):
            if number >= MOST_TEXT_PAGES or time.monotonic() > until:
                return opening, True if found else None
            text = _plain(reader.pages[number].extract_text())
            opening = opening if number else text[:MOST_LETTERS]
            found = found or TRUTH.search(text) is not None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises whatever a malformed font makes it raise
        return opening, True if found else None
    return opening, found


def _plain(text: str) -> str:
    """A text without what nobody sees and no database takes."""
    return "".join(c if unicodedata.category(c) not in UNSEEN or c == "\n" else " " for c in text)


def _layers_of(pdf: pikepdf.Pdf) -> tuple[int, int]:
    """How many layers there are, and how many are switched off when the file is opened."""
    optional: Any = pdf.Root.get("/OCProperties")
    if not isinstance(optional, pikepdf.Dictionary):
        return 0, 0
    held = optional.get("/OCGs")
    layers = len(held) if isinstance(held, pikepdf.Array) else 0
    shown: Any = optional.get("/D")
    if not isinstance(shown, pikepdf.Dictionary):
        return layers, 0
    off, on = (_length(shown.get(name)) for name in ("/OFF", "/ON"))
    return layers, max(layers - on, 0) if shown.get("/BaseState") == "/OFF" else off


def _length(held: Any) -> int:
    return len(held) if isinstance(held, pikepdf.Array) else 0


def _hidden_in(pdf: pikepdf.Pdf) -> tuple[int, int]:
    """Count scripts and attached files, wherever in the file they hang."""
    scripts = attachments = 0
    for thing in pdf.objects:
        held: Any = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        if not isinstance(held, pikepdf.Dictionary | pikepdf.Array):
            continue
        if SUSPECT.search(held.unparse(resolved=True)) is None:
            continue
        for inner in _dictionaries_in(held):
            scripts += "/JS" in inner or inner.get("/S") == "/JavaScript"
            attachments += isinstance(inner.get("/EF"), pikepdf.Dictionary)
    return scripts, attachments


def _dictionaries_in(held: Any) -> Iterator[pikepdf.Dictionary]:
    """A thing's own dictionaries; what it only points to comes by itself."""
    waiting: list[Any] = [held]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Dictionary):
            yield here
            inner = [value for _, value in here.items()]
        else:
            inner = list(here)
        waiting += [
            value
            for value in inner
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
        ]
