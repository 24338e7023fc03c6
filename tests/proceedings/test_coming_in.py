"""A firm or a person who is not in a case comes into it by a first filing (I-11)."""

from collections.abc import Sequence
from typing import Any

import pytest

from api.cases.models import Case
from api.cases.operations import make_access_order
from api.cases.states import AccessOrderKind
from api.corrections.operations import start_filing
from api.deadlines.models import Deadline
from api.deadlines.operations import record_service
from api.filings.operations import Draft, check_filing, start, submit
from api.filings.rules import ProblemsFound
from api.filings.states import FilingState
from api.kernel.refusals import NotFound
from api.notifications.models import Message
from api.parties.models import FilingAppearance, Linkage, Representation
from api.parties.rules import Appearing, CaptionDoesNotAgree, NoSuchParty
from api.parties.states import PartyRole
from api.proceedings import operations as proceedings
from tests.court import Court
from tests.filings.steps import DEFENDANT, Rooms
from tests.proceedings.steps import done, entered, party, sees

NOTICE = ("NOTICE_TO_ACT",)
CHANGE = ("NOTICE_OF_CHANGE_OF_SOLICITORS",)
SERVED = ("ACKNOWLEDGMENT_OF_SERVICE",)


def confirmed(case: Case, **said: Any) -> Appearing:
    """The caption as the cause book shows it, for the defendant."""
    whole = {"caption": case.title, "role": PartyRole.DEFENDANT, "party_name": DEFENDANT.name}
    return Appearing(**{**whole, **said})


def drafted(
    rooms: Rooms,
    case: Case,
    kinds: Sequence[str] = NOTICE,
    *,
    by: str = "rival",
    appearing: Appearing | None = None,
) -> str:
    """A first filing of somebody who is not in the case."""
    ids = tuple(rooms.document(kind, by=by) for kind in kinds)
    draft = Draft(None, case.number, ids, None, appearing or confirmed(case))
    with rooms.by(by) as work:
        return start(work, draft, rooms.key())


def lodged(rooms: Rooms, case: Case, kinds: Sequence[str] = NOTICE, **said: Any) -> str:
    """A first filing that the court has."""
    filing_id = drafted(rooms, case, kinds, **said)
    with rooms.by(said.get("by", "rival")) as work:
        return submit(work, filing_id, rooms.filing(filing_id).version, rooms.key())


def accepted(rooms: Rooms, filing_id: str) -> str:
    """A filing accepted and recorded."""
    return rooms.recorded(rooms.decided(rooms.claimed(filing_id)))


def came_in(rooms: Rooms, case: Case, kinds: Sequence[str] = NOTICE, **said: Any) -> str:
    """A first filing accepted and recorded."""
    return accepted(rooms, lodged(rooms, case, kinds, **said))


def rules_of(rooms: Rooms, filing_id: str, by: str) -> set[str]:
    """What the dry run blocks."""
    with rooms.by(by) as work:
        checked = check_filing(work, filing_id)
    return {f.rule for f in checked.findings if f.severity == "BLOCK"}


def test_i11_a_stranger_comes_in_by_a_notice_and_sees_the_case_only_when_it_is_recorded(
    rooms: Rooms,
):
    """I-11: the caption is confirmed and kept; while it is only lodged, nothing is seen."""
    case = rooms.opened_case()
    filing_id = drafted(rooms, case)
    [kept] = rooms.all(FilingAppearance)
    assert (kept.filing_id, kept.caption) == (filing_id, case.title)
    assert not sees(rooms, "rival", case)
    with rooms.by("rival") as work:
        submit(work, filing_id, rooms.filing(filing_id).version, rooms.key())
    assert rooms.filing(filing_id).state is FilingState.RECEIVED
    assert not sees(rooms, "rival", case)
    rooms.decided(rooms.claimed(filing_id))
    assert not sees(rooms, "rival", case)
    rooms.hands.move(minutes=1)
    since = len(rooms.events())

    rooms.recorded(filing_id)

    assert sees(rooms, "rival", case)
    [acts] = rooms.all(Representation, party_id=party(rooms, case, 2).id)
    assert (acts.from_at, acts.until_at) == (rooms.hands.now, None)
    happened = rooms.events(since)
    assert happened.count("RepresentationBegan") == happened.count("FilingRecorded") == 1
    number = rooms.filing(filing_id).transaction_number
    said = "HARBOUR (fictional firm) acts for the defendant Sample Kites Limited"
    assert entered(rooms, case) == [(said, number)]
    lawyer = rooms.people["lawyer"].account_id
    assert rooms.all(Message, account_id=lawyer, about="RepresentationBegan")


