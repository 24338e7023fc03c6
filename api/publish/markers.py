"""Put facts where a page asks for them: ``{{ fee.table }}``, ``{{ fee.ordinary SOME_ITEM }}``.

A page never repeats a fact in its own words. A marker that names no known fact stops the build.
"""

import re
from collections.abc import Callable
from typing import Final

from api.publish import code_facts, contact_facts, coverage_facts, fee_facts, filing_facts
from api.publish.sources import MARKER, PageProblem
from api.publish.words import Code
from api.reference.loading import Published

SECTIONS: Final[dict[str, Callable[[Published, Code], str]]] = {
    "codes.all": code_facts.code_sections,
    "concession.table": fee_facts.concession_table,
    "contact.table": contact_facts.contact_table,
    "fee.due": filing_facts.fee_timing,
    "fee.table": fee_facts.fee_table,
    "file.policy": filing_facts.file_policy,
    "hours.closing": coverage_facts.receipt_rule,
    "hours.table": coverage_facts.hours_table,
    "marks.legend": code_facts.mark_legend,
    "marks.table": code_facts.mark_table,
    "notice.plans": coverage_facts.plan_table,
    "notice.table": coverage_facts.notice_table,
    "payment.means": fee_facts.payment_means,
    "reasons.table": code_facts.reason_table,
    "receipt.examples": filing_facts.receipt_examples,
    "rounding.rule": fee_facts.rounding_rule,
    "use.table": coverage_facts.use_table,
}
PHRASES: Final[dict[str, Callable[[Published, Code, str], str]]] = {
    "contact.number": contact_facts.contact_number,
    "documents.required": filing_facts.required_documents,
    "fee.electronic": fee_facts.electronic_amount,
    "fee.ordinary": fee_facts.ordinary_amount,
    "hours.office": coverage_facts.office_hours,
    "notice.first_day": coverage_facts.notice_day,
}


def filled(markdown: str, facts: Published, code: Code) -> str:
    """Replace every marker of a page. Refuses: PageProblem naming the marker that is not known."""

    def fact(match: re.Match[str]) -> str:
        name, about = match["name"], match["about"]
        try:
            if about is None:
                return SECTIONS[name](facts, code)
            return PHRASES[name](facts, code, about)
        except LookupError as unknown:
            message = f"{match[0]}: no such fact ({unknown})"
            raise PageProblem(message) from unknown

    text = MARKER.sub(fact, markdown)
    if "{{" in text:
        message = f"a marker is malformed: {text[text.index('{{') :][:60]}"
        raise PageProblem(message)
    return text
