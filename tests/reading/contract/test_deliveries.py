"""The whole contract: one answer however delivered, on both databases, to every kind of viewer.

Random operations come from the schema itself. By default 300 are asked; at night, or when asked,
at least 5,000: ``ICMS_RANDOM_OPERATIONS=5000 pytest tests/reading/contract/test_deliveries.py``.
"""

import os
import random
from collections import Counter
from itertools import product
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from graphql import get_named_type

from api.kernel.actors import AccountKind
from api.reading.engine import Answer
from api.reading.plans import Delivery
from api.reference.loading import published
from tests.reading.contract.benches import GROUPS, NODES, VIEWERS, Bench
from tests.reading.contract.coverage import (
    everything,
    halves,
    lists,
    meet,
    of_the_court,
    roots,
    showable,
    shown,
    whole,
)
from tests.reading.contract.drawing import Drawing, Material
from tests.reading.contract.sight import Sight

OPERATIONS = int(os.environ.get("ICMS_RANDOM_OPERATIONS", "300"))
PER_SEED = 25
MORE = 1_000
SEEDS = -(-OPERATIONS * 21 // (20 * PER_SEED))  # a few are drawn to be refused
REFUSED = {"BAD_PAGE", "BAD_CURSOR"}
DAYS = ("2022-05-05", "2022-05-06", "2026-05-31", "2026-06-01", "2027-05-06")
"""Each side of the first notice, of the first duty, and of the end of a concession."""
Drawn = tuple[str, dict[str, Any]]
NOT_IN_THE_COURT = {
    **{
        f"{type_}Connection.totalCount null": "no list has more than 10,000 rows here"
        for type_ in (
            *("Case", "CaseEvent", "CauseBookEntry", "Deadline", "Filing", "IssuedDocument"),
            *("Message", "OutageWindow", "Party", "PendingRecording", "RegisterEntry"),
        )
    },
    "FilingState:SUBMITTING": "left again within the transaction that enters it",
    "FilingState:SUBMISSION_FAILED": "left for a provider's fault only",
    "PaymentState:UNKNOWN": "told by the reconciliation with a provider only",
    "PaymentMeans:PPS": "not offered for this amount",
    "PaymentMeans:DEPOSIT_ACCOUNT": "not offered in this release",
    **{
        f"ScanState:{state}": "every document of this court is in order"
        for state in ("INFECTED", "UNSCANNABLE")
    },
    "Severity:BLOCK": "only a scan that ends after the submission finds what blocks",
    "Rounding:NEAREST_DOLLAR": "published facts round down",
    "Rounding:UP_TO_DOLLAR": "published facts round down",
    "Use:FIRST_USE_DUTY": "no published fact says so yet",
    "Use:MANDATORY": "no published fact says so yet",
    "Coverage.use null": "every published type is covered on the days asked about",
    "Coverage.notice null": "every published type has a notice",
    "Coverage.duty there": "asked for a type and a day that are refused, more often than not",
    "Coverage.policy null": "every published type is covered on the days asked about",
    "Bound:LEGAL_REPRESENTATIVES": "the duty begins in 2026, and this court stands in 2022",
    **{f"Scope:{scope}": "no such notice was found" for scope in ("COURT", "TYPE_AT_VENUE")},
    "ImplementationNotice.venue there": "no such notice was found",
    **{
        f"DutyGround:{ground}": "the duty begins in 2026, and this court stands in 2022"
        for ground in ("BOUND", "USED_BEFORE", "LEAVE", "NOT_OPEN")
    },
    "FilingDuty.leaveUntil there": "the duty begins in 2026, and this court stands in 2022",
    "FilingDuty.use null": "every published type is covered on the days asked about",
    **{
        f"RolloutPlan.{name} {how}": "plans are known for the High Court, which is seldom asked of"
        for name in ("key", "use", "announcement", "source", "confidence")
        for how in ("there", "null")
    },
    **{
        f"PaperFinding.{name} there": "the duty begins in 2026, and this court stands in 2022"
        for name in ("rule", "policyVersion", "severity", "message", "remedy", "guide")
    },
    **{
        f"Deadline.{name} there": "a closure without an end stands in the way of every deadline"
        for name in ("dueAt", "dueDay", "metBy")
    },
    **{
        f"DeadlineState:{state}": "a closure without an end stands in the way of every deadline"
        for state in ("MET", "MISSED")
    },
    "Deadline.documentKind null": "every step of the steps set here is a filing",
    "Deadline.party null": "seen with the case, as its parties are",
    **{
        f"FilingFinding.{name} there": "only a scan that ends after the submission finds any"
        for name in ("rule", "policyVersion", "severity", "path", "message", "remedy", "guide")
    },
    "IssuedDocument.document null": "nullable because a rule may hide it; then it is Withheld",
    "IssuedTo.party null": "seen with the case, as its parties are",
    "CertificateState:DRAFTED": "certificates are sealed at once here",
    **{
        f"OutageCertificate.{name} null": "certificates are sealed at once here"
        for name in ("bytes", "downloadUrl", "issuedAt", "sha256")
    },
    "OutageCertificate.outageWindow null": "the record is public, as its certificate is",
    "OutageCertificate.ruleVersion null": "a receipt policy is published for every day from 2022",
    "PendingRecording.lastFault there": "nothing has failed here",
    "Leave.organization null": "an auditor sees the leave, and not the organisation",
    **{
        f"DocumentKind.{name} there": "needs both a type and a day, seldom drawn together"
        for name in ("expected", "fee")
    },
    "FeeLine.concession null": "within the concessionary period; quotes on paper have none",
    "FilingDocument.document null": "its column is never NULL: nullable because a rule may hide it",
    "RelatedCase.case null": "a tie is seen only by those who see both cases",
    "Representation.party null": "seen with the case, as its parties are",
    "Withheld.guide null": "a constant",
}
"""What no answer shows, and why."""


def _normal(answer: Answer) -> tuple[bytes, list[Any], bool]:
    """The data in its order, and the errors in theirs, with their paths."""
    said = orjson.loads(answer.body)
    errors = [(e["message"], e.get("path"), e.get("extensions")) for e in said.get("errors", ())]
    return orjson.dumps(said.get("data")), errors, answer.is_request_error


def _drawn(
    bench: Bench,
    chance: random.Random,
    material: Material,
    met: Counter[str],
    among: tuple[str, ...] = (),
) -> Drawn:
    """Draw an operation that is within the limits; every other fault would be the drawing's."""
    while True:
        query, variables = Drawing(
            of_the_court(bench.reader.schema), chance, material, met, among
        ).query()
        answer = bench.answer(query, variables, by=None)
        codes = {
            error.get("extensions", {}).get("code")
            for error in orjson.loads(answer.body).get("errors", ())
        }
        if "QUERY_TOO_COMPLEX" in codes:
            met["too complex"] += 1
            continue
        assert not answer.is_request_error or codes <= REFUSED, (query, variables, answer.body)
        met["refused" if codes & REFUSED else "valid"] += 1
        return query, variables


def _compared(benches: list[Bench], drawn: Drawn, by: str | None, chance: random.Random) -> Answer:
    """Ask in every delivery on one database and by the usual one on the other: one answer."""
    query, variables = drawn
    here, there = chance.sample(benches, 2)
    ways = [(here, None), (here, Delivery.SPLICE), (here, Delivery.PLAIN), (there, None)]
    answers = [b.answer(query, variables, by=by, delivery=how) for b, how in ways]
    expected = _normal(answers[0])
    assert b'"INTERNAL"' not in answers[0].body, (query, variables, by)
    for answer in answers[1:]:
        assert _normal(answer) == expected, (query, variables, by)
    return answers[0]


@pytest.fixture(scope="module")
def met() -> Counter[str]:
    """What was drawn, said and shown so far, so that nothing is left out."""
    return Counter()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_delivery_and_database_gives_the_same_answer_to_every_kind_of_viewer(
    benches: list[Bench], material: Material, met: Counter[str], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same operations each time
    schema = benches[0].reader.schema
    kinds = dict.fromkeys(("express", "walked", "long"), 0)
    for _ in range(PER_SEED):
        drawn = _drawn(benches[0], chance, material, met)
        document = meet(schema, *drawn, met)
        # Those who see much, and one of those who see little.
        others = chance.choice(["public", "administrators", "other staff"])
        for group in ("filers", "registry", others):
            by = chance.choice(GROUPS[group])
            answer = _compared(benches, drawn, by, chance)
            met[f"by {by}"] += 1
            met["with errors"] += answer.has_errors
            met["withheld"] += b'"Withheld"' in answer.body
            kinds["long"] += len(answer.body) > 1_000
            shown(schema, document, orjson.loads(answer.body).get("data"), met)
        kinds["express" if benches[0].is_express(*drawn, by=None) else "walked"] += 1
    # The comparison is worth nothing if the operations drawn are all alike.
    assert min(kinds.values()) > 0, kinds


def test_there_were_as_many_valid_operations_as_promised(met: Counter[str]) -> None:
    assert met["valid"] >= OPERATIONS
    assert met["too complex"] < OPERATIONS / 10
    assert min(met["with errors"], met["withheld"]) > 0


def test_every_row_of_every_type_is_the_same_whole_in_every_delivery(
    benches: list[Bench], sight: Sight, met: Counter[str]
) -> None:
    chance = random.Random(SEEDS)  # noqa: S311 - the same order each time
    schema = benches[0].reader.schema
    for type_, model in NODES.items():
        is_much = type_ == "Filing"  # what others in a case are told of one differs most
        rows = sight.all(model.__name__)
        assert rows, type_
        asked: list[tuple[str, Any]] = []
        for body in halves(schema, schema.get_type(type_), 3 if is_much else 2):
            query = f"query Q($i: ID!) {{ node(id: $i) {{ __typename ... on {type_} {body} }} }}"
            asked.append((query, meet(schema, query, {"i": rows[0].id}, met)))
        for row, (query, document) in product(rows, asked):
            seers = [by for by in VIEWERS if row.id in sight.expected(by)[type_]]
            for by in chance.sample(seers, min(len(seers), 3 if is_much else 1)):
                answer = _compared(benches, (query, {"i": row.id}), by, chance)
                assert not answer.has_errors, answer.body
                shown(schema, document, orjson.loads(answer.body)["data"], met)


def test_what_is_published_is_told_alike_of_every_type_of_proceeding_and_on_each_side_of_a_change(
    benches: list[Bench], met: Counter[str]
) -> None:
    schema = of_the_court(benches[0].reader.schema)
    chance = random.Random(SEEDS)  # noqa: S311 - the same viewers each time
    root = schema.query_type.fields
    for type_, day in product(published().proceeding_types, DAYS):
        said = f'on: "{day}", proceedingType: "{type_}"'
        parts = [
            f"{name}({said}) {whole(schema, get_named_type(root[name].type), 3)}"
            for name in ("coverage", "filingDuty", "documentKinds")
        ]
        query = f"{{ {' '.join(parts)} }}"
        document = meet(schema, query, {}, met)
        for by in (None, "lawyer", "primary"):
            answer = _compared(benches, (query, {}), by, chance)
            shown(schema, document, orjson.loads(answer.body)["data"], met)


def test_a_document_reference_is_told_alike(
    benches: list[Bench], material: Material, met: Counter[str]
) -> None:
    schema = of_the_court(benches[0].reader.schema)
    chance = random.Random(SEEDS)  # noqa: S311 - the same viewers each time
    query = "query Q($n: String!) { documentReference(number: $n) { number issued } }"
    for number in material.words["number"]:
        document = meet(schema, query, {"n": number}, met)
        answer = _compared(benches, (query, {"n": number}), None, chance)
        shown(schema, document, orjson.loads(answer.body)["data"], met)


def test_every_list_turns_both_ways_in_every_order(
    benches: list[Bench], material: Material, sight: Sight, met: Counter[str]
) -> None:
    schema = of_the_court(benches[0].reader.schema)
    chance = random.Random(SEEDS)  # noqa: S311 - the same order each time
    what = "{ edges { cursor node { __typename } } }"
    for list_ in lists(schema):
        rows = sight.all(NODES[list_.of].__name__) if list_.of in NODES else []
        ids = [row.id for row in rows] or [""]
        asked = [(list_.query(list_.orders[0], "first: 2", what, row), "registry") for row in ids]
        for order, way in product(list_.orders, ("after", "before")):
            cursors = material.cursors[list_.key(order)]
            assert cursors, (list_, order)
            page = f'first: 2, {way}: "{chance.choice(cursors)}"'
            query = list_.query(order, page, what, chance.choice(ids))
            asked += [(query, "registry"), (query, "lawyer")]
        for query, by in asked:
            document = meet(schema, query, {}, met)
            answer = _compared(benches, (query, {}), by, chance)
            assert not answer.has_errors, answer.body
            shown(schema, document, orjson.loads(answer.body)["data"], met)


def test_every_field_argument_input_member_and_directive_was_asked(
    benches: list[Bench], material: Material, met: Counter[str]
) -> None:
    schema = of_the_court(benches[0].reader.schema)
    chance = random.Random(SEEDS)  # noqa: S311 - the same operations each time
    for _ in range(MORE):
        unmet = sorted(what for what in everything(schema) if not met[what])
        if not unmet:
            break
        drawn = _drawn(benches[0], chance, material, met, roots(schema, chance.choice(unmet)))
        document = meet(schema, *drawn, met)
        answer = _compared(benches, drawn, chance.choice(VIEWERS), chance)
        shown(schema, document, orjson.loads(answer.body).get("data"), met)
    assert unmet == []


def test_every_member_of_an_enum_and_every_null_was_shown_or_is_listed(
    benches: list[Bench], met: Counter[str]
) -> None:
    unseen = {what for what in showable(of_the_court(benches[0].reader.schema)) if not met[what]}
    assert sorted(unseen - set(NOT_IN_THE_COURT)) == []


def test_every_kind_of_viewer_asked(benches: list[Bench], met: Counter[str]) -> None:
    asked = {by for by in VIEWERS if met[f"by {by}"]}
    kinds = {benches[0].court.actor(by).kind for by in asked if by}
    assert (kinds, None in asked) == (set(AccountKind), True)


def test_what_is_said_of_a_withheld_document_is_the_same_in_every_delivery(
    benches: list[Bench],
) -> None:
    query = """query { filings(first: 60) { nodes { documents { document { __typename
        ... on Withheld { reason explanation { en tc sc __typename } guide } } } } } }"""
    said = set()
    for bench in benches:
        for delivery in (None, Delivery.EXPRESS, Delivery.SPLICE, Delivery.PLAIN):
            answer = orjson.loads(bench.answer(query, by="lawyer", delivery=delivery).body)
            papers = [p for f in answer["data"]["filings"]["nodes"] for p in f["documents"]]
            withheld = [
                p["document"] for p in papers if p["document"] != {"__typename": "Document"}
            ]
            said |= {orjson.dumps(paper) for paper in withheld}
    [only] = said
    assert orjson.loads(only) == {
        "__typename": "Withheld",
        "reason": "NOT_OPEN_TO_YOU",
        "explanation": {
            "en": "This document exists, but it is not open to you at its present level of access.",
            "tc": "此文件存在，但以其現時的查閱級別，不向你開放。",
            "sc": "此文件存在，但以其现时的查阅级别，不向你开放。",
            "__typename": "Text",
        },
        "guide": "/help/file/#who-may-see",
    }


PAGE = """{ filings(first: 25) { totalCount nodes { id state viewerCan { action }
    case { parties(first: 25) { nodes { name } } filings(first: 25) { edges { cursor } } }
    documents { document { ... on Document { renditions { downloadUrl } } } reasons { code } }
    fees { lines { item } } serviceRequest { payments { receipt { number } } } } } }"""


EXPRESS = PAGE.replace("viewerCan { action }", "version").replace("downloadUrl", "bytes")


@pytest.mark.parametrize("page", [PAGE, EXPRESS], ids=["walked", "express"])
def test_one_statement_answers_a_page_of_any_size(benches: list[Bench], page: str) -> None:
    for bench in benches:
        written: list[str] = []
        engine = bench.court.parts.engine
        sa.event.listen(engine, "before_cursor_execute", lambda *a, w=written: w.append(a[2]))
        for by in VIEWERS:
            for size in (1, 5, 25):
                before = bench.database.count
                answer = bench.answer(page.replace("25", str(size)), by=by)
                assert not answer.has_errors, answer.body
                assert bench.database.count - before == 1, (by, size)
        # Nothing derived looks anything up by another way.
        assert written == []