@pytest.mark.parametrize("by", ["rival", "litigant"])
def test_i11_a_caption_that_is_not_the_cases_is_refused(rooms: Rooms, by: str):
    """I-11: neither another caption, nor part of it, nor none."""
    case, other = rooms.opened_case(), rooms.opened_case()
    before = rooms.everything()
    for caption in ("", "v.", case.title[:-1], case.title + " and another", "X v. Y"):
        draft = Draft(None, other.number, (), None, confirmed(case, caption=caption))
        with pytest.raises(CaptionDoesNotAgree), rooms.by(by) as work:
            start(work, draft, rooms.key())
    assert rooms.everything() == before
    folded = case.title.upper().replace(" ", "   ").replace("LIMITED", "ＬＩＭＩＴＥＤ")
    drafted(rooms, case, by=by, appearing=confirmed(case, caption=folded))


def test_i11_without_a_confirmation_a_stranger_files_in_no_case(rooms: Rooms):
    case = rooms.opened_case()
    for by in ("rival", "litigant"):
        with pytest.raises(NotFound), rooms.by(by) as work:
            start(work, Draft(None, case.number, ()), rooms.key())


def test_i38_a_sealed_case_and_none_are_one_answer_even_with_the_right_caption(rooms: Rooms):
    case = rooms.opened_case()
    for kind in AccessOrderKind:
        with rooms.by("registry") as work:
            version = work.session.get_one(Case, case.id).version
            make_access_order(work, case.id, kind, "for the test", version)
        said = []
        for number in (case.number, "DCPI 99/2022"):
            with pytest.raises(NotFound) as refused, rooms.by("rival") as work:
                start(work, Draft(None, number, (), None, confirmed(case)), rooms.key())
            said.append((refused.value.path, refused.value.sentence))
        assert said[0] == said[1]


def test_i38_a_case_sealed_since_the_draft_takes_it_no_more(rooms: Rooms):
    case = rooms.opened_case()
    filing_id = drafted(rooms, case)
    with rooms.by("registry") as work:
        version = work.session.get_one(Case, case.id).version
        make_access_order(work, case.id, AccessOrderKind.SEALING, "for the test", version)
    with pytest.raises(NotFound), rooms.by("rival") as work:
        submit(work, filing_id, rooms.filing(filing_id).version, rooms.key())


def test_i11_a_caption_that_changed_since_the_draft_has_to_be_confirmed_anew(rooms: Rooms):
    case = rooms.opened_case()
    filing_id = drafted(rooms, case)
    done(rooms, proceedings.amend_party_name, case, party(rooms, case, 1).id, "Another Name")
    with pytest.raises(CaptionDoesNotAgree), rooms.by("rival") as work:
        submit(work, filing_id, rooms.filing(filing_id).version, rooms.key())
    assert "CaptionDoesNotAgree" in rules_of(rooms, filing_id, "rival")


def test_one_appears_for_a_party_of_the_case_by_role_and_name(rooms: Rooms):
    case = rooms.opened_case()
    for said in (
        {"party_name": "Somebody Else"},
        {"role": PartyRole.PLAINTIFF},
        {"party_name": ""},
    ):
        draft = Draft(None, case.number, (), None, confirmed(case, **said))
        with pytest.raises(NoSuchParty), rooms.by("rival") as work:
            start(work, draft, rooms.key())


