"""What is filed at which step, by which side and with what: advice, and a stop where confirmed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.checks.rules import Finding
from api.deadlines.models import Deadline
from api.deadlines.operations import extend, record_service
from api.filings.models import FilingDocument, FilingFinding
from api.filings.operations import check_filing, submit
from api.filings.procedures import check_again
from api.filings.rules import ProblemsFound
from api.parties.operations import link_party, unlink_account
from api.parties.queries import parties_of, visible_case
from api.parties.states import PartyRole
from api.reference.loading import published
from api.reference.marks import Confidence
from api.reference.papers import FiledBy, FiledWhen, Severity
from api.register.rules import Step, missteps
from tests.court import Court
from tests.filings.steps import BUNDLE, NEW_CASE, Rooms

FACTS = published()
TAX = replace(NEW_CASE, proceeding_type="DCTC")
TAX_BUNDLE = ("WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM", "TAX_CERTIFICATE")


def said(rooms: Rooms, filing_id: str, *, by: str = "lawyer") -> list[tuple[str, str]]:
    """The findings of a dry run."""
    with rooms.by(by) as work:
        findings: tuple[Finding, ...] = check_filing(work, filing_id).findings
    return [(f.rule, f.severity.value) for f in findings]


def answered(rooms: Rooms, new_case=NEW_CASE, documents=BUNDLE) -> str:
    """A case of the lawyer's in which the litigant is the defendant; its number."""
    case = rooms.opened_case(new_case=new_case, documents=documents)
    with rooms.by("registry") as work:
        defendant = parties_of(work.session, case.id)[1]
        link_party(work, case.id, "litigant", defendant.id)
    return case.number


def test_a_tax_claim_is_begun_with_its_certificate_and_without_it_that_is_advised(
    rooms: Rooms,
) -> None:
    whole = rooms.draft(new_case=TAX, documents=TAX_BUNDLE)
    assert said(rooms, whole) == []
    without = rooms.draft(new_case=TAX, documents=TAX_BUNDLE[:2])
    assert said(rooms, without) == [("EXPECTED_DOCUMENT", "ADVICE")]


@pytest.mark.parametrize("kind", ["ACKNOWLEDGMENT_OF_SERVICE", "DEFENCE", "ADMISSION"])
def test_an_answer_does_not_come_with_the_writ_of_a_tax_claim(rooms: Rooms, kind: str) -> None:
    filing_id = rooms.draft(new_case=TAX, documents=(*TAX_BUNDLE, kind))
    assert said(rooms, filing_id) == [("ANSWERS_A_WRIT", "BLOCK")]
    before = rooms.everything()
    with pytest.raises(ProblemsFound), rooms.by("lawyer") as work:
        submit(work, filing_id, 1, rooms.key())
    assert rooms.everything() == before


def test_in_a_personal_injuries_action_that_is_advised_only(rooms: Rooms) -> None:
    filing_id = rooms.draft(documents=(*BUNDLE, "DEFENCE"))
    assert said(rooms, filing_id) == [("FOLLOWS_THE_WRIT", "ADVICE")]


@pytest.mark.parametrize("kind", ["ACKNOWLEDGMENT_OF_SERVICE", "DEFENCE", "ADMISSION"])
def test_the_defendant_of_a_tax_claim_answers_and_the_plaintiff_does_not(
    rooms: Rooms, kind: str
) -> None:
    number = answered(rooms, TAX, TAX_BUNDLE)
    own = rooms.draft(by="litigant", case_number=number, documents=(kind,))
    assert said(rooms, own, by="litigant") == []
    other = rooms.draft(case_number=number, documents=(kind,))
    assert said(rooms, other) == [("ANSWER_OF_THE_DEFENDANT", "BLOCK")]


def test_a_document_of_the_other_side_is_advised(rooms: Rooms) -> None:
    number = answered(rooms)
    filing_id = rooms.draft(case_number=number, documents=("DEFENCE",))
    assert said(rooms, filing_id) == [("FILED_BY_THE_OTHER_SIDE", "ADVICE")]
    filing_id = rooms.draft(by="litigant", case_number=number, documents=("REPLY", "AFFIDAVIT"))
    assert said(rooms, filing_id, by="litigant") == [("FILED_BY_THE_OTHER_SIDE", "ADVICE")]


def test_the_consent_of_a_next_friend_comes_with_the_solicitors_certificate(rooms: Rooms) -> None:
    alone = rooms.draft(documents=(*BUNDLE, "NEXT_FRIEND_CONSENT"))
    assert said(rooms, alone) == [("COMES_WITH", "ADVICE")]
    both = rooms.draft(documents=(*BUNDLE, "NEXT_FRIEND_CONSENT", "NEXT_FRIEND_CERTIFICATE"))
    assert said(rooms, both) == []


