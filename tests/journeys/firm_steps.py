"""The journey's steps at the law firm: from the first sign-in to the receipt."""

from datetime import UTC, datetime
from typing import Any

from api.courts.rules import coverage
from api.kernel.clock import day_of, in_hong_kong
from tests.documents.pdfs import a_pdf
from tests.journeys.people import KINDS, mutation_of
from tests.journeys.story import FEES, NEW_CASE, STARTED, SUBMITTED, Story, deemed, instant

CHECKED = f"""... on FilingChecked {{ ready findings {{ rule severity }} fees {FEES}
  deemedReceived {{ at pending courtDay rule ruleVersion explanation {{ en tc sc }} }} }}"""
QUOTE = f"query($q: FeeQuoteInput!) {{ feeQuote(input: $q) {FEES} }}"
CONCESSION = {"fromDate": "2022-05-06", "untilDate": "2027-05-06", "rate": "0.80"}


def administrators_are_told_to_open_an_organization_user_account(story: Story) -> None:
    for person in (story.primary, story.secondary):
        given = {"idempotencyKey": "try", "newCase": NEW_CASE}
        refusal = person.do("startFiling", given, STARTED)
        kind = person.ask("{ viewer { kind } }")["viewer"]["kind"]
        assert refusal["__typename"] == "Refused"
        assert refusal["code"] == "OrganizationUserNeeded"
        assert refusal["message"]["en"] == (
            f"A Primary or Secondary Administrator ({kind}) cannot file documents."
        )
        assert refusal["remedy"]["en"] == (
            "Create an Organization User (OU) account for yourself and sign in with it to file."
        )
    assert story.lawyer.ask("{ filings { totalCount } }") == {"filings": {"totalCount": 0}}


def the_lawyer_says_which_three_files_will_come(story: Story) -> None:
    for kind in KINDS:
        story.pdfs[kind] = a_pdf(pages=3, text=f"{kind} 傳訊令狀 {story.key}")
        ticket = story.lawyer.announce(kind, story.key, story.pdfs[kind])
        again = story.lawyer.announce(kind, story.key, story.pdfs[kind])
        assert ticket["document"]["state"] == "AWAITING_BYTES"
        assert again["document"] == ticket["document"]
        story.tickets[kind] = ticket


def the_lawyer_sends_their_bytes(story: Story) -> None:
    for kind in KINDS:
        story.lawyer.put(story.tickets[kind], story.pdfs[kind])


def the_court_checks_and_keeps_them(story: Story) -> None:
    for kind in KINDS:
        ticket, pdf = story.tickets[kind], story.pdfs[kind]
        document = story.lawyer.complete(ticket)
        assert document["id"] == ticket["document"]["id"]
        assert (document["kind"], document["state"]) == (kind, "STORED")
        assert (document["pages"], document["bytes"]) == (3, len(pdf))


def the_lawyer_drafts_an_action_that_nobody_else_sees(story: Story) -> None:
    ids = [story.tickets[kind]["document"]["id"] for kind in KINDS]
    given = {"idempotencyKey": f"start {story.key}", "newCase": NEW_CASE, "documentIds": ids}
    story.filing = story.lawyer.do("startFiling", given, STARTED)["filing"]
    again = story.lawyer.do("startFiling", given, STARTED)["filing"]
    assert again == story.filing
    assert story.filing["state"] == "DRAFT"
    assert story.filing["purpose"] == "COMMENCE_CASE"
    assert [d["document"]["kind"] for d in story.filing["documents"]] == list(KINDS)
    for others in ("public", "rival", "registry", "litigant"):
        assert story.follow(story.filing, by=others) is None


