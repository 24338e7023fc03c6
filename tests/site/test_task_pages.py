"""The task pages: one shape, the rules in force, and nobody far from what must be done by when."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import PurePosixPath

import pytest

from api.accounts.rules import SESSION_LENGTH
from api.documents.ports import DOWNLOAD_LINK_LENGTH, UPLOAD_LINK_LENGTH
from api.kernel.actors import ADMINISTRATORS, FILERS, AccountKind
from api.kernel.text import Text
from api.payments.rules import CONNECTED
from api.publish.building import ROOT
from api.publish.frame import plain
from api.publish.markers import filled
from api.publish.sources import PageProblem, Source, read_sources
from api.publish.task_facts import document_kinds, spoken, stages, statuses, time_limits
from api.publish.words import Code
from api.reference.loading import published
from api.reference.papers import CodeKind

TASKS = (
    *("start.md", "start/kiosks.md", "file.md", "file/new-case.md", "file/later-document.md"),
    *("file/signing.md", "file/formats.md", "file/time.md", "file/problems.md", "file/paper.md"),
    *("pay.md", "pay/receipts.md", "pay/refunds.md", "pay/deposit-account.md", "inspect.md"),
    *("account.md", "after.md", "service.md", "dcpi.md", "dctc.md"),
)
PARTS = {"before", "next", "problems", "law"}
CASES = {"dcpi.md", "dctc.md"}
LINK = re.compile(r"\]\((?P<to>[^)\s]+\.md)(?:#(?P<anchor>[a-z0-9-]+))?\)")
HEADED = re.compile(r"^#{1,6} .*\{ #(?P<id>[a-z0-9-]+) \}$", re.MULTILINE)
LANGUAGES: tuple[Code, ...] = ("en", "tc")


@cache
def sources(code: Code) -> dict[str, Source]:
    """Read the authored pages of a language."""
    return read_sources(ROOT / "site" / "pages", code)


def links(path: str, body: str) -> Iterator[tuple[str, str | None]]:
    """List where a page leads: a path from the language's root, and an anchor."""
    folder = PurePosixPath(path).parent
    for match in LINK.finditer(body):
        parts: list[str] = []
        for part in (folder / match["to"]).parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        yield "/".join(parts), match["anchor"]


def section(body: str, anchor: str) -> str:
    """Cut one section out of a page: from its heading to the next."""
    start = body.index(f"{{ #{anchor} }}")
    after = re.search(r"^## ", body[start:], re.MULTILINE)
    return body[start : start + after.start()] if after else body[start:]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", TASKS)
