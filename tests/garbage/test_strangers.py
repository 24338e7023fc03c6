"""Other people's things, ids of nothing, and ids of the wrong kind: all the same answer."""

from typing import Any

import pytest

from tests.court import FILING, NEW_CASE
from tests.garbage.door import Door, code_of, is_no, mutating
from tests.garbage.valid import MUTATIONS, Prepared, at, leaves, put

STRANGERS = ["rival", "litigant", "primary", "secondary", "helpdesk", "auditor", "accounts"]
NO = {"NotFound", "NotAllowed", "OrganizationUserNeeded"}
IDS = {
    "nobody's": "flg_00000000000000000000000000",
    "of another kind": "doc_00000000000000000000000000",
    "of no kind": "xyz_00000000000000000000000000",
    "too short": "flg_1",
    "empty": "",
    "endless": "flg_" + "0" * 10_000,
    "in lower case": "flg_01g2xnqnw0kq8x9qtxyq6s04fm",
    "with a wildcard": "flg_%",
    "in another alphabet": "ｆｌｇ_００",
    "a number": 12345,
}


@pytest.fixture(scope="module")
def prepared(door: Door) -> Prepared:
    return Prepared(door)


# An upload of one's own is one's own to announce.
OTHERS_MATTERS = [
    (mutation, by)
    for mutation in MUTATIONS
    for by in STRANGERS
    if (mutation != "createUpload" or by not in {"rival", "litigant"})
    and (mutation not in {"recordOutage", "endOutage"} or by != "helpdesk")
    and (mutation not in {"linkAccount", "unlinkAccount"} or by not in {"primary", "secondary"})
]


@pytest.mark.parametrize(("mutation", "by"), OTHERS_MATTERS)
def test_nobody_else_does_anything_with_what_is_not_theirs(
    door: Door, prepared: Prepared, mutation: str, by: str
):
    with door.unchanged():
        answer = door.do(mutation, prepared.inputs()[mutation][1], by=by)
    assert code_of(answer) in NO, answer
    assert is_no(answer)


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_nobody_without_a_token_does_anything(door: Door, prepared: Prepared, mutation: str):
    with door.unchanged():
        answer = door.do(mutation, prepared.inputs()[mutation][1])
    assert code_of(answer) == "SignInNeeded"


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "ou_x",
        "reg_" + "0" * 43,
        "ou_" + "0" * 10_000,
        "ou_\u00e9",
        "null",
        "Bearer",
        "reg_'--",
    ],
)
def test_a_token_of_nobody_is_401_for_a_query_and_for_every_mutation(
    door: Door, prepared: Prepared, token: str
):
    sent = {"authorization": f"Bearer {token}".encode("latin-1")}
    given = {"input": {"filingId": prepared.draft["id"]}}
    with door.unchanged():
        asked = door.post({"query": "{ viewer { id } }"}, **sent)
        done = door.post({"query": mutating("checkFiling"), "variables": given}, **sent)
        # Signing out twice is no error, so signing out a token of nobody is none either.
        left = door.post({"query": "mutation { signOut { __typename } }"}, **sent)
    assert (asked.status_code, done.status_code) == (401, 401)
    assert left.status_code in {200, 401}
    assert asked.headers["www-authenticate"] == "Bearer"


def test_another_firms_draft_looks_like_no_draft(door: Door, prepared: Prepared):
    query = FILING
    theirs = door.ask(query, {"id": prepared.draft["id"]}, by="rival")
    nothing = door.ask(query, {"id": IDS["nobody's"]}, by="rival")
    assert theirs == nothing
    assert nothing["data"] == {"node": None}
    for mutation, given in (
        ("checkFiling", {}),
        ("discardFiling", {"expectedVersion": prepared.draft["version"]}),
        ("submitFiling", {"expectedVersion": prepared.draft["version"], "idempotencyKey": "k"}),
        ("reviseFiling", {"expectedVersion": prepared.draft["version"], "newCase": NEW_CASE}),
    ):
        with door.unchanged():
            theirs = door.do(mutation, {**given, "filingId": prepared.draft["id"]}, by="rival")
            nothing = door.do(mutation, {**given, "filingId": IDS["nobody's"]}, by="rival")
        assert theirs == nothing
        assert code_of(theirs) == "NotFound"


