"""A schema that cannot be compiled does not start, and says everything that is wrong at once."""

from datetime import datetime
from enum import Enum
from typing import Any

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from api.kernel.viewers import public
from api.reading.connections import Connection
from api.reading.declare import (
    any_node,
    at,
    derived,
    edge,
    either,
    fold,
    money,
    part,
    reads,
    within_parent,
)
from api.reading.scalars import SCALARS
from api.reading.wiring import Unwireable, wired
from tests.reading import court


@strawberry.enum
class Two(Enum):
    ONE = "one"
    OTHER = "other"


def _problems(query: type[Any]) -> list[str]:
    schema = strawberry.Schema(query, config=StrawberryConfig(scalar_map=SCALARS))
    with pytest.raises(Unwireable) as refused:
        wired(schema._schema)
    return refused.value.problems


def _root(type_: Any) -> type[Any]:
    @strawberry.type
    class Query:
        one: type_ | None = edge({"id": str})  # type: ignore[valid-type]

    return Query


@reads(court.FirmRow, visible=public)
class GoodFirm:
    id: strawberry.ID


@reads(court.FilingRow, visible=court.of_filing)
class BadFiling:
    id: strawberry.ID
    accepted_at: datetime
    state: int
    nothing: str
    stage: Two = fold("state", {Two.ONE: ["SENT"]})
    case_: "BadCase" = edge(via="case_id")
    siblings: list["BadCase"] = edge()
    papers: list[court.Paper] = edge(order=("pages", "id"))
    later: Connection[court.Paper] = edge(order=("nowhere",), cursors=True)
    price: court.Money = money("state")
    firm: GoodFirm | None = edge()

    @strawberry.field
    def shout(self) -> str:
        return "!"

    @derived
    def lost(missing: str) -> str:  # noqa: N805
        return missing


@reads(court.CaseRow, visible=court.of_case)
class BadCase:
    id: strawberry.ID
    claim: court.Money = money("claim_cents")
    claim_cents: int | None
    motto: court.Text = part("motto_")
    fee: court.Money | None = money("fee_cents")
    filings: list[BadFiling] | None = edge()


def test_everything_wrong_with_a_type_is_told_at_once() -> None:
    assert _problems(_root(BadFiling)) == [
        "BadCase.claimCents: a 64-bit column does not fit a GraphQL Int",
        "BadCase.fee: the part is nullable, but nothing in it can be null",
        "BadCase.filings: a list is never null: say list[...] without None",
        "BadFiling.acceptedAt: the column 'accepted_at' may be null, the field may not",
        "BadFiling.case_: a non-null link may be hidden or missing: make it nullable",
        "BadFiling.firm: no foreign key between filing and firm: say via=",
        "BadFiling.later: paper has no column 'nowhere' to order by",
        "BadFiling.lost: filing has no column 'missing'",
        "BadFiling.nothing: filing has no column or relationship 'nothing'",
        "BadFiling.papers: the order column 'pages' may be null",
        "BadFiling.shout: a method would receive a dict: use @derived",
        "BadFiling.stage: the fold of 'state' is not total and the field is non-null",
        "BadFiling.state: Int cannot be read from a column of type AutoString()",
        "Money.amount: cents are a whole number, not AutoString()",
        "Money.amount: the column 'claim_cents' may be null, the field may not",
        "Text.en: the column 'motto_en' may be null, the field may not",
        "Text.tc: the column 'motto_tc' may be null, the field may not",
    ]


def test_a_type_within_its_parent_is_reached_no_other_way() -> None:
    @reads(court.DecisionRow, visible=within_parent)
    class Decision(court.Node):
        outcome: str

    @strawberry.type
    class Query:
        decision: Decision | None = edge({"id": str})
        decisions: Connection[Decision] = edge(cursors=True)
        node: court.Node | None = any_node()

    assert _problems(Query) == [
        "Query.decision: Decision is seen within its parent only",
        "Query.decisions: Decision is seen within its parent only",
        "Query.node: Decision is seen within its parent only, so it is no node",
    ]
    with pytest.raises(TypeError, match="rule of its own"):
        at(Decision, id="dec_1")


def test_a_type_without_a_rule_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="visible"):
        reads(court.FirmRow)  # type: ignore[call-arg]


def test_one_name_of_a_union_has_one_rule() -> None:
    with pytest.raises(ValueError, match="another rule"):
        either("PaperOrWithheld", when=public)


def test_a_root_field_says_how_it_is_found() -> None:
    @strawberry.type
    class Query:
        motto: str
        firm: court.Firm | None = edge({"nowhere": str})
        text: court.Text | None = edge({"id": str})
        page: court.Firm | None = edge(cursors=True)

    assert _problems(Query) == [
        "Query.firm: firm has no column 'nowhere' to look up by",
        "Query.motto: a root field needs edge(), any_node() or a resolver",
        "Query.page: cursors need a Connection[...] of a declared type",
        "Query.text: Text is not bound to a table",
    ]


def test_descriptions_are_kept_and_may_be_set_later() -> None:
    @reads(court.FirmRow, visible=public)
    class Described:
        id: strawberry.ID
        name: court.Text = part("name_", description="What it is called.")

    definition: Any = Described
    definition.__strawberry_definition__.fields[0].description = "Set afterwards."
    text = strawberry.Schema(_root(Described), config=StrawberryConfig(scalar_map=SCALARS)).as_str()
    assert '"""What it is called."""' in text
    assert '"""Set afterwards."""' in text
