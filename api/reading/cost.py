"""What a document may cost, counted before anything else is done with it.

One pass over the document with a memory for fragments: its time is the size of the document, even
where fragments double each other. What is counted is an upper bound: the members of a union are
added up, since the statement holds the text of each, and ``edges`` and ``nodes`` count both.
Introspection is measured apart, in what the usual introspection query of the tools would cost.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple, cast

from graphql import (
    BREAK,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    SelectionSetNode,
    ValidationContext,
    get_introspection_query,
    parse,
)
from graphql.validation.validate import ValidationAbortedError

from api.reading.declare import COST
from api.reading.shapes import bare, declared, named

SATURATED: Final = 10**9
_NESTED: Final = 200
_SIZES: Final = ("first", "last", "ids")
_INTROSPECTION: Final = ("__schema", "__type")
_SELF_DESCRIPTION: Final = 5
"""How many fields, arguments or members are reckoned for each type that introspection lists."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for. What is above is refused before anything is executed."""

    depth: int = 15
    """Fields below one another."""
    aliases: int = 30
    """Fields under another name, fragments counted each time they are used."""
    cost: int = 10_000
    """Objects that the answer may have to be made of, by the sizes of its lists."""
    directives: int = 50
    """``@skip``, ``@include`` and whatever else begins with ``@``."""
    introspection: int = 1
    """How many times the cost of the usual introspection query."""
    operations: int = 5
    """Operations in one document."""
    comparisons: int = 50_000
    """Steps of the rule that compares fields of the same name; it alone takes quadratic time."""
    items: int = 1_000
    """Members of all lists in the variables together."""
    most: int = 100
    """What a list costs whose size is a variable, and the most that one is charged."""
    usual: int = 20
    """What a page or a count costs that does not say its size."""
    expected: int = 10
    """What a list costs that has no pages, as the documents of a filing."""
    tokens: int = 2_000
    """Words and marks of a document."""
    length: int = 50_000
    """Characters of a document."""
    errors: int = 20
    """How many things wrong with a document are told."""


class Measure(NamedTuple):
    """What a selection adds up to."""

    depth: int = 0
    aliases: int = 0
    cost: int = 0
    directives: int = 0
    introspection: int = 0

    def beside(self, other: "Measure") -> "Measure":
        """Add a selection at the same level."""
        sums = (min(mine + theirs, SATURATED) for mine, theirs in zip(self, other, strict=True))
        return Measure(*sums)._replace(depth=max(self.depth, other.depth))


def too_complex(limit: str, most: int, got: int | None = None) -> GraphQLError:
    """Make the error of a limit that is exceeded."""
    message = f"The query exceeds the {limit} limit: {'more than' if got is None else f'{got} >'}"
    extensions = {"code": "QUERY_TOO_COMPLEX", "limit": limit, "max": most}
    return GraphQLError(f"{message} {most}.", extensions=extensions)


class _Counter:
    """Measures selections of one document."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
        self.fragments = {
            node.name.value: node
            for node in document.definitions
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

    def operation(self, node: OperationDefinitionNode) -> Measure:
        """Measure an operation, with the directives on itself."""
        root = self.schema.get_root_type(node.operation)
        measure = self.selection(node.selection_set, root)
        return measure.beside(Measure(directives=len(node.directives or ())))

    def field(self, node: FieldNode, parent: Any, nested: int) -> Measure:
        """Measure a field: its rows times what is asked of each."""
        aliases = 1 if node.alias else 0
        name = node.name.value
        fields: dict[str, GraphQLField] = getattr(parent, "fields", {})
        meta = {
            "__schema": self.schema.get_type("__Schema"),
            "__type": self.schema.get_type("__Type"),
        }
        field = fields.get(name)
        if node.selection_set is None:
            return Measure(1, aliases, self.leaf(name, field))
        type_ = named(cast("Any", field).type) if field else meta.get(name)
        inner = self.selection(node.selection_set, type_, nested + 1)
        aliases += inner.aliases
        if name in _INTROSPECTION:
            return Measure(1, aliases, 1, inner.directives, 1 + inner.cost)
        rows = self.rows(field, node, parent) if field else 1
        if name in ("edges", "nodes") and "pageInfo" in fields:
            rows = 1  # the connection above has counted its rows already
        own = declared(field).metadata.get(COST, 1) if field and declared(field) else 1
        if name == "ofType":
            own = 0  # the tools ask for ten of them below one another, and most types have none
        cost = min(own + rows * inner.cost, SATURATED)
        return Measure(inner.depth + 1, aliases, cost, inner.directives, inner.introspection)

    def leaf(self, name: str, field: GraphQLField | None) -> int:
        """Charge a leaf: nothing for a column, but a count looks at rows."""
        if name == "totalCount":
            return self.limits.usual
        return 0 if field is not None or name == "__typename" else 1

    def rows(self, field: Any, node: FieldNode, parent: Any) -> int:
        """How many rows a field may bring: as asked, else as usual."""
        asked = [
            self.size(argument.value)
            for argument in node.arguments or ()
            if argument.name.value in _SIZES and not isinstance(argument.value, NullValueNode)
        ]
        if asked:
            return max(asked)
        if "first" in field.args:
            return self.limits.usual
        is_many = isinstance(bare(field.type), GraphQLList)
        if parent.name.startswith("__"):
            everything = {"types": self.schema.type_map, "directives": self.schema.directives}
            return len(everything.get(node.name.value, "?" * _SELF_DESCRIPTION)) if is_many else 1
        return self.limits.expected if is_many else 1

    def size(self, value: Any) -> int:
        """The size that an argument says; for a variable, the most there can be."""
        if isinstance(value, IntValueNode):
            return min(max(int(value.value[:9]), 1), self.limits.most)
        if isinstance(value, ListValueNode):
            return max(len(value.values), 1)
        return self.limits.most


class Costs:
    """Measures documents of one schema."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        """Know the limits, that of introspection in this schema's own terms."""
        self._schema = schema
        self._limits = limits
        document = parse(get_introspection_query())
        usual = _Counter(schema, document, limits).operation(_operations(document)[0])
        most = limits.introspection * usual.introspection
        self._most: dict[str, int] = {**asdict(limits), "introspection": most}

    def of(self, document: DocumentNode) -> list[int]:
        """The cost of each operation of a document. Refuses: a GraphQLError, at the first limit."""
        nodes = _operations(document)
        if len(nodes) > self._limits.operations:
            raise too_complex("operations", self._limits.operations, len(nodes))
        counter = _Counter(self._schema, document, self._limits)
        measures = [counter.operation(node) for node in nodes]
        for measure in measures:
            for name, got in measure._asdict().items():
                if got > self._most[name]:
                    raise too_complex(name, self._most[name], got)
        return [measure.cost for measure in measures]


def measured(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits, node: OperationDefinitionNode
) -> Measure:
    """Measure one operation of a document."""
    return _Counter(schema, document, limits).operation(node)


def _operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]


def comparing_rule(limits: Limits) -> type[OverlappingFieldsCanBeMergedRule]:
    """The rule of the specification about fields of one name, with a limit to its patience."""

    class Comparing(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = limits.comparisons

        def enter_selection_set(
            self, selection_set: SelectionSetNode, _key: Any, parent: Any, *_args: Any
        ) -> Any:
            try:
                return super().enter_selection_set(selection_set, _key, parent)
            except ValidationAbortedError:
                if self.rule_context.remaining_complexity_budget >= 0:
                    raise  # it was not this: there are too many errors
                self.report_error(too_complex("comparisons", limits.comparisons))
                return BREAK

    return Comparing
