"""What the arguments of random operations are filled with: the words and cursors of the court."""

from collections import defaultdict
from itertools import product
from typing import Any

from sqlmodel import select

from api.cases.models import Case
from api.documents.models import Document
from api.filings.models import Filing, FilingDocument
from tests.reading.contract.benches import NODES, Bench
from tests.reading.contract.coverage import lists, of_the_court
from tests.reading.contract.drawing import Material


def material_of(bench: Bench) -> Material:
    """Take real ids, numbers and cursors of a court, and some that mean nothing."""
    court = bench.court
    with court.works.look() as session:
        cases, filings = session.exec(select(Case)).all(), session.exec(select(Filing)).all()
        papers = session.exec(select(Document)).all()
        ids = [row.id for model in NODES.values() for row in session.exec(select(model)).all()]
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
        "since": ["2022-05-01"],
        "until": ["2022-06-01"],
        "office": ["DC_REGISTRY"] * 6 + ["NOWHERE"],
        "venue": ["HIGH_COURT_BUILDING", "NOWHERE"],
        "court": ["MC", "DC"],
        "organization": ["LANTERN", "NOBODY"],
        "documentKinds": ["WRIT_OF_SUMMONS", "STATEMENT_OF_CLAIM", "DEFENCE"],
    }
    words["ids"] = words["id"]
    return Material(words, _cursors(bench))


def _cursors(bench: Bench) -> dict[str, list[str]]:
    """Every cursor of every list, in every order it has, as two kinds of viewer are told them."""
    found: dict[str, list[str]] = defaultdict(list)
    with bench.court.works.look() as session:
        ids = {of: list(session.exec(select(model.id).limit(60))) for of, model in NODES.items()}
    for list_ in lists(of_the_court(bench.reader.schema)):
        for order, row in product(list_.orders, ids.get(list_.of, [""])):
            query = list_.query(order, "first: 100", "{ edges { cursor } }", row)
            for by in ("registry", "lawyer"):
                shown = bench.data(query, by=by)
                shown = shown if list_.of == "Query" else shown["node"] or {"list": {"edges": ()}}
                found[list_.key(order)] += [edge["cursor"] for edge in shown["list"]["edges"]]
    return found
