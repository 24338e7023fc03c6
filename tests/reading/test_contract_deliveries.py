"""The whole contract over a court with content: one answer however it is delivered, and whose.

The court is furnished once, by its own verbs, on SQLite, and copied row for row to PostgreSQL: both
databases then hold the same ids, tokens and times, and their answers must be equal as they are.
"""

import random
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from graphql import get_named_type, is_abstract_type, is_leaf_type
from sqlmodel import Session, select

from api.accounts.models import Account, Organization
from api.accounts.operations import NewAccount, open_account
from api.app import assemble
from api.cases.models import AccessOrder, Case
from api.courts.models import Closure
from api.documents.models import Document
from api.filings.models import Filing, FilingDocument
from api.graphql.context import Context
from api.graphql.schema import build_schema
from api.kernel.actors import AccountKind
from api.kernel.money import Money
from api.kernel.storage import open_engine
from api.migrations.running import upgrade
from api.migrations.tables import METADATA
from api.notifications.models import Message
from api.parties.models import Linkage, Party, Representation
from api.parties.operations import unlink_account
from api.payments.models import Payment, Receipt, ServiceRequest
from api.payments.operations import open_payment, record_opened, record_outcome
from api.payments.ports import ChargeOutcome, Outcome
from api.payments.states import PaymentMeans
from api.reading.databases import Database, Row
from api.reading.engine import Answer, Asked, Reader
from api.reading.plans import Delivery, NotExpress
from api.register.models import CauseBookEntry, RegisterEntry
from tests.court import NEW_CASE, PASSWORD, Court, Hands, open_court
from tests.postgres import Cluster
from tests.reading.contract_operations import Drawing, Material

GROUPS: dict[str, Sequence[str | None]] = {
    "public": (None,),
    "filers": ("lawyer", "colleague", "rival", "litigant", "stranger"),
    "administrators": ("primary", "secondary"),
    "registry": ("registry", "registry2", "auditor"),
    "other staff": ("accounts", "helpdesk"),
}
VIEWERS = [name for names in GROUPS.values() for name in names]
SEEDS = 8
MORE = 1_000
PER_SEED = 25
NODES = (
    *(Case, Filing, Document, Message, Party, RegisterEntry, Payment, ServiceRequest),
    *(Receipt, AccessOrder, CauseBookEntry, Closure, Organization, Account),
)


# --- the court ------------------------------------------------------------------------------------


