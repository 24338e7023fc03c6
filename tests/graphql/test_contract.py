"""The contract: what is printed is what is committed, breaks nobody, and keeps its own habits."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLUnionType,
    build_schema,
    get_introspection_query,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_introspection_type,
    is_object_type,
    is_specified_scalar_type,
    is_union_type,
)

from api.graphql.schema import breaks, printed_schema
from api.reading.cost import Limits
from api.reading.documents import Documents

ROOT = Path(__file__).parents[2]
STRUCTURE = ROOT / "tests" / "structure"


@pytest.fixture(scope="module")
def printed() -> str:
    return printed_schema()


@pytest.fixture(scope="module")
def schema(printed: str) -> Any:
    return build_schema(printed)


def own_types(schema: Any) -> list[Any]:
    types = schema.type_map.values()
    return [t for t in types if not is_introspection_type(t) and not is_specified_scalar_type(t)]


# --- the file and its history ---------------------------------------------------------------------


def test_the_committed_schema_is_the_one_the_code_prints(printed: str):
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == printed


def test_printing_twice_gives_the_same_text(printed: str):
    assert printed_schema() == printed


def test_nothing_breaks_a_client_of_the_released_contract_undeclared(printed: str):
    released = (STRUCTURE / "released.graphql").read_text(encoding="utf-8")
    declared = (STRUCTURE / "breaking_changes.txt").read_text(encoding="utf-8").splitlines()

    assert [change for change in breaks(released, printed) if change not in declared] == []


def test_a_field_taken_away_would_be_noticed(printed: str):
    without = printed.replace("  signOut: SignOutResult!\n", "  left: SignOutResult!\n")

    assert breaks(printed, without) == ["Field Mutation.signOut was removed."]


# --- habits ---------------------------------------------------------------------------------------


def mutations(schema: Any) -> dict[str, Any]:
    return schema.mutation_type.fields


def test_every_mutation_takes_one_input_named_after_it(schema: Any):
    for name, field in mutations(schema).items():
        if name == "signOut":
            assert field.args == {}
            continue
        assert set(field.args) == {"input"}, name
        kind = field.args["input"].type
        assert isinstance(kind, GraphQLNonNull)
        assert kind.of_type.name == f"{name[0].upper()}{name[1:]}Input"


def test_every_mutation_returns_a_union_of_one_success_and_refusals(schema: Any):
    refusal: GraphQLInterfaceType = schema.type_map["Refusal"]
    for name, field in mutations(schema).items():
        assert isinstance(field.type, GraphQLNonNull), name
        assert isinstance(field.type.of_type, GraphQLUnionType), name
        members = field.type.of_type.types
        successes = [member for member in members if refusal not in member.interfaces]
        assert len(successes) == 1, name
        # Signing out is the one verb that nothing stands against.
        assert len(members) > 1 or name == "signOut", name


def test_what_changes_a_thing_by_version_can_answer_changed_meanwhile(schema: Any):
    for name, field in mutations(schema).items():
        given = field.args["input"].type.of_type.fields if field.args else {}
        if "expectedVersion" in given:
            members = {member.name for member in field.type.of_type.types}
            assert "ChangedMeanwhile" in members, name


def test_what_creates_a_thing_takes_an_idempotency_key(schema: Any):
    creating = {"createUpload", "startFiling", "submitFiling", "startPayment"}
    for name in creating:
        fields = mutations(schema)[name].args["input"].type.of_type.fields
        assert isinstance(fields["idempotencyKey"].type, GraphQLNonNull), name


def test_everything_has_a_description(schema: Any):
    undescribed = [
        name for name, thing in described(schema) if not (thing.description or "").strip()
    ]
    assert undescribed == []


def described(schema: Any) -> list[tuple[str, Any]]:
    """Everything that a front-end developer reads a description of."""
    found: list[tuple[str, Any]] = []
    for kind in own_types(schema):
        found.append((kind.name, kind))
        if is_enum_type(kind):
            found += [(f"{kind.name}.{n}", value) for n, value in kind.values.items()]
        if is_object_type(kind) or is_interface_type(kind) or is_input_object_type(kind):
            found += [(f"{kind.name}.{n}", field) for n, field in kind.fields.items()]
            for n, field in kind.fields.items():
                args = getattr(field, "args", {})
                found += [(f"{kind.name}.{n}({a})", argument) for a, argument in args.items()]
    return found


def test_every_list_that_can_grow_is_a_connection_with_all_four_arguments(schema: Any):
    for kind in own_types(schema):
        for name, field in getattr(kind, "fields", {}).items():
            if get_named_type(field.type).name.endswith("Connection"):
                assert {"first", "after", "last", "before"} <= set(field.args), (kind.name, name)


def test_every_refusal_can_be_selected_through_the_interface(schema: Any):
    refusal: GraphQLInterfaceType = schema.type_map["Refusal"]
    assert set(refusal.fields) == {"code", "guide", "message", "path", "remedy"}
    members = {m.name for m in schema.get_possible_types(refusal)}
    assert members == {"ChangedMeanwhile", "ProblemsFound", "Refused"}


@pytest.mark.parametrize("deprecated", [True, False])
def test_the_introspection_query_of_every_tool_passes_the_cost_rule(schema: Any, deprecated: bool):
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=deprecated,
    )

    assert Documents(schema, Limits()).of(query).errors == []


# --- the agreed names -----------------------------------------------------------------------------

AGREED = """
type AccessLevel
type Case id number proceedingType court title standing commencedOn version parties register filings
  viewerCan
