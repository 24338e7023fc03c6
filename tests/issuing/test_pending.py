"""Between acceptance and record: visible with its age, tried again, and then done exactly once."""

from typing import Any

from sqlmodel import select

from api.documents.models import Rendition
from api.documents.states import RenditionKind
from api.issuing.models import IssuedDocument
from api.jobs import lanes_of
from api.register.models import RegisterEntry
from tests.court import Court
from tests.issuing.steps import Registry
from tests.races.together import together

WAITS = """query F($id: ID!) { node(id: $id) { ... on Filing { state
  recordingPending { since ageSeconds explanation { en tc sc } } } } }"""


def waiting(court: Court, filing_id: str, *, by: str) -> Any:
    """A filing and what it waits for, as somebody sees it."""
    return court.ask(WAITS, {"id": filing_id}, by=by)["node"]


def sealed_copies(court: Court) -> int:
    with court.works.look() as session:
        found = select(Rendition.id).where(Rendition.kind == RenditionKind.SEALED)
        return len(list(session.exec(found)))


def test_an_accepted_filing_is_recorded_or_visibly_pending(court: Court):
    """I-28: with its age, to staff; with an explanation, to the filer."""
    filing = court.decide(court.claimed(court.received()))
    registry = Registry(court, filing["case"])
    court.hands.move(minutes=3)

    (pending,) = registry.pending("registry")
    assert (pending["subjectId"], pending["ageSeconds"]) == (filing["id"], 180)
    assert (pending["attempts"], pending["lastFault"]) == (0, None)
    assert registry.pending("auditor") == [pending]
    for name in ("lawyer", "rival", "litigant", "helpdesk", "accounts"):
        assert registry.pending(name) == []
    seen = waiting(court, filing["id"], by="lawyer")
    assert (seen["state"], seen["recordingPending"]["ageSeconds"]) == ("ACCEPTED", 180)
    assert "usually within minutes" in seen["recordingPending"]["explanation"]["en"]

    court.parts.outbox.do_due()
    assert registry.pending("registry") == []
    seen = waiting(court, filing["id"], by="lawyer")
    assert seen == {"state": "RECORDED", "recordingPending": None}


def test_while_no_time_authority_answers_nothing_is_half_done(court: Court):
    """I-28: neither register entry nor seal; then, when it answers again, both, exactly once."""
    filing = court.decide(court.claimed(court.received()))
    registry = Registry(court, filing["case"])
    silent = registry.outbox_without_time()
    for attempt in range(1, 4):
        assert silent.do_due() == 0
        (pending,) = registry.pending("registry")
        assert (pending["attempts"], pending["lastFault"]) == (attempt, "TimestampRequestError")
        assert registry.seen(by="registry")["register"]["nodes"] == []
        assert sealed_copies(court) == 0
        court.hands.move(minutes=10)
    seen = waiting(court, filing["id"], by="lawyer")
    assert (seen["state"], seen["recordingPending"]["ageSeconds"]) == ("ACCEPTED", 1800)
    assert "longer than usual" in seen["recordingPending"]["explanation"]["en"]
    assert "需時較長" in seen["recordingPending"]["explanation"]["tc"]

    court.parts.outbox.do_due()
    court.parts.outbox.do_due()
    assert waiting(court, filing["id"], by="lawyer")["state"] == "RECORDED"
    assert sealed_copies(court) == 1
    assert len(registry.seen(by="registry")["register"]["nodes"]) == 3


def test_what_the_court_issues_waits_for_the_time_authority_too(registry: Registry):
    """I-28: everything given out meanwhile is issued once when it answers again."""
    court, before = registry.court, sealed_copies(registry.court)
    given = [registry.issue(registry.uploaded(key=str(n))) for n in range(3)]
    silent = registry.outbox_without_time()
    assert silent.do_due() == 0
    assert len(registry.pending("registry")) == 3
    assert {registry.one(g["id"])["state"] for g in given} == {"DRAFTED"}
    assert sealed_copies(court) == before

    court.hands.move(minutes=1)
    together([court.parts.outbox.do_due] * 2)
    assert {registry.one(g["id"])["state"] for g in given} == {"ISSUED"}
    assert sealed_copies(court) == before + 3
    assert len(registry.told("lawyer", "CourtDocumentIssued")) == 3
    with court.works.look() as session:
        documents = list(session.exec(select(IssuedDocument.document_id)))
        entered = list(session.exec(select(RegisterEntry.document_id)))
    assert sorted(entered.count(d) for d in documents) == [1, 1, 1]
    assert registry.pending("registry") == []


def test_every_job_has_one_lane_and_what_leaves_the_building_is_apart(court: Court):
    """A time authority that is silent keeps no closure, deadline or scan waiting."""
    jobs = court.parts.outbox.jobs
    lanes = lanes_of(court.parts.outbox)
    takes = {
        name: [job for job in jobs if (job in lane.only or not lane.only) and job not in lane.but]
        for name, lane in lanes.items()
    }
    assert sorted(job for taken in takes.values() for job in taken) == sorted(jobs)
    assert takes["seals"] == ["record_filing", "issue_document", "certify_outage"]
    assert takes["scans"] == ["scan_document"]
