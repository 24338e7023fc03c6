"""The 61 audits of the npm package graphql-http 1.23.1, each on both ways a query is answered.

The package sends ``{ __typename }``, which the database alone answers. Here every audit is asked
twice: of a query that the database answers (express), and of one beside introspection, which needs
Python (walk). Ids and names are the package's own; ``tests/clients`` runs the package itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from api.graphql.context import Context
from api.reading.engine import Asked
from api.reading.plans import Delivery, NotExpress
from tests.graphql.served import GRAPHQL, JSON, Said, Served, request_of, said_of, serving_copy

NOWHERE = "f8f31403dfe404bccbb0e835f2629c6a7"
"""A field that is nowhere. The package leaves out the f, so that its own does not even parse."""


@dataclass(frozen=True)
class Way:
    """One way of being answered: what is selected, and what comes back."""

    name: str
    selected: str
    with_name: str
    answer: Any
    named_answer: Any

    @property
    def query(self) -> str:
        return f"{{ {self.selected} }}"

    @property
    def named(self) -> str:
        return f"query Named($name: String!) {{ {self.with_name} }}"


SCHEMA = {"__schema": {"queryType": {"name": "Query"}}}
CASE = "case(number: $name) { id }"
BESIDE = "__schema { queryType { name } }"
EXPRESS = Way(
    "express",
    '__typename case(number: "none") { id }',
    CASE,
    {"__typename": "Query", "case": None},
    {"case": None},
)
WALK = Way(
    "walk",
    f'__typename {BESIDE} case(number: "none") {{ id }}',
    f"{CASE} {BESIDE} __type(name: $name) {{ name }}",
    {"__typename": "Query", **SCHEMA, "case": None},
    {"case": None, **SCHEMA, "__type": None},
)
WAYS = {way.name: way for way in (EXPRESS, WALK)}
Body = Callable[[Way], Any]


@dataclass(frozen=True)
class Audit:
    """One audit: what is sent, and what must come back."""

    id: str
    name: str
    body: Body | bytes | None = None
    query: Body | None = None
    """The parameters of a GET, instead of a body."""
    accept: str | None = None
    content_type: str | None = JSON
    statuses: tuple[int, int] = (200, 200)
    says: str = ""
    """Contained in the content type of the answer."""
    lacks: str = ""
    """No entry of the result's."""
    data: Callable[[Way], Any] | None = None
    """Beyond the package: what the answer is."""


def plain(**more: Any) -> Body:
    return lambda way: {"query": way.query, **more}


def _answer(way: Way) -> Any:
    return way.answer


def _named_answer(way: Way) -> Any:
    return way.named_answer


def _named(way: Way) -> Any:
    return {"query": way.named, "variables": {"name": "sometype"}}


def _named_by_get(way: Way) -> Any:
    return {"query": way.named, "variables": '{"name":"sometype"}'}


def _operation(way: Way) -> Any:
    return {"operationName": "Query", "query": f"query Query {way.query}"}


def _pictures(way: Way) -> Any:
    return {"query": f'{{ __type(name: "Run🏃Swim🏊") {{ name }} {way.selected} }}'}


def _express_pictures(way: Way) -> Any:
    """Introspection would leave the express way, so there the runner is the number of a case."""
    if way is WALK:
        return _pictures(way)
    return {"query": f'{{ swim: case(number: "Run🏃Swim🏊") {{ id }} {way.selected} }}'}


def _swimming(way: Way) -> Any:
    return {"__type" if way is WALK else "swim": None, **way.answer}


def _mutation(_: Way) -> Any:
    return {"query": "mutation { __typename }"}


def _unparsed(way: Way) -> Any:
    return {"query": f"{{ {way.selected}"}


def _invalid(way: Way) -> Any:
    return {"query": f"{{ {way.selected} {NOWHERE} }}"}


def _uncoerced(way: Way) -> Any:
    query = f"query CoerceFailure($id: ID!){{ {way.selected} node(id: $id) {{ id }} }}"
    return {"query": query, "variables": {"id": None}}


def _misspelt(way: Way) -> Any:
    return {"qeury": way.query}


def _other_than_query(way: Way) -> Any:
    return {"notquery": way.query}


NO_JSON = b'{ "not a JSON'
BAD = (400, 400)
CLIENT = (400, 499)
FAULT = (400, 599)
OBJECT: Any = {"obj": "ect"}
ODD = {"object": OBJECT, "number": 0, "boolean": False, "array": ["array"]}
FLAT = {"string": "string", "number": 0, "boolean": False, "array": ["array"]}


