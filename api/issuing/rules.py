"""What may be issued, and the words in which the register tells of it."""

import unicodedata
from dataclasses import dataclass

from api.issuing.states import IssuedDocumentState
from api.kernel.refusals import Malformed, NotFound, Refusal
from api.kernel.text import UNSEEN, Text
from api.reference.papers import CourtDocumentKind

LONGEST_TITLE = 300
LONGEST_REASON = 500
MOST_PARTIES = 20


class GivenOutBefore(Refusal):
    """One upload is issued once."""

    message = Text("This upload was given out to be issued before.", "此上載的文件先前已交付發出。")
    remedy = Text("Upload the new document and issue that.", "請上載新文件，再發出該文件。")


class NothingToReplace(Refusal):
    """A document takes the place of one that was issued in the same case."""

    message = Text(
        "The document named was not issued in this case, so it cannot be replaced here.",
        "所指的文件並非在此案件發出，不能在此取代。",
    )
    remedy = Text(
        "Name one of the case's issued documents, or none.", "請指明此案件已發出的文件，或不指明。"
    )


class ReplacedAlready(Refusal):
    """A document is replaced once; what replaced it may be replaced in its turn."""

    message = Text(
        "Another document replaces this one already, or is about to.",
        "已有另一文件取代此文件，或即將取代。",
    )
    remedy = Text("Replace the newer document instead.", "請取代較新的文件。")


class OutageCertifiedAlready(Refusal):
    """A record of an outage is certified once; the certificate is open to everybody."""

    message = Text("This outage is certified already.", "此次中斷已有證明書。")
    remedy = Text(
        "Use the certificate that the outage's record shows.", "請使用該中斷紀錄所示的證明書。"
    )


class OutageRecordCorrected(Refusal):
    """What is certified is what the court now holds to be right."""

    message = Text(
        "Another record corrects this outage, so this one is not certified.",
        "已有另一紀錄更正此次中斷的紀錄，故不就本紀錄發出證明書。",
    )
    remedy = Text("Certify the record that corrects it.", "請就更正後的紀錄發出證明書。")


@dataclass(frozen=True, slots=True)
class Issue:
    """What an officer gives out: an upload of one's own, for a case, maybe in place of another."""

    case_id: str
    document_id: str
    title: str | None = None
    replaces_id: str | None = None
    restricted_to: tuple[str, ...] | None = None


def require_parties(asked: tuple[str, ...] | None, known: set[str]) -> tuple[str, ...]:
    """Insist that a document is restricted to parties of its case, each named once, or to none.

    Refuses: Malformed (nobody named, somebody twice), NotFound, naming the position in the list.
    """
    if asked is None:
        return ()
    if not 1 <= len(asked) <= MOST_PARTIES or len(set(asked)) < len(asked):
        rule = f"1 to {MOST_PARTIES} parties, each once; leave it out for everybody in the case"
        raise Malformed("restrictedTo", field="restrictedTo", rule=rule)
    for position, party_id in enumerate(asked):
        if party_id not in known:
            raise NotFound("restrictedTo", str(position))
    return asked


def clean_title(title: str | None) -> str | None:
    """Tidy a title in any script; None or nothing but spaces is none.

    Refuses: Malformed (over 300 characters, unseen characters).
    """
    tidy = " ".join(unicodedata.normalize("NFC", title or "").split())
    if len(tidy) > LONGEST_TITLE or any(unicodedata.category(c) in UNSEEN for c in tidy):
        rule = f"at most {LONGEST_TITLE} characters, each of which can be seen"
        raise Malformed("title", field="title", rule=rule)
    return tidy or None


def require_replaceable(state: IssuedDocumentState) -> None:
    """Insist that what is to be replaced was issued and not replaced yet.

    Refuses: NothingToReplace, ReplacedAlready.
    """
    if state is IssuedDocumentState.SUPERSEDED:
        raise ReplacedAlready("replacesId")
    if state not in {IssuedDocumentState.ISSUED, IssuedDocumentState.WITHDRAWN}:
        raise NothingToReplace("replacesId")


def issued_text(kind: CourtDocumentKind, number: str, replaced: str | None) -> Text:
    """Say in the register what was issued, by reference numbers and never by a title."""
    said = kind.register_description
    if replaced is None:
        return Text(f"{said.en} (DRN {number})", f"{said.tc}（DRN {number}）")
    return Text(
        f"{said.en} (DRN {number}), in place of DRN {replaced}",
        f"{said.tc}（DRN {number}），取代DRN {replaced}",
    )


def withdrawn_text(kind: CourtDocumentKind, number: str) -> Text:
    """Say in the register that what was issued was withdrawn."""
    return Text(
        f"{kind.name.en} (DRN {number}) withdrawn by the court",
        f"法院撤回{kind.name.tc}（DRN {number}）",
    )
