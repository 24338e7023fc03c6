"""Documents made to exhaust: each is answered clearly, in under 0.3 seconds of the server's CPU.

The list is that of the study of what stalls GraphQL servers: fragments that double each other,
floods of tokens, circles of introspection, lists in lists. CPU time and not the clock on the wall
is measured, of the whole process, so a busy machine does not fail what is innocent. Each document
is sent three times in three versions, for an answer that is remembered proves nothing.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import orjson
import pytest
from graphql import get_introspection_query

from tests.graphql.served import GRAPHQL, JSON, PATIENCE_S, Served, patiently, serving_copy

MOST_CPU_S = 0.3
MOST_BYTES = 20_000
TRIES = 3


@pytest.fixture(scope="module")
def served(migrated_sqlite: Any, tmp_path_factory: Any) -> Iterator[Served]:
    with serving_copy(migrated_sqlite, tmp_path_factory.mktemp("court")) as opened:
        opened.court.token("registry")
        assert opened.is_well()
        yield opened


@dataclass(frozen=True)
class Attack:
    """What is sent, and how it is refused: a code, and a part of the sentence."""

    query: str
    code: str = "INVALID_REQUEST"
    says: str = ""
    variables: Any = None


def too_complex(limit: str, query: str) -> Attack:
    return Attack(query, "QUERY_TOO_COMPLEX", f"exceeds the {limit} limit")


def too_many_tokens(query: str) -> Attack:
    return Attack(query, says="more than 2000 tokens")


def too_long(query: str) -> Attack:
    return Attack(query, "QUERY_TOO_COMPLEX", "at most 50000 characters")


def versions(query: str, variables: Any = None) -> list[bytes]:
    """The same request in three versions, so that none is answered from memory."""
    return [orjson.dumps({"query": f"{query} # {n}", "variables": variables}) for n in range(TRIES)]


def cheapest(served: Served, bodies: list[bytes]) -> tuple[float, Any]:
    """The least CPU time that an answer took, with client, server and database; and the last."""
    token = served.court.token("registry")
    headers = {"content-type": JSON, "accept": GRAPHQL, "authorization": f"Bearer {token}"}
    took: list[float] = []
    for body in bodies:
        began = time.process_time()
        said = served.client.post(served.url, content=body, headers=headers)
        took.append(time.process_time() - began)
    return min(took), said


def code_of(said: Any) -> str:
    return said.json()["errors"][0]["extensions"]["code"]


def refused_cheaply(served: Served, attack: Attack) -> None:
    cpu, said = cheapest(served, versions(attack.query, attack.variables))

    assert (said.status_code, code_of(said)) == (400, attack.code)
    assert attack.says in said.json()["errors"][0]["message"]
    assert "data" not in said.json()
    assert len(said.content) < MOST_BYTES
    assert cpu < MOST_CPU_S


def doubling(levels: int, last: str, spread: str = "...f{n} ...f{n}") -> str:
    """Fragments that double each other: so many levels, two to that power times the last."""
    links = (
        f"fragment f{n} on Query {{ {spread.replace('{n}', str(n + 1))} }}" for n in range(levels)
    )
    return f"{{ ...f0 }} {' '.join(links)} fragment f{levels} on Query {{ {last} }}"


def numbered(count: int, text: str, joint: str = " ") -> str:
    return joint.join(text.replace("#", str(n)) for n in range(count))


def nested(depth: int, before: str, inside: str, after: str) -> str:
    return before * depth + inside + after * depth


DEEP = "nested too deeply"
CYCLE = "fields { type { "
IN_FILINGS = nested(3, "nodes { case { filings(first: 100) { ", "totalCount", " } } }")
TEXTS = '"case_000#"'
FAILING = 'a#: deemedReceived(office: "NIL", at: "2022-05-06T00:00:00Z") { at }'
PAGES = "a#: cases(first: 100) { nodes { filings(first: 100) { nodes { id } } } }"
DOCUMENTS = {
    # fragments
    "fan-out 2^16 with aliases": too_complex(
        "aliases", doubling(16, "a: __typename b: __typename")
    ),
    "fan-out 2^24 with aliases": too_complex("aliases", doubling(24, "a: viewer { id }")),
    "fan-out 2^24 of lists": too_complex(
        "cost", doubling(24, "courts { offices { closures { kind } } }")
    ),
    "fan-out by inline fragments": too_complex(
        "aliases", doubling(20, "a: __typename", "... { ...f{n} } ... on Query { ...f{n} }")
    ),
    "fan-out below a field": too_complex(
        "cost",
        "{ filings { nodes { ...f0 } } } "
        + " ".join(
            f"fragment f{n} on Filing {{ case {{ id }} {f'...f{n + 1} ' * 2} }}" for n in range(24)
        )
        + " fragment f24 on Filing { case { id } }",
    ),
    "a circle": Attack("{ ...a } fragment a on Query { ...a }", says="itself"),
    "a circle of 200": Attack(
        "{ ...f0 } "
        + " ".join(f"fragment f{n} on Query {{ ...f{(n + 1) % 200} }}" for n in range(200)),
        says="Validation aborted",
    ),
    "circles in circles": Attack(
        "{ ...f0 } "
        + " ".join(f"fragment f{n} on Query {{ {numbered(12, '...f#')} }}" for n in range(12)),
        says="itself",
    ),
    "a fragment that is not there": Attack("{ ...a }", says="Unknown fragment"),
    # depth
    "a chain of fields": Attack("{ " + nested(1_500, "a { ", "b", " }") + " }", says=DEEP),
    "3,000 inline fragments": Attack(nested(3_000, "{ ... ", "{ __typename }", " }"), says=DEEP),
    "inline fragments within the tokens": Attack(
        nested(600, "{ ... ", "{ __typename }", " }"), says=DEEP
    ),
    "lists in a list": Attack("{ node(id: " + nested(990, "[", "", "]") + ") { id } }", says=DEEP),
    "objects in an object": Attack(
        "{ causeBook(search: " + nested(400, "{a: ", "1", "}") + ") { totalCount } }", says=""
    ),
    "a type of lists": Attack(
        "query($v: " + nested(980, "[", "Int", "]") + ") { __typename }", says=""
    ),
    "20,000 open braces": Attack("{a" * 20_000, says=DEEP),
    "cases in filings in cases": too_complex(
        "depth",
        f"{{ filings {{ {nested(8, 'nodes { case { filings { ', 'totalCount', ' } } }')} }} }}",
    ),
    # repetition
    "10,000 aliases": too_long("{ " + numbered(10_000, "a#: __typename") + " }"),
    "2,500 aliases": too_many_tokens("{ " + numbered(2_500, "a#: viewer") + " }"),
    "31 aliases": too_complex("aliases", "{ " + numbered(31, "a#: __typename") + " }"),
    "10,000 times a field": too_long("{ " + "viewer { id } " * 10_000 + "}"),
    "7,000 times a field": too_many_tokens("{ " + "viewer " * 7_000 + "}"),
    "1,000 directives": too_complex("directives", "{ viewer " + "@a " * 950 + "{ id } }"),
    "10,000 directives": too_many_tokens("{ viewer " + "@a " * 10_000 + "{ id } }"),
    "directives on an operation": too_complex(
        "directives", "query " + "@a " * 900 + "{ __typename }"
    ),
    "overlapping fields in 300 fragments": too_many_tokens(
        "{ "
        + numbered(300, "...f#")
        + " } "
        + numbered(300, "fragment f# on Query { viewer { id name } }")
    ),
    "100 failing fields": too_complex("aliases", f"{{ {numbered(100, FAILING)} }}"),
    "10,000 operations": too_long(numbered(10_000, "query q#{a}")),
    "1,000 operations": too_many_tokens(numbered(1_000, "query q# { __typename }")),
    "6 operations": too_complex("operations", numbered(6, "query q# { __typename }")),
    "10,000 variables": too_long("query(" + numbered(10_000, "$v#: Int") + ") { __typename }"),
    "3,000 variables": too_many_tokens("query(" + numbered(3_000, "$v#: Int") + ") { __typename }"),
    "450 variables": Attack(
        "query(" + numbered(450, "$v#: Int") + ") { __typename }", says="never used"
    ),
    # introspection
    "introspection in circles": too_complex(
        "introspection", "{ __schema { types { " + nested(8, CYCLE, "name", " } }") + " } } }"
    ),
    "introspection in circles of fragments": too_complex(
        "introspection",
        "{ __schema { types { ...t0 } } } "
        + " ".join(
            f"fragment t{n} on __Type {{ fields {{ type {{ ...t{n + 1} }} }} }}" for n in range(8)
        )
        + " fragment t8 on __Type { name }",
    ),
    "introspection under 200 aliases": too_complex(
        "aliases", "{ " + numbered(200, "a#: __schema { types { name } }") + " }"
    ),
    # size of the answer
    "5 aliases of a hundred of a hundred": too_complex("cost", f"{{ {numbered(5, PAGES)} }}"),
    "a hundred of a hundred of a hundred": too_complex(
        "cost", "{ filings(first: 100) { " + IN_FILINGS + " } }"
    ),
    "lists in lists": too_complex(
        "cost",
        "{ filings(first: 100) { nodes { case { register { nodes { document { __typename } } }"
        " parties { nodes { id } } filings { nodes { documents { id } } } } } } }",
    ),
    "a page of a billion": Attack(
        "{ filings(first: 1000000000) { totalCount } }", "BAD_PAGE", "from 0 to 100"
    ),
    "4,000 ids in a document": too_long(f"{{ nodes(ids: [{numbered(4_000, TEXTS)}]) {{ id }} }}"),
    "1,900 ids in a document": Attack(
        f"{{ nodes(ids: [{numbered(1_900, TEXTS)}]) {{ id }} }}", "BAD_PAGE", "at most 100 ids"
    ),
    # length
    "a comment of 60,000": too_long("{ __typename } #" + "x" * 60_000),
    "commas": too_long("{ __typename " + "," * 60_000 + " }"),
    "a name of 49,000": Attack("{ " + "a" * 49_000 + " }", says="Cannot query field"),
    "200 unknown fields": Attack(
        "{ " + numbered(200, "viewers#") + " }", says="Cannot query field"
    ),
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_document_made_to_exhaust_is_refused_at_little_cost(served: Served, what: str):
    refused_cheaply(served, DOCUMENTS[what])


IDS = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
PAGE = "query($n: Int) { filings(first: $n) { totalCount } }"
QUOTE = """query($k: [String!]!) {
  feeQuote(input: {on: "2022-05-06", documentKinds: $k}) { total { amount } } }"""
START = """mutation($i: StartFilingInput!) {
  startFiling(input: $i) { __typename ... on Refusal { code } } }"""
DECIDE = """mutation($i: DecideFilingInput!) {
  decideFiling(input: $i) { __typename ... on Refusal { code } } }"""
NEW_CASE = {"proceedingType": "DCPI", "relief": "MONETARY", "natureOfClaim": "PERSONAL_INJURIES"}
PARTIES = [{"role": "PLAINTIFF", "name": "Sample"}] * 4_000
DISPOSITIONS = [{"filingDocumentId": "x", "accept": True}] * 4_000
ITEMS = {"code": "QUERY_TOO_COMPLEX", "says": "exceeds the items limit"}
VARIABLES = {
    "20,000 ids": Attack(IDS, **ITEMS, variables={"ids": [f"case_{n}" for n in range(20_000)]}),
    "20,000 ids that are none": Attack(IDS, **ITEMS, variables={"ids": [[1]] * 20_000}),
    "101 ids": Attack(IDS, "BAD_PAGE", "at most 100 ids", variables={"ids": ["case_1"] * 101}),
    "a page of a billion": Attack(PAGE, "BAD_PAGE", "from 0 to 100", variables={"n": 10**9}),
    "10,000 kinds": Attack(QUOTE, **ITEMS, variables={"k": ["WRIT_OF_SUMMONS"] * 10_000}),
    "4,000 parties": Attack(
        START,
        **ITEMS,
        variables={"i": {"idempotencyKey": "a", "newCase": {**NEW_CASE, "parties": PARTIES}}},
    ),
    "20,000 documents": Attack(
        START, **ITEMS, variables={"i": {"idempotencyKey": "a", "documentIds": ["x"] * 20_000}}
    ),
    "4,000 dispositions": Attack(
        DECIDE,
        **ITEMS,
        variables={"i": {"filingId": "a", "expectedVersion": 1, "dispositions": DISPOSITIONS}},
    ),
}


@pytest.mark.parametrize("what", VARIABLES)
def test_variables_made_to_exhaust_are_refused_at_little_cost(served: Served, what: str):
    refused_cheaply(served, VARIABLES[what])


BODIES = {
    "a text of 5 MB": (b'{"query": "' + b"a" * 5_000_000 + b'"}', 413, "TOO_LARGE"),
    "5 MB of commas": (b'{"query": "{ __typename ' + b"," * 5_000_000 + b'}"}', 413, "TOO_LARGE"),
    "a name of 1 MB": (b'{"query": "{ ' + b"a" * 1_000_000 + b' }"}', 413, "TOO_LARGE"),
    "a batch of 5,000": (orjson.dumps([{"query": "{ a }"}] * 5_000), 400, "BAD_REQUEST"),
    "250,000 brackets": (b"[" * 250_000, 400, "BAD_REQUEST"),
    "12,000 members": (
        orjson.dumps({"query": 1, **{f"m{n}": n for n in range(12_000)}}),
        400,
        "BAD_REQUEST",
    ),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_made_to_exhaust_is_refused_at_little_cost(served: Served, what: str):
    body, status, code = BODIES[what]

    cpu, said = cheapest(served, [body] * TRIES)

    assert (said.status_code, code_of(said)) == (status, code)
    assert cpu < MOST_CPU_S


def test_a_flood_of_sign_ins_in_one_document_is_refused(served: Served):
    """Checking a password is slow on purpose; thirty of them in one document are an attack."""
    one = 'a#: signIn(input: {signInName: "nobody", password: "x"}) { __typename }'

    refused_cheaply(served, Attack(f"mutation {{ {numbered(30, one)} }}", "QUERY_TOO_COMPLEX"))


WITHIN: dict[str, Any] = {
    # what merges must be compared pair by pair
    "480 times the same object": "{ " + "courts { code } " * 480 + "}",
    "210 times three fields": "{ " + "courts { code name { en } } " * 210 + "}",
    "120 fragments that overlap": (
        "{ "
        + numbered(120, "...f#")
        + " } "
        + numbered(120, "fragment f# on Query { viewer { id } }")
    ),
    "240 inline fragments that overlap": "{ " + "... { viewer { id kind } } " * 240 + "}",
    "1,900 times the same field": "{ viewer { " + "id " * 1_900 + "} }",
    "150 times two types": (
        '{ node(id: "x") { ' + "... on Filing { id } ... on Case { id } " * 150 + "} }"
    ),
    "50 directives": "{ " + "viewer @include(if: true) { id } " * 50 + "}",
    # fragments without aliases merge: two to the power of so many, and one field
    "fan-out 2^16": doubling(16, "__typename"),
    "fan-out 2^24": doubling(24, "__typename"),
    "fan-out 2^60": doubling(60, "__typename"),
    "fan-out 10^8": doubling(8, "__typename", "...f{n} " * 10),
    # introspection
    "the usual introspection": get_introspection_query(),
    "29 schemas": (
        "{ " + numbered(29, "a#: __schema { types { name fields { name type { name } } } }") + " }"
    ),
    "29 schemas by a fragment": (
        "{ " + numbered(29, "a#: __schema { ...s }") + " } fragment s on __Schema { types { name"
        " fields { name description args { name type { name } } type { name } } } }"
    ),
    "29 times the longest": (
        "{ " + numbered(29, 'a#: __type(name: "Mutation") { ...t }') + " } fragment t on __Type {"
        " fields { name args { name type { ofType { inputFields { name description } } } } } }"
    ),
    "200 schemas in one place": "{ " + "__schema { types { name } } " * 200 + "}",
    # long words
    "49,000 commas": "{ __typename " + "," * 49_000 + "}",
    "24,000 comments": "{ __typename } " + "#\n" * 24_000,
    "a block of 22,000 lines": '{ case(number: """' + "\n " * 22_000 + '""") { id } }',
    "8,000 escapes": '{ case(number: "' + "\\u0041" * 8_000 + '") { id } }',
    "a default of 1,900": "query($v: [Int] = [" + "1 " * 1_900 + "]) { __typename }",
    # much, but within what may be asked
    "18,000 variables nowhere used": ("{ __typename }", {f"v{n}": n for n in range(18_000)}),
    "a tree of 50,000": ("{ __typename }", {"a": [[[0] * 50] * 50] * 20}),
    "100 ids": (IDS, {"ids": ["case_1"] * 100}),
    "a name of 200,000 wildcards": (
        "query($s: String) { causeBook(search: {partyName: $s}) { totalCount nodes { id } } }",
        {"s": "%_" * 100_000},
    ),
    "a name of 80,000 characters": (
        "query($s: String) { causeBook(search: {partyName: $s}) { totalCount nodes { id } } }",
        {"s": "陳" * 80_000},
    ),
    "a cursor of 250,000": (
        "query($s: String) { filings(after: $s) { totalCount nodes { id } } }",
        {"s": "A" * 250_000},
    ),
    "a reference of 250,000 digits": (
        "query($s: String!) { documentReference(number: $s) { issued } }",
        {"s": "1" * 250_000},
    ),
    "a hundred filings with all": """{ filings(first: 100) { nodes {
      id state documents { id ordinal } case { id number parties { nodes { id name } } } } } }""",
}


@pytest.mark.parametrize("what", WITHIN)
def test_the_most_that_may_be_asked_costs_little(served: Served, what: str):
    """Whether it is run or refused is a matter of the limits; that it is cheap is not."""
    asked = WITHIN[what]
    query, variables = asked if isinstance(asked, tuple) else (asked, None)

    cpu, said = cheapest(served, versions(query, variables))

    assert said.status_code in {200, 400}
    assert b'"INTERNAL"' not in said.content
    assert cpu < MOST_CPU_S


def test_known_clients_are_served_while_new_documents_flood(served: Served):
    """Ten attackers send new documents without end; a small known question is still answered."""
    stop, asked = threading.Event(), [0]

    def flood(who: int) -> None:
        with httpx2.Client(timeout=PATIENCE_S, trust_env=False) as client:
            while not stop.is_set():
                asked[0] += 1
                query = f"{WITHIN['the usual introspection']} # {who} {asked[0]}"
                client.post(served.url, json={"query": query})

    attackers = [threading.Thread(target=flood, args=(who,)) for who in range(10)]
    for attacker in attackers:
        attacker.start()
    try:
        patiently(lambda: asked[0] > 10)
        answers = [served.is_well() for _ in range(10)]
    finally:
        stop.set()
        for attacker in attackers:
            attacker.join()

    assert answers == [True] * 10
