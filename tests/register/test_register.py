"""The register counts from one in each case; the cause book is searched letter by letter."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from api.cases.models import Case
from api.documents.models import Document
from api.filings.rules import DraftParty, NewCaseDraft
from api.kernel.text import Text
from api.parties.states import PartyKind, PartyRole
from api.register.models import CauseBookEntry, RegisterEntry
from api.register.operations import enter
from api.register.queries import holds_name
from api.register.rules import searchable, searched_names
from tests.filings.steps import Rooms


def opened(rooms: Rooms, plaintiff: str, defendant: str = "Sample Kites Limited") -> Case:
    """A case between two."""
    sides = (
        DraftParty(PartyRole.PLAINTIFF, PartyKind.INDIVIDUAL, plaintiff),
        DraftParty(PartyRole.DEFENDANT, PartyKind.ORGANIZATION, defendant),
    )
    case = NewCaseDraft("DCPI", "MONETARY", "PERSONAL_INJURIES", sides)
    return rooms.opened_case(new_case=case)


def found(rooms: Rooms, asked: str) -> list[str]:
    """The numbers of the cases whose names hold what is asked for."""
    table = CauseBookEntry.__table__
    with rooms.works.look() as session:
        rows = session.execute(
            sa.select(table.c.case_number)
            .where(holds_name(table.c.searchable, sa.bindparam("asked", asked)))
            .order_by(table.c.case_number)
        )
        return list(rows.scalars())


def test_entries_count_from_one_in_each_case_and_a_rollback_leaves_no_gap(rooms: Rooms):
    first, second = opened(rooms, "A"), opened(rooms, "B")
    said = Text("An order.", "一項命令。")

    def lost() -> None:
        with rooms.by("registry") as work:
            enter(work, first.id, said)
            raise RuntimeError

    for case in (first, second, first):
        with rooms.by("registry") as work:
            enter(work, case.id, said)
        with pytest.raises(RuntimeError):
            lost()

    numbers = sorted((e.case_id, e.number) for e in rooms.all(RegisterEntry))
    assert numbers == sorted([(first.id, 1), (first.id, 2), (second.id, 1)])
    assert {e.description_sc for e in rooms.all(RegisterEntry)} == {"一项命令。"}


def test_recording_a_filing_enters_each_accepted_document_once_in_their_order(rooms: Rooms):
    filing_id = rooms.decided(rooms.claimed(rooms.received()), True, False, True)

    rooms.recorded(rooms.recorded(filing_id))

    filing = rooms.filing(filing_id)
    entries = sorted(rooms.all(RegisterEntry), key=lambda e: e.number)
    kinds = [rooms.one(Document, entry.document_id).kind for entry in entries]
    assert [entry.number for entry in entries] == [1, 2]
    assert kinds == ["WRIT_OF_SUMMONS", "STATEMENT_OF_DAMAGES"]
    assert {entry.case_id for entry in entries} == {filing.case_id}
    assert filing.inspectable_at == filing.recorded_at


def test_a_document_is_entered_once_however_the_code_errs(rooms: Rooms):
    case = rooms.opened_case()
    document = rooms.all(Document)[0].id
    said = Text("A writ.", "令狀。")
    with rooms.by("registry") as work:
        enter(work, case.id, said, document)
    with pytest.raises(IntegrityError), rooms.by("registry") as work:
        enter(work, case.id, said, document)
    assert len(rooms.all(RegisterEntry)) == 1


@pytest.mark.parametrize(
    "asked",
    ["陳大文", "大文", "陳", "chan tai", "CHAN TAI-MAN", "tai-man", "  Chan   Tai ", "ＣＨＡＮ"],
)
def test_a_party_is_found_by_any_part_of_the_name_in_any_case(rooms: Rooms, asked: str):
    opened(rooms, "陳大文 CHAN Tai-man")
    opened(rooms, "李小明 LEE Siu-ming")

    assert found(rooms, asked) == ["DCPI 1/2022"]


@pytest.mark.parametrize("asked", ["%", "_", "100%", "a_b", "\\", "'", "kites%", "|", "名|名"])
def test_percent_underscore_and_the_fence_are_letters_and_no_wildcards(rooms: Rooms, asked: str):
    opened(rooms, "Sample Person")
    expected = []
    if asked in {"%", "_", "100%", "a_b", "\\", "'"}:
        opened(rooms, "100% a_b \\ ' Sample")
        expected = ["DCPI 2/2022"]

    assert found(rooms, asked) == expected


def test_a_search_does_not_span_two_names(rooms: Rooms):
    opened(rooms, "Sample One", "Two Limited")
    assert found(rooms, "one two") == []
    assert found(rooms, "two") == ["DCPI 1/2022"]


def test_a_defendant_is_found_as_a_plaintiff_is(rooms: Rooms):
    opened(rooms, "A", "ß Straße Limited")
    assert found(rooms, "STRASSE") == ["DCPI 1/2022"]


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str):
    once = searchable(text)
    assert searchable(once) == once


@given(st.lists(st.text("陳大文ABCabc %_", min_size=1, max_size=20), min_size=1, max_size=4))
def test_each_name_is_found_in_the_folded_names_whole(names: list[str]):
    kept = searched_names(names)
    assert all(searchable(name) in kept for name in names)
