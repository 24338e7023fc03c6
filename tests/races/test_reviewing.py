"""Two officers, or an officer and a filer, reach for one filing at the same moment."""

from typing import Any

from api.accounts.operations import NewAccount, open_account
from api.demo import PASSWORD
from api.kernel.actors import AccountKind
from tests.court import SHOWN, Court
from tests.races.together import code, count, rows, together

CLAIMED = f"... on ReviewClaimed {{ filing {SHOWN} }} ... on ChangedMeanwhile {{ currentVersion }}"
DECIDED = f"... on FilingDecided {{ filing {SHOWN} }} ... on ChangedMeanwhile {{ currentVersion }}"
TAKEN = "... on ReviewTakenOver { filing { id } }"
WITHDRAWN = "... on FilingWithdrawn { filing { state } }"
CONFLICTS = {"ChangedMeanwhile", "MoveNotOpen"}


def seen(filing: Any) -> dict[str, Any]:
    return {"filingId": filing["id"], "expectedVersion": filing["version"]}


def decision(court: Court, filing: Any, *, accept: bool) -> dict[str, Any]:
    reasons = [] if accept else court.reasons()[:1]
    dispositions = [
        {"filingDocumentId": d["id"], "accept": accept, "reasons": reasons}
        for d in filing["documents"]
    ]
    return {**seen(filing), "dispositions": dispositions}


def split(answers: list[Any], success: str) -> tuple[list[Any], list[Any]]:
    """Those that succeeded, and the rest."""
    won = [a for a in answers if code(a) == success]
    return won, [a for a in answers if code(a) != success]


def test_two_officers_claim_at_once_and_one_holds_the_review(racing: Court):
    filing = racing.received()

    answers = together(
        [
            lambda by=by: racing.do("claimReview", seen(filing), CLAIMED, by=by)
            for by in ("registry", "registry2") * 3
        ]
    )

    won, lost = split(answers, "ReviewClaimed")
    assert len(won) == 1
    assert {code(a) for a in lost} <= CONFLICTS
    assert count(racing, "audit_entry", "event = 'FilingClaimed'") == 1
    holder = rows(racing, "SELECT reviewer_id FROM review_task")[0][0]
    winner = ("registry", "registry2")[answers.index(won[0]) % 2]
    assert holder == racing.actor(winner).account_id
    assert racing.filing(filing["id"], by="registry")["version"] == won[0]["filing"]["version"]


def test_i5_i25_two_decisions_at_once_are_one_decision_and_one_typed_conflict(racing: Court):
    filing = racing.claimed(racing.received())
    reject = decision(racing, filing, accept=False)
    accept = decision(racing, filing, accept=True)

    answers = together(
        [
            lambda given=given: racing.do("decideFiling", given, DECIDED, by="registry")
            for given in (accept, reject) * 3
        ]
    )

    won, lost = split(answers, "FilingDecided")
    assert len(won) == 1
    assert {code(a) for a in lost} <= CONFLICTS
    assert count(racing, "review_decision") == 1
    accepted = won[0]["filing"]["state"] == "ACCEPTED"
    assert count(racing, "court_case") == (1 if accepted else 0)
    told = {d["disposition"] for d in racing.filing(filing["id"], by="registry")["documents"]}
    assert told == {"ACCEPTED" if accepted else "REJECTED"}
    assert count(racing, "decision_reason") == (0 if accepted else 3)


def test_release_against_decision_is_one_or_the_other(racing: Court):
    filing = racing.claimed(racing.received())
    accept = decision(racing, filing, accept=True)

    answers = together(
        [
            lambda: racing.do("decideFiling", accept, DECIDED, by="registry"),
            lambda: racing.do(
                "releaseReview",
                seen(filing),
                "... on ReviewReleased { filing { id } }",
                by="registry",
            ),
        ]
    )

    refused = [a for a in answers if code(a) not in {"FilingDecided", "ReviewReleased"}]
    assert len(refused) == 1
    assert code(refused[0]) in {*CONFLICTS, "NotTheReviewer"}
    state = racing.filing(filing["id"], by="registry")["state"]
    decided = code(answers[0]) == "FilingDecided"
    assert state == ("ACCEPTED" if decided else "RECEIVED")
    assert count(racing, "review_decision") == count(racing, "court_case") == int(decided)


def test_withdrawal_against_claim_is_one_or_the_other(racing: Court):
    for turn in range(4):
        filing = racing.received(key=f"turn {turn}")
        withdraw = lambda f=filing: racing.do(  # noqa: E731 - one of two calls
            "withdrawFiling", seen(f), "... on FilingWithdrawn { filing { state } }", by="lawyer"
        )
        claim = lambda f=filing: racing.do(  # noqa: E731 - one of two calls
            "claimReview", seen(f), CLAIMED, by="registry"
        )

        answers = together([withdraw, claim] if turn % 2 else [claim, withdraw])

        ended = {code(a) for a in answers}
        assert len(ended & CONFLICTS) == 1
        won = ended & {"FilingWithdrawn", "ReviewClaimed"}
        task = rows(racing, "SELECT state FROM review_task WHERE filing_id = :id", id=filing["id"])
        state = racing.filing(filing["id"], by="registry")["state"]
        expected = {
            "FilingWithdrawn": ("WITHDRAWN", "CANCELLED"),
            "ReviewClaimed": ("UNDER_REVIEW", "ASSIGNED"),
        }
        assert (state, task[0][0]) == expected[won.pop()]


