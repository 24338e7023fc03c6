"""What the court issues: sealed, registered, told to all in the case, and never taken away."""

from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import select

from api.documents.models import Document
from api.documents.procedures import seal_document
from api.documents.queries import rendition
from api.documents.states import RenditionKind
from api.filings.queries import visible_rendition
from api.gateways.scanning import EICAR
from api.kernel.refusals import NotFound
from api.kernel.work import viewer_of
from tests.documents.pdfs import a_pdf
from tests.documents.seals import a_sealer
from tests.issuing.steps import Registry, confine

NAMES = ("Sample Plaintiff", "Sample Kites", "陳樣本")


def test_an_order_is_sealed_registered_and_told_to_everybody_in_the_case(registry: Registry):
    """I-28 for what the court issues, and I-41 for what is said of it."""
    given = registry.issue(registry.uploaded(), title="Order that Sample Kites Limited pay")
    assert (given["state"], given["issuedAt"]) == ("DRAFTED", None)
    registry.court.parts.outbox.do_due()

    issued = registry.one(given["id"], by="lawyer")
    assert (issued["state"], issued["title"]) == ("ISSUED", "Order that Sample Kites Limited pay")
    assert issued["kindName"] == {"en": "Order", "tc": "命令"}
    forms = sorted(r["kind"] for r in issued["document"]["renditions"])
    assert forms == ["AS_FILED", "SEALED"]
    number = issued["document"]["documentReference"]
    assert registry.is_known(number)
    last = registry.seen(by="litigant")["register"]["nodes"][-1]
    assert (last["channel"], last["document"]["id"]) == ("COURT", issued["document"]["id"])
    assert last["description"] == {
        "en": f"Order issued (DRN {number})",
        "tc": f"發出命令（DRN {number}）",
    }
    for name in ("lawyer", "litigant"):
        (message,) = registry.told(name, "CourtDocumentIssued")
        assert message["subjectId"] == given["id"]
        assert message["subject"] == {
            "en": "Issued by the court: Order",
            "tc": "法院發出文件：命令",
        }
        assert number in message["body"]["en"]
        assert number in message["body"]["tc"]
        said = str(message)
        assert not any(party in said for party in NAMES)
    for name in ("rival", "registry", "auditor", "secondary"):
        assert registry.told(name, "CourtDocumentIssued") == []


def test_the_seal_of_an_order_names_its_issue_and_no_filing(registry: Registry):
    issued = registry.issued()
    with registry.court.works.look() as session:
        sealed = rendition(session, issued["document"]["id"], RenditionKind.SEALED)
    assert sealed is not None
    text = PdfReader(registry.court.parts.store.open(sealed.sha256)).pages[0].extract_text()
    assert "ISSUED" in text
    assert "FILED" not in text
    assert registry.case["number"] in text


def test_what_waits_for_its_seal_is_seen_by_the_court_alone(registry: Registry):
    given = registry.issue(registry.uploaded())
    assert registry.one(given["id"], by="auditor")["state"] == "DRAFTED"
    for name in ("lawyer", "litigant", "rival", "helpdesk"):
        assert registry.one(given["id"], by=name) is None
    for name in ("lawyer", "litigant"):
        assert registry.seen(by=name)["issuedDocuments"]["totalCount"] == 0
    query = "query D($id: ID!) { node(id: $id) { id } }"
    document = {"id": given["document"]["id"]}
    assert registry.court.ask(query, document, by="registry")["node"] is not None
    for name in ("registry2", "auditor", "lawyer"):
        assert registry.court.ask(query, document, by=name)["node"] is None


def test_a_strangers_view_of_what_is_issued_is_that_of_nothing(registry: Registry):
    issued = registry.issued()
    assert registry.one(issued["id"], by="rival") is None
    assert registry.seen(by="rival") is None
    query = "query D($id: ID!) { node(id: $id) { id } }"
    document = {"id": issued["document"]["id"]}
    assert registry.court.ask(query, document, by="rival")["node"] is None
    assert registry.court.ask(query, document, by="litigant")["node"] is not None


