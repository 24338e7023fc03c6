"""A draft is written, written anew and thrown away; nothing of it is filed."""

import pytest

from api.filings.models import Filing, FilingDocument, FilingParty
from api.filings.operations import discard, revise, start
from api.filings.rules import DocumentInAnotherFiling, Draft, DraftParty, NewCaseDraft, TooManyItems
from api.filings.states import Disposition, FilingPurpose, FilingState
from api.kernel.refusals import (
    ChangedMeanwhile,
    IdempotencyKeyReused,
    Malformed,
    MoveNotOpen,
    NotFound,
)
from api.parties.states import PartyKind, PartyRole
from tests.filings.steps import DEFENDANT, NEW_CASE, PLAINTIFF, Rooms


def test_a_draft_is_kept_as_it_was_written(rooms: Rooms):
    filing_id = rooms.draft()

    filing = rooms.filing(filing_id)
    assert (filing.state, filing.purpose) == (FilingState.DRAFT, FilingPurpose.COMMENCE_CASE)
    assert (filing.relief, filing.nature_of_claim) == ("MONETARY", "PERSONAL_INJURIES")
    assert (filing.office_code, filing.transaction_number) == ("DC_REGISTRY", None)
    assert filing.organization_id == rooms.people["lawyer"].organization_id
    parties = sorted(rooms.all(FilingParty), key=lambda p: p.ordinal)
    assert [(p.ordinal, p.role, p.name) for p in parties] == [
        (1, PartyRole.PLAINTIFF, PLAINTIFF.name),
        (2, PartyRole.DEFENDANT, DEFENDANT.name),
    ]
    lodged = rooms.all(FilingDocument, filing_id=filing_id)
    assert sorted(d.ordinal for d in lodged) == [1, 2, 3]
    assert {d.disposition for d in lodged} == {Disposition.LODGED}


def test_the_same_key_and_draft_again_is_the_same_filing(rooms: Rooms):
    draft = Draft(NEW_CASE, None, ())
    with rooms.by("lawyer") as work:
        first = start(work, draft, "one")

    with rooms.by("lawyer") as work:
        again = start(work, draft, "one")

    assert again == first
    assert [f.id for f in rooms.all(Filing)] == [first]


def test_the_same_key_with_another_draft_is_refused_and_changes_nothing(rooms: Rooms):
    with rooms.by("lawyer") as work:
        start(work, Draft(NEW_CASE, None, ()), "one")
    before = rooms.everything()

    other = NewCaseDraft("DCPI", "MONETARY", None, ())
    with pytest.raises(IdempotencyKeyReused), rooms.by("lawyer") as work:
        start(work, Draft(other, None, ()), "one")

    assert rooms.everything() == before


def test_the_same_key_is_another_key_for_another_account(rooms: Rooms):
    with rooms.by("lawyer") as work:
        first = start(work, Draft(NEW_CASE, None, ()), "one")
    with rooms.by("rival") as work:
        second = start(work, Draft(NEW_CASE, None, ()), "one")

    assert first != second


@pytest.mark.parametrize(
    "draft",
    [Draft(None, None, ()), Draft(NEW_CASE, "DCPI 1/2022", ())],
    ids=["neither", "both"],
)
def test_a_draft_names_exactly_one_of_a_new_case_and_a_case(rooms: Rooms, draft: Draft):
    if draft.case_number:
        rooms.opened_case()
    before = rooms.everything()

    with pytest.raises(Malformed) as refused, rooms.by("lawyer") as work:
        start(work, draft, "one")

    assert refused.value.path == ("newCase",)
    assert rooms.everything() == before


@pytest.mark.parametrize("kind", ["", "DCXX", "HCA\x00", "x" * 10_000])
def test_a_type_that_is_not_published_cannot_be_drafted(rooms: Rooms, kind: str):
    with pytest.raises(Malformed) as refused, rooms.by("lawyer") as work:
        start(work, Draft(NewCaseDraft(kind, None, None, ()), None, ()), "one")

    assert refused.value.path == ("newCase", "proceedingType")
    assert rooms.all(Filing) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 301, "a\x00b", "a\x1bb", "字" * 10_000])
def test_a_name_that_is_no_name_is_refused_at_its_place(rooms: Rooms, name: str):
    party = DraftParty(PartyRole.DEFENDANT, PartyKind.INDIVIDUAL, name)
    case = NewCaseDraft("DCPI", None, None, (PLAINTIFF, party))
    with pytest.raises(Malformed) as refused, rooms.by("lawyer") as work:
        start(work, Draft(case, None, ()), "one")

    assert refused.value.path == ("newCase", "parties", "1", "name")
    assert rooms.all(Filing) == []


def test_a_name_is_tidied_but_its_script_and_case_stay(rooms: Rooms):
    party = DraftParty(PartyRole.PLAINTIFF, PartyKind.INDIVIDUAL, "  陳 \t 大文  CHAN Tai-man ")
    with rooms.by("lawyer") as work:
        start(work, Draft(NewCaseDraft("DCPI", None, None, (party,)), None, ()), "one")

    assert [p.name for p in rooms.all(FilingParty)] == ["陳 大文 CHAN Tai-man"]


