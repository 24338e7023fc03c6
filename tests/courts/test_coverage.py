"""Which types of proceeding may be filed electronically, from when, and how far they must."""

from dataclasses import replace
from datetime import date

import pytest

from api.courts.rules import NotCovered, VenueOfAnotherCourt, coverage, require_covered
from api.kernel.refusals import UnknownCode
from api.kernel.text import Text
from api.reference.facts import ImplementationNotice, Scope, Use
from api.reference.loading import Published, published
from api.reference.marks import Confidence


@pytest.mark.parametrize(
    ("kind", "last_day_before", "first_day", "notice"),
    [
        ("DCPI", date(2022, 5, 5), date(2022, 5, 6), "DC_2022_05_06"),
        ("DCTC", date(2022, 5, 5), date(2022, 5, 6), "DC_2022_05_06"),
        ("DCCJ", date(2022, 7, 28), date(2022, 7, 29), "DC_2022_07_29"),
        ("DCEC", date(2023, 2, 27), date(2023, 2, 28), "DC_EC_BY_2023_02"),
        ("MC_SUMMONS", date(2022, 12, 29), date(2022, 12, 30), "MC_2022_12_30"),
        ("SCT_BULK", date(2024, 10, 30), date(2024, 10, 31), "SCT_2024_10_31"),
        ("CACV", date(2025, 6, 29), date(2025, 6, 30), "CA_2025_06_30"),
        ("HCIP", date(2025, 8, 28), date(2025, 8, 29), "CFI_2025_08_29"),
        ("HCA", date(2025, 12, 18), date(2025, 12, 19), "CFI_2025_12_19"),
        ("HCPI", date(2026, 5, 30), date(2026, 5, 31), "CFI_PI_BY_2026_05"),
    ],
)
def test_a_type_is_covered_from_the_first_day_of_its_notice(
    kind: str, last_day_before: date, first_day: date, notice: str
) -> None:
    before, after = coverage(kind, last_day_before), coverage(kind, first_day)
    assert before.notice is not None
    assert (before.covered, before.use, before.notice.key) == (False, None, notice)
    assert after.notice is not None
    assert (after.covered, after.use, after.notice.key) == (True, Use.VOLUNTARY, notice)


def test_a_date_that_is_not_known_is_said_to_be_assumed() -> None:
    found = coverage("DCEC", date(2023, 2, 28))
    assert found.confidence is Confidence.ASSUMED
    assert "its first day is not known to this project" in found.explanation.en


def test_a_type_without_a_notice_is_not_covered() -> None:
    found = coverage("DCMP", date(2026, 1, 1))
    assert (found.covered, found.notice) == (False, None)
    assert (
        found.explanation.en == "No implementation notice for Miscellaneous Proceedings is known."
    )


def test_a_type_nobody_published_is_not_found() -> None:
    with pytest.raises(UnknownCode):
        coverage("DCXX", date(2026, 1, 1))


def test_the_refusal_cites_the_notice_that_will_come() -> None:
    with pytest.raises(NotCovered) as refused:
        require_covered("DCPI", date(2022, 5, 5))
    assert refused.value.path == ("proceedingType",)
    assert refused.value.sentence.en.startswith(
        "Personal Injuries Action may not be filed electronically on 5 May 2022. "
        "It begins on 6 May 2022: Implementation notice under section 32 of Cap. 638"
    )
    assert "2022年5月6日" in refused.value.sentence.tc


def test_a_covered_type_passes() -> None:
    assert require_covered("DCPI", date(2022, 5, 6)).covered


@pytest.mark.parametrize(
    ("on", "represented", "use", "excused"),
    [
        (date(2026, 5, 31), True, Use.VOLUNTARY, False),
        (date(2026, 6, 1), True, Use.FIRST_USE_DUTY, True),
        (date(2026, 6, 1), False, Use.VOLUNTARY, False),
    ],
)
def test_the_duty_of_first_use_binds_firms_in_the_high_court(
    on: date, *, represented: bool, use: Use, excused: bool
) -> None:
    found = coverage("HCA", on, represented=represented)
    assert (found.use, found.leave_of_court_excuses) == (use, excused)


def test_the_duty_of_first_use_does_not_bind_in_the_district_court() -> None:
    assert coverage("DCPI", date(2026, 6, 1)).use is Use.VOLUNTARY


# --- the three scopes of a notice, on notices invented for the tests ------------------------------

SURE = {"citation": Text("A notice", "公告"), "source": "invented", "confidence": "CONFIRMED"}
FIRST, SECOND = date(2030, 1, 7), date(2030, 2, 4)


