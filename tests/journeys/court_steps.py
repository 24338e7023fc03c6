"""The journey's steps at the court: deciding, sealing, recording, and the defendant's answer."""

import io
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from tests.journeys.people import KINDS
from tests.journeys.story import PARTIES, RECORD, STARTED, SUBMITTED, Story

LINKED = "... on PartyLinked { case { id } }"
REGISTERED = [
    "Writ of summons issued",
    "Statement of claim filed",
    "Statement of damages filed",
    "Acknowledgment of service filed",
]


def the_registry_finds_it_in_the_queue_and_takes_it(story: Story) -> None:
    queue = "{ reviewQueue { totalCount nodes { id state } } }"
    waiting = story.registry.ask(queue)["reviewQueue"]
    assert waiting == {
        "totalCount": 1,
        "nodes": [{"id": story.filing["id"], "state": "RECEIVED"}],
    }
    story.filing = story.claimed(story.filing)
    assert story.filing["state"] == "UNDER_REVIEW"
    second = story.registry2.do(
        "decideFiling", story.decision(story.filing), "... on FilingDecided { filing { id } }"
    )
    assert second["code"] == "NotTheReviewer"


def the_registry_accepts_and_the_record_is_made(story: Story) -> None:
    decided = story.decided(story.filing)
    assert [d["disposition"] for d in decided["documents"]] == ["ACCEPTED"] * 3
    assert decided["decision"]["outcome"] == "ACCEPTED"
    year = story.filing["times"]["deemedReceived"]["courtDay"][:4]
    story.case_number = f"DCPI 1/{year}"
    assert decided["case"]["number"] == story.case_number
    times = story.filing["times"]
    story.filing = story.in_state(story.filing, "RECORDED")
    now = story.filing["times"]
    moved = ("reviewed", "recorded", "sealed", "inspectable")
    assert {k: v for k, v in now.items() if k not in moved} == {
        k: v for k, v in times.items() if k not in moved
    }
    assert now["reviewed"] <= now["sealed"] <= now["recorded"]


def the_case_stands_in_the_register(story: Story) -> None:
    case = story.record()
    assert case["title"] == f"{PARTIES[0]['name']} v. {PARTIES[1]['name']}"
    assert (case["standing"], case["accessLevel"]) == ("OPEN", "PUBLIC_INSPECTION")
    assert case["commencedOn"] == story.filing["times"]["deemedReceived"]["courtDay"]
    assert [(p["role"], p["name"]) for p in case["parties"]["nodes"]] == [
        (p["role"], p["name"]) for p in PARTIES
    ]
    entries = case["register"]["nodes"]
    assert [e["number"] for e in entries] == [1, 2, 3]
    assert [e["description"]["en"] for e in entries] == REGISTERED[:3]
    assert [e["document"]["kind"] for e in entries] == list(KINDS)


def the_lawyer_hears_of_every_step_once(story: Story) -> None:
    about = sorted(x["about"] for x in story.lawyer.messages(story.filing["id"]))
    assert about == [
        "FilingAccepted",
        "FilingAwaitsPayment",
        "FilingPaymentSettled",
        "FilingReceived",
        "FilingRecorded",
    ]


def the_writ_is_sealed_signed_and_numbered(story: Story) -> None:
    writ, *others = (e["document"] for e in story.record()["register"]["nodes"])
    story.reference = writ["documentReference"]
    assert len(story.reference) == 12
    assert story.reference.isdecimal()
    assert [r["kind"] for r in writ["renditions"]] == ["AS_FILED", "SEALED"]
    for other in others:
        assert other["documentReference"] is None
        assert [r["kind"] for r in other["renditions"]] == ["AS_FILED"]
    as_filed, sealed = (fetched(story, r["downloadUrl"]) for r in writ["renditions"])
    assert as_filed == story.pdfs["WRIT_OF_SUMMONS"]
    story.sealed = sealed
    assert_signed_by_the_court(story, sealed)
    first, *rest = PdfReader(io.BytesIO(sealed)).pages
    drn = " ".join(story.reference[at : at + 4] for at in (0, 4, 8))
    label = first.extract_text()
    for words in (f"DRN {drn}", story.case_number, "傳訊令狀"):
        assert words in label
    assert len(rest) == 2
    assert not any(drn in page.extract_text() for page in rest)


