"""What a file must be, and every way in which it is refused.

Limits are published policy (``api/reference/file_policy.toml``). Nothing here knows a database or a
clock; a file comes as a stream that is read where it stands.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from api.documents.ports import Inspection, Inspector, Unreadable, Why
from api.documents.states import ScanState
from api.kernel.refusals import Refusal
from api.kernel.text import UNSEEN, Text, shortened
from api.reference.papers import FilePolicy

PDF_START = b"%PDF-"
_SHA256 = re.compile(r"[0-9a-f]{64}")
# Controls, invisible direction marks, lone surrogates and line breaks: they hide what a name says,
# and PostgreSQL refuses the first of them.
_PRINT_AGAIN = Text(
    "Open the document in the program that made it, export it as PDF again, and upload that file.",
    "請以原來的程式開啟文件，重新匯出為 PDF，再上載新檔案。",
)
_UPLOAD_AGAIN = Text(
    "Create the upload again from the file you mean to file, and send that file unchanged.",
    "請就你擬提交的檔案重新建立上載，並原封不動地傳送該檔案。",
)


class KindNotKnown(Refusal):
    """The kind is not one that is published."""

    message = Text(
        "'{file_name}': '{kind}' is not a kind of document that can be filed.",
        "「{file_name}」：「{kind}」不是可提交的文件類別。",
    )
    remedy = Text("Choose one of the published document kinds.", "請選擇已公布的文件類別。")


class FileNameNotAcceptable(Refusal):
    """The file's name breaks a rule of the file policy."""

    message = Text(
        "The file name '{file_name}' is not acceptable: {rule.en}.",
        "檔案名稱「{file_name}」不符合要求：{rule.tc}。",
    )
    remedy = Text("Rename the file and upload it again.", "請更改檔案名稱後重新上載。")


class FileEmpty(Refusal):
    """The file has no bytes."""

    message = Text("'{file_name}' is empty (0 bytes).", "「{file_name}」是空檔案（0 位元組）。")
    remedy = Text(
        "Check that the file was saved completely, then upload it again.",
        "請確定檔案已完整儲存，再重新上載。",
    )


class FileTooLarge(Refusal):
    """The file is larger than the file policy allows."""

    message = Text(
        "'{file_name}' has {bytes} bytes; at most {most} are allowed.",
        "「{file_name}」有 {bytes} 位元組，上限為 {most} 位元組。",
    )
    remedy = Text(
        "Scan at a lower resolution, or divide the document into parts.",
        "請以較低解像度掃描，或將文件分成數份。",
    )


class HashNotAcceptable(Refusal):
    """The declared digest is not a SHA-256 in hex."""

    message = Text(
        "The SHA-256 given for '{file_name}' is not 64 hexadecimal digits in lower case.",
        "「{file_name}」的 SHA-256 並非 64 個小寫十六進位數字。",
    )
    remedy = Text(
        "Compute the SHA-256 of the file's bytes and give it as lower-case hex.",
        "請計算檔案位元組的 SHA-256，並以小寫十六進位提供。",
    )


class NoBytesYet(Refusal):
    """Nothing was sent to the upload link yet."""

    message = Text(
        "The bytes of '{file_name}' have not arrived.", "「{file_name}」的內容尚未送達。"
    )
    remedy = Text(
        "Send the file with PUT to its upload link first, then complete the upload.",
        "請先以 PUT 將檔案傳送至上載連結，再完成上載。",
    )


class LengthDiffers(Refusal):
    """What came is longer or shorter than what was declared."""

    message = Text(
        "'{file_name}' was declared with {declared} bytes, but {received} came.",
        "「{file_name}」申報為 {declared} 位元組，但收到 {received} 位元組。",
    )
    remedy = _UPLOAD_AGAIN


class HashDiffers(Refusal):
    """What came has the declared length but is another file."""

    message = Text(
        "The bytes that came for '{file_name}' do not have the SHA-256 that was declared.",
        "就「{file_name}」收到的內容與申報的 SHA-256 不符。",
    )
    remedy = _UPLOAD_AGAIN


