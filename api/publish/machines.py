"""Draw every table of moves there is: those without a paper of their own are laid out by a rule.

The tables are found, not listed: whatever room states a machine has it drawn. Labels are those of
``codes.toml``; a machine whose states have none stops the build. States stand in rows by how many
moves they are from the beginning; arrows between neighbours are straight, others go round.
"""

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import api
from api.kernel.states import Moves
from api.kernel.text import Text
from api.publish.sources import PageProblem
from api.publish.state_charts import HIGH, PAPERS, WIDTH, Edge, Paper, Point, drawing, edges_of
from api.publish.words import Code, said
from api.reference.loading import Published
from api.reference.papers import CodeKind

BOX: Final = 104
TOP: Final = 44
STEP: Final = 76
MOST_IN_A_ROW: Final = 3
COLUMNS: Final = {1: (182,), 2: (104, 260), 3: (62, 182, 302)}
LANES: Final = (WIDTH - 4, 4)
"""Where an arrow goes down past a row, and where one comes up."""

TITLES: Final = {
    "account": Text("An account", "帳戶"),
    "access order": Text("An order about who may see a case", "限制查閱案件的命令"),
    "case": Text("A case", "案件"),
    "certificate of an outage": Text("A certificate of an outage", "服務中斷證明書"),
    "closure": Text("A closure of a registry", "登記處關閉"),
    "court document": Text("A document that the court issues", "法院發出的文件"),
    "deadline": Text("A deadline", "期限"),
    "document": Text("A document", "文件"),
    "document in a filing": Text("A document in a filing", "提交內的一份文件"),
    "leave": Text("Leave of the court to file on paper", "法庭准予以紙本存檔"),
    "relation back": Text("A relation back", "追溯生效"),
    "restriction order": Text("A restriction order", "限制令"),
    "scan of a document": Text("The virus scan of a document", "文件的病毒掃描"),
    "service request": Text("An amount asked for", "應繳款項"),
}


@cache
def all_machines() -> tuple[Moves, ...]:
    """Find every table of moves in the rooms, by its noun."""
    found: dict[str, Moves] = {}
    for room in pkgutil.iter_modules(api.__path__):
        name = f"api.{room.name}.states"
        if room.ispkg and room.name != "kernel" and importlib.util.find_spec(name):
            members = vars(importlib.import_module(name)).values()
            found |= {each.noun: each for each in members if isinstance(each, Moves)}
    return tuple(found[noun] for noun in sorted(found))


def key_of(machine: Moves) -> str:
    """Give the name of a machine in an address and in a marker: ``restriction-order``."""
    return machine.noun.replace(" ", "-")


@cache
def paper_of(machine: Moves) -> Paper:
    """Find the paper of a machine, or lay one out. Refuses: PageProblem, no labels or no title."""
    for paper in PAPERS:
        if paper.moves is machine:
            return paper
    if machine.noun not in TITLES:
        message = f"a machine without a title in api/publish/machines.py: {machine.noun}"
        raise PageProblem(message)
    places, bends, high = _laid_out(machine)
    return Paper(
        key=f"chart-{key_of(machine)}",
        title=TITLES[machine.noun],
        moves=machine,
        kind=_labels_of(machine),
        box=BOX,
        high=high,
        places=places,
        bends=bends,
    )


def _labels_of(machine: Moves) -> CodeKind:
    """Name the kind of code whose words a machine's states have: AccountState, ACCOUNT_STATE."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", machine.states.__name__).upper()
    if name not in CodeKind.__members__:
        message = f"the states of '{machine.noun}' have no labels: no kind {name} in codes.toml"
        raise PageProblem(message)
    return CodeKind[name]


def _rows_of(machine: Moves) -> list[list[str]]:
    """Put the states in rows by the fewest moves that lead to them, a few in each."""
    after: set[str | None] = {None}
    rows: list[list[str]] = []
    left = [state.value for state in machine.states]
    while left:
        near = {move.target.value for move in machine if after & _sources(move.source)}
        row = [state for state in left if state in near] or left
        rows += [row[n : n + MOST_IN_A_ROW] for n in range(0, len(row), MOST_IN_A_ROW)]
        left = [state for state in left if state not in row]
        after = set(row)
    return rows


def _sources(source: Sequence[object]) -> set[str | None]:
    return {None if state is None else str(state) for state in source}


def _laid_out(machine: Moves) -> tuple[dict[str, Point], dict[Edge, list[Point]], int]:
    """Give every state its place, and the way round for arrows that would cross one."""
    rows = _rows_of(machine)
    places = {
        state: (COLUMNS[len(row)][column], TOP + STEP * number)
        for number, row in enumerate(rows)
        for column, state in enumerate(row)
    }
    where = {s: (number, column) for number, row in enumerate(rows) for column, s in enumerate(row)}
    bends = {edge: way for edge in edges_of(machine) if (way := _way_round(edge, places, where))}
    return places, bends, TOP + STEP * (len(rows) - 1) + HIGH


def _way_round(
    edge: Edge, places: Mapping[str, Point], where: Mapping[str, tuple[int, int]]
) -> list[Point]:
    """Lead an arrow between the rows, or past them at the side; none where a straight one does."""
    (x1, y1), (x2, y2) = (places[end] for end in edge)
    (row1, column1), (row2, column2) = (where[end] for end in edge)
    half = HIGH // 2
    if row1 == row2 and abs(column1 - column2) > 1:
        deep = y1 + half + (10 if column1 < column2 else 14)
        return [(x1 + 20, y1 + half), (x1 + 20, deep), (x2 - 20, deep), (x2 - 20, y2 + half)]
    if abs(row1 - row2) > 1:
        down = 1 if row2 > row1 else -1
        lane = LANES[0 if down == 1 else 1]
        out, back = y1 + down * (half + 8), y2 - down * (half + 8)
        aside = 30 * down
        return [
            (x1 + aside, y1 + down * half),
            *((x1 + aside, out), (lane, out), (lane, back), (x2 + aside, back)),
            (x2 + aside, y2 - down * half),
        ]
    return []


def machine_chart(facts: Published, code: Code, key: str) -> str:
    """Draw one machine by its name in a marker. Refuses: LookupError for one there is not."""
    return drawing(paper_of(_by_key()[key]), facts, code)


def machine_sections(facts: Published, code: Code) -> str:
    """Draw all machines, each under a heading with an address of its own."""
    return "\n\n".join(
        f"## {said(paper_of(machine).title, code)} {{ #{key} }}\n\n"
        f"{drawing(paper_of(machine), facts, code)}"
        for key, machine in _by_key().items()
    )


def _by_key() -> dict[str, Moves]:
    return {key_of(machine): machine for machine in all_machines()}
