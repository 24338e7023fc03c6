"""A document from its upload to the scanner's word, and to whom its bytes are handed out."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from api.app import build
from api.documents.operations import SCAN_DOCUMENT
from api.documents.procedures import scan_document
from api.gateways.scanning import EICAR, ClamdScanner, PracticeScanner
from api.kernel.outbox import Outbox
from api.kernel.tables import OutboxJob
from tests.court import Court
from tests.documents.clamd import clamd, nobody
from tests.documents.pdfs import COURT_WORDS, a_pdf, with_attachment

LINKS = """query ($id: ID!) { node(id: $id) { ... on Document {
  scan scannedAt renditions { kind downloadUrl } } } }"""
SOUND = a_pdf(2, "SUMMONS" + COURT_WORDS)
INFECTED = SOUND + b"\n%" + EICAR
SQUEEZED = with_attachment(EICAR)


def put_in(court: Court, pdf: bytes) -> str:
    """Upload past the scan."""
    waiting = court.let_scans_end
    court.let_scans_end = lambda: None  # the court's own jobs are to do it here
    try:
        return court.upload("SUMMONS", pdf=pdf)
    finally:
        court.let_scans_end = waiting


def scanned_by(court: Court, url: str) -> Outbox:
    """The outbox with a scanner at an address."""

    def scan(document_id: str) -> None:
        scan_document(court.works, court.parts.store, ClamdScanner(url, seconds=5), document_id)

    return replace(court.parts.outbox, jobs={**court.parts.outbox.jobs, SCAN_DOCUMENT: scan})


def shown(court: Court, document_id: str, by: str = "lawyer") -> Any:
    return court.ask(LINKS, {"id": document_id}, by=by)["node"]


def fetched(court: Court, document_id: str, by: str = "lawyer") -> tuple[int, str | None]:
    """What comes of the download of a document as filed: status, and code of the refusal."""
    url = shown(court, document_id, by)["renditions"][0]["downloadUrl"]
    with TestClient(build(court.parts).others, base_url="http://court") as client:
        answer = client.get(url.removeprefix(court.parts.settings.base_url))
    return answer.status_code, None if answer.status_code == 200 else answer.json()["code"]


def without_jobs(court: Court) -> Court:
    """The court with an outbox that does nothing, so that a served process does not scan."""
    return replace(court, parts=replace(court.parts, outbox=replace(court.parts.outbox, only="-")))


def test_a_document_is_handed_out_only_after_a_scan_found_nothing(court: Court) -> None:
    quiet = without_jobs(court)
    document_id = put_in(court, SOUND)
    assert shown(court, document_id)["scan"] == "PENDING"
    assert fetched(quiet, document_id) == (409, "ScanPending")

    assert court.parts.outbox.do_due() >= 1

    assert shown(court, document_id)["scan"] == "CLEAN"
    assert shown(court, document_id)["scannedAt"] is not None
    assert fetched(quiet, document_id) == (200, None)


def test_an_infected_document_is_handed_out_to_nobody_and_not_submitted(court: Court) -> None:
    quiet = without_jobs(court)
    document_id = put_in(court, INFECTED)
    court.parts.outbox.do_due()
    assert shown(court, document_id)["scan"] == "INFECTED"
    assert fetched(quiet, document_id) == (409, "DocumentInfected")

    draft = court.draft(documentIds=[document_id, court.upload("WRIT_OF_SUMMONS")])
    refused = court.submit(draft)

    said = [(f["rule"], f["severity"], f["path"]) for f in refused["findings"]]
    assert ("INFECTED", "BLOCK", ["documentIds", "0"]) in said


def test_a_scanner_that_is_down_is_asked_again_until_it_answers(court: Court) -> None:
    document_id = put_in(court, SOUND)
    assert scanned_by(court, nobody()).do_due() == 0
    with court.works.look() as session:
        asked = select(OutboxJob).filter_by(job=SCAN_DOCUMENT, done_at=None)
        [job] = session.exec(asked)
    assert (job.last_fault, job.attempts) == ("ScannerSilent", 1)
    assert shown(court, document_id)["scan"] == "PENDING"

    court.hands.move(minutes=11)
    court.tokens.clear()
    with clamd() as (url, server):
        assert scanned_by(court, url).do_due() >= 1
        assert scanned_by(court, url).do_due() == 0

    assert server.lengths == [len(SOUND)]
    assert shown(court, document_id)["scan"] == "CLEAN"


def test_one_beyond_the_scanners_limit_is_not_scannable_and_not_handed_out(court: Court) -> None:
    quiet = without_jobs(court)
    document_id = put_in(court, SOUND)
    with clamd(most=100) as (url, _):
        scanned_by(court, url).do_due()
    assert shown(court, document_id)["scan"] == "UNSCANNABLE"
    assert fetched(quiet, document_id) == (409, "DocumentNotScannable")


def test_the_first_word_of_a_scanner_counts(court: Court) -> None:
    document_id = put_in(court, SQUEEZED)
    with clamd() as (url, _):
        scanned_by(court, url).do_due()  # knows the string only where it is not squeezed
    scan_document(court.works, court.parts.store, PracticeScanner(), document_id)
    assert shown(court, document_id)["scan"] == "CLEAN"


@pytest.mark.parametrize("found", ["CLEAN", "INFECTED"])
def test_i27_what_a_late_scan_finds_stands_before_the_review(court: Court, found: str) -> None:
    """I-27: the review sees what checking now would say; an infected document is not accepted."""
    papers = [
        court.upload("WRIT_OF_SUMMONS"),
        put_in(court, INFECTED if found != "CLEAN" else SOUND),
    ]
    filing = court.submit(court.draft(documentIds=papers))
    court.pay(filing)
    show = (
        "query ($id: ID!) { node(id: $id) { ... on Filing { findings { rule severity path } } } }"
    )

    def findings() -> list[tuple[str, str]]:
        said = court.ask(show, {"id": filing["id"]}, by="registry")["node"]["findings"]
        return [(f["rule"], f["severity"]) for f in said if f["path"] == ["documentIds", "1"]]

    held = court.claimed(court.filing(filing["id"], by="registry"))
    assert ("SCAN_PENDING", "ADVICE") in findings()
    assert court.decide(held)["code"] == "ScanPending"

    court.parts.outbox.do_due()

    assert ("SCAN_PENDING", "ADVICE") not in findings()
    assert (("INFECTED", "BLOCK") in findings()) == (found == "INFECTED")
    decided = court.decide(held)
    assert decided.get("code") == ("DocumentInfected" if found == "INFECTED" else None)
