"""A certificate of an outage states what is recorded, under the court's seal, for everybody."""

import hashlib
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from api.app import build
from api.gateways.certificate import CourtPen
from api.issuing.ports import StatedOutage
from api.issuing.procedures import issue_certificate
from api.jobs import LANES
from api.kernel.text import Text
from tests.court import Court
from tests.documents.seals import a_sealer, signature_in
from tests.races.together import count

SHOWN = """certificate { id state documentReference ruleVersion issuedAt endedAt sha256 bytes
  downloadUrl version outageWindow { id } supersededBy { id } }"""
WINDOW = f"""outageWindow {{ id version endedAt correctedBy {{ id }} corrects {{ id }} {SHOWN}
  viewerCan {{ action allowed unmet {{ code }} }} }}"""
LISTED = f"{{ outageWindows {{ nodes {{ id correctedBy {{ id }} {SHOWN} }} }} }}"
NODE = "query C($id: ID!) { node(id: $id) { ... on OutageCertificate { state } } }"
ISSUED = "query N($n: String!) { documentReference(number: $n) { issued } }"
GIVEN = {
    "beganAt": "2022-05-13T02:00:00Z",
    "endedAt": "2022-05-13T02:40:07Z",
    "what": {"en": "Uploads failed.", "tc": "上載失敗。"},
    "source": "Monitor of uploads（監察系統）",
}
STATED = StatedOutage(
    outage_window_id="out_01G2XNQNW0GNGH5W4HVT65KNNP",
    began_at=datetime(2022, 5, 13, 2, tzinfo=UTC),
    ended_at=datetime(2022, 5, 13, 2, 40, 7, tzinfo=UTC),
    what=Text("Uploads failed.", "上載失敗。"),
    source="The monitor",
    recorded_at=datetime(2022, 5, 13, 3, tzinfo=UTC),
    corrects_id=None,
    rule_version=None,
    rule=None,
    drafted_at=datetime(2022, 5, 13, 4, tzinfo=UTC),
)


def recorded(court: Court, key: str = "an outage", **changes: Any) -> Any:
    """Record an outage; the window, or the refusal."""
    given = {"idempotencyKey": key, **GIVEN, **changes}
    answer = court.do("recordOutage", given, f"... on OutageRecorded {{ {WINDOW} }}", by="registry")
    return answer.get("outageWindow", answer)


def certified(court: Court, window: Any, *, key: str = "certify", by: str = "registry") -> Any:
    """Certify an outage; the certificate, or the refusal."""
    given = {"idempotencyKey": key, "outageWindowId": window["id"]}
    answer = court.do("certifyOutage", given, f"... on OutageCertified {{ {SHOWN} }}", by=by)
    return answer.get("certificate", answer)


def seen(court: Court, window: Any, *, by: str | None = None) -> Any:
    """The certificate of a window as somebody sees it."""
    nodes = court.ask(LISTED, by=by)["outageWindows"]["nodes"]
    return next(node["certificate"] for node in nodes if node["id"] == window["id"])


def sealed(court: Court, window: Any, *, key: str = "certify") -> Any:
    """A certificate that is sealed, as the public sees it."""
    certified(court, window, key=key)
    court.parts.outbox.do_due()
    return seen(court, window)


def fetched(court: Court, url: str) -> Any:
    """What the door answers to an address, without a sign-in."""
    client = TestClient(build(court.parts))  # its jobs are not started
    return client.get(re.sub(r"^https?://[^/]+", "", url))


