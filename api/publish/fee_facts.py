"""Write what a step costs: every dated amount, the concessions, the rounding, the means to pay."""

from datetime import date, timedelta
from html import escape

from api.fees.rules import FeeRequest, assess
from api.kernel.money import Money
from api.kernel.text import Text
from api.publish.tables import SOURCE, Row, sourced, stacked, table
from api.publish.words import Code, said, written_date
from api.reference.facts import Concession, FeeItem
from api.reference.loading import Published
from api.reference.marks import Confidence, end_of

STEP = Text("Step", "步驟")
PAPER = Text("On paper", "紙本")
ELECTRONIC = Text("Electronically", "電子方式")
COURTS = Text("Courts", "法院")
FIRST_DAY = Text("First day", "首日")
LAST_DAY = Text("Last day", "最後一日")
RATE = Text("{rate} of the ordinary fee", "一般費用的{rate}")
FIRST_DAY_UNSURE = Text(" (first day not confirmed)", "（首日未經核實）")
NO_REDUCTION = Text("no reduction", "不獲減收")


def electronic_fee(facts: Published, fee: FeeItem) -> tuple[Money, Concession] | None:
    """Reduce a fee by the first concession of its court that meets its time in force, if any."""
    if not fee.concession_applies:
        return None
    end = end_of(fee, [other for other in facts.fees if other.item == fee.item])
    for concession in facts.concessions:
        met = concession.until > fee.effective_from and (
            end is None or concession.effective_from < end
        )
        if fee.court in concession.courts and met:
            day = max(concession.effective_from, fee.effective_from)
            (line,) = assess([FeeRequest(fee.item)], day, facts=facts).lines
            return line.charged, concession
    return None


def period(
    first: date, until: date | None, code: Code, dating: Confidence = Confidence.CONFIRMED
) -> str:
    """Say from when, and to which last day, something holds, and where the first day is a guess."""
    start = written_date(first, code)
    if dating is not Confidence.CONFIRMED:
        start += said(FIRST_DAY_UNSURE, code)
    if until is None:
        return f"from {start}" if code == "en" else f"{start}起"
    end = written_date(until - timedelta(days=1), code)
    return f"{start} to {end}" if code == "en" else f"{start}至{end}"


def fee_table(facts: Published, code: Code) -> str:
    """List every fee with its paper amount, electronic amount, dates, authority and source."""
    headers = [said(text, code) for text in (STEP, PAPER, ELECTRONIC, SOURCE)]
    caption = said(Text("Fees in Hong Kong dollars", "費用（港元）"), code)
    return table(caption, headers, [_fee_row(facts, fee, code) for fee in facts.fees])


def _fee_row(facts: Published, fee: FeeItem, code: Code) -> Row:
    dates = period(
        fee.effective_from,
        end_of(fee, [other for other in facts.fees if other.item == fee.item]),
        code,
        fee.dating,
    )
    cells = (
        stacked(escape(said(fee.name, code)), _in_english(fee.authority), dates),
        str(fee.amount),
        _electronic_cell(facts, fee, code),
        sourced(facts, fee.source, fee.confidence, code),
    )
    newest = max(f.effective_from for f in facts.fees if f.item == fee.item)
    slug = fee.item.lower().replace("_", "-")
    dated = "" if fee.effective_from == newest else f"-{fee.effective_from:%Y%m%d}"
    return Row(cells, anchor=f"fee-{slug}{dated}")


def _electronic_cell(facts: Published, fee: FeeItem, code: Code) -> str:
    reduced = electronic_fee(facts, fee)
    if reduced is None:
        return said(NO_REDUCTION, code)
    charged, concession = reduced
    return stacked(str(charged), period(concession.effective_from, concession.until, code))


def _in_english(authority: str) -> str:
    return f'<span lang="en">{escape(authority)}</span>'


def concession_table(facts: Published, code: Code) -> str:
    """List the concessions with their first and last days."""
    headers = [said(t, code) for t in (COURTS, FIRST_DAY, LAST_DAY, SOURCE)]
    rows: list[Row] = []
    for concession in facts.concessions:
        courts = "<br>".join(escape(said(facts.courts[c].name, code)) for c in concession.courts)
        share = said(RATE, code).format(rate=f"{concession.rate * 100:.0f}%")
        cells = (
            stacked(courts, share, _in_english(concession.authority)),
            written_date(concession.effective_from, code),
            written_date(concession.until - timedelta(days=1), code),
            sourced(facts, concession.source, concession.confidence, code),
        )
        rows.append(Row(cells, anchor=f"concession-{concession.courts[0].lower()}"))
    return table(said(Text("Concessions", "優惠期"), code), headers, rows)


def rounding_rule(facts: Published, code: Code) -> str:
    """Say how an electronic fee is rounded, oldest rule first."""
    said_rules = [
        f"{said(rule.explanation, code)} " + sourced(facts, rule.source, rule.confidence, code)
        for rule in facts.roundings
    ]
    return "\n\n".join(said_rules)


def payment_means(facts: Published, code: Code) -> str:
    """List the means of payment; says so where a ceiling is not known."""
    unknown = said(Text("not published where we could read it", "未能查閱公布資料"), code)
    rows = [
        Row(
            (
                escape(said(means.name, code)),
                escape(said(means.explanation, code)),
                unknown if means.ceiling is None else str(means.ceiling),
                sourced(facts, means.source, means.confidence, code),
            )
        )
        for means in facts.payment_means.values()
    ]
    titles = (
        Text("Means", "付款方式"),
        Text("Explanation", "說明"),
        Text("Ceiling", "上限"),
        SOURCE,
    )
    caption = said(Text("Means of payment", "付款方式"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def newest_fee(facts: Published, item: str) -> FeeItem:
    """Find the fee of an item that began last. Refuses: LookupError for an unknown item."""
    versions = [fee for fee in facts.fees if fee.item == item]
    if not versions:
        message = f"no fee {item} is published"
        raise LookupError(message)
    return versions[-1]


def ordinary_amount(facts: Published, _code: Code, item: str) -> str:
    """Write the ordinary fee of an item."""
    return str(newest_fee(facts, item).amount)


def electronic_amount(facts: Published, _code: Code, item: str) -> str:
    """Write the reduced fee of an item. Refuses: LookupError where no concession reduces it."""
    reduced = electronic_fee(facts, newest_fee(facts, item))
    if reduced is None:
        message = f"no concession reduces {item}"
        raise LookupError(message)
    return str(reduced[0])
