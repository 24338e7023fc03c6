"""What a document may cost, counted before anything else is done with it.

One pass over the document with a memory for fragments: its time is the size of the document, even
where fragments double each other. Introspection is counted for aliases and directives only;
graphql-core bounds its depth by a rule of its own.
"""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple, cast

from graphql import (
    SKIP,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

from api.reading.shapes import bare, named

SATURATED: Final = 10**9
_NESTED: Final = 200
_SIZES: Final = ("first", "last", "ids")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for."""

    depth: int = 15
    aliases: int = 30
    cost: int = 5_000
    directives: int = 50
    operations: int = 5
    most: int = 100
    expected: int = 20
    tokens: int = 2_000
    length: int = 50_000
    errors: int = 20


class Measure(NamedTuple):
    """What a selection adds up to."""

    depth: int = 0
    aliases: int = 0
    cost: int = 0
    directives: int = 0

    def beside(self, other: "Measure") -> "Measure":
        """Add a selection at the same level."""
        return Measure(
            max(self.depth, other.depth),
            min(self.aliases + other.aliases, SATURATED),
            min(self.cost + other.cost, SATURATED),
            min(self.directives + other.directives, SATURATED),
        )


class _Counter:
    """Measures selections of one document."""

    def __init__(self, context: ValidationContext, limits: Limits) -> None:
        self.schema = context.schema
        self.limits = limits
        self.fragments = {
            node.name.value: node
            for node in context.document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.known: dict[str, Measure] = {}
        self.open: set[str] = set()

    def selection(self, node: SelectionSetNode | None, parent: Any, nested: int = 0) -> Measure:
        """Measure a selection set; one nested absurdly deep is simply too deep."""
        if nested > _NESTED:
            return Measure(depth=SATURATED)
        total = Measure()
        for selected in node.selections if node else ():
            total = total.beside(Measure(directives=len(selected.directives or ())))
            if isinstance(selected, FieldNode):
                total = total.beside(self.field(selected, parent, nested))
            elif isinstance(selected, FragmentSpreadNode):
                total = total.beside(self.fragment(selected.name.value, nested))
            elif isinstance(selected, InlineFragmentNode):
                condition = selected.type_condition
                type_ = self.schema.get_type(condition.name.value) if condition else parent
                total = total.beside(self.selection(selected.selection_set, type_, nested + 1))
        return total

    def fragment(self, name: str, nested: int) -> Measure:
        """Measure a fragment once; a circle counts nothing here and is refused elsewhere."""
        fragment = self.fragments.get(name)
        if fragment is None or name in self.open:
            return Measure()
        if name not in self.known:
            self.open.add(name)
            type_ = self.schema.get_type(fragment.type_condition.name.value)
            self.known[name] = self.selection(fragment.selection_set, type_, nested + 1)
            self.open.discard(name)
        return self.known[name]

    def field(self, node: FieldNode, parent: Any, nested: int) -> Measure:
        """Measure a field: its rows times what is asked of each."""
        aliases = 1 if node.alias else 0
        fields: dict[str, GraphQLField] = getattr(parent, "fields", {})
        field = fields.get(node.name.value)
        if node.selection_set is None:
            is_known = field is not None or node.name.value == "__typename"
            return Measure(1, aliases, 0 if is_known else 1, 0)
        type_ = named(cast("Any", field).type) if field else None
        inner = self.selection(node.selection_set, type_, nested + 1)
        if node.name.value in ("__schema", "__type"):
            return Measure(1, inner.aliases + aliases, 1, inner.directives)
        rows = self.rows(field, node) if field else 1
        if node.name.value in ("edges", "nodes") and "pageInfo" in fields:
            rows = 1  # the connection above has counted its rows already
        cost = min(1 + rows * inner.cost, SATURATED)
        return Measure(inner.depth + 1, inner.aliases + aliases, cost, inner.directives)

    def rows(self, field: Any, node: FieldNode) -> int:
        """How many rows a field may bring: as asked, else as usual."""
        for argument in node.arguments or ():
            if argument.name.value in _SIZES:
                value = argument.value
                if isinstance(value, IntValueNode):
                    return min(max(int(value.value[:9]), 1), self.limits.most)
                if isinstance(value, ListValueNode):
                    return max(len(value.values), 1)
                return self.limits.most
        is_many = "first" in field.args or isinstance(bare(field.type), GraphQLList)
        return self.limits.expected if is_many else 1


def cost_rule(limits: Limits) -> type[ValidationRule]:
    """Make a validation rule that stops at the first limit exceeded."""

    class CostRule(ValidationRule):
        def enter_document(self, *_: Any) -> Any:
            exceeded = _first_exceeded(self.context, limits)
            if exceeded is not None:
                name, got, most = exceeded
                message = f"The query exceeds the {name} limit: {got} > {most}."
                extensions = {"code": "QUERY_TOO_COMPLEX", "limit": name, "max": most}
                self.report_error(GraphQLError(message, extensions=extensions))
            return SKIP

    return CostRule


def _first_exceeded(context: ValidationContext, limits: Limits) -> tuple[str, int, int] | None:
    counter = _Counter(context, limits)
    operations = [
        node for node in context.document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if len(operations) > limits.operations:
        return "operations", len(operations), limits.operations
    for node in operations:
        root = context.schema.get_root_type(node.operation)
        measure = counter.selection(node.selection_set, root)
        measure = measure.beside(Measure(directives=len(node.directives or ())))
        for name, got in measure._asdict().items():
            if got > getattr(limits, name):
                return name, got, getattr(limits, name)
    return None
