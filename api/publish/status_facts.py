"""Write when the service runs and when it did not; say so where no interruption is recorded."""

from datetime import datetime
from html import escape
from typing import Final

from api.kernel.clock import in_hong_kong
from api.kernel.text import Text
from api.publish.fee_facts import period
from api.publish.tables import SOURCE, Row, sourced, stacked, table
from api.publish.words import Code, said, written_date, written_time
from api.reference.law import Outage
from api.reference.loading import Published
from api.reference.marks import end_of

NONE_RECORDED: Final = Text(
    "No interruption is recorded. When one is, it stays on this page.",
    "沒有服務中斷的紀錄。日後如有中斷，紀錄會保留在本頁。",
)
NOT_ENDED: Final = Text("the end is not recorded yet", "尚未記錄結束時間")


def service_table(facts: Published, code: Code) -> str:
    """List the hours that were announced for the Judiciary's own system."""
    titles = (Text("In force", "適用期間"), Text("Hours", "服務時間"), SOURCE)
    rows = [
        Row(
            (
                period(each.effective_from, end_of(each, facts.service_hours), code, each.dating),
                escape(said(each.hours, code)),
                sourced(facts, each.source, each.confidence, code),
            )
        )
        for each in facts.service_hours
    ]
    caption = said(Text("Hours of the Judiciary's system", "司法機構系統的服務時間"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def outage_table(facts: Published, code: Code) -> str:
    """List every recorded interruption: when, what failed, what to do."""
    if not facts.outages:
        return said(NONE_RECORDED, code)
    titles = (
        Text("From and to, Hong Kong time", "起訖（香港時間）"),
        Text("What did not work", "受影響的服務"),
        Text("What to do", "怎樣做"),
        SOURCE,
    )
    rows = [
        Row(
            (
                stacked(_instant(each.began, code), _end(each, code)),
                escape(said(each.what, code)),
                escape(said(each.what_to_do, code)),
                sourced(facts, each.source, each.confidence, code),
            ),
            anchor=f"outage-{each.key.lower().replace('_', '-')}",
        )
        for each in reversed(facts.outages)
    ]
    caption = said(Text("Interruptions", "服務中斷紀錄"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def _instant(moment: datetime, code: Code) -> str:
    here = in_hong_kong(moment)
    day, hour = written_date(here.date(), code), written_time(here.time(), code)
    return f"{day}, {hour}" if code == "en" else f"{day}{hour}"


def _end(each: Outage, code: Code) -> str:
    return _instant(each.ended, code) if each.ended else said(NOT_ENDED, code)