def fetched(story: Story, url: str) -> bytes:
    """The bytes behind a download link."""
    answer = story.house.client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


def assert_signed_by_the_court(story: Story, pdf: bytes) -> None:
    """One sound signature over the whole file, by the certificate of this installation."""
    seal: Any = SimpleSigner.load_pkcs12_data(story.house.seal.read_bytes(), other_certs=[])
    trust = ValidationContext(trust_roots=[seal.signing_cert], allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    status = validate_pdf_signature(signature, trust)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def the_defendant_sees_the_case_only_once_linked(story: Story) -> None:
    case = story.record()
    assert story.record(by="litigant") is None
    (defendant,) = (p for p in case["parties"]["nodes"] if p["role"] == "DEFENDANT")
    given = {"caseId": case["id"], "partyId": defendant["id"], "signInName": "litigant"}
    by_the_lawyer = story.lawyer.do("linkParty", given, LINKED)
    assert by_the_lawyer["code"] == "NotAllowed"
    assert story.record(by="litigant") is None
    linked = story.registry.do("linkParty", given, LINKED)
    assert linked == {"__typename": "PartyLinked", "case": {"id": case["id"]}}
    seen = story.record(by="litigant")
    assert seen["number"] == story.case_number
    writ = seen["register"]["nodes"][0]["document"]
    (sealed,) = (r for r in writ["renditions"] if r["kind"] == "SEALED")
    assert fetched(story, sealed["downloadUrl"]) == story.sealed


def the_defendant_answers_without_a_fee(story: Story) -> None:
    document = story.litigant.upload("ACKNOWLEDGMENT_OF_SERVICE", f"{story.key} form 14")
    given = {
        "idempotencyKey": f"answer {story.key}",
        "caseNumber": story.case_number,
        "documentIds": [document],
    }
    draft = story.litigant.do("startFiling", given, STARTED)["filing"]
    assert draft["purpose"] == "FILE_IN_CASE"
    assert story.follow(draft, by="lawyer") is None
    sent = story.submission(draft)
    answer = story.litigant.do("submitFiling", sent, SUBMITTED)["filing"]
    assert story.litigant.do("submitFiling", sent, SUBMITTED)["filing"] == answer
    assert answer["state"] == "RECEIVED"
    assert answer["serviceRequest"] is None
    assert answer["fees"]["lines"] == []
    assert answer["fees"]["total"] == {"amount": "0.00", "currency": "HKD"}
    story.reply = answer


def the_registry_accepts_the_answer_too(story: Story) -> None:
    story.decided(story.claimed(story.reply))
    story.reply = story.in_state(story.reply, "RECORDED", by="litigant")
    assert story.reply["case"]["number"] == story.case_number
    assert story.reply["times"]["sealed"] is None
    for by in ("lawyer", "litigant", "registry"):
        entries = story.record(by)["register"]["nodes"]
        assert [e["number"] for e in entries] == [1, 2, 3, 4]
        assert [e["description"]["en"] for e in entries] == REGISTERED
    about = sorted(x["about"] for x in story.litigant.messages(story.reply["id"]))
    assert about == ["FilingAccepted", "FilingReceived", "FilingRecorded"]


def another_firm_sees_nothing_of_it(story: Story) -> None:
    assert story.rival.ask(RECORD, {"number": story.case_number}) == {"case": None}
    assert story.follow(story.filing, by="rival") is None
    assert story.follow(story.reply, by="rival") is None
    counts = story.rival.ask("{ cases { totalCount } filings { totalCount } }")
    assert counts == {"cases": {"totalCount": 0}, "filings": {"totalCount": 0}}


STEPS = (
    the_registry_finds_it_in_the_queue_and_takes_it,
    the_registry_accepts_and_the_record_is_made,
    the_case_stands_in_the_register,
    the_lawyer_hears_of_every_step_once,
    the_writ_is_sealed_signed_and_numbered,
    the_defendant_sees_the_case_only_once_linked,
    the_defendant_answers_without_a_fee,
    the_registry_accepts_the_answer_too,
    another_firm_sees_nothing_of_it,
)
