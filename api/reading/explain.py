"""What an operation costs, for people: how it is delivered, its SQL, and the database's own plan.

Nothing here runs an operation; only ``analyze`` lets PostgreSQL execute the statement it explains.
The statements are those of the service: compiled by the same engine, planned as its connections
plan (generic plans, no JIT).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from graphql import FieldNode, FragmentDefinitionNode, GraphQLError, OperationDefinitionNode
from psycopg import sql as psql

from api.reading.compiler import AT
from api.reading.cost import measured
from api.reading.documents import Operation
from api.reading.engine import Asked, Reader
from api.reading.inputs import BadRequest
from api.reading.lines import PLANNING
from api.reading.plans import Delivery, Plan
from api.reading.runs import Run
from api.reading.shapes import Source, Walked
from api.reading.viewers import NOW, TOKEN

WIDTH: Final = 100
ROOM: Final = 50
"""However deep a line is indented, so many characters fit on it."""
_PIECE: Final = re.compile(r"""'(?:[^']|'')*'(?:::\w+)?|"(?:[^"]|"")*"|[\w.]*\(|[),]|[^\s'"(),]+""")
_CLAUSES: Final = frozenset({"SELECT", "FROM", "WHERE", "ORDER", "GROUP", "LIMIT", "JOIN", "UNION"})
_LINKS: Final = frozenset({"AND", "OR"})
_MEANINGS: Final = {
    TOKEN: "the viewer's token, as SHA-256",
    NOW: "now",
    AT: "the id of the row that the mutation names",
}


class Inexplicable(Exception):
    """The operation cannot be explained: it is not valid, or its variables do not fit."""


@dataclass(frozen=True, slots=True)
class Told:
    """One statement of an operation, and the values that fill it. ``about`` is a type's name."""

    about: str
    plan: Plan
    values: dict[str, Any]

    @property
    def arguments(self) -> list[Any]:
        """What is sent with the statement. Refuses: Inexplicable, for a bad page or cursor."""
        try:
            return self.plan.arguments(self.values)
        except GraphQLError as no:
            raise Inexplicable(_sentence(no)) from no


# --- what the engine would do ---------------------------------------------------------------------


def opened(reader: Reader, asked: Asked) -> Run:
    """Check an operation and its variables as the service would. Refuses: Inexplicable."""
    try:
        return reader.opened(asked, reader.documents.of(asked.query))
    except BadRequest as no:
        raise Inexplicable("\n".join(map(_sentence, no.errors))) from no
    except GraphQLError as no:
        raise Inexplicable(_sentence(no)) from no


def _sentence(error: GraphQLError) -> str:
    """An error with the place it is at."""
    places = "".join(f"line {at.line}, column {at.column}: " for at in (error.locations or ())[:1])
    return places + error.message


def told(run: Run) -> list[Told]:
    """Make every statement of an operation: one for a query, one for each row a payload names.

    Refuses: Inexplicable.
    """
    try:
        if run.operation.is_query:
            plan = run.query_plan()
            return [Told("", plan, run.values)] if run.needs(plan) else []
        run.check_payloads()
        rows = run.payload_rows()
        values = {**run.values, AT: ""}
        return [Told(name, run.row_plan(name, nodes), values) for name, nodes in rows]
    except GraphQLError as no:
        raise Inexplicable(_sentence(no)) from no


def computed(run: Run, plan: Plan) -> list[str]:
    """Name every field that Python fills in, and say why."""
    registry, root = run.world.registry, run.world.schema.query_type.name
    found: set[str] = set()
    for node in _fields(run.operation):
        name = node.name.value
        for type_name in (type_ for type_, at in plan.cuts if at == id(node)):
            known = registry.calculated.get((type_name, name))
            if known is not None:
                needs = [column.column for column in known.inputs]
                needs += ["who asks"] if known.asks else []
                found.add(f"{type_name}.{name}: computed from {', '.join(needs) or 'nothing'}")
            elif type_name == root and name.startswith("__"):
                found.add(f"{name}: told by the schema itself")
            elif type_name == root and isinstance(registry.shapes[root].fields.get(name), Walked):
                found.add(f"{root}.{name}: a resolver of its own, without a statement")
    return sorted(found)


