"""What a step costs: the edges of concessions, rounding, and amounts nobody published."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import api.reference
from api.fees.rules import (
    FeeNotPublished,
    FeeRequest,
    assess,
    fee_for_commencing,
    fees_for_documents,
)
from api.kernel.money import Money, Rounding
from api.kernel.refusals import UnknownCode
from api.reference.loading import Published, published, read_published
from api.reference.marks import Confidence

ACTION = [FeeRequest("DC_COMMENCE_ACTION")]
SEARCH = [FeeRequest("DC_SEARCH")]
INSIDE = date(2024, 1, 2)


def changed(folder: Path, file: str, old: str, new: str) -> Published:
    """Read the facts with one passage changed."""
    for path in Path(api.reference.__file__).parent.glob("*.toml"):
        shutil.copy(path, folder / path.name)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_published(folder)


@pytest.mark.parametrize(
    ("on", "action", "search"),
    [
        (date(2022, 5, 5), 63000, 1800),
        (date(2022, 5, 6), 50400, 1400),
        (date(2027, 5, 5), 50400, 1400),
        (date(2027, 5, 6), 63000, 1800),
    ],
)
def test_the_concession_holds_from_its_first_day_to_its_last(
    on: date, action: int, search: int
) -> None:
    assert assess(ACTION, on).total == Money(action)
    assert assess(SEARCH, on).total == Money(search)


@pytest.mark.parametrize(
    ("item", "last_day", "day_after"),
    [
        ("HC_SEARCH", date(2028, 6, 29), date(2028, 6, 30)),
        ("SCT_SEARCH", date(2027, 10, 30), date(2027, 10, 31)),
    ],
)
def test_each_court_has_its_own_concession(item: str, last_day: date, day_after: date) -> None:
    assert assess([FeeRequest(item)], last_day).total == Money(1400)
    assert assess([FeeRequest(item)], day_after).total == Money(1800)


def test_a_high_court_action_costs_four_fifths_inside_the_concession() -> None:
    assert assess([FeeRequest("HC_COMMENCE_ACTION")], date(2026, 1, 5)).total == Money(83600)


def test_on_paper_the_ordinary_fee_is_due() -> None:
    line = assess(ACTION, INSIDE, electronic=False).lines[0]
    assert (line.charged, line.concession) == (Money(63000), None)


def test_a_line_shows_what_it_rests_on() -> None:
    (line,) = assess(ACTION, INSIDE).lines
    assert line.concession is not None
    assert (line.authority, line.version) == (
        "District Court (Fees) Rules, Cap. 336C",
        "2021-10-01",
    )
    assert (line.ordinary, line.charged) == (Money(63000), Money(50400))
    assert (line.rounding, line.confidence) == (Rounding.DOWN_TO_DOLLAR, Confidence.INFERRED)
    assert line.explanation.en == (
        "Commencing an action in the District Court: the ordinary fee is HK$630. 2 January 2024 "
        "lies in the concessionary period from 6 May 2022 to 5 May 2027, so 80 % of it is charged: "
        "HK$504."
    )


def test_a_line_is_as_sure_as_the_least_sure_thing_it_rests_on(tmp_path: Path) -> None:
    assert assess(SEARCH, date(2027, 5, 6)).lines[0].confidence is Confidence.CONFIRMED
    assert assess(SEARCH, INSIDE).lines[0].confidence is Confidence.INFERRED
    facts = changed(
        tmp_path, "concessions.toml", 'confidence = "CONFIRMED"', 'confidence = "ASSUMED"'
    )
    assert assess(SEARCH, INSIDE, facts=facts).lines[0].confidence is Confidence.ASSUMED


def test_rounding_is_explained_only_where_it_cuts() -> None:
    assert "Cents are dropped" in assess(SEARCH, INSIDE).lines[0].explanation.en
    assert "Cents are dropped" not in assess(ACTION, INSIDE).lines[0].explanation.en


@pytest.mark.parametrize(
    ("rounding", "amount", "charged"),
    [
        ("DOWN_TO_DOLLAR", "18", 1400),
        ("NEAREST_DOLLAR", "18", 1400),
        ("UP_TO_DOLLAR", "18", 1500),
        ("DOWN_TO_DOLLAR", "17", 1300),
        ("NEAREST_DOLLAR", "17", 1400),
        ("UP_TO_DOLLAR", "20.01", 1700),
        ("DOWN_TO_DOLLAR", "19.99", 1500),
    ],
)
def test_rounding_follows_the_published_rule(
    tmp_path: Path, rounding: str, amount: str, charged: int
) -> None:
    changed(tmp_path, "rounding.toml", '"DOWN_TO_DOLLAR"', f'"{rounding}"')
    fees = tmp_path / "fees.toml"
    text = fees.read_text(encoding="utf-8").replace('amount = "18"', f'amount = "{amount}"')
    fees.write_text(text, encoding="utf-8")
    facts = read_published(tmp_path)
    assert assess(SEARCH, INSIDE, facts=facts).total == Money(charged)


def test_an_item_outside_the_concession_is_charged_in_full(tmp_path: Path) -> None:
    facts = changed(
        tmp_path, "fees.toml", "concession_applies = true", "concession_applies = false"
    )
    assert assess(ACTION, INSIDE, facts=facts).total == Money(63000)


def test_a_new_amount_is_charged_from_its_first_day(tmp_path: Path) -> None:
    entry = (
        '[[fee]]\nitem = "DC_COMMENCE_ACTION"\nauthority = "A later schedule"\ncourt = "DC"\n'
        'name = { en = "Commencing", tc = "展開" }\namount = "700"\neffective_from = 2024-01-02\n'
        'dating = "CONFIRMED"\nconcession_applies = true\nsource = "Gazette"\n'
        'confidence = "CONFIRMED"\n\n[[fee]]\nitem = "DC_SEARCH"'
    )
    facts = changed(tmp_path, "fees.toml", '[[fee]]\nitem = "DC_SEARCH"', entry)
    assert assess(ACTION, date(2024, 1, 1), facts=facts).total == Money(50400)
    assert assess(ACTION, date(2024, 1, 2), facts=facts).total == Money(56000)


def test_nothing_asked_costs_nothing() -> None:
    assert assess([], INSIDE).total == Money(0)


def test_an_amount_nobody_published_is_refused() -> None:
    with pytest.raises(FeeNotPublished) as refused:
        assess([FeeRequest("DC_BAILIFF")], INSIDE)
    assert "DC_BAILIFF on 2 January 2024" in refused.value.sentence.en


def test_beginning_a_personal_injuries_action_costs_the_commencing_fee() -> None:
    assert fee_for_commencing("DCPI", INSIDE) == ACTION


def test_a_type_whose_commencing_fee_is_unknown_is_refused() -> None:
    with pytest.raises(FeeNotPublished):
        fee_for_commencing("DCEC", INSIDE)


def test_an_unknown_type_or_kind_is_not_found() -> None:
    with pytest.raises(UnknownCode):
        fee_for_commencing("DCXX", INSIDE)
    with pytest.raises(UnknownCode):
        fees_for_documents(["SHOPPING_LIST"])


def test_an_acknowledgment_of_service_costs_nothing() -> None:
    assert fees_for_documents(["ACKNOWLEDGMENT_OF_SERVICE"]) == []


def test_a_document_with_a_fee_item_costs_it(tmp_path: Path) -> None:
    facts = changed(
        tmp_path, "document_kinds.toml", "sealed = true", 'sealed = true\nfee_item = "DC_SEARCH"'
    )
    assert fees_for_documents(["WRIT_OF_SUMMONS", "DEFENCE"], facts=facts) == SEARCH


def test_a_quantity_under_one_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at least once"):
        FeeRequest("DC_SEARCH", 0)


ITEMS = st.sampled_from(sorted({fee.item for fee in published().fees}))
REQUESTS = st.lists(st.builds(FeeRequest, ITEMS, st.integers(1, 9)), max_size=6)


@given(REQUESTS, st.dates(date(2025, 6, 30), date(2035, 1, 1)))
def test_the_lines_add_up_and_never_exceed_the_ordinary_fee(
    requests: list[FeeRequest], on: date
) -> None:
    assessment = assess(requests, on)
    assert assessment.total.cents == sum(line.charged.cents for line in assessment.lines)
    for request, line in zip(requests, assessment.lines, strict=True):
        assert (line.item, line.quantity) == (request.item, request.quantity)
        assert Money(0) < line.charged <= line.ordinary
        assert (line.charged == line.ordinary) == (line.concession is None)
