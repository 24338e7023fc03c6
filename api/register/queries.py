"""Reads of the register room."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from api.kernel.actors import AccountKind
from api.kernel.viewers import Clause, Rule, Viewer, one_of
from api.parties.queries import visible_with_case
from api.register.models import CauseBookEntry, RegisterEntry
from api.register.rules import searchable

visible_to: Rule = visible_with_case


def cause_book_visible_to(row: Any, viewer: Viewer) -> Clause:
    """Anyone sees a line of the cause book unless it is withdrawn; registry officers see all."""
    return one_of(viewer.is_(AccountKind.REGISTRY_OFFICER), row.withdrawn_at.is_(None))


def line_of(session: Session, case_id: str) -> CauseBookEntry | None:
    """Find the line of a case, withdrawn or not."""
    return session.exec(select(CauseBookEntry).where(CauseBookEntry.case_id == case_id)).first()


def entry_of(session: Session, document_id: str) -> str | None:
    """The id of the entry by which a document stands in a register."""
    found = select(RegisterEntry.id).where(RegisterEntry.document_id == document_id)
    return session.exec(found).first()


class Folded(sa.TypeDecorator[str]):
    """A searched text, folded on its way into the statement as the kept text was."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Fold what is asked for."""
        return None if value is None else searchable(value)


def holds_name(names: Any, asked: Any) -> Clause:
    """The folded names of a line hold what is asked for, letter by letter; there is no wildcard."""
    return sa.func.replace(names, sa.type_coerce(asked, Folded), "") != names
