"""Several questions that differ only in their arguments, asked as one statement.

The arguments travel as arrays, the statement runs once for each row of them (LATERAL), and every
answer comes with the number of its question. One that has no answer has no row.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

LARGEST: Final = 16
_PARAMETER: Final = re.compile(r"'(?:[^']|'')*'|\$(\d+)")


@lru_cache(maxsize=512)
def batched(sql: str, count: int) -> str:
    """Turn a statement with so many parameters into one for a batch of them."""

    def column(found: re.Match[str]) -> str:
        return found[0] if found[1] is None else f"asked_.p{found[1]}"

    arrays = ", ".join(f"${n}::text[]" for n in range(1, count + 1))
    names = ", ".join(f"p{n}" for n in range(1, count + 1))
    return (  # our own statement, with columns in the place of its parameters
        f"SELECT asked_.number_, one_.* FROM unnest({arrays})"  # noqa: S608
        f" WITH ORDINALITY AS asked_({names}, number_),"
        f" LATERAL ({_PARAMETER.sub(column, sql)}) AS one_"
    )


def columns(rows: Sequence[Sequence[bytes | None]]) -> list[bytes]:
    """Write the arguments of several questions as one array for each parameter."""
    return [b"{" + b",".join(map(_element, column)) + b"}" for column in zip(*rows, strict=True)]


def _element(value: bytes | None) -> bytes:
    if value is None:
        return b"NULL"
    return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def answers(result: Any) -> dict[int, bytes | None]:
    """Read the answers of a batch, by the number of their question from 0."""
    return {
        int.from_bytes(result.get_value(row, 0), "big") - 1: result.get_value(row, 1)
        for row in range(result.ntuples)
    }