def words_of(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_i46_a_certificate_states_the_record_is_sealed_and_can_be_checked_by_anybody(court: Court):
    window = recorded(court)
    certificate = sealed(court, window)

    answer = fetched(court, certificate["downloadUrl"])

    pdf = answer.content
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert (certificate["sha256"], certificate["bytes"]) == (
        hashlib.sha256(pdf).hexdigest(),
        len(pdf),
    )
    assert signature_in(pdf).signed
    number = certificate["documentReference"]
    words = words_of(pdf)
    for said in (
        "Fri 13 May 2022, 10:00 am",
        "Fri 13 May 2022, 10:40:07 am",
        "Uploads failed.",
        "Monitor of uploads",
        window["id"],
        f"Rule of receipt published for the first day {certificate['ruleVersion']}",
        f"DRN {number[:4]} {number[4:8]} {number[8:]}",
    ):
        assert said in words
    assert court.ask(ISSUED, {"n": number})["documentReference"]["issued"]
    assert (certificate["state"], certificate["supersededBy"]) == ("ISSUED", None)
    assert count(court, "audit_entry", "event = 'OutageCertificateIssued'") == 1


def test_i46_until_it_is_sealed_it_is_the_courts_alone(court: Court):
    window = recorded(court)
    made = certified(court, window)

    assert (made["state"], made["downloadUrl"]) == ("DRAFTED", None)
    assert certified(court, window) == made
    for by in (None, "lawyer", "litigant", "helpdesk"):
        assert seen(court, window, by=by) is None
        assert court.ask(NODE, {"id": made["id"]}, by=by)["node"] is None
    assert seen(court, window, by="auditor") == made
    number = {"n": made["documentReference"]}
    assert not court.ask(ISSUED, number)["documentReference"]["issued"]
    assert fetched(court, f"/certificates/{made['id']}").status_code == 404
    court.parts.outbox.do_due()
    assert seen(court, window)["state"] == "ISSUED"


def test_i46_a_record_corrected_later_makes_its_certificate_say_so(court: Court):
    window = recorded(court)
    was = sealed(court, window)
    longer = recorded(court, "longer", corrects=window["id"], endedAt="2022-05-13T02:50:00Z")

    now = seen(court, window)

    assert longer["corrects"] == {"id": window["id"]}
    assert (now["state"], now["supersededBy"]) == ("SUPERSEDED", {"id": longer["id"]})
    assert (now["sha256"], now["documentReference"]) == (was["sha256"], was["documentReference"])
    assert fetched(court, now["downloadUrl"]).status_code == 200
    newer = sealed(court, longer, key="newer")
    assert (newer["state"], newer["outageWindow"]) == ("ISSUED", {"id": longer["id"]})
    words = words_of(fetched(court, newer["downloadUrl"]).content)
    assert f"It corrects the record {window['id']}." in words
    assert recorded(court, "again", corrects=window["id"])["code"] == "OutageCorrectedAlready"


def test_i46_a_record_corrected_before_its_seal_is_never_sealed(court: Court):
    window = recorded(court)
    certified(court, window)
    recorded(court, "longer", corrects=window["id"])
    court.parts.outbox.do_due()
    assert seen(court, window) is None
    assert seen(court, window, by="registry")["state"] == "SUPERSEDED"
    assert count(court, "outage_certificate", "sha256 IS NOT NULL") == 0


def test_what_is_not_certified_and_why(court: Court):
    running = recorded(court, "running", endedAt=None)
    old = recorded(court, "old")
    done = recorded(court, "done", corrects=old["id"])
    certified(court, done, key="done")

    assert certified(court, running, key="running")["code"] == "OutageStillRuns"
    assert certified(court, old, key="old")["code"] == "OutageRecordCorrected"
    assert certified(court, done, key="done again")["code"] == "OutageCertifiedAlready"
    assert certified(court, done, key="done", by="registry")["state"] == "DRAFTED"
    assert certified(court, running, key="done")["code"] == "IdempotencyKeyReused"
    assert certified(court, {"id": "out_none"}, key="none")["code"] == "NotFound"
    assert recorded(court, "none", corrects="out_none")["path"] == ["corrects"]
    can = {c["action"]: c for c in running["viewerCan"]}
    assert can["certifyOutage"]["unmet"]["code"] == "OutageStillRuns"
    assert count(court, "outage_certificate") == 1


@pytest.mark.parametrize("by", ["helpdesk", "auditor", "accounts", "lawyer", "litigant"])
def test_only_registry_officers_certify(court: Court, by: str):
    window = recorded(court)
    assert certified(court, window, by=by)["code"] == "NotAllowed"
    assert count(court, "outage_certificate") == 0


def test_i46_sealing_a_certificate_again_changes_nothing(court: Court):
    window = recorded(court)
    certificate = sealed(court, window)
    parts = court.parts
    sealer = a_sealer(parts.settings.var)
    issue_certificate(parts.works, parts.store, sealer, CourtPen(), certificate["id"])
    assert seen(court, window) == certificate
    assert "certify_outage" in LANES["seals"]


@pytest.mark.parametrize("asked", ["crt_nothing", "%00", "crt_01G2XNQNW0GNGH5W4HVT65KNNP"])
def test_a_certificate_that_there_is_not_is_not_found(court: Court, asked: str):
    assert fetched(court, f"/certificates/{asked}").status_code == 404


def test_i46_the_same_facts_give_the_same_bytes_and_the_longest_run_on(court: Court):
    longest = replace(
        STATED,
        what=Text("word " * 100, "字" * 500),
        source="上載失敗 " + "w" * 290,
    )
    for stated, pages in ((STATED, 1), (longest, 1)):
        pdf = CourtPen().certificate(stated)
        assert pdf == CourtPen().certificate(stated)
        assert len(PdfReader(io.BytesIO(pdf)).pages) == pages
    assert "Rule of receipt published for the first day None is recorded." in re.sub(
        r"\s+", " ", words_of(CourtPen().certificate(STATED))
    )
