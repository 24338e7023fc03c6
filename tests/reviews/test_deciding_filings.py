"""The registry's work: one holder, one decision, a disposition for every document."""

import pytest

from api.cases.models import Case
from api.documents.models import Document
from api.filings.models import FilingDocument
from api.filings.rules import DraftParty
from api.filings.states import Disposition, FilingState
from api.kernel.actors import AccountKind, Actor
from api.kernel.refusals import ChangedMeanwhile, MoveNotOpen, NotAllowed, NotFound, Refusal
from api.kernel.tables import OutboxJob
from api.kernel.work import Work
from api.parties.models import Linkage, Party, Representation
from api.parties.states import PartyKind, PartyRole
from api.register.models import CauseBookEntry
from api.reviews.models import DecisionReason, ReviewDecision, ReviewTask
from api.reviews.operations import claim, decide, release
from api.reviews.operations import refer as put_before
from api.reviews.rules import (
    DeemedTimePending,
    Disposal,
    DispositionsIncomplete,
    NotTheReviewer,
    OriginatingDocumentDecides,
    ReasonNeeded,
    ReviewerIsFiler,
    require_impartial,
)
from api.reviews.states import ReferredTo, ReviewState
from tests.filings.steps import NEW_CASE, Rooms
from tests.filings.test_submitting import close_registry, reopen_registry


def held(rooms: Rooms) -> str:
    """A filing whose review the first officer holds."""
    return rooms.claimed(rooms.received())


def refer(work: Work, filing_id: str, version: int) -> str:
    """Put a filing before a master."""
    return put_before(work, filing_id, version, ReferredTo.MASTER, "A point of law.")


def test_a_filing_waits_for_the_registry_only_once_its_fee_is_paid(rooms: Rooms):
    filing_id = rooms.submitted()
    assert rooms.all(ReviewTask) == []
    with pytest.raises(MoveNotOpen), rooms.by("registry") as work:
        claim(work, filing_id, rooms.filing(filing_id).version)

    rooms.paid(filing_id)

    [task] = rooms.all(ReviewTask)
    assert (task.filing_id, task.state, task.reviewer_id) == (
        filing_id,
        ReviewState.UNASSIGNED,
        None,
    )


def test_what_costs_nothing_waits_for_the_registry_at_once(rooms: Rooms):
    case = rooms.opened_case()

    filing_id = rooms.submitted(case_number=case.number, documents=("STATEMENT_OF_CLAIM",))

    assert rooms.filing(filing_id).state is FilingState.RECEIVED
    tasks = [t for t in rooms.all(ReviewTask) if t.filing_id == filing_id]
    assert [t.state for t in tasks] == [ReviewState.UNASSIGNED]


def test_one_officer_holds_a_review_and_a_second_is_told_so(rooms: Rooms):
    filing_id = rooms.received()
    read = rooms.filing(filing_id).version
    rooms.claimed(filing_id)
    before = rooms.everything()

    with pytest.raises(ChangedMeanwhile) as refused, rooms.by("registry2") as work:
        claim(work, filing_id, read)
    with pytest.raises(MoveNotOpen), rooms.by("registry2") as work:
        claim(work, filing_id, rooms.filing(filing_id).version)

    assert refused.value.current_version == rooms.filing(filing_id).version
    assert rooms.everything() == before


def test_a_released_review_waits_again_with_its_times_untouched(rooms: Rooms):
    filing_id = held(rooms)
    before = rooms.filing(filing_id)
    rooms.hands.move(days=1)

    with rooms.by("registry") as work:
        release(work, filing_id, before.version)

    after, [task] = rooms.filing(filing_id), rooms.all(ReviewTask)
    assert after.state is FilingState.RECEIVED
    assert (after.received_at, after.ordered_at) == (before.received_at, before.ordered_at)
    assert (task.state, task.reviewer_id, task.assigned_at) == (ReviewState.UNASSIGNED, None, None)
    assert rooms.claimed(filing_id, by="registry2") == filing_id


def test_a_referred_filing_is_decided_by_the_officer_who_referred_it(rooms: Rooms):
    filing_id = held(rooms)
    with rooms.by("registry") as work:
        refer(work, filing_id, rooms.filing(filing_id).version)
    assert rooms.filing(filing_id).state is FilingState.REFERRED

    with pytest.raises(NotTheReviewer):
        rooms.decided(filing_id, by="registry2")
    rooms.decided(filing_id, answer="It may be accepted.")

    assert rooms.filing(filing_id).state is FilingState.ACCEPTED


@pytest.mark.parametrize("verb", [release, refer])
def test_only_the_holder_gives_a_review_back_or_on(rooms: Rooms, verb):
    filing_id = held(rooms)
    before = rooms.everything()

    with pytest.raises(NotTheReviewer), rooms.by("registry2") as work:
        verb(work, filing_id, rooms.filing(filing_id).version)

    assert rooms.everything() == before


