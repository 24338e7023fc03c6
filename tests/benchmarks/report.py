"""Write what was measured as Markdown tables, and judge it by the targets.

Every figure comes out of the result; a part that was not measured is left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from api.kernel.text import Text

Code = Literal["en", "tc"]
Result = dict[str, Any]
THREE = ("case_with_filings", "fifty_cases", "one_status")
OPERATIONS = {
    "case_with_filings": Text("case with filings", "案件連同存檔"),
    "fifty_cases": Text("50 cases", "50 宗案件"),
    "own_cases": Text("a firm's own 50 cases", "律師行本身 50 宗案件"),
    "one_status": Text("one status", "單一狀況"),
    "cause_book": Text("cause book search", "訟案登記冊查冊"),
    "fifty_derived": Text("50 cases, one derived field", "50 宗案件及一個計算欄"),
    "fifty_introspected": Text("50 cases beside introspection", "50 宗案件連同結構查詢"),
}
AUTHENTICATION_MS, FLAT = 0.05, 1.05
YES, NO = Text("reached", "達標"), Text("not reached", "未達標")


def said(text: Text, code: Code) -> str:
    """Say a text in one of the two authored languages."""
    return text.en if code == "en" else text.tc


# --- verdicts -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target and what was measured: ``values`` must all be on the right side of ``target``."""

    subject: Text
    operation: str
    target: float
    values: tuple[float, ...]
    at_least: bool

    @property
    def is_reached(self) -> bool:
        """Whether every value is on the right side."""
        if self.at_least:
            return min(self.values) >= self.target
        return max(self.values) <= self.target


@dataclass(frozen=True, slots=True)
class Target:
    """One line of targets: how a value is found, and the bound for each operation."""

    subject: Text
    values: Callable[[Result, str], tuple[float, ...] | None]
    bounds: dict[str, float]
    at_least: bool = True


def cell_of(result: Result, server: str, operation: str, connections: int) -> Any:
    where = (server, operation, connections)
    for cell in result.get("cells", ()):
        if (cell["server"], cell["operation"], cell["connections"]) == where:
            return cell
    return None


def _times(peer: str, *connections: int) -> Callable[[Result, str], tuple[float, ...] | None]:
    """How many times the peer's requests a second ours are, at each number of connections."""

    def values(result: Result, operation: str) -> tuple[float, ...] | None:
        pairs = [
            (cell_of(result, "icms", operation, c), cell_of(result, peer, operation, c))
            for c in connections
        ]
        if not all(own and other for own, other in pairs):
            return None
        rate = "requests_per_second"
        return tuple(own[rate] / other[rate] for own, other in pairs)

    return values


def _cpu_against(
    client: str, connections: int
) -> Callable[[Result, str], tuple[float, ...] | None]:
    """All CPU a request at so many connections, against the statement alone by one client."""

    def values(result: Result, operation: str) -> tuple[float, ...] | None:
        own = cell_of(result, "icms", operation, connections)
        alone = result.get("alone", {}).get(operation, {}).get(client)
        if not own or not alone:
            return None
        floor = alone["client_cpu_ms"] + alone["database_cpu_ms"]
        return ((own["server_cpu_ms"] + own["database_cpu_ms"]) / floor,)

    return values


def _of_rules(result: Result, operation: str) -> tuple[float, ...] | None:
    found = result.get("rules_cpu_ms", {}).get(operation)
    return (found["firm"] / found["registry"],) if found else None


def _on_sqlite(result: Result, operation: str) -> tuple[float, ...] | None:
    found = result.get("sqlite", {}).get("operations", {}).get(operation)
    rate = "requests_per_second"
    return (found["icms"][rate] / found["strawberry"][rate],) if found else None


def _of_growth(result: Result, operation: str) -> tuple[float, ...] | None:
    found = result.get("growth", {}).get("cpu_ms", {}).get(operation)
    if not found:
        return None
    small, large = (found[str(cases)] for cases in result["growth"]["cases"])
    return (large / small,)


def _same(bound: float, operations: Iterable[str] = THREE) -> dict[str, float]:
    return dict.fromkeys(operations, bound)


