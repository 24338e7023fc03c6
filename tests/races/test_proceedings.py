"""Two officers record something of one case at the same moment: one does, one is told (I-5)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.court import Court
from tests.races.together import code, count, together

CHANGED = (
    "... on RepresentationChanged { case { version } } ... on ChangedMeanwhile { currentVersion }"
)
STOOD = "... on CaseStandingChanged { case { version } } ... on ChangedMeanwhile { currentVersion }"


def on(case: Any) -> dict[str, Any]:
    return {"caseId": case["id"], "expectedVersion": case["version"], "reason": "By order."}


def ended(court: Court, calls: list[Callable[[str], Any]]) -> list[Any]:
    """How each of the calls ended, made at once by two officers in turn."""
    officers = ("registry", "registry2")
    return together([lambda n=n, call=call: call(officers[n % 2]) for n, call in enumerate(calls)])


def test_i5_one_of_two_changes_of_solicitors_wins_and_the_other_changed_meanwhile(racing: Court):
    case = racing.opened_case()["case"]
    party = case["parties"]["nodes"][0]["id"]
    given = {**on(case), "partyId": party, "organizationCode": "HARBOUR"}
    answers = ended(racing, [lambda by: racing.do("changeSolicitors", given, CHANGED, by=by)] * 4)
    assert sorted(code(a) for a in answers) == ["ChangedMeanwhile"] * 3 + ["RepresentationChanged"]
    assert count(racing, "representation") == 2
    assert count(racing, "representation", "until_at IS NULL") == 1
    assert count(racing, "audit_entry", "event = 'RepresentationEnded'") == 1


def test_i5_one_of_two_transfers_wins_and_the_other_changed_meanwhile(racing: Court):
    case = racing.opened_case()["case"]
    given = {**on(case), "transferredOn": "2022-05-13"}
    calls = [
        lambda by, court=court: racing.do("transferCase", {**given, "court": court}, STOOD, by=by)
        for court in ("CFI", "CA")
    ]
    answers = ended(racing, calls)
    assert sorted(code(a) for a in answers) == ["CaseStandingChanged", "ChangedMeanwhile"]
    assert count(racing, "case_transfer") == 1
    assert count(racing, "entry_basis") == 1


@pytest.mark.parametrize("turn", range(2))
def test_i5_a_change_of_solicitors_against_a_stay_is_one_or_the_other(racing: Court, turn: int):
    case = racing.opened_case()["case"]
    party = {"partyId": case["parties"]["nodes"][0]["id"], "organizationCode": "HARBOUR"}
    calls = [
        lambda by: racing.do("changeSolicitors", {**on(case), **party}, CHANGED, by=by),
        lambda by: racing.do("stayCase", on(case), STOOD, by=by),
    ]
    answers = ended(racing, calls[::-1] if turn else calls)
    assert [code(a) for a in answers].count("ChangedMeanwhile") == 1
    assert count(racing, "entry_basis") == 1


def test_cases_consolidated_into_each_other_at_once_are_consolidated_once(racing: Court):
    one, two = (racing.opened_case(key=key)["case"] for key in ("one", "two"))
    show = "... on CaseRelationsChanged { case { id } } ... on ChangedMeanwhile { currentVersion }"

    def into(lead: Any, member: Any) -> Callable[[str], Any]:
        cases = [{"caseId": member["id"], "expectedVersion": member["version"]}]
        given = {**on(lead), "cases": cases}
        return lambda by: racing.do("consolidateCases", given, show, by=by)

    answers = ended(racing, [into(one, two), into(two, one)])
    assert sorted(code(a) for a in answers) == ["CaseRelationsChanged", "ChangedMeanwhile"]
    assert count(racing, "related_case") == 2
