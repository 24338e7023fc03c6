"""Submitting while somebody else does something to the same draft, or to the office's hours."""

from typing import Any

from tests.court import SUBMITTED, Court
from tests.races.together import code, count, rows, together

FIVE = 5


def submit(court: Court, filing: Any, key: str, *, by: str = "lawyer") -> Any:
    given = {
        "idempotencyKey": key,
        "filingId": filing["id"],
        "expectedVersion": filing["version"],
    }
    return court.do("submitFiling", given, SUBMITTED, by=by)


def test_submits_at_once_with_one_key_are_one_filing_and_one_answer(racing: Court):
    draft = racing.draft()

    answers = together([lambda: submit(racing, draft, "one key")] * FIVE)

    assert [code(a) for a in answers] == ["FilingSubmitted"] * FIVE
    assert answers[1:] == answers[:-1]
    assert count(racing, "filing") == 1
    assert count(racing, "acknowledgement") == 1
    assert count(racing, "service_request") == 1
    assert count(racing, "fee_assessment") == 1
    assert count(racing, "audit_entry", "event = 'FilingReceived'") == 1
    assert rows(racing, "SELECT last FROM counter WHERE name = 'transaction/2022'") == [(1,)]


def test_i5_submits_at_once_with_different_keys_are_one_filing_and_typed_conflicts(racing: Court):
    draft = racing.draft()

    answers = together([lambda k=k: submit(racing, draft, f"key {k}") for k in range(FIVE)])

    assert sorted(code(a) for a in answers) == ["ChangedMeanwhile"] * 4 + ["FilingSubmitted"]
    conflicts = [a for a in answers if code(a) == "ChangedMeanwhile"]
    now = racing.filing(draft["id"], by="lawyer")
    assert {a["currentVersion"] for a in conflicts} == {now["version"]}
    assert count(racing, "acknowledgement") == 1
    assert count(racing, "service_request") == 1
    assert count(racing, "idempotency_record", "verb = 'submit_filing'") == 1


def test_one_key_with_two_bodies_at_once_is_one_filing_and_one_refusal(racing: Court):
    first, second = racing.draft(key="first"), racing.draft(key="second")

    answers = together(
        [lambda: submit(racing, first, "same"), lambda: submit(racing, second, "same")]
    )

    assert sorted(code(a) for a in answers) == ["FilingSubmitted", "IdempotencyKeyReused"]
    assert count(racing, "acknowledgement") == 1
    assert count(racing, "filing", "state = 'DRAFT'") == 1


def test_drafts_begun_at_once_with_one_key_are_one_draft(racing: Court):
    uploads = [racing.upload("WRIT_OF_SUMMONS")]

    drafts = together([lambda: racing.draft(documentIds=uploads)] * FIVE)

    assert {draft["id"] for draft in drafts} == {drafts[0]["id"]}
    assert count(racing, "filing") == 1
    assert count(racing, "filing_document") == 1


def test_one_upload_goes_into_one_of_two_drafts_begun_at_once(racing: Court):
    uploads = [racing.upload("WRIT_OF_SUMMONS")]
    show = "... on FilingStarted { filing { id } }"

    def start(key: str) -> Any:
        given = {"idempotencyKey": key, "newCase": CLAIM, "documentIds": uploads}
        return racing.do("startFiling", given, show, by="lawyer")

    answers = together([lambda k=k: start(f"key {k}") for k in range(FIVE)])

    assert sorted(code(a) for a in answers) == ["DocumentInAnotherFiling"] * 4 + ["FilingStarted"]
    assert count(racing, "filing") == 1
    assert count(racing, "filing_document") == 1


def test_submit_against_discard_is_one_or_the_other(racing: Court):
    draft = racing.draft()
    given = {"filingId": draft["id"], "expectedVersion": draft["version"]}
    show = "... on FilingDiscarded { filing { state } }"

    answers = together(
        [
            lambda: submit(racing, draft, "submit"),
            lambda: racing.do("discardFiling", given, show, by="lawyer"),
        ]
    )

    ended = sorted(code(a) for a in answers)
    assert ended in (
        ["ChangedMeanwhile", "FilingSubmitted"],
        ["ChangedMeanwhile", "FilingDiscarded"],
    )
    lodged = count(racing, "filing_document", "filing_id = :id", id=draft["id"])
    assert lodged == (3 if "FilingSubmitted" in ended else 0)


def test_i1_transaction_numbers_of_submits_at_once_are_consecutive(racing: Court):
    drafts = [racing.draft(key=f"draft {n}") for n in range(12)]

    answers = together([lambda d=d: submit(racing, d, d["id"]) for d in drafts])

    assert {code(a) for a in answers} == {"FilingSubmitted"}
    numbers = {a["filing"]["transactionNumber"] for a in answers}
    assert len(numbers) == len(drafts)
    assert rows(racing, "SELECT last FROM counter WHERE name = 'transaction/2022'") == [(12,)]


def test_a_closure_that_ends_while_filings_arrive_leaves_none_pending(racing: Court):
    drafts = [racing.draft(key=f"draft {n}") for n in range(10)]
    office = rows(racing, "SELECT office_code FROM filing")[0][0]
    given = {"office": office, "kind": "GALE_WARNING", "startsAt": "2022-05-13T03:00:00Z"}
    show = "... on ClosureAnnounced { closure { id version } }"
    closure = racing.do("announceClosure", given, show, by="registry")["closure"]
    racing.hands.move(minutes=30)
    before = submit(racing, drafts[0], "while closed")
    assert before["filing"]["times"]["deemedReceived"]["pending"] is True

    def reopen() -> Any:
        given = {"closureId": closure["id"], "expectedVersion": closure["version"]}
        show = "... on ClosureEnded { closure { state } }"
        return racing.do("endClosure", given, show, by="registry")

    racing.hands.move(minutes=30)
    answers = together(
        [lambda d=d: submit(racing, d, d["id"]) for d in drafts[1:5]]
        + [reopen]
        + [lambda d=d: submit(racing, d, d["id"]) for d in drafts[5:]]
    )

    assert [code(a) for a in answers] == (
        ["FilingSubmitted"] * 4 + ["ClosureEnded"] + ["FilingSubmitted"] * 5
    )
    assert count(racing, "filing", "transaction_number IS NOT NULL") == 10
    assert count(racing, "filing", "deemed_at IS NULL OR deemed_pending") == 0


def test_two_officers_who_end_one_closure_at_once_end_it_once(racing: Court):
    office = rows(racing, "SELECT code FROM court_office ORDER BY code")[0][0]
    given = {"office": office, "kind": "GALE_WARNING", "startsAt": "2022-05-13T02:00:00Z"}
    show = "... on ClosureAnnounced { closure { id version } }"
    closure = racing.do("announceClosure", given, show, by="registry")["closure"]

    def reopen(by: str) -> Any:
        given = {"closureId": closure["id"], "expectedVersion": closure["version"]}
        return racing.do("endClosure", given, "... on ClosureEnded { closure { state } }", by=by)

    answers = together([lambda: reopen("registry"), lambda: reopen("registry2")])

    assert sorted(code(a) for a in answers) == ["ChangedMeanwhile", "ClosureEnded"]
    assert count(racing, "audit_entry", "event = 'ClosureEnded'") == 1


CLAIM = {
    "proceedingType": "DCPI",
    "relief": "MONETARY",
    "natureOfClaim": "PERSONAL_INJURIES",
    "parties": [{"role": "PLAINTIFF", "name": "陳樣本"}, {"role": "DEFENDANT", "name": "Sample"}],
}