def _fields(operation: Operation) -> Iterator[FieldNode]:
    """Every field of a document, wherever it stands."""
    kinds = (OperationDefinitionNode, FragmentDefinitionNode)
    waiting: list[Any] = [d for d in operation.document.definitions if isinstance(d, kinds)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, FieldNode):
            yield node
        below = getattr(node, "selection_set", None)
        waiting += below.selections if below else ()


class _Noted(dict[str, Any]):
    """Values that remember what was asked of them."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> Any:
        self.asked.append(name)
        return super().__getitem__(name)


def meaning(source: Source, values: dict[str, Any]) -> str:
    """Say what a parameter is: a variable, the viewer's token, the instant, or a constant."""
    noted = _Noted(values)
    value = source(noted)
    if not noted.asked:
        return f"constant {value!r}"
    name = noted.asked[0]
    return _MEANINGS.get(name) or f"variable ${name}"


def meanings(one: Told) -> list[str]:
    """Say of every parameter of a statement what it is. Refuses: Inexplicable."""
    assert one.arguments is not None  # noqa: S101
    return [meaning(source, one.values) for source in one.plan.sources]


# --- SQL for people -------------------------------------------------------------------------------

_Group = list[Any]


def pretty(sql: str) -> str:
    """Indent a statement by its selects: what fits stays on a line, a clause begins a new one."""
    whole: _Group = [""]
    stack = [whole]
    for piece in _PIECE.findall(sql):
        if piece.endswith("(") and not piece.startswith("'"):
            stack.append([piece])
            stack[-2].append(stack[-1])
        elif piece == ")":
            stack.pop()
        else:
            stack[-1].append(piece)
    printer = _Printer()
    printer.fill(whole[1:], 0)
    printer.start(0)
    return "\n".join(printer.lines) + "\n"


def _flat(node: Any) -> str:
    """Print a word or a group on one line."""
    if isinstance(node, str):
        return node
    return f"{node[0]}{' '.join(map(_flat, node[1:])).replace(' ,', ',')})"


class _Printer:
    """Fills lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""

    def start(self, depth: int) -> None:
        """Begin a line."""
        if self.line.strip():
            self.lines.append(self.line)
        self.line = "  " * depth

    def put(self, text: str) -> None:
        """Go on with the line."""
        is_glued = text in {",", ")"} or not self.line.strip() or self.line.endswith("(")
        self.line += text if is_glued else f" {text}"

    def fill(self, nodes: _Group, depth: int) -> None:
        """Print one after the other; a clause begins a line, and so does what AND or OR adds."""
        for node in nodes:
            if isinstance(node, str) and node in _CLAUSES:
                self.start(depth)
            elif isinstance(node, str) and node in _LINKS:
                self.start(depth + 1)
            self.node(node, depth)

    def node(self, node: Any, depth: int) -> None:
        """Print a word or a group: here, or on the next line, or over several."""
        text, most = _flat(node), max(WIDTH, 2 * depth + ROOM)
        inner: _Group = [] if isinstance(node, str) else node
        is_small = not inner or 2 * depth + 4 + len(text) <= most
        if is_small and text != "," and len(self.line) + len(text) + 1 > most:
            self.start(depth + 2)
        if is_small:
            self.put(text)
            return
        self.put(inner[0])
        is_select = inner[1] == "SELECT"
        if is_select:
            self.start(depth + 2)
        self.fill(inner[1:], depth + (2 if is_select else inner[0] == "("))
        if is_select:
            self.start(depth + 1)
        self.put(")")


# --- the database's own plan ----------------------------------------------------------------------


def planned(connection: sa.Connection, one: Told, *, options: str = "") -> Any:
    """Ask the database how it would find a statement's rows, as text or what ``options`` say.

    ``options`` are PostgreSQL's: ``ANALYZE, BUFFERS`` or ``FORMAT JSON``. On PostgreSQL the plan
    is the generic one, that the service's prepared statements have.
    Refuses: Inexplicable.
    """
    raw: Any = connection.connection.driver_connection
    return _PLANNERS[connection.dialect.name](raw, one.plan.sql, one.arguments, options)


def _postgresql(raw: Any, statement: str, arguments: Sequence[Any], options: str) -> Any:
    """Prepare under the settings of the service's lines, and explain what is prepared."""
    for setting in PLANNING:
        raw.execute(f"SET LOCAL {setting}")
    raw.execute(f"PREPARE explained AS {statement}")
    given = psql.SQL(", ").join(map(psql.Literal, arguments))
    call = f"EXECUTE explained({given.as_string(raw)})" if arguments else "EXECUTE explained"
    rows = raw.execute(f"EXPLAIN ({options or 'COSTS'}) {call}").fetchall()
    raw.execute("DEALLOCATE explained")
    return rows[0][0] if "JSON" in options else "\n".join(row[0] for row in rows)