@pytest.mark.parametrize(
    "name", ["lawyer", "rival", "litigant", "primary", "accounts", "helpdesk", "auditor"]
)
def test_only_registry_officers_review(rooms: Rooms, name: str):
    filing_id = held(rooms)
    before = rooms.everything()
    version = rooms.filing(filing_id).version
    for verb in (claim, release, refer):
        with pytest.raises(NotAllowed), rooms.by(name) as work:
            verb(work, filing_id, version)
    with pytest.raises(NotAllowed), rooms.by(name) as work:
        decide(work, filing_id, version, rooms.disposals(filing_id, True))
    assert rooms.everything() == before


def test_a_draft_and_no_filing_at_all_are_the_same_to_an_officer(rooms: Rooms):
    draft = rooms.draft()
    said = []
    for filing_id in (draft, "flg_00000000000000000000000000"):
        with pytest.raises(NotFound) as refused, rooms.by("registry") as work:
            claim(work, filing_id, 1)
        said.append((refused.value.path, refused.value.sentence))
    assert said[0] == said[1]


def test_accepting_everything_opens_a_case_with_its_parties_and_their_firm(rooms: Rooms):
    filing_id = rooms.decided(held(rooms))

    filing, [case] = rooms.filing(filing_id), rooms.all(Case)
    assert (filing.state, filing.case_id) == (FilingState.ACCEPTED, case.id)
    assert (case.number, case.year, case.running_number) == ("DCPI 1/2022", 2022, 1)
    assert case.title == "陳樣本 Sample Plaintiff v. Sample Kites Limited"
    assert case.commenced_on.isoformat() == "2022-05-13"
    parties = sorted(rooms.all(Party), key=lambda p: p.ordinal)
    assert [(p.ordinal, p.role) for p in parties] == [
        (1, PartyRole.PLAINTIFF),
        (2, PartyRole.DEFENDANT),
    ]
    lawyer = rooms.people["lawyer"]
    assert [(r.party_id, r.organization_id) for r in rooms.all(Representation)] == [
        (parties[0].id, lawyer.organization_id)
    ]
    assert [(link.account_id, link.party_id) for link in rooms.all(Linkage)] == [
        (lawyer.account_id, None)
    ]
    assert [line.case_number for line in rooms.all(CauseBookEntry)] == ["DCPI 1/2022"]
    assert {d.case_id for d in rooms.all(Document)} == {case.id}
    assert [(j.job, j.subject_id) for j in rooms.all(OutboxJob, job="record_filing")] == [
        ("record_filing", filing_id)
    ]
    assert rooms.all(DecisionReason) == []


def test_i12_a_partial_acceptance_takes_into_the_case_only_what_was_accepted(rooms: Rooms):
    filing_id = rooms.decided(held(rooms), True, False, True)

    filing = rooms.filing(filing_id)
    lodged = sorted(rooms.all(FilingDocument), key=lambda d: d.ordinal)
    assert filing.state is FilingState.PARTIALLY_ACCEPTED
    assert [d.disposition for d in lodged] == [
        Disposition.ACCEPTED,
        Disposition.REJECTED,
        Disposition.ACCEPTED,
    ]
    cases = [rooms.one(Document, d.document_id).case_id for d in lodged]
    assert cases == [filing.case_id, None, filing.case_id]
    [reason] = rooms.all(DecisionReason)
    assert (reason.filing_document_id, reason.code) == (lodged[1].id, "ILLEGIBLE")
    assert all((reason.message_en, reason.message_tc, reason.message_sc, reason.remedy_tc))


def test_i24_a_rejection_opens_no_case_and_keeps_its_reasons(rooms: Rooms):
    filing_id = rooms.decided(held(rooms), False)

    filing = rooms.filing(filing_id)
    assert (filing.state, filing.case_id) == (FilingState.REJECTED, None)
    assert rooms.all(Case) == []
    assert [r.code for r in rooms.all(DecisionReason)] == ["ILLEGIBLE"] * 3
    [decision] = rooms.all(ReviewDecision)
    assert (decision.outcome, decision.decided_by) == (
        FilingState.REJECTED,
        rooms.people["registry"].account_id,
    )
    assert rooms.all(OutboxJob, job="record_filing") == []


def test_i25_after_a_decision_nothing_more_is_decided(rooms: Rooms):
    filing_id = rooms.decided(held(rooms), False)
    before = rooms.everything()
    for verb in (claim, release, refer):
        with pytest.raises(MoveNotOpen), rooms.by("registry") as work:
            verb(work, filing_id, rooms.filing(filing_id).version)
    with pytest.raises(MoveNotOpen):
        rooms.decided(filing_id)
    assert rooms.everything() == before


