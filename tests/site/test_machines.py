"""Every table of moves is drawn on the site, in every language: one that is not stops the build."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from api.kernel.states import Moves
from api.publish import machines
from api.publish.machines import all_machines, key_of, machine_chart, machine_sections, paper_of
from api.publish.markers import filled
from api.publish.sources import PageProblem
from api.publish.state_charts import area
from api.publish.words import LANGUAGES, Code
from api.reference.loading import published

FACTS = published()
REPOSITORY = Path(__file__).parents[2]
ROOMS = sorted((REPOSITORY / "api").glob("*/states.py"))
MADE = [m for path in ROOMS for m in re.findall(r"noun=\"([^\"]+)\"", path.read_text("utf-8"))]
CODES: list[Code] = [each.code for each in LANGUAGES]


def test_no_table_of_moves_is_overlooked():
    """As many as the sources of the rooms name, found by reading them."""
    assert sorted(machine.noun for machine in all_machines()) == sorted(MADE)
    assert {"filing", "deadline", "scan of a document", "service request"} <= set(MADE)


@pytest.mark.parametrize("code", CODES)
def test_every_machine_has_its_diagram_on_the_developers_page(code: Code):
    language = "tc" if code == "sc" else code
    source = REPOSITORY / "site" / "pages" / language / "developers" / "machines.md"
    page = filled(source.read_text("utf-8"), FACTS, code)

    drawn = re.findall(r'<figure class="help-states" aria-labelledby="([a-z-]+)-title">', page)
    assert sorted(drawn) == sorted(paper_of(machine).key for machine in all_machines())
    for machine in all_machines():
        assert f"{{ #{key_of(machine)} }}" in page
        assert getattr(paper_of(machine).title, code) in page


@pytest.mark.parametrize("page", ["deadlines", "after", "file/formats", "file/paper"])
def test_the_pages_of_a_task_draw_what_their_reader_needs(page: str):
    source = (REPOSITORY / "site" / "pages" / "en" / f"{page}.md").read_text("utf-8")
    for key in re.findall(r"\{\{ chart\.states ([a-z-]+) \}\}", source):
        assert machine_chart(FACTS, "en", key) in machine_sections(FACTS, "en")
    assert "{{ chart.states " in source


def test_a_machine_without_a_title_or_labels_stops_the_build(monkeypatch: pytest.MonkeyPatch):
    machine = next(m for m in all_machines() if m.noun == "closure")
    with pytest.raises(PageProblem, match="without a title"):
        paper_of(replace(machine, noun="kite"))

    class KiteState(machine.states.__base__):
        FLYING = "FLYING"

    kite = Moves("kite", KiteState, ())
    monkeypatch.setitem(machines.TITLES, "kite", machines.TITLES["closure"])
    with pytest.raises(PageProblem, match="no kind KITE_STATE"):
        paper_of(kite)


@pytest.mark.parametrize("machine", all_machines(), ids=key_of)
def test_an_arrow_that_goes_round_crosses_no_other_state(machine: Moves):
    paper = paper_of(machine)
    boxes = {state: area(paper, state) for state in paper.places}
    for (source, target), way in paper.bends.items():
        if source in paper.frames or target in paper.frames:
            continue
        for (x1, y1), (x2, y2) in pairwise(way):
            for state, (left, top, right, bottom) in boxes.items():
                beside = max(x1, x2) <= left or right <= min(x1, x2)
                apart = max(y1, y2) <= top or bottom <= min(y1, y2)
                straight = x1 == x2 or y1 == y2
                assert beside or apart or not straight, (source, target, state)