def test_only_the_notices_by_which_one_comes_in_are_taken(rooms: Rooms):
    case = rooms.opened_case()
    filing_id = drafted(rooms, case, (*NOTICE, "DEFENCE"))
    assert rules_of(rooms, filing_id, "rival") == {"FIRST_APPEARANCE"}
    with pytest.raises(ProblemsFound) as refused, rooms.by("rival") as work:
        submit(work, filing_id, rooms.filing(filing_id).version, rooms.key())
    [found] = [f for f in refused.value.findings if f.rule == "FIRST_APPEARANCE"]
    assert found.path == ("documentIds", "1")
    assert rooms.filing(filing_id).state is FilingState.DRAFT


def test_what_a_stranger_is_told_names_no_other_party(rooms: Rooms):
    case = done(
        rooms,
        proceedings.add_party,
        rooms.opened_case(),
        proceedings.NewParty(DEFENDANT.role, DEFENDANT.kind, "Hidden From Strangers"),
    )
    done(rooms, proceedings.begin_acting, case, party(rooms, case, 3).id, "LANTERN")
    filing_id = drafted(rooms, case, CHANGE, appearing=confirmed(case))
    with rooms.by("rival") as work:
        checked = check_filing(work, filing_id)
    assert "Hidden From Strangers" not in str(checked.findings)
    assert "LANTERN" not in str(checked.findings)


def test_who_is_represented_is_taken_over_by_a_notice_of_change_only(rooms: Rooms):
    """The new firm and the old change in one instant; the old one loses sight."""
    case = rooms.opened_case()
    plaintiff = confirmed(case, role=PartyRole.PLAINTIFF, party_name=party(rooms, case, 1).name)
    plain = drafted(rooms, case, NOTICE, appearing=plaintiff)
    assert rules_of(rooms, plain, "rival") == {"PARTY_IS_REPRESENTED"}

    rooms.hands.move(hours=1)
    came_in(rooms, case, CHANGE, appearing=plaintiff)

    old, new = sorted(rooms.all(Representation, case_id=case.id), key=lambda row: row.from_at)
    assert old.until_at == new.from_at == rooms.hands.now
    assert [name for name in ("lawyer", "colleague", "rival") if sees(rooms, name, case)] == [
        "rival"
    ]


def test_a_litigant_comes_in_in_person_and_answers_in_time(rooms: Rooms):
    """The acknowledgment that brings a defendant in meets the defendant's own deadline."""
    case = rooms.opened_case()
    defendant = party(rooms, case, 2)
    with rooms.by("registry") as work:
        record_service(
            work,
            case_id=case.id,
            party_id=defendant.id,
            served_on=case.commenced_on,
            key=rooms.key(),
        )
    filing_id = came_in(rooms, case, SERVED, by="litigant")
    assert sees(rooms, "litigant", case)
    [link] = rooms.all(Linkage, account_id=rooms.people["litigant"].account_id)
    assert link.party_id == defendant.id
    met = [d for d in rooms.all(Deadline, party_id=defendant.id) if d.filing_id == filing_id]
    assert [d.document_kind for d in met] == list(SERVED)
    assert entered(rooms, case)[-1][0] == "The defendant Sample Kites Limited acts in person"


def test_what_is_rejected_or_withdrawn_brings_nobody_in_and_may_be_corrected(rooms: Rooms):
    case = rooms.opened_case()
    filing_id = lodged(rooms, case)
    rooms.decided(rooms.claimed(filing_id), False)
    assert not sees(rooms, "rival", case)
    assert len(rooms.all(Representation, case_id=case.id)) == 1
    with rooms.by("rival") as work:
        again = start_filing(work, Draft(None, None, (), filing_id), rooms.key())
    kept = {row.filing_id: row.caption for row in rooms.all(FilingAppearance)}
    assert kept == {filing_id: case.title, again: case.title}


