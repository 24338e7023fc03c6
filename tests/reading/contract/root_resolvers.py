"""The root of the contract resolved by hand: lists in their orders, look-ups, the search."""

from collections.abc import Callable
from typing import Any

from api.kernel.tables import OutboxJob
from api.register.rules import searchable
from tests.reading.contract.benches import NODES
from tests.reading.contract.paging import page_of
from tests.reading.contract.sight import RECEIVED
from tests.reading.contract.viewing import ordered, printed

CASE_ORDERS = {"COMMENCED": ("commenced_on", "id"), "NUMBER": ("year", "running_number", "id")}
FILING_ORDERS = {"TIME": ("ordered_at", "id"), "STARTED": ("started_at", "id")}


def narrowed(rows: list[Any], wanted: dict[str, Any] | None, columns: dict[str, str]) -> list[Any]:
    """The rows whose columns hold what a filter says; null says nothing."""
    given = {columns[name]: v for name, v in (wanted or {}).items() if v is not None}
    return [r for r in rows if all(printed(getattr(r, c)) == v for c, v in given.items())]


def in_order(asked: Any, orders: dict[str, tuple[str, ...]], usual: tuple[str, ...]) -> Any:
    """The columns that a list is ordered by."""
    if asked is None:
        return usual
    names = orders[asked["field"]]
    return names if asked["direction"] == "ASC" else tuple(f"-{name}" for name in names)


def cases(_: Any, info: Any, **args: Any) -> Any:
    """The cases."""
    columns = {"proceedingType": "proceeding_type_code", "standing": "standing"}
    rows = narrowed(info.context.many("Case"), args.get("filter"), columns)
    order = in_order(args.get("orderBy"), CASE_ORDERS, ("-commenced_on", "-id"))
    return page_of(NODES["Case"], rows, order, args)


FILING_FILTER = {"state": "state", "purpose": "purpose", "proceedingType": "proceeding_type_code"}


def filings(_: Any, info: Any, **args: Any) -> Any:
    """The filings."""
    rows = narrowed(info.context.many("Filing"), args.get("filter"), FILING_FILTER)
    order = in_order(args.get("orderBy"), FILING_ORDERS, ("-ordered_at", "-id"))
    return page_of(NODES["Filing"], rows, order, args)


def review_queue(_: Any, info: Any, **args: Any) -> Any:
    """What waits for a registry officer."""
    rows = info.context.many("Filing") if info.context.eyes.kind == "REGISTRY_OFFICER" else []
    waiting = [row for row in rows if row.state.value in RECEIVED]
    rows = narrowed(waiting, args.get("filter"), FILING_FILTER)
    return page_of(NODES["Filing"], rows, ("ordered_at", "id"), args)


def pending_recordings(_: Any, info: Any, **args: Any) -> Any:
    """What waits for its seal, for the court."""
    rows = info.context.sight.all("OutboxJob") if info.context.eyes.is_court else []
    sealed_by = ("record_filing", "issue_document", "certify_outage")
    waiting = [row for row in rows if not row.done_at and row.job in sealed_by]
    return page_of(OutboxJob, waiting, ("asked_at", "id"), args)


def cause_book(_: Any, info: Any, search: dict[str, Any], **args: Any) -> Any:
    """The search of the cause book."""
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "caseNumber": lambda row, asked: row.case_number == asked,
        "partyName": lambda row, asked: (
            bool(searchable(asked)) and searchable(asked) in row.searchable
        ),
        "proceedingType": lambda row, asked: row.proceeding_type_code == asked,
        "commencedFrom": lambda row, asked: printed(row.commenced_on) >= asked,
        "commencedUntil": lambda row, asked: printed(row.commenced_on) < asked,
    }
    given = [(tests[name], asked) for name, asked in search.items() if asked is not None]
    every = info.context.many("CauseBookEntry")
    rows = [row for row in every if all(holds(row, asked) for holds, asked in given)]
    return page_of(NODES["CauseBookEntry"], rows, ("-commenced_on", "-id"), args)


def node(_: Any, info: Any, id: str) -> Any:
    """Anything by its id."""
    found = [row for type_ in NODES if (row := info.context.one(type_, id)) is not None]
    return found[0] if found else None


def by_number(type_: str, column: str) -> Callable[..., Any]:
    """The row of a number, if it may be seen."""

    def resolve(_: Any, info: Any, **args: str) -> Any:
        [asked] = args.values()
        return next((r for r in info.context.many(type_) if getattr(r, column) == asked), None)

    return resolve


def everyone(model: str, *order: str) -> Callable[..., Any]:
    """Every row of a public list."""
    return lambda _, info: ordered(info.context.sight.all(model), *order)
