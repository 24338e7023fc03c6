"""Write the reference of the contract: every type of ``schema.graphql``, at an address of its own.

The descriptions stand in the contract, in English; they are shown as they are in every language, in
an element that says so. An anchor is the name itself: ``#Case``, ``#Case.parties``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_specified_scalar_type,
    print_ast,
)

from api.publish.tables import Row, table
from api.publish.words import Code
from api.reference.loading import Published

CONTRACT: Final = Path(__file__).resolve().parents[2] / "schema.graphql"
QUOTED: Final = re.compile(r"(`+)(?P<code>[^`]+)\1")
LEADING_NAME: Final = re.compile(r"[A-Za-z]\w*(?:\.[a-z]\w*)?")
KINDS: Final = ("queries", "mutations", "objects", "interfaces", "inputs", "enums", "scalars")
TITLES: Final = {
    "queries": "query",
    "mutations": "mutation",
    "objects": "object",
    "interfaces": "interface or union",
    "inputs": "input",
    "enums": "enum",
    "scalars": "scalar",
}


def kind_of(type_: GraphQLNamedType) -> str:
    """Tell on which page a type stands."""
    if type_.name in {"Query", "Mutation"}:
        return "queries" if type_.name == "Query" else "mutations"
    if isinstance(type_, GraphQLObjectType):
        return "objects"
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        return "interfaces"
    if isinstance(type_, GraphQLInputObjectType):
        return "inputs"
    return "enums" if isinstance(type_, GraphQLEnumType) else "scalars"


@cache
def contract() -> "Reference":
    """Read the contract once a build."""
    return Reference(build_schema(CONTRACT.read_text("utf-8")))


def reference(_facts: Published, code: Code, kind: str) -> str:
    """Write a page's part of the reference, or its ``index``. Refuses: LookupError, another kind.

    The names of types are headings, so that they stand in the page's contents; what is below them
    is English, and marked as such where the page is not.
    """
    language = "" if code == "en" else ' lang="en"'
    if kind == "index":
        return f'<div{language} class="contract">\n{contract().index()}\n</div>'
    if kind not in KINDS:
        raise LookupError(kind)
    return "\n\n".join(
        f'## {name} {{ #{anchor} }}\n\n<div{language} class="contract">\n{body}\n</div>'
        for name, anchor, body in contract().sections(kind)
    )


def type_count(_facts: Published, _code: Code, kind: str) -> str:
    """Count what stands on a page. Refuses: LookupError, another kind."""
    if kind not in KINDS:
        raise LookupError(kind)
    return str(len(contract().sections(kind)))


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a type is used: its name, which is its anchor too, and its page."""

    name: str
    kind: str


