"""What events happen to, and to whom they are told."""

from enum import StrEnum


class Noun(StrEnum):
    """What an event of a case happened to."""

    CASE = "CASE"
    ACCESS_ORDER = "ACCESS_ORDER"
    RESTRICTION_ORDER = "RESTRICTION_ORDER"
    PARTY = "PARTY"
    REPRESENTATION = "REPRESENTATION"
    LINKAGE = "LINKAGE"
    REGISTER_ENTRY = "REGISTER_ENTRY"
    CAUSE_BOOK_ENTRY = "CAUSE_BOOK_ENTRY"
    PAPER_FILING = "PAPER_FILING"
    FILING = "FILING"
    FILING_DOCUMENT = "FILING_DOCUMENT"
    DOCUMENT = "DOCUMENT"
    REVIEW = "REVIEW"
    RELATION_BACK = "RELATION_BACK"
    ISSUED_DOCUMENT = "ISSUED_DOCUMENT"
    DEADLINE = "DEADLINE"


class Told(StrEnum):
    """To whom a kind of event is told, besides the court's staff."""

    THE_CASE = "THE_CASE"
    """Whoever sees what it happened to."""
    THE_FILING_SIDE = "THE_FILING_SIDE"
    """Of those, the side that brought it."""
    THE_COURT = "THE_COURT"
    """Nobody else."""


class HappenedBy(StrEnum):
    """Which kind of actor made something happen."""

    FILER = "FILER"
    """Somebody who files: an individual or an organisation's user."""
    COURT = "COURT"
    """The court's staff."""
    SYSTEM = "SYSTEM"
    """The system by itself: a job, or a payment provider's message."""


class DefectKind(StrEnum):
    """What a defect of this system may have done to a filing or a case."""

    DOCUMENTS_NOT_SHOWN = "DOCUMENTS_NOT_SHOWN"
    TIMES_WRONG = "TIMES_WRONG"
    FEES_WRONG = "FEES_WRONG"
    MESSAGES_NOT_SENT = "MESSAGES_NOT_SENT"
    RECORD_INCOMPLETE = "RECORD_INCOMPLETE"