def test_what_may_come_with_the_writ_of_a_personal_injuries_action_meets_no_advice(
    rooms: Rooms,
) -> None:
    more = (
        *("MEDICAL_REPORT", "MEDIATION_CERTIFICATE", "PD_18_1_DOCUMENTS", "NOTES_FOR_GUIDANCE"),
        *("ACKNOWLEDGMENT_FORM_TO_SERVE", "ADMISSION_FORM_TO_SERVE"),
        *("CHECK_LIST_REVIEW_NOTICE", "CHECK_LIST_QUESTIONNAIRE"),
    )
    assert said(rooms, rooms.draft(documents=(*BUNDLE, *more))) == []


def test_a_revised_statement_of_damages_may_be_filed_alone(rooms: Rooms) -> None:
    number = answered(rooms)
    alone = rooms.draft(case_number=number, documents=("REVISED_STATEMENT_OF_DAMAGES",))
    assert said(rooms, alone) == []


def test_i27_a_filing_judged_again_is_judged_by_the_side_its_filer_was_on(rooms: Rooms) -> None:
    """I-27: the same input, the same findings, whoever acts by then."""
    number = answered(rooms)
    filing_id = rooms.submitted(by="litigant", case_number=number, documents=("REPLY",))
    [kept] = rooms.all(FilingFinding, filing_id=filing_id)
    assert kept.rule == "FILED_BY_THE_OTHER_SIDE"
    rooms.hands.move(minutes=1)
    litigant = rooms.people["litigant"].account_id or ""
    with rooms.by("registry") as work:
        unlink_account(work, rooms.filing(filing_id).case_id or "", litigant)
    before = rooms.everything()
    [lodged] = rooms.all(FilingDocument, filing_id=filing_id)
    check_again(rooms.works, lodged.document_id)
    assert rooms.everything() == before


# --- in time or late ------------------------------------------------------------------------------


def served_on(rooms: Rooms, number: str, day: str) -> None:
    """Record the service on the defendant of a case."""
    with rooms.by("registry") as work:
        case = visible_case(work, number)
        defendant = parties_of(work.session, case.id)[1]
        served = date.fromisoformat(day)
        record_service(
            work, case_id=case.id, party_id=defendant.id, served_on=served, key=rooms.key()
        )


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2022-05-27 17:30", False),
        ("2022-05-27 17:31", True),
        ("2022-05-28 11:00", True),
        ("2022-05-30 09:00", True),
    ],
)
def test_an_answer_after_its_time_is_advised_and_taken(rooms: Rooms, at: str, late: bool) -> None:
    """Fourteen days from service on Friday 13 May 2022; the registry closes at 5:30 pm."""
    number = answered(rooms, TAX, TAX_BUNDLE)
    served_on(rooms, number, "2022-05-13")
    rooms.hands.set(at)
    kinds = ("ACKNOWLEDGMENT_OF_SERVICE",)
    filing_id = rooms.draft(by="litigant", case_number=number, documents=kinds)
    found = said(rooms, filing_id, by="litigant")
    assert found == ([("AFTER_ITS_TIME", "ADVICE")] if late else [])
    with rooms.by("litigant") as work:
        submit(work, filing_id, 1, rooms.key())
    assert [f.rule for f in rooms.all(FilingFinding, filing_id=filing_id)] == [f for f, _ in found]


def test_time_that_the_court_extends_and_time_that_was_met_are_known_to_the_checks(
    rooms: Rooms,
) -> None:
    number = answered(rooms, TAX, TAX_BUNDLE)
    served_on(rooms, number, "2022-05-13")
    rooms.hands.set("2022-06-06 11:00")
    kinds = ("ACKNOWLEDGMENT_OF_SERVICE",)
    filing_id = rooms.draft(by="litigant", case_number=number, documents=kinds)
    assert said(rooms, filing_id, by="litigant") == [("AFTER_ITS_TIME", "ADVICE")]
    row = rooms.all(Deadline, rule="DCTC_1_ACKNOWLEDGE")[0]
    with rooms.by("registry") as work:
        extend(
            work,
            row.id,
            until=date(2022, 6, 10),
            grounds="By order",
            expected_version=row.version,
        )
    assert said(rooms, filing_id, by="litigant") == []
    with rooms.by("litigant") as work:
        submit(work, filing_id, 1, rooms.key())
    rooms.recorded(rooms.decided(rooms.claimed(filing_id)))
    rooms.hands.set("2022-06-24 11:00")
    again = rooms.draft(by="litigant", case_number=number, documents=kinds)
    assert said(rooms, again, by="litigant") == []
    defence = rooms.draft(by="litigant", case_number=number, documents=("DEFENCE",))
    assert said(rooms, defence, by="litigant") == []
    rooms.hands.set("2022-06-27 11:00")
    assert said(rooms, defence, by="litigant") == [("AFTER_ITS_TIME", "ADVICE")]
    other = rooms.draft(case_number=number, documents=("WITNESS_STATEMENT",))
    assert said(rooms, other) == []


