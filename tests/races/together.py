"""Start many calls at the same moment, each in a thread of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from tests.court import Court

PATIENCE = 120


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call them all at once; what each returned, or the exception it raised, in their order."""
    gate = threading.Barrier(len(calls))

    def through(call: Callable[[], Any]) -> Any:
        gate.wait(PATIENCE)
        try:
            return call()
        except Exception as failure:  # noqa: BLE001 - how a call ended is what is compared
            return failure

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(through, calls, timeout=PATIENCE))


def rows(court: Court, statement: str, **binds: Any) -> list[Any]:
    """Ask the database itself."""
    with court.works.look() as session:
        return list(session.connection().execute(sa.text(statement), binds))


def count(court: Court, table: str, where: str = "1 = 1", **binds: Any) -> int:
    """How many rows of a table fit."""
    return rows(court, f"SELECT count(*) FROM {table} WHERE {where}", **binds)[0][0]  # noqa: S608


def code(answer: Any) -> str:
    """How a call ended: the refusal's code, the success type, or the fault's class."""
    if isinstance(answer, Exception):
        return type(answer).__name__
    return answer.get("code") or answer["__typename"]
