"""What happened to a case and who is told of it, said again in plain Python over plain rows."""

from typing import Any

from tests.reading.contract.sight import Eyes, Sight

TO_THE_CASE = {
    *("CaseNumberAllocated", "CaseStayed", "StayLifted", "CaseConcluded", "CaseClosed"),
    *("CaseReopened", "CaseTransferred", "CaseAccessChanged", "PartyJoined"),
    *("RepresentationBegan", "RegisterEntryRecorded", "CauseBookEntered"),
    *("MaterialWithdrawnFromIndex", "MaterialReturnedToIndex", "PaperFilingRecorded"),
    *("FilingReceived", "FilingAccepted", "FilingPartiallyAccepted", "FilingRecorded"),
    *("DeemedTimeResolved", "DeemedTimeRevised", "EffectiveTimeChanged"),
    *("DocumentReceived", "DocumentAccepted", "DocumentEnteredIntoCase", "DocumentSealed"),
    *("RelationBackGranted", "RelationBackSetAside", "DeadlineSet", "DeadlineMoved"),
    *("DeadlineExtended", "DeadlineMet", "DeadlineMissed"),
    *("CaseConsolidated", "CommencementMoved", "PartyLeft", "PartyNameAmended"),
    *("RepresentationEnded", "CourtDocumentIssued", "CourtDocumentSuperseded"),
    "CourtDocumentWithdrawn",
}
TO_ITS_SIDE = {
    *("FilingStarted", "FilingRevised", "FilingDiscarded", "FilingSubmitted", "FilingFailed"),
    *("FilingAwaitsPayment", "FilingPaymentSettled", "FilingWithdrawn", "FilingReferred"),
    *("FilingRejected", "FilingCheckedAgain", "DocumentLodged", "DocumentRejected"),
    *("DocumentDeclared", "DocumentStored", "ScanAwaited", "DocumentFoundClean"),
    *("DocumentFoundInfected", "DocumentNotScanned", "AccountLinked", "AccountUnlinked"),
    "ScanAskedAgain",
}
BY_CASE = (
    *("AccessOrder", "RestrictionOrder", "Party", "Representation", "Linkage", "RegisterEntry"),
    *("CauseBookEntry", "PaperFiling", "Filing", "Document", "Deadline"),
    "IssuedDocument",
)
BY_FILING = ("FilingDocument", "ReviewTask", "RelationBack")


def history_of(sight: Sight, eyes: Eyes, case: Any) -> list[Any]:
    """The events of a case that a viewer who sees the case is told of."""
    return [
        entry
        for entry in sight.all("AuditEntry")
        if _case_of(sight, entry.subject_id) == case.id and _is_told(sight, eyes, entry)
    ]


def _thing(sight: Sight, id_: str, models: tuple[str, ...]) -> tuple[str, Any]:
    """What an id stands for, among some kinds of things."""
    found = [(m, sight.by_id[m][id_]) for m in models if id_ in sight.by_id.get(m, {})]
    return found[0] if found else ("", None)


def _case_of(sight: Sight, id_: str) -> str | None:
    """The case that something belongs to."""
    if id_ in sight.by_id["Case"]:
        return id_
    _, thing = _thing(sight, id_, BY_CASE)
    if thing is not None:
        return thing.case_id
    _, thing = _thing(sight, id_, BY_FILING)
    return thing and sight.by_id["Filing"][thing.filing_id].case_id


def _is_told(sight: Sight, eyes: Eyes, entry: Any) -> bool:
    kind, thing = _thing(sight, entry.subject_id, (*BY_CASE, *BY_FILING))
    sees = {"IssuedDocument": sight.sees_issueddocument, "Document": sight.sees_document}
    if kind in sees and not sees[kind](eyes, thing):
        return False
    filing = thing if kind == "Filing" else None
    if kind in BY_FILING:
        filing = sight.by_id["Filing"][thing.filing_id]
    if eyes.is_court:
        return filing is None or sight.sees_filing(eyes, filing)
    if filing is not None and not sight.sees_filing(eyes, filing):
        return False
    if entry.event in TO_ITS_SIDE:
        if kind == "Linkage":
            return thing.account_id == eyes.account.id
        return eyes.owns(filing or thing)
    return entry.event in TO_THE_CASE
