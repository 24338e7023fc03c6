"""What a set of random operations has asked of the contract, read off their documents and answers.

A thing is met when it stands in a valid document: ``Case.title`` (a field), ``Query.cases(first)``
(an argument), ``CaseFilter.standing`` (an input field), ``CaseStanding=OPEN`` (a member given),
``CaseStanding:OPEN`` (a member shown), ``@skip on a spread, by a variable`` (a directive).
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    parse,
    print_schema,
    visit,
)

LONG = 10_000
"""Characters of a selection; a request has at most 2,000 words and marks."""
GUIDANCE = ("caseAsOf", "faq", "faqs", "helpRelease", "helpSearch", "notices", "serviceStatus")
"""Root fields with tests of their own: tests/guidance, tests/history."""
PLACES = {FieldNode: "a field", InlineFragmentNode: "a fragment", FragmentSpreadNode: "a spread"}


class _Meeting(Visitor):
    """Notes what a document says, type by type."""

    def __init__(self, types: TypeInfo, met: Counter[str]) -> None:
        super().__init__()
        self.types = types
        self.met = met

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.directives(node)
        parent = self.types.get_parent_type()
        self.met[f"{parent.name if parent else ''}.{node.name.value}"] += 1

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
        self.directives(node)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        self.directives(node)

    def directives(self, node: Any) -> None:
        for directive in node.directives or ():
            value = directive.arguments[0].value
            how = "a variable" if isinstance(value, VariableNode) else "a constant"
            self.met[f"@{directive.name.value} on {PLACES[type(node)]}, by {how}"] += 1

    def enter_argument(self, node: Any, *_: Any) -> None:
        parent, field = self.types.get_parent_type(), self.types.get_field_def()
        if parent and field and not self.types.get_directive():
            name = next((n for n, f in parent.fields.items() if f is field), "")
            self.met[f"{parent.name}.{name}({node.name.value})"] += 1

    def enter_object_field(self, node: Any, *_: Any) -> None:
        # The type of an input object is that around the field: the field's own type is on top.
        around: Any = get_named_type(self.types.get_parent_input_type())
        self.met[f"{around.name}.{node.name.value}"] += 1

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        type_: Any = get_named_type(self.types.get_input_type())
        self.met[f"{type_.name}={node.value}"] += 1


def meet(
    schema: GraphQLSchema, query: str, variables: dict[str, Any], met: Counter[str]
) -> DocumentNode:
    """Note what one operation says, in its text and in its variables."""
    document = parse(query)
    types = TypeInfo(schema)
    visit(document, TypeInfoVisitor(types, _Meeting(types, met)))
    for definition in document.definitions:
        for said in getattr(definition, "variable_definitions", ()) or ():
            name = said.variable.name.value
            how = "default" if said.default_value and name not in variables else ""
            how = how or ("absent" if name not in variables else "given")
            met[f"a variable {how}"] += 1
            _given(_input(schema, said.type), variables.get(name), met)
    return document


def _input(schema: GraphQLSchema, node: Any) -> Any:
    while hasattr(node, "type"):
        node = node.type
    return schema.get_type(node.name.value)


def _given(type_: Any, value: Any, met: Counter[str]) -> None:
    if isinstance(value, list):
        for item in value:
            _given(type_, item, met)
    elif isinstance(type_, GraphQLEnumType) and value is not None:
        met[f"{type_.name}={value}"] += 1
    elif isinstance(type_, GraphQLInputObjectType) and value is not None:
        for name, inner in value.items():
            met[f"{type_.name}.{name}"] += 1
            _given(get_named_type(type_.fields[name].type), inner, met)


def shown(schema: GraphQLSchema, document: DocumentNode, data: Any, met: Counter[str]) -> None:
    """Note which members of enums an answer shows, and which fields it shows null and not null."""
    fragments = {d.name.value: d for d in document.definitions if d.kind == "fragment_definition"}
    [operation] = [d for d in document.definitions if d.kind == "operation_definition"]
    if data is not None:
        _object(schema, schema.query_type, operation.selection_set, data, fragments, met)


def _object(schema: Any, type_: Any, selection: Any, value: Any, fragments: Any, met: Any) -> None:
    """Look at one object. A fragment of another type is passed by where the type is told."""
    for node in selection.selections:
        if isinstance(node, FieldNode):
            key = node.alias.value if node.alias else node.name.value
            field = getattr(type_, "fields", {}).get(node.name.value)
            if field is not None and key in value:
                how = "null" if value[key] is None else "there"
                met[f"{type_.name}.{node.name.value} {how}"] += 1
                _value(schema, get_named_type(field.type), node, value[key], fragments, met)
            continue
        inner = node if isinstance(node, InlineFragmentNode) else fragments[node.name.value]
        on = schema.get_type(inner.type_condition.name.value) if inner.type_condition else type_
        if on is type_ or (is_abstract_type(on) and on is not type_):
            _object(schema, type_, inner.selection_set, value, fragments, met)


def _value(schema: Any, type_: Any, node: Any, value: Any, fragments: Any, met: Any) -> None:
    for item in value if isinstance(value, list) else [value]:
        if item is None:
            continue
        if isinstance(type_, GraphQLEnumType):
            met[f"{type_.name}:{item}"] += 1
        elif not is_leaf_type(type_):
            of = _concrete(schema, type_, node, item, fragments)
            if of is not None:
                _object(schema, of, node.selection_set, item, fragments, met)


def _concrete(schema: Any, type_: Any, node: Any, item: Any, fragments: Any) -> Any:
    """The type of an object; of an abstract one only if the answer tells it."""
    if not is_abstract_type(type_):
        return type_
    told = item.get("__typename")
    return schema.get_type(told) if told else None


@lru_cache(maxsize=1)
def of_the_court(schema: GraphQLSchema) -> GraphQLSchema:
    """The contract without what is answered from the help site's manifest: no row is behind it."""
    court = build_schema(print_schema(schema))
    assert court.query_type is not None
    for name in GUIDANCE:
        del court.query_type.fields[name]
    return court