class NotAPdf(Refusal):
    """The file does not begin as a PDF does."""

    message = Text(
        "'{file_name}' is not a PDF: it does not begin with %PDF-.",
        "「{file_name}」不是 PDF：檔案並非以 %PDF- 開始。",
    )
    remedy = _PRINT_AGAIN


class PdfDoesNotOpen(Refusal):
    """The file begins as a PDF but is damaged or cut off."""

    message = Text(
        "'{file_name}' does not open: it is damaged or incomplete.",
        "「{file_name}」不能開啟：檔案已損壞或不完整。",
    )
    remedy = _PRINT_AGAIN


class PdfEncrypted(Refusal):
    """The PDF is encrypted or asks for a password."""

    message = Text(
        "'{file_name}' is protected by a password or by encryption.",
        "「{file_name}」受密碼或加密保護。",
    )
    remedy = Text(
        "Save a copy without any protection and upload that copy.",
        "請另存一份沒有任何保護的檔案，然後上載該檔案。",
    )


class PdfWithoutPages(Refusal):
    """The PDF opens but shows nothing."""

    message = Text("'{file_name}' has no pages.", "「{file_name}」沒有任何頁面。")
    remedy = _PRINT_AGAIN


class PdfTooManyPages(Refusal):
    """The PDF has more pages than the file policy allows."""

    message = Text(
        "'{file_name}' has {pages} pages; at most {most} are allowed.",
        "「{file_name}」有 {pages} 頁，上限為 {most} 頁。",
    )
    remedy = Text("Divide the document into parts.", "請將文件分成數份。")


class PdfTooHeavy(Refusal):
    """Looking into the PDF takes more time or memory than any document should."""

    message = Text(
        "'{file_name}' cannot be checked: opening it takes too much time or memory.",
        "「{file_name}」無法檢查：開啟檔案所需的時間或記憶體過多。",
    )
    remedy = _PRINT_AGAIN


class UploadLinkExpired(Refusal):
    """The upload link's time is over."""

    message = Text("This upload link has expired.", "此上載連結已過期。")
    remedy = Text(
        "Create the upload again; the new link works at once.", "請重新建立上載，新連結即時可用。"
    )


class DownloadLinkExpired(Refusal):
    """The download link's time is over."""

    message = Text("This download link has expired.", "此下載連結已過期。")
    remedy = Text(
        "Read the document again through the API; it gives a fresh link.",
        "請透過 API 重新讀取文件，以取得新連結。",
    )


class AlreadyStored(Refusal):
    """The document's bytes are kept and cannot be replaced."""

    message = Text(
        "'{file_name}' has already been stored and cannot be replaced.",
        "「{file_name}」已經儲存，不能替換。",
    )
    remedy = Text(
        "To file another version, create a new upload.", "如要提交另一版本，請建立新的上載。"
    )


class ScanPending(Refusal):
    """No scanner has looked at the document yet; until then nobody gets it, its owner included."""

    message = Text(
        "'{file_name}' has not been scanned for viruses yet.", "「{file_name}」尚未作病毒掃描。"
    )
    remedy = Text("Wait a moment and try again.", "請稍候再試。")


class DocumentInfected(Refusal):
    """A scanner found a virus in the document: it is handed out to nobody."""

    message = Text(
        "A virus was found in '{file_name}'; it is locked away.",
        "在「{file_name}」發現病毒，檔案已隔離。",
    )
    remedy = Text(
        "The owner cleans the computer it came from and uploads a fresh file.",
        "請由上載者清除電腦病毒後重新上載檔案。",
    )


class DocumentNotScannable(Refusal):
    """A scanner could not look at the document: it is handed out to nobody."""

    message = Text(
        "'{file_name}' could not be scanned for viruses; it is locked away.",
        "「{file_name}」無法作病毒掃描，檔案已隔離。",
    )
    remedy = Text(
        "The owner saves the PDF anew and uploads it again.", "請由上載者重新儲存PDF後再上載。"
    )


