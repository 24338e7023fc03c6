"""Random queries over the real contract: valid by construction, drawn from the schema itself.

Nothing here knows a type of the contract. What is known by name are arguments, for a case number or
a cursor means nothing unless it is one; the values come from a court with content.
"""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

COST = 4_500
ALIASES = 25
DEPTH = 9
USUAL_ROWS = 20
MOST_ROWS = 100
PAGING = ("first", "last", "after", "before")
Scope = dict[str, tuple[str, "Scope"]]
"""Every response key taken at one place of the answer: what it stands for, and the keys below."""


@dataclass(frozen=True)
class Material:
    """What arguments are filled with: by the name of an argument or input field, what may be said.

    Cursors hang on ``Type.field`` and the order asked for.
    """

    words: dict[str, list[Any]]
    cursors: dict[str, list[str]]


@dataclass
class Drawn:
    """A piece of a query: its text, and what it costs."""

    text: str = ""
    cost: int = 0


@dataclass
class Fragment:
    """A named fragment, and the response keys it takes."""

    type_name: str
    body: Drawn
    aliases: int
    scope: Scope


@dataclass
class Drawing:
    """One random query with its variables; what others have ``met`` least is drawn most.

    ``roots`` are the root fields to ask; all and the schema itself, if none are named.
    """

    schema: GraphQLSchema
    chance: random.Random
    material: Material
    met: Counter[str] = field(default_factory=Counter[str])
    roots: tuple[str, ...] = ()
    here: Counter[str] = field(default_factory=Counter[str])
    types: dict[str, str] = field(default_factory=dict[str, str])
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    fragments: dict[str, Fragment] = field(default_factory=dict[str, Fragment])
    aliases: int = 0
    names: int = 0

    def query(self) -> tuple[str, dict[str, Any]]:
        """Draw a document whose one operation asks one to three root fields."""
        root: Any = self.schema.query_type
        scope: Scope = {}
        parts: list[str] = []
        left = COST
        for _ in range(self.chance.choice([1, 1, 1, 2])):
            name = self._least_met(root.name, list(self.roots or root.fields))
            drawn = self.field(root, name, DEPTH, left, scope)
            left -= drawn.cost
            parts.append(drawn.text)
        if not self.roots and self.chance.random() < 0.08:
            parts.append(self.introspection())
        return self.whole(" ".join(part for part in parts if part) or "__typename")

    def introspection(self) -> str:
        """Draw a question about the schema itself."""
        name = self.chance.choice([n for n in self.schema.type_map if not n.startswith("__")])
        inner = "fields { name type { name kind } } possibleTypes { name }"
        return self.chance.choice(
            [
                "__schema { queryType { name } types { kind name } }",
                f'__type(name: "{name}") {{ __typename name {inner} enumValues {{ name }} }}',
                "__typename",
            ]
        )

    def whole(self, body: str) -> tuple[str, dict[str, Any]]:
        """Add the fragments and variables that are used, and no others."""
        used: dict[str, str] = {}
        open_ = [body]
        while open_:
            for name in re.findall(r"\.\.\.(F\d+)\b", open_.pop()):
                if name not in used:
                    fragment = self.fragments[name]
                    used[name] = f"fragment {name} on {fragment.type_name} {fragment.body.text}"
                    open_.append(used[name])
        text = " ".join([body, *used.values()])
        names = [name for name in self.types if re.search(rf"\${name}\b", text)]
        said = ", ".join(f"${name}: {self.types[name]}" for name in names)
        head = f"query Q{f'({said})' if said else ''} {{ {body} }}"
        given = {name: self.values[name] for name in names if name in self.values}
        return " ".join([head, *used.values()]), given

    # -- selections

    def selection(self, type_: Any, depth: int, budget: int, scope: Scope) -> Drawn:
        """Draw a selection of a type with its braces, never empty, within a budget."""
        parts: list[str] = []
        cost = 0
        if is_abstract_type(type_):
            members = self.schema.get_possible_types(type_)
            names = [m.name for m in members]
            for _ in range(min(len(names), self.chance.randrange(1, 4))):
                member: Any = self.schema.get_type(self._least_met("...", names))
                inner = self.selection(member, depth, budget - cost, scope)
                parts.append(f"... on {member.name}{self.condition()} {inner.text}")
                cost += inner.cost
        for name in self._chosen(type_, depth, budget):
            drawn = self.field(type_, name, depth, budget - cost, scope)
            parts.append(drawn.text)
            cost += drawn.cost
        if self.chance.random() < 0.15:
            spread = self.spread(type_, depth, budget - cost, scope)
            parts.append(spread.text)
            cost += spread.cost
        if self.chance.random() < (0.85 if is_abstract_type(type_) else 0.25) or not any(parts):
            parts.append("__typename")
        self.chance.shuffle(parts)
        return Drawn("{ " + " ".join(part for part in parts if part) + " }", cost)

    def _chosen(self, type_: Any, depth: int, budget: int) -> list[str]:
        """Draw the names of some fields, those seldom drawn so far more often."""
        fields = [
            name
            for name, said in getattr(type_, "fields", {}).items()
            if is_leaf_type(get_named_type(said.type)) or (depth > 0 and budget > 0)
        ]
        count = self.chance.choice([1, 1, 2, 2, 3, 4])
        return [self._least_met(type_.name, fields) for _ in range(count)] if fields else []

    def _least_met(self, of: str, names: list[str]) -> str:
        """Draw one of some names; more often than not one that was drawn least."""
        chosen = self.chance.choice(names)
        if self.chance.random() < 0.6:
            count = {n: self.met[f"{of}.{n}"] + self.here[f"{of}.{n}"] for n in names}
            least = min(count.values())
            chosen = self.chance.choice([n for n in names if count[n] == least])
        self.here[f"{of}.{chosen}"] += 1
        return chosen

    def spread(self, type_: Any, depth: int, budget: int, scope: Scope) -> Drawn:
        """Draw a fragment: inline without a type, on an interface, or a named one used again."""
        kind = self.chance.random()
        wider = [i for i in getattr(type_, "interfaces", ()) if self.chance.random() < 0.4]
        on: Any = wider[0] if wider else type_
        if kind < 0.4:
            inner = self.selection(on, depth, budget, scope)
            named = f" on {on.name}" if wider else ""
            return Drawn(f"...{named}{self.condition(often=0.3)} {inner.text}", inner.cost)
        name = self._fragment_on(on, depth, budget) if kind < 0.7 else self._known(on)
        if name is None:
            return Drawn()
        fragment = self.fragments[name]
        fits = fragment.body.cost <= budget and self.aliases + fragment.aliases <= ALIASES
        if not fits or not _mergeable(scope, fragment.scope):
            return Drawn()
        _merge(scope, fragment.scope)
        self.aliases += fragment.aliases
        return Drawn(f"...{name}{self.condition(often=0.4)}", fragment.body.cost)

    def _fragment_on(self, type_: Any, depth: int, budget: int) -> str:
        """Draw a new named fragment on a type; it is printed only if it is used."""
        before, scope = self.aliases, {}
        body = self.selection(type_, min(depth, 3), min(budget, 500), scope)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = Fragment(type_.name, body, self.aliases - before, scope)
        self.aliases = before
        return name

    def _known(self, type_: Any) -> str | None:
        names = [name for name, known in self.fragments.items() if known.type_name == type_.name]
        return self.chance.choice(names) if names else None

    # -- fields

    def field(self, type_: Any, name: str, depth: int, budget: int, scope: Scope) -> Drawn:
        """Draw a field: merged with the same one, under an alias where its name is taken."""
        said = type_.fields[name]
        inner: Any = get_named_type(said.type)
        is_leaf = is_leaf_type(inner)
        if not is_leaf and budget < 1:
            return Drawn()
        arguments, rows = self.arguments(type_, name, said, is_leaf, budget)
        # The same words under the same key merge, also in two types that exclude each other.
        signature = f"{name}{arguments}: {said.type}"
        key, below = self._key(name, signature, scope)
        if key is None or below is None:
            return Drawn()
        alias = "" if key == name else f"{key}: "
        head = f"{alias}{name}{arguments}{self.condition()}"
        if is_leaf:
            return Drawn(head)
        body = self.selection(inner, depth - 1, (budget - 1) // max(rows, 1), below)
        return Drawn(f"{head} {body.text}", 1 + rows * body.cost)

    def _key(self, name: str, signature: str, scope: Scope) -> tuple[str | None, Scope | None]:
        """Find a response key: the field's own, one it has already, or a new alias."""
        same = [key for key, (taken, _) in scope.items() if taken == signature]
        if same and self.chance.random() < 0.5:
            return same[0], scope[same[0]][1]
        key: str = name
        if name in scope or self.chance.random() < 0.15:
            if self.aliases >= ALIASES:
                return None, None
            self.aliases += 1
            self.names += 1
            # Now and then an alias takes the name of another field.
            own = f"a{self.names}"
            key = self.chance.choice([own, own, "number", "title"])
            key = own if key in scope else key
        scope[key] = (signature, {})
        return key, scope[key][1]

    def condition(self, *, often: float = 0.12) -> str:
        """Draw a directive, mostly none; its condition is a literal or a variable."""
        if self.chance.random() >= often:
            return ""
        word = self.chance.choice(["skip", "include"])
        wanted = (word == "include") is (self.chance.random() < 0.75)
        said = "true" if wanted else "false"
        if self.chance.random() < 0.6:
            said = self.variable("Boolean!", wanted)
        return f" @{word}(if: {said})"

    # -- arguments

    def arguments(
        self, type_: Any, name: str, said: Any, is_leaf: bool, budget: int
    ) -> tuple[str, int]:
        """Draw the arguments of a field, and how many rows they ask for."""
        given = {
            n: self.value(n, a.type)
            for n, a in said.args.items()
            if n not in PAGING and (_is_required(a) or self._wanted(f"{type_.name}.{name}({n})"))
        }
        if "first" in said.args:
            given |= self.page(f"{type_.name}.{name}", given, budget)
        if "ids" in said.args:
            given["ids"] = given["ids"][: max(budget // 8, 1)]
        shown = {n: self.literal(v, said.args[n]) for n, v in given.items()}
        is_page = name in ("edges", "nodes") and "pageInfo" in type_.fields
        rows = 1 if is_page else _rows(said, given, shown)
        text = ", ".join(f"{n}: {t}" for n, t in shown.items())
        return (f"({text})" if text else ""), 1 if is_leaf else rows

    def _wanted(self, what: str) -> bool:
        """Whether to give what may be left out: rather so if it was never given."""
        return self.chance.random() < (0.4 if self.met[what] else 0.8)

    def page(self, of: str, given: dict[str, Any], budget: int) -> dict[str, Any]:
        """Draw a page: its size, and between which cursors of the list in the order given."""
        most = max(min(budget // 6, MOST_ROWS), 1)
        size = self.chance.choice([n for n in (0, 1, 1, 2, 3, 3, 7, 20, 100) if n <= most])
        page: dict[str, Any] = {}
        if budget < 200 or self.chance.random() < 0.7:
            page[self.chance.choice(["first", "first", "last"])] = size
        order = given.get("orderBy") or {}
        at = f"{of}:{order.get('field', '')}:{order.get('direction', '')}"
        for name in ("after", "before"):
            likely = 0.15 if self.met[f"{of}({name})"] else 0.5
            if self.chance.random() < likely and self.material.cursors.get(at):
                page[name] = self.chance.choice([*self.material.cursors[at], None])
        if self.chance.random() < 0.03:
            page |= self.chance.choice(
                [{"first": 101}, {"first": -1}, {"first": 1, "last": 1}, {"after": "nowhere"}]
            )
        return page

    def value(self, name: str, type_: Any) -> Any:
        """Draw a value of an input type, as JSON."""
        if not isinstance(type_, GraphQLNonNull) and self.chance.random() < 0.1:
            return None
        inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(inner, GraphQLList):
            count = self.chance.choice([0, 1, 3, 6])
            return [self.value(name, inner.of_type) for _ in range(count)]
        if isinstance(inner, GraphQLInputObjectType):
            return {
                n: self.value(n, f.type)
                for n, f in inner.fields.items()
                if _is_required(f) or self._wanted(f"{inner.name}.{n}")
            }
        if isinstance(inner, GraphQLEnumType):
            return self._least_given(inner)
        if inner.name == "Boolean":
            return self.chance.random() < 0.5
        return self.chance.choice(self.material.words[name])

    def _least_given(self, enum: GraphQLEnumType) -> str:
        """Draw a member; mostly one that was given least."""
        names = list(enum.values)
        chosen = self.chance.choice(names)
        if self.chance.random() < 0.8:
            chosen = min(names, key=lambda n: self.met[f"{enum.name}={n}"])
        return chosen

    def literal(self, value: Any, said: Any) -> str:
        """Print a value of an argument or input field, with variables in some places."""
        type_ = said.type
        is_number = get_named_type(type_).name == "Int"
        if self.chance.random() < (0.1 if is_number else 0.35):
            return self.variable(str(type_), value, has_default=said.default_value is not Undefined)
        if isinstance(value, dict):
            fields: Any = get_named_type(type_)
            parts = [f"{n}: {self.literal(v, fields.fields[n])}" for n, v in value.items()]
            return "{" + ", ".join(parts) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(_printed(v, get_named_type(type_)) for v in value) + "]"
        return _printed(value, get_named_type(type_))

    def variable(self, type_: str, value: Any, *, has_default: bool = False) -> str:
        """Make a variable of a value; one that may be left out sometimes is."""
        name = f"v{len(self.types)}"
        if has_default and self.chance.random() < 0.2:
            self.types[name] = type_.rstrip("!")
            return f"${name}"
        self.types[name] = type_
        if not type_.endswith("!") and value is None and self.chance.random() < 0.5:
            return f"${name}"
        is_plain = value is not None and not isinstance(value, dict)
        if is_plain and self.chance.random() < (0.2 if self.met["a variable default"] else 0.6):
            inner = self.schema.get_type(type_.strip("[]!"))
            items = value if isinstance(value, list) else [value]
            text = ", ".join(_printed(item, inner) for item in items)
            self.types[name] = f"{type_} = {f'[{text}]' if isinstance(value, list) else text}"
            return f"${name}"
        self.values[name] = value
        return f"${name}"


def _is_required(said: Any) -> bool:
    return isinstance(said.type, GraphQLNonNull) and said.default_value is Undefined


def _printed(value: Any, type_: Any) -> str:
    """A scalar as a literal; the name of an enum's member stands bare."""
    return value if isinstance(type_, GraphQLEnumType) and value else orjson.dumps(value).decode()


def _rows(said: Any, given: dict[str, Any], shown: dict[str, str]) -> int:
    """How many rows the engine will count for a field: as asked for, or as usual."""
    for name in ("first", "last", "ids"):
        if name in given:
            if shown[name].startswith("$"):
                return MOST_ROWS
            size = len(given[name]) if name == "ids" else given[name]
            return min(max(size, 1), MOST_ROWS)
    listed = said.type.of_type if isinstance(said.type, GraphQLNonNull) else said.type
    return USUAL_ROWS if "first" in said.args or isinstance(listed, GraphQLList) else 1


def _mergeable(one: Scope, other: Scope) -> bool:
    """Whether two scopes agree on every key that both take, however deep."""
    return all(
        key not in one or (one[key][0] == taken and _mergeable(one[key][1], below))
        for key, (taken, below) in other.items()
    )


def _merge(one: Scope, other: Scope) -> None:
    for key, (taken, below) in other.items():
        one.setdefault(key, (taken, {}))
        _merge(one[key][1], below)
