"""Too many, too large, below zero, and choices that are not on the list."""

import json
from typing import Any

import pytest

from tests.court import NEW_CASE
from tests.garbage.door import Door, code_of, is_no
from tests.garbage.valid import Prepared, at

PARTY = {"role": "DEFENDANT", "name": "Sample"}
BEYOND = [2**31, -(2**31) - 1, 2**53, 2**64, 10**40, 1.5, "1", True, float("1e308")]


@pytest.fixture(scope="module")
def prepared(door: Door) -> Prepared:
    return Prepared(door)


def start(door: Door, **changes: Any) -> Any:
    given = {"idempotencyKey": str(changes)[:200], "newCase": NEW_CASE, **changes}
    return door.do("startFiling", given, by="lawyer")


def test_51_parties_are_too_many_and_50_are_not(door: Door):
    with door.unchanged():
        refused = start(door, newCase={**NEW_CASE, "parties": [PARTY] * 51}, idempotencyKey="51")
    taken = start(door, newCase={**NEW_CASE, "parties": [PARTY] * 50}, idempotencyKey="50")

    assert (code_of(refused), refused["path"]) == ("TooManyItems", ["newCase", "parties"])
    assert code_of(taken) == "FilingStarted"


def test_101_documents_are_too_many(door: Door):
    ids = ["doc_00000000000000000000000000"] * 101
    with door.unchanged():
        refused = start(door, documentIds=ids)
    assert (code_of(refused), refused["path"]) == ("TooManyItems", ["documentIds"])


@pytest.mark.parametrize("name", ["", "   ", "x" * 301, "x" * 10_000, "a\x07b", "a\ue000b"])
def test_a_party_without_a_proper_name_is_refused_with_its_place(door: Door, name: str):
    parties = [PARTY, {**PARTY, "name": name}]
    with door.unchanged():
        refused = start(door, newCase={**NEW_CASE, "parties": parties})
    assert code_of(refused) == "Malformed"
    assert refused["path"] == ["newCase", "parties", "1", "name"]


@pytest.mark.parametrize("changes", [
    {"proceedingType": "XXXX"}, {"proceedingType": ""}, {"proceedingType": "dcpi"},
    {"proceedingType": "D" * 10_000}, {"relief": "R" * 10_000}, {"relief": "NO_SUCH_RELIEF"},
    {"natureOfClaim": "N" * 10_000}, {"natureOfClaim": "NO_SUCH_NATURE"},
])  # fmt: skip
def test_a_new_case_of_no_published_kind_is_refused_or_found_by_the_check(door: Door, changes: Any):
    answer = start(door, newCase={**NEW_CASE, **changes}, idempotencyKey=str(changes)[:99])
    if is_no(answer):
        return
    ((field, text),) = changes.items()
    assert field in {"relief", "natureOfClaim"}
    assert len(text) < 1_000, "no code is that long; PostgreSQL has no room for it"


def test_neither_a_case_nor_a_new_one_and_both_at_once_are_refused(door: Door):
    with door.unchanged():
        assert code_of(start(door, newCase=None)) == "Malformed"
        assert is_no(start(door, caseNumber="DCPI 1/2022"))
        assert code_of(start(door, newCase=None, caseNumber="no such case")) == "NotFound"


