"""A rejected filing is never returned: what was wrong is filed anew, linked to it, prefilled."""

from typing import Any

import pytest

from api.corrections.operations import start_filing
from api.documents.models import Document, Rendition
from api.documents.states import DocumentState, RenditionKind, ScanState
from api.filings.models import FilingDocument, FilingParty
from api.filings.operations import submit
from api.filings.rules import Draft
from api.filings.states import FilingPurpose, FilingState
from api.kernel.refusals import IdempotencyKeyReused, Malformed, NotAllowed, NotFound
from api.reviews.operations import decide
from api.reviews.rules import Disposal
from tests.court import Court
from tests.filings.steps import Rooms

STANDS = ("FALLS_WITH_ANOTHER",)
LINKS = """query ($i: ID!) { node(id: $i) { ... on Filing {
    id resubmissionOf { id } resubmissions { id state } documents { reasons { code guide
    message { en tc } remedy { en tc } } disposition } } } }"""


def rejected(rooms: Rooms, *reasons: tuple[str, ...], **draft: Any) -> str:
    """A filing of which every document was rejected for these reasons, in order."""
    filing_id = rooms.claimed(rooms.received(**draft))
    said = [
        Disposal(row, accept=False, reasons=codes)
        for row, codes in zip(rooms.lodged(filing_id), reasons, strict=True)
    ]
    with rooms.by("registry") as work:
        return decide(work, filing_id, rooms.filing(filing_id).version, said)


def corrected(
    rooms: Rooms, filing_id: str, *documents: str, by: str = "lawyer", key: str = ""
) -> str:
    """Begin a correction that says nothing but what it corrects."""
    draft = Draft(None, None, documents, filing_id)
    with rooms.by(by) as work:
        return start_filing(work, draft, key or rooms.key())


def papers(rooms: Rooms, filing_id: str) -> list[Document]:
    """The documents of a filing in their order."""
    rows = sorted(rooms.all(FilingDocument, filing_id=filing_id), key=lambda row: row.ordinal)
    return [rooms.one(Document, row.document_id) for row in rows]


def test_a_correction_is_filled_from_the_rejected_filing(rooms: Rooms):
    earlier_id = rejected(rooms, ("ILLEGIBLE",), STANDS, STANDS)

    draft_id = corrected(rooms, earlier_id)

    earlier, draft = rooms.filing(earlier_id), rooms.filing(draft_id)
    assert draft.state is FilingState.DRAFT
    assert draft.resubmission_of_id == earlier_id
    for said in ("purpose", "proceeding_type_code", "office_code", "relief", "nature_of_claim"):
        assert getattr(draft, said) == getattr(earlier, said)
    named = [
        [(p.ordinal, p.role, p.kind, p.name) for p in rooms.all(FilingParty, filing_id=one)]
        for one in (earlier_id, draft_id)
    ]
    assert sorted(named[0]) == sorted(named[1]) != []
    assert draft.transaction_number is None


def test_documents_that_stand_are_taken_over_by_reference_to_the_same_bytes(rooms: Rooms):
    """I-6: the bytes are those that were kept; nothing is uploaded and nothing is changed."""
    earlier_id = rejected(rooms, ("ILLEGIBLE",), STANDS, STANDS)
    before = papers(rooms, earlier_id)
    fresh = rooms.document("WRIT_OF_SUMMONS")

    draft_id = corrected(rooms, earlier_id, fresh)

    *again, new = papers(rooms, draft_id)
    assert new.id == fresh
    assert [d.sha256 for d in again] == [d.sha256 for d in before[1:]]
    assert [d.kind for d in again] == ["STATEMENT_OF_CLAIM", "STATEMENT_OF_DAMAGES"]
    assert {d.state for d in again} == {DocumentState.STORED}
    assert {d.id for d in again} & {d.id for d in before} == set()
    assert papers(rooms, earlier_id) == before
    for document in again:
        [kept] = rooms.all(Rendition, document_id=document.id)
        assert (kept.kind, kept.sha256) == (RenditionKind.AS_FILED, document.sha256)


def test_a_document_rejected_for_itself_too_is_not_taken_over(rooms: Rooms):
    earlier_id = rejected(rooms, ("ILLEGIBLE",), ("FALLS_WITH_ANOTHER", "NOT_SIGNED"), STANDS)
    assert [d.kind for d in papers(rooms, corrected(rooms, earlier_id))] == ["STATEMENT_OF_DAMAGES"]


def test_a_filing_accepted_in_part_is_corrected_in_its_case(rooms: Rooms):
    filing_id = rooms.decided(rooms.claimed(rooms.received()), True, False, True)
    first = corrected(rooms, filing_id)
    rooms.recorded(filing_id)
    second = corrected(rooms, filing_id)

    for draft_id in (first, second):
        draft = rooms.filing(draft_id)
        assert draft.purpose is FilingPurpose.FILE_IN_CASE
        assert draft.case_id == rooms.filing(filing_id).case_id
        assert papers(rooms, draft_id) == []


