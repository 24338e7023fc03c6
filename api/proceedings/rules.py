"""What the register says of a change in a case, and whether two cases can become one."""

from api.cases.rules import LeadIsConsolidated
from api.kernel.text import Text, shortened
from api.parties.states import PartyRole
from api.reference.facts import Court

ROLES = {
    PartyRole.PLAINTIFF: Text("plaintiff", "原告人"),
    PartyRole.DEFENDANT: Text("defendant", "被告人"),
}
STANDS = {
    "stay": Text("Proceedings stayed", "擱置法律程序"),
    "lift_stay": Text("Stay of proceedings lifted", "解除擱置法律程序"),
    "conclude": Text("Case concluded", "案件審結"),
    "close": Text("Case closed", "案件結束"),
    "reopen": Text("Case reopened", "案件重開"),
}
NO_EFFECT = Text(
    "The notice does not change who acts: the party has left, or another firm is on the record",
    "該通知書不影響代表：當事人已不屬案件一方，或已有其他訴訟紀錄律師",
)
CONSOLIDATED = Text("Consolidated into a lead case", "併入主導案件")
LEADS = Text("Another case consolidated into this one", "另一案件併入本案")
RELATED = Text("Recorded as related to another case", "記錄為與另一案件有關")


def transferred(court: Court) -> Text:
    """Say to which court a case went."""
    return Text(f"Transferred to the {court.name.en}", f"移交{court.name.tc}")


def acts(firm: str, name: str, role: PartyRole) -> Text:
    """Say that a firm acts for a party."""
    who, whom = shortened(firm), shortened(name)
    return Text(f"{who} acts for the {ROLES[role].en} {whom}", f"{who}代表{ROLES[role].tc}{whom}")


def acts_instead(firm: str, former: str, name: str, role: PartyRole) -> Text:
    """Say that a firm acts for a party in another's place."""
    who, whom, before = shortened(firm), shortened(name), shortened(former)
    return Text(
        f"Change of solicitors: {who} acts for the {ROLES[role].en} {whom}, instead of {before}",
        f"更換律師：{who}取代{before}，代表{ROLES[role].tc}{whom}",
    )


def ceased(firm: str, name: str, role: PartyRole) -> Text:
    """Say that a firm acts for a party no longer."""
    who, whom = shortened(firm), shortened(name)
    return Text(
        f"{who} ceased to act for the {ROLES[role].en} {whom}",
        f"{who}停止代表{ROLES[role].tc}{whom}",
    )


def in_person(name: str, role: PartyRole) -> Text:
    """Say that a party acts in person."""
    whom = shortened(name)
    return Text(f"The {ROLES[role].en} {whom} acts in person", f"{ROLES[role].tc}{whom}親自行事")


def joined(name: str, role: PartyRole) -> Text:
    """Say that a party was added."""
    whom = shortened(name)
    return Text(f"{whom} added as {ROLES[role].en}", f"加入{whom}為{ROLES[role].tc}")


def left(name: str, role: PartyRole) -> Text:
    """Say that a party was removed."""
    whom = shortened(name)
    return Text(f"{whom} ceased to be a {ROLES[role].en}", f"{whom}不再為{ROLES[role].tc}")


def renamed(former: str, name: str, role: PartyRole) -> Text:
    """Say that a party goes by another name."""
    before, after = shortened(former), shortened(name)
    return Text(
        f"Name of the {ROLES[role].en} amended from {before} to {after}",
        f"{ROLES[role].tc}的姓名或名稱由{before}修訂為{after}",
    )


def require_lead(*, lead_is_led: bool, other_is_led: bool, other_leads: bool) -> None:
    """Insist on a lead case that is no other's member, and on a member that is nobody's yet.

    Refuses: LeadIsConsolidated.
    """
    if lead_is_led or other_is_led or other_leads:
        raise LeadIsConsolidated("caseIds")
