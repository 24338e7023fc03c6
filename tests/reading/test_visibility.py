"""Who sees what, against few plain Python filters over plainly loaded rows.

Everybody's sealed cases are in the tables as noise: what is not for the viewer must not appear in a
list, a count, a link, a node, or an error.
"""

from typing import Any

import pytest

from tests.reading.conftest import LITIGANTS, STAFF, Bench, rows
from tests.reading.court import CaseRow, FilingRow, PaperRow, PartyRow

ROWS = rows()
CASES = {r.id: r for r in ROWS if isinstance(r, CaseRow)}
FILINGS = {r.id: r for r in ROWS if isinstance(r, FilingRow)}
PAPERS = {r.id: r for r in ROWS if isinstance(r, PaperRow)}
PARTIES = [r for r in ROWS if isinstance(r, PartyRow)]
VIEWERS = [None, STAFF, *LITIGANTS]


def _mine(token: str | None) -> set[str]:
    account = None if token is None else "acc_" + token.partition("_")[2]
    return {party.case_id for party in PARTIES if party.account_id == account}


def _sees_case(token: str | None, case: CaseRow) -> bool:
    return token == STAFF or not case.is_sealed or case.id in _mine(token)


def _sees_filing(token: str | None, filing: FilingRow) -> bool:
    if token == STAFF or filing.case_id in _mine(token):
        return True
    return not filing.is_confidential and not CASES[filing.case_id].is_sealed


def _sees_paper(token: str | None, paper: PaperRow) -> bool:
    return token == STAFF or not paper.is_sealed


@pytest.mark.parametrize("token", VIEWERS)
def test_lists_and_counts_hold_exactly_what_the_viewer_may_see(
    bench: Bench, token: str | None
) -> None:
    seen: list[str] = []
    after = None
    while True:
        query = """query ($a: String) { cases(first: 7, after: $a) {
            totalCount nodes { id } pageInfo { endCursor hasNextPage } } }"""
        page = bench.data(query, {"a": after}, token=token)["cases"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    expected = sorted(case.id for case in CASES.values() if _sees_case(token, case))
    assert (seen, page["totalCount"]) == (expected, len(expected))


@pytest.mark.parametrize("token", VIEWERS)
def test_every_row_by_id_is_there_or_null_as_for_an_unknown_id(
    bench: Bench, token: str | None
) -> None:
    checks: list[tuple[dict[str, Any], Any]] = [
        (CASES, _sees_case),
        (FILINGS, _sees_filing),
        (PAPERS, _sees_paper),
    ]
    for table, rule in checks:
        ids = list(table)
        for start in range(0, len(ids), 5):
            some = ids[start : start + 5]
            nodes = bench.data(
                "query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": some}, token=token
            )
            expected = [{"id": i} if rule(token, table[i]) else None for i in some]
            assert nodes["nodes"] == expected
    assert bench.data('{ node(id: "cas_99") { id } }', token=token) == {"node": None}


@pytest.mark.parametrize("token", VIEWERS)
def test_links_down_and_up_hide_what_the_rule_hides(bench: Bench, token: str | None) -> None:
    query = """query ($id: ID!) { filing(id: $id) { id case { id }
        papers { __typename ... on Paper { id } }
        visiblePapers { id } resubmissionOf { id } resubmissions { id } } }"""
    for filing in FILINGS.values():
        got = bench.data(query, {"id": filing.id}, token=token)["filing"]
        if not _sees_filing(token, filing):
            assert got is None
            continue
        case = CASES[filing.case_id]
        assert got["case"] == ({"id": case.id} if _sees_case(token, case) else None)
        papers = [p for p in PAPERS.values() if p.filing_id == filing.id]
        by_time = sorted(papers, key=lambda p: (p.uploaded_at, p.id))
        assert got["papers"] == [
            {"__typename": "Paper", "id": p.id}
            if _sees_paper(token, p)
            else {"__typename": "Withheld"}
            for p in by_time
        ]
        shown = [p for p in papers if _sees_paper(token, p)]
        by_title = sorted(sorted(shown, key=lambda p: p.id), key=lambda p: p.title, reverse=True)
        assert got["visiblePapers"] == [{"id": p.id} for p in by_title]
        older = FILINGS.get(filing.resubmission_of_id or "")
        assert got["resubmissionOf"] == (
            {"id": older.id} if older and _sees_filing(token, older) else None
        )
        younger = [f for f in FILINGS.values() if f.resubmission_of_id == filing.id]
        assert got["resubmissions"] == [{"id": f.id} for f in younger if _sees_filing(token, f)]


