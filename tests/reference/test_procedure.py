"""The course of a case: stages, time limits and a court's limits, read and checked as facts."""

import shutil
from pathlib import Path

import pytest

from api.reference import loading
from api.reference.loading import BrokenFacts, published, read_published
from api.reference.procedure import Side

FACTS = Path(loading.__file__).parent


def test_the_defendant_of_a_tax_claim_has_a_limit_for_each_answer() -> None:
    filed = [one.document_kind for one in published().time_limits if one.proceeding_type == "DCTC"]

    assert filed == ["ACKNOWLEDGMENT_OF_SERVICE", "DEFENCE", "ADMISSION"]


def test_a_case_begins_with_a_step_of_the_plaintiff_and_is_answered_by_the_defendant() -> None:
    for kind in ("DCPI", "DCTC"):
        sides = [one.side for one in published().stages if one.proceeding_type == kind]

        assert sides.index(Side.PLAINTIFF) < sides.index(Side.DEFENDANT)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days = 14", "days = 0", "greater than 0"),
        ('proceeding_type = "DCTC"', 'proceeding_type = "DCXX"', "time_limits: .* names DCXX"),
        ('document_kind = "DEFENCE"', 'document_kind = "DEFENSE"', "names DEFENSE"),
        ('key = "DCTC_2_DEFEND"', 'key = "DCTC_1_ACKNOWLEDGE"', "is written twice"),
        ('side = "DEFENDANT"', 'side = "JUDGE"', "side"),
        ('court = "DC"', 'court = "XX"', "court_limits: court names XX"),
    ],
)
def test_a_broken_entry_stops_the_start_and_is_named(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    for path in FACTS.glob("*.toml"):
        shutil.copy(path, tmp_path / path.name)
    text = (tmp_path / "procedure.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "procedure.toml").write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(BrokenFacts, match=said):
        read_published(tmp_path)