@dataclass
class Story:
    """What happens in the court before the tests read it, told in its own verbs."""

    court: Court
    count: int = 0

    def key(self) -> str:
        """A fresh key; nothing happens at the same instant as anything else."""
        self.count += 1
        self.court.hands.move(seconds=11)
        return f"key {self.count}"

    def opened(self, by: str) -> Any:
        """A case begun by somebody, accepted and recorded."""
        return self.court.opened_case(by=by, key=self.key())["case"]

    def lodged(self, case: Any, by: str, *kinds: str, **more: Any) -> Any:
        """A filing in a case, before the registry."""
        key = self.key()
        ids = [self.court.upload(kind, by=by, key=key) for kind in kinds]
        draft = self.court.draft(
            by=by, key=key, newCase=None, caseNumber=case["number"], documentIds=ids, **more
        )
        sent = self.court.submit(draft, by=by)
        return self.court.filing(sent["id"], by="registry")

    def decided(self, filing: Any, *accept: bool) -> Any:
        """A filing decided document by document."""
        held = self.court.claimed(filing)
        dispositions = [
            {
                "filingDocumentId": paper["id"],
                "accept": yes,
                "reasons": [] if yes else ["ILLEGIBLE", "NOT_SIGNED"],
                "note": None if yes else 'Page 2 is "blank" \\ 第二頁空白',
            }
            for paper, yes in zip(held["documents"], accept, strict=True)
        ]
        given = {"filingId": held["id"], "expectedVersion": held["version"]}
        return self.done("decideFiling", {**given, "dispositions": dispositions}, by="registry")

    def done(self, verb: str, given: dict[str, Any], *, by: str) -> Any:
        """Do a verb, which must succeed."""
        answer = self.court.do(verb, given, "", by=by)
        assert "code" not in answer, (verb, answer)
        return answer

    def versioned(self, verb: str, filing: Any, *, by: str) -> None:
        """Do a verb to a filing as it stands."""
        given = {"filingId": filing["id"], "expectedVersion": filing["version"]}
        self.done(verb, given, by=by)

    def limited(self, case: Any, kind: str) -> None:
        """An order of the court that limits who may see a case."""
        [version] = self.court.ask(
            "query ($i: [ID!]!) { nodes(ids: $i) { ... on Case { version } } }",
            {"i": [case["id"]]},
            by="registry",
        )["nodes"]
        given = {"caseId": case["id"], "kind": kind, "grounds": "An order of today."}
        given["expectedVersion"] = version["version"]
        self.done("makeAccessOrder", given, by="registry")

    def linked(self, case: Any, name: str) -> None:
        """Somebody proved to be the defendant."""
        party = case["parties"]["nodes"][1]["id"]
        given = {"caseId": case["id"], "partyId": party, "signInName": name}
        self.done("linkParty", given, by="registry")

    def paid(self, filing: Any, by: str, *outcomes: ChargeOutcome) -> None:
        """Attempts to pay for a filing, one for each outcome; PENDING is left open."""
        for outcome in outcomes:
            key = self.key()
            with self.court.works.open(self.court.actor(by)) as work:
                payment_id = open_payment(
                    work,
                    service_request_id=filing["serviceRequest"]["id"],
                    means=PaymentMeans.CARD,
                    key=key,
                    return_url="https://example.test/back",
                )
            with self.court.works.open() as work:
                url = f"https://pay.example.test/{key}?a=b&c=d"
                record_opened(work, payment_id, reference=key, continue_url=url)
                if outcome is not ChargeOutcome.PENDING:
                    amount = Money(work.session.get_one(Payment, payment_id).amount_cents)
                    record_outcome(
                        work,
                        Outcome(
                            provider_event_id=key,
                            payment_id=payment_id,
                            reference=key,
                            kind=outcome,
                            amount=amount,
                            occurred_at=work.at,
                            body_sha256="",
                        ),
                    )


def furnish(court: Court) -> None:
    """Let everything happen in the court once that leaves something to be seen."""
    story = Story(court)
    with court.works.open() as work:
        firm = work.session.exec(select(Organization).where(Organization.code == "LANTERN")).one()
        for name, kind in (("colleague", AccountKind.OU), ("stranger", AccountKind.IU)):
            of = firm.id if kind is AccountKind.OU else None
            open_account(work, NewAccount(kind, name, PASSWORD, name, f"{name}@example.org", of))
    _cases(story)
    _papers(story)
    _money(story)
    _closures(story)


def _cases(story: Story) -> None:
    """Open, sealed, confined and unsealed cases, with filings of both sides in them."""
    court = story.court
    for access in (None, "SEALING", "CONFINEMENT"):
        case = story.opened("lawyer")
        story.linked(case, "litigant")
        story.decided(story.lodged(case, "litigant", "DEFENCE", "LIST_OF_DOCUMENTS"), True, False)
        story.lodged(case, "colleague", "REPLY")
        story.decided(story.lodged(case, "litigant", "WITNESS_STATEMENT"), True)
        court.parts.outbox.do_due()
        rejected = story.lodged(case, "lawyer", "REPLY")
        story.decided(rejected, False)
        story.lodged(case, "lawyer", "REPLY", resubmissionOf=rejected["id"])
        key = story.key()
        court.draft(by="litigant", key=key, newCase=None, caseNumber=case["number"], documentIds=[])
        if access is not None:
            story.limited(case, access)
    court.hands.move(days=3)
    court.tokens.clear()
    for by in ("rival", "litigant"):
        case = story.opened(by)
        story.linked(case, "stranger")
        story.limited(case, "SEALING")
        order = court.ask(
            "query ($i: ID!) { node(id: $i) { ... on Case { accessOrders { id } } } }",
            {"i": case["id"]},
            by="registry",
        )["node"]["accessOrders"][0]["id"]
        story.done("liftAccessOrder", {"accessOrderId": order}, by="registry")
        with court.works.open(court.actor("registry")) as work:
            unlink_account(work, case["id"], court.actor("stranger").account_id or "")


