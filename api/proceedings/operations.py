"""The verbs of the proceedings room: each changes a case and enters it in the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.accounts.models import Organization
from api.accounts.queries import account_named, organization_coded
from api.cases.events import CaseConsolidated, CasesRelated
from api.cases.models import Case
from api.cases.operations import relate as tie
from api.cases.operations import transfer as send_away
from api.cases.queries import case_by_id, lead_of, leads_any
from api.cases.rules import SameCourt, unmet_for_change
from api.cases.states import CaseRelation
from api.filings.models import Filing
from api.filings.queries import filing_by_id, lodged_in
from api.filings.states import Disposition
from api.kernel.actors import AccountKind
from api.kernel.clock import day_of
from api.kernel.refusals import Malformed, NotAllowed, NotFound, UnknownCode, require_length
from api.kernel.states import move
from api.kernel.text import Text
from api.kernel.work import Work, at_version
from api.parties.models import Party
from api.parties.operations import (
    NewParty,
    act,
    amend_name,
    cease,
    join_party,
    leave,
    link_account,
    require_in_case,
)
from api.parties.queries import acting_for, appearance_of, live_link, party_of
from api.parties.rules import NotALitigantsAccount, clean_name
from api.proceedings.rules import (
    CONSOLIDATED,
    LEADS,
    NO_EFFECT,
    RELATED,
    STANDS,
    acts,
    acts_instead,
    ceased,
    in_person,
    joined,
    left,
    renamed,
    require_lead,
    transferred,
)
from api.reference.loading import published
from api.reference.papers import AppearanceKind
from api.register.operations import enter_upon, follow_names, follow_transfer
from api.register.queries import entry_of
from api.register.rules import LONGEST_REASON, Basis

MOST_CASES = 50


@dataclass(frozen=True, slots=True)
class Occasion:
    """In which case, as it was read, and on what basis an officer records something."""

    case_id: str
    expected_version: int
    basis: Basis


def _opened(work: Work, on: Occasion, *, ends: bool = False, beside: Sequence[str] = ()) -> Case:
    """Lock the case of an officer who saw it as it stands; ``ends`` may be said of any case.

    The actor is judged first: a refusal must not tell whether the case exists. Cases that change
    with it are locked in the order of their ids, so that no two works wait for each other.
    Refuses: NotAllowed, Malformed, NotFound, ChangedMeanwhile, CaseIsOver.
    """
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")
    require_length(on.basis.reason, LONGEST_REASON, "reason", least=1)
    for case_id in sorted({on.case_id, *beside}):
        case_by_id(work.session, case_id, lock=True)
    case = case_by_id(work.session, on.case_id)
    at_version(case.version, on.expected_version)
    if not ends and (unmet := unmet_for_change(case.standing)):
        raise unmet
    return case


def _entered(work: Work, case: Case, said: Text, basis: Basis) -> Case:
    """Enter in the register what was done, and let the case have another version."""
    enter_upon(work, case.id, said, basis)
    case.version += 1
    return case


# --- who acts -------------------------------------------------------------------------------------


def begin_acting(work: Work, on: Occasion, party_id: str, organization_code: str) -> Case:
    """Record that a firm acts for a party from now on: a notice to act.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, CaseIsOver, PartyHasLeft, AnotherFirmActs,
    Malformed.
    """
    case = _opened(work, on)
    party = party_of(work.session, party_id, case.id)
    firm = organization_coded(work.session, organization_code, "organizationCode")
    act(work, case, party, firm)
    return _entered(work, case, acts(firm.name, party.name, party.role), on.basis)


def change_solicitors(work: Work, on: Occasion, party_id: str, organization_code: str) -> Case:
    """Record that a firm acts for a party in another's place, from one and the same instant.

    Refuses: as ``begin_acting``, and NobodyActs; AnotherFirmActs for the firm that acts already.
    """
    case = _opened(work, on)
    party = party_of(work.session, party_id, case.id)
    firm = organization_coded(work.session, organization_code, "organizationCode")
    said = _change(work, case, party, firm, on.basis.reason)
    return _entered(work, case, said, on.basis)


def _change(work: Work, case: Case, party: Party, firm: Organization, because: str) -> Text:
    """Let a firm take another's place."""
    require_in_case(party)
    present = acting_for(work.session, party.id)
    if present is not None and present.organization_id == firm.id:
        act(work, case, party, firm)
    former = cease(work, case, party, because).firm_name
    act(work, case, party, firm)
    return acts_instead(firm.name, former, party.name, party.role)