def test_another_firms_upload_cannot_be_put_into_my_filing(door: Door, prepared: Prepared):
    theirs = door.uploaded(by="rival")
    given = {"newCase": NEW_CASE, "documentIds": [prepared.spare, theirs]}

    with door.unchanged():
        started = door.do("startFiling", {**given, "idempotencyKey": "theirs"}, by="lawyer")
        revised = door.do("reviseFiling", {**given, **at(prepared.draft)}, by="lawyer")

    assert code_of(started) == code_of(revised) == "NotFound"
    assert started["path"] == revised["path"] == ["documentIds", "1"]


def test_an_upload_in_another_draft_or_twice_in_one_is_refused(door: Door, prepared: Prepared):
    lodged = door.court.draft(key="lodged", documentIds=[door.uploaded()])
    query = """query($id: ID!) {
      node(id: $id) { ... on Filing { documents { document { ... on Document { id } } } } } }"""
    shown = door.ask(query, {"id": lodged["id"]}, by="lawyer")["data"]["node"]
    taken = shown["documents"][0]["document"]["id"]

    for ids in ([taken], [prepared.spare, prepared.spare]):
        given = {"idempotencyKey": f"again {ids}", "newCase": NEW_CASE, "documentIds": ids}
        with door.unchanged():
            assert code_of(door.do("startFiling", given, by="lawyer")) == "DocumentInAnotherFiling"


@pytest.mark.parametrize("what", IDS)
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_an_id_of_nothing_is_not_found(door: Door, prepared: Prepared, mutation: str, what: str):
    by, given = prepared.inputs()[mutation]
    places = [path for path, _ in leaves(given) if is_an_id(path)]
    for path in places:
        with door.unchanged():
            answer = door.do(mutation, put(given, path, IDS[what]), by=by)
        assert is_no(answer), (path, answer)
        assert code_of(answer) in {"NotFound", "DispositionsIncomplete"}, (path, answer)


@pytest.mark.parametrize("by", ["primary", "secondary", "auditor", "accounts"])
def test_a_payment_that_lives_is_not_taken_over_by_those_who_may_only_see_it(
    door: Door, prepared: Prepared, by: str
):
    """Administrators, auditors and the Accounts Office see the request; paying is the filer's."""
    given = {**prepared.inputs()["startPayment"][1], "idempotencyKey": "living"}
    assert code_of(door.do("startPayment", given, by="lawyer")) == "ProviderNotAnswering"

    with door.unchanged():
        answer = door.do("startPayment", {**given, "idempotencyKey": by}, by=by)

    assert code_of(answer) in NO


def is_an_id(path: Any) -> bool:
    return str(path[-1]).endswith("Id") or path[0] in {"documentIds", "resubmissionOf"}


@pytest.mark.parametrize("what", IDS)
def test_a_node_of_nothing_is_null(door: Door, what: str):
    said = door.ask(FILING, {"id": IDS[what]}, by="lawyer")
    assert said["data"] == {"node": None}


def test_ids_of_another_kind_of_thing_are_not_found(door: Door, prepared: Prepared):
    """The id of something that exists and is one's own, in a place for something else."""
    ids = {
        "filingId": prepared.spare,
        "documentId": prepared.draft["id"],
        "caseId": prepared.draft["id"],
        "partyId": prepared.case["id"],
        "messageId": prepared.draft["id"],
        "serviceRequestId": prepared.unpaid["id"],
        "closureId": prepared.case["id"],
        "outageWindowId": prepared.closure["id"],
        "deadlineId": prepared.case["id"],
        "accessOrderId": prepared.case["id"],
    }
    for mutation in MUTATIONS:
        by, given = prepared.inputs()[mutation]
        for path, _ in leaves(given):
            if path[-1] in ids:
                with door.unchanged():
                    answer = door.do(mutation, put(given, path, ids[str(path[-1])]), by=by)
                assert code_of(answer) == "NotFound", (mutation, path, answer)
