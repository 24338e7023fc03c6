"""What comes on paper is in the same register as everything else, and is counted honestly."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.cases.models import Case
from api.kernel.refusals import IdempotencyKeyReused, Malformed, NotAllowed, NotFound, Refusal
from api.parties.models import Linkage, Party, Representation
from api.parties.operations import NewParty
from api.parties.states import PartyKind, PartyRole
from api.register.models import CauseBookEntry, PaperDocument, PaperFiling, RegisterEntry
from api.register.operations import record_paper_filing
from api.register.rules import CounterWasClosed, OnPaper, PaperCase, PaperSheet
from api.register.states import Channel
from tests.court import NEW_CASE as SAID
from tests.court import Court
from tests.filings.steps import Rooms

PLAINTIFF = NewParty(PartyRole.PLAINTIFF, PartyKind.INDIVIDUAL, "陳樣本 Sample Plaintiff")
DEFENDANT = NewParty(PartyRole.DEFENDANT, PartyKind.ORGANIZATION, "Sample Kites Limited")
CASE = PaperCase("DCPI", "MONETARY", "PERSONAL_INJURIES", (PLAINTIFF, DEFENDANT))
WRIT = PaperSheet("WRIT_OF_SUMMONS", 12)
CLAIM = PaperSheet("STATEMENT_OF_CLAIM", 30)
TEN = datetime(2022, 5, 13, 2, 0, tzinfo=UTC)
BEGINS = OnPaper("Sample Clerk", TEN, (WRIT, CLAIM), CASE)
INTO = """... on PaperFilingRecorded { case { number } paperFiling { beginsCase filedBy
    receivedAt documents { ordinal kind pages } } }"""
SHOWN = """query ($n: String!) { case(number: $n) {
    paperFilings { filedBy documents { kind pages } }
    register(first: 9) { nodes { channel document { __typename } } } } }"""
FIGURES = """{ filingFigures(since: "2022-05-01", until: "2022-07-01") {
    month proceedingType received accepted paper } }"""


def recorded(rooms: Rooms, paper: OnPaper, *, by: str = "registry", key: str = "") -> PaperFiling:
    """Record a filing on paper."""
    with rooms.by(by) as work:
        return record_paper_filing(work, paper, key or rooms.key())


def test_a_filing_on_paper_begins_a_case_under_the_next_number(rooms: Rooms):
    """I-1: one counter numbers cases, however they begin."""
    electronic = rooms.opened_case()
    row = recorded(rooms, BEGINS)

    case = rooms.one(Case, row.case_id)
    assert (electronic.number, case.number) == ("DCPI 1/2022", "DCPI 2/2022")
    assert case.commenced_on.isoformat() == "2022-05-13"
    assert case.title == "陳樣本 Sample Plaintiff v. Sample Kites Limited"
    assert row.begins_case
    assert len(rooms.all(Party, case_id=case.id)) == 2
    assert rooms.all(Linkage, case_id=case.id) == rooms.all(Representation, case_id=case.id) == []
    assert [e.case_number for e in rooms.all(CauseBookEntry, case_id=case.id)] == ["DCPI 2/2022"]


def test_i9_paper_and_electronic_entries_are_numbered_in_one_order_of_entering(rooms: Rooms):
    filing_id = rooms.recorded(rooms.decided(rooms.claimed(rooms.received())))
    case = rooms.one(Case, rooms.filing(filing_id).case_id)
    defence = OnPaper("The defendant", TEN, (PaperSheet("DEFENCE", 8),), None, case.number)
    row = recorded(rooms, defence)

    entries = sorted(rooms.all(RegisterEntry, case_id=case.id), key=lambda e: e.number)
    assert [e.number for e in entries] == [1, 2, 3, 4]
    assert [e.channel for e in entries] == [Channel.ELECTRONIC] * 3 + [Channel.PAPER]
    assert [e.document_id is None for e in entries] == [False] * 3 + [True]
    [sheet] = rooms.all(PaperDocument, paper_filing_id=row.id)
    assert (sheet.kind, sheet.pages, sheet.register_entry_id) == ("DEFENCE", 8, entries[-1].id)
    assert not row.begins_case


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"filed_by": " "}, ("filedBy",)),
        ({"filed_by": "x" * 301}, ("filedBy",)),
        ({"received_at": TEN + timedelta(days=3)}, ("receivedAt",)),
        ({"sheets": ()}, ("documents",)),
        ({"sheets": (WRIT,) * 101}, ("documents",)),
        ({"sheets": (WRIT, PaperSheet("NO_SUCH", 1))}, ("documents", "1", "kind")),
        ({"sheets": (PaperSheet("WRIT_OF_SUMMONS", 0),)}, ("documents", "0", "pages")),
        ({"sheets": (PaperSheet("WRIT_OF_SUMMONS", 100_001),)}, ("documents", "0", "pages")),
        ({"sheets": (CLAIM,)}, ("documents",)),
        ({"case_number": "DCPI 1/2022"}, ("newCase",)),
        ({"new_case": None}, ("newCase",)),
        ({"new_case": replace(CASE, relief="NO_SUCH")}, ("newCase", "relief")),
        ({"new_case": replace(CASE, nature_of_claim="MONETARY")}, ("newCase", "natureOfClaim")),
        ({"new_case": replace(CASE, parties=(PLAINTIFF,))}, ("newCase", "parties")),
        ({"new_case": replace(CASE, proceeding_type="NO")}, ("newCase", "proceedingType")),
    ],
)
def test_paper_that_cannot_have_come_so_is_refused_and_nothing_is_kept(
    rooms: Rooms, change: dict[str, Any], path: tuple[str, ...]
):
    before = rooms.everything()
    with pytest.raises(Malformed) as refused:
        recorded(rooms, replace(BEGINS, **change))
    assert refused.value.path == path
    assert rooms.everything() == before


@pytest.mark.parametrize(
    "at", ["2022-05-13 08:44", "2022-05-12 18:30", "2022-05-07 11:00", "2022-05-09 11:00"]
)
def test_nothing_comes_over_a_counter_that_is_closed(rooms: Rooms, at: str):
    """Before opening, after closing, on a Saturday, on a general holiday."""
    instant = datetime.fromisoformat(at + "+08:00").astimezone(UTC)
    with pytest.raises(CounterWasClosed):
        recorded(rooms, replace(BEGINS, received_at=instant))


def test_an_originating_document_goes_into_no_case_that_exists(rooms: Rooms):
    case = rooms.opened_case()
    with pytest.raises(Malformed) as refused:
        recorded(rooms, replace(BEGINS, new_case=None, case_number=case.number))
    assert refused.value.path == ("documents", "0", "kind")


@pytest.mark.parametrize("by", ["lawyer", "litigant", "accounts", "helpdesk", "auditor", "primary"])
def test_only_registry_officers_record_paper(rooms: Rooms, by: str):
    before = rooms.everything()
    with pytest.raises(NotAllowed):
        recorded(rooms, BEGINS, by=by)
    assert rooms.everything() == before


def test_one_key_is_one_record(rooms: Rooms):
    first = recorded(rooms, BEGINS, key="once")
    before = rooms.everything()
    assert recorded(rooms, BEGINS, key="once").id == first.id
    refused: type[Refusal] = IdempotencyKeyReused
    with pytest.raises(refused):
        recorded(rooms, replace(BEGINS, filed_by="Somebody else"), key="once")
    with pytest.raises(NotFound):
        recorded(rooms, replace(BEGINS, new_case=None, case_number="DCPI 99/2022"))
    assert rooms.everything() == before


def given_on_paper(court: Court) -> dict[str, Any]:
    """A claim on paper, as the counter's screen sends it."""
    return {
        "idempotencyKey": f"paper {court.hands.now}",
        "filedBy": "Sample Clerk",
        "receivedAt": court.hands.now.isoformat(),
        "documents": [{"kind": "WRIT_OF_SUMMONS", "pages": 12}],
        "newCase": SAID,
    }