def test_withdrawal_against_payment_keeps_both_books_straight(racing: Court):
    """Money that arrives while the filer withdraws never brings the filing back to life."""
    for turn in range(4):
        filing = racing.submit(racing.draft(key=f"turn {turn}"), key=f"turn {turn}")
        now = racing.filing(filing["id"], by="lawyer")
        given = {"filingId": filing["id"], "expectedVersion": now["version"]}

        answers = together(
            [
                lambda f=filing: racing.pay(f),
                lambda g=given: racing.do("withdrawFiling", g, WITHDRAWN, by="lawyer"),
            ]
        )

        assert answers[0] is None
        state = racing.filing(filing["id"], by="lawyer")["state"]
        expected = {"FilingWithdrawn": "WITHDRAWN", "ChangedMeanwhile": "RECEIVED"}
        assert state == expected[code(answers[1])]
        waiting = count(
            racing, "review_task", "filing_id = :id AND state = 'UNASSIGNED'", id=filing["id"]
        )
        assert waiting == (1 if state == "RECEIVED" else 0)


def test_access_orders_made_at_once_are_one_order(racing: Court):
    case = racing.opened_case()["case"]
    given = {
        "caseId": case["id"],
        "kind": "SEALING",
        "grounds": "by order",
        "expectedVersion": case["version"],
    }
    show = "... on CaseAccessChanged { case { version accessLevel } }"

    answers = together(
        [
            lambda by=by: racing.do("makeAccessOrder", given, show, by=by)
            for by in ("registry", "registry2")
        ]
    )

    won, lost = split(answers, "CaseAccessChanged")
    assert len(won) == 1
    assert code(lost[0]) in {"ChangedMeanwhile", "AccessOrderAlreadyInForce"}
    assert count(racing, "access_order") == 1


def test_two_officers_take_over_at_once_and_one_holds_the_review(racing: Court):
    with racing.works.open() as work:
        third = NewAccount(
            kind=AccountKind.REGISTRY_OFFICER,
            sign_in_name="registry3",
            password=PASSWORD,
            name="A Third Registry Officer",
            email="registry3@example.org",
        )
        open_account(work, third)
    racing.token("registry3")
    filing = racing.claimed(racing.received(), by="registry")
    show = (
        f"... on ReviewTakenOver {{ filing {SHOWN} }} ... on ChangedMeanwhile {{ currentVersion }}"
    )
    given = {**seen(filing), "reason": "REALLOCATED"}

    answers = together(
        [
            lambda by=by: racing.do("takeOverReview", given, show, by=by)
            for by in ("registry2", "registry3") * 3
        ]
    )

    won, lost = split(answers, "ReviewTakenOver")
    assert len(won) == 1
    assert {code(a) for a in lost} <= {*CONFLICTS, "AlreadyTheReviewer"}
    assert count(racing, "audit_entry", "event = 'ReviewTakenOver'") == 1
    winner = ("registry2", "registry3")[answers.index(won[0]) % 2]
    holder = rows(racing, "SELECT reviewer_id FROM review_task")[0][0]
    assert holder == racing.actor(winner).account_id


def test_take_over_against_decision_leaves_one_decision_by_whoever_held_it(racing: Court):
    for turn in range(3):
        filing = racing.claimed(racing.received(key=f"turn {turn}"))
        accept = decision(racing, filing, accept=True)
        taking = {**seen(filing), "reason": "HOLDER_AWAY"}

        answers = together(
            [
                lambda a=accept: racing.do("decideFiling", a, DECIDED, by="registry"),
                lambda t=taking: racing.do("takeOverReview", t, TAKEN, by="registry2"),
            ]
        )

        decided = code(answers[0]) == "FilingDecided"
        assert decided != (code(answers[1]) == "ReviewTakenOver")
        assert code(answers[int(decided)]) in {*CONFLICTS, "NotTheReviewer"}
        held = "SELECT reviewer_id, state FROM review_task WHERE filing_id = :id"
        [task] = rows(racing, held, id=filing["id"])
        holder = racing.actor("registry" if decided else "registry2").account_id
        assert tuple(task) == (holder, "COMPLETED" if decided else "ASSIGNED")


def test_a_relation_back_granted_twice_at_once_is_in_force_once(racing: Court):
    first = racing.decide(racing.claimed(racing.received()), accept=False)
    racing.hands.move(days=3)
    racing.tokens.clear()
    for name in ("registry", "registry2"):
        racing.token(name)
    again = racing.received(key="again", resubmissionOf=first["id"])
    given = {**seen(again), "reason": "By order."}
    show = "... on RelationBackGranted { filing { id } } ... on ChangedMeanwhile { currentVersion }"

    answers = together(
        [
            lambda by=by: racing.do("grantRelationBack", given, show, by=by)
            for by in ("registry", "registry2") * 3
        ]
    )

    won, lost = split(answers, "RelationBackGranted")
    assert len(won) == 1
    assert {code(a) for a in lost} <= {"ChangedMeanwhile", "RelationBackInForce"}
    assert count(racing, "relation_back") == 1
    assert count(racing, "audit_entry", "event = 'EffectiveTimeChanged'") == 1
    assert count(racing, "message", "about = 'EffectiveTimeChanged'") == 1