class Reference:
    """A schema, ready to be written as pages that point to each other."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """Find every type, every field, and where each type is used."""
        named = sorted(schema.type_map.items())
        self.schema = schema
        self.types = {name: type_ for name, type_ in named if not name.startswith("__")}
        self.uses: dict[str, list[Use]] = {}
        for type_ in self.types.values():
            for name, field in members(type_).items():
                self._note(Use(f"{type_.name}.{name}", kind_of(type_)), field)

    def _note(self, use: Use, field: Any) -> None:
        named: list[Any] = [field, *getattr(field, "args", {}).values()]
        for name in dict.fromkeys(bare_type(part.type).name for part in named):
            self.uses.setdefault(name, []).append(use)

    def sections(self, kind: str) -> list[tuple[str, str, str]]:
        """The sections of a page: title, anchor and HTML of each."""
        if kind in {"queries", "mutations"}:
            root = self.types["Query" if kind == "queries" else "Mutation"]
            return [
                (name, f"{root.name}.{name}", self._question(root.name, name, field))
                for name, field in members(root).items()
            ]
        chosen = [type_ for type_ in self.types.values() if kind_of(type_) == kind]
        return [(type_.name, type_.name, self._type(type_)) for type_ in chosen]

    def index(self) -> str:
        """List every name with its kind and its first sentence, in one table."""
        rows = [
            Row((self._link(name, name, kind, up="./"), TITLES[kind], self.prose(said, up="./")))
            for name, kind, said in sorted(self._names(), key=lambda each: each[0].lower())
        ]
        return table("Every name of the contract", ("Name", "Kind", "What it is"), rows)

    def _names(self) -> Iterable[tuple[str, str, str]]:
        for type_ in self.types.values():
            kind = kind_of(type_)
            if kind in {"queries", "mutations"}:
                for name, field in members(type_).items():
                    yield f"{type_.name}.{name}", kind, first_paragraph(field.description)
            else:
                yield type_.name, kind, first_paragraph(type_.description)

    # --- one section ------------------------------------------------------------------------------

    def _question(self, root: str, name: str, field: Any) -> str:
        parts = [self._said(field), f"<p>Answers {self.type_text(field.type)}.</p>"]
        if field.args:
            parts.append(self._arguments(f"{root}.{name}", field.args))
        answer = bare_type(field.type)
        if isinstance(answer, GraphQLUnionType):
            parts.append(f"<p>The answer is one of {self._list(m.name for m in answer.types)}.</p>")
        return "\n".join(parts)

    def _arguments(self, of: str, given: Mapping[str, Any]) -> str:
        rows = [
            Row((f"<code>{name}</code>", self.type_text(one.type), self._said(one)))
            for name, one in given.items()
        ]
        return table(f"Arguments of {of}", ("Argument", "Type", "What it is"), rows)

    def _type(self, type_: GraphQLNamedType) -> str:
        parts = [self._said(type_), *self._kinship(type_)]
        if isinstance(type_, GraphQLEnumType):
            parts.append(self._values(type_))
        elif fields := members(type_):
            parts.append(self._fields(type_.name, fields))
        used = self.uses.get(type_.name)
        if used and not is_specified_scalar_type(type_):
            links = ", ".join(self._link(use.name, use.name, use.kind) for use in used)
            parts.append(f'<p class="contract-uses">Used in {links}.</p>')
        return "\n".join(parts)

    def _kinship(self, type_: GraphQLNamedType) -> list[str]:
        found: list[str] = []
        if isinstance(type_, GraphQLObjectType) and type_.interfaces:
            found.append(f"<p>Implements {self._list(i.name for i in type_.interfaces)}.</p>")
        if isinstance(type_, GraphQLUnionType):
            found.append(f"<p>One of {self._list(m.name for m in type_.types)}.</p>")
        if isinstance(type_, GraphQLInterfaceType):
            inside = sorted(m.name for m in self.schema.get_possible_types(type_))
            found.append(f"<p>Implemented by {self._list(inside)}.</p>")
        if isinstance(type_, GraphQLObjectType):
            unions = [
                other.name
                for other in self.types.values()
                if isinstance(other, GraphQLUnionType) and type_ in other.types
            ]
            found += [f"<p>Member of {self._list(unions)}.</p>"] if unions else []
        return found

    def _fields(self, owner: str, fields: Mapping[str, Any]) -> str:
        rows = [
            Row(
                (
                    f"<code>{name}</code>",
                    self.type_text(field.type),
                    self._said(field) + self._given(getattr(field, "args", {})),
                ),
                anchor=f"{owner}.{name}",
            )
            for name, field in fields.items()
        ]
        return table(f"Fields of {owner}", ("Field", "Type", "What it is"), rows)

    def _given(self, arguments: Mapping[str, Any]) -> str:
        """The arguments of a field inside a table, one a line."""
        lines = [
            f"<li><code>{name}</code>: {self.type_text(one.type)}. {self._phrase(one)}</li>"
            for name, one in arguments.items()
        ]
        return f"<ul>{''.join(lines)}</ul>" if lines else ""

    def _values(self, type_: GraphQLEnumType) -> str:
        rows = [
            Row((f"<code>{name}</code>", self._said(value)), anchor=f"{type_.name}.{name}")
            for name, value in type_.values.items()
        ]
        return table(f"Values of {type_.name}", ("Value", "What it means"), rows)

    # --- words ------------------------------------------------------------------------------------

    def _said(self, thing: Any) -> str:
        return "".join(f"<p>{part}</p>" for part in self._parts(thing))

    def _phrase(self, thing: Any) -> str:
        return " ".join(self._parts(thing))

    def _parts(self, thing: Any) -> list[str]:
        """What is said of something: its description, its default, its deprecation."""
        parts = [self.prose(part) for part in (thing.description or "").split("\n\n") if part]
        default = getattr(thing.ast_node, "default_value", None)  # as written in the contract
        if default is not None and print_ast(default) != "null":
            parts.append(f"Default: <code>{escape(print_ast(default))}</code>.")
        if reason := getattr(thing, "deprecation_reason", None):
            parts.append(f'<strong class="deprecated">Deprecated:</strong> {self.prose(reason)}')
        return parts

    def prose(self, text: str, up: str = "../") -> str:
        """Write a description as HTML: backquoted code, linked where it names a type or field."""
        pieces: list[str] = []
        end = 0
        for match in QUOTED.finditer(text):
            pieces += [escape(text[end : match.start()]), self._quoted(match["code"], up)]
            end = match.end()
        return "".join([*pieces, escape(text[end:])])

    def _quoted(self, code: str, up: str) -> str:
        leading = LEADING_NAME.match(code)
        if leading:
            for name in (leading[0], f"Query.{leading[0]}", f"Mutation.{leading[0]}"):
                type_ = self.types.get(name.split(".")[0])
                inside = "." not in name or (type_ and name.split(".")[1] in members(type_))
                if type_ and inside and name not in {"Query", "Mutation"}:
                    return self._link(name, code, kind_of(type_), up=up)
        return f"<code>{escape(code)}</code>"

    def type_text(self, type_: Any) -> str:
        """Write a type as it stands in the contract, its name linked."""
        name = bare_type(type_).name
        before, _, after = str(type_).partition(name)
        link = self._link(name, name, kind_of(self.types[name]))
        return f"{escape(before)}{link}{escape(after)}"

    def _list(self, names: Iterable[str]) -> str:
        return ", ".join(self._link(name, name, kind_of(self.types[name])) for name in names)

    @staticmethod
    def _link(name: str, text: str, kind: str, *, up: str = "../") -> str:
        return f'<a href="{up}{kind}/#{name}"><code>{escape(text)}</code></a>'


def members(type_: GraphQLNamedType) -> Mapping[str, Any]:
    """The fields of a type; none, where it has no fields."""
    fields: Mapping[str, Any] = getattr(type_, "fields", {})
    return fields


def bare_type(type_: Any) -> GraphQLNamedType:
    """The type inside its lists and exclamation marks."""
    return cast("GraphQLNamedType", get_named_type(type_))


def first_paragraph(text: str | None) -> str:
    """The first paragraph of a description: enough for a list."""
    return (text or "").split("\n\n")[0]
