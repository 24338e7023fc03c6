"""Which events belong to a case, what they happened to, and to whom each kind is told.

The table denies by default: an event that is not in it is in nobody's history. A structure test
insists that every event is either here or said to concern no case.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from api.cases import events as cases
from api.corrections import events as corrections
from api.deadlines import events as deadlines
from api.documents import events as documents
from api.filings import events as filings
from api.history.states import Noun, Told
from api.issuing import events as issuing
from api.kernel.actors import AccountKind, Actor
from api.kernel.events import Event
from api.kernel.refusals import Malformed, NotAllowed, Refusal
from api.kernel.text import Text
from api.parties import events as parties
from api.register import events as register
from api.reviews import events as reviews

Kinds = tuple[type[Event], ...]

TELLINGS: Mapping[Noun, Mapping[Told, Kinds]] = MappingProxyType(
    {
        Noun.CASE: {
            Told.THE_CASE: (
                cases.CaseNumberAllocated,
                cases.CaseStayed,
                cases.StayLifted,
                cases.CaseConcluded,
                cases.CaseClosed,
                cases.CaseReopened,
                cases.CaseTransferred,
                cases.CaseConsolidated,
                cases.CommencementMoved,
                cases.CaseAccessChanged,
            ),
            # A tie is seen by those who see both cases, which the one case alone cannot say.
            Told.THE_COURT: (cases.CasesRelated,),
        },
        Noun.ACCESS_ORDER: {Told.THE_COURT: (cases.AccessOrderMade, cases.AccessOrderLifted)},
        Noun.RESTRICTION_ORDER: {
            Told.THE_COURT: (cases.RestrictionOrderMade, cases.RestrictionOrderLifted)
        },
        Noun.PARTY: {
            Told.THE_CASE: (parties.PartyJoined, parties.PartyLeft, parties.PartyNameAmended)
        },
        Noun.REPRESENTATION: {
            Told.THE_CASE: (parties.RepresentationBegan, parties.RepresentationEnded)
        },
        Noun.LINKAGE: {Told.THE_FILING_SIDE: (parties.AccountLinked, parties.AccountUnlinked)},
        Noun.REGISTER_ENTRY: {Told.THE_CASE: (register.RegisterEntryRecorded,)},
        Noun.CAUSE_BOOK_ENTRY: {
            Told.THE_CASE: (
                register.CauseBookEntered,
                register.MaterialWithdrawnFromIndex,
                register.MaterialReturnedToIndex,
            )
        },
        Noun.PAPER_FILING: {Told.THE_CASE: (register.PaperFilingRecorded,)},
        Noun.FILING: {
            Told.THE_CASE: (
                filings.FilingReceived,
                filings.FilingAccepted,
                filings.FilingPartiallyAccepted,
                filings.FilingRecorded,
                filings.DeemedTimeResolved,
                filings.DeemedTimeRevised,
                filings.EffectiveTimeChanged,
            ),
            Told.THE_FILING_SIDE: (
                filings.FilingStarted,
                filings.FilingRevised,
                filings.FilingDiscarded,
                filings.FilingSubmitted,
                filings.FilingFailed,
                filings.FilingAwaitsPayment,
                filings.FilingPaymentSettled,
                filings.FilingWithdrawn,
                filings.FilingReferred,
                filings.FilingRejected,
                filings.FilingCheckedAgain,
            ),
            Told.THE_COURT: (filings.FilingClaimed, filings.FilingReleased),
        },
        Noun.FILING_DOCUMENT: {
            Told.THE_CASE: (filings.DocumentReceived, filings.DocumentAccepted),
            Told.THE_FILING_SIDE: (filings.DocumentLodged, filings.DocumentRejected),
        },
        Noun.DOCUMENT: {
            Told.THE_CASE: (documents.DocumentEnteredIntoCase, documents.DocumentSealed),
            Told.THE_FILING_SIDE: (
                documents.DocumentDeclared,
                documents.DocumentStored,
                documents.ScanAwaited,
                documents.ScanAskedAgain,
                documents.DocumentFoundClean,
                documents.DocumentFoundInfected,
                documents.DocumentNotScanned,
            ),
        },
        Noun.REVIEW: {
            Told.THE_COURT: (
                reviews.ReviewQueued,
                reviews.ReviewAssigned,
                reviews.ReviewTakenOver,
                reviews.ReviewReturned,
                reviews.ReviewCompleted,
                reviews.ReviewCancelled,
            )
        },
        Noun.RELATION_BACK: {
            Told.THE_CASE: (corrections.RelationBackGranted, corrections.RelationBackSetAside)
        },
        Noun.ISSUED_DOCUMENT: {
            Told.THE_CASE: (
                issuing.CourtDocumentIssued,
                issuing.CourtDocumentSuperseded,
                issuing.CourtDocumentWithdrawn,
            ),
            Told.THE_COURT: (issuing.CourtDocumentDrafted, issuing.CourtDocumentDropped),
        },
        Noun.DEADLINE: {
            Told.THE_CASE: (
                deadlines.DeadlineSet,
                deadlines.DeadlineMoved,
                deadlines.DeadlineExtended,
                deadlines.DeadlineMet,
                deadlines.DeadlineMissed,
            )
        },
    }
)


def told_of(noun: Noun, *told: Told) -> list[str]:
    """The names of the events of a noun that are told like this."""
    return [kind.__name__ for how in told for kind in TELLINGS[noun].get(how, ())]


def events_of_cases() -> list[str]:
    """The names of all events that belong to a case, in the order of the table."""
    return [name for noun in Noun for name in told_of(noun, *Told)]


class InstantNotYetCome(Refusal):
    """How a case will stand is not known; how it stands now is ``Query.case``."""

    message = Text("The time given has not come yet.", "所填的時間尚未來到。")
    remedy = Text(
        "Give a time that has passed; read the case itself for how it stands now.",
        "請填寫已過去的時間；現況請直接查閱案件。",
    )


# --- defects --------------------------------------------------------------------------------------


class AlreadyTold(Refusal):
    """Everybody whom a defect touched is told of it once."""

    message = Text(
        "Everybody touched by this defect in this time was told already.",
        "受此缺陷在該時段影響的人已獲通知。",
    )
    remedy = Text(
        "Give another kind or another time if there is more to tell.",
        "如有其他須通知的事，請填寫另一類別或時段。",
    )


def require_teller(actor: Actor) -> None:
    """Insist on a registry officer. Refuses: NotAllowed."""
    if actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=actor.kind or "none")


def require_window(from_at: datetime, until_at: datetime, now: datetime) -> None:
    """Insist on a stretch of time that is over. Refuses: Malformed, InstantNotYetCome."""
    if until_at <= from_at:
        raise Malformed("untilAt", field="untilAt", rule="later than fromAt")
    if until_at > now:
        raise InstantNotYetCome("untilAt")
