"""Which types of proceeding may be filed electronically, from when, and how far they must."""

from datetime import date

import pytest

from api.courts.rules import NotCovered, coverage, require_covered
from api.kernel.refusals import UnknownCode
from api.reference.facts import Use
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
