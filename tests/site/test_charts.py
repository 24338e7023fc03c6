"""The charts show what the facts and the tables of moves say, and are read without being seen."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.courts.rules import coverage
from api.kernel.states import Moves
from api.publish.calendar_facts import holiday_table
from api.publish.charts import WIDE, position, rollout, shown_years, uses_over_time, week
from api.publish.frame import plain
from api.publish.machines import all_machines, paper_of
from api.publish.sources import PageProblem
from api.publish.state_charts import (
    FILING,
    HIGH,
    PAYMENT,
    REVIEW,
    WIDTH,
    Paper,
    area,
    drawing,
    edges_of,
    final_of,
    gathered,
    lines_of,
)
from api.publish.words import LANGUAGES, Code
from api.reference.facts import OfficeHours, Session
from api.reference.loading import published
from api.reference.marks import Confidence, written

FACTS = published()
CODES: list[Code] = [each.code for each in LANGUAGES]
PAPERS = [paper_of(machine) for machine in all_machines()]
PAPER = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.key)
YEARS = range(2022, 2028)


def figures(html: str) -> list[ET.Element]:
    """Parse the figures of a page, which must be well formed."""
    found = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    return [ET.fromstring(each) for each in found]  # noqa: S314 - our own output


# --- the roll-out and the week --------------------------------------------------------------------


@given(st.dates(date(2022, 1, 1), date(2027, 12, 31)), st.dates(date(2022, 1, 1)))
def test_a_later_day_never_stands_further_to_the_left(one: date, other: date) -> None:
    earlier, later = sorted((one, other))

    assert 0 <= position(earlier, YEARS) <= position(later, YEARS) <= WIDE


def test_years_are_equally_wide() -> None:
    starts = [position(date(year, 1, 1), YEARS) for year in (*YEARS, 2028)]

    assert starts == [0, 167, 333, 500, 667, 833, 1000]
    assert position(date(2021, 12, 31), YEARS) == 0
    assert position(date(2022, 7, 2), YEARS) == 83


def test_the_chart_shows_every_year_from_the_first_notice_to_a_year_after_the_last_change() -> None:
    assert shown_years(FACTS) == range(2022, 2028)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from([*FACTS.proceeding_types]))
def test_a_bar_has_the_use_that_the_rule_has_on_each_day(on: date, kind: str) -> None:
    (*_, use) = [use for day, use in uses_over_time(FACTS, kind) if day <= on]

    assert use == coverage(kind, on).use


@pytest.mark.parametrize("code", CODES)
def test_every_kind_of_case_and_every_plan_has_a_line_with_its_day_in_words(code: Code) -> None:
    (figure,) = figures(rollout(FACTS, code))
    words = [plain(ET.tostring(line, "unicode")) for line in figure.iter("li")]

    assert len(words) == len(FACTS.proceeding_types) + len(FACTS.plans)
    for notice in FACTS.notices:
        day = getattr(written(notice.begins), code)
        for kind in notice.proceeding_types:
            name = getattr(FACTS.proceeding_types[kind].name, code)
            assert [line for line in words if name in line and day in line], kind
    for plan in FACTS.plans:
        assert [line for line in words if getattr(plan.announcement, code) in line]


def test_a_duty_to_use_the_system_is_a_bar_of_its_own_and_is_said() -> None:
    html = rollout(FACTS, "en")
    (line,) = [each for each in html.split("<li>") if "HCIP" in each]

    assert re.findall(r'<rect class="(\w+)" x="(\d+)" y="4" width="(\d+)"', line) == [
        ("open", "610", "126"),
        ("duty", "736", "264"),
    ]
    assert "from 29 August 2025; duty to use once from 1 June 2026" in line


def test_a_first_day_that_is_not_known_looks_and_reads_different() -> None:
    (line,) = [each for each in rollout(FACTS, "en").split("<li>") if "DCEC" in each]

    assert 'class="open guessed"' in line
    assert "by 28 February 2023; the exact first day was not found" in line


@pytest.mark.parametrize("code", CODES)
def test_a_week_has_seven_days_of_which_two_are_closed(code: Code) -> None:
    (figure,) = figures(week(FACTS, code))
    bars = [len(list(line.iter("rect"))) for line in figure.iter("li")]

    assert bars == [2, 2, 2, 2, 2, 0, 0]


def test_the_hours_of_a_week_are_drawn_to_scale() -> None:
    hours = OfficeHours(
        office="DC_REGISTRY",
        effective_from=date(2030, 1, 1),
        dating=Confidence.CONFIRMED,
        weekdays=(6,),
        sessions=(Session(opens=time(8), closes=time(12, 30)),),
        source="invented for the test",
        confidence=Confidence.CONFIRMED,
    )
    html = week(replace(FACTS, hours=(*FACTS.hours, hours)), "en")

    assert re.findall(r'<rect class="open" x="(\d+)" y="4" width="(\d+)"', html) == [("0", "900")]
    assert html.count("<span>") == 5  # the scale: 8 to 12


@pytest.mark.parametrize("code", CODES)
def test_every_known_general_holiday_stands_in_the_table_of_its_year(code: Code) -> None:
    rows = holiday_table(FACTS, code).split("<tr")[2:]

    assert len(rows) == len(FACTS.holiday_years)
    for row, year in zip(rows, FACTS.holiday_years, strict=True):
        assert f'id="holidays-{year.year}"' in row
        words = plain(row)
        for holiday in year.holidays:
            assert getattr(written(holiday.on), code) in words
            assert getattr(holiday.name, code) in words


# --- the states -----------------------------------------------------------------------------------


def spread(drawn: dict[tuple[str, str], str], paper: Paper) -> dict[tuple[str, str], str]:
    """Undo the frames: give each arrow at a frame to every state inside."""
    found: dict[tuple[str, str], str] = {}
    for (source, target), doer in drawn.items():
        for one in paper.frames.get(source, (source,)):
            for other in paper.frames.get(target, (target,)):
                found[str(one), str(other)] = doer
    return found


@PAPER
def test_the_arrows_are_those_of_the_table_of_moves_no_more_and_no_fewer(paper: Paper) -> None:
    drawn = gathered(edges_of(paper.moves), paper.frames)

    assert spread(drawn, paper) == edges_of(paper.moves)
    (figure,) = figures(drawing(paper, FACTS, "en"))
    arrows = [p for p in figure.iter("path") if "arrow" in p.get("class", "")]
    begins = [c for c in figure.iter("circle") if c.get("class") == "begin"]
    assert len(arrows) == len(drawn) + len(begins)


@pytest.mark.parametrize(
    ("paper", "edge", "doer"),
    [
        (FILING, ("RECEIVED", "WITHDRAWN"), "filer"),
        (FILING, ("UNDER_REVIEW", "ACCEPTED"), "registry"),
        (FILING, ("PAYMENT_PENDING", "RECEIVED"), "system"),
        (PAYMENT, ("STARTED", "CANCELLED"), "filer"),
        (PAYMENT, ("STARTED", "DECLINED"), "system"),
        (REVIEW, ("UNASSIGNED", "ASSIGNED"), "registry"),
    ],
)
def test_an_arrow_says_who_makes_the_change(paper: Paper, edge: tuple[str, str], doer: str) -> None:
    assert edges_of(paper.moves)[edge] == doer


@PAPER
@pytest.mark.parametrize("code", CODES)
def test_every_state_stands_in_the_drawing_and_in_the_table_below(paper: Paper, code: Code) -> None:
    html = drawing(paper, FACTS, code)
    (figure,) = figures(html)
    groups = [[t.text or "" for t in group.iter("text")] for group in figure.iter("g")]
    drawn = ["".join(lines).replace(" ", "") for lines in groups]
    rows = re.findall(r'role="rowheader">(.*?)</th>', html)
    labels = {c.value: getattr(c.label, code) for c in FACTS.codes_of(paper.kind)}

    assert sorted(drawn) == sorted(label.replace(" ", "") for label in labels.values())
    assert rows == [labels[state.value] for state in paper.moves.states]


@PAPER
def test_the_states_that_nothing_follows_have_a_double_border(paper: Paper) -> None:
    (figure,) = figures(drawing(paper, FACTS, "en"))

    doubled = [r for r in figure.iter("rect") if r.get("class") == "final"]
    assert len(doubled) == len(final_of(paper.moves)) > 0


def test_a_filing_ends_in_three_ways_and_a_payment_in_one() -> None:
    assert final_of(FILING.moves) == ["REJECTED", "RECORDED", "WITHDRAWN"]
    assert final_of(PAYMENT.moves) == ["SUCCESS"]


@PAPER
def test_boxes_lie_on_the_paper_and_do_not_overlap(paper: Paper) -> None:
    boxes = [area(paper, state) for state in paper.places]

    for left, top, right, bottom in (*boxes, *(area(paper, frame) for frame in paper.frames)):
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= paper.high
    for one, other in combinations(boxes, 2):
        beside = one[2] <= other[0] or other[2] <= one[0]
        assert beside or one[3] <= other[1] or other[3] <= one[1]


@PAPER
@pytest.mark.parametrize("code", CODES)
def test_a_label_fits_its_box(paper: Paper, code: Code) -> None:
    letter = 6.6 if code == "en" else 12
    for entry in FACTS.codes_of(paper.kind):
        lines = lines_of(getattr(entry.label, code))
        assert len(lines) * 14 <= HIGH
        assert max(len(line) for line in lines) * letter <= paper.box


@PAPER
@pytest.mark.parametrize("code", CODES)
def test_a_drawing_has_a_name_and_a_description(paper: Paper, code: Code) -> None:
    (figure,) = figures(drawing(paper, FACTS, code))
    (svg,) = figure.iter("svg")
    names = {each.get("id"): each.text for each in figure.iter() if each.get("id")}

    assert svg.get("role") == "img"
    assert [bool(names[each]) for each in svg.get("aria-labelledby", "").split()] == [True, True]
    assert names[figure.get("aria-labelledby")] == getattr(paper.title, code)


def test_a_state_without_a_place_stops_the_build() -> None:
    places = {state: at for state, at in REVIEW.places.items() if state != "CANCELLED"}

    with pytest.raises(PageProblem, match="CANCELLED"):
        drawing(replace(REVIEW, places=places), FACTS, "en")


def test_a_bend_for_an_arrow_that_is_gone_stops_the_build() -> None:
    fewer = Moves("filing", FILING.moves.states, FILING.moves.table[:-1])
    bends = {**FILING.bends, ("ACCEPTED", "RECORDED"): [(1, 1), (2, 2)]}
    sound = replace(FILING, bends=bends)
    assert drawing(sound, FACTS, "en")

    with pytest.raises(PageProblem, match="no arrow for"):
        drawing(replace(sound, moves=fewer), FACTS, "en")


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Draft", ["Draft"]),
        ("Waiting for payment", ["Waiting", "for payment"]),
        ("Result not known yet", ["Result not", "known yet"]),
        ("結果未明", ["結果未明"]),
    ],
)
def test_a_long_label_is_broken_between_words(label: str, lines: list[str]) -> None:
    assert lines_of(label) == lines


def test_no_chart_carries_a_script_or_a_style() -> None:
    pages = [rollout(FACTS, "en"), week(FACTS, "tc")]
    pages += [drawing(paper, FACTS, "sc") for paper in PAPERS]

    for html in pages:
        assert re.findall(r"<script|<style|style=| on[a-z]+=|http", html) == []