def test_more_than_fifty_parties_are_refused(rooms: Rooms):
    case = NewCaseDraft("DCPI", None, None, (PLAINTIFF,) * 51)
    with pytest.raises(TooManyItems) as refused, rooms.by("lawyer") as work:
        start(work, Draft(case, None, ()), "one")

    assert refused.value.sentence.en == "There are more than 50 parties."


def test_another_firms_upload_and_one_that_does_not_exist_are_refused_alike(rooms: Rooms):
    theirs = rooms.document("WRIT_OF_SUMMONS", by="rival")
    said = []
    for document_id in (theirs, "doc_00000000000000000000000000", "no id at all"):
        with pytest.raises(NotFound) as refused, rooms.by("lawyer") as work:
            start(work, Draft(NEW_CASE, None, (document_id,)), rooms.key())
        said.append((refused.value.path, refused.value.sentence))

    assert said == [said[0]] * 3
    assert said[0][0] == ("documentIds", "0")


def test_i12_a_document_lies_in_one_filing_only(rooms: Rooms):
    document = rooms.document("WRIT_OF_SUMMONS")
    with rooms.by("lawyer") as work:
        start(work, Draft(NEW_CASE, None, (document,)), "one")

    with pytest.raises(DocumentInAnotherFiling) as refused, rooms.by("lawyer") as work:
        start(work, Draft(NEW_CASE, None, (document,)), "two")

    assert refused.value.path == ("documentIds", "0")


def test_a_document_named_twice_in_one_draft_is_refused(rooms: Rooms):
    document = rooms.document("WRIT_OF_SUMMONS")
    with pytest.raises(DocumentInAnotherFiling) as refused, rooms.by("lawyer") as work:
        start(work, Draft(NEW_CASE, None, (document, document)), "one")

    assert refused.value.path == ("documentIds", "1")


def test_a_draft_is_written_anew_whole(rooms: Rooms):
    filing_id = rooms.draft()
    version = rooms.filing(filing_id).version
    kept = rooms.all(FilingDocument, filing_id=filing_id)[0].document_id
    case = NewCaseDraft("DCPI", None, None, (DEFENDANT,))

    with rooms.by("lawyer") as work:
        revise(work, filing_id, Draft(case, None, (kept,)), version)

    filing = rooms.filing(filing_id)
    assert (filing.version, filing.state) == (version + 1, FilingState.DRAFT)
    assert (filing.relief, filing.nature_of_claim) == (None, None)
    assert [p.name for p in rooms.all(FilingParty)] == [DEFENDANT.name]
    assert [d.document_id for d in rooms.all(FilingDocument, filing_id=filing_id)] == [kept]


def test_i5_a_stale_revision_is_refused_with_the_version_to_read(rooms: Rooms):
    filing_id = rooms.draft()
    version = rooms.filing(filing_id).version
    before = rooms.everything()

    with pytest.raises(ChangedMeanwhile) as refused, rooms.by("lawyer") as work:
        revise(work, filing_id, Draft(NEW_CASE, None, ()), version - 1)

    assert refused.value.current_version == version
    assert rooms.everything() == before


def test_a_draft_that_is_submitted_is_not_written_anew(rooms: Rooms):
    filing_id = rooms.submitted()
    before = rooms.everything()

    with pytest.raises(MoveNotOpen), rooms.by("lawyer") as work:
        revise(work, filing_id, Draft(NEW_CASE, None, ()), rooms.filing(filing_id).version)

    assert rooms.everything() == before


def test_a_colleague_of_the_same_firm_may_go_on_with_a_draft(rooms: Rooms):
    filing_id = rooms.draft()

    with rooms.by("colleague") as work:
        revise(work, filing_id, Draft(NEW_CASE, None, ()), rooms.filing(filing_id).version)

    filing = rooms.filing(filing_id)
    assert (filing.owner_id, filing.version) == (rooms.people["lawyer"].account_id, 2)


@pytest.mark.parametrize("name", ["rival", "litigant", "primary", "registry", "auditor"])
def test_nobody_else_finds_a_draft(rooms: Rooms, name: str):
    filing_id = rooms.draft()
    before = rooms.everything()

    for unknown in (filing_id, "flg_00000000000000000000000000"):
        with pytest.raises(NotFound), rooms.by(name) as work:
            revise(work, unknown, Draft(NEW_CASE, None, ()), 1)
        with pytest.raises(NotFound), rooms.by(name) as work:
            discard(work, unknown, 1)

    assert rooms.everything() == before


def test_a_discarded_draft_frees_its_documents_and_was_never_filed(rooms: Rooms):
    document = rooms.document("WRIT_OF_SUMMONS")
    with rooms.by("lawyer") as work:
        filing_id = start(work, Draft(NEW_CASE, None, (document,)), "one")

    with rooms.by("lawyer") as work:
        discard(work, filing_id, 1)
    with rooms.by("lawyer") as work:
        second = start(work, Draft(NEW_CASE, None, (document,)), "two")

    filing = rooms.filing(filing_id)
    assert (filing.state, filing.transaction_number, filing.received_at) == (
        FilingState.WITHDRAWN,
        None,
        None,
    )
    assert [d.filing_id for d in rooms.all(FilingDocument)] == [second]
