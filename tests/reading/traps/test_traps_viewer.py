"""The traps of the viewer inside the statement, and of orders and cursors that could tell too much.

The sentence above each test is the row of the table it comes from.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.graphql.schema import build_schema
from api.kernel.viewers import Viewer, all_of, is_false, is_true, one_of
from api.reading.engine import Asked, Reader, Unauthenticated
from api.reading.shapes import Inside, Leaf, Link, Shape
from api.reading.wiring import wired
from tests.reading import court
from tests.reading.conftest import LITIGANTS, NOW, STAFF, Bench, rows
from tests.reading.traps import shelves
from tests.reading.traps.shelves import SessionRow, signed_in
from tests.reading.traps.trap import KEEPER, Recorded, Trap

CASES = {row.id: row for row in rows() if isinstance(row, court.CaseRow)}
FILINGS = [row for row in rows() if isinstance(row, court.FilingRow)]
PARTIES = [row for row in rows() if isinstance(row, court.PartyRow)]


# SQLAlchemy folds `or_(true(), x)` but not `(true() | x) | y`: own `one_of()`.
def test_a_rule_folds_however_its_parts_are_put_together() -> None:
    clause, viewer = sa.column("a") == 1, Viewer("STAFF")
    yes, no = viewer.is_("STAFF"), viewer.is_("LITIGANT")
    assert is_true(one_of(one_of(no, yes), clause))
    assert is_true(one_of(clause, one_of(clause, yes)))
    assert is_false(all_of(all_of(yes, no), clause))
    assert is_false(one_of())
    assert is_true(all_of())
    assert one_of(no, clause) is clause or str(one_of(no, clause)) == str(clause)
    assert str(all_of(yes, clause)) == str(clause)


# Rules must be folded per kind: an unfolded row-finding rule was 65 x slower.
def test_a_statement_of_staff_carries_no_rule_and_that_of_a_litigant_its_own(bench: Bench) -> None:
    recorded = Recorded(bench.database)
    reader = Reader(court.schema, recorded, court.VIEWERS, clock=lambda: NOW)
    query = "{ cases(first: 3) { nodes { id } totalCount } }"
    for token, has_rule in ((STAFF, False), (LITIGANTS[0], True), (None, True)):
        reader.answer(Asked(query, token=token))
        sql = recorded.sql[-1]
        assert ("is_sealed" in sql.partition("WHERE")[2]) is has_rule, token
        assert (re.search(r"FROM party AS", sql) is not None) is has_rule
        # Which kind the viewer is of is decided before: no rule asks for it row by row.
        assert len(re.findall(r"viewer_\.kind", sql)) == (1 if token else 0)


# EXISTS in a rule needs explicit `correlate_except`; rules do not compose through parents.
@pytest.mark.parametrize("token", [*LITIGANTS, None])
def test_a_filing_of_a_sealed_case_is_found_by_nobody_outside_it(
    bench: Bench, token: str | None
) -> None:
    account = None if token is None else "acc_" + token[4:]
    mine = {party.case_id for party in PARTIES if party.account_id == account}
    sealed = [f for f in FILINGS if CASES[f.case_id].is_sealed and f.case_id not in mine]
    assert sealed
    ranked = "query ($r: Int!) { ranked(rank: $r, first: 5) { id } }"
    for filing in sealed:
        query = "query ($i: ID!) { filing(id: $i) { id } node(id: $i) { id } }"
        found = bench.data(query, {"i": filing.id}, token=token)
        assert found == {"filing": None, "node": None}
        listed = bench.data(ranked, {"r": filing.rank}, token=token)["ranked"]
        assert {"id": filing.id} not in listed


# `now` is a bind (testable), hence the application's clock.
def test_a_session_ends_by_the_clock_and_no_statement_is_made_anew(trap: Trap) -> None:
    hands = [shelves.NOW]
    reader = Reader(shelves.schema, trap.database, shelves.VIEWERS, clock=lambda: hands[0])
    asked = Asked("{ books { totalCount } }", token=KEEPER)
    first = reader.answer(asked)
    hands[0] += timedelta(minutes=59, seconds=59)
    assert reader.answer(asked) == first
    hands[0] += timedelta(seconds=1)
    with pytest.raises(Unauthenticated):
        reader.answer(asked)
    hands[0] = datetime(1999, 12, 31, tzinfo=UTC)
    assert reader.answer(asked) == first
    assert reader.plan_count == 1


# Revocation at once; a clerk demoted: 401 at once.
def test_what_is_done_to_a_session_or_an_account_counts_at_once(trap: Trap) -> None:
    token = "kpr_keeper "
    asked = Asked("{ books { totalCount } }", token=token)
    engine = sa.create_engine(trap.url)
    session, account = SessionRow.__table__, shelves.ReaderRow.__table__  # type: ignore[attr-defined]
    own = session.c.id == "passing"
    undo = [
        sa.delete(session).where(own),
        account.update().values(kind="KEEPER").where(account.c.id == "keeper"),
    ]
    with pytest.raises(Unauthenticated):
        trap.reader.answer(asked)
    try:
        with engine.begin() as writing:
            row = signed_in(token, "passing").model_dump()
            writing.execute(sa.insert(session), row)
        before = trap.reader.answer(asked)
        for change, back in (
            (
                sa.update(session).where(own).values(revoked_at=shelves.NOW),
                sa.update(session).where(own).values(revoked_at=None),
            ),
            (
                sa.update(account).where(account.c.id == "keeper").values(kind="GUEST"),
                undo[1],
            ),
        ):
            with engine.begin() as writing:
                writing.execute(change)
            with pytest.raises(Unauthenticated):
                trap.reader.answer(asked)
            with engine.begin() as writing:
                writing.execute(back)
            assert trap.reader.answer(asked) == before
    finally:
        with engine.begin() as writing:
            for statement in undo:
                writing.execute(statement)
        engine.dispose()
    with pytest.raises(Unauthenticated):
        trap.reader.answer(asked)


# Cursors contain the sort key, so never order by a secret column.
KEYS_THAT_TELL_NOTHING = {
    "audit_entry.number": "how much happened in the court between two events, and never what",
    "filing.ordered_at": "the deemed time, else that of receipt or of the start: all shown",
    "court_case.year": "the year stands in the number",
    "court_case.running_number": "the running number is the number's own",
}


def _columns(shape: Shape) -> set[str]:
    """The columns that a type shows to whoever sees its rows."""
    shown: set[str] = set()
    for reading in shape.fields.values():
        if isinstance(reading, Inside):
            shown |= _columns(reading.shape)
        elif isinstance(column := getattr(reading, "column", None), str):
            shown.add(column)
    return shown


def test_a_cursor_holds_nothing_that_its_row_does_not_show() -> None:
    registry = wired(build_schema()._schema)  # type: ignore[attr-defined]
    told: set[str] = set()
    pages = 0
    for shape in registry.shapes.values():
        for link in shape.fields.values():
            if not isinstance(link, Link) or not link.edge.cursors:
                continue
            pages += 1
            target = registry.shapes[link.target.members[0]]
            orders = [link.edge.order, *(link.edge.orders or {}).values()]
            names = {name.lstrip("-") for order in orders for name in order}
            told |= {f"{target.table}.{name}" for name in names - _columns(target)}
    assert pages >= 8
    assert told == set(KEYS_THAT_TELL_NOTHING)


# Sorting by a withheld column leaks its order; totalCount with Withheld tells of their number.
def test_rows_that_may_be_withheld_are_in_no_order_of_their_own() -> None:
    registry = wired(build_schema()._schema)  # type: ignore[attr-defined]
    links = [
        (shape.type.name, name, link)
        for shape in registry.shapes.values()
        for name, link in shape.fields.items()
        if isinstance(link, Link) and link.target.when is not None
    ]
    assert {(type_, name) for type_, name, _ in links} == {
        ("FilingDocument", "document"),
        ("IssuedDocument", "document"),
        ("RegisterEntry", "document"),
    }
    assert not [link for _, _, link in links if link.is_list or link.edge.cursors]


# Require `visible=` on every type, or `Withheld` becomes a rule-free door to the table.
def test_what_says_withheld_shows_no_column_of_the_row() -> None:
    registry = wired(build_schema()._schema)  # type: ignore[attr-defined]
    doors = [shape for name, shape in registry.shapes.items() if name.startswith("Withheld")]
    assert doors
    for shape in doors:
        kinds: Any = {type(reading).__name__ for reading in shape.fields.values()}
        assert kinds == {"Fixed"}
        assert not any(isinstance(reading, Leaf) for reading in shape.fields.values())
