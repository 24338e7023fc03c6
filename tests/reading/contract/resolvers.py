"""The contract answered a second time: resolvers written by hand over plainly loaded rows.

Nothing of the read engine is used: the schema is parsed from its printed text, every field is
resolved by graphql-core, rows come from the ORM, and who sees them is said by :mod:`.sight`.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, build_schema, print_schema
from graphql.pyutils import camel_to_snake

from api.accounts.queries import session_digest
from api.audit.models import AuditEntry
from api.cases.queries import allowed as allowed_in_case
from api.corrections.queries import allowed as allowed_with_filing
from api.courts.operations import allowed_with_outage
from api.deadlines.queries import allowed as allowed_with_deadline
from api.documents.ports import DOWNLOAD_LINK_LENGTH
from api.filings.procedures import recording_pending
from api.issuing.queries import allowed as allowed_with_issued
from api.kernel.clock import told
from api.kernel.text import Text
from api.reference.loading import published
from api.reference.papers import CodeKind
from api.reviews.queries import allowed as allowed_with_review
from api.reviews.queries import allowed_with_document
from tests.reading.contract.benches import NODES
from tests.reading.contract.happened import history_of
from tests.reading.contract.paging import page_of
from tests.reading.contract.root_resolvers import (
    by_number,
    cases,
    cause_book,
    everyone,
    filings,
    node,
    pending_recordings,
    review_queue,
)
from tests.reading.contract.viewing import ordered, printed

ROOTS = (
    *("viewer", "node", "nodes", "case", "cases", "filing", "filings", "reviewQueue", "causeBook"),
    *("courts", "proceedingTypes", "outageWindows", "pendingRecordings"),
)
"""The root fields that are read. The others are computed in Python on either side."""
TYPE_OF = {model: name for name, model in NODES.items()}
WITHHELD = {
    "reason": "NOT_OPEN_TO_YOU",
    "explanation": {
        "en": "This document exists, but it is not open to you at its present level of access.",
        "tc": "此文件存在，但以其現時的查閱級別，不向你開放。",
        "sc": "此文件存在，但以其现时的查阅级别，不向你开放。",
    },
    "guide": "/help/file/#who-may-see",
}
TIMES = (
    *("started", "uploadCompleted", "submitted", "received", "effectiveFiled", "reviewed"),
    *("recorded", "sealed", "inspectable"),
)


def default(source: Any, info: Any, **_: Any) -> Any:
    """A column named like its field."""
    if isinstance(source, dict):
        return source[info.field_name]
    return printed(getattr(source, camel_to_snake(info.field_name)))


def text(prefix: str) -> Callable[..., Any]:
    """A sentence in three columns."""
    return lambda row, _info: {way: getattr(row, f"{prefix}_{way}") for way in ("en", "tc", "sc")}


def money(column: str) -> Callable[..., Any]:
    """A column of cents."""
    return lambda row, _info: _dollars(getattr(row, column))


def _dollars(cents: int) -> dict[str, str]:
    return {"amount": f"{cents // 100}.{cents % 100:02}", "currency": "HKD"}


def listed(model: str, column: str, *order: str) -> Callable[..., Any]:
    """The rows that hang from this one, seen with it."""
    return lambda row, info: info.context.below(model, column, row.id, *order)


def listed_seen(type_: str, column: str, *order: str) -> Callable[..., Any]:
    """The rows that hang from this one and may be seen."""
    return lambda row, info: ordered(
        (r for r in info.context.many(type_) if getattr(r, column) == row.id), *order
    )


def paged(type_: str, column: str, *order: str) -> Callable[..., Any]:
    """A page of the rows that hang from this one and may be seen."""

    def resolve(row: Any, info: Any, **args: Any) -> Any:
        rows = [r for r in info.context.many(type_) if getattr(r, column) == row.id]
        return page_of(NODES[type_], rows, order, args)

    return resolve


def linked(type_: str, column: str) -> Callable[..., Any]:
    """The row named by a column, if it may be seen."""
    return lambda row, info: info.context.one(type_, getattr(row, column))


def coded(model: str, column: str) -> Callable[..., Any]:
    """The row whose code a column holds."""
    return lambda row, info: info.context.coded(model, getattr(row, column))


def paper(row: Any, info: Any) -> Any:
    """The document named, or the word that there is one."""
    if row.document_id is None:
        return None
    return info.context.one("Document", row.document_id) or WITHHELD


def times(row: Any, info: Any) -> Any:
    """Every time of a filing, kept apart."""
    shown = {name: printed(getattr(row, f"{camel_to_snake(name)}_at")) for name in TIMES}
    needed = ("rule", "rule_version", "explanation_en", "explanation_tc", "explanation_sc")
    shown["explained"] = _explained(row)
    if any(getattr(row, f"deemed_{name}") is None for name in needed):
        return {**shown, "deemedReceived": None}
    deemed = {
        name: printed(getattr(row, f"deemed_{camel_to_snake(name)}"))
        for name in ("rule", "ruleVersion", "at", "pending", "courtDay")
    }
    deemed["closure"] = info.context.one("Closure", row.deemed_closure_id)
    deemed["explanation"] = text("deemed_explanation")(row, info)
    return {**shown, "deemedReceived": deemed}


def _explained(row: Any) -> list[dict[str, Any]]:
    """Each time with the words of the catalogue, the deemed one with its own."""
    columns = {name.upper(): f"{name}_at" for name in map(camel_to_snake, TIMES)}
    columns["DEEMED_RECEIVED"] = "deemed_at"
    found: list[dict[str, Any]] = []
    for code in published().codes_of(CodeKind.FILING_TIME):
        said: Any = code.explanation
        if code.value == "DEEMED_RECEIVED" and row.deemed_explanation_en:
            said = Text(row.deemed_explanation_en, row.deemed_explanation_tc)
        if code.value == "EFFECTIVE_FILED" and row.deemed_at not in {None, row.effective_filed_at}:
            said = _related_back(told(row.deemed_at))
        time = printed(getattr(row, columns[code.value]))
        found.append({"name": code.value, "at": time, "label": code.label, "explanation": said})
    return found


def _related_back(counted: Text) -> Text:
    """What is said of a filing that has effect from another time than it counts."""
    return Text(
        "An order of the court gives it effect from this time, though it counted as received on "
        f"{counted.en}.",
        f"法院命令使其由此時間起生效，雖視為收訖時間為{counted.tc}。",
    )


def concession(row: Any, _info: Any) -> Any:
    """The period a charge falls into; whole or not at all."""
    if row.concession_from is None:
        return None
    return {
        "fromDate": printed(row.concession_from),
        "untilDate": printed(row.concession_until),
        "rate": row.concession_rate,
    }


def of_the_side(found: Callable[..., Any]) -> Callable[..., Any]:
    """What only the filer's side and the court are told of a filing."""
    return lambda row, info: found(row, info) if info.context.is_of_the_side_of(row) else None


