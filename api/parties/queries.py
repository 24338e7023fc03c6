"""Reads of the parties room: above all, who is in a case and so may see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.accounts.models import Account
from api.cases.models import Case
from api.cases.queries import is_open_to_parties, visible_to_staff
from api.cases.rules import Noted
from api.cases.states import AccessLevel
from api.kernel.actors import FILERS, AccountKind
from api.kernel.refusals import NotFound
from api.kernel.viewers import Clause, Rule, Viewer, aliased, all_of, any_row, one_of
from api.kernel.work import Work
from api.parties.models import FilingAppearance, Linkage, Party, PartyName, Representation
from api.parties.rules import Appearing, CaptionDoesNotAgree, NoSuchParty, is_same_text
from api.reference.papers import AppearanceKind, DocumentKind


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


def related_visible_to(row: Any, viewer: Viewer) -> Clause:
    """A tie between two cases is seen by those who see both: it names the other one."""
    other = aliased(Case)
    there = any_row(other, other.c.id == row.related_case_id, case_visible_to(other.c, viewer))
    return one_of(
        visible_to_staff(row, viewer),
        all_of(viewer.is_(*FILERS), visible_with_case(row, viewer), there),
    )


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


def case_to_file_in(work: Work, number: str, appearing: Appearing | None) -> Case:
    """Find the case that somebody files in: one they see, or one in the cause book they come into.

    Refuses: NotFound (also for a sealed case: the same answer), CaptionDoesNotAgree. Source: I-11.
    """
    if appearing is None:
        return visible_case(work, number)
    rows: Any = Case
    found = select(Case).where(Case.number == number, may_be_entered(rows, work.viewer))
    case = work.session.exec(found).first()
    if case is None:
        raise NotFound("caseNumber")
    if not is_same_text(case.title, appearing.caption):
        raise CaptionDoesNotAgree("appearance", "caption")
    return case


def may_be_entered(row: Any, viewer: Viewer) -> Clause:
    """A case in the cause book, where anybody finds its caption; or one that the viewer sees."""
    in_book = row.access_level == AccessLevel.PUBLIC_INSPECTION
    return one_of(in_book, case_visible_to(row, viewer))


def party_appeared_for(session: Session, case_id: str, appearing: Appearing) -> Party:
    """Find the party for whom somebody comes into a case.

    Refuses: NoSuchParty.
    """
    for party in parties_of(session, case_id):
        if party.role is appearing.role and is_same_text(party.name, appearing.party_name):
            return party
    raise NoSuchParty("appearance", "partyName")


def parties_of(session: Session, case_id: str) -> list[Party]:
    """The parties who are in a case, in their order."""
    found = select(Party).where(Party.case_id == case_id, col(Party.left_at).is_(None))
    return list(session.exec(found.order_by(col(Party.ordinal))))


def parties_ever_in(session: Session, case_id: str) -> int:
    """How many parties a case has or had."""
    counted = select(sa.func.count()).select_from(Party).where(Party.case_id == case_id)
    return session.exec(counted).one()


def party_of(session: Session, party_id: str, case_id: str) -> Party:
    """Find a party of a case, still in it or not.

    Refuses: NotFound.
    """
    party = session.get(Party, party_id, populate_existing=True)
    if party is None or party.case_id != case_id:
        raise NotFound("partyId")
    return party


def present_name(session: Session, party_id: str) -> PartyName:
    """The row of the name that a party goes by."""
    found = select(PartyName).where(
        PartyName.party_id == party_id, col(PartyName.until_at).is_(None)
    )
    return session.exec(found).one()


def acting_for(session: Session, party_id: str) -> Representation | None:
    """Find who is on the record for a party now."""
    found = select(Representation).where(
        Representation.party_id == party_id, col(Representation.until_at).is_(None)
    )
    return session.exec(found).first()


def acts_in(session: Session, case_id: str, organization_id: str) -> bool:
    """Whether an organisation acts for anybody in a case."""
    found = select(Representation.id).where(
        Representation.case_id == case_id,
        Representation.organization_id == organization_id,
        col(Representation.until_at).is_(None),
    )
    return session.exec(found).first() is not None


def case_of_firm(session: Session, number: str, organization_id: str) -> Case:
    """Find and lock a case in which an organisation acts and that is open to those in it.

    Refuses: NotFound.
    """
    rows: Any = Case
    acting = select(Representation.case_id).where(
        Representation.organization_id == organization_id,
        col(Representation.until_at).is_(None),
    )
    found = select(Case).where(
        Case.number == number, col(Case.id).in_(acting), is_open_to_parties(rows)
    )
    case = session.exec(found.with_for_update(of=rows)).first()
    if case is None:
        raise NotFound("caseNumber")
    return case


def links_of_firm(session: Session, case_id: str, organization_id: str) -> list[Linkage]:
    """The linkages to a case, not ended, of the accounts of an organisation."""
    found = (
        select(Linkage)
        .join(Account, col(Account.id) == Linkage.account_id)
        .where(
            Linkage.case_id == case_id,
            col(Linkage.until_at).is_(None),
            Account.organization_id == organization_id,
        )
    )
    return list(session.exec(found.order_by(col(Linkage.id))))


def links_of_party(session: Session, party_id: str) -> list[Linkage]:
    """The linkages, not ended, of the accounts that are linked as a party or for it."""
    found = select(Linkage).where(Linkage.party_id == party_id, col(Linkage.until_at).is_(None))
    return list(session.exec(found.order_by(col(Linkage.id))))


def live_link(session: Session, case_id: str, account_id: str) -> Linkage | None:
    """Find the linkage of an account to a case that has not ended."""
    return session.exec(
        select(Linkage).where(
            Linkage.case_id == case_id,
            Linkage.account_id == account_id,
            col(Linkage.until_at).is_(None),
        )
    ).first()


class Brought(Protocol):
    """As much of what was brought as tells by whom."""

    owner_id: str
    organization_id: str | None


def acted_for(session: Session, case_id: str, brought: Brought, at: datetime | None) -> list[Party]:
    """The parties for whom a filer acts in a case, at an instant or now; none if not known."""
    acts, link = Representation, Linkage
    acting = select(acts.party_id).where(
        acts.case_id == case_id, acts.organization_id == brought.organization_id, held_at(acts, at)
    )
    linked = select(link.party_id).where(
        link.case_id == case_id, link.account_id == brought.owner_id, held_at(link, at)
    )
    own = select(Party).where(
        sa.or_(col(Party.id).in_(acting), col(Party.id).in_(linked)), Party.case_id == case_id
    )
    return list(session.exec(own.order_by(col(Party.ordinal))))


def parties_then(session: Session, case_id: str, at: datetime) -> Sequence[tuple[Party, str]]:
    """Who was in a case at an instant, in their order, each with the name they had then."""
    found = (
        select(Party, PartyName.name)
        .join(PartyName, col(PartyName.party_id) == Party.id)
        .where(Party.case_id == case_id, Party.joined_at <= at, held_at(PartyName, at))
        .where(sa.or_(col(Party.left_at).is_(None), col(Party.left_at) > at))
    )
    return session.exec(found.order_by(col(Party.ordinal))).all()


def held_at(row: type[Representation | Linkage | PartyName], at: datetime | None) -> Any:
    """What says from when and until when, as it held at an instant, or holds now."""
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


def appearance_of(session: Session, filing_id: str) -> FilingAppearance | None:
    """By what the filer of a filing comes into its case, if they do by it."""
    found = select(FilingAppearance).where(FilingAppearance.filing_id == filing_id)
    return session.exec(found).first()


def noted_by_appearance(
    session: Session,
    appears: FilingAppearance,
    organization_id: str | None,
    kinds: Sequence[DocumentKind],
) -> list[Noted]:
    """What is to be said of a filing by which somebody comes into a case. No other firm is named.

    Only the notices by which one comes in are taken; a party for whom another firm acts needs one
    by which who acts changes.
    """
    said: list[Noted] = [
        ("FIRST_APPEARANCE", ("documentIds", str(place)), {"kind": kind.name})
        for place, kind in enumerate(kinds)
        if kind.appearance is None
    ]
    acts = acting_for(session, appears.party_id)
    changes = any(kind.appearance is AppearanceKind.CHANGE for kind in kinds)
    if acts and acts.organization_id != organization_id and not changes:
        said.append(("PARTY_IS_REPRESENTED", ("appearance", "partyName"), {}))
    return said
