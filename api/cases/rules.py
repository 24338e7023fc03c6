"""How a case is numbered and titled, and what an access order does to its level."""

import re
from typing import Any

from api.cases.states import AccessLevel, AccessOrderKind, CaseRelation, CaseStanding
from api.kernel.refusals import Refusal
from api.kernel.text import Text

_NUMBER = re.compile(r"\s*([A-Za-z]{2,6})\s*0*([1-9][0-9]{0,8})\s*/\s*([0-9]{4})\s*")


class AccessOrderAlreadyInForce(Refusal):
    """An order of the same kind already binds the case."""

    message = Text(
        "An order of this kind is already in force in the case.", "案件已有同類命令生效。"
    )
    remedy = Text("Lift it first if it is to be replaced.", "如需取代，請先撤銷現有命令。")


class CaseTakesNoFilings(Refusal):
    """Nothing is filed in a case that is closed or went to another court."""

    message = Text(
        "Nothing can be filed in this case: it is {standing}.", "此案件不能再提交文件：{standing}。"
    )
    remedy = Text("Ask the registry whether it is to be reopened.", "請向登記處查詢案件會否重開。")


def unmet_for_filing(standing: CaseStanding) -> Refusal | None:
    """The refusal that filing in a case of this standing would meet, or None."""
    if standing in {CaseStanding.CLOSED, CaseStanding.TRANSFERRED}:
        return CaseTakesNoFilings("caseNumber", standing=standing)
    return None


class CaseIsOver(Refusal):
    """Who is in a case, and what it has to do with others, is settled while it goes on."""

    message = Text(
        "This can no longer be recorded of the case: it is {standing}.",
        "案件已不能作此記錄：{standing}。",
    )
    remedy = Text(
        "Reopen the case first if the court so orders; one that was transferred goes on there.",
        "如法庭有此命令，請先重開案件；已移交的案件於該法院繼續。",
    )


class AlreadyRelated(Refusal):
    """The two cases are tied to each other in this way already."""

    message = Text("The cases are related in this way already.", "兩宗案件已有此關聯。")
    remedy = Text("Nothing needs to be done.", "無須再作操作。")


class LeadIsConsolidated(Refusal):
    """A lead case leads; it was not itself consolidated, and nothing that leads is."""

    message = Text(
        "A case is consolidated once, and into one that leads.",
        "案件只可合併一次，並須併入主導案件。",
    )
    remedy = Text(
        "Name a lead case that was not consolidated into another, and a case that leads none.",
        "請指明未併入其他案件的主導案件，及並無主導其他案件的案件。",
    )


class SameCourt(Refusal):
    """A transfer goes to another court or tribunal."""

    message = Text("The case is in this court already.", "案件已在此法院。")
    remedy = Text("Name another court; see Query.courts.", "請指明另一法院；見 Query.courts。")


LEAD_CASE = Text("its lead case", "其主導案件")
Noted = tuple[str, tuple[str, ...], dict[str, Any]]
"""A check that applies, the field it is about, and the facts of its sentence."""
SEEN_FROM_THERE = {
    CaseRelation.RELATED: CaseRelation.RELATED,
    CaseRelation.CONSOLIDATED_INTO: CaseRelation.LEADS,
    CaseRelation.LEADS: CaseRelation.CONSOLIDATED_INTO,
}
"""What a case is to another, by what the other is to it."""


def unmet_for_change(standing: CaseStanding) -> Refusal | None:
    """The refusal that a change of who is in a case would meet by its standing, or None."""
    if standing in {CaseStanding.CLOSED, CaseStanding.TRANSFERRED}:
        return CaseIsOver("caseId", standing=standing)
    return None


def case_number(proceeding_type: str, running_number: int, year: int) -> str:
    """Spell a case number as courts do: ``DCPI 1/2022``."""
    return f"{proceeding_type} {running_number}/{year}"


def read_case_number(text: str) -> str | None:
    """Read a case number however it was typed (``dcpi1/2022``); None when it is none."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    return case_number(match[1].upper(), int(match[2]), int(match[3]))


def level_under(orders: set[AccessOrderKind]) -> AccessLevel:
    """The level of access that the orders in force leave open."""
    if AccessOrderKind.CONFINEMENT in orders:
        return AccessLevel.COURT_ONLY
    if AccessOrderKind.SEALING in orders:
        return AccessLevel.PARTIES
    return AccessLevel.PUBLIC_INSPECTION


class RestrictionOrderInForce(Refusal):
    """An order keeps electronic filings out of the case; paper may still come to the counter.

    Source: Judiciary FAQ, Electronic Filing (Small Claims Tribunal), on restriction orders; for
    other courts inferred.
    """

    message = Text(
        "Electronic filing in this case is restricted by an order of the court.",
        "此案件的電子存檔受法庭的限制令所限。",
    )
    remedy = Text(
        "File on paper at the registry's counter; the registry will say what the order requires.",
        "請以紙本到登記處櫃檯送交；登記處會說明命令的要求。",
    )
    guide = "/help/file/#problems"


class EndsBeforeItBegins(Refusal):
    """An order ends after it begins."""

    message = Text("The order would end before it begins.", "命令的終結時間早於開始時間。")
    remedy = Text("Give a later untilAt, or none.", "請填寫較遲的 untilAt，或不填寫。")
