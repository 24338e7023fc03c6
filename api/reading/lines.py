"""One raw connection to PostgreSQL, as libpq gives it: prepared statements in, bytes out.

Below psycopg's cursors, for speed: arguments travel as text (every parameter in our SQL is cast),
the one column of the one row comes back as bytes. Measured against asyncpg and psycopg's own
cursors it takes a half to a fifth of the processor time; see the benchmarks.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import psycopg
from psycopg import pq

STATEMENT_MS: Final = 10_000
PREPARED_KEPT: Final = 128
PLANNING: Final = (
    "timezone=UTC",
    "datestyle=ISO",
    "plan_cache_mode=force_generic_plan",
    "jit=off",
    "random_page_cost=1.1",
)
"""One text for every instant and day; plans made once, and for a disk without arms."""
BINARY: Final = 1
CANCELLED: Final = "57014"
_STALE: Final = frozenset({"26000", "0A000", "08P01"})
"""What a server says of a prepared statement it has forgotten, or that has changed under us."""

_WRITERS: Final[dict[type, Callable[[Any], bytes]]] = {
    str: str.encode,
    int: lambda value: b"%d" % value,
    bool: lambda value: b"t" if value else b"f",
    bytes: lambda value: b"\\x" + value.hex().encode(),
    datetime: lambda value: value.isoformat().encode(),
    date: lambda value: value.isoformat().encode(),
    Decimal: lambda value: f"{value:f}".encode(),
}


class Lost(Exception):
    """The connection is gone; whatever waited on it may be asked again elsewhere."""


class TooSlow(Exception):
    """The statement took longer than any may."""


def written(values: Sequence[Any]) -> list[bytes | None]:
    """Put arguments into PostgreSQL's text form."""
    return [None if value is None else _WRITERS[type(value)](value) for value in values]


def told(error: psycopg.Error) -> Exception:
    """Say what an error means to whoever asked."""
    return TooSlow() if error.sqlstate == CANCELLED else error


def is_stale(error: psycopg.Error) -> bool:
    """Tell whether the statement only has to be prepared again."""
    return error.sqlstate in _STALE


def _guards(statement_ms: int) -> tuple[str, str]:
    """Reading only, and not for ever."""
    return "default_transaction_read_only=on", f"statement_timeout={statement_ms}"


class Line:
    """One connection. Not safe among threads: whoever holds it speaks alone."""

    def __init__(self, conninfo: str, *, statement_ms: int = STATEMENT_MS) -> None:
        """Connect; blocks until the server answers. Raises: psycopg.OperationalError."""
        self._connection = psycopg.connect(
            conninfo,
            autocommit=True,
            options=" ".join(f"-c {setting}" for setting in (*PLANNING, *_guards(statement_ms))),
            connect_timeout=10,
        )
        self.pgconn = self._connection.pgconn
        self._names: OrderedDict[str, bytes] = OrderedDict()
        self._made = 0

    @property
    def is_closed(self) -> bool:
        """Whether the server, or we, hung up."""
        return self.pgconn.status != pq.ConnStatus.OK

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def name(self, sql: str) -> tuple[bytes, bool]:
        """Name a statement's prepared form, and tell whether it must be prepared first."""
        found = self._names.get(sql)
        if found is not None:
            self._names.move_to_end(sql)
            return found, False
        self._made += 1
        self._names[sql] = made = b"s%d" % self._made
        return made, True

    def surplus(self) -> bytes | None:
        """Give up the name not used for longest, if there are too many: it must be released."""
        return self._names.popitem(last=False)[1] if len(self._names) > PREPARED_KEPT else None

    def forget(self, sql: str) -> None:
        """Prepare this statement anew next time."""
        self._names.pop(sql, None)

    def one(self, sql: str, arguments: Sequence[bytes | None]) -> bytes | None:
        """Ask and wait: the one column of the first row, or None without a row.

        Raises: Lost, TooSlow, psycopg.Error.
        """
        name, is_new = self.name(sql)
        if is_new:
            self._checked(sql, self._sent(self.pgconn.prepare, name, sql.encode()))
            surplus = self.surplus()
            if surplus is not None:
                self._sent(self.pgconn.exec_, b"DEALLOCATE " + surplus)
        return self._checked(
            sql, self._sent(self.pgconn.exec_prepared, name, arguments, None, BINARY)
        )

    def _sent(self, send: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return send(*arguments)
        except psycopg.OperationalError as lost:
            raise Lost from lost

    def _checked(self, sql: str, result: Any) -> bytes | None:
        if result.status == pq.ExecStatus.TUPLES_OK:
            return result.get_value(0, 0) if result.ntuples else None
        if result.status == pq.ExecStatus.COMMAND_OK:
            return None
        self.forget(sql)
        if self.is_closed:
            raise Lost
        raise told(psycopg.errors.error_from_result(result))
