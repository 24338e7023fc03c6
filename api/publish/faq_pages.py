"""Write the page of all questions, by topic: the card first, then the full answer."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from html import escape
from typing import Any, Final

import yaml

from api.kernel.text import Text
from api.publish.faqs import Faq
from api.publish.library import Library
from api.publish.words import FRAME, OWNERS, TOPICS, Code, said, written_date

PATH: Final = "faq.md"
LAW_PAGE: Final = "law.md"
TITLE: Final = Text("Questions and answers", "常見問題")
INTRODUCTION: Final = Text(
    "The short answer comes first. Quote a question's reference when you telephone.",
    "先列簡短答案，再列詳細答案。每條問題均有編號，致電查詢時可引述該編號。",
)
ERRORS: Final = Text("If you see these words", "如你看到以下字句")
WITHDRAWN: Final = Text("Withdrawn questions", "已撤回的問題")
CHANGE: Final = Text(
    "Made from the questions, each with dates of its own.", "由各條問題編成，每條各有日期。"
)
FULL: Final = re.compile(r"<!-- full (?P<id>[a-z]+-\d\d) -->(?P<html>.*?)<!-- /full -->", re.DOTALL)
"""Where the full answer of a question stands in a finished page."""
ENTRY: Final = re.compile(r"<!-- entry (?P<id>[a-z]+-\d\d) -->.*?<!-- /entry -->", re.DOTALL)
COMMENT: Final = re.compile(r"<!-- /?(?:full|entry)[^>]*-->\n?")


def faq_page(library: Library, code: Code) -> str:
    """Write the page in an authored language; empty topics are left out."""
    linked = LAW_PAGE in library.pages["en"]
    parts = [_front(library, code), f"# {said(TITLE, code)} {{ #faq }}"]
    parts += [f"{said(INTRODUCTION, code)}\n{{ .answer }}", _topic_list(library, code)]
    for topic, title in TOPICS.items():
        faqs = [faq for faq in library.asked if faq.meta.topic == topic]
        if faqs:
            parts.append(f"## {said(title, code)} {{ #topic-{topic} }}")
            parts += [entry(faq, code, linked=linked) for faq in faqs]
    if any(faq.meta.error_text for faq in library.asked):
        parts += [f"## {said(ERRORS, code)} {{ #errors }}", errors_list(library, code)]
    withdrawn = [faq for faq in library.faqs if faq.meta.withdrawn]
    if withdrawn:
        parts.append(f"## {said(WITHDRAWN, code)} {{ #withdrawn }}")
        parts += [entry(faq, code, linked=linked) for faq in withdrawn]
    return "\n\n".join(parts) + "\n"


def _front(library: Library, code: Code) -> str:
    faqs = library.asked
    reviewed = max((faq.meta.reviewed for faq in faqs), default=date(2026, 11, 22))
    soonest = min((f.meta.review_by for f in faqs), default=reviewed + timedelta(days=180))
    meta: dict[str, Any] = {
        "id": "faq",
        "title": said(TITLE, code),
        "description": said(INTRODUCTION, code),
        "audience": ["public", "litigant", "lawyer", "staff"],
        "applies_to": ["all"],
        "owner": "Help Centre",
        "reviewed": reviewed,
        "review_by": max(soonest, reviewed + timedelta(days=1)),
        "change_note": said(CHANGE, code),
    }
    return f"---\n{yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)}---"


def _topic_list(library: Library, code: Code) -> str:
    topics = {faq.meta.topic for faq in library.asked}
    return "\n".join(
        f"- [{said(title, code)}](#topic-{topic})"
        for topic, title in TOPICS.items()
        if topic in topics
    )


def entry(faq: Faq, code: Code, *, linked: bool) -> str:
    """Write one question: heading, card, full answer, and what it rests on."""
    spoken = faq.meta.en if code == "en" else faq.meta.tc
    full = faq.bodies["en" if code == "en" else "tc"]
    return (
        f"### {spoken.question} {{ #{faq.meta.id} }}\n\n"
        f"<!-- entry {faq.meta.id} -->\n\n{spoken.card}\n{{ .card }}\n\n"
        f"<!-- full {faq.meta.id} -->\n\n{full}\n\n<!-- /full -->\n\n"
        f"{about_line(faq, code, linked=linked)}\n<!-- /entry -->"
    )


def about_line(faq: Faq, code: Code, *, linked: bool) -> str:
    """Say the reference, scope, law and dates of a question; law is ``linked`` to its register."""
    meta = faq.meta
    pieces = [f"{said(FRAME['reference'], code)} **{meta.id.upper()}**"]
    pieces += withdrawal(faq, code)
    pieces.append(f"{said(FRAME['applies'], code)} {cases(meta.kinds_of_case, code)}")
    if meta.law:
        form = "[{{{{ law.cite {0} }}}}]({1}#law-{0})" if linked else "{{{{ law.cite {0} }}}}"
        cited = "; ".join(form.format(key, LAW_PAGE) for key in meta.law)
        pieces.append(f"{said(FRAME['law'], code)} {cited}")
    held = holding(meta.effective_from, meta.effective_to, code)
    if held:
        pieces.append(held)
    pieces.append(f"{said(FRAME['reviewed'], code)} {written_date(meta.reviewed, code)}")
    pieces.append(f"{said(FRAME['review_by'], code)} {written_date(meta.review_by, code)}")
    pieces.append(f"{said(FRAME['owner'], code)} {said(OWNERS[meta.owner], code)}")
    link = f'<a href="../../q/{meta.id}/">/q/{meta.id}/</a>'
    pieces.append(f"{said(FRAME['short_link'], code)} {link}")
    return " · ".join(pieces) + "\n{ .faq-about }\n"


def withdrawal(faq: Faq, code: Code) -> list[str]:
    """Say when and why a question was withdrawn, and which others answer now."""
    meta = faq.meta
    if meta.withdrawn is None:
        return []
    because = (meta.en if code == "en" else meta.tc).because or ""
    day = written_date(meta.withdrawn, code)
    see = ", ".join(f'<a href="../../q/{one}/">{one.upper()}</a>' for one in meta.see)
    said_see = [f"{said(FRAME['see'], code)} {see}"] if see else []
    return [f"{said(FRAME['withdrawn'], code)} {day}: {because}", *said_see]


def cases(kinds: Iterable[str], code: Code) -> str:
    """Name the kinds of case something applies to."""
    return ", ".join(kinds) or said(FRAME["everything"], code)


def holding(first: date | None, last: date | None, code: Code) -> str:
    """Say from which to which day an answer holds; nothing where it has no bounds."""
    bounds = [
        f"{said(FRAME[word], code)} {written_date(day, code)}"
        if code == "en"
        else f"{said(FRAME[word], code)}{written_date(day, code)}"
        for word, day in (("since", first), ("until", last))
        if day
    ]
    between = " " if code == "en" else ""
    return f"{said(FRAME['in_force'], code)} {between.join(bounds)}" if bounds else ""


def errors_list(library: Library, code: Code) -> str:
    """List the exact words of refusals, each with the question that answers it."""
    lines = [
        f'- <span lang="en">{escape(faq.meta.error_text)}</span>: '
        f"[{_asked_in(library, faq, code)}]({PATH}#{faq.meta.id})"
        for faq in library.asked
        if faq.meta.error_text
    ]
    return "\n".join(lines)


def _asked_in(library: Library, faq: Faq, code: Code) -> str:
    if code == "en":
        return faq.meta.en.question
    return library.converted(faq.meta.tc.question) if code == "sc" else faq.meta.tc.question


def full_answers(html: str) -> dict[str, str]:
    """Cut the full answers out of the finished page, by id."""
    return {match["id"]: match["html"].strip() for match in FULL.finditer(html)}


def without_entries(html: str) -> str:
    """Leave out the questions: what the page itself says."""
    return ENTRY.sub("", html)


def without_comments(html: str) -> str:
    """Take out the marks by which the answers were found."""
    return COMMENT.sub("", html)