@dataclass(frozen=True, slots=True)
class Declared:
    """What the owner says of a file before sending it."""

    kind: str
    file_name: str
    bytes: int
    sha256: str


def check_declared(declared: Declared, *, kinds: Collection[str], policy: FilePolicy) -> None:
    """Check what is said of a file before it is sent.

    Refuses: KindNotKnown, FileNameNotAcceptable, FileEmpty, FileTooLarge, HashNotAcceptable.
    """
    shown = shortened(declared.file_name)
    if declared.kind not in kinds:
        raise KindNotKnown("kind", file_name=shown, kind=shortened(declared.kind))
    broken = broken_name_rule(declared.file_name, policy)
    if broken is not None:
        raise FileNameNotAcceptable("fileName", file_name=shown, rule=broken)
    if declared.bytes < 1:
        raise FileEmpty("bytes", file_name=shown)
    most = policy.max_bytes_per_document
    if declared.bytes > most:
        raise FileTooLarge("bytes", file_name=shown, bytes=declared.bytes, most=most)
    if _SHA256.fullmatch(declared.sha256) is None:
        raise HashNotAcceptable("sha256", file_name=shown)


def broken_name_rule(name: str, policy: FilePolicy) -> Text | None:
    """Name the first rule a file name breaks, or None."""
    most = policy.max_file_name_length
    if not 1 <= len(name) <= most:
        return Text(f"it must have 1 to {most} characters", f"須有 1 至 {most} 個字元")
    if any(unicodedata.category(c) in UNSEEN for c in name):
        return Text("it holds control or invisible characters", "含有控制字元或不可見字元")
    found = [c for c in name if c in policy.forbidden_in_file_name]
    if found:
        return Text(f"it must not hold {found[0]}", f"不可含有 {found[0]}")
    if not name.lower().endswith(".pdf") or name.strip() != name or name.lower() == ".pdf":
        return Text("it must be a name that ends in .pdf", "須為以 .pdf 結尾的名稱")
    return None


def check_received(
    declared: Declared, source: BinaryIO, inspector: Inspector, *, policy: FilePolicy
) -> Inspection:
    """Check the bytes that came, all of them, against what was declared and as a PDF.

    Refuses: LengthDiffers, HashDiffers, and what ``inspect_pdf`` refuses.
    """
    shown = shortened(declared.file_name)
    received = source.seek(0, 2)
    if received != declared.bytes:
        raise LengthDiffers(
            "documentId", file_name=shown, declared=declared.bytes, received=received
        )
    source.seek(0)
    if hashlib.file_digest(cast("Any", source), "sha256").hexdigest() != declared.sha256:
        raise HashDiffers("documentId", file_name=shown)
    return inspect_pdf(source, inspector, file_name=shown, most_pages=policy.max_pages_per_document)


def inspect_pdf(
    source: BinaryIO, inspector: Inspector, *, file_name: str, most_pages: int
) -> Inspection:
    """Have a PDF looked into.

    Refuses: NotAPdf, PdfDoesNotOpen, PdfEncrypted, PdfTooHeavy, PdfWithoutPages, PdfTooManyPages.
    """
    source.seek(0)
    if source.read(len(PDF_START)) != PDF_START:
        raise NotAPdf("documentId", file_name=file_name)
    found = inspector.inspect(source, most_pages=most_pages)
    if isinstance(found, Unreadable):
        raise _UNREADABLE[found.why]("documentId", file_name=file_name)
    if found.pages < 1:
        raise PdfWithoutPages("documentId", file_name=file_name)
    if found.pages > most_pages:
        raise PdfTooManyPages("documentId", file_name=file_name, pages=found.pages, most=most_pages)
    return found


