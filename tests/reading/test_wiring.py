"""A schema that cannot be compiled does not start, and says everything that is wrong at once."""

import ast
import re
from datetime import datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import pytest
import sqlalchemy as sa
import strawberry
from sqlmodel import Field, Relationship
from strawberry.schema.config import StrawberryConfig

from api.kernel.viewers import public
from api.reading import checks, joins, readings, targets
from api.reading.connections import Connection
from api.reading.declare import (
    any_node,
    any_nodes,
    at,
    constant,
    derived,
    edge,
    either,
    fold,
    kinds,
    money,
    part,
    reads,
    within_parent,
)
from api.reading.scalars import SCALARS
from api.reading.wiring import Unwireable, wired
from tests.reading import court
from tests.reading.court import Kept


@strawberry.enum
class Two(Enum):
    ONE = "one"
    OTHER = "other"


def _problems(query: type[Any], *types: type[Any]) -> list[str]:
    schema = strawberry.Schema(query, types=types, config=StrawberryConfig(scalar_map=SCALARS))
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


# --- every refusal -----------------------------------------------------------------------------


class Never(strawberry.BasePermission):
    """Would let nobody pass, if fields were resolved."""

    def has_permission(self, source: Any, info: Any, **_: Any) -> bool:
        return False


class OddRow(Kept, table=True):
    """Columns of every kind that cannot be read, or not as one might think."""

    __tablename__: Any = "odd"
    id: str = Field(primary_key=True)
    size: int
    note: str | None = None
    kind: str
    share: float
    large: int = Field(sa_type=sa.BigInteger)
    loose: Decimal = Field(sa_type=sa.Numeric())
    fine: Decimal = Field(sa_type=sa.Numeric(30, 4))
    court_id: str = Field(foreign_key="court.id")
    other_court_id: str = Field(foreign_key="court.id")


class TieRow(Kept, table=True):
    """A table between two others."""

    __tablename__: Any = "tie"
    one_id: str = Field(primary_key=True, foreign_key="knot.id")
    other_id: str = Field(primary_key=True, foreign_key="knot.id")


class KnotRow(Kept, table=True):
    """Tied to others of its kind through a table between."""

    __tablename__: Any = "knot"
    id: str = Field(primary_key=True)
    others: list["KnotRow"] = Relationship(
        link_model=TieRow,
        sa_relationship_kwargs={
            "primaryjoin": "KnotRow.id == TieRow.one_id",
            "secondaryjoin": "KnotRow.id == TieRow.other_id",
        },
    )


@reads(KnotRow, visible=public)
class Knot:
    id: strawberry.ID
    others: list["Knot"]


@strawberry.interface
class Loose:
    id: strawberry.ID


@strawberry.type
class Unbound(Loose):
    name: str


@reads(OddRow, visible=public)
class One(Loose):
    pass


@reads(court.CourtRow, visible=public)
class Elsewhere:
    id: strawberry.ID


@reads(OddRow, visible=within_parent)
class Within:
    id: strawberry.ID


@reads(OddRow, visible=public)
class Other:
    id: strawberry.ID


@strawberry.enum
class By(Enum):
    SIZE = 1
    KIND = 2


@strawberry.input
class Ordered:
    field: By
    direction: court.Direction


@strawberry.input
class MaybeOrdered:
    field: By
    direction: court.Direction | None = None


BY_SIZE = {By.SIZE: ("size",), By.KIND: ("kind",)}


Mixed = Annotated[Elsewhere | One, either("Mixed", when=public)]
NoTable = Annotated[Unbound | One, either("NoTable", when=public)]
FewKinds = Annotated[One | Other, kinds("FewKinds", "kind", {One: ["A"], Other: ["B"]})]
NullKinds = Annotated[One | Other, kinds("NullKinds", "note", {One: ["A"], Other: ...})]
FarKinds = Annotated[One | Elsewhere, kinds("FarKinds", "kind", {One: ["A"], Elsewhere: ...})]
HiddenKinds = Annotated[One | Within, kinds("HiddenKinds", "kind", {One: ["A"], Within: ...})]
StrangeKinds = Annotated[One | Elsewhere, kinds("StrangeKinds", "kind", {One: ["A"], Other: ...})]
Plain = Annotated[One | Elsewhere, strawberry.union("Plain")]


def _doubled(share: float) -> float:
    return 2 * share


