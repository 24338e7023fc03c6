"""What is asked: each operation's document, the variables it rotates through, and by whom."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from tests.benchmarks.data import Filled

DOCUMENTS = Path(__file__).parent / "operations"
MOST_VARIABLES = 400
Variables = Callable[[Filled], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation over what was filled in. ``expected`` is the size of an answer's data."""

    key: str
    title: str
    document: str
    variables: list[dict[str, Any]]
    asked_by: str
    expected: tuple[int, int]

    @property
    def name(self) -> str:
        """The operation's own name."""
        return self.document.split("query ", 1)[1].split("(", 1)[0]

    def bodies(self) -> list[bytes]:
        """The requests in a shuffled order that is always the same."""
        asked = self.variables[:MOST_VARIABLES]
        random.Random(1).shuffle(asked)  # noqa: S311 - the same order each time
        return [orjson.dumps(self.request(variables)) for variables in asked]

    def request(self, variables: dict[str, Any]) -> dict[str, Any]:
        """One request as GraphQL over HTTP has it."""
        return {"query": self.document, "operationName": self.name, "variables": variables}

    def in_dialect(self, folder: Path | None) -> "Operation | None":
        """The same operation in a peer's own dialect; None where the peer has none."""
        if folder is None:
            return self
        if not (folder / f"{self.key}.graphql").exists():
            return None
        return replace(self, document=document(self.key, folder))


def document(key: str, folder: Path = DOCUMENTS) -> str:
    """Read a document, without the comment on its first line."""
    text = (folder / f"{key}.graphql").read_text(encoding="utf-8")
    return text.split("\n", 1)[1]


def _each(variable: str, values: Callable[[Filled], list[Any]]) -> Variables:
    return lambda filled: [{variable: value} for value in values(filled)]


def _names(filled: Filled) -> list[str]:
    """Parts of names: the two words that many parties share."""
    return sorted({" ".join(name.split()[2:4]) for name in filled.party_names})


_TYPES = _each("type", lambda filled: filled.proceeding_types)
_STANDINGS = _each("standing", lambda _filled: ["OPEN", None])

# key: (title, variables, who asks, least and most bytes of an answer)
_ASKED: dict[str, tuple[str, Variables, str, tuple[int, int]]] = {
    "case_with_filings": (
        *("case with filings", _each("number", lambda f: f.large_cases), "registry"),
        (11_000, 15_000),
    ),
    "fifty_cases": ("50 cases", _TYPES, "registry", (70_000, 130_000)),
    "one_status": (
        *("one status", _each("number", lambda f: f.transactions), "registry"),
        (35, 150),
    ),
    "cause_book": ("cause book search", _each("name", _names), "registry", (100, 6_000)),
    "own_cases": ("a firm's own 50 cases", _STANDINGS, "firm", (70_000, 130_000)),
    "fifty_derived": ("50 cases, one derived field", _TYPES, "registry", (10_000, 20_000)),
    "fifty_introspected": (
        *("50 cases beside introspection", _TYPES, "registry"),
        (70_000, 130_000),
    ),
    "one_line": (
        *("one line of the cause book", _each("number", lambda f: f.case_numbers), "registry"),
        (30, 250),
    ),
}
KEYS = tuple(_ASKED)
TITLES = {key: asked[0] for key, asked in _ASKED.items()}


def operation(key: str, filled: Filled) -> Operation:
    """One operation over what was filled in, as the one who usually asks."""
    title, variables, usual, expected = _ASKED[key]
    return Operation(key, title, document(key), variables(filled), usual, expected)


def with_rules(filled: Filled) -> list[Operation]:
    """The first three operations over one firm's own matters: for the firm, and for staff."""
    own = {
        "case_with_filings": [{"number": number} for number in filled.firm_large_cases],
        "own_cases": [{"standing": standing} for standing in ("OPEN", None)],
        "one_status": [{"number": number} for number in filled.firm_transactions],
    }
    return [replace(operation(key, filled), variables=asked) for key, asked in own.items()]


def distinct_documents(filled: Filled, count: int) -> list[bytes]:
    """So many requests, no two with the same document."""
    number = filled.transactions[0]
    text = (
        "query Distinct$at($number: String!) { filing(transactionNumber: $number) { s$at: state } }"
    )
    return [
        orjson.dumps({"query": text.replace("$at", str(at)), "variables": {"number": number}})
        for at in range(count)
    ]