def a_type_of_case_without_a_notice_is_refused_by_dry_run_and_submission_alike(
    story: Story,
) -> None:
    uncovered = {"idempotencyKey": "DCMP", "newCase": {**NEW_CASE, "proceedingType": "DCMP"}}
    draft = story.lawyer.do("startFiling", uncovered, STARTED)["filing"]
    show = "findings { rule severity message { en tc } }"
    checked = story.lawyer.do(
        "checkFiling", {"filingId": draft["id"]}, f"... on FilingChecked {{ ready {show} }}"
    )
    refused = story.lawyer.do(
        "submitFiling", story.submission(draft), f"... on ProblemsFound {{ {show} }}"
    )
    assert (checked["ready"], refused["__typename"]) == (False, "ProblemsFound")
    assert refused["findings"] == checked["findings"]
    (why,) = (f for f in refused["findings"] if f["rule"] == "COVERED_BY_NOTICE")
    explained = coverage("DCMP", day_of(datetime.now(UTC))).explanation
    assert why["severity"] == "BLOCK"
    assert why["message"] == {"en": explained.en, "tc": explained.tc}
    assert "implementation notice" in why["message"]["en"].lower()
    assert story.follow(draft) == draft


def a_dry_run_says_the_fee_and_when_it_would_count(story: Story) -> None:
    before = datetime.now(UTC)
    checked = story.lawyer.do("checkFiling", {"filingId": story.filing["id"]}, CHECKED)
    after = datetime.now(UTC)
    assert checked["__typename"] == "FilingChecked"
    assert checked["ready"] is True
    assert [f for f in checked["findings"] if f["severity"] == "BLOCK"] == []
    assert_the_fee_is_that_of_the_schedule(story, checked["fees"])
    counts = instant(checked["deemedReceived"]["at"])
    earliest, latest = deemed(before).at, deemed(after).at
    assert earliest is not None
    assert latest is not None
    assert earliest <= counts <= latest
    assert checked["fees"]["onDate"] == checked["deemedReceived"]["courtDay"]
    assert story.follow(story.filing) == story.filing


def assert_the_fee_is_that_of_the_schedule(story: Story, fees: Any) -> None:
    """The same line as the public quote: authority, dates and rounding shown, 504 while reduced."""
    asked = {"proceedingType": "DCPI", "documentKinds": list(KINDS)}
    quote = story.public.ask(QUOTE, {"q": asked | {"on": fees["onDate"]}})["feeQuote"]
    assert fees == quote
    (line,) = fees["lines"]
    reduced = CONCESSION["fromDate"] <= fees["onDate"] < CONCESSION["untilDate"]
    assert line["ordinary"] == {"amount": "630.00", "currency": "HKD"}
    assert (
        line["charged"]["amount"] == fees["total"]["amount"] == ("504.00" if reduced else "630.00")
    )
    assert line["concession"] == (CONCESSION if reduced else None)
    assert line["rounding"] == "DOWN_TO_DOLLAR"
    assert line["authority"]
    in_2022 = story.public.ask(QUOTE, {"q": asked | {"on": "2022-05-13"}})["feeQuote"]
    (line,) = in_2022["lines"]
    assert (line["ordinary"]["amount"], line["charged"]["amount"]) == ("630.00", "504.00")
    assert line["concession"] == CONCESSION


def the_lawyer_submits_and_hears_the_same_however_often(story: Story) -> None:
    given = story.sent = story.submission(story.filing)
    before = datetime.now(UTC)
    first = story.lawyer.raw(mutation_of("submitFiling", SUBMITTED), {"input": given})
    after = datetime.now(UTC)
    second = story.lawyer.raw(mutation_of("submitFiling", SUBMITTED), {"input": given})
    assert second == first
    other = {**given, "expectedVersion": given["expectedVersion"] + 1}
    reused = story.lawyer.do("submitFiling", other, SUBMITTED)
    assert reused["code"] == "IdempotencyKeyReused"
    story.filing = story.follow(story.filing)
    received = instant(story.filing["times"]["received"])
    assert before <= received <= after
    assert story.filing["state"] == "PAYMENT_PENDING"
    year = in_hong_kong(received).year
    assert story.filing["transactionNumber"] == f"T{year}-0000001"


def it_counts_when_the_rules_of_receipt_say(story: Story) -> None:
    times = story.filing["times"]
    expected = deemed(instant(times["received"]))
    told = times["deemedReceived"]
    assert expected.at is not None
    assert instant(told["at"]) == expected.at
    assert told["courtDay"] == str(expected.court_day)
    assert (told["rule"], told["ruleVersion"]) == (expected.rule, expected.rule_version)
    assert told["explanation"]["en"] == expected.explanation.en
    assert told["explanation"]["tc"] == expected.explanation.tc
    assert told["pending"] is False
    assert times["submitted"] == times["received"]
    assert times["effectiveFiled"] == told["at"]
    assert_the_fee_is_that_of_the_schedule(story, story.filing["fees"])
    assert story.filing["fees"]["onDate"] == told["courtDay"]


