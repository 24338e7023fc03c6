"""`python -m api explain`: what an operator wants to know before an operation is published."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from api.__main__ import main
from api.accounts.models import Session
from api.kernel.storage import open_engine
from api.reading.explain import pretty
from tests.court import Court

Explain = Callable[..., "Done"]
CASES = "query Cases($standing: CaseStanding, $first: Int = 5) { cases(filter: {standing: $standing}, first: $first) { nodes { number } } }"  # noqa: E501


@dataclass(frozen=True)
class Done:
    """What a command left: its exit, and what it said where."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def explain(
    court: Court,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Explain:
    """Give the command on the court's database, with an operation and its variables in files."""

    def run(query: str, *words: str, variables: str | None = None, by: str = "lawyer") -> Done:
        operation = tmp_path / "operation.graphql"
        operation.write_text(query, encoding="utf-8")
        if variables is not None:
            (tmp_path / "variables.json").write_text(variables, encoding="utf-8")
            words += ("--variables", str(tmp_path / "variables.json"))
        monkeypatch.setenv("ICMS_DATABASE_URL", court.parts.settings.database)
        monkeypatch.setattr(sys, "argv", ["api", "explain", str(operation), "--as", by, *words])
        capsys.readouterr()
        returncode = main()
        return Done(returncode, *capsys.readouterr())

    return run


def is_postgresql(court: Court) -> bool:
    return court.parts.engine.dialect.name == "postgresql"


def test_a_query_is_explained_from_its_delivery_to_its_plan(explain: Explain, court: Court):
    done = explain(CASES, variables='{"standing": "OPEN"}')

    assert (done.returncode, done.stderr) == (0, "")
    database = court.parts.engine.dialect.name
    assert done.stdout.startswith(
        f"query Cases, asked by OU, on {database}\n\n"
        "Delivery  express: the database's bytes are the response\n"
        "Cost      cost 101 of 10000, depth 3 of 15, aliases 0 of 30\n\n"
        "SQL\n\nSELECT "
    )
    titles = re.findall(r"^(SQL|Parameters|The database's plan.*)$", done.stdout, re.MULTILINE)
    assert titles == ["SQL", "Parameters", "The database's plan, as prepared in service"]
    for meaning in ("variable $first", "the viewer's token, as SHA-256", "now"):
        assert re.search(rf"^[$?]\d+  {re.escape(meaning)}$", done.stdout, re.MULTILINE), meaning
    plan = done.stdout.rpartition("as prepared in service\n\n")[2]
    assert ("Index" if is_postgresql(court) else "SEARCH") in plan


def test_what_needs_python_is_named_with_its_reason(explain: Explain):
    query = '{ __type(name: "Case") { name } codes { value } filings { nodes { id viewerCan { action } } } }'  # noqa: E501
    done = explain(query)

    assert (
        "Delivery  splice: one statement, into which Python puts\n"
        "  Filing.viewerCan: computed from state, resubmission_of_id, who asks\n"
        "  Query.codes: a resolver of its own, without a statement\n"
        "  __type: told by the schema itself\n"
    ) in done.stdout


def test_what_needs_no_database_has_no_statement(explain: Explain):
    done = explain("{ codes { value } }", by="public")

    assert done.returncode == 0
    assert "Delivery  python: the database is not asked\n" in done.stdout
    assert "SQL" not in done.stdout


def test_a_mutation_is_explained_by_what_its_payload_reads_and_nothing_happens(
    explain: Explain, court: Court
):
    query = """mutation ($input: StartFilingInput!) { startFiling(input: $input) {
      ... on FilingStarted { filing { id case { number } } } } }"""
    done = explain(query, variables='{"input": {"idempotencyKey": "k", "documentIds": []}}')

    assert (done.returncode, done.stderr) == (0, "")
    assert "SQL, for the Filing that the payload shows\n\nSELECT " in done.stdout
    assert "the id of the row that the mutation names\n" in done.stdout
    drafts = court.ask("{ filings { totalCount } }", by="lawyer")["filings"]["totalCount"]
    assert drafts == 0


