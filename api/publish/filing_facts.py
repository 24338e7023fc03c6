"""Write what a filing must be, when its fee is due, and when it counts as received.

The worked examples are decided by the rule the API itself applies, and told in its own sentences.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from html import escape
from typing import Final

from api.courts.rules import ClosureSpan, calendar_for, deemed_received
from api.courts.states import ClosureKind
from api.kernel.clock import instant_of
from api.kernel.text import Text
from api.publish.tables import SOURCE, Row, mark, sourced, table
from api.publish.words import Code, said
from api.reference.loading import Published

OFFICE: Final = "DC_REGISTRY"
STORM: Final = date(2022, 7, 5)  # an invented closure on an ordinary Tuesday, for the example


def _closed(until: time | None) -> ClosureSpan:
    end = None if until is None else instant_of(STORM, until)
    return ClosureSpan("example", ClosureKind.GALE_WARNING, instant_of(STORM, time(9)), end)


@dataclass(frozen=True, slots=True)
class Example:
    """An instant at which something is sent, and the closure (if any) in which it falls."""

    title: Text
    sent: datetime
    closure: ClosureSpan | None = None


EXAMPLES: Final = (
    Example(Text("In opening hours", "辦公時間內"), instant_of(date(2022, 5, 10), time(10))),
    Example(Text("At lunch time", "午膳時間"), instant_of(date(2022, 5, 10), time(13, 30))),
    Example(Text("On a Friday evening", "星期五傍晚"), instant_of(date(2022, 5, 13), time(18, 5))),
    Example(
        Text("Before a general holiday", "公眾假期前夕"), instant_of(date(2022, 5, 6), time(18, 5))
    ),
    Example(
        Text("In a typhoon that passes the same day", "颱風於同日過去"),
        instant_of(STORM, time(10)),
        _closed(time(15, 10)),
    ),
    Example(
        Text("In a typhoon that has not passed yet", "颱風尚未過去"),
        instant_of(STORM, time(10)),
        _closed(None),
    ),
)


def receipt_examples(facts: Published, code: Code) -> str:
    """Tell for each example when it counts as received, and why."""
    rows: list[Row] = []
    for example in EXAMPLES:
        closures = () if example.closure is None else (example.closure,)
        deemed = deemed_received(example.sent, calendar_for(facts, OFFICE, closures))
        sentence = escape(said(deemed.explanation, code))
        rows.append(Row((escape(said(example.title, code)), sentence)))
    titles = (Text("Sent", "送出"), Text("When it counts as received", "何時視為收到"))
    caption = said(Text("Worked examples", "計算例子"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def required_documents(facts: Published, code: Code, proceeding_type: str) -> str:
    """List what is expected when a case is begun. Refuses: LookupError where nothing is listed."""
    rows = [row for row in facts.required_documents if row.proceeding_type == proceeding_type]
    if not rows:
        message = f"nothing is listed for {proceeding_type}"
        raise LookupError(message)
    titles = (Text("Document", "文件"), Text("Why", "原因"), SOURCE)
    lines = [
        Row(
            (
                escape(said(facts.document_kinds[row.document_kind].name, code)),
                escape(said(row.explanation, code)),
                sourced(facts, row.source, row.confidence, code),
            )
        )
        for row in sorted(rows, key=lambda row: (row.severity.value != "BLOCK", row.document_kind))
    ]
    caption = said(Text("Documents to begin with", "展開案件的文件"), code)
    return table(caption, [said(title, code) for title in titles], lines)


def file_policy(facts: Published, code: Code) -> str:
    """Say what a file must be, by the newest policy."""
    policy = facts.file_policies[-1]
    return f"{said(policy.explanation, code)} {mark(facts, policy.confidence, code)}"


def fee_timing(facts: Published, code: Code) -> str:
    """Say when the fee is due, by the newest rule."""
    timing = facts.fee_timings[-1]
    return f"{said(timing.explanation, code)} {mark(facts, timing.confidence, code)}"
