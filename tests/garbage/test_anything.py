"""Whatever JSON comes: an answer or a clear no, never a fault of ours."""

from collections.abc import Callable
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.court import NEW_CASE
from tests.garbage.door import Door, judged, mutating

TEXT = st.text(max_size=40) | st.sampled_from(
    ["", "\0", "DCPI", "PLAINTIFF", "CARD", "SEALING", "flg_1", "x" * 500, "2022-05-06", "-", "名"]
)
SCALAR = (
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
JSON = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
RELAXED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ID = st.sampled_from(["flg_00000000000000000000000000", "doc_1", ""]) | TEXT
VERSION = st.integers(-5, 5) | JSON
KEY = TEXT.filter(bool) | JSON


def or_anything(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly the right kind of thing, so that it gets past the type system; sometimes not."""
    return st.one_of(right, right, right, JSON)


PARTY = st.fixed_dictionaries(
    {"role": or_anything(st.sampled_from(["PLAINTIFF", "DEFENDANT"])), "name": or_anything(TEXT)},
    optional={"kind": or_anything(st.sampled_from(["INDIVIDUAL", "ORGANIZATION"]))},
)
CASE = st.fixed_dictionaries(
    {"proceedingType": or_anything(st.sampled_from(["DCPI", "DCCJ"]) | TEXT)},
    optional={
        "relief": or_anything(TEXT),
        "natureOfClaim": or_anything(TEXT),
        "parties": or_anything(st.lists(PARTY, max_size=4)),
    },
)
INPUTS: dict[str, tuple[str, st.SearchStrategy[Any]]] = {
    "startFiling": (
        "lawyer",
        st.fixed_dictionaries(
            {"idempotencyKey": KEY},
            optional={
                "newCase": or_anything(CASE | st.just(NEW_CASE)),
                "caseNumber": or_anything(TEXT),
                "documentIds": or_anything(st.lists(ID, max_size=3)),
                "resubmissionOf": or_anything(ID),
                "appearance": or_anything(
                    st.fixed_dictionaries(
                        {
                            "caption": or_anything(TEXT),
                            "role": or_anything(st.sampled_from(["PLAINTIFF", "DEFENDANT"])),
                            "partyName": or_anything(TEXT),
                        }
                    )
                ),
            },
        ),
    ),
    "createUpload": (
        "lawyer",
        st.fixed_dictionaries(
            {
                "idempotencyKey": KEY,
                "kind": or_anything(st.just("WRIT_OF_SUMMONS")),
                "fileName": or_anything(TEXT.map(lambda t: t + ".pdf")),
                "bytes": or_anything(st.integers(-1, 2**31)),
                "sha256": or_anything(st.just("a" * 64)),
            }
        ),
    ),
    "decideFiling": (
        "registry",
        st.fixed_dictionaries(
            {
                "filingId": or_anything(ID),
                "expectedVersion": VERSION,
                "dispositions": or_anything(
                    st.lists(
                        st.fixed_dictionaries(
                            {"filingDocumentId": ID, "accept": or_anything(st.booleans())},
                            optional={
                                "reasons": or_anything(st.lists(TEXT)),
                                "note": or_anything(TEXT),
                            },
                        ),
                        max_size=3,
                    )
                ),
            }
        ),
    ),
    "announceClosure": (
        "registry",
        st.fixed_dictionaries(
            {
                "office": or_anything(TEXT),
                "kind": or_anything(st.sampled_from(["GALE_WARNING", "DIRECTED"])),
                "startsAt": or_anything(st.datetimes().map(lambda t: t.isoformat() + "Z")),
            },
            optional={
                "endsAt": or_anything(st.datetimes().map(lambda t: t.isoformat() + "+14:00"))
            },
        ),
    ),
    "startPayment": (
        "lawyer",
        st.fixed_dictionaries(
            {
                "idempotencyKey": KEY,
                "serviceRequestId": or_anything(ID),
                "means": or_anything(st.sampled_from(["CARD", "PPS", "DEPOSIT_ACCOUNT"])),
                "returnUrl": or_anything(TEXT.map(lambda t: "https://" + t)),
            }
        ),
    ),
    "linkParty": (
        "registry",
        st.fixed_dictionaries({"caseId": ID, "partyId": ID, "signInName": TEXT}),
    ),
}


def throwing(mutation: str) -> Callable[[Door], None]:
    by, inputs = INPUTS[mutation]

    def thrown(door: Door) -> None:
        @RELAXED
        @given(inputs | JSON)
        def throw(value: Any) -> None:
            body = orjson.dumps({"query": mutating(mutation), "variables": {"input": value}})
            judged(door.post(body, by=by))

        throw()

    return thrown


test_anything_at_all_may_be_sent_to_start_filing = throwing("startFiling")
test_anything_at_all_may_be_sent_to_create_upload = throwing("createUpload")
test_anything_at_all_may_be_sent_to_decide_filing = throwing("decideFiling")
test_anything_at_all_may_be_sent_to_announce_closure = throwing("announceClosure")
test_anything_at_all_may_be_sent_to_start_payment = throwing("startPayment")
test_anything_at_all_may_be_sent_to_link_party = throwing("linkParty")


def test_any_variables_at_all_may_be_sent_to_a_query(door: Door):
    query = """query($a: String, $n: Int, $f: FilingFilter, $o: FilingOrder, $s: CauseBookSearch!) {
      filings(after: $a, first: $n, filter: $f, orderBy: $o) { totalCount nodes { id } }
      causeBook(search: $s, first: $n, before: $a) { nodes { title } } }"""
    search = st.dictionaries(
        st.sampled_from(["caseNumber", "partyName", "commencedFrom", "commencedUntil"]), TEXT | JSON
    )

    @RELAXED
    @given(st.fixed_dictionaries({"s": search | JSON}, optional=dict.fromkeys("anfo", JSON)))
    def throw(variables: Any) -> None:
        judged(door.post({"query": query, "variables": variables}, by="lawyer"))

    throw()


def test_any_body_at_all_may_be_sent(door: Door):
    @RELAXED
    @given(st.binary(max_size=200) | JSON.map(orjson.dumps))
    def throw(body: bytes) -> None:
        response = door.post(body)
        judged(response)

    throw()
