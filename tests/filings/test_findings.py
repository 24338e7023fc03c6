"""What the checks find, each by its own rule; and I-27: one judge, whoever asks and when."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.checks.rules import Finding
from api.documents.ports import Inspection
from api.documents.states import ScanState
from api.filings.events import FilingCheckedAgain
from api.filings.models import FilingDocument, FilingFinding
from api.filings.operations import cents_claimed, check_filing, start, submit
from api.filings.procedures import check_again
from api.filings.queries import judged
from api.filings.rules import Draft, ProblemsFound
from api.kernel.clock import day_of
from api.kernel.refusals import Malformed
from api.publish.refusal_facts import sample_findings
from api.reference.loading import published
from tests.documents.test_inspection import inspections
from tests.filings.steps import BUNDLE, NEW_CASE, Rooms

READ = "IN THE DISTRICT COURT Sample Plaintiff and Sample Kites Limited"
FILE = ("documentIds", "0")


def looked(**found: Any) -> Inspection:
    """An inspection of a paper that names its parties, but for what a test finds in it."""
    return Inspection(**{"pages": 2, "method": "TEST", "opening": READ, **found})


def drafted(rooms: Rooms, *inspected: tuple[str, Inspection], claimed: int | None = None) -> str:
    """A draft of a new case with such papers."""
    ids = tuple(rooms.document(kind, inspection=found) for kind, found in inspected)
    case = replace(NEW_CASE, claimed_cents=claimed)
    with rooms.by("lawyer") as work:
        return start(work, Draft(case, None, ids), rooms.key())


def found_of(rooms: Rooms, filing_id: str) -> tuple[Finding, ...]:
    with rooms.by("lawyer") as work:
        return check_filing(work, filing_id).findings


def rules_at(findings: tuple[Finding, ...], path: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(f.rule, f.severity.value) for f in findings if f.path == path]


@pytest.mark.parametrize(
    ("found", "rule", "severity"),
    [
        ({"not_a4": (1,)}, "PAGES_ARE_A4", "ADVICE"),
        ({"image_only": (2,)}, "PAGES_HAVE_TEXT", "ADVICE"),
        ({"blank": (2,)}, "PAGES_SHOW_SOMETHING", "ADVICE"),
        ({"fonts_not_embedded": ("Sample",)}, "FONTS_EMBEDDED", "ADVICE"),
        ({"layers": 2, "hidden_layers": 1}, "NO_HIDDEN_LAYERS", "ADVICE"),
        ({"attachments": 1}, "NO_ATTACHMENTS", "BLOCK"),
        ({"scripts": 1}, "NO_SCRIPTS", "BLOCK"),
        ({"opening": "WRIT OF SUMMONS between A and B"}, "NAMES_AGREE", "ADVICE"),
    ],
)
def test_what_is_found_in_a_document_is_one_finding_at_its_place(
    rooms: Rooms, found: dict[str, Any], rule: str, severity: str
) -> None:
    filing_id = drafted(rooms, ("WRIT_OF_SUMMONS", looked(**found)))
    assert rules_at(found_of(rooms, filing_id), FILE) == [(rule, severity)]


def test_a_claim_without_a_statement_of_truth_is_advised_and_a_writ_is_not(rooms: Rooms) -> None:
    without = looked(statement_of_truth=False)
    filing_id = drafted(rooms, ("STATEMENT_OF_CLAIM", without), ("WRIT_OF_SUMMONS", without))
    findings = found_of(rooms, filing_id)
    assert rules_at(findings, FILE) == [("STATEMENT_OF_TRUTH", "ADVICE")]
    assert rules_at(findings, ("documentIds", "1")) == []


@pytest.mark.parametrize(
    ("opening", "is_named"),
    [("FORM NO. 14 " + READ, True), ("表格14 " + READ, True), ("Form 141 " + READ, False)],
)
def test_a_form_that_is_not_named_is_advised(rooms: Rooms, opening: str, is_named: bool) -> None:
    filing_id = drafted(rooms, ("ACKNOWLEDGMENT_OF_SERVICE", looked(opening=opening)))
    found = rules_at(found_of(rooms, filing_id), FILE)
    assert (("FORM_FITS_KIND", "ADVICE") not in found) == is_named


def test_a_paper_of_another_case_is_advised(rooms: Rooms) -> None:
    case = rooms.opened_case()
    right = looked(opening=f"{case.number.replace('/', ' of ')} {READ}")
    wrong = looked(opening=f"DCPI 999/2021 {READ}")
    ids = tuple(rooms.document("AFFIDAVIT", inspection=each) for each in (right, wrong))
    with rooms.by("lawyer") as work:
        filing_id = start(work, Draft(None, case.number, ids), rooms.key())
    findings = found_of(rooms, filing_id)
    assert rules_at(findings, FILE) == []
    assert rules_at(findings, ("documentIds", "1")) == [("CASE_NUMBER_AGREES", "ADVICE")]


@pytest.mark.parametrize(
    ("dollars", "fits"),
    [("75000", False), ("75000.01", True), ("3000000", True), ("3000000.01", False)],
)
def test_a_claim_outside_the_courts_limit_is_advised(
    rooms: Rooms, dollars: str, fits: bool
) -> None:
    filing_id = drafted(rooms, claimed=cents_claimed(Decimal(dollars)))
    said = rules_at(found_of(rooms, filing_id), ("newCase", "amountClaimed"))
    assert said == ([] if fits else [("CLAIM_WITHIN_LIMIT", "ADVICE")])


@pytest.mark.parametrize("dollars", ["0", "-1", "0.001", "1000000000000.01"])
def test_an_amount_that_is_none_is_refused(dollars: str) -> None:
    with pytest.raises(Malformed) as refused:
        cents_claimed(Decimal(dollars))
    assert refused.value.path == ("newCase", "amountClaimed")


@pytest.mark.parametrize(
    ("scan", "rule", "severity"),
    [
        (ScanState.PENDING, "SCAN_PENDING", "ADVICE"),
        (ScanState.INFECTED, "INFECTED", "BLOCK"),
        (ScanState.UNSCANNABLE, "NOT_SCANNABLE", "BLOCK"),
    ],
)
def test_what_a_scanner_said_is_a_finding(
    rooms: Rooms, scan: ScanState, rule: str, severity: str
) -> None:
    paper = rooms.document("WRIT_OF_SUMMONS", scan=scan)
    with rooms.by("lawyer") as work:
        filing_id = start(work, Draft(NEW_CASE, None, (paper,)), rooms.key())
    assert rules_at(found_of(rooms, filing_id), FILE) == [(rule, severity)]


def kept(rooms: Rooms, filing_id: str) -> list[tuple[Any, ...]]:
    """The findings kept for the review."""
    rows = rooms.all(FilingFinding, filing_id=filing_id)
    rows.sort(key=lambda row: row.ordinal)
    return [(r.rule, r.policy_version, r.severity, r.field, r.message_tc, r.guide) for r in rows]


def as_kept(findings: tuple[Finding, ...]) -> list[tuple[Any, ...]]:
    return [
        (f.rule, f.policy_version, f.severity, ".".join(f.path), f.message.tc, f.guide)
        for f in findings
    ]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(inspections, min_size=3, max_size=3), st.sampled_from([None, 1, 10**12]))
def test_i27_dry_run_submission_and_review_find_the_same(
    rooms: Rooms, found: list[Inspection], claimed: int | None
) -> None:
    """I-27: and judging the stored filing on another day, as of its receipt, finds it once more."""
    rooms.hands.set("2022-05-13 11:00")
    filing_id = drafted(rooms, *zip(BUNDLE, found, strict=True), claimed=claimed)
    said = found_of(rooms, filing_id)
    refused: tuple[Finding, ...] | None = None
    try:
        with rooms.by("lawyer") as work:
            submit(work, filing_id, 1, rooms.key())
    except ProblemsFound as no:
        refused = no.findings
    if refused is not None:
        assert refused == said
        assert kept(rooms, filing_id) == []
        return
    assert kept(rooms, filing_id) == as_kept(said)
    rooms.hands.set("2022-09-01 11:00")
    filing = rooms.filing(filing_id)
    with rooms.by("registry") as work:
        on = day_of(filing.received_at)
        again, _ = judged(work.session, filing, on, day_of(filing.deemed_at))
    assert again == said


def test_i27_what_a_scan_finds_later_is_judged_by_the_same_rules(rooms: Rooms) -> None:
    """I-27: once, with an event; a second time nothing changes."""
    late = rooms.document("WRIT_OF_SUMMONS", scan=ScanState.PENDING)
    with rooms.by("lawyer") as work:
        filing_id = start(work, Draft(NEW_CASE, None, (late,)), rooms.key())
    with rooms.by("lawyer") as work:
        submit(work, filing_id, 1, rooms.key())
    before = {row[0] for row in kept(rooms, filing_id)}

    rooms.scanned(late, ScanState.INFECTED)
    check_again(rooms.works, late)

    after = {row[0] for row in kept(rooms, filing_id)}
    assert (before - after, after - before) == ({"SCAN_PENDING"}, {"INFECTED"})
    unchanged = rooms.everything()
    check_again(rooms.works, late)
    assert rooms.everything() == unchanged
    assert rooms.events().count(FilingCheckedAgain.__name__) == 1


def test_what_is_decided_is_not_judged_again(rooms: Rooms) -> None:
    filing_id = rooms.decided(rooms.claimed(rooms.received()))
    before = rooms.everything()
    for lodged in rooms.all(FilingDocument, filing_id=filing_id):
        check_again(rooms.works, lodged.document_id)
    assert rooms.everything() == before


def test_every_check_is_found_by_some_filing_and_has_its_words_dated_and_marked() -> None:
    found = sample_findings(published())
    assert {c.rule for c in published().checks} <= set(found)
    for each in found.values():
        assert "{" not in each.message.en + each.message.tc + each.remedy.en + each.remedy.tc
        assert each.policy_version
    for policy in published().checks:
        assert published().check(policy.rule, date(2022, 1, 1)) == policy
        assert published().check(policy.rule, date(2021, 12, 31)) is None
