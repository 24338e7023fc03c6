"""The viewer inside the statement: no session, no row; no row, no body."""

import pytest

from api.reading.engine import Asked, Unauthenticated
from api.reading.viewers import ViewerSource
from tests.reading import court
from tests.reading.conftest import STAFF, Bench

STRANGERS = [
    "lit_expired",
    "lit_ends_now",
    "lit_revoked",
    "lit_suspended",
    "lit_nobody",
    "stf_demoted",
    "lit_clerk",
    "stf_0",
    "adm_clerk",
    "stf_",
    "stf",
    "",
    "_",
    "lit_' OR '1'='1",
    "lit_0'; DROP TABLE session; --",
    "lit_\ud800",
    "stf_clerk ",
]
QUERIES = [
    "{ cases { totalCount } }",
    "{ motto }",
    "{ __typename }",
    '{ case(number: "DCPI 000/2022") { viewerCan { action } } }',
]


@pytest.mark.parametrize("token", STRANGERS)
def test_an_unknown_token_is_refused_whatever_it_asks(bench: Bench, token: str) -> None:
    for query in QUERIES:
        with pytest.raises(Unauthenticated):
            bench.reader.answer(Asked(query, token=token))


def test_a_known_token_and_no_token_are_answered(bench: Bench) -> None:
    assert bench.data("{ motto }", token=STAFF) == {"motto": "fiat iustitia"}
    assert bench.data("{ motto __typename }") == {"motto": "fiat iustitia", "__typename": "Query"}


def test_a_stranger_is_refused_when_a_mutations_payload_is_read(bench: Bench) -> None:
    with pytest.raises(Unauthenticated):
        bench.reader.answer(Asked('mutation { touch(id: "flg_001") { id } }', token="lit_revoked"))


def test_a_mutation_may_refuse_a_stranger_itself(bench: Bench) -> None:
    query = 'mutation { submit(input: {id: "x", mood: "stranger"}) { __typename } }'
    with pytest.raises(Unauthenticated):
        bench.reader.answer(Asked(query, token=STAFF, context=[]))


def test_a_prefix_ends_in_its_only_underscore() -> None:
    for prefix in ("staff", "a_b_", "_a"):
        with pytest.raises(ValueError, match="prefix"):
            ViewerSource(
                court.SessionRow.__table__,  # type: ignore[attr-defined]
                court.AccountRow.__table__,  # type: ignore[attr-defined]
                {prefix: "STAFF"},
            )
