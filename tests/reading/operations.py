"""Random operations that are valid by construction, drawn from the schema itself."""

import random
import re
from typing import Any

from graphql import (
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

VARIABLES = {
    "yes": "Boolean!",
    "size": "Int",
    "id": "ID!",
    "ids": "[ID!]!",
    "division": "Division!",
    "filter": "CaseFilter",
    "order": "CaseOrder",
    "at": "DateTime!",
    "rank": "Int!",
}
ARGUMENTS = {
    "first": ["0", "1", "3", "10", "$size"],
    "last": ["0", "2", "$size"],
    "id": ["$id", '"cas_03"', '"flg_010"', '"frm_1"', '"flg_004"'],
    "ids": ["$ids", '["cas_00", "flg_001", "none", "ppr_002"]', "[$id]", "[]"],
    "number": ['"DCPI 002/2022"', '"DCPI 011/2022"', '"none"'],
    "filter": ["$filter", "{division: CIVIL}", "{division: $division}", "null", "{}"],
    "orderBy": ["$order", "{field: OPENED, direction: DESC}", "{field: NUMBER}"],
    "division": ["$division", "LABOUR"],
    "filedAt": ["$at", '"2022-05-05T01:00:00Z"'],
    "rank": ["$rank", "1"],
    "cents": ["-104501", "7"],
    "sheetSize": ["3"],
}
REQUIRED = ("id", "ids", "number", "division", "filedAt", "rank", "cents")


class Drawing:
    """One random query."""

    def __init__(self, schema: GraphQLSchema, chance: random.Random) -> None:
        """Draw from a schema."""
        self.schema = schema
        self.chance = chance
        self.count = 0

    def query(self) -> str:
        """Draw a whole document, with the fragments it uses."""
        root: Any = self.schema.query_type
        body = self.selection(root, 4)
        body += " n: node(id: $id) { ...N } f: filing(id: $id) { times { ...T } }"
        used = [f"${n}: {t}" for n, t in VARIABLES.items() if re.search(rf"\${n}\b", body)]
        fragments = "fragment T on FilingTimes { filedAt acceptedAt } fragment N on Node { id }"
        return f"query Q({', '.join(used)}) {{ {body} }} {fragments}"

    def selection(self, type_: Any, depth: int) -> str:
        """Draw a selection of a type, never empty."""
        if is_abstract_type(type_):
            members = self.schema.get_possible_types(type_)
            chosen = self.chance.sample(members, self.chance.randrange(1, len(members) + 1))
            parts = [
                f"... on {m.name}{self.condition()} {{ {self.selection(m, depth)} }}"
                for m in chosen
            ]
            return " ".join(["__typename", *parts])
        fields = [
            name
            for name, field in type_.fields.items()
            if depth > 0 or is_leaf_type(get_named_type(field.type))
        ]
        chosen = self.chance.choices(fields, k=self.chance.randrange(1, 6)) if fields else []
        parts = [self.field(type_, name, depth) for name in chosen]
        if self.chance.random() < 0.2 or not parts:
            parts.append("__typename")
        if self.chance.random() < 0.2 and fields:
            inline = self.field(type_, self.chance.choice(fields), depth)
            parts.append(f"...{self.condition()} {{ {inline} }}")
        return " ".join(parts)

    def field(self, type_: Any, name: str, depth: int) -> str:
        """Draw one field with its arguments, under an alias of its own if it needs one."""
        field = type_.fields[name]
        arguments = self.arguments(field)
        inner = get_named_type(field.type)
        if is_leaf_type(inner) and not arguments and self.chance.random() < 0.7:
            return name + self.condition()
        self.count += 1
        body = "" if is_leaf_type(inner) else f" {{ {self.selection(inner, depth - 1)} }}"
        return f"a{self.count}: {name}{arguments}{self.condition()}{body}"

    def arguments(self, field: Any) -> str:
        """Draw values for the required arguments and some of the others."""
        names = [
            name
            for name in field.args
            if name in REQUIRED or (name in ARGUMENTS and self.chance.random() < 0.5)
        ]
        if "first" in names and "last" in names:
            names.remove(self.chance.choice(["first", "last"]))
        drawn = [f"{name}: {self.chance.choice(ARGUMENTS[name])}" for name in names]
        return f"({', '.join(drawn)})" if drawn else ""

    def condition(self) -> str:
        """Draw a directive, mostly none."""
        return self.chance.choice(["", "", "", "", " @include(if: $yes)", " @skip(if: $yes)"])


def variables(chance: random.Random) -> dict[str, Any]:
    """Draw values for every variable; sometimes leave out what may be left out."""
    drawn: dict[str, Any] = {
        "yes": chance.random() < 0.5,
        "id": chance.choice(["cas_05", "flg_007", "ppr_003", "frm_2", "' OR 1=1 --"]),
        "ids": chance.sample(
            ["cas_05", "flg_007", "ppr_003", "frm_2", "none"], chance.randrange(5)
        ),
        "division": chance.choice(["CIVIL", "LABOUR"]),
        "at": chance.choice(["2022-05-06T09:00:00+08:00", "2022-05-05T01:00:00.000001Z"]),
        "rank": chance.randrange(3),
    }
    if chance.random() < 0.7:
        drawn["size"] = chance.choice([0, 1, 2, 10])
    if chance.random() < 0.7:
        drawn["filter"] = chance.choice(
            [
                None,
                {},
                {"division": "CIVIL"},
                {"title": "a_b", "openedFrom": "2022-01-02"},
                {"numbers": ["DCPI 001/2022", "DCPI 004/2022", "'"]},
                {"numbers": [], "division": None},
            ]
        )
    if chance.random() < 0.7:
        direction = chance.choice(["ASC", "DESC"])
        drawn["order"] = {"field": chance.choice(["OPENED", "NUMBER"]), "direction": direction}
    return drawn