def test_a_case_does_not_begin_without_the_document_that_begins_it(rooms: Rooms):
    filing_id = held(rooms)
    before = rooms.everything()
    with pytest.raises(OriginatingDocumentDecides):
        rooms.decided(filing_id, False, True, True)
    assert rooms.everything() == before


@pytest.mark.parametrize(
    ("change", "refusal", "path"),
    [
        (lambda d: d[:-1], DispositionsIncomplete, ("dispositions",)),
        (lambda d: [*d, d[0]], DispositionsIncomplete, ("dispositions",)),
        (lambda d: [*d[:-1], d[0]], DispositionsIncomplete, ("dispositions",)),
        (lambda _: [], DispositionsIncomplete, ("dispositions",)),
        (
            lambda d: [d[0], Disposal(d[1].filing_document_id, accept=False), d[2]],
            ReasonNeeded,
            ("dispositions", "1", "reasons"),
        ),
        (
            lambda d: [d[0], Disposal(d[1].filing_document_id, False, ("NO_SUCH",)), d[2]],
            ReasonNeeded,
            ("dispositions", "1", "reasons"),
        ),
        (
            lambda d: [Disposal(d[0].filing_document_id, True, ("ILLEGIBLE",)), *d[1:]],
            ReasonNeeded,
            ("dispositions", "0", "reasons"),
        ),
    ],
    ids=[
        "one document forgotten",
        "one document twice",
        "one in place of another",
        "nothing decided",
        "rejected without a reason",
        "rejected for a reason of one's own",
        "accepted with a reason",
    ],
)
def test_i24_i26_a_decision_that_is_not_whole_is_refused_and_changes_nothing(
    rooms: Rooms, change, refusal: type[Refusal], path: tuple[str, ...]
):
    filing_id = held(rooms)
    said = change(rooms.disposals(filing_id, True))
    before = rooms.everything()

    with pytest.raises(refusal) as refused, rooms.by("registry") as work:
        decide(work, filing_id, rooms.filing(filing_id).version, said)

    assert refused.value.path == path
    assert rooms.everything() == before


def test_a_reason_named_twice_is_written_down_once(rooms: Rooms):
    filing_id = held(rooms)
    twice = [
        Disposal(row, accept=False, reasons=("ILLEGIBLE", "ILLEGIBLE"))
        for row in rooms.lodged(filing_id)
    ]

    with rooms.by("registry") as work:
        decide(work, filing_id, rooms.filing(filing_id).version, twice)

    assert [r.code for r in rooms.all(DecisionReason)] == ["ILLEGIBLE"] * 3


def test_while_the_legal_time_is_unknown_a_filing_is_rejected_but_not_accepted(rooms: Rooms):
    closure = close_registry(rooms)
    rooms.hands.move(hours=1)
    waits, goes = held(rooms), held(rooms)
    before = rooms.everything()

    with pytest.raises(DeemedTimePending):
        rooms.decided(waits)
    assert rooms.everything() == before

    rooms.decided(goes, False)
    rooms.hands.move(hours=1)
    reopen_registry(rooms, closure)
    rooms.decided(waits)
    assert rooms.filing(goes).state is FilingState.REJECTED
    assert rooms.filing(waits).state is FilingState.ACCEPTED


def test_the_case_begins_on_the_day_that_counts_not_the_day_of_sending(rooms: Rooms):
    rooms.hands.set("2022-12-30 18:05")

    case = rooms.opened_case()

    assert (case.commenced_on.isoformat(), case.number) == ("2023-01-03", "DCPI 1/2023")


def test_i25_nobody_reviews_a_filing_of_their_own_house():
    officer = Actor("acc_officer", AccountKind.REGISTRY_OFFICER, "org_house")
    require_impartial(officer, "acc_filer", None)
    require_impartial(officer, "acc_filer", "org_other")
    require_impartial(Actor("acc_officer", AccountKind.REGISTRY_OFFICER), "acc_filer", None)
    for owner, house in (("acc_officer", None), ("acc_filer", "org_house")):
        with pytest.raises(ReviewerIsFiler):
            require_impartial(officer, owner, house)


def test_each_case_of_a_year_has_the_next_number_and_rejections_take_none(rooms: Rooms):
    rooms.decided(held(rooms))
    rooms.decided(held(rooms), False)
    rooms.decided(held(rooms))

    cases = sorted(rooms.all(Case), key=lambda case: case.running_number)
    assert [case.number for case in cases] == ["DCPI 1/2022", "DCPI 2/2022"]


def test_many_parties_make_a_title_with_others(rooms: Rooms):
    third = DraftParty(PartyRole.DEFENDANT, PartyKind.INDIVIDUAL, "李樣本")
    case = NEW_CASE.__class__(
        "DCPI", "MONETARY", "PERSONAL_INJURIES", (*NEW_CASE.parties, third, third)
    )

    opened = rooms.opened_case(new_case=case)

    assert opened.title == "陳樣本 Sample Plaintiff v. Sample Kites Limited and others"