def _allow(id_: str, name: str, body: Body, data: Any = _answer) -> Iterator[Audit]:
    """The pair of audits that something is taken, for new clients and for old ones."""
    new, old = id_.split()
    yield Audit(
        new,
        f"SHOULD allow {name} parameter when accepting {GRAPHQL}",
        body,
        accept=GRAPHQL,
        lacks="errors",
        data=data,
    )
    yield Audit(
        old,
        f"MUST allow {name} parameter when accepting {JSON}",
        body,
        accept=JSON,
        lacks="errors",
        data=data,
    )


def _odd(prefix: str, parameter: str, kinds: dict[str, Any]) -> Iterator[Audit]:
    for index, (kind, value) in enumerate(kinds.items()):
        yield Audit(
            f"{prefix}{index}",
            f"MAY use 400 status code on {kind} {{{parameter}}} parameter",
            plain(**{parameter: value}),
            statuses=BAD,
        )


AUDITS = (
    # Media types
    Audit("22EB", f"SHOULD accept {GRAPHQL} and match the content-type", plain(),
          accept=GRAPHQL, says=GRAPHQL, data=_answer),
    Audit("4655", f"MUST accept {JSON} and match the content-type", plain(),
          accept=JSON, says=JSON, data=_answer),
    Audit("47DE", f"SHOULD accept */* and use {JSON} for the content-type", plain(),
          accept="*/*", says=JSON, data=_answer),
    Audit("80D8", f"SHOULD assume {JSON} content-type when accept is missing", plain(),
          says=JSON, data=_answer),
    Audit("82A3", "MUST use utf-8 encoding when responding", plain(), data=_answer),
    Audit("BF61", "MUST accept utf-8 encoded request", _express_pictures,
          content_type=f"{JSON}; charset=utf-8", data=_swimming),
    Audit("78D5", "MUST assume utf-8 in request if encoding is unspecified", plain(),
          data=_answer),
    # Requests
    Audit("2C94", "MUST accept POST requests", plain(), data=_answer),
    Audit("5A70", "MAY accept application/x-www-form-urlencoded formatted GET requests",
          query=plain(), data=_answer),
    Audit("9C48", "MAY NOT allow executing mutations on GET requests",
          query=_mutation, accept=GRAPHQL, statuses=CLIENT, lacks="data"),
    Audit("9ABE", "SHOULD respond with 4xx status code if content-type is not supplied on POST"
          " requests", plain(), content_type=None, statuses=CLIENT),
    Audit("03D4", f"MUST accept {JSON} POST requests", plain(), data=_answer),
    Audit("A5BF", "MAY use 400 status code when request body is missing on POST", b"",
          statuses=BAD),
    # Parameters
    Audit("423L", "MAY use 400 status code on missing {query} parameter", _other_than_query,
          accept=GRAPHQL, statuses=BAD),
    *_odd("LKJ", "query", ODD),
    *_allow("34A2 13EE", "string {query}", plain()),
    *_odd("6C0", "operationName", ODD),
    *_allow("8161 B8B3", "string {operationName}", _operation),
    *_allow("94B0 0220", "null {variables}", plain(variables=None)),
    *_allow("94B1 0221", "null {operationName}", plain(operationName=None)),
    *_allow("94B2 0222", "null {extensions}", plain(extensions=None)),
    *_odd("476", "variables", FLAT),
    *_allow("2EA1 28B9", "map {variables}", _named, _named_answer),
    *(
        Audit(id_, f"MAY allow URL-encoded JSON string {{variables}} parameter in GETs when"
              f" accepting {media}", query=_named_by_get, accept=media, lacks="errors",
              data=_named_answer)
        for id_, media in (("D6D5", GRAPHQL), ("6A70", JSON))
    ),
    *_odd("58B", "extensions", FLAT),
    *_allow("428F 1B7A", "map {extensions}", plain(extensions={"some": "value"})),
    # What cannot be read
    Audit("B6DC", f"MAY use 2xx, 4xx, or 5xx status codes on JSON parsing failure when accepting"
          f" {JSON}", NO_JSON, accept=JSON, statuses=CLIENT),  # the package takes a 500 too
    Audit("BCF8", f"SHOULD use 400 status code on JSON parsing failure when accepting {JSON}",
          NO_JSON, accept=JSON, statuses=BAD),
    Audit("B7N8", f"SHOULD use 400 status code on JSON parsing failure when accepting {GRAPHQL}",
          NO_JSON, accept=GRAPHQL, statuses=BAD),
    Audit("8764", "MAY use 4xx or 5xx status codes if parameters are invalid", _misspelt,
          statuses=FAULT),
    Audit("3E3A", "MAY use 400 status code if parameters are invalid", _misspelt, statuses=BAD),
    # What is not run, for old clients
    Audit("572B", f"SHOULD use 200 status code on document parsing failure when accepting {JSON}",
          _unparsed, accept=JSON),
    Audit("FDE2", "SHOULD use 200 status code on document validation failure when accepting"
          f" {JSON}", _invalid, accept=JSON),
    Audit("7B9B", "SHOULD use a status code of 200 on variable coercion failure when accepting"
          f" {JSON}", _uncoerced, accept=JSON),
    # What is not run, for new ones
    Audit("865D", "SHOULD use 4xx or 5xx status codes on document parsing failure when accepting"
          f" {GRAPHQL}", _unparsed, accept=GRAPHQL, statuses=FAULT),
    Audit("556A", f"SHOULD use 400 status code on document parsing failure when accepting"
          f" {GRAPHQL}", _unparsed, accept=GRAPHQL, statuses=BAD),
    Audit("D586", "SHOULD not contain the data entry on document parsing failure when accepting"
          f" {GRAPHQL}", _unparsed, accept=GRAPHQL, statuses=BAD, lacks="data"),
    Audit("51FE", "SHOULD use 4xx or 5xx status codes on document validation failure when accepting"
          f" {GRAPHQL}", _invalid, accept=GRAPHQL, statuses=FAULT),
    Audit("74FF", "SHOULD use 400 status code on document validation failure when accepting"
          f" {GRAPHQL}", _invalid, accept=GRAPHQL, statuses=BAD),
    Audit("5E5B", "SHOULD not contain the data entry on document validation failure when accepting"
          f" {GRAPHQL}", _invalid, accept=GRAPHQL, statuses=BAD, lacks="data"),
    Audit("86EE", "SHOULD use a status code of 400 on variable coercion failure when accepting"
          f" {GRAPHQL}", _uncoerced, accept=GRAPHQL, statuses=BAD),
)  # fmt: skip
BY_ID = {audit.id: audit for audit in AUDITS}