def noticed(**notice: object) -> Published:
    """The published facts with one invented notice more."""
    made = ImplementationNotice(key="INVENTED", **SURE, **notice)
    return replace(published(), notices=(*published().notices, made))


def test_a_notice_of_a_court_covers_each_of_its_types_and_no_other_courts() -> None:
    """Cap. 638 s. 11(a)."""
    facts = noticed(court="CFA", effective_from=FIRST)
    for kind in facts.proceeding_types.values():
        found = coverage(kind.code, FIRST, facts=facts)
        if kind.court == "CFA":
            assert found.notice is not None
            assert (found.covered, found.notice.scope) == (True, Scope.COURT)
        else:
            assert found.notice == coverage(kind.code, FIRST).notice


def test_a_notice_of_a_type_covers_it_at_every_venue() -> None:
    """Cap. 638 s. 11(b)."""
    facts = noticed(court="CFI", proceeding_types=("HCAP",), effective_from=FIRST)
    for venue in (None, "HIGH_COURT_BUILDING"):
        found = coverage("HCAP", FIRST, venue=venue, facts=facts)
        assert found.notice is not None
        assert (found.covered, found.notice.scope) == (True, Scope.TYPE)
    assert not coverage("HCMA", FIRST, facts=facts).covered


def test_a_notice_of_a_type_at_a_venue_covers_it_there_and_says_so_elsewhere() -> None:
    """Cap. 638 s. 11(c)."""
    here = {"court": "MC", "proceeding_types": ("MC_SUMMONS",), "venue": "MC_FANLING"}
    facts = noticed(**here, effective_from=date(2022, 12, 1))
    on = date(2022, 12, 15)  # before the real notice, which names no venue

    there = coverage("MC_SUMMONS", on, venue="MC_FANLING", facts=facts)
    assert there.notice is not None
    assert (there.covered, there.notice.scope) == (True, Scope.TYPE_AT_VENUE)
    for elsewhere in (None, "MC_SHATIN"):
        found = coverage("MC_SUMMONS", on, venue=elsewhere, facts=facts)
        assert (found.covered, found.use) == (False, None)
        assert found.explanation.en == "It is open only at Fanling Magistrates' Courts: A notice."
    later = coverage("MC_SUMMONS", date(2022, 12, 30), venue="MC_SHATIN", facts=facts)
    assert later.notice is not None
    assert (later.covered, later.notice.key) == (True, "MC_2022_12_30")


def test_a_notice_at_a_venue_names_its_types() -> None:
    with pytest.raises(ValueError, match="a venue for types"):
        noticed(court="MC", venue="MC_FANLING", effective_from=FIRST)


def test_the_earliest_notice_that_covers_the_day_is_cited() -> None:
    facts = noticed(court="DC", effective_from=SECOND)
    dcpi, dcmp = coverage("DCPI", SECOND, facts=facts), coverage("DCMP", SECOND, facts=facts)
    assert (dcpi.notice, dcmp.notice) == (coverage("DCPI", SECOND).notice, facts.notices[-1])


@pytest.mark.parametrize("venue", ["", "NOWHERE", "fanling"])
def test_a_venue_nobody_published_is_refused(venue: str) -> None:
    with pytest.raises(UnknownCode) as refused:
        coverage("DCPI", FIRST, venue=venue)
    assert refused.value.path == ("venue",)


def test_a_venue_of_another_court_is_refused_and_the_list_is_named() -> None:
    with pytest.raises(VenueOfAnotherCourt) as refused:
        coverage("DCPI", FIRST, venue="MC_FANLING")
    assert refused.value.sentence.en == (
        "Fanling Magistrates' Courts is no venue of the District Court."
    )
    assert "Query.venues" in refused.value.advice.en


def test_every_type_of_every_court_has_an_answer_with_its_reasons_on_every_day() -> None:
    days = {date(2020, 1, 1), date(2040, 1, 1)}
    days |= {each.begins for each in published().notices}
    days |= {each.effective_from for each in published().use_policies}
    for kind in published().proceeding_types.values():
        for on in days:
            found = coverage(kind.code, on)
            assert found.explanation.en
            assert found.explanation.tc
            assert found.covered == (found.use is not None) == (found.policy is not None)
            if found.covered:
                assert found.notice is not None
                assert found.notice.begins <= on


def test_what_is_planned_is_cited_and_covers_nothing() -> None:
    found = coverage("HCAP", FIRST)
    assert [plan.key for plan in found.plans] == ["HC_MANDATORY_2026_Q4", "HC_MORE_TYPES"]
    assert [plan.use for plan in found.plans] == [Use.MANDATORY, None]
    assert not found.covered
    assert coverage("HCA", FIRST).use is Use.FIRST_USE_DUTY