def of_the_court(found: Callable[..., Any]) -> Callable[..., Any]:
    """What only court staff are told of a filing."""
    return lambda row, info: found(row, info) if info.context.eyes.is_court else None


def referrals(row: Any, info: Any) -> Any:
    """Before whom a filing was put: for the filer's side and the court."""
    if not info.context.is_of_the_side_of(row):
        return []
    return info.context.below("Referral", "filing_id", row.id, "referred_at", "id")


def related(row: Any, info: Any) -> Any:
    """What other cases are to a case, of those that may be seen as well."""
    ties = info.context.below("RelatedCase", "case_id", row.id, "since_at", "id")
    return [tie for tie in ties if tie.related_case_id in info.context.eyes.cases]


def relation_back(row: Any, info: Any) -> Any:
    """The one that is in force."""
    found = info.context.below("RelationBack", "filing_id", row.id)
    return next((one for one in found if one.state.value == "IN_FORCE"), None)


def first(model: str, column: str, own: str = "id") -> Callable[..., Any]:
    """The one row that hangs from a column of this one."""
    return lambda row, info: next(iter(info.context.below(model, column, getattr(row, own))), None)


def reasons(row: Any, info: Any) -> Any:
    """Why a document was rejected: for the filer's side and the court."""
    filing = info.context.sight.by_id["Filing"][row.filing_id]
    if not info.context.is_of_the_side_of(filing):
        return []
    return info.context.below("DecisionReason", "filing_document_id", row.id, "ordinal", "id")