def cease_acting(work: Work, on: Occasion, party_id: str) -> Case:
    """Record that the firm on the record acts for a party no longer; the party acts in person.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, NobodyActs, Malformed.
    """
    case = _opened(work, on, ends=True)
    party = party_of(work.session, party_id, case.id)
    former = cease(work, case, party, on.basis.reason)
    return _entered(work, case, ceased(former.firm_name, party.name, party.role), on.basis)


def act_in_person(work: Work, on: Occasion, party_id: str, sign_in_name: str) -> Case:
    """Record that a party acts in person, by an Individual User's account of their own.

    A firm that was on the record acts no longer, from the same instant.
    Refuses: NotAllowed, NotFound, ChangedMeanwhile, CaseIsOver, PartyHasLeft, NotALitigantsAccount,
    AlreadyLinked, Malformed.
    """
    case = _opened(work, on)
    party = party_of(work.session, party_id, case.id)
    require_in_case(party)
    account = account_named(work.session, sign_in_name)
    if account is None:
        raise NotFound("signInName")
    if account.kind is not AccountKind.IU:
        raise NotALitigantsAccount("signInName")
    said = _in_person(work, case, party, account.id, on.basis.reason)
    return _entered(work, case, said, on.basis)


def _in_person(work: Work, case: Case, party: Party, account_id: str, because: str) -> Text:
    """Link a party's own account, and let a firm on the record act no longer."""
    acted = acting_for(work.session, party.id) is not None
    if acted:
        cease(work, case, party, because)
    linked = live_link(work.session, case.id, account_id)
    if not (acted and linked is not None and linked.party_id == party.id):
        link_account(work, case.id, account_id, party.id, "signInName")
    return in_person(party.name, party.role)


# --- parties --------------------------------------------------------------------------------------


def add_party(work: Work, on: Occasion, new: NewParty) -> Case:
    """Add a party on an order; the title and the cause book follow at once.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, CaseIsOver, Malformed.
    """
    case = _opened(work, on)
    name = clean_name(new.name, "name")
    party = join_party(work, case.id, NewParty(new.role, new.kind, name))
    follow_names(work, case)
    return _entered(work, case, joined(party.name, party.role), on.basis)


def remove_party(work: Work, on: Occasion, party_id: str) -> Case:
    """Record that a party is no longer in the case; what it was and filed stays.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, CaseIsOver, PartyHasLeft, LastOnItsSide,
    Malformed.
    """
    case = _opened(work, on)
    party = party_of(work.session, party_id, case.id)
    leave(work, case, party, on.basis.reason)
    follow_names(work, case)
    return _entered(work, case, left(party.name, party.role), on.basis)


def amend_party_name(work: Work, on: Occasion, party_id: str, name: str) -> Case:
    """Amend a party's name; title and cause book follow, the former name stays readable (I-8).

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, CaseIsOver, PartyHasLeft, NameIsTheSame,
    Malformed.
    """
    case = _opened(work, on)
    party = party_of(work.session, party_id, case.id)
    former, wanted = party.name, clean_name(name, "name")
    amend_name(work, party, wanted)
    follow_names(work, case)
    return _entered(work, case, renamed(former, wanted, party.role), on.basis)


# --- where the case stands ------------------------------------------------------------------------


def stand(work: Work, on: Occasion, verb: str) -> Case:
    """Stay a case, lift the stay, conclude, close or reopen it, by its table of moves.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen, Malformed.
    """
    case = _opened(work, on, ends=True)
    move(work, case, verb)
    enter_upon(work, case.id, STANDS[verb], on.basis)
    return case


def transfer(work: Work, on: Occasion, court_code: str, transferred_on: date) -> Case:
    """Record that a case went to another court or tribunal on a day.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, MoveNotOpen, UnknownCode, SameCourt, Malformed.
    """
    case = _opened(work, on, ends=True)
    court = published().courts.get(court_code)
    if court is None:
        raise UnknownCode("court", what="court", value=court_code)
    if court.code == case.court_code:
        raise SameCourt("court")
    if not case.commenced_on <= transferred_on <= day_of(work.at):
        rule = "a day from the beginning of the case until today"
        raise Malformed("transferredOn", field="transferredOn", rule=rule)
    send_away(work, case, court.code, transferred_on)
    follow_transfer(work, case, court.code)
    enter_upon(work, case.id, transferred(court), on.basis)
    return case