def test_the_register_of_the_contract_shows_paper_to_those_who_see_the_case(court: Court):
    done = court.do("recordPaperFiling", given_on_paper(court), INTO, by="registry")
    number = {"n": done["case"]["number"]}
    seen = court.ask(SHOWN, number, by="registry")["case"]
    assert seen["paperFilings"] == [
        {"filedBy": "Sample Clerk", "documents": [{"kind": "WRIT_OF_SUMMONS", "pages": 12}]}
    ]
    assert seen["register"]["nodes"] == [{"channel": "PAPER", "document": None}]
    for stranger in ("lawyer", "litigant", None):
        assert court.ask(SHOWN, number, by=stranger)["case"] is None


def test_adoption_is_counted_by_month_and_type_for_court_staff_and_nobody_else(court: Court):
    court.opened_case(key="accepted")
    court.decide(court.claimed(court.received(key="rejected")), accept=False)
    court.do("recordPaperFiling", given_on_paper(court), INTO, by="registry")
    court.hands.set("2022-05-31 18:30")
    court.tokens.clear()
    court.received(key="counts in June")

    for staff in ("registry", "auditor"):
        assert court.ask(FIGURES, by=staff)["filingFigures"] == [
            {
                "month": "2022-05-01",
                "proceedingType": "DCPI",
                "received": 2,
                "accepted": 1,
                "paper": 1,
            },
            {
                "month": "2022-06-01",
                "proceedingType": "DCPI",
                "received": 1,
                "accepted": 0,
                "paper": 0,
            },
        ]
    for other in ("lawyer", "litigant", "helpdesk", None):
        assert court.ask(FIGURES, by=other)["filingFigures"] == []
