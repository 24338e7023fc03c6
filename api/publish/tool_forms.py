"""Write the forms of the tools: plain HTML that a script brings to life.

Without JavaScript a form stays hidden and says that the page below says the same.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

from api.publish.tool_data import venues
from api.publish.tool_words import WORDS
from api.publish.words import Code, said
from api.reference.facts import ProceedingType
from api.reference.loading import Published
from api.reference.papers import CodeKind

Option = tuple[str, str]
Group = tuple[str, list[Option]]
MOST: Final = 99


def coverage_form(facts: Published, code: Code) -> str:
    """Ask whether something may be filed electronically."""
    fields = [
        _chosen("type", _word("kind_of_case", code), _cases(facts, code)),
        _venue(facts, code),
        _entered("on", "date", _word("date", code)),
        _either("represented", "who", ("yes", "lawyer"), ("no", "in_person"), code),
    ]
    return _tool("coverage", fields, code)


def receipt_form(facts: Published, code: Code) -> str:
    """Ask when something counts as received."""
    offices = [
        (key, said(office.name, code))
        for key, office in facts.offices.items()
        if facts.office_hours(key)
    ]
    kinds = [
        (closure.value, said(closure.label, code))
        for closure in facts.codes_of(CodeKind.CLOSURE_KIND)
    ]
    closure = [
        f'<p id="tool-closure-help">{_word("closure_help", code)}</p>',
        _chosen(
            "closure",
            _word("closure_kind", code),
            [("", [("", said(WORDS["no_closure"], code)), *kinds])],
            described="tool-closure-help",
        ),
        '<div data-when="closure" hidden>',
        _entered("from", "datetime-local", _word("closed_from", code)),
        _entered("until", "datetime-local", _word("closed_until", code), required=False),
        "</div>",
    ]
    fields = [
        _chosen("office", _word("office", code), [("", offices)]),
        _entered("received", "datetime-local", _word("arrives", code)),
        _fieldset(_word("closure", code), closure),
    ]
    return _tool("receipt", fields, code)


def cost_form(facts: Published, code: Code) -> str:
    """Ask what a step costs."""
    begun = {kind.commencing_fee for kind in facts.proceeding_types.values()}
    begin: list[Option] = [
        (f"begin:{kind.code}", _case(kind, code)) for kind in facts.proceeding_types.values()
    ]
    names = {fee.item: fee.name for fee in facts.fees if fee.item not in begun}
    others: list[Option] = [(f"item:{key}", said(name, code)) for key, name in names.items()]
    papers: list[Option] = [
        (f"document:{kind.code}", said(kind.name, code)) for kind in facts.document_kinds.values()
    ]
    steps = [
        (said(WORDS["begin"], code), begin),
        (said(WORDS["search"], code), others),
        (said(WORDS["lodge"], code), papers),
    ]
    many = f' min="1" max="{MOST}" value="1" inputmode="numeric"'
    fields = [
        _chosen("step", _word("step", code), steps),
        '<div data-when="item" hidden>',
        _entered("quantity", "number", _word("quantity", code), more=many),
        "</div>",
        _entered("on", "date", _word("date", code)),
        _either("means", "means", ("electronic", "electronically"), ("paper", "on_paper"), code),
    ]
    return _tool("cost", fields, code)


def _word(key: str, code: Code) -> str:
    return escape(said(WORDS[key], code))


def _tool(name: str, fields: Iterable[str], code: Code) -> str:
    inside = "\n".join(field for field in fields if field)
    return (
        f'<div class="help-tool" data-tool="{name}" data-language="{code}">\n'
        f"<noscript><p>{_word('no_script', code)}</p></noscript>\n"
        f'<form method="get" hidden>\n{inside}\n'
        f'<p><button type="submit">{_word("ask", code)}</button></p>\n</form>\n'
        f'<div class="help-tool__answer" role="status" aria-label="{_word("answer", code)}">'
        "</div>\n"
        "</div>"
    )


def _field(name: str, label: str, control: str) -> str:
    return f'<p class="field">\n<label for="tool-{name}">{label}</label>\n{control}\n</p>'


def _entered(name: str, kind: str, label: str, *, required: bool = True, more: str = "") -> str:
    needed = " required" if required else ""
    control = f'<input type="{kind}" id="tool-{name}" name="{name}"{needed}{more}>'
    return _field(name, label, control)


def _chosen(name: str, label: str, groups: Iterable[Group], described: str = "") -> str:
    about = f' aria-describedby="{described}"' if described else ""
    inside = "\n".join(_group(*group) for group in groups)
    return _field(
        name, label, f'<select id="tool-{name}" name="{name}"{about}>\n{inside}\n</select>'
    )


def _group(title: str, options: Iterable[Option]) -> str:
    inside = "\n".join(
        f'<option value="{escape(value, quote=True)}">{escape(shown)}</option>'
        for value, shown in options
    )
    if not title:
        return inside
    return f'<optgroup label="{escape(title, quote=True)}">\n{inside}\n</optgroup>'


def _fieldset(legend: str, inside: Iterable[str]) -> str:
    body = "\n".join(inside)
    return f"<fieldset>\n<legend>{legend}</legend>\n{body}\n</fieldset>"


def _either(
    name: str, legend: str, first: tuple[str, str], second: tuple[str, str], code: Code
) -> str:
    """Write two radio buttons, of which the first is set."""
    radios = [
        f'<label><input type="radio" name="{name}" value="{value}"{" checked" * (not number)}>'
        f" {_word(word, code)}</label>"
        for number, (value, word) in enumerate((first, second))
    ]
    return _fieldset(_word(legend, code), radios)


def _case(kind: ProceedingType, code: Code) -> str:
    name = said(kind.name, code)
    if not kind.prefix:
        return name
    return f"{name} ({kind.prefix})" if code == "en" else f"{name}（{kind.prefix}）"


def _cases(facts: Published, code: Code) -> list[Group]:
    return [
        (
            said(court.name, code),
            [
                (kind.code, _case(kind, code))
                for kind in facts.proceeding_types.values()
                if kind.court == court.code
            ],
        )
        for court in facts.courts.values()
    ]


def _venue(facts: Published, code: Code) -> str:
    """Ask for a venue only where a notice names one."""
    named = sorted({venue for court in facts.courts for venue in venues(facts, court)})
    if not named:
        return ""
    options = [
        ("", said(WORDS["any_venue"], code)),
        *((v, said(facts.venues[v].name, code)) for v in named),
    ]
    return _chosen("venue", _word("venue", code), [("", options)])
