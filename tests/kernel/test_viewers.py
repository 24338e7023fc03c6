"""What a rule may rely on: rows around it, and the very rule that let them be seen."""

import sqlalchemy as sa

from api.kernel.viewers import Clause, Viewer, is_false, is_true, public

CASES = sa.table("case", sa.column("id"))
FILINGS = sa.table("filing", sa.column("case_id"))


def narrow(row: object, viewer: Viewer) -> Clause:
    return sa.false()


def test_nothing_is_seen_where_nothing_stands_around():
    assert is_false(Viewer("OU").has_seen(narrow, FILINGS.c.case_id))


def test_a_row_is_seen_by_its_id_and_by_the_very_rule_that_let_it_be_seen():
    viewer = Viewer("OU").having_seen(narrow, CASES.c.id)
    assert str(viewer.has_seen(narrow, FILINGS.c.case_id)) == 'filing.case_id = "case".id'
    assert is_false(viewer.has_seen(public, FILINGS.c.case_id))


def test_a_row_itself_needs_no_comparison():
    assert is_true(Viewer("OU").having_seen(narrow, CASES.c.id).has_seen(narrow, CASES.c.id))


def test_what_is_seen_inside_does_not_reach_outside():
    viewer = Viewer("OU")
    viewer.having_seen(narrow, CASES.c.id)
    assert is_false(viewer.has_seen(narrow, FILINGS.c.case_id))