type RegisterEntry id number enteredAt description document filing
type Filing id transactionNumber state purpose case times documents fees serviceRequest decision
  resubmissionOf version viewerCan
type FilingTimes started uploadCompleted submitted received deemedReceived effectiveFiled reviewed
  recorded sealed inspectable
type DeemedTime at pending courtDay rule ruleVersion closure explanation
type Document id kind fileName bytes pages sha256 scan documentReference renditions
type Rendition kind sha256 downloadUrl
type DocumentReferenceCheck number issued
type ServiceRequest id purpose amount state payments
type Payment id state means amount refunded receivedAt receipt
type FeeAssessment on lines total
type FeeLine item authority version ordinary charged concession rounding explanation confidence
type Text en tc sc
type Money amount currency
type PageInfo hasNextPage hasPreviousPage startCursor endCursor
type Withheld reason explanation guide
type Refusal code message path remedy guide
type Refused code message path remedy guide
type ProblemsFound code message path remedy guide findings
type ChangedMeanwhile code message path remedy guide currentVersion
type Finding rule policyVersion severity path message remedy guide
type Severity BLOCK ADVICE
type Currency HKD
type Confidence CONFIRMED INFERRED ASSUMED
type PaymentState CREATED STARTED SUBMITTED CAPTURABLE SUCCESS DECLINED EXPIRED CANCELLED ERROR
  UNKNOWN
type FilingState DRAFT SUBMITTING SUBMISSION_FAILED RECEIVED PAYMENT_PENDING UNDER_REVIEW REFERRED
  ACCEPTED PARTIALLY_ACCEPTED REJECTED RECORDED WITHDRAWN
type FilingPurpose COMMENCE_CASE FILE_IN_CASE
type DocumentOrWithheld Document Withheld
type DateTime
type Date
type Decimal
type URL
type CauseBookConnection
type ReviewFilter
type SubmitFilingResult FilingSubmitted ProblemsFound ChangedMeanwhile Refused
type Query node nodes viewer case cases filing filings reviewQueue causeBook documentReference
  courts proceedingTypes coverage feeQuote deemedReceived codes
type Query.proceedingTypes on
type Query.coverage proceedingType on venue represented
type Query.deemedReceived office at
type Query.causeBook search first after
type Query.reviewQueue first after filter
type Query.codes kind
type Case.filings first after filter orderBy
type Mutation signIn signOut createUpload completeUpload startFiling reviseFiling discardFiling
  checkFiling submitFiling withdrawFiling startPayment claimReview releaseReview decideFiling
  announceClosure endClosure
"""
"""The names agreed with front-end teams before the first release, a type and its members a line."""

DEPARTURES = {
    "Case.filings.filter": "the filings of one case are few; Query.filings has the filter",
    "Case.filings.orderBy": "the filings of one case are few; Query.filings has the order",
    "RegisterEntry.filing": "the document leads to its filing for those who may see it",
    "Payment.refunded": "there are no refunds yet; a field that is always zero would mislead",
    "FeeAssessment.on": "named onDate: `on` is a keyword in clients that generate code",
    "URL": "addresses are String: guides are relative to the site, links are absolute",
    "CauseBookConnection": "named CauseBookEntryConnection, after what it holds",
    "ReviewFilter": "the queue is filtered as filings are: FilingFilter",
    "Query.proceedingTypes.on": "Query.coverage answers for a day; types themselves do not change",
}
"""Where the contract departs from what was agreed, and why."""


def agreed() -> list[tuple[str, str | None]]:
    """Every agreed name: a type, or a member of it."""
    names: list[tuple[str, str | None]] = []
    for line in AGREED.replace("\n  ", " ").strip().splitlines():
        kind, *members = line.removeprefix("type ").split()
        names += [(kind, None)] if "." not in kind else []
        names += [(kind, member) for member in members]
    return names


def is_there(schema: Any, kind: str, member: str | None) -> bool:
    name, _, field = kind.partition(".")
    found = schema.type_map.get(name)
    if found is None or member is None:
        return found is not None
    if field:
        return field in found.fields and member in found.fields[field].args
    if is_union_type(found):
        return member in {m.name for m in found.types}
    return member in (found.values if is_enum_type(found) else found.fields)


def test_every_agreed_name_is_there_or_its_departure_has_a_reason(schema: Any):
    missing = {
        kind if member is None else f"{kind}.{member}"
        for kind, member in agreed()
        if not is_there(schema, kind, member)
    }

    assert missing == set(DEPARTURES)
    assert all(DEPARTURES.values())
