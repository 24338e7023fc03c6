"""The viewer inside the statement.

The body of every answer is the select list of the viewer's own row: no session, no row; no row, no
body. There is no second round trip, and a revoked session is revoked at once. A token is
``prefix_secret``; the prefix says the kind of account, so that rules fold before they become SQL,
and the statement verifies it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from api.kernel.viewers import Rule, Viewer
from api.reading.shapes import Values, bare_type

TOKEN: Final = ":token"  # noqa: S105 - the name of a bind
NOW: Final = ":now"
Condition = Callable[[Any, Any], Any]


class Unauthenticated(Exception):
    """The token is unknown, expired, revoked or altered: one answer for every reason."""


class ViewerSource:
    """Where sessions and accounts are kept, and how a token's prefix names a kind of account."""

    def __init__(
        self,
        session_table: sa.Table,
        account_table: sa.Table,
        prefixes: Mapping[str, str],
        *,
        conditions: Sequence[Condition] = (),
    ) -> None:
        """Take the tables, ``{"ou_": "OU"}``, and further conditions ``(session, account)``.

        The session has ``token_sha256`` (bytes, or text in hexadecimal), ``account_id``,
        ``expires_at`` and ``revoked_at``; the account has ``id`` and ``kind``.
        """
        wrong = [p for p in prefixes if p.count("_") != 1 or not p.endswith("_")]
        if wrong:
            message = f"a token's prefix ends in its only underscore: {wrong[0]!r}"
            raise ValueError(message)
        self._session = session_table
        self._account = account_table
        self._prefixes = {prefix: str(kind) for prefix, kind in prefixes.items()}
        self._conditions = tuple(conditions)
        digest = bare_type(session_table.c.token_sha256.type)
        self._is_binary = isinstance(digest, sa.LargeBinary)

    def kind_of(self, token: str | None) -> str | None:
        """Read the kind of account off a token; None for the public. Refuses: Unauthenticated."""
        if token is None:
            return None
        head, mark, secret = token.partition("_")
        kind = self._prefixes.get(head + mark)
        if kind is None or not secret:
            raise Unauthenticated
        return kind

    def values(self, token: str | None, now: datetime) -> dict[str, Any]:
        """The binds that seat a viewer: the digest of the whole token, and the instant."""
        if token is None:
            return {}
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass"))
        return {TOKEN: digest.digest() if self._is_binary else digest.hexdigest(), NOW: now}

    def seated(
        self, kind: str | None, bound: Callable[[Callable[[Values], Any], Any], Any]
    ) -> tuple[Viewer, Callable[[Any], Any]]:
        """Make the viewer of a statement, and what puts their row under its select list."""
        if kind is None:
            return Viewer(None), lambda select: select
        session = self._session.alias("session_")
        account = self._account.alias("viewer_")
        clauses = [
            session.c.token_sha256
            == bound(lambda values: values[TOKEN], session.c.token_sha256.type),
            session.c.revoked_at.is_(None),
            session.c.expires_at > bound(lambda values: values[NOW], session.c.expires_at.type),
            account.c.kind == kind,
            *(condition(session.c, account.c) for condition in self._conditions),
        ]
        source = session.join(account, account.c.id == session.c.account_id)
        viewer = Viewer(kind, {column.key: column for column in account.c})
        return viewer, lambda select: select.select_from(source).where(*clauses)


def inside(viewer: Viewer, rule: Rule, table: sa.Table, row: Any) -> Viewer:
    """The viewer inside a row for which a rule holds; a row is known by a key of one column."""
    keys = table.primary_key.columns.keys()
    return viewer.having_seen(rule, row[keys[0]]) if len(keys) == 1 else viewer