def claimed(row: Any, _info: Any) -> Any:
    """The amount claimed, if one was said."""
    cents = row.amount_claimed_cents
    return None if cents is None else _dollars(cents)


def findings(row: Any, info: Any) -> Any:
    """What the checks say: for the filer's side and the court."""
    if not info.context.is_of_the_side_of(row):
        return []
    return info.context.below("FilingFinding", "filing_id", row.id, "ordinal", "id")


def replaced_by(row: Any, info: Any) -> Any:
    """The document that took its place, unless it was dropped."""
    every = info.context.many("IssuedDocument")
    return [r for r in every if r.replaces_id == row.id and r.state.value != "DROPPED"]


def pending(row: Any, info: Any) -> Any:
    """What an accepted filing waits for."""
    if row.state.value not in ("ACCEPTED", "PARTIALLY_ACCEPTED"):
        return None
    waits = recording_pending(row.state, row.reviewed_at, info.context.bench.court.hands())
    assert waits is not None
    return {
        "since": printed(row.reviewed_at),
        "ageSeconds": int((info.context.bench.court.hands() - row.reviewed_at).total_seconds()),
        "explanation": waits.explanation,
    }


def permissions(allowed: Callable[..., Any], *columns: str) -> Callable[..., Any]:
    """What can be done, by the table that the verbs use."""

    def resolve(row: Any, info: Any) -> Any:
        account = info.context.eyes.account
        kind = account.kind if account else None
        return [
            {
                "action": action,
                "allowed": unmet is None,
                "unmet": unmet and {"code": unmet.code, "message": unmet.sentence},
            }
            for action, unmet in allowed(*(getattr(row, column) for column in columns), kind)
        ]

    return resolve


def download_url(row: Any, info: Any) -> str:
    """A link bound to the session."""
    court, by = info.context.bench.court, info.context.by
    digest = session_digest(court.tokens[by] if by else "")
    until = court.hands() + DOWNLOAD_LINK_LENGTH
    return court.parts.building.links.download_url(row.id, digest, until)


BY = {"IU": "FILER", "OU": "FILER", "system": "SYSTEM"}


def history(row: Any, info: Any, **args: Any) -> Any:
    """What happened to a case, of what is told to the viewer."""
    told = history_of(info.context.sight, info.context.eyes, row)
    return page_of(AuditEntry, told, ("number",), args)


