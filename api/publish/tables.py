"""Write tables and marks as HTML that a keyboard, a screen reader and a phone can use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from api.kernel.text import Text
from api.publish.words import Code, said
from api.reference.loading import Published
from api.reference.marks import Confidence
from api.reference.papers import CodeKind

SOURCE = Text("Source and mark", "來源及標示")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the header cell first, then the others, all of it HTML; ``anchor`` is its id."""

    cells: Sequence[str]
    anchor: str | None = None


def table(caption: str, headers: Sequence[str], rows: Iterable[Row]) -> str:
    """Write a table in a named region that takes focus, so that it can be scrolled by keyboard.

    White space stays between the cells: text cut out of the page must not glue them together. On a
    phone the cells stand under each other, each with its column's name; the roles keep the table a
    table for a screen reader there.
    """
    name = escape(caption, quote=True)
    head = "\n".join(
        f'<th scope="col" role="columnheader">{escape(header)}</th>' for header in headers
    )
    body = "\n".join(_row(row, headers) for row in rows)
    return (
        f'<div class="help-table" role="region" tabindex="0" aria-label="{name}">\n'
        f'<table class="facts" role="table">\n<caption>{name}</caption>\n'
        f'<thead role="rowgroup">\n<tr role="row">\n{head}\n</tr>\n</thead>\n'
        f'<tbody role="rowgroup">\n{body}\n</tbody>\n</table>\n</div>'
    )


def _row(row: Row, headers: Sequence[str]) -> str:
    first, *others = row.cells
    anchor = f' id="{row.anchor}"' if row.anchor else ""
    cells = "\n".join(
        f'<td role="cell" data-column="{escape(header, quote=True)}">{cell}</td>'
        for header, cell in zip(headers[1:], others, strict=True)
    )
    return f'<tr role="row"{anchor}>\n<th scope="row" role="rowheader">{first}</th>\n{cells}\n</tr>'


def stacked(first: str, *others: str) -> str:
    """Put HTML phrases under each other in one cell; the first is what the row is about."""
    return "".join([first, *(f'\n<span class="detail">{other}</span>' for other in others)])


def mark(facts: Published, confidence: Confidence, code: Code) -> str:
    """Write a mark of confidence as its word; the border style only repeats it."""
    label = facts.codes[CodeKind.CONFIDENCE, confidence.value].label
    word = escape(said(label, code))
    return f'<span class="mark mark--{confidence.value.lower()}">{word}</span>'


def sourced(facts: Published, source: str, confidence: Confidence, code: Code) -> str:
    """Write where a fact was read (sources are named in English) and how sure it is."""
    language = "" if code == "en" else ' lang="en"'
    named = f'<span class="source"{language}>{escape(source)}</span>'
    return f"{mark(facts, confidence, code)} {named}"
