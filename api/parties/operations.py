"""The verbs of the parties room: join and leave, amend a name, act and cease to act, link."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.accounts.models import Account, Organization
from api.accounts.queries import account_named
from api.cases.models import Case
from api.kernel.actors import ADMINISTRATORS, FILERS, AccountKind
from api.kernel.refusals import NotAllowed, NotFound, require_length
from api.kernel.work import Work
from api.parties.events import (
    AccountLinked,
    AccountUnlinked,
    PartyJoined,
    PartyLeft,
    PartyNameAmended,
    RepresentationBegan,
    RepresentationEnded,
)
from api.parties.models import FilingAppearance, Linkage, Party, PartyName, Representation
from api.parties.queries import (
    acting_for,
    acts_in,
    case_of_firm,
    linked_accounts,
    links_of_firm,
    links_of_party,
    live_link,
    parties_ever_in,
    parties_of,
    party_appeared_for,
    present_name,
)
from api.parties.rules import (
    AlreadyLinked,
    AnotherFirmActs,
    Appearing,
    LastOnItsSide,
    NameIsTheSame,
    NobodyActs,
    NotALitigantsAccount,
    PartyHasLeft,
)
from api.parties.states import PartyKind, PartyRole

LONGEST_REASON = 1000


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
    _name(work, party)
    work.record(PartyJoined(party.id, case_id, new.role))
    if new.represented_by is not None:
        acts = _represent(work, party, work.session.get_one(Organization, new.represented_by))
        work.record(RepresentationBegan(acts.id, party.id, new.represented_by, case_id))
    return party


def _name(work: Work, party: Party) -> PartyName:
    """Write down the name that a party goes by from now on."""
    named = PartyName(id=work.new_id("pnm"), party_id=party.id, name=party.name, from_at=work.at)
    work.session.add(named)
    work.session.flush()
    return named


def _represent(work: Work, party: Party, firm: Organization) -> Representation:
    """Put a firm on the record for a party."""
    acts = Representation(
        id=work.new_id("rep"),
        party_id=party.id,
        case_id=party.case_id,
        organization_id=firm.id,
        firm_name=firm.name,
        from_at=work.at,
    )
    work.session.add(acts)
    work.session.flush()
    return acts


# --- after commencement ---------------------------------------------------------------------------


def join_party(work: Work, case_id: str, new: NewParty) -> Party:
    """Join a party to a case that has begun, after those who are or were in it."""
    return _join(work, case_id, parties_ever_in(work.session, case_id) + 1, new)


def leave(work: Work, case: Case, party: Party, because: str) -> None:
    """Let a party leave. What it was and did stays; who acted for it acts no longer.

    Refuses: PartyHasLeft, LastOnItsSide.
    """
    require_in_case(party)
    others = (p for p in parties_of(work.session, case.id) if p.id != party.id)
    if not any(other.role is party.role for other in others):
        raise LastOnItsSide("partyId")
    if acting_for(work.session, party.id) is not None:
        cease(work, case, party, because)
    for link in links_of_party(work.session, party.id):
        _unlink(work, link, because)
    party.left_at = work.at
    work.record(PartyLeft(party.id, case.id))
    work.session.flush()


def amend_name(work: Work, party: Party, name: str) -> None:
    """Give a party another name from now on; the former one stays readable.

    Refuses: PartyHasLeft, NameIsTheSame.
    """
    require_in_case(party)
    if party.name == name:
        raise NameIsTheSame("name")
    present_name(work.session, party.id).until_at = work.at
    work.session.flush()
    party.name = name
    work.record(PartyNameAmended(party.id, party.case_id, _name(work, party).id))


def require_in_case(party: Party) -> None:
    """Insist on a party who has not left.

    Refuses: PartyHasLeft.
    """
    if party.left_at is not None:
        raise PartyHasLeft("partyId")


def act(work: Work, case: Case, party: Party, firm: Organization) -> Representation:
    """Let a firm begin to act for a party, and tell those in the case.

    Refuses: PartyHasLeft, AnotherFirmActs.
    """
    require_in_case(party)
    present = acting_for(work.session, party.id)
    if present is not None:
        raise AnotherFirmActs("partyId", firm=present.firm_name)
    acts = _represent(work, party, firm)
    told = tuple(linked_accounts(work.session, case.id))
    work.record(RepresentationBegan(acts.id, party.id, firm.id, case.id, case.number, told))
    return acts


def cease(work: Work, case: Case, party: Party, because: str) -> Representation:
    """Let the firm on the record for a party act no longer, from this instant.

    Unless it acts for another party there, its accounts lose sight of the case in the same instant.
    Refuses: NobodyActs.
    """
    acts = acting_for(work.session, party.id)
    if acts is None:
        raise NobodyActs("partyId")
    told = tuple(linked_accounts(work.session, case.id))
    acts.until_at = work.at
    work.session.flush()
    firm = acts.organization_id
    work.record(RepresentationEnded(acts.id, party.id, firm, case.id, case.number, told))
    if not acts_in(work.session, case.id, firm):
        for link in links_of_firm(work.session, case.id, firm):
            _unlink(work, link, because)
    return acts


def appear(work: Work, filing_id: str, case_id: str, appearing: Appearing) -> None:
    """Write down for whom a filing appears, and the caption that was confirmed.

    Refuses: NoSuchParty.
    """
    party = party_appeared_for(work.session, case_id, appearing)
    work.session.add(
        FilingAppearance(
            id=work.new_id("app"),
            filing_id=filing_id,
            party_id=party.id,
            role=party.role,
            party_name=party.name,
            caption=appearing.caption,
            confirmed_at=work.at,
        )
    )


# --- linkage --------------------------------------------------------------------------------------


def link_account(
    work: Work, case_id: str, account_id: str, party_id: str | None, path: str = "accountId"
) -> Linkage:
    """Link an account to a case, so that its holder may see it and file in it.

    Refuses: NotFound, NotALitigantsAccount, AlreadyLinked.
    """
    account = work.session.get(Account, account_id)
    if account is None:
        raise NotFound(path)
    if account.kind not in FILERS:
        raise NotALitigantsAccount(path)
    if live_link(work.session, case_id, account_id) is not None:
        raise AlreadyLinked(path)
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


def unlink_account(
    work: Work, case_id: str, account_id: str, because: str | None = None
) -> Linkage:
    """End an account's linkage to a case.

    Refuses: NotAllowed, NotFound.
    """
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")
    link = live_link(work.session, case_id, account_id)
    if link is None:
        raise NotFound("accountId")
    return _unlink(work, link, because)


def unlink_party(work: Work, case_id: str, sign_in_name: str, reason: str) -> Linkage:
    """End the linkage of an account that proves not to be a party's any more.

    Refuses: NotAllowed, Malformed, NotFound.
    """
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")
    require_length(reason, LONGEST_REASON, "reason", least=1)
    account = account_named(work.session, sign_in_name)
    if account is None or live_link(work.session, case_id, account.id) is None:
        raise NotFound("signInName")
    return unlink_account(work, case_id, account.id, reason)


def assign(work: Work, case_number: str, sign_in_name: str) -> Linkage:
    """Assign a case in which one's firm acts to an Organization User of the firm.

    It is told of what happens in the case. Every such user of a firm that acts sees its cases
    already; how the real system's account linkage limits that is not published.
    Refuses: NotAllowed, NotFound, NotALitigantsAccount, AlreadyLinked.
    """
    case, account = _of_own_firm(work, case_number, sign_in_name)
    return link_account(work, case.id, account.id, None, "signInName")


def unassign(work: Work, case_number: str, sign_in_name: str) -> Linkage:
    """Take a case from an Organization User of one's firm.

    Refuses: NotAllowed, NotFound.
    """
    case, account = _of_own_firm(work, case_number, sign_in_name)
    link = live_link(work.session, case.id, account.id)
    if link is None:
        raise NotFound("signInName")
    return _unlink(work, link, None)


def _of_own_firm(work: Work, case_number: str, sign_in_name: str) -> tuple[Case, Account]:
    """A case in which an administrator's firm acts, and an account of the firm.

    Refuses: NotAllowed, NotFound (also for a case confined to the court: the same answer).
    """
    firm = work.actor.organization_id
    if work.actor.kind not in ADMINISTRATORS or firm is None:
        raise NotAllowed(kind=work.actor.kind or "none")
    case = case_of_firm(work.session, case_number, firm)
    account = account_named(work.session, sign_in_name)
    if account is None or account.organization_id != firm:
        raise NotFound("signInName")
    return case, account


def _unlink(work: Work, link: Linkage, because: str | None) -> Linkage:
    """End a linkage; the row stays."""
    link.until_at, link.ended_because = work.at, because
    work.session.flush()
    work.record(AccountUnlinked(link.id, link.case_id, link.account_id))
    return link
