"""The pages about the law say what the register, the policy data and the refusals say, no more."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from pydantic import TypeAdapter

from api.accounts.rules import LOCK_LENGTH, SESSION_LENGTH, SIGN_INS_BEFORE_LOCK
from api.documents.ports import DOWNLOAD_LINK_LENGTH, UPLOAD_LINK_LENGTH
from api.graphql.codes import every_refusal
from api.publish.building import ROOT
from api.publish.frame import plain
from api.publish.law_facts import UNKNOWN_DAY, law_anchor, policy_values, span
from api.publish.library import Library, read_library
from api.publish.markers import filled
from api.publish.refusal_facts import (
    GROUPS,
    guide_link,
    guide_of,
    refusal_anchor,
    rule_anchor,
    sample_findings,
)
from api.publish.sources import MARKER
from api.publish.status_facts import NONE_RECORDED, outage_table
from api.publish.words import Code, said, written_date
from api.reference.law import Outage
from api.reference.loading import published
from api.reference.marks import Confidence
from api.reference.papers import CodeKind

CODES = ("en", "tc", "sc")
DIRECTIONS = ("practice-directions.md", "instructions.md")
ROW = re.compile(r'<tr role="row" id="(?P<id>[^"]+)">(?P<cells>.*?)</tr>', re.DOTALL)
NUMBERED = re.compile(r"^### (\d+)\. .* \{ #p(\d+) \}$", re.MULTILINE)


@cache
def library() -> Library:
    return read_library(ROOT / "site", published())


def page(path: str, code: Code) -> str:
    """Put the facts into a page, as the build does before Markdown becomes HTML."""
    source = library().source(code, path)
    assert source is not None
    return filled(source.body, published(), code, library())


def rows(text: str) -> dict[str, str]:
    return {match["id"]: plain(match["cells"]) for match in ROW.finditer(text)}


@pytest.mark.parametrize("code", CODES)
def test_the_register_shows_each_instrument_with_its_dates_its_mark_and_its_source(
    code: Code,
) -> None:
    facts, shown = published(), rows(page("law.md", code))

    for each in facts.law.values():
        row = shown[law_anchor(each.key)]
        mark = said(facts.codes[CodeKind.CONFIDENCE, each.confidence.value].label, code)
        assert said(each.title, code) in row
        assert said(each.citation, code) in row
        assert said(each.pointer, code) in row
        assert f"{mark} {each.source}" in row
        assert written_date(each.checked, code) in row
        if each.in_force_from:
            assert written_date(each.in_force_from, code) in row
        else:
            assert said(UNKNOWN_DAY, code) in row


def test_a_first_day_that_was_not_read_says_so() -> None:
    shown = rows(page("law.md", "en"))

    assert "from 1 October 2021 (inferred)" in shown["law-cap-638"]
    assert "from 1 October 2021 On Hong Kong" in shown["law-cap-638e"]
    assert "first day not found" in shown["law-cap-336"]


def test_every_implementation_notice_stands_in_the_register() -> None:
    shown = rows(page("law.md", "en"))

    for notice in published().notices:
        assert notice.citation.en in shown[f"notice-{notice.key.lower().replace('_', '-')}"]


@pytest.mark.parametrize("path", DIRECTIONS)
def test_the_paragraphs_of_the_directions_are_numbered_without_a_gap(path: str) -> None:
    for code in ("en", "tc"):
        numbers = NUMBERED.findall(library().pages[code][path].body)
        assert numbers == [(str(n), str(n)) for n in range(1, len(numbers) + 1)]
        assert len(numbers) >= 20


@pytest.mark.parametrize("path", DIRECTIONS)
@pytest.mark.parametrize("code", CODES)
def test_the_directions_say_that_the_published_text_prevails(path: str, code: Code) -> None:
    words = {"en": "texts prevail", "tc": "文本為準", "sc": "文本为准"}
    assert words[code] in page(path, code).split("{ .answer }")[0]


@pytest.mark.parametrize("code", CODES)
def test_every_value_of_the_directions_is_that_of_the_policy_and_has_its_mark(code: Code) -> None:
    facts = published()
    text = plain("\n".join(page(path, code) for path in DIRECTIONS))
    asked = {
        match["about"]
        for path in DIRECTIONS
        for match in MARKER.finditer(library().pages["en"][path].body)
        if match["name"] == "policy.marked"
    }

    assert asked == set(policy_values(facts))
    for name in asked:
        value = policy_values(facts)[name]
        mark = said(facts.codes[CodeKind.CONFIDENCE, value.confidence.value].label, code)
        assert f"{said(value.words, code)} {mark}" in text


def test_the_values_of_policy_are_those_that_the_system_applies() -> None:
    values = {name: value.words.en for name, value in policy_values(published()).items()}
    policy = published().file_policies[-1]

    assert values["DOCUMENT_SIZE"] == f"{policy.max_bytes_per_document / 1024**2:.0f} MB"
    assert values["DOCUMENT_PAGES"] == f"{policy.max_pages_per_document:,} pages"
    assert values["DOCUMENTS_PER_FILING"] == f"{policy.max_documents_per_filing} documents"
    assert values["FILE_FORMAT"] == "PDF"
    assert values["FILE_NAME_FORBIDDEN"].replace(" ", "") == policy.forbidden_in_file_name
    assert values["SESSION_LENGTH"] == f"{SESSION_LENGTH / timedelta(hours=1):.0f} hours"
    assert values["SIGN_IN_TRIES"] == f"{SIGN_INS_BEFORE_LOCK} wrong tries"
    assert values["SIGN_IN_REST"] == f"{LOCK_LENGTH / timedelta(minutes=1):.0f} minutes"
    assert values["UPLOAD_LINK"] == f"{UPLOAD_LINK_LENGTH / timedelta(minutes=1):.0f} minutes"
    assert values["DOWNLOAD_LINK"] == f"{DOWNLOAD_LINK_LENGTH / timedelta(minutes=1):.0f} minutes"


def test_only_the_length_of_the_reference_number_is_more_than_an_assumption() -> None:
    values = policy_values(published())

    sure = {name for name, value in values.items() if value.confidence is not Confidence.ASSUMED}
    assert sure == {"REFERENCE_DIGITS"}


@pytest.mark.parametrize(
    ("length", "en", "tc"),
    [
        (timedelta(hours=1), "1 hour", "1小時"),
        (timedelta(days=1), "24 hours", "24小時"),
        (timedelta(minutes=1), "1 minute", "1分鐘"),
        (timedelta(minutes=30), "30 minutes", "30分鐘"),
    ],
)
def test_a_stretch_of_time_is_said_in_hours_or_minutes(length: timedelta, en: str, tc: str) -> None:
    assert (span(length).en, span(length).tc) == (en, tc)


def test_the_end_of_the_concession_stands_on_the_fees_and_in_its_notice() -> None:
    for path in ("fees.md", "notices/dc-concession-ends.md", "instructions.md"):
        text = page(path, "en")
        assert "5 May 2027" in text
        assert "6 May 2027" in text


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_an_entry_with_its_remedy_and_a_guide_that_exists(code: Code) -> None:
    shown = rows(page("errors.md", code))

    assert len(every_refusal()) > 50
    for kind in every_refusal():
        row = shown[refusal_anchor(kind.__name__)]
        assert kind.__name__ in row
        for piece in (*_pieces(said(kind.message, code)), *_pieces(said(kind.remedy, code))):
            assert piece in row
        assert plain(guide_link(guide_of(kind), code)) in row


def _pieces(sentence: str) -> list[str]:
    """Split a sentence where a fact is filled in; the rest must be shown word for word."""
    return [" ".join(piece.split()) for piece in re.split(r"\{[a-z_.]+\}", sentence)]


def test_a_guide_that_no_page_has_is_refused() -> None:
    for gone in ("/help/gone/", "/help/fees/#gone"):
        with pytest.raises(LookupError, match="no page has the guide"):
            guide_link(gone, "en")


def test_each_room_that_refuses_belongs_to_one_group_only() -> None:
    rooms = [room for group in GROUPS for room in group.rooms]

    assert len(rooms) == len(set(rooms))
    assert GROUPS[-1].rooms == frozenset()


@pytest.mark.parametrize("code", CODES)
def test_every_rule_of_the_check_is_in_the_catalogue(code: Code) -> None:
    source = (ROOT / "api" / "checks" / "rules.py").read_text("utf-8")
    of_the_form = set(re.findall(r'(?:_block|_advice|Finding)\(\s*"([A-Z_]+)"', source))
    rules = {check.rule for check in published().checks} | of_the_form

    assert set(sample_findings(published())) == rules
    assert {rule_anchor(rule) for rule in rules} <= rows(page("errors.md", code)).keys()


def test_a_status_page_without_interruptions_says_that_none_is_recorded() -> None:
    assert NONE_RECORDED.en in page("status.md", "en")


def test_a_recorded_interruption_is_shown_in_hong_kong_time_with_what_to_do() -> None:
    outage = TypeAdapter(Outage).validate_python(
        {
            "key": "OUTAGE_1",
            "began": "2026-12-01T01:40:00Z",
            "what": {"en": "Uploads failed.", "tc": "未能上載。"},
            "what_to_do": {"en": "Upload again.", "tc": "請再次上載。"},
            "source": "The operator's log",
            "confidence": "CONFIRMED",
        }
    )

    facts = replace(published(), outages=(outage,))

    assert rows(outage_table(facts, "en"))["outage-outage-1"] == (
        "1 December 2026, 9:40 am the end is not recorded yet Uploads failed. Upload again. "
        "Confirmed The operator's log"
    )
    assert "2026年12月1日上午9時40分" in outage_table(facts, "tc")


def test_there_are_notices_of_law_fees_and_releases_and_none_of_an_outage_that_never_was() -> None:
    notices = [source for _, source in library().notices("en")]
    kinds = [source.meta.notice_kind for source in notices]

    assert len(notices) >= 6
    assert {kind: kinds.count(kind) for kind in ("fee", "release", "outage")} == {
        "fee": 1,
        "release": 1,
        "outage": len(published().outages),
    }


def test_a_notice_says_what_changes_when_and_what_you_must_do() -> None:
    for path, source in library().notices("en"):
        assert {"changes", "when", "do", "source"} <= set(source.anchors), path


def test_the_first_use_duty_is_told_with_its_day_and_the_leave_of_the_court() -> None:
    text = plain(page("notices/first-use-duty.md", "en"))

    assert "must begin its next one so, from 1 June 2026." in text
    assert "apply for leave of the court" in text


def test_the_glossary_has_seventy_terms_in_three_scripts_and_two_languages() -> None:
    terms = library().terms

    assert len(terms) >= 70
    for code in CODES:
        shown = rows(page("glossary.md", code))
        for term in terms:
            row = shown[term.id]
            assert row.startswith(f"{term.en} {term.tc} {term.simplified} ")


def test_every_page_of_the_law_is_reviewed_within_a_year_and_names_an_owner() -> None:
    for path in ("law.md", *DIRECTIONS, "status.md", "errors.md", "privacy.md", "terms.md"):
        meta = library().pages["en"][path].meta
        assert meta.reviewed < meta.review_by <= meta.reviewed + timedelta(days=366)
        assert meta.reviewed >= date(2026, 11, 22)


def test_every_key_that_a_page_cites_is_in_the_register() -> None:
    cited = {key for source in library().pages["en"].values() for key in source.meta.law}

    assert cited <= published().law.keys()
    assert len(cited) >= 10
