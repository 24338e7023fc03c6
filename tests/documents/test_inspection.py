"""Looking into real PDFs: what is found, and that a hostile one is refused and harms nothing."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A3, A4, LETTER, landscape

from api.documents.ports import Inspection, Unreadable, Why
from api.documents.rules import Fault, PdfTooHeavy, faults_of, inspect_pdf
from api.documents.states import ScanState
from api.gateways.inspecting.bounded import BoundedInspector
from api.reference.loading import published
from tests.documents.pdfs import (
    COURT_WORDS,
    a_bomb,
    a_deep_tree,
    a_nest,
    a_pdf,
    a_tree_in_a_circle,
    a_turned_pdf,
    of_blank_pages,
    of_many_objects,
    of_pictures,
    with_attachment,
    with_layers,
    with_script,
)
from tests.documents.steps import INSPECTOR

SOUND = "A writ" + COURT_WORDS
A4_RULE = "PAGES_ARE_A4"


def looked_into(content: bytes) -> Inspection:
    found = INSPECTOR.inspect(io.BytesIO(content), most_pages=2000)
    assert isinstance(found, Inspection), found
    return found


def rules_of(content: bytes) -> dict[str, dict[str, Any]]:
    """What is found in a clean PDF: rule and what fills its words."""
    found = faults_of(looked_into(content), ScanState.CLEAN, "writ.pdf")
    return {fault.rule: {k: v for k, v in fault.facts.items() if k != "file"} for fault in found}


def test_nothing_is_found_in_a_sound_pdf() -> None:
    assert rules_of(a_pdf(3, SOUND)) == {}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (a_pdf(2, SOUND, LETTER), {A4_RULE: {"pages": "1, 2"}}),
        (a_pdf(1, SOUND, A3), {A4_RULE: {"pages": "1"}}),
        (a_pdf(12, SOUND, A3), {A4_RULE: {"pages": "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …"}}),
        (a_pdf(1, SOUND, landscape(A4)), {}),
        (of_pictures(2), {"PAGES_HAVE_TEXT": {"pages": "1, 2"}}),
        (of_blank_pages(2), {"PAGES_SHOW_SOMETHING": {"pages": "1, 2"}}),
        (a_pdf(1, "傳訊令狀"), {"FONTS_EMBEDDED": {"fonts": "MSung-Light"}}),
    ],
    ids=["letter", "A3", "many A3", "across", "pictures", "blank", "font"],
)
def test_what_a_page_shows_is_found(content: bytes, expected: dict[str, Any]) -> None:
    assert rules_of(content) == expected


def test_a_turned_page_is_as_large_as_before() -> None:
    assert A4_RULE not in rules_of(a_turned_pdf(90))
    assert rules_of(a_turned_pdf(0, crop=(0, 0, 300, 300)))[A4_RULE] == {"pages": "1"}


@pytest.mark.parametrize("place", ["opening", "named", "page"])
def test_a_script_is_found_wherever_it_hangs(place: str) -> None:
    assert rules_of(with_script(place))["NO_SCRIPTS"]["count"] >= 1


@pytest.mark.parametrize("by_note", [False, True])
def test_an_attached_file_is_found(by_note: bool) -> None:
    assert rules_of(with_attachment(by_note=by_note))["NO_ATTACHMENTS"] == {"count": 1}


def test_layers_are_counted_and_the_hidden_ones_too() -> None:
    assert rules_of(with_layers(hidden=2, shown=1))["NO_HIDDEN_LAYERS"] == {"count": 3, "hidden": 2}


def test_the_words_of_the_first_page_and_a_statement_of_truth_are_read() -> None:
    with_words = looked_into(a_pdf(2, SOUND))
    without = looked_into(a_pdf(2, "申索陳述書 of a kite"))
    assert "BETWEEN Sample Plaintiff and Sample Kites Limited" in with_words.opening
    assert with_words.statement_of_truth is True
    assert "申索陳述書" in without.opening
    assert without.statement_of_truth is False
    assert looked_into(a_pdf(1, "屬實申述：本人相信")).statement_of_truth is True


def test_a_text_too_long_to_read_whole_is_not_said_to_lack_anything() -> None:
    assert looked_into(a_pdf(200, "pleading")).statement_of_truth is None


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (a_bomb, Why.TOO_HEAVY),
        (of_many_objects, Why.TOO_HEAVY),
        (a_deep_tree, None),
        (a_tree_in_a_circle, None),
        (a_nest, None),
    ],
    ids=["bomb", "many objects", "deep tree", "circle", "nest"],
)
def test_a_hostile_pdf_is_answered_in_words_and_the_next_one_is_read(
    made: Callable[[], bytes], why: Why | None
) -> None:
    found = INSPECTOR.inspect(io.BytesIO(made()), most_pages=2000)
    if why is not None:
        assert found == Unreadable(why)
    assert isinstance(found, Unreadable) or found.pages <= 1
    assert looked_into(a_pdf(1, SOUND)).pages == 1


def test_one_that_takes_too_long_is_ended_and_refused() -> None:
    hasty = BoundedInspector(seconds=0.001)
    with pytest.raises(PdfTooHeavy) as refused:
        inspect_pdf(io.BytesIO(a_pdf(300)), hasty, file_name="a.pdf", most_pages=2000)
    hasty.close()
    assert "a.pdf" in refused.value.sentence.en
    assert refused.value.advice.tc


numbers = st.lists(st.integers(1, 2000), max_size=60).map(tuple)
inspections = st.builds(
    Inspection,
    pages=st.integers(1, 2000),
    method=st.sampled_from(["", "PDF_INSPECTION_1"]),
    looked_at=st.integers(0, 2000),
    not_a4=numbers,
    image_only=numbers,
    blank=numbers,
    fonts_not_embedded=st.lists(st.text(max_size=120), max_size=12).map(tuple),
    layers=st.integers(0, 9),
    hidden_layers=st.integers(0, 9),
    attachments=st.integers(0, 9),
    scripts=st.integers(0, 9),
    opening=st.text(max_size=200),
    statement_of_truth=st.sampled_from([None, True, False]),
)


@given(inspections, st.sampled_from(ScanState))
def test_i27_the_same_inspection_has_the_same_faults_after_it_was_kept(
    inspection: Inspection, scan: ScanState
) -> None:
    kept = orjson.loads(orjson.dumps(inspection))
    assert Inspection.of(kept) == inspection
    here, there = (faults_of(each, scan, "a.pdf") for each in (inspection, Inspection.of(kept)))
    assert here == there


@given(inspections, st.sampled_from(ScanState))
def test_every_fault_has_words_that_it_fills(inspection: Inspection, scan: ScanState) -> None:
    faults: list[Fault] = faults_of(inspection, scan, "a.pdf")
    assert len({fault.rule for fault in faults}) == len(faults)
    for fault in faults:
        check = published().check(fault.rule, date(2022, 5, 6))
        assert check is not None
        said = check.message.filled(**fault.facts)
        assert "{" not in check.remedy.en + check.remedy.tc
        assert "a.pdf" in said.en
        assert "a.pdf" in said.tc
