"""Makers of real PDFs, sound and broken, for every test that puts bytes in."""

import io
import zipfile
import zlib

import pikepdf
from pikepdf import Pdf
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

CHINESE_FONT = "MSung-Light"
EMBEDDED_FONT = "Vera"
COURT_WORDS = """
BETWEEN Sample Plaintiff and Sample Kites Limited
Statement of truth: I believe that the facts stated here are true."""
"""What makes a paper one that the checks have nothing to say about, for the usual case of tests."""


def a_pdf(
    pages: int = 1, text: str = "WRIT OF SUMMONS 傳訊令狀", size: tuple[float, float] = A4
) -> bytes:
    """A sound PDF whose pages hold lines of text; Chinese in a font that does not come along."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE_FONT))
    pdfmetrics.registerFont(TTFont(EMBEDDED_FONT, f"{EMBEDDED_FONT}.ttf"))
    font = EMBEDDED_FONT if text.isascii() else CHINESE_FONT
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=size)
    for number in range(1, pages + 1):
        sheet.setFont(font, 12)
        for row, line in enumerate(f"{text} ({number})".split("\n")):
            sheet.drawString(72, size[1] - 150 - 16 * row, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def a_turned_pdf(degrees: int, *, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """A sound PDF whose first page is turned, and perhaps shows only part of its sheet."""
    with Pdf.open(io.BytesIO(a_pdf(2))) as pdf:
        pdf.pages[0].rotate(degrees, relative=False)
        if crop is not None:
            pdf.pages[0].cropbox = pikepdf.Array(crop)
        return _saved(pdf)


def an_encrypted_pdf(user: str = "secret", owner: str = "owner") -> bytes:
    """A PDF that asks for a password; with ``user=""`` one that opens but is encrypted."""
    with Pdf.open(io.BytesIO(a_pdf())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner=owner))
        return out.getvalue()


def a_truncated_pdf(pages: int = 3) -> bytes:
    """The first two thirds of a sound PDF."""
    whole = a_pdf(pages)
    return whole[: len(whole) * 2 // 3]


def a_pdf_without_pages() -> bytes:
    """A PDF that opens and has no page."""
    with Pdf.new() as pdf:
        return _saved(pdf)


def a_zip_named_pdf() -> bytes:
    """A ZIP archive that only its name calls a PDF."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("writ.txt", "not a writ")
    return out.getvalue()


def _saved(pdf: Pdf) -> bytes:
    """The bytes of a PDF as it stands."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def with_script(place: str = "opening") -> bytes:
    """A PDF that runs JavaScript: when it opens, by name, or from deep inside a page's actions."""
    with Pdf.open(io.BytesIO(a_pdf(2))) as pdf:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        if place == "opening":
            pdf.Root.OpenAction = action
        elif place == "named":
            named = pikepdf.Array([pikepdf.String("a"), pdf.make_indirect(action)])
            pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=named))
        else:
            pdf.pages[1].obj.AA = pikepdf.Dictionary(O=action)
        return _saved(pdf)


def with_attachment(content: bytes = b"a,b\n1,2\n", *, by_note: bool = False) -> bytes:
    """A PDF with a file inside it: among its attachments, or behind a note on a page."""
    with Pdf.open(io.BytesIO(a_pdf(1))) as pdf:
        spec = pikepdf.AttachedFileSpec(pdf, content, filename="sums.csv")
        if by_note:
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.FileAttachment,
                Rect=[0, 0, 20, 20],
                FS=spec.obj,
            )
            pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])
        else:
            pdf.attachments["sums.csv"] = spec
        return _saved(pdf)


def with_layers(hidden: int = 1, shown: int = 1) -> bytes:
    """A PDF with layers, some of them switched off when it opens."""
    with Pdf.open(io.BytesIO(a_pdf(1))) as pdf:
        layers = [
            pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=f"layer {n}"))
            for n in range(hidden + shown)
        ]
        off = pikepdf.Dictionary(OFF=pikepdf.Array(layers[:hidden]))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array(layers), D=off)
        return _saved(pdf)


def of_pictures(pages: int = 1) -> bytes:
    """A PDF as a scanner makes one: each page a picture and nothing else."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    for number in range(pages):
        picture = Image.new("L", (60, 80), 255 - number)
        sheet.drawImage(ImageReader(picture), 0, 0, *A4)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def of_blank_pages(pages: int = 1) -> bytes:
    """A PDF whose pages show nothing."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    for _ in range(pages):
        sheet.showPage()
    sheet.save()
    return out.getvalue()


# --- hostile ones ---------------------------------------------------------------------------------


def a_bomb(megabytes: int = 300) -> bytes:
    """A small PDF whose one page inflates to more than any memory should hold."""
    squeezer = zlib.compressobj(9)
    part = b"0 0 m " * (1 << 18)
    squeezed = b"".join(squeezer.compress(part) for _ in range(megabytes * (1 << 20) // len(part)))
    squeezed += squeezer.flush()
    with Pdf.open(io.BytesIO(a_pdf(1))) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(squeezed, Filter=pikepdf.Name.FlateDecode)
        out = io.BytesIO()
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def of_objects(bodies: list[bytes], root: int = 1) -> bytes:
    """A PDF written by hand: objects as given, with a table that finds each."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(bodies, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (len(bodies) + 1, root))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def a_deep_tree(depth: int = 60_000) -> bytes:
    """A PDF whose only page lies under many floors of page trees."""
    floors = [
        b"<< /Type /Pages /Count 1 /Kids [%d 0 R]%s >>"
        % (n + 3, b" /Parent %d 0 R" % (n + 1) if n else b"")
        for n in range(depth)
    ]
    page = b"<< /Type /Page /MediaBox [0 0 595 842] /Parent %d 0 R >>" % (depth + 1)
    return of_objects([b"<< /Type /Catalog /Pages 2 0 R >>", *floors, page])


def a_tree_in_a_circle() -> bytes:
    """A PDF whose page tree comes back to itself."""
    return of_objects(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R >>",
        ]
    )


def of_many_objects(count: int = 520_000) -> bytes:
    """A sound page beside a host of objects."""
    page = b"<< /Type /Page /MediaBox [0 0 595 842] /Parent 2 0 R >>"
    tree = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return of_objects([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, *[b"0"] * count])


def a_nest(depth: int = 200_000) -> bytes:
    """A PDF with an array in an array in an array."""
    page = b"<< /Type /Page /MediaBox [0 0 595 842] /Parent 2 0 R >>"
    tree = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    nest = b"[" * depth + b"]" * depth
    return of_objects([b"<< /Type /Catalog /Pages 2 0 R /X 4 0 R >>", tree, page, nest])