TARGETS = (
    Target(
        Text(
            "x Strawberry + DataLoader, 1 connection", "對 Strawberry + DataLoader 倍數，1 條連線"
        ),
        _times("strawberry", 1),
        dict(zip(THREE, (30, 20, 10), strict=True)),
    ),
    Target(
        Text("x PostGraphile v5, 1 and 16", "對 PostGraphile v5 倍數，1 及 16 條連線"),
        _times("postgraphile", 1, 16),
        dict(zip(THREE, (3, 2, 2), strict=True)),
    ),
    Target(
        Text("x Mercurius + jit, 1 and 16", "對 Mercurius + jit 倍數，1 及 16 條連線"),
        _times("mercurius", 1, 16),
        dict(zip(THREE, (4, 2, 1.4), strict=True)),
    ),
    Target(
        Text("CPU at 16, against the SQL alone", "16 條連線時 CPU 對單獨執行 SQL"),
        _cpu_against("asyncpg", 16),
        dict(zip(THREE, (1.25, 1.1, 1.25), strict=True)),
        at_least=False,
    ),
    Target(
        Text("CPU at 16, against the SQL alone at 16", "16 條連線時 CPU 對 16 條連線的 SQL"),
        _cpu_against("asyncpg, 16", 16),
        dict(zip(THREE, (1.25, 1.1, 1.25), strict=True)),
        at_least=False,
    ),
    Target(
        Text("x Strawberry, where Python is needed", "須用 Python 時對 Strawberry 倍數"),
        _times("strawberry", 1),
        {"fifty_derived": 4, "fifty_introspected": 10},
    ),
    Target(
        Text("CPU under row rules against staff", "受查閱規則限制者對職員 CPU"),
        _of_rules,
        _same(1.5, ("case_with_filings", "own_cases", "one_status")),
        at_least=False,
    ),
    Target(
        Text("x Strawberry + aiosqlite, on SQLite", "SQLite 上對 Strawberry + aiosqlite 倍數"),
        _on_sqlite,
        _same(10),
    ),
    Target(
        Text("CPU in the larger court against the smaller", "較大法庭對較小法庭 CPU"),
        _of_growth,
        _same(1.3),
        at_least=False,
    ),
)


def verdicts(result: Result) -> list[Verdict]:
    """Judge every target that was measured."""
    return [
        Verdict(target.subject, operation, bound, values, target.at_least)
        for target in TARGETS
        for operation, bound in target.bounds.items()
        if (values := target.values(result, operation)) is not None
    ]


# --- Markdown -------------------------------------------------------------------------------------


