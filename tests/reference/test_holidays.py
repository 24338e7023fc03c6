"""The frozen list of general holidays is the library's, day by day and name by name."""

import holidays
import pytest

from api.reference.loading import published


@pytest.mark.parametrize("year", published().holiday_years, ids=lambda y: str(y.year))
@pytest.mark.parametrize(("language", "field"), [("en_HK", "en"), ("zh_HK", "tc")])
def test_the_list_of_a_year_is_the_library_s(year, language: str, field: str) -> None:
    theirs = holidays.HK(years=year.year, categories=("optional",), language=language)
    ours = {holiday.on: getattr(holiday.name, field) for holiday in year.holidays}
    assert ours == dict(theirs)


def test_the_years_from_2022_to_2027_are_known() -> None:
    assert [y.year for y in published().holiday_years] == list(range(2022, 2028))


def test_no_listed_holiday_is_a_sunday() -> None:
    days = [h.on for y in published().holiday_years for h in y.holidays]
    assert [day for day in days if day.isoweekday() == 7] == []