def test_every_column_is_printed_as_python_would(bench: Bench) -> None:
    query = """query ($i: ID!) { node(id: $i) { ... on Case { number title division weight isSealed
        openedOn closedOn fee { amount currency } claim { amount } motto { en tc } site } } }"""
    for case in CASES.values():
        got = bench.data(query, {"i": case.id}, token=STAFF)["node"]
        assert got == {
            "number": case.number,
            "title": case.title,
            "division": case.division.name,
            "weight": case.weight.name,
            "isSealed": case.is_sealed,
            "openedOn": case.opened_on.isoformat(),
            "closedOn": case.closed_on and case.closed_on.isoformat(),
            "fee": {"amount": _dollars(case.fee_cents), "currency": "HKD"},
            "claim": None if case.claim_cents is None else {"amount": _dollars(case.claim_cents)},
            "motto": case.motto_en and {"en": case.motto_en, "tc": case.motto_tc},
            "site": case.site,
        }


def _dollars(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def test_a_filings_times_and_stage_are_printed_as_python_would(bench: Bench) -> None:
    stages = {"SENT": "WAITING", "QUEUED": "WAITING", "REJECTED": "REFUSED"}
    query = """query ($i: ID!) { filing(id: $i) { stage
        times { filedAt acceptedAt daysWaited } acceptance { acceptedAt } } }"""
    for filing in FILINGS.values():
        got = bench.data(query, {"i": filing.id}, token=STAFF)["filing"]
        accepted = filing.accepted_at and f"{filing.accepted_at:%Y-%m-%dT%H:%M:%S.%fZ}"
        waited = filing.accepted_at and (filing.accepted_at - filing.filed_at).days
        assert got == {
            "stage": stages.get(filing.state, "DONE"),
            "times": {
                "filedAt": f"{filing.filed_at:%Y-%m-%dT%H:%M:%S.%fZ}",
                "acceptedAt": accepted,
                "daysWaited": waited,
            },
            "acceptance": accepted and {"acceptedAt": accepted},
        }


def test_a_list_can_be_narrowed_and_ordered_by_input_objects(bench: Bench) -> None:
    query = """query ($f: CaseFilter, $o: CaseOrder) {
        cases(filter: $f, orderBy: $o, first: 10) { nodes { id } } }"""
    given = {
        "f": {"division": "CIVIL", "openedFrom": "2022-01-03"},
        "o": {"field": "OPENED", "direction": "DESC"},
    }
    chosen = [
        c
        for c in CASES.values()
        if c.division.name == "CIVIL" and c.opened_on.isoformat() >= "2022-01-03"
    ]
    expected = sorted(chosen, key=lambda c: (c.opened_on, c.id), reverse=True)[:10]
    got = bench.data(query, given, token=STAFF)["cases"]["nodes"]
    assert [node["id"] for node in got] == [case.id for case in expected]


def test_a_condition_may_speak_of_the_parent(bench: Bench) -> None:
    got = bench.data('{ case(number: "DCPI 003/2022") { siblings { id } } }', token=STAFF)["case"]
    assert got["siblings"] == [
        {"id": c.id} for c in CASES.values() if c.court_id == "crt_1" and c.id != "cas_03"
    ]


def test_a_list_keeps_the_order_of_the_ids_and_bounds_their_number(bench: Bench) -> None:
    query = "query ($i: [ID!]!) { nodes(ids: $i) { id } }"
    ids = ["frm_2", "nothing", "frm_0", "frm_2"]
    got = bench.data(query, {"i": ids})["nodes"]
    assert got == [{"id": "frm_2"}, None, {"id": "frm_0"}, {"id": "frm_2"}]
    errors = bench.ask(query, {"i": ["frm_0"] * 6})["errors"]
    assert errors[0]["message"] == "'ids' takes at most 5 ids, not 6."
    assert errors[0]["extensions"] == {"code": "BAD_PAGE", "argument": "ids", "max": 5}