def test_in_a_confined_case_only_the_court_sees_and_hears_of_it(registry: Registry):
    confine(registry.court, registry.case)
    issued = registry.issued()
    assert issued["state"] == "ISSUED"
    assert registry.one(issued["id"], by="auditor") == {
        **issued,
        "viewerCan": [{"action": "withdrawIssuedDocument", "allowed": False}],
    }
    for name in ("lawyer", "litigant"):
        assert registry.told(name, "CourtDocumentIssued") == []
        assert registry.one(issued["id"], by=name) is None


def test_who_is_in_the_case_is_judged_when_it_is_issued_and_not_when_it_is_given_out(
    registry: Registry,
):
    given = registry.issue(registry.uploaded())
    confine(registry.court, registry.case)
    registry.court.parts.outbox.do_due()
    assert registry.one(given["id"])["state"] == "ISSUED"
    assert registry.told("lawyer", "CourtDocumentIssued") == []


def test_a_mistake_is_mended_by_a_new_document_that_names_the_old(registry: Registry):
    old = registry.issued(key="old")
    new = registry.issued(key="new", replacesId=old["id"])
    was = registry.one(old["id"], by="lawyer")
    assert (was["state"], was["replacedBy"]) == (
        "SUPERSEDED",
        [{"id": new["id"], "state": "ISSUED"}],
    )
    assert was["document"] == old["document"]
    assert registry.is_known(old["document"]["documentReference"])
    assert registry.one(new["id"], by="lawyer")["replaces"] == {"id": old["id"]}
    said = registry.seen(by="lawyer")["register"]["nodes"][-1]["description"]["en"]
    numbers = [d["document"]["documentReference"] for d in (new, old)]
    assert said == f"Order issued (DRN {numbers[0]}), in place of DRN {numbers[1]}"
    told = registry.told("litigant", "CourtDocumentIssued")
    assert {m["subjectId"]: "takes the place" in m["body"]["en"] for m in told} == {
        old["id"]: False,
        new["id"]: True,
    }


def test_a_document_is_replaced_once(registry: Registry):
    old = registry.issued(key="old")
    waiting = registry.issue(registry.uploaded(key="one"), replacesId=old["id"])
    second = registry.uploaded(key="two")
    assert registry.issue(second, replacesId=old["id"])["code"] == "ReplacedAlready"
    assert registry.issue(second, replacesId=waiting["id"])["code"] == "NothingToReplace"
    registry.withdraw(waiting)
    assert registry.issue(second, replacesId=old["id"])["state"] == "DRAFTED"
    registry.court.parts.outbox.do_due()
    third = registry.uploaded(key="three")
    assert registry.issue(third, replacesId=old["id"])["code"] == "ReplacedAlready"


def test_a_document_of_another_case_is_not_replaced_here(registry: Registry):
    old = registry.issued(key="old")
    elsewhere = Registry(registry.court, registry.court.opened_case(key="other")["case"])
    refused = elsewhere.issue(elsewhere.uploaded(key="new"), replacesId=old["id"])
    assert (refused["code"], refused["path"]) == ("NothingToReplace", ["replacesId"])
    assert registry.one(old["id"])["state"] == "ISSUED"


def test_what_was_issued_in_error_is_withdrawn_and_stays(registry: Registry):
    issued = registry.issued()
    withdrawn = registry.withdraw(issued, reason="Issued in the wrong case.")
    assert (withdrawn["state"], withdrawn["reason"]) == ("WITHDRAWN", "Issued in the wrong case.")
    seen = registry.one(issued["id"], by="lawyer")
    assert (seen["state"], seen["document"]) == ("WITHDRAWN", issued["document"])
    number = issued["document"]["documentReference"]
    assert registry.is_known(number)
    said = registry.seen(by="lawyer")["register"]["nodes"][-1]
    assert said["description"]["en"] == f"Order (DRN {number}) withdrawn by the court"
    assert said["document"] is None
    assert len(registry.told("litigant", "CourtDocumentWithdrawn")) == 1
    assert registry.withdraw(seen)["code"] == "MoveNotOpen"


