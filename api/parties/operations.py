"""The verbs of the parties room."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from api.accounts.models import Account
from api.accounts.queries import account_named
from api.kernel.actors import FILERS, AccountKind
from api.kernel.refusals import NotAllowed, NotFound
from api.kernel.work import Work
from api.parties.events import AccountLinked, AccountUnlinked, PartyJoined, RepresentationBegan
from api.parties.models import Linkage, Party, Representation
from api.parties.rules import AlreadyLinked, NotALitigantsAccount
from api.parties.states import PartyKind, PartyRole


@dataclass(frozen=True, slots=True)
class NewParty:
    """Somebody to be joined, and the organisation that acts for them, if any."""

    role: PartyRole
    kind: PartyKind
    name: str
    represented_by: str | None = None


def join_parties(work: Work, case_id: str, joining: Sequence[NewParty]) -> list[Party]:
    """Join the first parties of a case, in order, with those who act for them."""
    joined = [_join(work, case_id, ordinal, new) for ordinal, new in enumerate(joining, start=1)]
    work.session.flush()
    return joined


def _join(work: Work, case_id: str, ordinal: int, new: NewParty) -> Party:
    """Join one party and begin its representation."""
    party = Party(
        id=work.new_id("pty"),
        case_id=case_id,
        ordinal=ordinal,
        role=new.role,
        kind=new.kind,
        name=new.name,
        joined_at=work.at,
    )
    work.session.add(party)
    work.session.flush()
    work.record(PartyJoined(party.id, case_id, new.role))
    if new.represented_by is not None:
        acts = Representation(
            id=work.new_id("rep"),
            party_id=party.id,
            case_id=case_id,
            organization_id=new.represented_by,
            from_at=work.at,
        )
        work.session.add(acts)
        work.record(RepresentationBegan(acts.id, party.id, new.represented_by))
    return party


def link_account(work: Work, case_id: str, account_id: str, party_id: str | None) -> Linkage:
    """Link an account to a case, so that its holder may see it and file in it.

    Refuses: NotFound, NotALitigantsAccount, AlreadyLinked.
    """
    account = work.session.get(Account, account_id)
    if account is None:
        raise NotFound("accountId")
    if account.kind not in FILERS:
        raise NotALitigantsAccount("accountId")
    if _live_link(work, case_id, account_id) is not None:
        raise AlreadyLinked("accountId")
    link = Linkage(
        id=work.new_id("lnk"),
        case_id=case_id,
        account_id=account_id,
        party_id=party_id,
        from_at=work.at,
    )
    work.session.add(link)
    work.session.flush()
    work.record(AccountLinked(link.id, case_id, account_id))
    return link


def link_party(work: Work, case_id: str, sign_in_name: str, party_id: str) -> Linkage:
    """Link the account of somebody who proved at the registry to be a party.

    How the real registry links accounts is not published; this is the registry officer's verb.
    Refuses: NotAllowed, NotFound, NotALitigantsAccount, AlreadyLinked.
    """
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")
    party = work.session.get(Party, party_id)
    account = account_named(work.session, sign_in_name)
    if party is None or party.case_id != case_id:
        raise NotFound("partyId")
    if account is None:
        raise NotFound("signInName")
    return link_account(work, case_id, account.id, party_id)


def unlink_account(work: Work, case_id: str, account_id: str) -> None:
    """End an account's linkage to a case.

    Refuses: NotAllowed, NotFound.
    """
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")
    link = _live_link(work, case_id, account_id)
    if link is None:
        raise NotFound("accountId")
    link.until_at = work.at
    work.record(AccountUnlinked(link.id, case_id, account_id))


def _live_link(work: Work, case_id: str, account_id: str) -> Linkage | None:
    """Find the linkage of an account to a case that has not ended."""
    return work.session.exec(
        select(Linkage).where(
            Linkage.case_id == case_id,
            Linkage.account_id == account_id,
            col(Linkage.until_at).is_(None),
        )
    ).first()
