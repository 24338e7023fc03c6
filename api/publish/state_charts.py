"""Draw the life of a filing, a payment and a review out of the tables that govern them.

The arrows are those of the table, never typed here; only where each state stands on the paper, and
where an arrow bends, is. A state that has no place, or a bend for an arrow that is gone, stops the
build. States whose arrows lead to the same place are framed, and share one arrow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from api.filings.states import DECIDABLE, FILING_MOVES, FilingState
from api.kernel.actors import FILERS
from api.kernel.states import BUILDING, Move, Moves
from api.kernel.text import Text
from api.payments.states import AWAITED, PAYMENT_MOVES, PaymentState
from api.publish.sources import PageProblem
from api.publish.tables import Row, table
from api.publish.words import Code, said
from api.reference.loading import Published
from api.reference.papers import CodeKind
from api.reviews.states import REVIEW_MOVES, ReviewState

Point = tuple[int, int]
Edge = tuple[str, str]

FILER: Final = "filer"
REGISTRY: Final = "registry"
SYSTEM: Final = "system"
DOERS: Final = {
    FILER: Text("you", "你"),
    REGISTRY: Text("the registry", "登記處"),
    SYSTEM: Text("the system", "系統"),
}
LEGEND: Final = {
    FILER: Text("solid arrow: you do it", "實線：由你作出"),
    REGISTRY: Text("thick arrow: the registry does it", "粗線：由登記處作出"),
    SYSTEM: Text("dashed arrow: the system does it", "虛線：由系統作出"),
}
ENDS: Final = Text("double border: nothing follows", "雙邊框：其後不再改變")
FRAMES: Final = Text(
    "an arrow at a frame: it holds for every status inside", "連至外框的箭嘴：適用於框內每個狀況"
)
STATE: Final = Text("Status", "狀況")
NEXT: Final = Text("What may follow, and who does it", "其後可變為何種狀況，由誰作出")
NOTHING: Final = Text("nothing follows", "其後不再改變")
WIDTH: Final = 364
HIGH: Final = 38
FONT_STEP: Final = 14
MOST_LETTERS: Final = 14


@dataclass(frozen=True, slots=True)
class Paper:
    """Where the states of a machine stand (their middles), what is framed, where arrows bend."""

    key: str
    title: Text
    moves: Moves
    kind: CodeKind
    box: int
    high: int
    places: Mapping[str, Point]
    frames: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    bends: Mapping[Edge, Sequence[Point]] = field(default_factory=dict[Edge, Sequence[Point]])


F, P, R = FilingState, PaymentState, ReviewState
ENDED_BY_OTHERS: Final = (P.DECLINED, P.EXPIRED, P.ERROR)

FILING: Final = Paper(
    key="chart-filing-states",
    title=Text("The life of a filing", "存檔申請的過程"),
    moves=FILING_MOVES,
    kind=CodeKind.FILING_STATE,
    box=104,
    high=452,
    places={
        F.DRAFT: (182, 44),
        F.SUBMITTING: (182, 110),
        F.SUBMISSION_FAILED: (308, 110),
        F.WITHDRAWN: (56, 176),
        F.RECEIVED: (182, 176),
        F.PAYMENT_PENDING: (308, 176),
        F.UNDER_REVIEW: (182, 266),
        F.REFERRED: (302, 266),
        F.PARTIALLY_ACCEPTED: (56, 352),
        F.ACCEPTED: (182, 352),
        F.REJECTED: (308, 352),
        F.RECORDED: (118, 424),
    },
    frames={"decidable": tuple(DECIDABLE)},
    bends={
        (F.DRAFT, F.WITHDRAWN): [(130, 44), (56, 44), (56, 157)],
        (F.SUBMISSION_FAILED, F.DRAFT): [(308, 91), (308, 44), (234, 44)],
        (F.PAYMENT_PENDING, F.WITHDRAWN): [(308, 195), (308, 216), (56, 216), (56, 195)],
        ("decidable", F.PARTIALLY_ACCEPTED): [(140, 292), (76, 333)],
        ("decidable", F.ACCEPTED): [(182, 292), (182, 333)],
        ("decidable", F.REJECTED): [(308, 292), (308, 333)],
    },
)
PAYMENT: Final = Paper(
    key="chart-payment-states",
    title=Text("The life of a payment", "付款的過程"),
    moves=PAYMENT_MOVES,
    kind=CodeKind.PAYMENT_STATE,
    box=78,
    high=464,
    places={
        P.CREATED: (172, 48),
        P.STARTED: (172, 112),
        P.SUBMITTED: (172, 176),
        P.CAPTURABLE: (172, 240),
        P.UNKNOWN: (306, 144),
        P.DECLINED: (58, 344),
        P.EXPIRED: (141, 344),
        P.ERROR: (224, 344),
        P.CANCELLED: (318, 344),
        P.SUCCESS: (172, 436),
    },
    frames={"awaited": tuple(AWAITED), "ended": ENDED_BY_OTHERS},
    bends={
        (P.CREATED, P.SUBMITTED): [(133, 56), (120, 68), (120, 158), (133, 168)],
        (P.STARTED, P.CAPTURABLE): [(133, 120), (112, 134), (112, 220), (133, 232)],
        (P.CREATED, P.CAPTURABLE): [(133, 44), (104, 60), (104, 232), (133, 246)],
        ("awaited", P.UNKNOWN): [(218, 60), (306, 60), (306, 125)],
        ("awaited", "ended"): [(141, 266), (141, 318)],
        ("awaited", P.CANCELLED): [(208, 266), (300, 325)],
        ("awaited", P.SUCCESS): [(99, 144), (4, 144), (4, 436), (133, 436)],
        (P.UNKNOWN, "ended"): [(274, 163), (250, 318)],
        (P.UNKNOWN, P.CANCELLED): [(318, 163), (318, 325)],
        (P.UNKNOWN, P.SUCCESS): [(345, 144), (361, 144), (361, 436), (211, 436)],
        ("ended", P.SUCCESS): [(141, 370), (160, 417)],
        (P.CANCELLED, P.SUCCESS): [(300, 363), (203, 417)],
    },
)
REVIEW: Final = Paper(
    key="chart-review-states",
    title=Text("The registry's review", "登記處的審核"),
    moves=REVIEW_MOVES,
    kind=CodeKind.REVIEW_STATE,
    box=104,
    high=216,
    places={
        R.UNASSIGNED: (132, 44),
        R.ASSIGNED: (132, 114),
        R.COMPLETED: (132, 184),
        R.CANCELLED: (272, 44),
    },
)
PAPERS: Final = (FILING, PAYMENT, REVIEW)


# --- what the table says --------------------------------------------------------------------------


def doer_of(moves: Iterable[Move]) -> str:
    """Say who makes a change: the filer where he may, else the registry, else the system."""
    doers = {doer for move in moves for doer in move.by}
    if doers & set(FILERS):
        return FILER
    return SYSTEM if doers == {BUILDING} else REGISTRY


def edges_of(moves: Moves) -> dict[Edge, str]:
    """List each change of state once, with who makes it; what stays in its state is none."""
    found: dict[Edge, list[Move]] = {}
    for move in moves:
        for source in move.source:
            if source is not None and source != move.target:
                found.setdefault((source.value, move.target.value), []).append(move)
    return {edge: doer_of(made) for edge, made in found.items()}


def gathered(edges: Mapping[Edge, str], frames: Mapping[str, tuple[str, ...]]) -> dict[Edge, str]:
    """Replace arrows that all states of a frame share by one arrow of the frame."""
    found = dict(edges)
    for name, inside in frames.items():
        for outside in dict.fromkeys(end for edge in found for end in edge):
            if outside in inside:
                continue
            _gather(found, [(state, outside) for state in inside], (name, outside))
            _gather(found, [(outside, state) for state in inside], (outside, name))
    return found


def _gather(edges: dict[Edge, str], several: Sequence[Edge], one: Edge) -> None:
    doers = {edges.get(edge) for edge in several}
    if len(doers) == 1 and None not in doers:
        edges[one] = edges[several[0]]
        for edge in several:
            del edges[edge]


def begins_of(moves: Moves) -> list[str]:
    """List the states in which a thing may begin."""
    return [move.target.value for move in moves if None in move.source]


def final_of(moves: Moves) -> list[str]:
    """List the states that nothing follows."""
    left = {source for source, _ in edges_of(moves)}
    return [state.value for state in moves.states if state.value not in left]


# --- drawing --------------------------------------------------------------------------------------


def drawing(paper: Paper, facts: Published, code: Code) -> str:
    """Draw a machine with its legend and, below, the same as a table.

    Refuses: PageProblem where the paper and the table of moves do not agree.
    """
    edges = gathered(edges_of(paper.moves), paper.frames)
    unplaced = {state.value for state in paper.moves.states} ^ set(paper.places)
    gone = set(paper.bends) - set(edges)
    if unplaced or gone:
        message = f"{paper.key}: no place for {unplaced or 'none'}, no arrow for {gone or 'none'}"
        raise PageProblem(message)
    labels = {c.value: said(c.label, code) for c in facts.codes_of(paper.kind)}
    title, key = escape(said(paper.title, code)), paper.key
    used = dict.fromkeys(edges.values())
    legend = (
        [LEGEND[doer] for doer in LEGEND if doer in used] + [ENDS] + [FRAMES] * bool(paper.frames)
    )
    between = "; " if code == "en" else "；"
    words = escape(between.join(said(each, code) for each in legend))
    inside = "\n".join(
        [
            *(_frame(paper, name) for name in paper.frames),
            *(_begin(paper, state) for state in begins_of(paper.moves)),
            *(_arrow(paper, edge, doer, edges) for edge, doer in edges.items()),
            *(_state(paper, state, labels[state]) for state in paper.places),
        ]
    )
    return (
        f'<figure class="help-states" aria-labelledby="{key}-title">\n'
        f'<figcaption><span id="{key}-title">{title}</span>\n'
        f'<span class="detail">{words}</span></figcaption>\n'
        f'<svg viewBox="0 0 {WIDTH} {paper.high}" role="img" '
        f'aria-labelledby="{key}-name {key}-desc">\n'
        f'<title id="{key}-name">{title}</title>\n'
        f'<desc id="{key}-desc">{escape(_described(paper, labels, code))}</desc>\n'
        f'<defs><marker id="{key}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        f'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8Z"/>'
        f"</marker></defs>\n{inside}\n</svg>\n</figure>\n\n{move_table(paper, facts, code)}"
    )


def _described(paper: Paper, labels: Mapping[str, str], code: Code) -> str:
    """Say in a sentence how it begins and how it may end."""
    between = ", " if code == "en" else "、"
    begin = between.join(labels[state] for state in begins_of(paper.moves))
    end = between.join(labels[state] for state in final_of(paper.moves))
    return said(
        Text(
            f"It begins as: {begin}. It ends as: {end}. The table below lists every step.",
            f"開始：{begin}。終結：{end}。下表列出每個步驟。",
        ),
        code,
    )


def area(paper: Paper, end: str) -> tuple[int, int, int, int]:
    """Give left, top, right and bottom of a state's box, or of a frame around several."""
    if end in paper.places:
        x, y = paper.places[end]
        return x - paper.box // 2, y - HIGH // 2, x + paper.box // 2, y + HIGH // 2
    boxes = [area(paper, state) for state in paper.frames[end]]
    room = 7 if end != "awaited" else 34
    return (
        min(b[0] for b in boxes) - room,
        min(b[1] for b in boxes) - 7,
        max(b[2] for b in boxes) + min(room, 8),
        max(b[3] for b in boxes) + 7,
    )