def test_a_draft_is_dropped_and_was_never_issued(registry: Registry):
    given = registry.issue(registry.uploaded())
    before = len(registry.seen(by="registry")["register"]["nodes"])
    assert registry.withdraw(given)["state"] == "DROPPED"
    registry.court.parts.outbox.do_due()
    assert registry.one(given["id"])["state"] == "DROPPED"
    assert registry.one(given["id"], by="lawyer") is None
    assert len(registry.seen(by="registry")["register"]["nodes"]) == before
    assert registry.told("lawyer", "CourtDocumentIssued") == []
    assert registry.pending("registry") == []


def test_a_draft_that_was_sealed_before_it_was_dropped_was_not_issued(registry: Registry):
    """The number on its seal is answered with no."""
    given = registry.issue(registry.uploaded())
    _sealed_but_not_recorded(registry)
    registry.withdraw(registry.one(given["id"]))
    registry.court.hands.move(minutes=10)
    registry.court.parts.outbox.do_due()
    with registry.court.works.look() as session:
        found = session.exec(select(Document).where(Document.id == given["document"]["id"])).one()
    assert found.sealed_at is not None
    assert not registry.is_known(found.document_reference or "")


def _sealed_but_not_recorded(registry: Registry) -> None:
    """Have the draft sealed, and stop before it is recorded."""
    parts = registry.court.parts
    with registry.court.works.look() as session:
        (document,) = session.exec(select(Document).where(Document.kind == "ORDER"))
    sealer = a_sealer(parts.settings.var / "another")
    case_id = registry.case["id"]
    seal_document(parts.works, parts.store, sealer, document.id, case_id=case_id)


def test_issuing_again_under_the_same_key_is_the_same_document(registry: Registry):
    document_id = registry.uploaded()
    first, second = registry.issue(document_id), registry.issue(document_id)
    assert first["id"] == second["id"]
    other = registry.issue(document_id, title="Another")
    assert other["code"] == "IdempotencyKeyReused"
    again = registry.issue(document_id, idempotencyKey="another key")
    assert (again["code"], again["path"]) == ("GivenOutBefore", ["documentId"])


@pytest.mark.parametrize("name", ["lawyer", "litigant", "primary", "accounts", "auditor"])
def test_only_the_registry_issues_and_withdraws(registry: Registry, name: str):
    document_id, issued = registry.uploaded(key="x"), registry.issued(key="y")
    assert registry.issue(document_id, by=name)["code"] == "NotAllowed"
    assert registry.withdraw(issued, by=name)["code"] == "NotAllowed"
    assert registry.one(issued["id"])["state"] == "ISSUED"


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"expectedVersion": 99}, "ChangedMeanwhile", ["expectedVersion"]),
        ({"caseId": "cas_00000000000000000000000000"}, "NotFound", ["caseNumber"]),
        ({"documentId": "doc_00000000000000000000000000"}, "NotFound", ["documentId"]),
        ({"title": "x" * 301}, "Malformed", ["title"]),
        ({"title": "seen\u202eunseen"}, "Malformed", ["title"]),
        ({"replacesId": "nothing"}, "NotFound", ["replacesId"]),
        ({"replacesId": "iss_00000000000000000000000000"}, "NotFound", ["replacesId"]),
        ({"idempotencyKey": ""}, "Malformed", ["idempotencyKey"]),
        ({"restrictedTo": []}, "Malformed", ["restrictedTo"]),
        ({"restrictedTo": ["pty_0"]}, "NotFound", ["restrictedTo", "0"]),
    ],
)
def test_what_cannot_be_issued_is_refused_and_nothing_is_left(
    registry: Registry, changes: dict[str, Any], code: str, path: list[str]
):
    refused = registry.issue(registry.uploaded(), **changes)
    assert (refused["code"], refused["path"]) == (code, path)
    assert refused["message"]["tc"]
    assert registry.seen(by="registry")["issuedDocuments"]["totalCount"] == 0
    assert registry.pending("registry") == []