def _sqlite(raw: Any, statement: str, arguments: Sequence[Any], options: str) -> str:
    """SQLite tells the order of its loops, and whether each looks something up or scans."""
    if options:
        raise Inexplicable("SQLite does not measure its plans: leave out --analyze.")
    raw.create_function("base64text", 1, str)  # its name is enough: nothing is executed
    depths = {0: -1}
    lines: list[str] = []
    for number, parent, _, detail in raw.execute(f"EXPLAIN QUERY PLAN {statement}", arguments):
        depths[number] = depths[parent] + 1
        lines.append("  " * depths[number] + detail)
    return "\n".join(lines)


_PLANNERS: Final[dict[str, Callable[[Any, str, Sequence[Any], str], Any]]] = {
    "postgresql": _postgresql,
    "sqlite": _sqlite,
}


# --- the whole page -------------------------------------------------------------------------------


def explained(reader: Reader, connection: sa.Connection, asked: Asked, *, options: str = "") -> str:
    """Write everything about an operation that a person wants to know before running it.

    The viewer's session, if there is one, must be visible on this connection.
    Refuses: Inexplicable.
    """
    run = opened(reader, asked)
    statements = told(run)
    parts = [_heading(run, statements, connection.dialect.name)]
    for one in statements:
        parts += [f"SQL{one.about and f', for the {one.about} that the payload shows'}"]
        parts += [pretty(one.plan.sql).rstrip(), "Parameters", listed(one) or "none"]
        how = "measured" if options else "as prepared in service"
        parts += [f"The database's plan, {how}", planned(connection, one, options=options)]
    return "\n\n".join(parts) + "\n"


def listed(one: Told) -> str:
    """One line for each parameter. Refuses: Inexplicable."""
    mark = "$" if "$1" in one.plan.sql else "?"
    lines = [f"{mark}{number}  {what}" for number, what in enumerate(meanings(one), start=1)]
    return "\n".join(lines)


def cost(run: Run) -> str:
    """What an operation costs, of what it may: cost, depth, aliases."""
    limits = run.world.documents.limits
    got = measured(run.world.schema, run.operation.document, limits, run.operation.node)
    return (
        f"cost {got.cost} of {limits.cost}, depth {got.depth} of {limits.depth},"
        f" aliases {got.aliases} of {limits.aliases}"
    )


def delivery(run: Run, statements: Sequence[Told]) -> str:
    """How the answer is made, and what Python has to do with it."""
    fields = sorted({field for one in statements for field in computed(run, one.plan)})
    if not run.operation.is_query:
        how = "mutation: its verb writes, then one statement reads each row that the payload shows"
    elif not statements:
        how = "python: the database is not asked"
    elif statements[0].plan.delivery is Delivery.EXPRESS:
        how = "express: the database's bytes are the response"
    else:
        how = "splice: one statement, into which Python puts"
    return "\n  ".join([how, *fields])


def _heading(run: Run, statements: Sequence[Told], database: str) -> str:
    node = run.operation.node
    name = node.name.value if node.name else "without a name"
    whom = run.kind or "the public"
    return (
        f"{node.operation.value} {name}, asked by {whom}, on {database}\n\n"
        f"Delivery  {delivery(run, statements)}\n"
        f"Cost      {cost(run)}"
    )