@pytest.fixture(scope="module")
def served(migrated_sqlite: Any, tmp_path_factory: Any) -> Iterator[Served]:
    with serving_copy(migrated_sqlite, tmp_path_factory.mktemp("court")) as opened:
        yield opened


def send(served: Served, audit: Audit, way: Way) -> Said:
    """Send what an audit sends, over a line of our own: no client adds a header to it."""
    headers = [f"accept: {audit.accept}"] if audit.accept else []
    if audit.query is not None:
        path = str(served.client.build_request("GET", served.url, params=audit.query(way)).url)
        request = request_of(None, *headers, method="GET", path=path.partition(f"{served.port}")[2])
        return said_of(served.raw(request))
    body = audit.body if isinstance(audit.body, bytes) else orjson.dumps(audit.body(way))
    if audit.content_type:
        headers.append(f"content-type: {audit.content_type}")
    return said_of(served.raw(request_of(body, *headers)))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("id_", BY_ID, ids=[f"{a.id} {a.name}" for a in AUDITS])
def test_the_door_passes_the_audit(served: Served, id_: str, way: str):
    audit = BY_ID[id_]

    said = send(served, audit, WAYS[way])

    low, high = audit.statuses
    assert low <= said.status <= high
    assert audit.says in said.headers["content-type"]
    said.body.decode("utf-8")
    body = said.json()
    assert audit.lacks not in body
    if audit.data:
        assert said.result() == {"data": audit.data(WAYS[way])}
    else:
        assert set(body) == {"errors"}
        assert body["errors"][0]["message"]


@pytest.mark.parametrize("way", WAYS)
def test_the_ways_are_what_they_are_called(served: Served, way: str):
    court, chosen = served.court, WAYS[way]
    context = Context(court.parts.building, None)
    for query, given in ((chosen.query, None), (chosen.named, {"name": "sometype"})):
        asked = Asked(query, given, context=context)
        try:
            court.parts.reader.answer(asked, delivery=Delivery.EXPRESS)
            taken = "express"
        except NotExpress:
            taken = "walk"
        assert taken == way


def test_these_are_the_packages_sixty_one_audits():
    kinds = [audit.name.partition(" ")[0] for audit in AUDITS]

    assert len(BY_ID) == len(AUDITS) == 61
    assert {kind: kinds.count(kind) for kind in kinds} == {"SHOULD": 23, "MUST": 13, "MAY": 25}
