"""Put facts where a page asks for them: ``{{ fee.table }}``, ``{{ fee.ordinary SOME_ITEM }}``.

A page never repeats a fact in its own words. A marker that names no known fact stops the build.
"""

import re
from collections.abc import Callable
from typing import Final

from api.publish import (
    calendar_facts,
    charts,
    code_facts,
    contact_facts,
    coverage_facts,
    examples,
    fee_facts,
    filing_facts,
    law_facts,
    limit_facts,
    machines,
    media_facts,
    refusal_facts,
    schema_reference,
    state_charts,
    status_facts,
    task_facts,
    tool_forms,
)
from api.publish.faq_pages import errors_list
from api.publish.glossary import glossary_table
from api.publish.library import Library
from api.publish.notices import newest_list, whole_list
from api.publish.sources import MARKER, PageProblem
from api.publish.words import Code
from api.reference.loading import Published

SECTIONS: Final[dict[str, Callable[[Published, Code], str]]] = {
    **media_facts.SECTIONS,
    "account.rest": task_facts.sign_in_rest,
    "account.session": task_facts.session_length,
    "file.download_link": task_facts.download_link,
    "file.table": task_facts.file_table,
    "file.upload_link": task_facts.upload_link,
    "natures.table": task_facts.natures,
    "payment.connected": task_facts.connected_means,
    "receipt.friday": task_facts.friday_example,
    "types.begun": task_facts.begun_types,
    "chart.filing_states": state_charts.filing_states,
    "chart.hours": charts.week,
    "chart.machines": machines.machine_sections,
    "chart.payment_states": state_charts.payment_states,
    "chart.review_states": state_charts.review_states,
    "chart.rollout": charts.rollout,
    "codes.all": code_facts.code_sections,
    "concession.table": fee_facts.concession_table,
    "contact.table": contact_facts.contact_table,
    "errors.check": refusal_facts.finding_table,
    "errors.refusals": refusal_facts.refusal_sections,
    "fee.due": filing_facts.fee_timing,
    "fee.table": fee_facts.fee_table,
    "file.policy": filing_facts.file_policy,
    "hours.closing": coverage_facts.receipt_rule,
    "holidays.table": calendar_facts.holiday_table,
    "hours.table": coverage_facts.hours_table,
    "limit.table": limit_facts.limit_table,
    "law.checked": law_facts.checked_day,
    "law.table": law_facts.law_table,
    "marks.legend": code_facts.mark_legend,
    "marks.table": code_facts.mark_table,
    "notice.plans": coverage_facts.plan_table,
    "notice.table": coverage_facts.notice_table,
    "outage.table": status_facts.outage_table,
    "payment.means": fee_facts.payment_means,
    "reasons.table": code_facts.reason_table,
    "receipt.examples": filing_facts.receipt_examples,
    "rounding.rule": fee_facts.rounding_rule,
    "service.hours": status_facts.service_table,
    "tool.cost": tool_forms.cost_form,
    "tool.coverage": tool_forms.coverage_form,
    "tool.receipt": tool_forms.receipt_form,
    "use.table": coverage_facts.use_table,
    "venue.table": coverage_facts.venue_table,
}
PHRASES: Final[dict[str, Callable[[Published, Code, str], str]]] = {
    **law_facts.PHRASES,
    **media_facts.PHRASES,
    "chart.states": machines.machine_chart,
    "documents.kinds": task_facts.document_kinds,
    "limits.court": task_facts.court_limit,
    "limits.time": task_facts.time_limits,
    "marks.word": task_facts.mark_word,
    "stages.table": task_facts.stages,
    "statuses.table": task_facts.statuses,
    "contact.number": contact_facts.contact_number,
    "documents.required": filing_facts.required_documents,
    "fee.electronic": fee_facts.electronic_amount,
    "fee.ordinary": fee_facts.ordinary_amount,
    "hours.office": coverage_facts.office_hours,
    "limit.value": limit_facts.limit,
    "notice.first_day": coverage_facts.notice_day,
    "operation.asked": examples.asked,
    "schema.reference": schema_reference.reference,
    "schema.count": schema_reference.type_count,
}

FROM_SITE: Final[dict[str, Callable[[Library, Code], str]]] = {
    "faq.errors": errors_list,
    "glossary.table": lambda library, code: glossary_table(library.terms, code),
    "notices.list": whole_list,
    "notices.newest": newest_list,
}
"""What is made from the site's own sources; its Markdown links start at the language's root."""


def filled(markdown: str, facts: Published, code: Code, library: Library | None = None) -> str:
    """Replace every marker of a page. Refuses: PageProblem naming the marker that is not known."""

    def fact(match: re.Match[str]) -> str:
        name, about = match["name"], match["about"]
        try:
            if library and about is None and name in FROM_SITE:
                return FROM_SITE[name](library, code)
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
