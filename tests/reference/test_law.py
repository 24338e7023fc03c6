"""The register of instruments and the record of interruptions are whole; faults are named."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import api.reference
from api.reference.law import InstrumentKind
from api.reference.loading import BrokenFacts, published, read_published
from api.reference.marks import Confidence

FACTS = Path(api.reference.__file__).parent
Change = Callable[[str, str, str], Path]
OUTAGE = """
[[outage]]
key = "OUTAGE_1"
began = 2026-12-01T09:40:00+08:00
ended = 2026-12-01T10:05:00+08:00
what = { en = "Uploads failed.", tc = "未能上載。" }
what_to_do = { en = "Upload again.", tc = "請再次上載。" }
source = "The operator's log"
confidence = "CONFIRMED"
"""


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


def test_the_ordinance_is_confirmed_and_its_first_day_only_inferred() -> None:
    ordinance = published().law["cap-638"]

    assert ordinance.kind is InstrumentKind.ORDINANCE
    assert ordinance.confidence is Confidence.CONFIRMED
    assert (ordinance.in_force_from, ordinance.dating) == (date(2021, 10, 1), Confidence.INFERRED)


def test_the_fees_rules_of_the_high_court_are_in_force_from_30_june_2025() -> None:
    rules = published().law["cap-638k"]

    assert (rules.in_force_from, rules.dating) == (date(2025, 6, 30), Confidence.CONFIRMED)
    assert rules.courts == ("CA", "CFI")


def test_a_chapter_number_that_was_only_deduced_is_not_marked_as_confirmed() -> None:
    deduced = ("cap-638a", "cap-638b", "cap-638c", "cap-638d", "cap-638f", "cap-638g", "cap-638h")

    assert {published().law[key].confidence for key in deduced} == {Confidence.INFERRED}


def test_the_register_has_an_instrument_of_every_kind() -> None:
    assert {each.kind for each in published().law.values()} == set(InstrumentKind)


def test_the_first_duty_to_file_electronically_begins_when_the_practice_note_does() -> None:
    begins = {
        policy.effective_from for policy in published().use_policies if policy.use != "VOLUNTARY"
    }

    assert begins == {published().law["practice-note-2026-05"].in_force_from}


def test_no_interruption_is_recorded() -> None:
    assert published().outages == ()


def test_a_recorded_interruption_is_read_with_its_times(changed: Change) -> None:
    folder = changed("outages.toml", "\n[[service]]", f"{OUTAGE}\n[[service]]")

    (outage,) = read_published(folder).outages

    assert outage.ended is not None
    assert (outage.ended - outage.began).total_seconds() == 1500


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("law.toml", 'key = "cap-638"', 'key = "Cap 638"', r"law.toml, \[\[instrument\]\] 1 .*key"),
        ("law.toml", 'key = "cap-638a"', 'key = "cap-638"', "cap-638 is written twice"),
        ("law.toml", 'dating = "INFERRED"', "", "in_force_from and dating come together"),
        ("law.toml", "in_force_from = 2021-10-01", "", "in_force_from and dating come together"),
        ("law.toml", 'courts = ["MC"]', 'courts = ["XX"]', "law: courts names XX"),
        (
            "law.toml",
            "in_force_from = 2021-10-01",
            "in_force_from = 2021-10-01\nin_force_to = 2021-09-30",
            "begins before it ends",
        ),
        ("law.toml", "checked = 2026-11-22", "", "checked: Field required"),
        (
            "outages.toml",
            "\n[[service]]",
            f"{OUTAGE.replace('10:05', '09:40')}\n[[service]]",
            "begins before it ends",
        ),
        (
            "outages.toml",
            "\n[[service]]",
            f"{OUTAGE.replace('+08:00', '')}\n[[service]]",
            "began: .* timezone",
        ),
    ],
)
def test_a_broken_entry_is_named(changed: Change, file: str, old: str, new: str, said: str) -> None:
    with pytest.raises(BrokenFacts, match=said):
        read_published(changed(file, old, new))
