"""The dry run and the submission are one set of rules: what one says, the other does (I-27)."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.accounts.rules import OrganizationUserNeeded
from api.checks.rules import Finding
from api.fees.models import FeeLine
from api.filings.operations import check_filing, start, submit
from api.filings.rules import Draft, DraftParty, NewCaseDraft, ProblemsFound
from api.kernel.refusals import MoveNotOpen, NotAllowed, NotFound
from api.parties.states import PartyKind, PartyRole
from tests.filings.steps import Rooms

KINDS = ("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM", "STATEMENT_OF_DAMAGES", "DEFENCE", "SUMMONS")
HOURS = ("2022-05-05 11:00", "2022-05-13 11:00", "2022-05-13 18:05", "2022-08-01 09:00")


@dataclass(frozen=True)
class Written:
    """A draft as a hand might write it, and when it is sent."""

    at: str
    case: NewCaseDraft
    papers: tuple[tuple[str, bool], ...]
    by: str


parties = st.lists(
    st.builds(
        DraftParty,
        st.sampled_from(PartyRole),
        st.sampled_from(PartyKind),
        st.sampled_from(["陳樣本", "Sample Person", "Sample Kites Limited"]),
    ),
    max_size=3,
)
written = st.builds(
    Written,
    at=st.sampled_from(HOURS),
    case=st.builds(
        NewCaseDraft,
        st.sampled_from(["DCPI", "DCTC", "DCCJ"]),
        st.sampled_from([None, "MONETARY", "PERSONAL_INJURIES", "NO_SUCH"]),
        st.sampled_from([None, "PERSONAL_INJURIES", "MONETARY", "NO_SUCH"]),
        parties.map(tuple),
    ),
    papers=st.lists(
        st.tuples(st.sampled_from(KINDS), st.sampled_from([True, True, True, False])), max_size=4
    ).map(tuple),
    by=st.sampled_from(["lawyer", "litigant"]),
)


def begun(rooms: Rooms, draft: Written) -> str:
    """Write the draft down."""
    rooms.hands.set(draft.at)
    papers = tuple(rooms.document(kind, by=draft.by, stored=s) for kind, s in draft.papers)
    with rooms.by(draft.by) as work:
        return start(work, Draft(draft.case, None, papers), rooms.key())


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(draft=written)
def test_checking_says_exactly_what_submitting_does(rooms: Rooms, draft: Written):
    filing_id = begun(rooms, draft)
    before = rooms.everything()

    with rooms.by(draft.by) as work:
        checked = check_filing(work, filing_id)
    assert rooms.everything() == before

    blocking = [f for f in checked.findings if f.severity.value == "BLOCK"]
    assert checked.is_ready == (not blocking)
    refused: tuple[Finding, ...] | None = None
    try:
        with rooms.by(draft.by) as work:
            submit(work, filing_id, 1, rooms.key())
    except ProblemsFound as no:
        refused = no.findings
    filing = rooms.filing(filing_id)
    if blocking:
        assert refused == checked.findings
        assert rooms.everything() == before
        return
    assert refused is None
    assert filing.deemed_at == checked.deemed.at
    assert (filing.deemed_rule, filing.deemed_pending) == (checked.deemed.rule, False)
    lines = [row for row in rooms.all(FeeLine) if row.assessment_id == filing.fee_assessment_id]
    assert sorted(row.charged_cents for row in lines) == sorted(
        line.charged.cents for line in checked.fees.lines
    )


def test_a_complete_draft_has_nothing_in_its_way(rooms: Rooms):
    filing_id = rooms.draft()

    with rooms.by("lawyer") as work:
        checked = check_filing(work, filing_id)

    assert (checked.findings, checked.is_ready) == ((), True)
    assert checked.fees.total.cents == 50400
    assert (checked.deemed.at, checked.closure) == (rooms.hands.now, None)


def test_a_copy_sent_twice_is_advice_and_does_not_block(rooms: Rooms):
    first = rooms.document("WRIT_OF_SUMMONS", text="the same words")
    second = rooms.document("STATEMENT_OF_CLAIM", text="the same words")
    third = rooms.document("STATEMENT_OF_DAMAGES")
    case = NewCaseDraft(
        "DCPI",
        "MONETARY",
        "PERSONAL_INJURIES",
        tuple(DraftParty(role, PartyKind.INDIVIDUAL, "Sample") for role in PartyRole),
    )
    with rooms.by("lawyer") as work:
        filing_id = start(work, Draft(case, None, (first, second, third)), "one")

    with rooms.by("lawyer") as work:
        checked = check_filing(work, filing_id)

    said = [(f.rule, f.severity.value, f.path) for f in checked.findings]
    assert said == [("SENT_TWICE", "ADVICE", ("documentIds", "1"))]
    assert checked.is_ready


def test_an_originating_document_is_not_filed_in_a_case_that_exists(rooms: Rooms):
    case = rooms.opened_case()
    filing_id = rooms.draft(case_number=case.number, documents=("WRIT_OF_SUMMONS",))

    with rooms.by("lawyer") as work:
        checked = check_filing(work, filing_id)

    assert [(f.rule, f.path) for f in checked.findings] == [
        ("ORIGINATES_A_CASE", ("documentIds", "0"))
    ]


@pytest.mark.parametrize("name", ["primary", "secondary"])
def test_an_administrator_is_told_to_open_an_organization_user_account(rooms: Rooms, name: str):
    filing_id = rooms.draft()
    before = rooms.everything()
    draft = Draft(NewCaseDraft("DCPI", None, None, ()), None, ())
    for verb in (
        lambda work: start(work, draft, "k"),
        lambda work: check_filing(work, filing_id),
        lambda work: submit(work, filing_id, 1, "k"),
    ):
        with pytest.raises(OrganizationUserNeeded) as refused, rooms.by(name) as work:
            verb(work)
        assert refused.value.advice.en == (
            "Create an Organization User (OU) account for yourself and sign in with it to file."
        )
    assert rooms.everything() == before


@pytest.mark.parametrize("name", ["registry", "accounts", "helpdesk", "auditor"])
def test_court_staff_do_not_file(rooms: Rooms, name: str):
    filing_id = rooms.draft()
    before = rooms.everything()
    draft = Draft(NewCaseDraft("DCPI", None, None, ()), None, ())
    for verb in (
        lambda work: start(work, draft, "k"),
        lambda work: check_filing(work, filing_id),
        lambda work: submit(work, filing_id, 1, "k"),
    ):
        with pytest.raises(NotAllowed), rooms.by(name) as work:
            verb(work)
    assert rooms.everything() == before


def test_what_is_sent_is_not_checked_again(rooms: Rooms):
    filing_id = rooms.submitted()
    with pytest.raises(MoveNotOpen), rooms.by("lawyer") as work:
        check_filing(work, filing_id)


def test_a_case_one_is_not_in_and_a_case_that_does_not_exist_are_refused_alike(rooms: Rooms):
    case = rooms.opened_case()
    said = []
    for number in (case.number, "DCPI 999/2022"):
        with pytest.raises(NotFound) as refused, rooms.by("rival") as work:
            start(work, Draft(None, number, ()), rooms.key())
        said.append((refused.value.path, refused.value.sentence))
    assert said[0] == said[1]