_UNREADABLE: dict[Why, type[Refusal]] = {
    Why.ENCRYPTED: PdfEncrypted,
    Why.DAMAGED: PdfDoesNotOpen,
    Why.TOO_HEAVY: PdfTooHeavy,
}


def require_clean(scan: ScanState, file_name: str, *path: str) -> None:
    """Insist that a scanner found nothing; only then are bytes handed out or taken into a case.

    Refuses: ScanPending, DocumentInfected, DocumentNotScannable.
    """
    if scan is not ScanState.CLEAN:
        raise _NOT_CLEAN[scan](*path, file_name=shortened(file_name))


_NOT_CLEAN: dict[ScanState, type[Refusal]] = {
    ScanState.PENDING: ScanPending,
    ScanState.INFECTED: DocumentInfected,
    ScanState.UNSCANNABLE: DocumentNotScannable,
}


# --- what an inspection and a scan have to say ----------------------------------------------------

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Fault:
    """Something found in a document: the check it is for, and what fills the check's words."""

    rule: str
    facts: Mapping[str, object]


def faults_of(inspection: Inspection | None, scan: ScanState, file_name: str) -> list[Fault]:
    """List what was found in a document when it came and when it was scanned. Pure: same, same."""
    file = {"file": shortened(file_name)}
    found = [Fault(_SCANS[scan], file)] if scan in _SCANS else []
    if inspection is None:
        return found
    counted = (("NO_SCRIPTS", inspection.scripts), ("NO_ATTACHMENTS", inspection.attachments))
    found += [Fault(rule, {**file, "count": count}) for rule, count in counted if count]
    if inspection.layers:
        layers = {"count": inspection.layers, "hidden": inspection.hidden_layers}
        found.append(Fault("NO_HIDDEN_LAYERS", {**file, **layers}))
    listed = (
        ("PAGES_ARE_A4", inspection.not_a4),
        ("PAGES_HAVE_TEXT", inspection.image_only),
        ("PAGES_SHOW_SOMETHING", inspection.blank),
    )
    found += [Fault(rule, {**file, "pages": _named(pages)}) for rule, pages in listed if pages]
    if inspection.fonts_not_embedded:
        found.append(
            Fault("FONTS_EMBEDDED", {**file, "fonts": _named(inspection.fonts_not_embedded)})
        )
    return found


def _named(things: Sequence[object]) -> str:
    """Name the first few, and say that there are more."""
    named = ", ".join(shortened(str(thing)) for thing in things[:MOST_NAMED])
    return f"{named} …" if len(things) > MOST_NAMED else named


_SCANS = {
    ScanState.PENDING: "SCAN_PENDING",
    ScanState.INFECTED: "INFECTED",
    ScanState.UNSCANNABLE: "NOT_SCANNABLE",
}


# --- what the words of a document say -------------------------------------------------------------

LEAST_LETTERS = 10
_NUMBER = re.compile(r"\b([A-Z]{2,6})\s*(?:NO\.?)?\s*(\d{1,6})\s*(?:/|\bOF\b)\s*(\d{4})\b")


def is_readable(words: str) -> bool:
    """Whether a first page has words that can be held against the filing."""
    return sum(c.isalpha() for c in words) >= LEAST_LETTERS


def names_form(words: str, form: str) -> bool:
    """Whether words name a form: "Form 16 or 16C" is named by "FORM NO. 16C" and by "表格16"."""
    numbers = "|".join(re.findall(r"\d+[A-Z]*", form))
    named = rf"(?:form|表格)\s*(?:no\.?|第)?\s*(?:{numbers})(?![0-9A-Z])"
    return re.search(named, words, re.IGNORECASE) is not None


def numbers_in(words: str, prefixes: Collection[str]) -> list[str]:
    """List the case numbers that words name, as the court writes them."""
    found = _NUMBER.findall(words.upper())
    numbers = [f"{prefix} {int(count)}/{year}" for prefix, count, year in found if count.strip("0")]
    return [n for n in dict.fromkeys(numbers) if n.split(" ", 1)[0] in prefixes]