@pytest.mark.parametrize("version", [0, -1, 99, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize(
    "mutation", ["discardFiling", "submitFiling", "withdrawFiling", "claimReview", "decideFiling"]
)
def test_a_version_that_was_never_seen_is_changed_meanwhile(
    door: Door, prepared: Prepared, mutation: str, version: int
):
    by, given = prepared.inputs()[mutation]
    with door.unchanged():
        answer = door.do(mutation, {**given, "expectedVersion": version}, by=by)
    assert code_of(answer) == "ChangedMeanwhile"


@pytest.mark.parametrize("number", BEYOND, ids=str)
def test_a_number_that_is_no_int_is_a_clear_error(door: Door, prepared: Prepared, number: Any):
    body = mutation_with_number("discardFiling", prepared.draft["id"], number)
    with door.unchanged():
        response = door.post(body, by="lawyer")
    assert response.status_code == 200
    assert response.json()["errors"][0]["message"]
    assert response.json().get("data") is None


def mutation_with_number(mutation: str, filing_id: str, number: Any) -> bytes:
    query = (
        f"mutation($input: DiscardFilingInput!) {{ {mutation}(input: $input) {{ __typename }} }}"
    )
    given = {"filingId": filing_id, "expectedVersion": number}
    return json.dumps({"query": query, "variables": {"input": given}}).encode()


PAGES = [
    "first: -1",
    "first: 0",
    "first: 101",
    "first: 2147483647",
    "last: -1",
    "last: 101",
    "first: 1, last: 1",
    "first: 99999999999",
    'first: "1"',
    "first: 1.0",
    "first: null",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("listed", ["filings", "cases", "causeBook(search: {}"])
def test_a_page_of_an_impossible_size_is_a_clear_error(door: Door, listed: str, page: str):
    field = f"{listed}, {page})" if "(" in listed else f"{listed}({page})"
    said = door.ask(f"{{ {field} {{ totalCount nodes {{ id }} }} }}", by="lawyer")
    assert ("errors" in said) == (page not in {"first: 0", "first: null"}), said


CURSORS = [
    "",
    "x",
    "AAAA",
    "!!!!",
    "e30",
    "W10",
    "WzFd",
    "bnVsbA",
    "W251bGwsbnVsbF0",
    "IjEi",
    "WyJhIiwiYiIsImMiXQ",
    "a" * 10_000,
    "W1tbW1tdXV1dXQ",
    "WzFlNDAwLDFd",
    "\u9673",
]


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize("listed", ["filings", "cases", "causeBook"])
def test_a_cursor_that_we_never_gave_is_a_clear_error(
    door: Door, listed: str, side: str, cursor: str
):
    search = "search: {}, " if listed == "causeBook" else ""
    query = f"query($c: String) {{ {listed}({search}{side}: $c) {{ nodes {{ id }} }} }}"
    said = door.ask(query, {"c": cursor}, by="lawyer")
    assert "errors" in said, said


QUESTIONS = {
    "a fee for nothing": ("{ feeQuote(input: {on: %s}) { total { amount } } }", "day"),
    "the fee of an unknown document": (
        '{ feeQuote(input: {on: %s, documentKinds: ["NOTHING"]}) { total { amount } } }', "day"),
    "the fee of an unknown type": (
        '{ feeQuote(input: {on: %s, proceedingType: "NOTHING"}) { total { amount } } }', "day"),
    "the fee of an action": (
        '{ feeQuote(input: {on: %s, proceedingType: "DCPI"}) { total { amount } } }', "day"),
    "coverage": ('{ coverage(proceedingType: "DCPI", on: %s) { covered } }', "day"),
    "coverage of nothing": ('{ coverage(proceedingType: "NIL", on: %s) { covered } }', "day"),
    "coverage at no venue": (
        '{ coverage(proceedingType: "DCPI", on: %s, venue: "NIL") { covered } }', "day"),
    "receipt": ('{ deemedReceived(office: "OFFICE", at: %s) { at } }', "instant"),
    "receipt nowhere": ('{ deemedReceived(office: "NIL", at: %s) { at } }', "instant"),
    "the cause book from": (
        "{ causeBook(search: {commencedFrom: %s}) { totalCount } }", "day"),
    "the cause book until": (
        "{ causeBook(search: {commencedUntil: %s}) { totalCount } }", "day"),
}  # fmt: skip
DAYS = [
    "0001-01-01",
    "1582-10-10",
    "1997-06-30",
    "2022-05-06",
    "9999-12-31",
    "0000-00-00",
    "2022-02-30",
    "2022-5-6",
    "10000-01-01",
    "",
    "today",
    "２０２２-05-06",
    "2022-05-06T00:00:00Z",
]
INSTANTS = [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-23:59",
    "2022-05-13T03:00:00",
    "2022-05-13",
    "2022-05-13T24:00:00Z",
    "2022-05-13T03:00:60Z",
    "2022-05-13T03:00:00+99:99",
    "1900-01-01T00:00:00+08:00",
    "2022-05-13T03:00:00.123456789Z",
    "2022-05-13 03:00:00Z",
    "",
    "now",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_about_any_day_or_instant_is_answered_or_refused(door: Door, question: str):
    query, kind = QUESTIONS[question]
    office = door.ask("{ courts { offices { code } } }")["data"]["courts"][0]["offices"][0]["code"]
    for moment in DAYS if kind == "day" else INSTANTS:
        said = door.ask(query.replace("OFFICE", office) % f'"{moment}"')
        assert said.get("data") or said["errors"][0]["message"], moment


@pytest.mark.parametrize("moment", [m for m in INSTANTS if m[-1:] != "Z" and "+" not in m])
def test_an_instant_without_an_offset_is_no_instant(door: Door, prepared: Prepared, moment: str):
    given = {**prepared.inputs()["announceClosure"][1], "startsAt": moment}
    with door.unchanged():
        assert "errors" in door.do("announceClosure", given, by="registry") or "-" in moment[-6:]


@pytest.mark.parametrize("moment", INSTANTS)
def test_filing_goes_on_whatever_instant_a_closure_began_and_ended_at(
    door: Door, prepared: Prepared, moment: str
):
    given = {**prepared.inputs()["announceClosure"][1], "startsAt": moment, "endsAt": None}
    show = "... on ClosureAnnounced { closure { id version } }"
    announced = door.do("announceClosure", given, by="registry", show=show)
    if is_no(announced):
        return
    closure = announced["closure"]
    ask = '{ deemedReceived(office: "%s", at: "%s") { at pending } }'
    try:
        assert door.ask(ask % (prepared.office, moment))
        checked = door.do("checkFiling", {"filingId": prepared.draft["id"]}, by="lawyer")
        assert code_of(checked) == "FilingChecked"
    finally:
        ended = {"closureId": closure["id"], "expectedVersion": closure["version"]}
        door.do("endClosure", ended, by="registry")
    assert code_of(door.do("checkFiling", {"filingId": prepared.draft["id"]}, by="lawyer")) == (
        "FilingChecked"
    )


def test_a_closure_that_ends_before_it_starts_is_refused(door: Door, prepared: Prepared):
    given = {**prepared.inputs()["announceClosure"][1], "endsAt": "1900-01-01T00:00:00Z"}
    with door.unchanged():
        assert code_of(door.do("announceClosure", given, by="registry")) == (
            "ClosureEndsBeforeItStarts"
        )


DECISIONS = [
    "[]",
    "first only",
    "doubled",
    "foreign",
    "no reason",
    "unknown reason",
    "accepted with a reason",
]


@pytest.mark.parametrize("case", DECISIONS)
def test_a_decision_that_does_not_add_up_is_refused(door: Door, prepared: Prepared, case: str):
    all_ = prepared.rejections()
    foreign = {**all_[0], "filingDocumentId": "fdc_00000000000000000000000000"}
    dispositions, expected = {
        "[]": ([], "DispositionsIncomplete"),
        "first only": (all_[:1], "DispositionsIncomplete"),
        "doubled": ([all_[0], *all_], "DispositionsIncomplete"),
        "foreign": ([foreign, *all_[1:]], "DispositionsIncomplete"),
        "no reason": ([{**all_[0], "reasons": []}, *all_[1:]], "ReasonNeeded"),
        "unknown reason": ([{**all_[0], "reasons": ["NO_SUCH"]}, *all_[1:]], "ReasonNeeded"),
        "accepted with a reason": ([{**all_[0], "accept": True}, *all_[1:]], "ReasonNeeded"),
    }[case]
    given = {**at(prepared.as_it_stands(prepared.held)), "dispositions": dispositions}
    with door.unchanged():
        assert code_of(door.do("decideFiling", given, by="registry")) == expected


@pytest.mark.parametrize("times", [2, 1_000])
def test_one_reason_named_many_times_is_refused_or_kept_once(
    door: Door, prepared: Prepared, times: int
):
    prepared.renew("decideFiling")
    first, *others = prepared.rejections()
    repeated = {**first, "reasons": [prepared.reason] * times}
    given = {**at(prepared.held), "dispositions": [repeated, *others]}
    show = "... on FilingDecided { filing { documents { reasons { code } } } }"
    answer = door.do("decideFiling", given, by="registry", show=show)
    prepared.renew("decideFiling")
    if times == 1_000:  # with the other documents' reasons more than a request may list
        assert code_of(answer) == "QUERY_TOO_COMPLEX"
        return
    assert code_of(answer) in {"ReasonNeeded", "FilingDecided"}
    if code_of(answer) == "FilingDecided":
        assert answer["filing"]["documents"][0]["reasons"] == [{"code": prepared.reason}]


def test_a_case_cannot_begin_without_its_originating_document(door: Door, prepared: Prepared):
    first, *others = prepared.rejections()
    accepted = [{**d, "accept": True, "reasons": [], "note": None} for d in others]
    given = {**at(prepared.held), "dispositions": [first, *accepted]}
    with door.unchanged():
        answer = door.do("decideFiling", given, by="registry")
    assert code_of(answer) == "OriginatingDocumentDecides"


@pytest.mark.parametrize("place", ["SEAL", "sealing", "", 1, None, ["SEALING"]], ids=str)
def test_a_member_that_an_enum_lacks_is_a_clear_error(door: Door, prepared: Prepared, place: Any):
    given = {**prepared.inputs()["makeAccessOrder"][1], "kind": place}
    with door.unchanged():
        assert "errors" in door.do("makeAccessOrder", given, by="registry")


@pytest.mark.parametrize(
    "url",
    ["", "back", "//x", "javascript:alert(1)", "ftp://x/", "http://", "https://[", "https://a b/",
     "https://x/" + "a" * 10_000, "https://x/\r\nSet-Cookie: a=b", "https://user:pw@x/", "http://例/"],
)  # fmt: skip
def test_an_address_to_go_back_to_is_checked(door: Door, prepared: Prepared, url: str):
    given = {
        **prepared.inputs()["startPayment"][1],
        "returnUrl": url,
        "idempotencyKey": url[:150] or "-",
    }
    answer = door.do("startPayment", given, by="lawyer")
    assert is_no(answer)
    assert code_of(answer) in {"Malformed", "ProviderNotAnswering"}
    if code_of(answer) == "ProviderNotAnswering":
        assert url in {"https://user:pw@x/", "http://例/", "https://a b/"}


def test_too_many_ids_at_once_are_a_clear_error(door: Door):
    said = door.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["flg_1"] * 101})
    assert "errors" in said


@pytest.mark.parametrize(
    "number",
    ["", "1" * 10_000, "abc", "１２３４５６７８９０１２", "-" * 50, "12 3456 7890-12", "%", "\n"],
)
def test_a_text_that_is_no_document_reference_is_refused_or_simply_not_issued(
    door: Door, number: str
):
    query = "query($n: String!) { documentReference(number: $n) { number issued } }"
    said = door.ask(query, {"n": number})
    if "errors" in said:
        assert said["errors"][0]["extensions"]["code"], said
        return
    assert said["data"]["documentReference"]["issued"] is False
    assert len(said["data"]["documentReference"]["number"]) < 200
