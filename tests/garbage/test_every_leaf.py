"""Garbage in every place of every mutation's input: never a fault, and nothing half done."""

from typing import Any

import orjson
import pytest
from graphql import GraphQLInputObjectType, get_named_type

from tests.garbage.door import Door, code_of, is_no, judged, mutating
from tests.garbage.valid import Path, Prepared, leaves, nodes, put

MUTATIONS = (
    "signIn createUpload completeUpload startFiling reviseFiling discardFiling checkFiling "
    "submitFiling withdrawFiling startPayment claimReview releaseReview referFiling decideFiling "
    "makeAccessOrder liftAccessOrder linkParty announceClosure endClosure markMessageRead"
).split()
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
TAKEN = {"10,000 characters", "10,000 Chinese characters"}
"""Lengths that no field of this contract has room for."""


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
    assert set(MUTATIONS) == set(prepared.inputs()) == set(mutations) - {"signOut"}
    for name, (_, given) in prepared.inputs().items():
        kind: Any = get_named_type(mutations[name].args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        assert set(given) <= set(kind.fields)
        missing = set(kind.fields) - set(given)
        assert missing <= {"caseNumber", "endsAt"}, (name, missing)


@pytest.mark.parametrize("mutation", [m for m in MUTATIONS if m != "signIn"])
def test_no_poisoned_text_is_a_fault_or_changes_anything(
    door: Door, prepared: Prepared, mutation: str
):
    by, given = prepared.inputs()[mutation]
    before = door.everything()
    for path, name in poisoned(given):
        answer = call(door, by, mutation, put(given, path, STRINGS[name]))
        if is_no(answer):
            assert door.everything() == before, (path, name)
            continue
        # Odd but harmless text may be taken; what no database or person can hold may not.
        assert name not in {"NUL", "only NUL", "half a character", *TAKEN}, (path, name, answer)
        pytest.fail(f"taken: {path} {name}: {answer}") if not may_be_taken(path) else None
        before = door.everything()


def may_be_taken(path: Path) -> bool:
    """Free text that the contract does not restrict, and keys that are the client's own."""
    return path[-1] in {"idempotencyKey", "note", "grounds", "name", "returnUrl"}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_no_value_of_a_wrong_kind_is_a_fault_or_changes_anything(
    door: Door, prepared: Prepared, mutation: str
):
    by, given = prepared.inputs()[mutation]
    for path in nodes(given):
        for name, value in WRONG.items():
            before = door.everything()
            answer = call(door, by, mutation, put(given, path, value))
            assert is_no(answer) or may_be_taken(path) or not path, (path, name, answer)
            if is_no(answer):
                assert door.everything() == before, (path, name)


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_missing_or_superfluous_member_is_a_clear_error(
    door: Door, prepared: Prepared, mutation: str
):
    by, given = prepared.inputs()[mutation]
    with door.unchanged():
        assert "errors" in call(door, by, mutation, {})
        assert "errors" in call(door, by, mutation, {**given, "noSuchMember": 1})


@pytest.mark.parametrize("mutation", [m for m in MUTATIONS if m != "signIn"])
def test_nobody_without_a_token_changes_anything(door: Door, prepared: Prepared, mutation: str):
    _, given = prepared.inputs()[mutation]
    with door.unchanged():
        assert code_of(call(door, "", mutation, given)) == "SignInNeeded"


@pytest.mark.parametrize("by", ["rival", "litigant", "primary", "helpdesk", "auditor", "accounts"])
@pytest.mark.parametrize("mutation", [m for m in MUTATIONS if m != "signIn"])
def test_nobody_else_does_anything_with_what_is_not_theirs(
    door: Door, prepared: Prepared, mutation: str, by: str
):
    _, given = prepared.inputs()[mutation]
    if mutation == "createUpload" and by in {"rival", "litigant"}:
        return  # their own upload is theirs to announce
    with door.unchanged():
        answer = call(door, by, mutation, given)
    assert is_no(answer), answer
    assert code_of(answer) in {"NotFound", "NotAllowed", "OrganizationUserNeeded"}, answer