def _papers(story: Story) -> None:
    """Filings that begin a case, in every state that comes before one."""
    court = story.court
    for by in ("lawyer", "rival", "litigant"):
        court.draft(by=by, key=story.key())
    court.draft(by="colleague", key=story.key(), newCase={**NEW_CASE, "proceedingType": "DCTC"})
    discarded = court.draft(by="lawyer", key=story.key())
    story.versioned("discardFiling", discarded, by="lawyer")
    withdrawn = court.received(by="rival", key=story.key())
    story.versioned("withdrawFiling", withdrawn, by="rival")
    court.received(by="lawyer", key=story.key())
    court.claimed(court.received(by="rival", key=story.key()))
    referred = court.claimed(court.received(by="litigant", key=story.key()))
    story.versioned("referFiling", referred, by="registry")
    story.decided(court.received(by="lawyer", key=story.key()), False, False, False)
    message = court.ask("{ viewer { messages(first: 1) { nodes { id } } } }", by="lawyer")
    given = {"messageId": message["viewer"]["messages"]["nodes"][0]["id"]}
    story.done("markMessageRead", given, by="lawyer")


def _money(story: Story) -> None:
    """Requests met, declined and open, of both firms and of a litigant."""
    court = story.court
    met = (ChargeOutcome.DECLINED, ChargeOutcome.SUCCEEDED)
    for by, outcomes in (
        ("lawyer", met),
        ("rival", met),
        ("litigant", (ChargeOutcome.EXPIRED, ChargeOutcome.PENDING)),
        ("colleague", (ChargeOutcome.PENDING,)),
    ):
        filing = court.submit(court.draft(by=by, key=story.key()), by=by)
        story.paid(filing, by, *outcomes)


def _closures(story: Story) -> None:
    """A closure that ended, and one whose end is not known, with a filing waiting for it."""
    court = story.court
    for kind, ends in (("DIRECTED", True), ("BLACK_RAINSTORM_WARNING", False)):
        now = court.hands.now.isoformat()
        given = {"office": "DC_REGISTRY", "kind": kind, "startsAt": now}
        show = "... on ClosureAnnounced { closure { id version } }"
        closure = court.do("announceClosure", given, show, by="registry")["closure"]
        court.received(by="lawyer", key=story.key())
        if ends:
            ended = {"closureId": closure["id"], "expectedVersion": closure["version"]}
            story.done("endClosure", ended, by="registry")


# --- both databases -------------------------------------------------------------------------------


@dataclass
class Counted:
    """A database that counts the statements sent to it."""

    inner: Database
    count: int = 0

    def __post_init__(self) -> None:
        self.dialect = self.inner.dialect

    def one(self, sql: str, arguments: Sequence[Any]) -> Row | None:
        """Count and send."""
        self.count += 1
        return self.inner.one(sql, arguments)

    def close(self) -> None:
        """Close the counted database."""
        self.inner.close()


@dataclass
class Bench:
    """A court on one database, read by an engine whose statements are counted."""

    court: Court
    database: Counted
    reader: Reader

    def answer(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        by: str | None,
        delivery: Delivery | None = None,
    ) -> Answer:
        """Ask as a persona or the public."""
        token = self.court.tokens[by] if by else None
        context = Context(self.court.parts.building, token)
        return self.reader.answer(Asked(query, variables, None, token, context), delivery=delivery)

    def data(self, query: str, variables: dict[str, Any] | None = None, *, by: str | None) -> Any:
        """Ask, and insist that there were no errors."""
        answer = orjson.loads(self.answer(query, variables, by=by).body)
        assert "errors" not in answer, (query, answer["errors"])
        return answer["data"]