def test_a_correction_goes_its_whole_way_and_leaves_the_rejected_filing_as_it_was(rooms: Rooms):
    """I-17: the rejected filing keeps its number and its times."""
    earlier_id = rejected(rooms, ("ILLEGIBLE",), STANDS, STANDS)
    before = rooms.filing(earlier_id)
    rooms.hands.move(days=3)
    draft_id = corrected(rooms, earlier_id, rooms.document("WRIT_OF_SUMMONS"))
    version = rooms.filing(draft_id).version
    from_here = rooms.hands.now
    with rooms.by("lawyer") as work:
        submit(work, draft_id, version, rooms.key())
    for row in rooms.all(FilingDocument, filing_id=draft_id):
        rooms.scanned(row.document_id, ScanState.CLEAN)  # those taken over are looked at anew
    rooms.recorded(rooms.decided(rooms.claimed(rooms.paid(draft_id))))

    assert rooms.filing(draft_id).state is FilingState.RECORDED
    assert rooms.filing(draft_id).received_at == from_here
    assert rooms.filing(earlier_id) == before


@pytest.mark.parametrize("by", ["rival", "litigant", "stranger"])
def test_somebody_elses_rejected_filing_is_no_filing_at_all(rooms: Rooms, by: str):
    earlier_id = rejected(rooms, STANDS, STANDS, STANDS)
    before = rooms.everything()
    said = []
    for filing_id in (earlier_id, "flg_00000000000000000000000000"):
        with pytest.raises(NotFound) as refused:
            corrected(rooms, filing_id, by=by)
        said.append((refused.value.path, refused.value.sentence))
    assert said[0] == said[1]
    assert rooms.everything() == before


@pytest.mark.parametrize("by", ["registry", "auditor", "accounts"])
def test_court_staff_correct_nothing(rooms: Rooms, by: str):
    earlier_id = rejected(rooms, STANDS, STANDS, STANDS)
    with pytest.raises(NotAllowed):
        corrected(rooms, earlier_id, by=by)


def test_a_colleague_of_the_firm_corrects_too(rooms: Rooms):
    draft_id = corrected(rooms, rejected(rooms, STANDS, STANDS, STANDS), by="colleague")
    assert rooms.filing(draft_id).owner_id == rooms.people["colleague"].account_id
    assert len(papers(rooms, draft_id)) == 3


def test_only_what_was_rejected_is_corrected(rooms: Rooms):
    waiting = rooms.received()
    accepted = rooms.decided(rooms.claimed(rooms.received()))
    before = rooms.everything()
    for filing_id in (rooms.all(FilingDocument)[0].filing_id, waiting, accepted):
        with pytest.raises(Malformed) as refused:
            corrected(rooms, filing_id)
        assert refused.value.path == ("resubmissionOf",)
    assert rooms.everything() == before


def test_one_key_is_one_correction(rooms: Rooms):
    """I-30: the same key and body give the same draft, and no document a second time."""
    earlier_id = rejected(rooms, ("ILLEGIBLE",), STANDS, STANDS)
    first = corrected(rooms, earlier_id, key="once")
    before = rooms.everything()
    assert corrected(rooms, earlier_id, key="once") == first
    with pytest.raises(IdempotencyKeyReused):
        corrected(rooms, earlier_id, "doc_00000000000000000000000000", key="once")
    assert rooms.everything() == before


def test_i24_i26_the_filer_reads_why_and_how_to_mend_it_and_both_filings_name_each_other(
    court: Court,
):
    earlier = court.decide(court.claimed(court.received()), accept=False)
    given = {"idempotencyKey": "again", "resubmissionOf": earlier["id"]}
    draft = court.do("startFiling", given, "... on FilingStarted { filing { id } }", by="lawyer")

    seen = court.ask(LINKS, {"i": earlier["id"]}, by="lawyer")["node"]
    assert seen["resubmissions"] == [{"id": draft["filing"]["id"], "state": "DRAFT"}]
    assert {d["disposition"] for d in seen["documents"]} == {"REJECTED"}
    for document in seen["documents"]:
        [reason] = document["reasons"]
        assert reason["guide"] == f"/help/codes/#code-{reason['code'].lower()}"
        for words in (reason["message"], reason["remedy"]):
            assert words["en"]
            assert words["tc"]
    seen = court.ask(LINKS, {"i": draft["filing"]["id"]}, by="lawyer")["node"]
    assert seen["resubmissionOf"] == {"id": earlier["id"]}
    # A draft is nobody's business but its filer's.
    assert court.ask(LINKS, {"i": earlier["id"]}, by="registry")["node"]["resubmissions"] == []
