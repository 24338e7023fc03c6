"""What a decision on a filing must contain, and who may make it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.filings.states import FilingState
from api.kernel.actors import AccountKind, Actor
from api.kernel.refusals import NotAllowed, Refusal, require_length
from api.kernel.text import Text

LONGEST_NOTE = 1000
LONGEST_ANSWER = 2000


class DispositionsIncomplete(Refusal):
    """A decision must say something of every document, and of each only once."""

    message = Text("Every document needs one disposition.", "每份文件須有一項處理決定。")
    remedy = Text(
        "Accept or reject each document of the filing.", "請就提交內的每份文件決定接納或拒絕。"
    )


class ReasonNeeded(Refusal):
    """A rejection has one or more reasons from the catalogue; an acceptance has none."""

    message = Text(
        "A rejected document needs a reason from the catalogue; an accepted one has none.",
        "拒絕文件須註明目錄內的理由；接納文件則不得附理由。",
    )
    remedy = Text("See Query.codes for the reasons in use.", "理由目錄見 Query.codes。")


class OriginatingDocumentDecides(Refusal):
    """A case cannot begin without the document that begins it."""

    message = Text(
        "The originating document is rejected, so no case begins and nothing can be accepted.",
        "展開法律程序的文件被拒，案件不能展開，其他文件亦不能接納。",
    )
    remedy = Text(
        "Reject every document, or accept the originating one.", "請全部拒絕，或接納該文件。"
    )


class LeadDocumentRejected(Refusal):
    """An attachment goes with the document that it belongs to."""

    message = Text(
        "This document is attached to one that is rejected, so it cannot be accepted.",
        "此文件附於被拒絕的文件，因此不能接納。",
    )
    remedy = Text(
        "Reject the attachment too, or accept its lead document.",
        "請一併拒絕該附件，或接納其主文件。",
    )


class DeemedTimePending(Refusal):
    """While a closure has no end, nobody knows on which day the filing counts."""

    message = Text(
        "The registry is closed until further notice; the filing has no legal time yet.",
        "登記處暫停開放至另行通告，提交的法定時間尚未確定。",
    )
    remedy = Text(
        "Decide after the end of the closure is announced.", "請待公布恢復開放後再作決定。"
    )


class NotTheReviewer(Refusal):
    """Another officer holds the review."""

    message = Text("Another officer holds this review.", "此項審核由另一位人員處理。")
    remedy = Text("Leave it to them, or ask them to release it.", "請交由該人員處理，或請其放回。")


class AlreadyTheReviewer(Refusal):
    """One takes over only what somebody else holds."""

    message = Text("You hold this review already.", "你已在處理此項審核。")
    remedy = Text("Decide it, refer it or release it.", "請作決定、轉介或放回。")


class ReferralNotAnswered(Refusal):
    """A referred filing is decided with what the master or the registrar said of it."""

    message = Text(
        "This filing was referred; its decision needs what the master or the registrar said.",
        "此提交已轉介；作決定時須載明聆案官或司法常務官的意見。",
    )
    remedy = Text("Write it in referralAnswer.", "請在 referralAnswer 填寫。")


class NothingWasReferred(Refusal):
    """Only a referred filing has an answer."""

    message = Text(
        "There is no answer to give: this filing was not referred.",
        "此提交未經轉介，無須載明意見。",
    )
    remedy = Text("Leave referralAnswer out, or refer the filing first.", "請勿填寫，或先行轉介。")


class ReviewerIsFiler(Refusal):
    """Nobody decides their own filing, nor one of their organisation."""

    message = Text("You cannot review your own filing.", "不可審核自己的提交。")
    remedy = Text("Leave it to another officer.", "請交由另一位人員處理。")


@dataclass(frozen=True, slots=True)
class Disposal:
    """What an officer decides of one document."""

    filing_document_id: str
    accept: bool
    reasons: tuple[str, ...] = ()
    note: str | None = None


def outcome_of(
    disposals: Sequence[Disposal], documents: dict[str, bool], reasons: set[str]
) -> FilingState:
    """Judge what the dispositions add up to.

    ``documents`` maps the ids of the filing's documents to whether each begins a case; ``reasons``
    are the codes of the catalogue.
    Refuses: DispositionsIncomplete, ReasonNeeded, OriginatingDocumentDecides.
    """
    if sorted(d.filing_document_id for d in disposals) != sorted(documents):
        raise DispositionsIncomplete("dispositions")
    for position, disposal in enumerate(disposals):
        require_length(disposal.note, LONGEST_NOTE, "dispositions", str(position), "note")
        named = set(disposal.reasons)
        if disposal.accept == bool(named) or not named <= reasons:
            raise ReasonNeeded("dispositions", str(position), "reasons")
    accepted = [d.accept for d in disposals]
    if all(accepted):
        return FilingState.ACCEPTED
    if not any(accepted):
        return FilingState.REJECTED
    if any(documents[d.filing_document_id] and not d.accept for d in disposals):
        raise OriginatingDocumentDecides("dispositions")
    return FilingState.PARTIALLY_ACCEPTED


def require_leads(disposals: Sequence[Disposal], attached: Mapping[str, str]) -> None:
    """Insist that no attachment is accepted without its lead document (I-12).

    ``attached`` maps the id of each attachment's place to that of its lead.
    Refuses: LeadDocumentRejected, naming the disposition.
    """
    accepted = {disposal.filing_document_id: disposal.accept for disposal in disposals}
    for position, disposal in enumerate(disposals):
        lead = attached.get(disposal.filing_document_id)
        if lead is not None and disposal.accept and not accepted[lead]:
            raise LeadDocumentRejected("dispositions", str(position), "accept")


def require_referral_answer(state: FilingState, answer: str | None) -> None:
    """Insist on what was said of a referred filing, and on nothing of one that was not.

    Refuses: Malformed, ReferralNotAnswered, NothingWasReferred.
    """
    require_length(answer, LONGEST_ANSWER, "referralAnswer", least=1)
    if state is FilingState.REFERRED and answer is None:
        raise ReferralNotAnswered("referralAnswer")
    if state is not FilingState.REFERRED and answer is not None:
        raise NothingWasReferred("referralAnswer")


def require_registry(actor: Actor) -> None:
    """Judge the actor before the filing is looked at: a refusal must not tell whether it exists.

    Refuses: NotAllowed.
    """
    if actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=actor.kind or "none")


def require_impartial(actor: Actor, owner_id: str, organization_id: str | None) -> None:
    """Insist that a reviewer is neither the filer nor of the filer's organisation.

    Refuses: ReviewerIsFiler.
    """
    same_house = organization_id is not None and actor.organization_id == organization_id
    if actor.account_id == owner_id or same_house:
        raise ReviewerIsFiler("filingId")