# --- the catalogue --------------------------------------------------------------------------------


@given(
    st.sampled_from(sorted(FACTS.document_kinds)),
    st.booleans(),
    st.sets(st.sampled_from(PartyRole)),
    st.sampled_from(["DCPI", "DCTC", "DCCJ"]),
)
def test_nothing_stops_a_filing_but_what_was_confirmed(
    code: str, begins: bool, sides: set[PartyRole], proceeding_type: str
) -> None:
    kind = FACTS.document_kinds[code]
    step = Step(proceeding_type, begins, frozenset(sides), [code])
    for rule, _ in missteps(kind, step, FACTS):
        policy = FACTS.check(rule, date(2026, 1, 1))
        assert policy is not None
        if policy.severity is Severity.BLOCK:
            assert policy.confidence is Confidence.CONFIRMED
            assert (proceeding_type, kind.confidence) == ("DCTC", Confidence.CONFIRMED)


def test_every_document_that_was_read_of_is_a_kind_with_a_form_where_it_has_one() -> None:
    kinds = FACTS.document_kinds
    assert kinds["WRIT_OF_SUMMONS"].form_in("DCTC") == "Form 1"
    assert kinds["ACKNOWLEDGMENT_OF_SERVICE"].form_in("DCTC") == "Form 14"
    assert kinds["ADMISSION"].form_in("DCTC") == "Form 16"
    assert kinds["ADMISSION"].form_in("DCPI") == "Form 16C"
    assert kinds["ADMISSION"].form_in("DCCJ") == "Form 16 or 16C"
    for kind in kinds.values():
        stages = [stage.key for stage in FACTS.stages if stage.key in kind.stages]
        assert len(stages) == len(kind.stages)
        assert (kind.filed_when is FiledWhen.TO_BEGIN) == kind.originating


@pytest.mark.parametrize("proceeding_type", ["DCPI", "DCTC"])
def test_every_stage_at_which_somebody_files_has_documents(proceeding_type: str) -> None:
    met = {key for kind in FACTS.document_kinds.values() for key in kind.stages}
    stages = {s.key for s in FACTS.stages if s.proceeding_type == proceeding_type}
    assert stages - met <= {"DCPI_01"}  # letters before the action are not filed


def test_each_type_has_documents_of_either_side() -> None:
    for code in ("DCPI", "DCTC"):
        sides = {k.filed_by for k in FACTS.document_kinds.values() if code in k.proceeding_types}
        assert sides == set(FiledBy)


# --- in the contract ------------------------------------------------------------------------------

PICK = """query ($t: String, $on: Date) { documentKinds(proceedingType: $t, on: $on) { code filedBy
    filedWhen form expected goesWith fee { amount } stages { key proceedingType } } }"""


def test_a_picklist_says_who_when_on_which_form_and_for_how_much(court: Court) -> None:
    found = court.ask(PICK, {"t": "DCTC", "on": "2022-05-13"})["documentKinds"]
    kinds = {kind.pop("code"): kind for kind in found}
    assert kinds["WRIT_OF_SUMMONS"] == {
        "filedBy": "PLAINTIFF",
        "filedWhen": "TO_BEGIN",
        "form": "Form 1",
        "expected": "BLOCK",
        "goesWith": None,
        "fee": {"amount": "504.00"},
        "stages": [{"key": "DCTC_01", "proceedingType": "DCTC"}],
    }
    assert (kinds["ADMISSION"]["form"], kinds["ADMISSION"]["filedBy"]) == ("Form 16", "DEFENDANT")
    assert kinds["TAX_CERTIFICATE"]["expected"] == "ADVICE"
    assert kinds["DEFENCE"]["filedWhen"] == "ONCE_BEGUN"
    assert kinds["DEFENCE"]["fee"] == {"amount": "0.00"}
    assert "STATEMENT_OF_DAMAGES" not in kinds


def test_without_a_type_every_kind_is_listed_without_what_depends_on_one(court: Court) -> None:
    found = court.ask(PICK, {})["documentKinds"]
    assert [kind["code"] for kind in found] == list(FACTS.document_kinds)
    assert {kind["fee"] is None and kind["expected"] is None for kind in found} == {True}


def test_a_type_nobody_published_is_refused(court: Court) -> None:
    assert b"UnknownCode" in court.answer(PICK, {"t": "DCXX"}).body