def test_a_task_page_answers_first_and_has_the_parts_that_a_reader_looks_for(
    code: Code, path: str
) -> None:
    body = sources(code)[path].body

    headings = [match["id"] for match in HEADED.finditer(body)]
    assert body.index("{ .answer }") < body.index("\n## ")
    assert PARTS - set(headings) <= ({"before"} if path in CASES else set())
    assert [h for h in headings if h in {"before", "next", "law"}] in (
        ["before", "next", "law"],
        ["next", "law"],
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_someone_sued_for_tax_is_two_clicks_from_the_days_that_the_law_gives(code: Code) -> None:
    pages = sources(code)

    assert ("dctc.md", "answer") in list(links("index.md", pages["index.md"].body))
    answer = section(pages["dctc.md"].body, "answer")
    assert "{{ limits.time DCTC }}" in answer
    beyond = {to for to, _ in links("dctc.md", section(pages["dctc.md"].body, "how"))}
    assert {"file/paper.md", "file/later-document.md", "start.md"} <= beyond


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_task_page_is_at_most_two_clicks_from_home(code: Code) -> None:
    pages = sources(code)
    first = {to for to, _ in links("index.md", pages["index.md"].body)}

    second = {to for one in first & pages.keys() for to, _ in links(one, pages[one].body)}
    assert set(TASKS) - first - second == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_link_of_a_task_page_leads_to_a_heading_that_exists(code: Code) -> None:
    pages = sources(code)
    made = {"faq.md", "codes.md", "contact.md", "coverage.md"}  # anchors that facts bring

    dead = [
        (path, to, anchor)
        for path in ("index.md", *TASKS)
        for to, anchor in links(path, pages[path].body)
        if to not in made
        and (to not in pages or (anchor and f"{{ #{anchor} }}" not in pages[to].body))
    ]
    assert dead == []


def test_the_days_to_answer_a_tax_claim_are_those_that_govhk_published() -> None:
    limits = [one for one in published().time_limits if one.proceeding_type == "DCTC"]

    assert [(one.days, one.form, one.confidence) for one in limits] == [
        (14, "Form 14", "CONFIRMED"),
        (28, None, "CONFIRMED"),
        (28, "Form 16", "CONFIRMED"),
    ]


@pytest.mark.parametrize(("code", "length", "form"), [("en", "days", "Form"), ("tc", "日", "表格")])
def test_a_time_limit_stands_on_the_page_with_its_days_and_its_mark(
    code: Code, length: str, form: str
) -> None:
    html = time_limits(published(), code, "DCTC")

    text = plain(html)
    assert re.findall(rf"\d+(?= {length})", text) == ["14", "28", "28"]
    assert f"{form} 14" in text
    assert f"{form} 16" in text
    assert html.count("mark--confirmed") == 3


def test_what_was_not_read_for_injuries_is_marked_as_inferred() -> None:
    html = time_limits(published(), "en", "DCPI")

    assert html.count("mark--inferred") == 2
    assert "mark--confirmed" not in html


@pytest.mark.parametrize("path", ["start.md", "file.md"])
def test_the_table_of_accounts_says_yes_to_those_whom_the_rule_lets_file(path: str) -> None:
    rows = re.findall(
        r"^\| .*\((IU|OU|PA|SA)\) \|.*\| (yes|no) \|$", sources("en")[path].body, re.MULTILINE
    )

    assert {AccountKind(kind) for kind, may in rows if may == "yes"} == set(FILERS)
    assert {AccountKind(kind) for kind, may in rows if may == "no"} == set(ADMINISTRATORS)


def test_lengths_of_time_on_the_pages_are_those_that_the_rules_apply() -> None:
    facts = published()

    assert filled("{{ account.session }}", facts, "en") == spoken(SESSION_LENGTH, "en")
    assert filled("{{ file.upload_link }}", facts, "tc") == spoken(UPLOAD_LINK_LENGTH, "tc")
    assert filled("{{ file.download_link }}", facts, "en") == spoken(DOWNLOAD_LINK_LENGTH, "en")
    assert spoken(timedelta(hours=8), "en") == "8 hours"
    assert spoken(timedelta(minutes=90), "tc") == "90 分鐘"


def test_the_means_named_as_connected_are_those_that_a_payment_may_use() -> None:
    facts = published()

    names = filled("{{ payment.connected }}", facts, "tc").split("、")
    assert names == [facts.payment_means[code].name.tc for code in sorted(CONNECTED)]


def test_the_kinds_of_case_that_can_be_begun_are_those_with_a_document_that_begins_one() -> None:
    facts = published()

    named = set(re.findall(r"\(([A-Z]{3,5})\)", filled("{{ types.begun }}", facts, "en")))
    begun = {t for k in facts.document_kinds.values() if k.originating for t in k.proceeding_types}
    assert (
        named
        == begun
        == {
            *("DCPI", "DCTC", "DCCJ"),
            *("HCA", "HCCL", "HCCT", "HCIP", "HCPI"),
        }
    )


def test_the_table_of_files_says_what_the_newest_policy_says() -> None:
    policy = published().file_policies[-1]

    text = plain(filled("{{ file.table }}", published(), "en"))
    assert f"at most {policy.max_bytes_per_document // 1024**2:,} MB" in text
    assert f"at most {policy.max_pages_per_document:,} pages" in text
    assert f"at most {policy.max_documents_per_filing:,} documents" in text


@pytest.mark.parametrize("code", ["en", "tc", "sc"])
def test_every_status_of_a_filing_is_put_into_words(code: Code) -> None:
    text = plain(statuses(published(), code, "FILING_STATE"))

    for entry in published().codes_of(CodeKind.FILING_STATE):
        for words in (entry.label, entry.explanation, entry.next_step):
            assert plain(getattr(words, code)) in text


def test_the_stages_of_a_case_are_numbered_in_the_order_of_the_facts() -> None:
    names = [one.name for one in published().stages if one.proceeding_type == "DCTC"]

    found = re.findall(r'rowheader">(\d+)\. ([^<]+)</th>', stages(published(), "en", "DCTC"))
    assert found == [(str(number), name.en) for number, name in enumerate(names, start=1)]
    assert names[0] == Text("Writ", "傳訊令狀")


def test_a_document_of_another_kind_of_case_is_not_listed() -> None:
    facts = published()

    assert facts.document_kinds["STATEMENT_OF_DAMAGES"].name.en in document_kinds(
        facts, "en", "DCPI"
    )
    assert facts.document_kinds["STATEMENT_OF_DAMAGES"].name.en not in document_kinds(
        facts, "en", "DCTC"
    )


@pytest.mark.parametrize(
    "marker",
    [
        "limits.time DCMP",
        "limits.court CFI",
        "stages.table HCA",
        "documents.kinds CACC",
        "statuses.table NO_SUCH_KIND",
        "marks.word CERTAIN",
    ],
)
def test_a_fact_that_is_not_published_stops_the_page(marker: str) -> None:
    with pytest.raises(PageProblem, match=marker):
        filled(f"{{{{ {marker} }}}}", published(), "en")