def test_another_officers_upload_and_one_with_a_virus_are_not_issued(registry: Registry):
    theirs = registry.uploaded(key="theirs", by="registry2")
    assert registry.issue(theirs)["code"] == "NotFound"
    query = """mutation U($input: CreateUploadInput!) { createUpload(input: $input) {
        ... on UploadTicket { document { id } } } }"""
    given = {"idempotencyKey": "k", "kind": "ORDER", "fileName": "o.pdf", "bytes": 5}
    given["sha256"] = "0" * 64
    made = registry.court.ask(query, {"input": given}, by="registry")["createUpload"]
    assert registry.issue(made["document"]["id"])["code"] == "NoBytesYet"
    infected = registry.court.upload("ORDER", by="registry", pdf=a_pdf() + b"\n%" + EICAR)
    assert registry.issue(infected)["code"] == "DocumentInfected"


def test_a_reason_is_needed_to_withdraw(registry: Registry):
    issued = registry.issued()
    assert registry.withdraw(issued, reason=" ")["path"] == ["reason"]
    assert registry.withdraw({**issued, "version": 99})["code"] == "ChangedMeanwhile"
    assert registry.withdraw({**issued, "id": "iss_0"})["code"] == "NotFound"
    assert registry.one(issued["id"])["state"] == "ISSUED"


def test_the_kinds_that_the_court_issues_are_public(registry: Registry):
    kinds = registry.court.ask("{ courtDocumentKinds { code name { en tc sc } confidence } }")
    assert [k["code"] for k in kinds["courtDocumentKinds"]][:2] == ["ORDER", "CONSENT_ORDER"]
    assert all(k["name"]["en"] and k["name"]["tc"] for k in kinds["courtDocumentKinds"])


def test_the_sealed_copy_is_handed_out_to_those_who_may_see_it_now(registry: Registry):
    issued = registry.issued()
    court = registry.court
    with court.works.look() as session:
        sealed = rendition(session, issued["document"]["id"], RenditionKind.SEALED)
        assert sealed is not None
        for name in ("lawyer", "litigant", "registry2", "auditor"):
            viewer = viewer_of(court.actor(name))
            assert visible_rendition(session, viewer, sealed.id).sha256 == sealed.sha256
        with pytest.raises(NotFound):
            visible_rendition(session, viewer_of(court.actor("rival")), sealed.id)
    confine(court, registry.case)
    with court.works.look() as session:
        for name in ("lawyer", "litigant"):
            with pytest.raises(NotFound):
                visible_rendition(session, viewer_of(court.actor(name)), sealed.id)


def test_what_is_restricted_to_a_party_is_nobody_elses_in_the_case(registry: Registry):
    """The register says that there is something; what it is, only those whom it is for."""
    plaintiff, defendant = (p["id"] for p in registry.case["parties"]["nodes"])
    to_lawyer = registry.issued(key="to the plaintiff", restrictedTo=[plaintiff])
    to_litigant = registry.issued(key="to the defendant", restrictedTo=[defendant])
    query = "query D($id: ID!) { node(id: $id) { id } }"
    for issued, theirs, other in (
        (to_lawyer, "lawyer", "litigant"),
        (to_litigant, "litigant", "lawyer"),
    ):
        document = {"id": issued["document"]["id"]}
        assert registry.one(issued["id"], by=theirs)["state"] == "ISSUED"
        assert registry.court.ask(query, document, by=theirs)["node"] is not None
        assert registry.one(issued["id"], by=other) is None
        assert registry.court.ask(query, document, by=other)["node"] is None
        (message,) = registry.told(theirs, "CourtDocumentIssued")
        assert message["subjectId"] == issued["id"]
        seen = registry.seen(by=theirs)
        assert [d["id"] for d in seen["issuedDocuments"]["nodes"]] == [issued["id"]]
        shown = [entry["document"]["__typename"] for entry in seen["register"]["nodes"][-2:]]
        assert sorted(shown) == ["Document", "Withheld"]
    assert registry.seen(by="auditor")["issuedDocuments"]["totalCount"] == 2