def test_nothing_is_kept_of_the_session_it_is_explained_in(explain: Explain, court: Court):
    before = sessions(court)
    words = ("--analyze",) if is_postgresql(court) else ()
    assert explain(CASES, *words).returncode == 0
    assert sessions(court) == before


def sessions(court: Court) -> int:
    with court.works.look() as session:
        return len(session.exec(select(Session.id)).all())


def test_analyze_runs_the_statement_where_the_database_can(explain: Explain, court: Court):
    done = explain(CASES, "--analyze")

    if is_postgresql(court):
        assert "The database's plan, measured\n" in done.stdout
        assert re.search(r"actual time=\S+ rows=1 loops=1", done.stdout)
        assert "Buffers: " in done.stdout
    else:
        said = "SQLite does not measure its plans: leave out --analyze.\n"
        assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


INEXPLICABLE = [
    (CASES, None, "nobody", "Nobody signs in as 'nobody'. Say a sign-in name, or public.\n"),
    (
        "{\n  cases { number }\n}",
        None,
        "lawyer",
        "line 2, column 11: Cannot query field 'number' on type 'CaseConnection'.\n",
    ),
    ("{ cases {", None, "lawyer", "line 1, column 10: Syntax Error: Expected Name, found"),
    (CASES, "{standing}", "lawyer", "are not JSON"),
    (CASES, "[1]", "lawyer", "are not one JSON object.\n"),
    (CASES, '{"first": 1000}', "lawyer", "line 1, column 57: 'first' is from 0 to 100"),
    (CASES, '{"standing": "LOST"}', "lawyer", "Variable '$standing' has invalid value"),
    ("query A { viewer { id } } query B { viewer { id } }", None, "lawyer", "operationName"),
]


def test_what_cannot_be_explained_is_said_in_one_sentence(explain: Explain):
    for query, variables, by, said in INEXPLICABLE:
        done = explain(query, variables=variables, by=by)

        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_database_that_is_not_there_is_said_and_not_made(tmp_path: Path):
    operation = tmp_path / "operation.graphql"
    operation.write_text("{ viewer { id } }", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "api", "explain", str(operation), "--as", "public"],
        env={"ICMS_VAR": str(tmp_path / "nowhere"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("There is no database ")
    assert not (tmp_path / "nowhere").exists()


def test_one_of_several_operations_is_chosen_by_its_name(explain: Explain):
    done = explain("query A { viewer { id } } query B { viewer { name } }", "--operation", "B")

    assert done.stdout.startswith("query B, asked by OU, ")


def test_pretty_sql_changes_nothing_but_spaces():
    sql = "SELECT concat('a  ( b', x.y,  'it''s )') AS \"from\" FROM (SELECT 1 AS one \nWHERE a = $1::VARCHAR AND (b IS NULL OR c IN ('x','y'))) AS x ORDER BY 1"  # noqa: E501
    assert re.sub(r"\s", "", pretty(sql)) == re.sub(r"\s", "", sql)
    assert "'a  ( b'" in pretty(sql)


def test_pretty_sql_begins_a_line_with_each_clause_and_indents_each_select():
    column = ", ".join(f"a_longer_name_{n}" for n in range(8))
    sql = f"SELECT (SELECT {column} FROM t WHERE a = 1 AND b = 2 LIMIT 3) AS x FROM u WHERE c = 4"  # noqa: S608
    assert pretty(sql) == (
        "SELECT (\n"
        "    SELECT a_longer_name_0, a_longer_name_1, a_longer_name_2, a_longer_name_3,"
        " a_longer_name_4,\n"
        "        a_longer_name_5, a_longer_name_6, a_longer_name_7\n"
        "    FROM t\n"
        "    WHERE a = 1\n"
        "      AND b = 2\n"
        "    LIMIT 3\n"
        "  ) AS x\n"
        "FROM u\n"
        "WHERE c = 4\n"
    )


def test_pretty_sql_is_the_same_statement_to_the_database(database_url: str):
    sql = "SELECT (SELECT count(*) FROM account WHERE name = '(' AND (id = 'a' OR id = 'b')) AS n"
    engine = open_engine(database_url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text(pretty(sql))) == connection.scalar(sa.text(sql)) == 0
    engine.dispose()
