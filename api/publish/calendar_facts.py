"""Write the general holidays that the time of receipt is reckoned by."""

from html import escape

from api.kernel.clock import weekday_of
from api.kernel.text import Text
from api.publish.tables import SOURCE, Row, sourced, stacked, table
from api.publish.words import Code, said, written_date
from api.reference.facts import GeneralHoliday
from api.reference.loading import Published


def holiday_table(facts: Published, code: Code) -> str:
    """List the general holidays of each known year, Sundays apart."""
    titles = (Text("Year", "年份"), Text("General holidays", "公眾假期"), SOURCE)
    rows = [
        Row(
            (
                str(year.year),
                stacked("", *(_holiday(holiday, code) for holiday in year.holidays)),
                sourced(facts, year.source, year.confidence, code),
            ),
            anchor=f"holidays-{year.year}",
        )
        for year in facts.holiday_years
    ]
    caption = said(Text("General holidays by year", "按年份列出的公眾假期"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def _holiday(holiday: GeneralHoliday, code: Code) -> str:
    day, name = written_date(holiday.on, code), escape(said(holiday.name, code))
    if code == "en":
        return f"{weekday_of(holiday.on).en.removeprefix('a ')} {day}: {name}"
    return f"{day}（{said(weekday_of(holiday.on), code)}）：{name}"
