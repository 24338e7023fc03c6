"""The court's seal on a copy: a label on page one, then a digital signature over the whole file.

The label goes on first, because a signature covers what is there when it is made. The copy is
certified, with no change allowed after it.
"""

import io
from datetime import datetime
from typing import Any

import pikepdf
from pikepdf import Name, Page, Pdf, Rectangle
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps.api import TimeStamper

from api.documents.ports import Stamp
from api.gateways.label import LABEL_HEIGHT, LABEL_WIDTH, draw_label

_MARGIN = 8.0
# A label never covers more of a small sheet than this share of its width and height.
_WIDEST = 0.5
_TALLEST = 0.3
_QUARTER = 90


class CertificateSealer:
    """Seals with a certificate, wherever its key is, and has the signature stamped with a time."""

    def __init__(self, signer: Signer, time_stamps: TimeStamper) -> None:
        """Take what signs and what stamps."""
        known: Any = signer
        self._signer = signer
        self._time_stamps = time_stamps
        self._signed_by: str = known.signing_cert.subject.native["common_name"]

    def seal(self, pdf: bytes, stamp: Stamp) -> bytes:
        """Return a stamped and signed copy; the original stays as it is.

        Raises: OSError for a silent time authority, SignerSilent for a silent signer.
        """
        stamped = stamped_copy(pdf, draw_label(stamp, self._signed_by))
        meta = PdfSignatureMetadata(
            field_name=f"CourtSeal{stamp.document_reference}",
            md_algorithm="sha256",
            name=self._signed_by,
            reason=f"Sealed copy, document reference number {stamp.document_reference}",
            location="Hong Kong",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        out = io.BytesIO()
        writer = IncrementalPdfFileWriter(io.BytesIO(stamped))
        signing: Any = _SignerAt(meta, self._signer, timestamper=self._time_stamps)
        signing.at = stamp.sealed_at
        signing.sign_pdf(writer, output=out)
        return out.getvalue()


class _SignerAt(PdfSigner):
    """Signs with the time that the label names; the time stamp says what a clock made of it."""

    at: datetime

    def init_signing_session(self, *given: Any, **named: Any) -> Any:
        """Begin to sign at that time."""
        session: Any = super().init_signing_session(*given, **named)
        session.system_time = self.at
        return session


def stamped_copy(pdf: bytes, label: bytes) -> bytes:
    """Put a label on page one, upright, at the top right of what a reader sees."""
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf)) as copy, Pdf.open(io.BytesIO(label)) as drawn:
        _retire_signatures(copy)
        page: Any = copy.pages[0]
        page.add_overlay(drawn.pages[0], top_right_of(page))
        copy.save(out)
    return out.getvalue()


def top_right_of(page: Page) -> Rectangle:
    """Where a label goes, in the page's own coordinates, however the page is turned or cut."""
    left, bottom, right, top = _visible(page)
    turned = int(page.obj.get(Name.Rotate, 0)) % 360
    sideways = turned in (_QUARTER, 3 * _QUARTER)
    unit = float(page.obj.get("/UserUnit", 1))
    across, down = (top - bottom, right - left) if sideways else (right - left, top - bottom)
    scale = min(1 / unit, _WIDEST * across / LABEL_WIDTH, _TALLEST * down / LABEL_HEIGHT)
    width, height, margin = LABEL_WIDTH * scale, LABEL_HEIGHT * scale, _MARGIN * scale
    if sideways:
        width, height = height, width
    # A quarter turn clockwise brings the sheet's top left to the top right, and so on round.
    at_left = turned in (_QUARTER, 2 * _QUARTER)
    at_bottom = turned in (2 * _QUARTER, 3 * _QUARTER)
    x = left + margin if at_left else right - margin - width
    y = bottom + margin if at_bottom else top - margin - height
    return Rectangle(x, y, x + width, y + height)


def _visible(page: Page) -> tuple[float, float, float, float]:
    """The part of the sheet that a reader sees: the crop box, as far as it is on the sheet."""
    sheet, crop = _corners(page.mediabox), _corners(page.cropbox)
    left, bottom = max(sheet[0], crop[0]), max(sheet[1], crop[1])
    right, top = min(sheet[2], crop[2]), min(sheet[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else sheet


def _corners(box: Any) -> tuple[float, float, float, float]:
    """A box's lower left and upper right, whichever corners it names."""
    x0, y0, x1, y1 = (float(number) for number in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _retire_signatures(copy: Pdf) -> None:
    """Let earlier signatures stay as pictures only: stamping a copy ends what they vouched for.

    The as-filed bytes keep them whole.
    """
    for key in ("/Perms", "/DSS"):
        if key in copy.Root:
            del copy.Root[key]
    for page in copy.pages:
        for note in page.obj.get(Name.Annots, []):
            if note.get(Name.Subtype) == Name.Widget and _is_signature(note):
                _leave_the_picture(note)
    form = copy.Root.get("/AcroForm")
    if form is not None:
        form["/Fields"] = _without_signatures(form.get("/Fields", []))
        if "/SigFlags" in form:
            del form["/SigFlags"]


def _is_signature(field: Any) -> bool:
    """Tell whether a field or its widget is for a signature; the type may stand on a parent."""
    for _ in range(32):
        if "/FT" in field:
            return bool(field["/FT"] == Name.Sig)
        if "/Parent" not in field:
            return False
        field = field["/Parent"]
    return False


def _leave_the_picture(widget: Any) -> None:
    """Make a signature's widget a plain stamp with the same appearance."""
    widget[Name.Subtype] = Name.Stamp
    for key in ("/FT", "/V", "/Parent", "/T", "/Lock", "/SV", "/MK"):
        if key in widget:
            del widget[key]


def _without_signatures(fields: Any) -> pikepdf.Array:
    """The fields that are not for signatures, through all their kids."""
    left = pikepdf.Array()
    for field in fields:
        if field.get(Name.Subtype) == Name.Stamp or _is_signature(field):
            continue
        if "/Kids" in field:
            field["/Kids"] = _without_signatures(field["/Kids"])
        left.append(field)
    return left
