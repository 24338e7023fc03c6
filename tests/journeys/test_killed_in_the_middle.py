"""The server is killed in the middle of a step, not between two; everybody simply asks again."""

import select
from secrets import token_hex
from typing import Any

import pytest

from tests.journeys.books import assert_nothing_is_there_twice, read_books
from tests.journeys.house import House, eventually
from tests.journeys.people import mutation_of
from tests.journeys.story import FILING, PAYMENT, SUBMITTED, Story

PAID = f"... on PaymentStarted {{ payment {{ {PAYMENT} }} }}"
DECIDED = f"... on FilingDecided {{ filing {{ {FILING} }} }}"
MOMENTS_S = (0.0, 0.02, 60.0)
"""At once, on the way, and when the answer has just come; an answer always ends the wait."""


def killed_while(story: Story, by: str, mutation: str, given: Any, show: str, wait: float) -> None:
    """Send a mutation, kill the server after a moment or at the answer, and start it again."""
    wire = getattr(story, by).send(mutation, given, show)
    select.select([wire], [], [], wait)
    story.house.kill()
    wire.close()
    story.house.start()


def asked_again(story: Story, mutation: str, given: Any, show: str) -> Any:
    """Repeat a request of the lawyer's under its key, twice: the same answer to the byte."""
    query = mutation_of(mutation, show)
    first = story.lawyer.raw(query, {"input": given})
    assert story.lawyer.raw(query, {"input": given}) == first
    return story.lawyer.ask(query, {"input": given})[mutation]


@pytest.fixture
def story(shared_house: House) -> Story:
    """Everybody is signed in before the trouble starts."""
    story = Story(shared_house, key=token_hex(4))
    assert story.lawyer.token
    assert story.registry.token
    return story


def test_one_key_is_one_filing_whenever_the_server_dies(story: Story):
    drafts = [story.drafted(f"{story.key} {number}") for number in range(len(MOMENTS_S))]
    for draft, moment in zip(drafts, MOMENTS_S, strict=True):
        given = story.submission(draft)
        killed_while(story, "lawyer", "submitFiling", given, SUBMITTED, moment)
        answer = asked_again(story, "submitFiling", given, SUBMITTED)
        assert answer["filing"]["state"] == "PAYMENT_PENDING"
        assert answer["filing"]["acknowledgement"] is not None
    books = assert_nothing_is_there_twice(story.house)
    for draft in drafts:
        (received,) = (f for f in books.received if f.id == draft["id"])
        assert received.version == draft["version"] + 3  # submitted, received, payment awaited
        told = {about for subject, about in books.messages if subject == draft["id"]}
        assert told == {"FilingReceived", "FilingAwaitsPayment"}


def test_money_taken_while_the_server_is_dead_is_counted_once(story: Story):
    filing = story.submitted(story.key)
    given = story.paying(filing, story.key)
    killed_while(story, "lawyer", "startPayment", given, PAID, 0.02)
    payment = asked_again(story, "startPayment", given, PAID)["payment"]
    assert payment["state"] == "STARTED"

    story.house.kill()
    story.house.sandbox.decide(payment["continueUrl"], "SUCCEEDED")
    story.house.sandbox.kill()
    story.house.start()
    assert story.follow(filing)["state"] == "PAYMENT_PENDING"
    story.house.sandbox.start()
    paid = story.in_state(filing, "RECEIVED")
    (only,) = paid["serviceRequest"]["payments"]
    assert (only["id"], only["state"]) == (payment["id"], "SUCCESS")

    assert story.start_payment(filing, story.key) == only
    books = assert_nothing_is_there_twice(story.house)
    assert [p.id for p in books.payments_of(filing)] == [payment["id"]]
    assert len(books.receipts_of(filing)) == 1


def test_a_decision_is_recorded_and_sealed_once_though_the_server_dies(story: Story):
    filing = story.claimed(story.paid(story.submitted(story.key)))
    given = story.decision(filing)
    killed_while(story, "registry", "decideFiling", given, DECIDED, 60.0)
    repeated = story.registry.do("decideFiling", given, DECIDED)
    assert repeated["code"] == "ChangedMeanwhile"
    assert story.follow(filing)["state"] in {"ACCEPTED", "RECORDED"}
    recorded = story.in_state(filing, "RECORDED")
    assert recorded["decision"]["outcome"] == "ACCEPTED"
    eventually(lambda: read_books(story.house).jobs_left == 0, "the job is ticked off")
    books = assert_nothing_is_there_twice(story.house)
    assert len([e for e in books.entries if e.case_id == recorded["case"]["id"]]) == 3
    lodged = [d["document"]["id"] for d in recorded["documents"]]
    forms = [r.kind for r in books.renditions if r.document_id in lodged]
    assert sorted(forms) == ["AS_FILED"] * 3 + ["SEALED"]
    numbers = [d.document_reference for d in books.documents if d.id in lodged]
    assert sum(number is not None for number in numbers) == 1
    assert "Traceback" not in story.house.said()


GIVEN_OUT = "... on DocumentGivenOut { issuedDocument { id version state } }"
STANDS = """query S($id: ID!) { node(id: $id) { ... on IssuedDocument { id state
    document { ... on Document { id documentReference } } } } }"""


def test_what_the_court_issues_is_issued_once_though_the_server_dies(story: Story):
    """I-28: killed just after it was given out, while it is being sealed."""
    filing = story.decided(story.claimed(story.paid(story.submitted(story.key))))
    filing = story.in_state(filing, "RECORDED")
    number = {"n": filing["case"]["number"]}
    case = story.registry.ask("query C($n: String!) { case(number: $n) { id version } }", number)
    given = {
        "idempotencyKey": f"issue {story.key}",
        "caseId": case["case"]["id"],
        "documentId": story.registry.upload("ORDER", f"order {story.key}"),
        "expectedVersion": case["case"]["version"],
    }
    killed_while(story, "registry", "issueDocument", given, GIVEN_OUT, 60.0)
    made = story.registry.do("issueDocument", given, GIVEN_OUT)["issuedDocument"]

    def issued() -> Any:
        now = story.registry.ask(STANDS, {"id": made["id"]})["node"]
        return now if now["state"] == "ISSUED" else None

    document = eventually(issued, "the order is issued")["document"]
    eventually(lambda: read_books(story.house).jobs_left == 0, "the job is ticked off")
    books = assert_nothing_is_there_twice(story.house)
    assert [e.document_id for e in books.entries].count(document["id"]) == 1
    forms = [r.kind for r in books.renditions if r.document_id == document["id"]]
    assert sorted(forms) == ["AS_FILED", "SEALED"]
    assert books.messages[made["id"], "CourtDocumentIssued"] == 1
    assert books.events[made["id"], "CourtDocumentIssued"] == 1
    assert "Traceback" not in story.house.said()
