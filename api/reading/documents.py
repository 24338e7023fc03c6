"""Documents: parsed, checked and kept, so that a known one costs a look-up."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    ValidationRule,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.language import StringValueNode
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api.reading.cost import Costs, Limits, comparing_rule
from api.reading.inputs import BAD_INPUT, UNSENDABLE, Signature, unsendable

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
KEPT: Final = 500


class Recent(Generic[K, V]):
    """A bounded store that forgets what was not used for longest; safe among threads."""

    def __init__(self, most: int) -> None:
        """Keep at most so many."""
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """Look up, and count it as used."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: K, value: V) -> V:
        """Keep, forgetting the oldest if there are too many."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return value

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)


@dataclass(eq=False, slots=True)
class Operation:
    """One operation of a valid document. Plans hang on its identity, so they keep it alive."""

    document: DocumentNode
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    signature: Signature
    cost: int

    @property
    def is_query(self) -> bool:
        """Whether it only reads."""
        return self.node.operation is OperationType.QUERY


@dataclass(eq=False, slots=True)
class Document:
    """A request's document: its operations by name, or what is wrong with it."""

    errors: list[GraphQLError] = field(default_factory=list[GraphQLError])
    operations: dict[str | None, Operation] = field(default_factory=dict[str | None, Operation])

    def operation(self, name: str | None) -> Operation:
        """Choose the operation to run. Refuses: a GraphQLError, when none or several fit."""
        if name:
            found = self.operations.get(name)
            if found is None:
                message = f"The document has no operation named {name!r}."
                raise GraphQLError(message)
            return found
        if len(self.operations) != 1:
            message = "Say which operation to run: operationName."
            raise GraphQLError(message)
        return next(iter(self.operations.values()))


class _SendableText(ValidationRule):
    """Refuse text that the database cannot hold."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if unsendable(node.value):
            self.report_error(GraphQLError(UNSENDABLE, node, extensions=BAD_INPUT))


class Documents:
    """Every document seen lately, valid or not."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        """Check documents against a schema and limits."""
        self._schema = schema
        self.limits = limits
        self._costs = Costs(schema, limits)
        own = [_SendableText, MaybeNullValidationRule, OneOfInputValidationRule]
        theirs = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]
        self._rules: list[Any] = [*theirs, comparing_rule(limits), *own]
        self._kept: Recent[str, Document] = Recent(KEPT)

    def of(self, query: str) -> Document:
        """Parse and check a document, unless that was done already."""
        if len(query) > self.limits.length:
            message = f"A document is at most {self.limits.length} characters long."
            extensions = {"code": "QUERY_TOO_COMPLEX", "limit": "length", "max": self.limits.length}
            return Document([GraphQLError(message, extensions=extensions)])
        return self._kept.get(query) or self._kept.put(query, self._checked(query))

    def known(self, query: str) -> Document | None:
        """A document that was checked before; None if that is still to be done."""
        return self._kept.get(query)

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def _checked(self, query: str) -> Document:
        try:
            tree = parse(query, max_lexical_tokens=self.limits.tokens)
            # Cost first: the other rules can be made to work hard.
            costs = self._costs.of(tree)
            errors = self._faults(tree)
        except GraphQLError as error:
            return Document([error])
        except RecursionError:
            return Document([GraphQLError("The document is nested too deeply.")])
        return Document(errors) if errors else self._opened(tree, costs)

    def _faults(self, tree: DocumentNode) -> list[GraphQLError]:
        most = self.limits.errors
        return validate(self._schema, tree, self._rules, max_errors=most, hide_suggestions=True)

    def _opened(self, tree: DocumentNode, costs: list[int]) -> Document:
        fragments = {
            node.name.value: FragmentDetails(node)
            for node in tree.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        nodes = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
        document = Document()
        for node, cost in zip(nodes, costs, strict=True):
            name = node.name.value if node.name else None
            signature = Signature(self._schema, node, most_items=self.limits.items)
            document.operations[name] = Operation(tree, node, fragments, signature, cost)
        return document