def everything(schema: GraphQLSchema) -> set[str]:
    """All that an operation can ask and say: what :func:`meet` should have met."""
    out: set[str] = set()
    for type_ in reachable(schema):
        for name, field in getattr(type_, "fields", {}).items():
            out.add(f"{type_.name}.{name}")
            for argument, said in field.args.items():
                out.add(f"{type_.name}.{name}({argument})")
                out |= _sayable(get_named_type(said.type))
    for word in ("@skip", "@include"):
        for place in PLACES.values():
            out |= {f"{word} on {place}, by {how}" for how in ("a variable", "a constant")}
    return out | {f"a variable {how}" for how in ("given", "absent", "default")}


def _sayable(type_: Any) -> set[str]:
    if isinstance(type_, GraphQLEnumType):
        return {f"{type_.name}={name}" for name in type_.values}
    if not isinstance(type_, GraphQLInputObjectType):
        return set()
    names = {f"{type_.name}.{name}" for name in type_.fields}
    return names.union(*(_sayable(get_named_type(f.type)) for f in type_.fields.values()))


def reachable(schema: GraphQLSchema) -> list[Any]:
    """Every type that a query can come to, enums and scalars left out."""
    found: dict[str, Any] = {}
    open_: list[Any] = [schema.query_type]
    while open_:
        type_ = open_.pop()
        if type_.name in found or is_leaf_type(type_):
            continue
        found[type_.name] = type_
        open_ += schema.get_possible_types(type_) if is_abstract_type(type_) else ()
        open_ += [get_named_type(f.type) for f in getattr(type_, "fields", {}).values()]
    return list(found.values())