def _frame(paper: Paper, name: str) -> str:
    left, top, right, bottom = area(paper, name)
    size = f'width="{right - left}" height="{bottom - top}"'
    return f'<rect class="frame" x="{left}" y="{top}" {size} rx="8"/>'


def _begin(paper: Paper, state: str) -> str:
    x, y = paper.places[state]
    top = y - HIGH // 2
    return (
        f'<circle class="begin" cx="{x}" cy="{top - 18}" r="4"/>'
        f'<path class="arrow arrow--filer" d="M{x} {top - 14}L{x} {top - 1}" '
        f'marker-end="url(#{paper.key}-tip)"/>'
    )


def _arrow(paper: Paper, edge: Edge, doer: str, edges: Mapping[Edge, str]) -> str:
    points = paper.bends.get(edge) or _straight(paper, edge, apart=edge[::-1] in edges)
    drawn = "L".join(f"{x} {y}" for x, y in points)
    return f'<path class="arrow arrow--{doer}" d="M{drawn}" marker-end="url(#{paper.key}-tip)"/>'


def _straight(paper: Paper, edge: Edge, *, apart: bool) -> list[Point]:
    """Join two boxes from border to border; there and back stand a little apart."""
    (x1, y1), (x2, y2) = (_middle(paper, end) for end in edge)
    aside = 9 if apart else 0
    if x1 == x2:
        down = 1 if y2 > y1 else -1
        return [
            (x1 + aside * down, y1 + down * HIGH // 2),
            (x2 + aside * down, y2 - down * HIGH // 2),
        ]
    if y1 == y2:
        right = 1 if x2 > x1 else -1
        half = paper.box // 2
        return [(x1 + right * half, y1 - aside * right), (x2 - right * half, y2 - aside * right)]
    return _slanted(paper, edge)


def _slanted(paper: Paper, edge: Edge) -> list[Point]:
    """Join boxes that share neither row nor column: by their sides where they stand apart."""
    (x1, y1), (x2, y2) = (_middle(paper, end) for end in edge)
    if abs(x2 - x1) > paper.box:
        right = 1 if x2 > x1 else -1
        return [(x1 + right * paper.box // 2, y1), (x2 - right * paper.box // 2, y2)]
    down = 1 if y2 > y1 else -1
    return [(x1, y1 + down * HIGH // 2), (x2, y2 - down * HIGH // 2)]


def _middle(paper: Paper, end: str) -> Point:
    left, top, right, bottom = area(paper, end)
    return (left + right) // 2, (top + bottom) // 2


def _state(paper: Paper, state: str, label: str) -> str:
    left, top, right, bottom = area(paper, state)
    size = f'width="{right - left}" height="{bottom - top}"'
    final = state in final_of(paper.moves)
    inner = f'width="{right - left - 6}" height="{bottom - top - 6}"'
    double = f'<rect class="final" x="{left + 3}" y="{top + 3}" {inner} rx="4"/>' * final
    x, y = paper.places[state]
    lines = lines_of(label)
    first = y + 4 - FONT_STEP * (len(lines) - 1) // 2
    text = "".join(
        f'<text x="{x}" y="{first + FONT_STEP * n}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    return f'<g><rect class="state" x="{left}" y="{top}" {size} rx="6"/>{double}{text}</g>'


def lines_of(label: str) -> list[str]:
    """Break a label into lines that fit a box: between words, about evenly."""
    if len(label) <= MOST_LETTERS or " " not in label:
        return [label]
    words = label.split()
    splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return list(min(splits, key=lambda split: max(map(len, split))))


# --- the same as a table --------------------------------------------------------------------------


def move_table(paper: Paper, facts: Published, code: Code) -> str:
    """List for every state what may follow it and who does it."""
    labels = {c.value: said(c.label, code) for c in facts.codes_of(paper.kind)}
    edges = edges_of(paper.moves)
    rows = [
        Row((escape(labels[state.value]), _followers(state.value, edges, labels, code)))
        for state in paper.moves.states
    ]
    headers = [said(title, code) for title in (STATE, NEXT)]
    return table(said(paper.title, code), headers, rows)


def _followers(state: str, edges: Mapping[Edge, str], labels: Mapping[str, str], code: Code) -> str:
    found = [
        f"{labels[target]} ({said(DOERS[doer], code)})"
        if code == "en"
        else f"{labels[target]}（{said(DOERS[doer], code)}）"
        for (source, target), doer in edges.items()
        if source == state
    ]
    between = "; " if code == "en" else "；"
    return escape(between.join(found) or said(NOTHING, code))


def filing_states(facts: Published, code: Code) -> str:
    """Draw the life of a filing."""
    return drawing(FILING, facts, code)


def payment_states(facts: Published, code: Code) -> str:
    """Draw the life of a payment."""
    return drawing(PAYMENT, facts, code)


def review_states(facts: Published, code: Code) -> str:
    """Draw the registry's review."""
    return drawing(REVIEW, facts, code)