def test_the_second_of_two_first_notices_changes_nothing_and_the_register_says_so(rooms: Rooms):
    case = rooms.opened_case()
    first, second = lodged(rooms, case, by="rival"), lodged(rooms, case, by="litigant")
    accepted(rooms, first)
    accepted(rooms, second)
    assert sees(rooms, "rival", case)
    assert not sees(rooms, "litigant", case)
    assert entered(rooms, case)[-1][0].startswith("The notice does not change who acts")
    assert rooms.filing(second).state is FilingState.RECORDED


def test_the_contract_shows_the_confirmation_to_its_filer_and_no_case(court: Court):
    case = court.opened_case()["case"]
    book = court.ask(
        "query B($s: CauseBookSearch!) { causeBook(search: $s) { nodes { title } } }",
        {"s": {"caseNumber": case["number"]}},
        by="rival",
    )["causeBook"]["nodes"]
    given = {
        "idempotencyKey": "come in",
        "caseNumber": case["number"],
        "documentIds": [court.upload("NOTICE_TO_ACT", by="rival")],
        "appearance": {
            "caption": book[0]["title"],
            "role": "DEFENDANT",
            "partyName": "sample kites  limited",
        },
    }
    show = """... on FilingStarted { filing { id version case { id }
      appearance { caption role partyName } } }"""
    draft = court.do("startFiling", given, show, by="rival")["filing"]
    assert draft["case"] is None
    assert draft["appearance"] == {
        "caption": case["title"],
        "role": "DEFENDANT",
        "partyName": "Sample Kites Limited",
    }
    sent = court.submit(draft, by="rival")
    query = "query C($n: String!) { case(number: $n) { id } }"
    assert court.ask(query, {"n": case["number"]}, by="rival")["case"] is None
    court.decide(court.claimed(court.filing(sent["id"], by="registry")))
    court.parts.outbox.do_due()
    assert court.ask(query, {"n": case["number"]}, by="rival")["case"] == {"id": case["id"]}
    kinds = court.ask("{ documentKinds { code appearance } }")["documentKinds"]
    marked = {k["code"]: k["appearance"] for k in kinds if k["appearance"]}
    assert marked == {
        "ACKNOWLEDGMENT_OF_SERVICE": "FIRST",
        "NOTICE_TO_ACT": "FIRST",
        "NOTICE_OF_CHANGE_OF_SOLICITORS": "CHANGE",
        "NOTICE_TO_ACT_IN_PERSON": "CHANGE",
    }


@pytest.mark.parametrize(
    ("verb", "rule"), [("stay", "CASE_IS_STAYED"), ("conclude", "CASE_IS_CONCLUDED")]
)
def test_where_a_case_stands_is_said_before_one_files_in_it(rooms: Rooms, verb: str, rule: str):
    case = rooms.opened_case()
    filing_id = rooms.draft(case_number=case.number, documents=("REPLY",))
    done(rooms, proceedings.stand, case, verb)
    with rooms.by("lawyer") as work:
        checked = check_filing(work, filing_id)
    assert [f.severity for f in checked.findings if f.rule == rule] == ["ADVICE"]
    assert checked.is_ready


def test_a_filing_in_a_consolidated_case_is_pointed_to_its_lead(rooms: Rooms):
    lead, member = rooms.opened_case(), rooms.opened_case()
    version = rooms.one(Case, member.id).version
    done(rooms, proceedings.consolidate, lead, [(member.id, version)])
    filing_id = rooms.draft(case_number=member.number, documents=("REPLY",))

    def said() -> str:
        with rooms.by("lawyer") as work:
            found = check_filing(work, filing_id).findings
        return next(f.message.en for f in found if f.rule == "CASE_IS_CONSOLIDATED")

    assert said() == f"This case was consolidated and goes on in {lead.number}."
    with rooms.by("registry") as work:
        version = work.session.get_one(Case, lead.id).version
        make_access_order(work, lead.id, AccessOrderKind.SEALING, "for the test", version)
    assert said() == "This case was consolidated and goes on in its lead case."