def the_court_acknowledges_at_once_and_into_the_message_box(story: Story) -> None:
    number, times = story.filing["transactionNumber"], story.filing["times"]
    acknowledged = story.filing["acknowledgement"]
    assert acknowledged["transactionNumber"] == number
    assert acknowledged["issuedAt"] == times["received"]
    for text in acknowledged["text"].values():
        assert number in text
    letters = {x["about"]: x for x in story.lawyer.messages(story.filing["id"])}
    assert sorted(letters) == ["FilingAwaitsPayment", "FilingReceived"]
    for letter in letters.values():
        assert letter["sentAt"] == times["received"]
        assert number in letter["subject"]["en"]
        assert number in letter["body"]["tc"]


def the_lawyer_begins_to_pay_and_sees_the_providers_page(story: Story) -> None:
    story.payment = story.start_payment(story.filing, f"pay {story.key}")
    again = story.start_payment(story.filing, f"pay {story.key}")
    assert again == story.payment
    assert story.payment["state"] == "STARTED"
    due = story.filing["fees"]["total"]["amount"]
    assert story.payment["amount"] == {"amount": due, "currency": "HKD"}
    page = story.house.client.get(story.payment["continueUrl"])
    assert page.status_code == 200
    assert f"HK${due}" in page.text


def the_lawyer_pays_by_card_and_has_a_receipt(story: Story) -> None:
    back = story.house.sandbox.decide(story.payment["continueUrl"], "SUCCEEDED")
    assert back.status_code == 303
    assert back.headers["location"] == f"{story.house.url}/console/"
    received = story.filing["times"]
    story.filing = story.in_state(story.filing, "RECEIVED")
    request = story.filing["serviceRequest"]
    (payment,) = request["payments"]
    assert request["state"] == "PAID"
    assert (payment["id"], payment["state"]) == (story.payment["id"], "SUCCESS")
    year = in_hong_kong(instant(request["paidAt"])).year
    assert payment["receipt"]["number"] == f"R{year}-0000001"
    assert payment["receipt"]["amount"] == story.filing["fees"]["total"]
    assert story.filing["times"] == received
    about = [x["about"] for x in story.lawyer.messages(story.filing["id"])]
    assert about.count("FilingPaymentSettled") == 1


def paying_again_only_names_the_receipt(story: Story) -> None:
    (payment,) = story.filing["serviceRequest"]["payments"]
    same = story.start_payment(story.filing, f"pay {story.key}")
    other = story.start_payment(story.filing, f"pay {story.key} again")
    assert same["id"] == payment["id"]
    assert other["code"] == "AlreadyPaid"
    assert payment["receipt"]["number"] in other["message"]["en"]
    assert story.follow(story.filing) == story.filing


def the_submissions_key_still_gives_the_same_filing(story: Story) -> None:
    again = story.lawyer.do("submitFiling", story.sent, SUBMITTED)["filing"]
    assert again == story.filing


STEPS = (
    administrators_are_told_to_open_an_organization_user_account,
    the_lawyer_says_which_three_files_will_come,
    the_lawyer_sends_their_bytes,
    the_court_checks_and_keeps_them,
    the_lawyer_drafts_an_action_that_nobody_else_sees,
    a_type_of_case_without_a_notice_is_refused_by_dry_run_and_submission_alike,
    a_dry_run_says_the_fee_and_when_it_would_count,
    the_lawyer_submits_and_hears_the_same_however_often,
    it_counts_when_the_rules_of_receipt_say,
    the_court_acknowledges_at_once_and_into_the_message_box,
    the_lawyer_begins_to_pay_and_sees_the_providers_page,
    the_lawyer_pays_by_card_and_has_a_receipt,
    paying_again_only_names_the_receipt,
    the_submissions_key_still_gives_the_same_filing,
)