@pytest.fixture(scope="module")
def benches(cluster: Cluster) -> Iterator[list[Bench]]:
    """The furnished court on SQLite, and its copy on PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="contract-"))
    first_url = f"sqlite:///{folder}/icms.db"
    _migrate(first_url)
    first = open_court(first_url, Hands(), folder)
    furnish(first)
    for name in VIEWERS:
        first.token(name) if name else None
    cluster.create_database("contract")
    second_url = cluster.url("contract")
    _migrate(second_url)
    _copy(first.parts.engine, second_url)
    settings = first.parts.settings.model_copy(update={"database_url": second_url})
    second = replace(first, parts=assemble(settings, first.hands))
    yield [_bench(first), _bench(second)]
    first.close()
    second.close()
    shutil.rmtree(folder)


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def _copy(source: sa.Engine, url: str) -> None:
    """Copy every row of every table; in the order of keys, so that rows find what they name."""
    target = open_engine(url)
    with source.connect() as reading, target.begin() as writing:
        for table in reversed(METADATA.sorted_tables):
            writing.execute(sa.delete(table))
        for table in METADATA.sorted_tables:
            rows = reading.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            if copied := [dict(row) for row in rows]:
                writing.execute(sa.insert(table), copied)
    target.dispose()


def _bench(court: Court) -> Bench:
    counted = Counted(court.parts.reader.database)
    viewers = court.parts.reader.viewers
    reader = Reader(build_schema(), counted, viewers, clock=court.hands)
    return Bench(court, counted, reader)


# --- one answer, however it is delivered ----------------------------------------------------------


@pytest.fixture(scope="module")
def material(benches: list[Bench]) -> Material:
    """Real ids, numbers and cursors of the court, and some that mean nothing."""
    court = benches[0].court
    with court.works.look() as session:
        cases, filings = session.exec(select(Case)).all(), session.exec(select(Filing)).all()
        papers = session.exec(select(Document)).all()
        ids = [row.id for model in NODES for row in session.exec(select(model)).all()]
        lodged = session.exec(select(FilingDocument.id)).all()
    sent = [filing.transaction_number for filing in filings if filing.transaction_number]
    sealed = [paper.document_reference for paper in papers if paper.document_reference]
    words: dict[str, list[Any]] = {
        "id": [*ids, lodged[0], "", "' OR 1=1 --", "cas_00000000000000000000000000"],
        "number": [*(c.number for c in cases), *sealed[:3], "0000 0000-0000", "DCPI 99/2022"],
        "caseNumber": [*(c.number for c in cases), "none"],
        "transactionNumber": [*sent, "T2022-9999999", "'"],
        "proceedingType": ["DCPI"] * 4 + ["DCTC", "HCPI"],
        "partyName": ["sample", "KITES", "陳", "%", "_", "'", "\\"],
        "commencedFrom": ["2022-05-13", "2022-05-14"],
        "commencedUntil": ["2022-05-14", "2022-05-17"],
        "on": ["2022-05-13", "2022-10-01", "2026-01-01"],
        "at": ["2022-05-13T03:00:00Z", "2022-05-16T18:00:00.000001+08:00"],
        "office": ["DC_REGISTRY"] * 6 + ["NOWHERE"],
        "venue": ["Hong Kong", ""],
        "documentKinds": ["WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM", "DEFENCE"],
    }
    words["ids"] = words["id"]
    return Material(words, _cursors(benches[0], [c.id for c in cases[:3]]))


def _cursors(bench: Bench, cases: list[str]) -> dict[str, list[str]]:
    """Every cursor of every list, in every order it has, as two kinds of viewer are told them."""
    found: dict[str, list[str]] = defaultdict(list)
    root = {
        "cases": ("COMMENCED", "NUMBER"),
        "filings": ("TIME", "STARTED"),
        "causeBook": (),
        "reviewQueue": (),
    }
    page = "(first: 100{}) {{ edges {{ cursor }} }}"
    for by in ("registry", "lawyer"):
        for name, fields in root.items():
            orders = [(f, way) for f in fields for way in ("ASC", "DESC")]
            for one, way in (("", ""), *orders):
                said = f", orderBy: {{field: {one}, direction: {way}}}" if one else ""
                said += ", search: {}" if name == "causeBook" else ""
                list_ = bench.data(f"{{ {name}{page.format(said)} }}", by=by)[name]
                found[f"Query.{name}:{one}:{way}"] += [e["cursor"] for e in list_["edges"]]
        box = bench.data(f"{{ viewer {{ messages{page.format('')} }} }}", by=by)["viewer"]
        found["Viewer.messages::"] += [e["cursor"] for e in box["messages"]["edges"]]
        for name in ("parties", "register", "filings"):
            list_ = f"... on Case {{ {name}{page.format('')} }}"
            query = f"query ($i: ID!) {{ node(id: $i) {{ {list_} }} }}"
            for case in cases:
                shown = bench.data(query, {"i": case}, by=by)["node"] or {}
                edges = shown.get(name, {}).get("edges", ())
                found[f"Case.{name}::"] += [e["cursor"] for e in edges]
    return found


def _normal(answer: Answer) -> tuple[bytes, list[Any], bool]:
    """The data in its order, and the errors in theirs, with their paths."""
    said = orjson.loads(answer.body)
    errors = [(e["message"], e.get("path"), e.get("extensions")) for e in said.get("errors", ())]
    return orjson.dumps(said.get("data")), sorted(errors, key=repr), answer.is_request_error


def _is_express(bench: Bench, query: str, variables: dict[str, Any], by: str | None) -> bool:
    try:
        bench.answer(query, variables, by=by, delivery=Delivery.EXPRESS)
    except NotExpress:
        return False
    return True


REFUSED = {"BAD_PAGE", "BAD_CURSOR"}


def _drawn(bench: Bench, chance: random.Random, material: Material, met: Counter[str]) -> Any:
    """Draw an operation that is within the limits; every other fault would be the drawing's."""
    while True:
        query, variables = Drawing(bench.reader.schema, chance, material, met).query()
        answer = bench.answer(query, variables, by=None)
        codes = {
            error.get("extensions", {}).get("code")
            for error in orjson.loads(answer.body).get("errors", ())
        }
        if "QUERY_TOO_COMPLEX" in codes:
            met["too complex"] += 1
            continue
        assert not answer.is_request_error or codes <= REFUSED, (query, variables, answer.body)
        return query, variables


