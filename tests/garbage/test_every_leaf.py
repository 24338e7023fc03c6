"""Garbage in every place of every mutation's input: never a fault, and nothing half done."""

from typing import Any

import orjson
import pytest
from graphql import GraphQLError, GraphQLInputObjectType, get_named_type
from graphql.utilities import coerce_input_value

from tests.garbage.door import Door, code_of, is_no, judged, mutating
from tests.garbage.valid import MUTATIONS, Path, Prepared, leaves, nodes, put

WITH_SIGN_IN = ["signIn", *MUTATIONS]
SURROGATE = "HALF A CHARACTER"
"""Replaced by a lone surrogate's escape in the bytes of the request: no encoder would write one."""
STRINGS = {
    "NUL": "a\0b",
    "only NUL": "\0",
    "half a character": SURROGATE,
    "10,000 characters": "x" * 10_000,
    "10,000 Chinese characters": "名" * 10_000,
    "nothing": "",
    "spaces": "   ",
    "control characters": "a\x01\x07\x1b[31m\x7f\x85b",
    "only invisible characters": "\u200b\u202e\ufeff",
    "unassigned and private characters": "\ue000\U0010ffff\ufffe",
    "line breaks": "a\r\nSet-Cookie: b\u2028c",
    "placeholders": "{file_name} {0} {} %s %(a)s $1 :a",
    "SQL": "'; DROP TABLE filing; --\\",
    "an id of another kind": "acc_00000000000000000000000000",
    "a path": "../../../etc/passwd",
}
WRONG: dict[str, Any] = {
    "null": None,
    "true": True,
    "a number": 7,
    "a fraction": 0.5,
    "a huge number": 2**63,
    "a text": "text",
    "a list": [],
    "a list of null": [None],
    "an object": {},
    "an unknown member": {"no_such_member": 1},
    "a list of lists": [[["a"]]],
}
NEVER_TAKEN = {
    "NUL",
    "only NUL",
    "half a character",
    "10,000 characters",
    "10,000 Chinese characters",
}
"""What no database can hold, and lengths that no field of this contract has room for."""


@pytest.fixture(scope="module")
def prepared(door: Door) -> Prepared:
    return Prepared(door)


def call(door: Door, by: str, mutation: str, given: Any) -> Any:
    """Call a mutation with an input as bytes; half a character is put into them."""
    body = orjson.dumps({"query": mutating(mutation), "variables": {"input": given}})
    body = body.replace(SURROGATE.encode(), b"a\\ud800")
    said = judged(door.post(body, by=by or None))
    return said if said.get("data") is None else said["data"][mutation]


def poisoned(given: dict[str, Any]) -> list[tuple[Path, str]]:
    """Every text of an input with every poison for it."""
    texts = [path for path, value in leaves(given) if isinstance(value, str)]
    return [(path, name) for path in texts for name in STRINGS]


def test_the_table_of_valid_inputs_covers_the_contract(door: Door, prepared: Prepared):
    schema = door.court.parts.reader.schema
    mutations = schema.mutation_type.fields
    assert set(WITH_SIGN_IN) == set(prepared.inputs()) == set(mutations) - {"signOut"}
    for name, (_, given) in prepared.inputs().items():
        kind: Any = get_named_type(mutations[name].args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        assert set(given) <= set(kind.fields)
        missing = set(kind.fields) - set(given)
        left = {"corrects", "appearance", "caseNumber", "endsAt", "endedAt", "referralAnswer"}
        assert missing <= left, (name, missing)


FREE = {
    "en",
    "tc",
    "source",
    "reason",
    "caseNamed",
    "filedBy",
    "idempotencyKey",
    "note",
    "grounds",
    "title",
    "name",
    "returnUrl",
    "relief",
    "natureOfClaim",
    "password",
}
"""Free text, and keys that are the client's own: odd but harmless text may be taken here."""
KEPT = {
    "ProviderNotAnswering": {"payment", "idempotency_record", "audit_entry", "audit_head"},
    "SignInRefusedHere": {"account", "audit_entry", "audit_head"},
}
"""What a refusal keeps on purpose: the payment to be tried again, and a wrong try to sign in."""


def changed(door: Door, before: dict[str, list[str]], answer: Any) -> set[str]:
    """The tables that a refused call changed and should not have."""
    after = door.everything()
    return {t for t in after if after[t] != before[t]} - KEPT.get(code_of(answer), set())


@pytest.mark.parametrize("mutation", WITH_SIGN_IN)
def test_no_poisoned_text_is_a_fault_or_changes_anything(
    door: Door, prepared: Prepared, mutation: str
):
    faults: list[str] = []
    before = door.everything()
    for path, name in poisoned(prepared.inputs()[mutation][1]):
        by, given = prepared.inputs()[mutation]
        try:
            answer = call(door, by, mutation, put(given, path, STRINGS[name]))
        except AssertionError as fault:
            faults.append(f"{path} {name}: {str(fault)[:120]}")
            continue
        if is_no(answer):
            assert changed(door, before, answer) == set(), (path, name, answer)
            before = door.everything() if code_of(answer) in KEPT else before
            continue
        if name in NEVER_TAKEN or path[-1] not in FREE:
            faults.append(f"{path} {name}: taken")
        prepared.renew(mutation)
        before = door.everything()
    assert faults == []


@pytest.mark.parametrize("mutation", WITH_SIGN_IN)
def test_no_value_of_a_wrong_kind_is_a_fault_or_changes_anything(
    door: Door, prepared: Prepared, mutation: str
):
    field: Any = door.court.parts.reader.schema.mutation_type
    kind = field.fields[mutation].args["input"].type
    before = door.everything()
    for path in nodes(prepared.inputs()[mutation][1]):
        for name, value in WRONG.items():
            by, given = prepared.inputs()[mutation]
            sent = put(given, path, value)
            answer = call(door, by, mutation, sent)
            if is_no(answer):
                assert changed(door, before, answer) == set(), (path, name, answer)
                before = door.everything() if code_of(answer) in KEPT else before
            else:
                assert is_coercible(sent, kind), (path, name, answer)
                prepared.renew(mutation)
                before = door.everything()


def is_coercible(value: Any, kind: Any) -> bool:
    """Whether a value is of a type after all, by graphql-core's own rules."""
    try:
        coerce_input_value(value, kind)
    except GraphQLError:
        return False
    return True


@pytest.mark.parametrize("mutation", WITH_SIGN_IN)
def test_a_missing_or_superfluous_member_is_a_clear_error(
    door: Door, prepared: Prepared, mutation: str
):
    by, given = prepared.inputs()[mutation]
    with door.unchanged():
        assert "errors" in call(door, by, mutation, {})
        assert "errors" in call(door, by, mutation, {**given, "noSuchMember": 1})