def markdown(result: Result, code: Code) -> str:
    """Everything that was measured, as Markdown without headings of its own."""
    parts = (
        conditions(result, code),
        ratios(result, code),
        figures(result, code),
        others(result, code),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def conditions(result: Result, code: Code) -> str:
    """When, on what, with which versions, over how many cases."""
    machine, versions = result["machine"], result["versions"]
    listed = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    text = Text(
        f"Measured on {result['date']}: {machine['processor']}, {machine['cores']} cores,"
        f" {machine['memory_gib']} GiB; {result['cases']:,} cases; medians of"
        f" {result['rounds']} rounds. {listed}.",
        f"量度日期：{result['date']}；{machine['processor']}，{machine['cores']} 核心，"
        f"{machine['memory_gib']} GiB；{result['cases']:,} 宗案件；{result['rounds']} 輪的中位數。"
        f"{listed}。",
    )
    return said(text, code)


def _table(headers: Iterable[Text], rows: list[list[str]], code: Code) -> str:
    titles = [said(header, code) for header in headers]
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if rows else ""


def ratios(result: Result, code: Code) -> str:
    """The targets, what was measured, and the verdict: the issue's table, then the others."""
    judged = verdicts(result)
    subjects = [target.subject for target in TARGETS]
    whole = [s for s in subjects if {v.operation for v in judged if v.subject is s} == set(THREE)]
    titles = [Text("Target", "目標"), *(OPERATIONS[operation] for operation in THREE)]
    rows = [
        [said(subject, code), *(_judged(v, code) for v in judged if v.subject is subject)]
        for subject in whole
    ]
    rest = [
        [said(v.subject, code), said(OPERATIONS[v.operation], code), _judged(v, code)]
        for v in judged
        if v.subject not in whole
    ]
    others = (Text("Target", "目標"), Text("Operation", "操作"), Text("Measured", "量度結果"))
    tables = [_table(titles, rows, code), _table(others, rest, code)]
    return "\n\n".join(table for table in tables if table)


def _judged(verdict: Verdict, code: Code) -> str:
    """What was measured, the bound, and whether it was reached."""
    sign = "≥" if verdict.at_least else "≤"
    values = " / ".join(f"{value:.2f}" for value in verdict.values)
    reached = said(YES if verdict.is_reached else NO, code)
    return f"{values} ({sign} {verdict.target:g}) {reached}"


FIGURES = (
    Text("Server", "伺服器"),
    Text("Requests/s at 1", "每秒請求，1 條連線"),
    Text("Median ms at 1", "中位毫秒，1 條連線"),
    Text("Requests/s at 16", "每秒請求，16 條連線"),
    Text("Server CPU ms", "伺服器 CPU 毫秒"),
    Text("PostgreSQL CPU ms", "PostgreSQL CPU 毫秒"),
    Text("Peak MiB", "記憶體高位 MiB"),
)


def figures(result: Result, code: Code) -> str:
    """Requests a second, latency and CPU of every server and of the SQL alone, by operation."""
    tables = (
        (operation, [*_server_rows(result, operation), *_alone_rows(result, operation, code)])
        for operation in OPERATIONS
    )
    return "\n\n".join(
        f"**{said(OPERATIONS[operation], code)}**\n\n{_table(FIGURES, rows, code)}"
        for operation, rows in tables
        if rows
    )


def _server_rows(result: Result, operation: str) -> Iterable[list[str]]:
    for server, title in result.get("servers", {}).items():
        one, many = (cell_of(result, server, operation, c) for c in (1, 16))
        if one and many:
            flaw = "" if one["sound"] and many["sound"] else " (!)"
            yield [
                title + flaw,
                f"{one['requests_per_second']:,.1f}",
                f"{one['p50_ms']:.2f}",
                f"{many['requests_per_second']:,.1f}",
                f"{many['server_cpu_ms']:.3f}",
                f"{many['database_cpu_ms']:.3f}",
                f"{result['peak_memory_mib'][server]:.0f}",
            ]


def _alone_rows(result: Result, operation: str, code: Code) -> Iterable[list[str]]:
    alone = Text("SQL alone", "單獨執行 SQL")
    for client, one in result.get("alone", {}).get(operation, {}).items():
        yield [
            f"{said(alone, code)} ({client})",
            f"{1000 / one['p50_ms']:,.1f}" if "16" not in client else "",
            f"{one['p50_ms']:.2f}" if "16" not in client else "",
            "",
            f"{one['client_cpu_ms']:.3f}",
            f"{one['database_cpu_ms']:.3f}",
            "",
        ]


def others(result: Result, code: Code) -> str:
    """What is no ratio: authentication, memory, the statements of a mutation."""
    makers = (_authentication, _memory, _mutation, _sizes)
    lines = [make(result, code) for make in makers]
    return "\n".join(f"- {line}" for line in lines if line)


def _authentication(result: Result, code: Code) -> str:
    found = result.get("authentication")
    if not found:
        return ""
    costs = [one["known"]["cpu_ms"] - one["anybody"]["cpu_ms"] for one in found.values()]
    listed = " / ".join(f"{cost:+.3f}" for cost in costs)
    where = " / ".join(found)
    text = Text(
        f"Knowing who asks costs {listed} ms of CPU a request, at {where} connections.",
        f"核實查詢者身分每次請求耗用 {listed} 毫秒 CPU（{where} 條連線）。",
    )
    return f"{said(text, code)} {_bounded(max(costs), AUTHENTICATION_MS, code)}"


def _bounded(value: float, bound: float, code: Code) -> str:
    return f"(≤ {bound:g}) {said(YES if value <= bound else NO, code)}"


def _sizes(result: Result, code: Code) -> str:
    found = result.get("growth")
    if not found:
        return ""
    small, large = (f"{cases:,}" for cases in found["cases"])
    text = Text(
        f"The smaller court has {small} cases, the larger {large}.",
        f"較小法庭有 {small} 宗案件，較大法庭有 {large} 宗。",
    )
    return said(text, code)


def _memory(result: Result, code: Code) -> str:
    found = result.get("memory")
    if not found:
        return ""
    listed = ", ".join(
        f"{int(count):,}: {held['server_mib']:.0f} + {held['database_mib']:.0f}"
        for count, held in found.items()
    )
    text = Text(
        f"Memory after distinct documents, server + PostgreSQL, MiB: {listed}.",
        f"處理不同查詢文件後的記憶體（伺服器 + PostgreSQL，MiB）：{listed}。",
    )
    *_, half, whole = (held["server_mib"] + held["database_mib"] for held in found.values())
    grown = Text(f"The last half: x {whole / half:.2f}", f"後半：{whole / half:.2f} 倍")
    return f"{said(text, code)} {said(grown, code)} {_bounded(whole / half, FLAT, code)}"


def _mutation(result: Result, code: Code) -> str:
    found = result.get("mutation")
    if not found:
        return ""
    count = found["reading_statements"]
    text = Text(
        f"Statements that read a mutation's nested payload: {count}.",
        f"讀取一次更改所回覆的巢狀內容所用的 SQL 句數：{count}。",
    )
    return f"{said(text, code)} {_bounded(count, 1, code)}"