@pytest.fixture(scope="module")
def met() -> Counter[str]:
    """What was drawn so far, ``Type.field`` by ``Type.field``, so that nothing is left out."""
    return Counter()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_delivery_and_database_gives_the_same_answer_to_every_kind_of_viewer(
    benches: list[Bench], material: Material, met: Counter[str], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same operations each time
    kinds = dict.fromkeys(("express", "walked", "long"), 0)
    for _ in range(PER_SEED):
        query, variables = _drawn(benches[0], chance, material, met)
        for names in GROUPS.values():
            by = chance.choice(names)

            here, there = chance.sample(benches, 2)
            answers = [
                bench.answer(query, variables, by=by, delivery=delivery)
                for bench, delivery in (
                    *((here, delivery) for delivery in (None, Delivery.SPLICE, Delivery.PLAIN)),
                    (there, None),
                )
            ]

            expected = _normal(answers[0])
            assert b'"INTERNAL"' not in answers[0].body, (query, variables, by)
            for answer in answers[1:]:
                assert _normal(answer) == expected, (query, variables, by)
            met["with errors"] += answers[0].has_errors
            met["withheld"] += b'"Withheld"' in answers[0].body
            kinds["long"] += len(answers[0].body) > 1_000
        kinds["express" if _is_express(benches[0], query, variables, None) else "walked"] += 1
    # The comparison is worth nothing if the operations drawn are all alike.
    assert min(kinds.values()) > 0, kinds


def test_the_operations_drawn_asked_every_field_that_can_be_asked(
    benches: list[Bench], material: Material, met: Counter[str]
) -> None:
    schema = benches[0].reader.schema
    reachable, open_ = set(), [schema.query_type]
    while open_:
        type_ = open_.pop()
        if type_.name in reachable or is_leaf_type(type_):
            continue
        reachable.add(type_.name)
        open_ += schema.get_possible_types(type_) if is_abstract_type(type_) else ()
        open_ += [get_named_type(f.type) for f in getattr(type_, "fields", {}).values()]
    fields = [
        f"{name}.{f}" for name in reachable for f in getattr(schema.type_map[name], "fields", {})
    ]
    # Ids differ from run to run, and so a little what is drawn: go on for the rarest fields.
    chance = random.Random(SEEDS)  # noqa: S311 - the same operations each time
    for _ in range(MORE):
        if all(met[name] for name in fields):
            break
        query, variables = _drawn(benches[0], chance, material, met)
        by = chance.choice(GROUPS["filers"])
        here = chance.choice(benches)
        own, plain = (
            here.answer(query, variables, by=by, delivery=delivery)
            for delivery in (None, Delivery.PLAIN)
        )
        assert _normal(own) == _normal(plain), (query, variables, by)
    assert [name for name in fields if not met[name]] == []
    assert min(met["with errors"], met["withheld"]) > 0
    assert met["too complex"] < SEEDS * PER_SEED / 10, met["too complex"]


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


# --- who sees what, by plainly loaded rows --------------------------------------------------------

COURT_STAFF = ("REGISTRY_OFFICER", "AUDITOR")
RECEIVED = ("RECEIVED", "UNDER_REVIEW", "REFERRED")
IN_THE_CASE = ("ACCEPTED", "PARTIALLY_ACCEPTED", "RECORDED")
Seen = dict[str, set[str]]


@dataclass
class Oracle:
    """Every row there is, and for each viewer what they may see, said in plain Python."""

    session: Session
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for model in (*NODES, FilingDocument, Linkage, Representation):
            found = self.session.exec(select(model)).all()
            self.rows[model.__name__] = {row.id: row for row in found}

    def all(self, name: str) -> list[Any]:
        """The rows of a table."""
        return list(self.rows[name].values())

    def account(self, name: str | None) -> Any:
        """A viewer's account; None for the public."""
        return next((a for a in self.all("Account") if a.sign_in_name == name), None)

    def expected(self, name: str | None) -> Seen:
        """The ids of every type that a viewer may see."""
        me = self.account(name)
        kind = me.kind.value if me else "PUBLIC"
        is_staff, is_filer = kind in COURT_STAFF, kind in ("IU", "OU")
        mine = [
            *(
                k.case_id
                for k in self.all("Linkage")
                if me and k.account_id == me.id and not k.until_at
            ),
            *(
                r.case_id
                for r in self.all("Representation")
                if kind == "OU" and r.organization_id == me.organization_id and not r.until_at
            ),
        ]
        confined = {c.id for c in self.all("Case") if c.access_level.value == "COURT_ONLY"}
        cases = {
            c.id
            for c in self.all("Case")
            if is_staff or (is_filer and c.id in mine and c.id not in confined)
        }

        def own(row: Any) -> bool:
            firms = kind == "OU" and row.organization_id == me.organization_id
            return is_filer and (row.owner_id == me.id or firms) and row.case_id not in confined

        filings = {
            f.id
            for f in self.all("Filing")
            if (is_staff and f.transaction_number)
            or own(f)
            or (is_filer and f.state.value in IN_THE_CASE and f.case_id in cases)
        }
        received = {
            d.document_id
            for d in self.all("FilingDocument")
            if self.rows["Filing"][d.filing_id].transaction_number
        }
        requests = {
            s.id
            for s in self.all("ServiceRequest")
            if kind in (*COURT_STAFF, "ACCOUNTS_OFFICER")
            or (me and s.payer_account_id == me.id)
            or (kind in ("OU", "PA", "SA") and s.payer_organization_id == me.organization_id)
        }
        payments = {p.id for p in self.all("Payment") if p.service_request_id in requests}
        return {
            "Case": cases,
            "Filing": filings,
            "Document": {
                d.id
                for d in self.all("Document")
                if (is_staff and d.id in received) or own(d) or (is_filer and d.case_id in cases)
            },
            "Message": {m.id for m in self.all("Message") if me and m.account_id == me.id},
            "Party": {p.id for p in self.all("Party") if p.case_id in cases},
            "RegisterEntry": {e.id for e in self.all("RegisterEntry") if e.case_id in cases},
            "ServiceRequest": requests,
            "Payment": payments,
            "Receipt": {r.id for r in self.all("Receipt") if r.payment_id in payments},
            "AccessOrder": {o.id for o in self.all("AccessOrder") if is_staff},
            "CauseBookEntry": {
                e.id
                for e in self.all("CauseBookEntry")
                if kind == "REGISTRY_OFFICER"
                or self.rows["Case"][e.case_id].access_level.value == "PUBLIC_INSPECTION"
            },
            "Closure": {c.id for c in self.all("Closure")},
            "Organization": {
                o.id
                for o in self.all("Organization")
                if kind in ("REGISTRY_OFFICER", "HELP_CENTRE_OFFICER")
                or (me and o.id == me.organization_id)
            },
            "Viewer": {me.id} if me else set(),
        }


def _links(schema: Any, type_: Any) -> str:
    """Everything with an id that lies one step from a type, by every field that leads there."""
    parts = []
    for name, said in type_.fields.items():
        inner: Any = get_named_type(said.type)
        if any(a.type.__class__.__name__ == "GraphQLNonNull" for a in said.args.values()):
            continue
        if is_abstract_type(inner):
            shown = " ".join(
                f"... on {m.name} {{ id }}"
                for m in schema.get_possible_types(inner)
                if "id" in m.fields
            )
            parts.append(f"{name} {{ __typename {shown} }}")
        elif is_leaf_type(inner):
            continue
        elif schema.get_type("Node") in inner.interfaces:
            parts.append(f"{name} {{ __typename id }}")
        elif "pageInfo" in inner.fields:
            node = "{ __typename id }"
            parts.append(
                f"{name}(first: 100) {{ totalCount nodes {node} edges {{ node {node} }} }}"
            )
        elif below := _links(schema, inner):
            parts.append(f"{name} {{ {below} }}")
    return " ".join(parts)


def _named(value: Any, seen: Seen) -> None:
    """Collect every row with an id in an answer; every list must hold what it counts."""
    if isinstance(value, list):
        for item in value:
            _named(item, seen)
    elif isinstance(value, dict):
        if "id" in value and "__typename" in value:
            seen[value["__typename"]].add(value["id"])
        if "totalCount" in value:
            edges = [edge["node"] for edge in value["edges"]]
            assert (len(edges), edges) == (value["totalCount"], value["nodes"])
        for inner in value.values():
            _named(inner, seen)


def _pairs(seen: Seen) -> set[tuple[str, str]]:
    return {(name, id_) for name, found in seen.items() for id_ in found}


def _crawled(bench: Bench, by: str | None, ids: list[str]) -> tuple[Seen, Seen]:
    """Everything a viewer reaches: by id, out of all the ids there are; and by following links."""
    schema = bench.reader.schema
    by_id: Seen = defaultdict(set)
    by_link: Seen = defaultdict(set)
    for start in range(0, len(ids), 100):
        query = "query ($i: [ID!]!) { nodes(ids: $i) { __typename id } }"
        _named(bench.data(query, {"i": ids[start : start + 100]}, by=by), by_id)
    root = _links(schema, schema.query_type) + " causeBook(first: 100, search: {}) { totalCount"
    root += " nodes { __typename id } edges { node { __typename id } } }"
    _named(bench.data(f"{{ {root} }}", by=by), by_link)
    asked: set[tuple[str, str]] = set()
    while open_ := (_pairs(by_id) | _pairs(by_link)) - asked:
        asked |= open_
        for name, id_ in sorted(open_):
            links = _links(schema, schema.get_type(name))
            query = f"query ($i: ID!) {{ node(id: $i) {{ ... on {name} {{ {links} }} }} }}"
            if links:
                _named(bench.data(query, {"i": id_}, by=by), by_link)
    return by_id, by_link


@pytest.fixture(scope="module")
def oracle(benches: list[Bench]) -> Iterator[Oracle]:
    """The oracle over the rows as SQLite holds them; PostgreSQL has the same."""
    with benches[0].court.works.look() as session:
        yield Oracle(session)


@pytest.mark.parametrize("by", VIEWERS)
def test_a_viewer_reaches_what_the_rows_say_and_nothing_else(
    benches: list[Bench], oracle: Oracle, by: str | None
) -> None:
    expected = oracle.expected(by)
    ids = [id_ for rows in oracle.rows.values() for id_ in rows]
    for bench in benches:
        by_id, by_link = _crawled(bench, by, ids)
        for name, seen in expected.items():
            assert by_id[name] == seen, name
            assert by_link[name] <= seen, name
        for name in ("Case", "Filing", "Party", "RegisterEntry", "Message", "CauseBookEntry"):
            assert by_link[name] == expected[name], name
        assert set(by_id) | set(by_link) <= set(expected)


@pytest.mark.parametrize("by", VIEWERS)
def test_a_number_finds_what_its_id_finds(
    benches: list[Bench], oracle: Oracle, by: str | None
) -> None:
    expected = oracle.expected(by)
    queue = {
        f.id
        for f in oracle.all("Filing")
        if by in ("registry", "registry2") and f.state.value in RECEIVED
    }
    for bench in benches:
        for case in oracle.all("Case"):
            query = """query ($n: String!) { case(number: $n) { id }
                causeBook(search: {caseNumber: $n}) { totalCount } }"""
            found = bench.data(query, {"n": case.number}, by=by)
            assert found["case"] == ({"id": case.id} if case.id in expected["Case"] else None)
            line = next(e for e in oracle.all("CauseBookEntry") if e.case_id == case.id)
            assert found["causeBook"]["totalCount"] == (line.id in expected["CauseBookEntry"])
        for filing in oracle.all("Filing"):
            query = "query ($n: String!) { filing(transactionNumber: $n) { id } }"
            if filing.transaction_number:
                found = bench.data(query, {"n": filing.transaction_number}, by=by)["filing"]
                seen = filing.id in expected["Filing"]
                assert found == ({"id": filing.id} if seen else None)
        waiting = bench.data("{ reviewQueue(first: 100) { nodes { id } } }", by=by)["reviewQueue"]
        assert {node["id"] for node in waiting["nodes"]} == queue


def test_the_court_holds_something_of_everything_to_be_hidden(oracle: Oracle) -> None:
    seen = {by: oracle.expected(by) for by in VIEWERS}
    for name in seen["registry"]:
        assert any(seen[by][name] for by in VIEWERS), name
    for by in ("lawyer", "rival", "litigant"):
        for name in ("Case", "Filing", "Document", "Message", "Party", "RegisterEntry", "Payment"):
            assert 0 < len(seen[by][name]) < len(oracle.rows[name]), (by, name)
    levels = {case.access_level.value for case in oracle.all("Case")}
    assert levels == {"PUBLIC_INSPECTION", "PARTIES", "COURT_ONLY"}
    states = {filing.state.value for filing in oracle.all("Filing")}
    missing = {"SUBMITTING", "SUBMISSION_FAILED", "PARTIALLY_ACCEPTED", "ACCEPTED"}
    assert states | missing >= {state.value for state in type(oracle.all("Filing")[0].state)}
