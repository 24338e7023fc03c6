"""The published facts are whole, agree with each other, and broken ones are named."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import api.reference
from api.kernel.money import Money
from api.reference.loading import BrokenFacts, NotPublished, published, read_published
from api.reference.marks import Confidence, end_of, in_force, weakest
from api.reference.papers import CodeKind, Severity

FACTS = Path(api.reference.__file__).parent
Change = Callable[[str, str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Copy the facts and change one passage of one file."""

    def change(file: str, old: str, new: str) -> Path:
        for path in FACTS.glob("*.toml"):
            shutil.copy(path, tmp_path / path.name)
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return change


def test_the_facts_are_read_once() -> None:
    assert published() is published()


def test_an_untouched_copy_reads_the_same(changed: Change) -> None:
    assert read_published(changed("fees.toml", "630", "630")) == published()


def test_the_published_search_fee_is_eighteen_dollars() -> None:
    fee = published().fee("DC_SEARCH", date(2022, 5, 6))
    assert (fee.amount, fee.confidence) == (Money(1800), Confidence.CONFIRMED)


def test_the_district_court_concession_runs_five_years() -> None:
    concession = published().concession("DC", date(2022, 5, 6))
    assert concession is not None
    assert (concession.until, concession.last_day) == (date(2027, 5, 6), date(2027, 5, 5))


def test_a_fee_nobody_published_is_not_guessed() -> None:
    with pytest.raises(NotPublished, match="no fee DC_BAILIFF is published for 2022-05-06"):
        published().fee("DC_BAILIFF", date(2022, 5, 6))


def test_a_fee_before_its_first_day_is_not_guessed() -> None:
    with pytest.raises(NotPublished):
        published().fee("DC_SEARCH", date(2021, 9, 30))


def test_only_the_writ_stops_a_personal_injuries_filing() -> None:
    required = published().documents_required("DCPI", date(2022, 5, 6))
    assert {r.document_kind: r.severity for r in required} == {
        "WRIT_OF_SUMMONS": Severity.BLOCK,
        "STATEMENT_OF_CLAIM": Severity.ADVICE,
        "STATEMENT_OF_DAMAGES": Severity.ADVICE,
    }


def test_unknown_roll_out_dates_are_marked_as_assumed() -> None:
    inexact = {n.key: n.confidence for n in published().notices if not n.is_exact}
    assert inexact == {
        "DC_EC_BY_2023_02": Confidence.ASSUMED,
        "CFI_PI_BY_2026_05": Confidence.ASSUMED,
    }


def test_every_kind_of_code_has_values() -> None:
    assert [kind for kind in CodeKind if not published().codes_of(kind)] == []


def test_a_later_entry_ends_the_earlier_one() -> None:
    policies = [p for p in published().use_policies if p.court == "CFI"]
    assert end_of(policies[0], policies) == date(2026, 6, 1)
    assert in_force(policies, date(2026, 5, 31)) is policies[0]
    assert in_force(policies, date(2026, 6, 1)) is policies[1]
    assert end_of(policies[1], policies) is None


def test_what_rests_on_several_facts_is_as_sure_as_the_least_of_them() -> None:
    marks = [Confidence.INFERRED, Confidence.ASSUMED, Confidence.CONFIRMED]
    assert weakest(marks) is Confidence.ASSUMED
    assert weakest(marks[:1] + marks[2:]) is Confidence.INFERRED
    assert weakest([]) is Confidence.CONFIRMED


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("fees.toml", 'amount = "630"', 'amount = "six"', r"fees.toml, \[\[fee\]\] 1 \(DC_COMM"),
        ("fees.toml", 'amount = "630"', 'amount = "630.001"', "not a whole number of cents"),
        ("fees.toml", 'court = "DC"', 'court = "XX"', "fees: court names XX"),
        ("fees.toml", 'item = "DC_SEARCH"', 'item = "DC_COMMENCE_ACTION"', "is written twice"),
        ("fees.toml", 'item = "DC_SEARCH"', 'item = "DC_A"', "DC_A .* belongs before DC_COMMENCE"),
        ("fees.toml", "effective_from = 2021-10-01", "", "effective_from: Field required"),
        ("fees.toml", "[[fee]]", "[[fee]]\nsurprise = 1", "surprise: Unexpected keyword"),
        ("courts.toml", 'source = "Judiciary e-Courts', 'source = ""\n#', "source: String should"),
        ("courts.toml", ', tc = "區域法院" }', " }", "name.tc: Field required"),
        ("courts.toml", 'tc = "區域法院"', 'tc = " "', "a text needs both en and tc"),
        ("courts.toml", 'confidence = "CONFIRMED"', 'confidence = "SURE"', "confidence: Input"),
        (
            "notices.toml",
            "effective_from = 2022-05-06",
            "",
            "either effective_from or effective_by",
        ),
        ("concessions.toml", 'rate = "0.80"', 'rate = "1.80"', "more than 0 and at most 1"),
        ("hours.toml", "closes = 13:00:00", "closes = 14:00:00", "sessions follow each other"),
        ("hours.toml", "opens = 08:45:00", "opens = 13:00:00", "opens before it closes"),
        ("holidays.toml", "on = 2022-02-01", "on = 2022-02-02", "days of 2022 are not in order"),
        ("holidays.toml", "year = 2022", "year = 2021", "the years have a gap"),
        ("document_kinds.toml", '["DCPI", "DCTC", "DCCJ"]', '["DCXX"]', "names DCXX"),
        ("rounding.toml", "[[rule]]", "[[rules]]", r"rounding.toml: no \[\[rule\]\]"),
        ("rounding.toml", "[[rule]]", "[[rule", "rounding.toml: "),
    ],
)
def test_a_broken_fact_is_named(changed: Change, file: str, old: str, new: str, said: str) -> None:
    with pytest.raises(BrokenFacts, match=said):
        read_published(changed(file, old, new))


def test_a_missing_file_is_named(changed: Change) -> None:
    folder = changed("fees.toml", "630", "630")
    (folder / "codes.toml").unlink()
    with pytest.raises(BrokenFacts, match=r"codes\.toml"):
        read_published(folder)


def test_two_concessions_of_one_court_may_not_overlap(changed: Change) -> None:
    folder = changed("concessions.toml", 'courts = ["SCT"]', 'courts = ["DC"]')
    with pytest.raises(BrokenFacts, match="two concessions of DC overlap"):
        read_published(folder)
