"""The chart, and the site's page about speed, from what was measured."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from api.kernel.text import Text
from api.publish.building import mark_compared
from tests.benchmarks.report import (
    OPERATIONS,
    THREE,
    Code,
    Result,
    cell_of,
    conditions,
    figures,
    others,
    ratios,
    said,
)
from tests.benchmarks.serving import ROOT

PAGES = {code: ROOT / "site" / "pages" / code / "speed.md" for code in ("en", "tc")}
CHART = ROOT / "site" / "theme" / "assets" / "speed.svg"
GENERATED = re.compile(
    r"(<!-- (?P<name>[a-z]+): generated -->\n).*?(<!-- /(?P=name) -->)", re.DOTALL
)
WIDTH, LABEL, BAR, GAP = 720, 250, 22, 44
STYLE = """text { font: 14px system-ui, sans-serif; fill: #1c2524 }
.title { font-weight: 600 }
.peer { fill: #8fa3a0 }
.own { fill: #14595a }
@media (prefers-color-scheme: dark) {
  text { fill: #e8eeec } .peer { fill: #5f7370 } .own { fill: #7fd0c8 }
}"""


def chart(result: Result) -> str:
    """Requests a second at 16 connections, one panel an operation, as SVG text."""
    body: list[str] = []
    y = 0
    for operation in THREE:
        cells = [
            (server, title, cell["requests_per_second"])
            for server, title in result["servers"].items()
            if (cell := cell_of(result, server, operation, 16))
        ]
        if cells:
            y += GAP
            body.append(_text(0, y - 14, OPERATIONS[operation].en, "title"))
            body += _panel(cells, y)
            y += BAR * len(cells)
    title = f"Requests a second at 16 connections, {result['date']}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 8}" role="img"'
        f' aria-label="{title}">\n<title>{title}</title>\n<style>{STYLE}</style>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _panel(cells: list[tuple[str, str, float]], top: int) -> Iterable[str]:
    most = max(rate for _, _, rate in cells)
    for place, (server, title, rate) in enumerate(cells):
        y = top + place * BAR
        long = max(1, round((WIDTH - LABEL - 90) * rate / most))
        kind = "own" if server == "icms" else "peer"
        yield _text(0, y + 13, title)
        yield f'<rect class="{kind}" x="{LABEL}" y="{y}" width="{long}" height="{BAR - 5}"/>'
        yield _text(LABEL + long + 6, y + 13, f"{rate:,.0f}")


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    said_kind = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{said_kind}>{words.replace("&", "&amp;")}</text>'


def shown_chart(_result: Result, code: Code) -> str:
    """The chart as a page shows it."""
    words = Text(
        "Requests a second of each server at 16 connections; the table below has the figures.",
        "各伺服器在 16 條連線時每秒處理的請求；數字見下表。",
    )
    return f"![{said(words, code)}](../assets/{CHART.name})"


def publish(result: Result, pages: dict[str, Path] | None = None, image: Path = CHART) -> None:
    """Write the chart, and put the tables into the site's page in both authored languages."""
    image.write_text(chart(result), encoding="utf-8")
    makers: dict[str, Callable[[Result, Code], str]] = {
        "conditions": conditions,
        "chart": shown_chart,
        "ratios": ratios,
        "figures": figures,
        "others": others,
    }
    codes: tuple[Code, ...] = ("en", "tc")
    for code in codes:
        page = (pages or PAGES)[code]
        text = page.read_text(encoding="utf-8")

        def filled(match: re.Match[str], code: Code = code) -> str:
            made = makers[match["name"]](result, code)
            return f"{match[1]}\n{made}\n\n{match[3]}" if made else f"{match[1]}{match[3]}"

        page.write_text(GENERATED.sub(filled, text), encoding="utf-8")
    if pages is None:
        mark_compared([PAGES["tc"]])  # both say the same figures: they were made together
