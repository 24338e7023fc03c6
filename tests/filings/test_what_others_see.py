"""What somebody in the case sees of a filing that was accepted only in part."""

from typing import Any

from tests.court import SHOWN, Court

LOOK = """query Look($id: ID!) { node(id: $id) { ... on Filing {
  acknowledgement { transactionNumber } fees { total { amount } } serviceRequest { id }
  documents { disposition reasons { code note } document { __typename } } } } }"""


def accepted_in_part(court: Court) -> Any:
    """A filing whose writ was accepted and whose other documents were not; the litigant linked."""
    filing = court.claimed(court.received())
    writ, *others = (document["id"] for document in filing["documents"])
    reason = court.reasons()[0]
    dispositions: list[dict[str, Any]] = [{"filingDocumentId": writ, "accept": True}]
    dispositions += [
        {"filingDocumentId": other, "accept": False, "reasons": [reason], "note": "for the filer"}
        for other in others
    ]
    given = {
        "filingId": filing["id"],
        "expectedVersion": filing["version"],
        "dispositions": dispositions,
    }
    shown = f"... on FilingDecided {{ filing {SHOWN} }}"
    decided = court.do("decideFiling", given, shown, by="registry")["filing"]
    defendant = decided["case"]["parties"]["nodes"][1]["id"]
    linking = {"caseId": decided["case"]["id"], "partyId": defendant, "signInName": "litigant"}
    court.do("linkParty", linking, "... on PartyLinked { case { id } }", by="registry")
    return decided


def test_the_filer_sees_the_reasons_the_fee_and_the_acknowledgement(court: Court):
    filing = accepted_in_part(court)

    seen = court.ask(LOOK, {"id": filing["id"]}, by="lawyer")["node"]

    assert [d["disposition"] for d in seen["documents"]] == ["ACCEPTED", "REJECTED", "REJECTED"]
    assert [r["note"] for d in seen["documents"] for r in d["reasons"]] == ["for the filer"] * 2
    assert seen["fees"] == {"total": {"amount": "504.00"}}
    assert seen["acknowledgement"] is not None


def test_the_other_side_sees_what_was_accepted_and_no_reason_fee_or_acknowledgement(court: Court):
    filing = accepted_in_part(court)

    seen = court.ask(LOOK, {"id": filing["id"]}, by="litigant")["node"]

    accepted = {"disposition": "ACCEPTED", "reasons": [], "document": {"__typename": "Document"}}
    rejected = {"disposition": "REJECTED", "reasons": [], "document": {"__typename": "Withheld"}}
    assert seen == {
        "acknowledgement": None,
        "fees": None,
        "serviceRequest": None,
        "documents": [accepted, rejected, rejected],
    }