REFUSED: dict[str, tuple[Any, Any]] = {
    # On a type bound to OddRow: the field's annotation, and what is said of it.
    "odd has no column or relationship 'nothing'": (("nothing", str), None),
    "an extension or a permission of a field would never be run": (
        ("kind", str),
        strawberry.field(permission_classes=[Never]),
    ),
    "odd has no column 'nothing'": (Two, fold("nothing", {Two.ONE: ...})),
    "the column 'note' may be null, the field may not": (("note", str), None),
    "Int cannot be read from a column of type AutoString()": (("kind", int), None),
    "Float cannot be read from a column of type Float()": (("share", float), None),
    "a 64-bit column does not fit a GraphQL Int": (("large", int), None),
    "a decimal column says its scale and has at most 15 digits": (("loose", Decimal), None),
    "an enum is read from text, not from Integer()": (("size", Two), None),
    "only one member can take the rest": (Two, fold("kind", {Two.ONE: ..., Two.OTHER: ...})),
    "the fold of 'kind' is not total and the field is non-null": (
        Two,
        fold("kind", {Two.ONE: ["a"]}),
    ),
    "cents are a whole number, not AutoString()": (court.Money, money("kind")),
    "a part is an object type": (str, part()),
    "the part is nullable, but nothing in it can be null": (court.Money | None, money("size")),
    "a derived field cannot read Float()": (None, derived(_doubled)),
    "cursors need a Connection[...] of a declared type": (One, edge(cursors=True)),
    "a list is never null: say list[...] without None": (
        list[court.Court] | None,
        edge(via="court_id"),
    ),
    "a list of lists cannot be read": (list[list[court.Court]], edge(via="court_id")),
    "a non-null link may be hidden or missing: make it nullable": (
        court.Case,
        edge(where=lambda _row, _args, _viewer, _parent: sa.true()),
    ),
    "court has no column 'nothing' to order by": (
        list[court.Court],
        edge(via="court_id", order=("nothing",)),
    ),
    "no foreign key between odd and filing: say via=": (list[court.Filing], edge()),
    "several foreign keys between odd and court: say via=": (court.Court | None, edge()),
    "Unbound is not bound to a table": (Unbound | None, edge()),
    "'x' is not printed by Int": (int, constant("x")),
    "None is no constant of type String!": (str, constant(None)),
    "a constant is a scalar, an enum member or an instance, not of Loose": (
        Loose,
        constant(Unbound(id=strawberry.ID("x"), name="y")),
    ),
}
AT_THE_ROOT: dict[str, tuple[Any, Any]] = {
    "a root field needs edge(), any_node() or a resolver": (str, None),
    "this needs a table, and the root has none": (Two, fold("kind", {Two.ONE: ...})),
    "Within is seen within its parent only": (Within | None, edge({"id": str})),
    "odd has no column 'nothing' to look up by": (One | None, edge({"nothing": str})),
    "'size' is Integer(): it cannot be looked up by a String": (One | None, edge({"size": str})),
    "the order column 'note' may be null": (list[One], edge(order=("note", "id"))),
    "rows cannot be ordered by Float()": (list[One], edge(order=("share", "id"))),
    "orders need an argument order_by of a field and a direction, both enums": (
        list[One],
        edge(args={"order_by": MaybeOrdered | None}, orders=BY_SIZE),
    ),
    "the orders are not one for every member of By": (
        list[One],
        edge(args={"order_by": Ordered | None}, orders={By.SIZE: ("size",)}),
    ),
    "any_nodes() is for a list, any_node() for one": (Loose | None, any_nodes()),
    "any_node() needs an interface": (One | None, any_node()),
    "Unbound implements Loose without a table": (Loose | None, any_node()),
    "Plain is not a union of two made by either()": (
        Plain | None,
        edge(),
    ),
    "Unbound is not bound to a table": (NoTable | None, edge({"id": str})),
    "Elsewhere and One are not of the same table": (Mixed | None, edge({"id": str})),
    "kinds() of StrangeKinds names other types than its own": (list[StrangeKinds], edge()),
    "the types of FarKinds are not of the same table": (list[FarKinds], edge()),
    "a type of HiddenKinds is seen within its parent only": (list[HiddenKinds], edge()),
    "NullKinds needs a column 'note' that is never null": (list[NullKinds], edge()),
    "the kinds of FewKinds are not total": (list[FewKinds], edge()),
}
TOLD_ELSEWHERE = (
    "a method would receive a dict: use @derived",
    "a relationship through a table between: write edge(where=...)",
    "Decision is seen within its parent only, so it is no node",
    "several foreign keys between odd and court: say via=",
)


def _of_odd(annotation: Any, said: Any) -> type[Any]:
    name = "it"
    if isinstance(annotation, tuple):
        name, annotation = annotation
    body: dict[str, Any] = {"__annotations__": {"id": strawberry.ID}}
    if said is not None:
        body[name] = said
    if annotation is not None:
        body["__annotations__"][name] = annotation
    odd = reads(OddRow, visible=public)(type("Odd", (), body))
    return _root(odd)


@pytest.mark.parametrize("problem", REFUSED)
def test_a_field_that_cannot_be_read_is_refused_when_the_schema_is_built(problem: str) -> None:
    found = [told.partition(": ")[2] for told in _problems(_of_odd(*REFUSED[problem]), One)]
    assert problem in found


@pytest.mark.parametrize("problem", AT_THE_ROOT)
def test_a_root_field_that_cannot_be_read_is_refused_when_the_schema_is_built(problem: str) -> None:
    annotation, said = AT_THE_ROOT[problem]
    body: dict[str, Any] = {"__annotations__": {"it": annotation}}
    if said is not None:
        body["it"] = said
    query = strawberry.type(type("Query", (), body))
    found = [told.partition(": ")[2] for told in _problems(query, One, Unbound)]
    assert problem in found


def test_a_relationship_through_a_table_between_is_refused() -> None:
    assert _problems(_root(Knot)) == [
        "Knot.others: a relationship through a table between: write edge(where=...)"
    ]


def test_every_refusal_in_the_source_has_its_case_here() -> None:
    cases = [*REFUSED, *AT_THE_ROOT, *TOLD_ELSEWHERE]
    sources = [
        Path(module.__file__ or "").read_text() for module in (checks, joins, readings, targets)
    ]
    raised = [
        node.exc.args[0]
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args
    ]
    assert len(raised) > 35
    for said in raised:
        if isinstance(said, ast.Name):
            continue  # joins.py: "no foreign key" or "several", both above
        parts = said.values if isinstance(said, ast.JoinedStr) else [said]
        pattern = "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts
        )
        assert any(re.fullmatch(pattern, case) for case in cases), pattern


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