TABLE: dict[str, dict[str, Callable[..., Any]]] = {
    "Query": {
        "viewer": lambda _, info: info.context.eyes.account,
        "node": node,
        "nodes": lambda _, info, ids: [node(_, info, id_) for id_ in ids],
        "case": by_number("Case", "number"),
        "cases": cases,
        "filing": by_number("Filing", "transaction_number"),
        "filings": filings,
        "reviewQueue": review_queue,
        "causeBook": cause_book,
        "courts": everyone("Court", "ordinal", "code"),
        "proceedingTypes": everyone("ProceedingType", "ordinal", "code"),
        "pendingRecordings": pending_recordings,
        "outageWindows": lambda _, info, **args: page_of(
            NODES["OutageWindow"], info.context.many("OutageWindow"), ("-began_at", "-id"), args
        ),
    },
    "OutageWindow": {
        "what": text("what"),
        "corrects": linked("OutageWindow", "corrects_id"),
        "correctedBy": listed_seen("OutageWindow", "corrects_id", "recorded_at", "id"),
        "certificate": lambda row, info: next(
            (r for r in info.context.many("OutageCertificate") if r.outage_window_id == row.id),
            None,
        ),
        "viewerCan": permissions(allowed_with_outage, "ended_at"),
    },
    "OutageCertificate": {
        "outageWindow": linked("OutageWindow", "outage_window_id"),
        "supersededBy": linked("OutageWindow", "superseded_by_id"),
        "downloadUrl": lambda row, info: (
            f"{info.context.bench.court.parts.building.public_url}/certificates/{row.id}"
            if row.sha256
            else None
        ),
    },
    "Court": {
        "name": text("name"),
        "offices": lambda row, info: info.context.below(
            "CourtOffice", "court_code", row.code, "ordinal", "code"
        ),
        "proceedingTypes": lambda row, info: info.context.below(
            "ProceedingType", "court_code", row.code, "ordinal", "code"
        ),
    },
    "CourtOffice": {"name": text("name")},
    "ProceedingType": {"name": text("name")},
    "Case": {
        "court": coded("Court", "court_code"),
        "proceedingType": coded("ProceedingType", "proceeding_type_code"),
        "accessOrders": lambda row, info: ordered(
            (o for o in info.context.many("AccessOrder") if o.case_id == row.id), "made_at", "id"
        ),
        "parties": paged("Party", "case_id", "ordinal"),
        "representations": listed("Representation", "case_id", "from_at", "id"),
        "relatedCases": related,
        "transfer": first("CaseTransfer", "case_id"),
        "restrictionOrders": listed_seen("RestrictionOrder", "case_id", "from_at", "id"),
        "paperFilings": listed("PaperFiling", "case_id", "received_at", "id"),
        "register": paged("RegisterEntry", "case_id", "number"),
        "filings": paged("Filing", "case_id", "ordered_at", "id"),
        "issuedDocuments": paged("IssuedDocument", "case_id", "drafted_at", "id"),
        "deadlines": paged("Deadline", "case_id", "reckoned_on", "id"),
        "history": history,
        "viewerCan": permissions(allowed_in_case, "standing"),
    },
    "CaseTransfer": {"court": coded("Court", "court_code")},
    "RelatedCase": {"case": linked("Case", "related_case_id")},
    "Party": {
        "names": listed("PartyName", "party_id", "from_at", "id"),
        "representations": listed("Representation", "party_id", "from_at", "id"),
    },
    "Representation": {"party": linked("Party", "party_id")},
    "EntryBasis": {"restsOn": linked("RegisterEntry", "rests_on_id")},
    "IssuedDocument": {
        "document": paper,
        "replaces": linked("IssuedDocument", "replaces_id"),
        "restrictedTo": listed("IssuedTo", "issued_document_id", "id"),
        "replacedBy": replaced_by,
        "kindName": lambda row, _info: published().court_documents[row.kind].name,
        "viewerCan": permissions(allowed_with_issued, "state"),
    },
    "IssuedTo": {"party": linked("Party", "party_id")},
    "PendingRecording": {
        "ageSeconds": lambda row, info: int(
            (info.context.bench.court.hands() - row.asked_at).total_seconds()
        ),
    },
    "CaseEvent": {
        "by": lambda row, _info: BY.get(row.actor_kind, "COURT"),
        "label": lambda row, _info: published().codes[CodeKind.CASE_EVENT, row.event].label,
        "explanation": lambda row, _info: (
            published().codes[CodeKind.CASE_EVENT, row.event].explanation
        ),
    },
    "Deadline": {
        "step": text("step"),
        "explanation": text("explanation"),
        "party": linked("Party", "party_id"),
        "metBy": linked("Filing", "filing_id"),
        "viewerCan": permissions(allowed_with_deadline, "state"),
    },
    "CauseBookEntry": {
        "court": coded("Court", "court_code"),
        "proceedingType": coded("ProceedingType", "proceeding_type_code"),
        "transferredTo": lambda row, info: (
            row.transferred_to_code and info.context.coded("Court", row.transferred_to_code)
        ),
    },
    "RegisterEntry": {
        "description": text("description"),
        "document": paper,
        "basis": first("EntryBasis", "register_entry_id"),
    },
    "Document": {
        "renditions": listed("Rendition", "document_id", "created_at", "id"),
        "viewerCan": permissions(allowed_with_document, "scan"),
    },
    "Rendition": {"downloadUrl": download_url},
    "Filing": {
        "proceedingType": coded("ProceedingType", "proceeding_type_code"),
        "parties": listed("FilingParty", "filing_id", "ordinal", "id"),
        "amountClaimed": claimed,
        "findings": findings,
        "case": linked("Case", "case_id"),
        "appearance": first("FilingAppearance", "filing_id"),
        "times": times,
        "documents": listed("FilingDocument", "filing_id", "ordinal", "id"),
        "acknowledgement": of_the_side(first("Acknowledgement", "filing_id")),
        "fees": of_the_side(first("FeeAssessment", "id", "fee_assessment_id")),
        "serviceRequest": linked("ServiceRequest", "service_request_id"),
        "decision": first("ReviewDecision", "filing_id"),
        "referrals": referrals,
        "review": of_the_court(first("ReviewTask", "filing_id")),
        "resubmissionOf": linked("Filing", "resubmission_of_id"),
        "resubmissions": listed_seen("Filing", "resubmission_of_id", "started_at", "id"),
        "relationBack": relation_back,
        "recordingPending": pending,
        "viewerCan": permissions(allowed_with_filing, "state", "resubmission_of_id"),
    },
    "FilingDocument": {"document": paper, "reasons": reasons},
    "FilingFinding": {
        "message": text("message"),
        "remedy": text("remedy"),
        "path": lambda row, _info: row.field.split("."),
    },
    "PaperFiling": {
        "documents": listed("PaperDocument", "paper_filing_id", "ordinal", "id"),
        "findings": lambda row, info: (
            info.context.below("PaperFinding", "paper_filing_id", row.id, "rule")
            if info.context.eyes.is_court
            else []
        ),
    },
    "PaperFinding": {"message": text("message"), "remedy": text("remedy")},
    "Leave": {"organization": linked("Organization", "organization_id")},
    "Organization": {"leaves": listed_seen("Leave", "organization_id", "from_on", "id")},
    "RelationBack": {"explanation": text("explanation")},
    "Review": {
        "reviewer": lambda row, info: info.context.sight.by_id["Account"].get(row.reviewer_id),
        "viewerCan": permissions(allowed_with_review, "state"),
    },
    "DecisionReason": {"message": text("message"), "remedy": text("remedy")},
    "Acknowledgement": {"text": text("text")},
    "FeeAssessment": {
        "lines": listed("FeeLine", "assessment_id", "ordinal", "id"),
        "total": money("total_cents"),
    },
    "FeeLine": {
        "ordinary": money("ordinary_cents"),
        "charged": money("charged_cents"),
        "concession": concession,
        "explanation": text("explanation"),
    },
    "ServiceRequest": {
        "amount": money("amount_cents"),
        "payments": lambda row, info: ordered(
            (p for p in info.context.many("Payment") if p.service_request_id == row.id),
            "started_at",
            "id",
        ),
    },
    "Payment": {
        "amount": money("amount_cents"),
        "receipt": lambda row, info: next(
            (r for r in info.context.many("Receipt") if r.payment_id == row.id), None
        ),
    },
    "Receipt": {"amount": money("amount_cents")},
    "Message": {"subject": text("subject"), "body": text("body")},
    "Viewer": {
        "organization": linked("Organization", "organization_id"),
        "messages": paged("Message", "account_id", "-sent_at", "-id"),
    },
}


def oracle_of(contract: GraphQLSchema) -> GraphQLSchema:
    """The contract's own words with the resolvers of this module."""
    schema = build_schema(print_schema(contract))
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                field.resolve = TABLE.get(type_.name, {}).get(name, default)
    abstract: Any = schema.type_map
    abstract["Node"].resolve_type = lambda row, *_: TYPE_OF[type(row)]
    abstract["DocumentOrWithheld"].resolve_type = lambda row, *_: (
        "Withheld" if row is WITHHELD else "Document"
    )
    return schema