def consolidate(work: Work, on: Occasion, others: Sequence[tuple[str, int]]) -> Case:
    """Consolidate cases into a lead case; each keeps its number, register and filings.

    ``others`` are the ids and versions of the cases, as they were read.
    Refuses: NotAllowed, NotFound, ChangedMeanwhile, CaseIsOver, LeadIsConsolidated, Malformed.
    """
    ids = [case_id for case_id, _ in others]
    lead = _opened(work, on, beside=ids)
    if not 1 <= len(ids) <= MOST_CASES or len({lead.id, *ids}) != len(ids) + 1:
        rule = f"1 to {MOST_CASES} cases, each once and none the lead"
        raise Malformed("cases", field="cases", rule=rule)
    for case_id, version in sorted(others):
        other = _opened(work, Occasion(case_id, version, on.basis))
        require_lead(
            lead_is_led=lead_of(work.session, lead.id) is not None,
            other_is_led=lead_of(work.session, other.id) is not None,
            other_leads=leads_any(work.session, other.id),
        )
        tie(work, other, lead, CaseRelation.CONSOLIDATED_INTO, on.basis.reason)
        work.record(CaseConsolidated(other.id, lead.id))
        _entered(work, other, CONSOLIDATED, Basis(on.basis.reason))
        enter_upon(work, lead.id, LEADS, on.basis)
    lead.version += 1
    return lead


def relate(work: Work, on: Occasion, other_id: str) -> Case:
    """Record that two cases have to do with each other. Each is told of in the other's register.

    Refuses: NotAllowed, NotFound, ChangedMeanwhile, CaseIsOver, AlreadyRelated, Malformed.
    """
    case = _opened(work, on, beside=[other_id])
    if other_id == case.id:
        raise Malformed("relatedCaseId", field="relatedCaseId", rule="another case")
    other = case_by_id(work.session, other_id, lock=True)
    tie(work, case, other, CaseRelation.RELATED, on.basis.reason)
    work.record(CasesRelated(case.id, other.id))
    enter_upon(work, other.id, RELATED, Basis(on.basis.reason))
    other.version += 1
    return _entered(work, case, RELATED, on.basis)


# --- by a filing ----------------------------------------------------------------------------------


def take_appearance(work: Work, filing_id: str) -> None:
    """Let whoever came into a case by a filing that is now recorded act in it, or be linked to it.

    The building's own verb, in the work that records the filing: what was accepted is the basis.
    """
    appears = appearance_of(work.session, filing_id)
    if appears is None:
        return
    filing = filing_by_id(work.session, filing_id)
    notices = {
        document.id: published().document_kinds[document.kind].appearance
        for lodged, document in lodged_in(work.session, filing_id)
        if lodged.disposition is Disposition.ACCEPTED
    }
    notice = next((document for document, kind in notices.items() if kind is not None), None)
    if notice is None or filing.case_id is None:
        return
    case = case_by_id(work.session, filing.case_id, lock=True)
    party = party_of(work.session, appears.party_id, case.id)
    basis = Basis(filing.transaction_number or "", entry_of(work.session, notice))
    changes = AppearanceKind.CHANGE in notices.values()
    said = _came_in(work, case, party, filing, basis, changes=changes)
    if said is not None:
        _entered(work, case, said, basis)


def _came_in(  # noqa: PLR0913 - who comes in, where, for whom, and by what
    work: Work, case: Case, party: Party, filing: Filing, basis: Basis, *, changes: bool
) -> Text | None:
    """Put the filer's firm, or the filer, on the record; what the register says of it, if anything.

    What was accepted for a party who has left, or for whom another firm came to act meanwhile, does
    not change who acts; the register says so.
    """
    present = acting_for(work.session, party.id)
    firm_id = filing.organization_id
    if present is not None and present.organization_id == firm_id:
        _link_filer(work, case, party, filing)
        return None
    if party.left_at is not None or (present is not None and not changes):
        return NO_EFFECT
    if firm_id is None:
        return _in_person(work, case, party, filing.owner_id, basis.reason)
    firm = work.session.get_one(Organization, firm_id)
    if present is not None:
        said = _change(work, case, party, firm, basis.reason)
    else:
        act(work, case, party, firm)
        said = acts(firm.name, party.name, party.role)
    _link_filer(work, case, party, filing)
    return said


def _link_filer(work: Work, case: Case, party: Party, filing: Filing) -> None:
    """Link the account that filed, so that it is told of what happens in the case."""
    if live_link(work.session, case.id, filing.owner_id) is None:
        link_account(work, case.id, filing.owner_id, party.id)
