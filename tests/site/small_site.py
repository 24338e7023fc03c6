"""A small invented site: one page, one notice, one question, two terms, all of it sound."""

from collections.abc import Callable
from pathlib import Path

from api.publish.ids import lock
from api.publish.library import Library, read_library
from api.publish.problems import ids_of, problems_in
from api.publish.translations import mark_translated
from api.reference.loading import published

PAGE = """---
id: {id}
title: {title}
description: {title}.
audience: [public]
applies_to: [DCPI]
owner: Help Centre
reviewed: 2026-11-22
review_by: 2027-05-01
change_note: {title}.
law: [cap-638]
{more}---
# {title} {{ #{id} }}

{answer}
{{ .answer }}

## {second} {{ #steps }}

{body}
"""
QUESTION = """---
id: pay-01
topic: pay
audience: [public, lawyer]
applies_to: [DCPI, DCTC]
owner: Accounts Office
reviewed: 2026-11-22
review_by: 2027-05-01
law: [cap-638]
error_text: "PAYMENT_FAILED"
en: {question: "How do I pay?", card: "Pay {{ fee.electronic DC_COMMENCE_ACTION }} by card."}
tc: {question: "如何繳費？", card: "以信用卡繳付{{ fee.electronic DC_COMMENCE_ACTION }}。"}
---
<!-- en -->
Pay within 3 days. See [the page](page.md#steps).
<!-- tc -->
請於3天內繳費。見[網頁](page.md#steps)。
"""
TERMS = """
[[term]]
en = "search"
tc = "搜尋"
sc = "搜索"
definition_en = "To look for something."
definition_tc = "尋找某事物。"

[[term]]
en = "leave of court"
tc = "法院許可"
definition_en = "The court's permission."
definition_tc = "法院的許可。"
"""
NOTICE = "kind: notice\nnotice_kind: fee\npublished: 2026-11-20\n"


def sound_site(folder: Path) -> Path:
    """Write the site below a folder, its translations compared and its ids locked."""
    site = folder / "site"
    for path, text in {
        "pages/en/page.md": _page("page", "A page", "Do it.", "Steps", "Take 2 steps."),
        "pages/tc/page.md": _page("page", "網頁", "照做。", "步驟", "共有2個步驟，可以搜尋。"),
        "pages/en/notices/one.md": _page("one", "Fees", "They end.", "What", "Now 3.", NOTICE),
        "pages/tc/notices/one.md": _page("one", "費用", "完結。", "甚麼", "現為3。", NOTICE),
        "faq/pay-01.md": QUESTION,
        "glossary.toml": TERMS,
    }.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, "utf-8")
    library = read(site)
    mark_translated(library)
    lock(site, ids_of(library))
    return site


def _page(name: str, title: str, answer: str, second: str, body: str, more: str = "") -> str:
    words = {"id": name, "title": title, "answer": answer, "second": second, "body": body}
    return PAGE.format(**words, more=more)


def read(site: Path) -> Library:
    """Read the site with the facts this program ships with."""
    return read_library(site, published())


def problems(site: Path) -> list[str]:
    """Say what is wrong with the site."""
    return problems_in(read(site))


def changed(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Make a harm: one text of a file replaced by another, wherever it stands."""

    def harm(site: Path) -> None:
        text = (site / path).read_text("utf-8")
        assert old in text
        (site / path).write_text(text.replace(old, new), "utf-8")

    return harm


def added(path: str, line: str) -> Callable[[Path], None]:
    """Make a harm: one line more at the end of a file."""

    def harm(site: Path) -> None:
        with (site / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")

    return harm
