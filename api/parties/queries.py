"""Reads of the parties room: above all, who is in a case and so may see it."""

from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.cases.models import Case
from api.cases.queries import is_open_to_parties, visible_to_staff
from api.kernel.actors import FILERS, AccountKind
from api.kernel.refusals import NotFound
from api.kernel.viewers import Clause, Rule, Viewer, aliased, all_of, any_row, one_of
from api.kernel.work import Work
from api.parties.models import Linkage, Party, Representation


def is_in_case(case_id: Any, viewer: Viewer) -> Clause:
    """The viewer's firm acts in the case, or the viewer's account is linked to it.

    In this order: a firm acts in most of the cases that its accounts ask for.
    """
    link = aliased(Linkage)
    acts = aliased(Representation)
    return all_of(
        viewer.is_(*FILERS),
        one_of(
            all_of(
                viewer.is_("OU"),
                any_row(
                    acts,
                    acts.c.case_id == case_id,
                    acts.c.organization_id == viewer.organization_id,
                    acts.c.until_at.is_(None),
                ),
            ),
            any_row(
                link,
                link.c.case_id == case_id,
                link.c.account_id == viewer.id,
                link.c.until_at.is_(None),
            ),
        ),
    )


def cases_of(viewer: Viewer) -> Any:
    """The ids of the cases a filer is in. A search for what a filer may see begins with them.

    The rules above say of one row whether it may be seen; asked of every row of a large table
    they would look at each. This finds the few there are.
    """
    link, acts = aliased(Linkage), aliased(Representation)
    linked = (
        sa.select(link.c.case_id)
        .where(link.c.account_id == viewer.id, link.c.until_at.is_(None))
        .correlate_except(link)
    )
    if viewer.kind != AccountKind.OU:
        return linked
    acting = (
        sa.select(acts.c.case_id)
        .where(acts.c.organization_id == viewer.organization_id, acts.c.until_at.is_(None))
        .correlate_except(acts)
    )
    return linked.union_all(acting)


def case_found_by(row: Any, viewer: Viewer) -> Clause:
    """Where a search for cases begins: all for court staff, their own for filers."""
    own = all_of(viewer.is_(*FILERS), row.id.in_(cases_of(viewer)))
    return one_of(visible_to_staff(row, viewer), own)


def case_visible_to(row: Any, viewer: Viewer) -> Clause:
    """Court staff see every case; those in a case see it unless it is the court's alone."""
    return one_of(
        visible_to_staff(row, viewer),
        all_of(
            viewer.is_(*FILERS),
            is_open_to_parties(row),
            one_of(viewer.has_seen(case_found_by, row.id), is_in_case(row.id, viewer)),
        ),
    )


def visible_with_case(row: Any, viewer: Viewer) -> Clause:
    """What hangs from a case is seen by those who see the case."""
    case = aliased(Case)
    return one_of(
        visible_to_staff(row, viewer),
        all_of(
            viewer.is_(*FILERS),
            one_of(
                viewer.has_seen(case_visible_to, row.case_id),
                any_row(case, case.c.id == row.case_id, case_visible_to(case.c, viewer)),
            ),
        ),
    )


party_visible_to: Rule = visible_with_case


def visible_case(work: Work, number: str, *, lock: bool = False) -> Case:
    """Find a case that the actor may see, by its number.

    Refuses: NotFound (also for a sealed case: the same answer).
    """
    rows: Any = Case
    found = select(Case).where(Case.number == number, case_visible_to(rows, work.viewer))
    case = work.session.exec(found.with_for_update(of=rows) if lock else found).first()
    if case is None:
        raise NotFound("caseNumber")
    return case


def parties_of(session: Session, case_id: str) -> list[Party]:
    """The parties of a case in their order."""
    return list(
        session.exec(select(Party).where(Party.case_id == case_id).order_by(col(Party.ordinal)))
    )


class Brought(Protocol):
    """As much of what was brought as tells by whom."""

    owner_id: str
    organization_id: str | None


def acted_for(session: Session, case_id: str, brought: Brought, at: datetime | None) -> list[Party]:
    """The parties for whom a filer acts in a case, at an instant or now; none if not known."""
    acts, link = Representation, Linkage
    acting = select(acts.party_id).where(
        acts.case_id == case_id, acts.organization_id == brought.organization_id, _holds(acts, at)
    )
    linked = select(link.party_id).where(
        link.case_id == case_id, link.account_id == brought.owner_id, _holds(link, at)
    )
    own = select(Party).where(
        sa.or_(col(Party.id).in_(acting), col(Party.id).in_(linked)), Party.case_id == case_id
    )
    return list(session.exec(own.order_by(col(Party.ordinal))))


def _holds(row: type[Representation | Linkage], at: datetime | None) -> Any:
    """Hold at an instant, or now."""
    until = col(row.until_at)
    if at is None:
        return until.is_(None)
    return sa.and_(col(row.from_at) <= at, sa.or_(until.is_(None), until > at))


def linked_accounts(session: Session, case_id: str) -> list[str]:
    """The ids of the accounts linked to a case now."""
    return list(
        session.exec(
            select(Linkage.account_id).where(
                Linkage.case_id == case_id, col(Linkage.until_at).is_(None)
            )
        )
    )
