"""What could not be scanned may be scanned once more; whoever uploaded it hears what was found."""

import pytest

from api.documents.models import Document
from api.documents.operations import SCAN_DOCUMENT
from api.documents.states import ScanState
from api.filings.operations import Draft, start, submit
from api.kernel.actors import AccountKind
from api.kernel.refusals import ChangedMeanwhile, MoveNotOpen, NotAllowed, NotFound
from api.kernel.tables import OutboxJob
from api.notifications.models import Message
from api.reviews.operations import rescan
from api.reviews.queries import allowed_with_document
from tests.court import Court
from tests.filings.steps import NEW_CASE, Rooms

S = ScanState
DONE = "... on RescanAsked { document { scan version viewerCan { action allowed } } }"


def rescanned(rooms: Rooms, document_id: str, *, by: str = "registry", version: int = -1) -> None:
    """Ask for another scan of a document as it was last seen."""
    seen = rooms.one(Document, document_id).version if version < 0 else version
    with rooms.by(by) as work:
        rescan(work, document_id, seen)


def filed(rooms: Rooms, scan: ScanState) -> str:
    """A document that was submitted while its scan was pending, and then scanned."""
    document_id = rooms.document("WRIT_OF_SUMMONS", scan=S.PENDING)
    with rooms.by("lawyer") as work:
        draft = start(work, Draft(NEW_CASE, None, (document_id,)), rooms.key())
    with rooms.by("lawyer") as work:
        submit(work, draft, rooms.filing(draft).version, rooms.key())
    if scan is not S.PENDING:
        rooms.scanned(document_id, scan)
    return document_id


@pytest.mark.parametrize("scan", [S.UNSCANNABLE, S.PENDING])
def test_an_officer_has_a_document_scanned_once_more_and_the_new_word_counts(
    rooms: Rooms, scan: ScanState
):
    document_id = filed(rooms, scan)
    asked = len(rooms.all(OutboxJob, job=SCAN_DOCUMENT, subject_id=document_id))

    rescanned(rooms, document_id)

    document = rooms.one(Document, document_id)
    assert (document.scan, document.scanned_at) == (S.PENDING, None)
    assert len(rooms.all(OutboxJob, job=SCAN_DOCUMENT, subject_id=document_id)) == asked + 1
    rooms.scanned(document_id, S.CLEAN)
    assert rooms.one(Document, document_id).scan is S.CLEAN
    assert rooms.events().count("ScanAskedAgain") == 1


@pytest.mark.parametrize("scan", [S.CLEAN, S.INFECTED])
def test_what_was_found_clean_or_infected_stays_so(rooms: Rooms, scan: ScanState):
    document_id = filed(rooms, scan)
    before = rooms.everything()
    with pytest.raises(MoveNotOpen):
        rescanned(rooms, document_id)
    assert rooms.everything() == before


def test_only_an_officer_asks_for_it_and_only_of_what_an_officer_sees(rooms: Rooms):
    document_id = filed(rooms, S.UNSCANNABLE)
    mine = rooms.document("REPLY", scan=S.UNSCANNABLE)
    before = rooms.everything()
    for name in ("lawyer", "litigant", "helpdesk", "auditor", "accounts"):
        with pytest.raises(NotAllowed):
            rescanned(rooms, document_id, by=name)
    with pytest.raises(NotFound):
        rescanned(rooms, mine)  # nobody at the court sees what was not filed
    with pytest.raises(ChangedMeanwhile):
        rescanned(rooms, document_id, version=0)
    assert rooms.everything() == before


@pytest.mark.parametrize(("scan", "word"), [(S.INFECTED, "virus"), (S.UNSCANNABLE, "scanned")])
def test_whoever_uploaded_it_is_told_without_a_name(rooms: Rooms, scan: ScanState, word: str):
    document_id = rooms.document("WRIT_OF_SUMMONS", scan=scan)
    [message] = rooms.all(Message)
    assert (message.account_id, message.subject_id) == (
        rooms.people["lawyer"].account_id,
        document_id,
    )
    assert word in message.subject_en
    assert "Writ of summons" in message.body_en
    assert "傳訊令狀" in message.body_tc
    assert rooms.one(Document, document_id).file_name not in message.body_en
    for party in NEW_CASE.parties:
        assert party.name not in message.subject_en + message.body_en + message.body_tc
    assert message.body_sc


def test_a_clean_document_is_told_to_nobody(rooms: Rooms):
    rooms.document("WRIT_OF_SUMMONS")
    assert rooms.all(Message) == []


def test_what_can_be_done_with_a_document_is_what_the_table_says():
    for kind in AccountKind:
        for scan in S:
            [(action, unmet)] = allowed_with_document(scan, kind)
            is_open = kind is AccountKind.REGISTRY_OFFICER and scan in {S.PENDING, S.UNSCANNABLE}
            assert (action, unmet is None) == ("rescanDocument", is_open)


def test_the_contract_asks_for_a_scan_and_says_who_may(court: Court):
    filing = court.received()
    query = """query ($id: ID!) { node(id: $id) { ... on Filing { documents { document {
        ... on Document { id version scan viewerCan { action allowed unmet { code } } } } } } } }"""
    shown = court.ask(query, {"id": filing["id"]}, by="registry")["node"]["documents"]
    document = shown[0]["document"]
    assert document["scan"] == "CLEAN"
    [permission] = document["viewerCan"]
    assert permission == {
        "action": "rescanDocument",
        "allowed": False,
        "unmet": {"code": "MoveNotOpen"},
    }
    given = {"documentId": document["id"], "expectedVersion": document["version"]}
    refused = court.do("rescanDocument", given, DONE, by="registry")
    assert refused["code"] == "MoveNotOpen"
    assert court.do("rescanDocument", given, DONE, by="lawyer")["code"] == "NotAllowed"