def showable(schema: GraphQLSchema) -> set[str]:
    """Every member of an enum that an answer could show, and every field that could be null."""
    out: set[str] = set()
    for type_ in reachable(schema):
        for name, field in getattr(type_, "fields", {}).items():
            inner: Any = get_named_type(field.type)
            if isinstance(inner, GraphQLEnumType):
                out |= {f"{inner.name}:{member}" for member in inner.values}
            if is_abstract_type(type_):
                continue
            out.add(f"{type_.name}.{name} there")
            if not str(field.type).endswith("!"):
                out.add(f"{type_.name}.{name} null")
    return out


@dataclass(frozen=True)
class ListOf:
    """A list that is turned by pages: whose it is, the orders it has, what else it must be told."""

    of: str
    name: str
    orders: tuple[tuple[str, str], ...]
    required: tuple[str, ...]

    def key(self, order: tuple[str, str]) -> str:
        """The list in one order, by name: its cursors mean nothing in another."""
        return ":".join((f"{self.of}.{self.name}", *order))

    def query(self, order: tuple[str, str], page: str, what: str, row: str) -> str:
        """Ask for a page of the list, at the root or of a row."""
        field, way = order
        page += f", orderBy: {{field: {field}, direction: {way}}}" if field else ""
        page += "".join(f", {name}: {{}}" for name in self.required)
        body = f"list: {self.name}({page}) {what}"
        on = f'node(id: "{row}") {{ __typename ... on {self.of} {{ {body} }} }}'
        return f"{{ {body if self.of == 'Query' else on} }}"


def lists(schema: GraphQLSchema) -> list[ListOf]:
    """Every list of the contract that is turned by pages."""
    found: list[ListOf] = []
    for type_ in reachable(schema):
        for name, field in getattr(type_, "fields", {}).items():
            if "after" not in field.args:
                continue
            order: Any = field.args.get("orderBy")
            by = get_named_type(order.type).fields["field"].type if order else None
            orders = (
                [(o, w) for o in get_named_type(by).values for w in ("ASC", "DESC")] if by else ()
            )
            required = tuple(n for n, a in field.args.items() if str(a.type).endswith("!"))
            found.append(ListOf(type_.name, name, (("", ""), *orders), required))
    return found


def roots(schema: GraphQLSchema, what: str) -> tuple[str, ...]:
    """The root fields that take an enum, an input or an argument of theirs; all, for the rest."""
    name = what.partition("=")[0].partition(".")[0]
    fields = schema.query_type.fields if schema.query_type else {}
    taking = tuple(
        root
        for root, field in fields.items()
        if what.startswith(f"Query.{root}(")
        or any(
            said.partition("=")[0].partition(".")[0] == name
            for argument in field.args.values()
            for said in _sayable(get_named_type(argument.type))
        )
    )
    return taking or tuple(fields)


def halves(schema: GraphQLSchema, type_: Any, depth: int) -> list[str]:
    """Select everything of a type, in two requests where one would be longer than is taken."""
    fields = list(type_.fields)
    if len(whole(schema, type_, depth)) < LONG:
        return [whole(schema, type_, depth)]
    return [whole(schema, type_, depth, set(fields[half::2])) for half in (0, 1)]


def whole(
    schema: GraphQLSchema, type_: Any, depth: int, among: Collection[str] | None = None
) -> str:
    """Select everything of a type that needs no argument, a few links deep; lists by one row.

    ``among`` are the fields of the type itself that are asked for; all of them if none are named.
    """
    parts = ["__typename"]
    if is_abstract_type(type_):
        members = schema.get_possible_types(type_)
        parts += [f"... on {member.name} {whole(schema, member, depth)}" for member in members]
        return "{ " + " ".join(parts) + " }"
    for name, field in type_.fields.items():
        if among is not None and name not in among:
            continue
        inner = get_named_type(field.type)
        page = "(first: 2)" if "first" in field.args else ""
        if is_leaf_type(inner):
            parts.append(name)
        elif depth > 0:
            parts.append(f"{name}{page} {whole(schema, inner, depth - 1)}")
    return "{ " + " ".join(parts) + " }"
