"""How a case is numbered and titled, and what an access order does to its level."""

import re

from api.cases.states import AccessLevel, AccessOrderKind, CaseStanding
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
