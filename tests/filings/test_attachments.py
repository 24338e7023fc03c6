"""A filing has lead documents, and attachments that each belong to one of them (I-12)."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.corrections.operations import start_filing
from api.filings.models import FilingDocument
from api.filings.operations import Attached, check_filing, revise, start, submit
from api.filings.queries import lodged_in
from api.filings.rules import Draft, ProblemsFound, leads_of
from api.kernel.refusals import Malformed, NotFound, Refusal
from api.reviews.operations import Disposal, decide
from api.reviews.rules import LeadDocumentRejected, require_leads
from tests.filings.steps import Rooms

KINDS = ("AFFIDAVIT", "AFFIDAVIT", "AFFIDAVIT")


def papers(rooms: Rooms, kinds: Sequence[str] = KINDS) -> tuple[str, ...]:
    return tuple(rooms.document(kind) for kind in kinds)


def drafted(rooms: Rooms, ids: tuple[str, ...], *pairs: tuple[int, int]) -> str:
    """A draft in a case of the lawyer's; each pair is an attachment and its lead, from 0."""
    attached = tuple(Attached(ids[one], ids[lead]) for one, lead in pairs)
    draft = Draft(None, rooms.opened_case().number, ids, attachments=attached)
    with rooms.by("lawyer") as work:
        return start(work, draft, rooms.key())


def places(rooms: Rooms, filing_id: str) -> list[int | None]:
    """To which place each document of a filing is attached, in order."""
    with rooms.works.look() as session:
        return [row.attached_to for row, _ in lodged_in(session, filing_id)]


def found(rooms: Rooms, filing_id: str) -> list[tuple[str, ...]]:
    """Where the checks find an attachment of an attachment."""
    with rooms.by("lawyer") as work:
        findings = check_filing(work, filing_id).findings
    return [f.path for f in findings if f.rule == "ATTACHED_TO_LEAD"]


def claimed(rooms: Rooms, *pairs: tuple[int, int]) -> str:
    """A filing with attachments, before an officer."""
    filing_id = drafted(rooms, papers(rooms), *pairs)
    with rooms.by("lawyer") as work:
        submit(work, filing_id, rooms.filing(filing_id).version, rooms.key())
    return rooms.claimed(rooms.paid(filing_id))


def test_i12_an_attachment_names_the_one_lead_document_it_belongs_to(rooms: Rooms):
    filing_id = drafted(rooms, papers(rooms), (1, 0), (2, 0))
    assert places(rooms, filing_id) == [None, 1, 1]
    assert found(rooms, filing_id) == []


def test_i12_an_attachment_of_an_attachment_is_not_received(rooms: Rooms):
    filing_id = drafted(rooms, papers(rooms), (1, 0), (2, 1))
    assert found(rooms, filing_id) == [("documentIds", "2")]
    with pytest.raises(ProblemsFound), rooms.by("lawyer") as work:
        submit(work, filing_id, rooms.filing(filing_id).version, rooms.key())
    assert rooms.filing(filing_id).received_at is None


def test_i12_a_filing_of_attachments_alone_is_not_received(rooms: Rooms):
    """Two that are attached to one another: neither is a lead document."""
    filing_id = drafted(rooms, papers(rooms, KINDS[:2]), (0, 1), (1, 0))
    assert found(rooms, filing_id) == [("documentIds", "0"), ("documentIds", "1")]


def test_i12_a_draft_written_anew_has_the_attachments_it_names(rooms: Rooms):
    ids = papers(rooms)
    filing_id = drafted(rooms, ids, (1, 0))
    draft = Draft(None, None, ids, attachments=(Attached(ids[0], ids[2]),))
    with rooms.by("lawyer") as work:
        revise(work, filing_id, draft, rooms.filing(filing_id).version)
    assert places(rooms, filing_id) == [3, None, None]


@pytest.mark.parametrize(
    ("pairs", "refusal", "path"),
    [
        ([("a", "a")], Malformed, ("attachments", "0")),
        ([("a", "b"), ("a", "c")], Malformed, ("attachments", "1")),
        ([("a", "b"), ("x", "c")], NotFound, ("attachments", "1", "documentId")),
        ([("a", "x")], NotFound, ("attachments", "0", "attachedTo")),
    ],
)
def test_i12_what_is_no_attachment_of_the_filing_is_refused_at_its_place(
    pairs: list[tuple[str, str]], refusal: type[Refusal], path: tuple[str, ...]
):
    with pytest.raises(refusal) as no:
        leads_of(("a", "b", "c"), [Attached(*pair) for pair in pairs])
    assert no.value.path == path


def test_i12_an_attachment_is_not_accepted_without_its_lead(rooms: Rooms):
    filing_id = claimed(rooms, (1, 0))
    before = rooms.everything()
    with pytest.raises(LeadDocumentRejected) as no:
        rooms.decided(filing_id, False, True, True)
    assert no.value.path == ("dispositions", "1", "accept")
    assert rooms.everything() == before

    rooms.decided(filing_id, False, False, True)
    states = [row.disposition for row in rooms.all(FilingDocument, filing_id=filing_id)]
    assert sorted(states) == ["ACCEPTED", "REJECTED", "REJECTED"]


def test_i12_a_lead_document_is_accepted_without_its_attachment(rooms: Rooms):
    filing_id = claimed(rooms, (1, 0), (2, 0))
    assert rooms.filing(rooms.decided(filing_id, True, False, True)).state == "PARTIALLY_ACCEPTED"


def test_i12_a_correction_keeps_what_stands_attached_as_it_was(rooms: Rooms):
    filing_id = claimed(rooms, (2, 1))
    rows = rooms.lodged(filing_id)
    reasons = (("ILLEGIBLE",), ("FALLS_WITH_ANOTHER",), ("FALLS_WITH_ANOTHER",))
    said = [Disposal(row, False, why) for row, why in zip(rows, reasons, strict=True)]
    with rooms.by("registry") as work:
        decide(work, filing_id, rooms.filing(filing_id).version, said)
    with rooms.by("lawyer") as work:
        again = start_filing(work, Draft(None, None, (), filing_id), rooms.key())
    assert places(rooms, again) == [None, 1]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6))
def test_i12_whatever_is_taken_has_one_other_lead_of_the_filing_for_each(
    pairs: list[tuple[int, int]],
):
    ids = tuple("abcde")
    named = [Attached("abcdex"[one], "abcdex"[lead]) for one, lead in pairs]
    try:
        leads = leads_of(ids, named)
    except Refusal:
        one = [each.document_id for each in named]
        assert (
            len(set(one)) < len(one)
            or any(each.document_id == each.lead_id for each in named)
            or "x" in {*one, *(each.lead_id for each in named)}
        )
        return
    assert leads == {each.document_id: ids.index(each.lead_id) + 1 for each in named}
    assert all(ids[place - 1] != document_id for document_id, place in leads.items())


@given(
    st.lists(st.booleans(), min_size=5, max_size=5), st.dictionaries(st.integers(1, 4), st.just(0))
)
def test_i12_a_decision_stands_if_and_only_if_each_attachment_goes_with_its_lead(
    accept: list[bool], leads: dict[int, int]
):
    disposals = [Disposal(str(n), yes) for n, yes in enumerate(accept)]
    attached = {str(one): str(lead) for one, lead in leads.items()}
    is_sound = all(accept[lead] or not accept[one] for one, lead in leads.items())
    try:
        require_leads(disposals, attached)
    except LeadDocumentRejected:
        assert not is_sound
    else:
        assert is_sound
