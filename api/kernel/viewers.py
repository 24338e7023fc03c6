"""Who asks, as SQL sees them: the one argument of every visibility rule.

A rule is a function ``rule(row, viewer) -> clause``. ``row`` is a column collection; ``viewer`` is
a :class:`Viewer`. With the kind of account known, a rule *folds* in Python before it becomes SQL,
so that staff statements carry no rule at all and a litigant's statement can use its index.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, False_, True_

Clause = ColumnElement[bool]
Rule = Callable[[Any, "Viewer"], Clause]


class Viewer:
    """The asking account: its kind (``None`` is the public) and its columns as SQL expressions."""

    def __init__(
        self,
        kind: str | None,
        columns: Mapping[str, Any] | None = None,
        seen: Sequence[tuple["Rule", Any]] = (),
    ) -> None:
        """Take the kind, and the account's columns; the public has neither.

        ``seen`` are rows around the place where a rule is put, and the rule that let each be seen.
        """
        self.kind = kind
        self._columns = columns or {}
        self._seen = tuple(seen)

    def having_seen(self, rule: "Rule", identity: Any) -> "Viewer":
        """The same viewer inside a row of this id that this very rule lets them see."""
        return Viewer(self.kind, self._columns, (*self._seen, (rule, identity)))

    def has_seen(self, rule: "Rule", identity: Any) -> Clause:
        """Whether a row is one of those around, so that its rule need not be asked again.

        Say it before the look-up it spares: ``one_of(viewer.has_seen(...), any_row(...))``.
        """
        known = [known for ruled, known in self._seen if ruled is rule]
        is_this = any(identity is one for one in known)
        return sa.true() if is_this else one_of(*(identity == one for one in known))

    def is_(self, *kinds: str) -> Clause:
        """Fold to TRUE or FALSE: whether the viewer is one of these kinds of account."""
        return sa.true() if self.kind in kinds else sa.false()

    @property
    def is_known(self) -> Clause:
        """Fold to FALSE for the public."""
        return sa.false() if self.kind is None else sa.true()

    @property
    def id(self) -> ColumnElement[Any]:
        """The viewer's account id; NULL for the public, so that no comparison holds.

        A literal and not ``sa.null()``: comparing with that would print IS NULL, and match.
        """
        return self._columns.get("id", sa.literal(None, sa.Text))

    @property
    def organization_id(self) -> ColumnElement[Any]:
        """The viewer's organisation; NULL for the public and for an Individual User."""
        return self._columns.get("organization_id", sa.literal(None, sa.Text))


def public(row: Any, viewer: Viewer) -> Clause:  # noqa: ARG001 - the shape of every rule
    """Say aloud that anyone may see these rows."""
    return sa.true()


def is_true(clause: Clause) -> bool:
    """Tell whether a clause folded to TRUE, so that nothing need be checked."""
    return isinstance(clause, True_)


def is_false(clause: Clause) -> bool:
    """Tell whether a clause folded to FALSE, so that nothing can be found."""
    return isinstance(clause, False_)


def one_of(*clauses: Clause) -> Clause:
    """OR that folds: one true clause is the whole rule, false ones vanish, none left is FALSE."""
    if any(is_true(c) for c in clauses):
        return sa.true()
    left = [c for c in clauses if not is_false(c)]
    return sa.or_(*left) if left else sa.false()


def all_of(*clauses: Clause) -> Clause:
    """AND that folds: one false clause is the whole rule, true ones vanish, none left is TRUE."""
    if any(is_false(c) for c in clauses):
        return sa.false()
    left = [c for c in clauses if not is_true(c)]
    return sa.and_(*left) if left else sa.true()


def aliased(model: Any) -> Any:
    """A table under a name of its own, so that a rule can be put into any statement."""
    return model.__table__.alias()


def any_row(table: Any, *where: Clause) -> Clause:
    """EXISTS over one aliased table, correlated with everything else in the statement."""
    one = sa.literal_column("1", sa.Integer)
    return sa.exists(sa.select(one).select_from(table).where(*where).correlate_except(table))
