"""The developers' pages: every example is run as it stands, every table says what is done."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLSchema, build_schema
from starlette.testclient import TestClient

from api.app import build
from api.demo import PASSWORD, seed
from api.graphql.endpoint import MOST_BYTES
from api.kernel.storage import open_engine
from api.kernel.work import Works
from api.publish.building import ROOT
from api.publish.examples import OPERATIONS, PEOPLE, printed
from api.publish.limit_facts import MEANINGS, limit, limit_table
from api.publish.markers import filled
from api.publish.schema_reference import KINDS, Reference, kind_of, members, reference
from api.publish.sources import parsed
from api.publish.words import Code
from api.reactions import finish, react
from api.reading.cost import Limits
from api.reading.desk import Busy
from api.reference.loading import published
from tests.court import Court, Hands, open_court
from tests.journeys.house import House
from tests.site.developer_examples import (
    PAGES,
    Reader,
    blocks_of,
    examples_of,
    furnish,
    reading,
)
from tests.site.test_colours import contrast, scheme

WRITTEN = sorted(
    path.relative_to(PAGES / "en" / "developers").as_posix().removesuffix(".md")
    for path in (PAGES / "en" / "developers").rglob("*.md")
)
TAUGHT = [page for page in WRITTEN if page != "quick-start" and blocks_of(page)]
README = (ROOT / "README.md").read_text("utf-8")
SCHEMA = build_schema((ROOT / "schema.graphql").read_text("utf-8"))
CODES: tuple[Code, ...] = ("en", "tc", "sc")


def text_of(page: str) -> str:
    """An English page with its markers filled."""
    path = PAGES / "en" / "developers" / f"{page}.md"
    return filled(parsed(page, path.read_text("utf-8")).body, published(), "en")


def rows_after(page: str, heading: str) -> list[list[str]]:
    """The cells of the first Markdown table after a heading."""
    lines = iter(text_of(page).split(f"{{ #{heading} }}", 1)[1].splitlines())
    table: list[str] = []
    for line in lines:
        if line.startswith("|"):
            table.append(line)
        elif table:
            break
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table[2:]]


# --- every example is run -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inhabited(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let the personas into a migrated database once; every page begins with a copy of it."""
    path = tmp_path_factory.mktemp("inhabited") / "icms.db"
    shutil.copy(migrated_sqlite, path)
    engine = open_engine(f"sqlite:///{path}")
    seed(Works(engine, Hands(), react, finish))
    engine.dispose()
    return path


@pytest.mark.parametrize("page", TAUGHT)
def test_every_example_of_the_page_comes_out_as_it_says(
    inhabited: Path, tmp_path: Path, page: str, request: pytest.FixtureRequest
):
    examples = examples_of(page)
    assert examples
    help_site: Path | None = request.getfixturevalue("site") if page == "help" else None
    pays = page == "journey"
    with reading(inhabited, tmp_path, pays=pays, help_site=help_site) as reader:
        furnish(reader, page)
        for example in examples:
            reader.do(example)


def test_the_quick_start_works_against_a_served_process(sqlite_url: str, tmp_path: Path):
    house = House(sqlite_url, tmp_path / "var")
    examples = examples_of("quick-start")
    assert [e.done.language for e in examples] == ["sh", "sh", "python", "js"]
    try:
        house.furnish()
        house.start()
        for example in examples[1:]:
            Reader(None, house.port, tmp_path).do(example)  # nobody is asked for a token
    finally:
        house.close()


def test_the_quick_start_begins_with_the_command_of_the_readme():
    first = blocks_of("quick-start")[0]

    assert first.text.strip().endswith(".venv/bin/python -m api demo")
    assert f"```sh\n{first.text}```" in README
    assert all(PASSWORD in block.text for block in blocks_of("quick-start")[3:6:2])


def test_an_example_that_comes_out_otherwise_is_noticed(inhabited: Path, tmp_path: Path):
    (first, *_) = examples_of("values")
    assert first.answer is not None
    wrong = first.answer.text.replace("504.00", "505.00")
    assert wrong != first.answer.text
    other = replace(first, answer=replace(first.answer, text=wrong))
    with reading(inhabited, tmp_path) as reader:
        reader.patience_s = 0
        reader.do(first)
        with pytest.raises(AssertionError):
            reader.do(other)


def test_every_operation_is_shown_once_and_has_an_answer():
    shown = [
        name
        for page in WRITTEN
        for name in re.findall(
            r"\{\{ operation\.asked ([a-z-]+) \}\}",
            (PAGES / "en" / "developers" / f"{page}.md").read_text("utf-8"),
        )
    ]

    assert sorted(shown) == sorted(path.stem for path in OPERATIONS.glob("*.graphql"))
    for name in shown:
        given = json.loads((OPERATIONS / f"{name}.json").read_text("utf-8"))
        assert len(given.keys() & {"answer", "body"}) == 1
        assert given["as"] in PEOPLE
        assert given.keys() <= {"as", "variables", "answer", "body"}


def test_every_mutation_that_is_taught_asks_for_the_refusal():
    taught = [path.read_text("utf-8") for path in OPERATIONS.glob("*.graphql")]

    assert [t for t in taught if t.startswith("mutation") and "... on Refusal" not in t] == []


@pytest.mark.parametrize("page", WRITTEN)
def test_the_code_is_the_same_in_both_languages(page: str):
    def bare(code: Code) -> list[tuple[str, str]]:
        return [(block.language, block.text) for block in blocks_of(page, code)]

    assert bare("tc") == bare("en")


def test_json_is_printed_on_one_line_where_it_fits():
    short = {"a": [1, 2], "b": {}}
    long: dict[str, Any] = {"name": "x" * 80, "inner": short}

    assert printed(short) == '{ "a": [1, 2], "b": {} }'
    assert printed(long) == (
        f'{{\n  "name": "{"x" * 80}",\n  "inner": {{ "a": [1, 2], "b": {{}} }}\n}}'
    )
    assert json.loads(printed(long)) == long


# --- errors ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def court(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    folder = tmp_path_factory.mktemp("court")
    (folder / "icms.db").write_bytes(migrated_sqlite.read_bytes())
    opened = open_court(f"sqlite:///{folder / 'icms.db'}", Hands(), folder)
    yield opened
    opened.close()


JSON_KIND = {"content-type": "application/json"}
QUERY = b'{"query": "{ __typename }"}'
TURNED_AWAY: dict[str, dict[str, Any]] = {
    "BAD_REQUEST": {"method": "POST", "content": b"[]", "headers": JSON_KIND},
    "UNAUTHENTICATED": {
        "method": "POST",
        "content": QUERY,
        "headers": {**JSON_KIND, "authorization": "Bearer ou_gone"},
    },
    "PREFLIGHT_NEEDED": {
        "method": "GET",
        "params": {"query": "{ __typename }"},
        "headers": {"sec-fetch-site": "cross-site"},
    },
    "METHOD_NOT_ALLOWED": {
        "method": "GET",
        "params": {"query": "mutation { signOut { __typename } }"},
    },
    "NOT_ACCEPTABLE": {
        "method": "POST",
        "content": QUERY,
        "headers": {**JSON_KIND, "accept": "text/html"},
    },
    "TOO_LARGE": {"method": "POST", "content": b" " * (MOST_BYTES + 1), "headers": JSON_KIND},
    "UNSUPPORTED_MEDIA_TYPE": {
        "method": "POST",
        "content": QUERY,
        "headers": {"content-type": "text/plain"},
    },
}


def test_every_status_on_the_page_is_what_the_door_answers(court: Court):
    door = TestClient(build(court.parts), raise_server_exceptions=False)
    told = {code: int(status) for status, code, _ in rows_after("errors", "statuses")}
    assert told.keys() == {*TURNED_AWAY, "BUSY"}

    answers = {code: door.request(url="/graphql", **given) for code, given in TURNED_AWAY.items()}

    assert {code: said.status_code for code, said in answers.items()} == {
        code: status for code, status in told.items() if code != "BUSY"
    }
    assert [said.json()["errors"][0]["extensions"]["code"] for said in answers.values()] == [
        *TURNED_AWAY
    ]


def test_a_busy_desk_is_answered_as_the_page_says(court: Court, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("api.reading.desk.MOST_WAITING", 0)  # no room for a document that is new
    door = TestClient(build(court.parts), raise_server_exceptions=False)

    said = door.post("/graphql", json={"query": "{ courts { code name { sc } } }"})

    assert Busy.__doc__
    assert (said.status_code, said.headers["retry-after"]) == (503, "1")
    assert said.json()["errors"][0]["extensions"]["code"] == "BUSY"
    assert ["503", "BUSY"] in [row[:2] for row in rows_after("errors", "statuses")]


def test_the_codes_of_graphql_errors_are_those_of_the_engine():
    sources = "".join(p.read_text("utf-8") for p in (ROOT / "api" / "reading").glob("*.py"))
    made = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', "".join(re.findall(r'"code": .*', sources))))

    assert {row[0] for row in rows_after("errors", "graphql-errors")} == made
    assert {"INTERNAL", "TOO_SLOW", "BAD_CURSOR"} <= made


# --- limits ---------------------------------------------------------------------------------------


def test_the_limits_on_the_page_are_those_of_the_engine():
    facts, limits = published(), Limits()
    table = limit_table(facts, "en")

    for name in MEANINGS:
        row = table.split(f'id="limit-{name}"', 1)[1].split("</tr>", 1)[0]
        assert f">{getattr(limits, name):,}</td>" in row
    how_it_is_counted = {"most", "usual", "expected", "errors"}
    assert {field.name for field in fields(Limits)} - how_it_is_counted == set(MEANINGS)
    assert limit(facts, "en", "bytes") == "262,144"
    with pytest.raises(LookupError):
        limit(facts, "en", "patience")


# --- the change log -------------------------------------------------------------------------------


def test_every_question_and_verb_added_since_the_release_is_in_the_change_log():
    released = build_schema((ROOT / "tests/structure/released.graphql").read_text("utf-8"))
    log = (PAGES / "en" / "developers" / "change-log.md").read_text("utf-8")

    def names(schema: GraphQLSchema) -> set[str]:
        return {n for root in ("Query", "Mutation") for n in members(schema.type_map[root])}

    assert [
        name for name in sorted(names(SCHEMA) - names(released)) if f"`{name}`" not in log
    ] == []


# --- the reference --------------------------------------------------------------------------------


def whole_reference(code: Code = "en") -> str:
    return "\n".join(reference(published(), code, kind) for kind in KINDS)


def test_the_reference_has_every_name_of_the_contract_at_an_address():
    written = whole_reference()
    named = set(re.findall(r'\{ #([\w.]+) \}|id="([\w.]+)"', written))
    anchors = {one or other for one, other in named}

    expected: set[str] = set()
    for name, type_ in SCHEMA.type_map.items():
        if name.startswith("__"):
            continue
        values = type_.values if isinstance(type_, GraphQLEnumType) else members(type_)
        expected |= {f"{name}.{inner}" for inner in values}
        expected |= set() if name in {"Query", "Mutation"} else {name}
    assert anchors == expected
    assert len(anchors) > 600


def test_every_link_of_the_reference_leads_to_a_name_on_the_page_it_names():
    pages = {kind: reference(published(), "en", kind) for kind in KINDS}
    index = reference(published(), "en", "index")
    links = set(re.findall(r'href="\.\./(\w+)/#([\w.]+)"', "".join(pages.values())))
    links |= set(re.findall(r'href="\./(\w+)/#([\w.]+)"', index))

    lost = [
        f"{kind}/#{name}"
        for kind, name in sorted(links)
        if f"{{ #{name} }}" not in pages[kind] and f'id="{name}"' not in pages[kind]
    ]
    assert lost == []
    assert ("objects", "Case") in links
    assert ("queries", "Query.codes") in links


def test_a_type_says_what_it_is_where_it_is_used_and_what_its_fields_take():
    cases = (
        reference(published(), "en", "objects").split("## Case { #Case }", 1)[1].split("\n## ")[0]
    )

    assert SCHEMA.type_map["Case"].description is not None
    assert "Those in it and court staff see it; the public has the cause book." in cases
    assert 'Implements <a href="../interfaces/#Node"><code>Node</code></a>.' in cases
    assert '<a href="../queries/#Query.case"><code>Query.case</code></a>' in cases
    assert '<tr role="row" id="Case.parties">' in cases
    assert "<li><code>first</code>: <a" in cases


def test_the_reference_shows_defaults_and_deprecations():
    made = Reference(
        build_schema("""
        type Query { "Said by `Colour`." old(n: Int! = 3): Colour @deprecated(reason: "Ask `new`.")
          new: Colour! }
        enum Colour { RED @deprecated GREEN }
        """)
    )

    (_, _, new), (_, anchor, old) = sorted(made.sections("queries"))
    ((_, _, colours),) = made.sections("enums")
    assert anchor == "Query.old"
    assert "Default: <code>3</code>." in old
    assert '<strong class="deprecated">Deprecated:</strong> Ask' in old
    assert '<a href="../queries/#Query.new"><code>new</code></a>' in old
    assert '<a href="../enums/#Colour"><code>Colour</code></a>' in old
    assert "Deprecated" not in new
    assert colours.count("Deprecated") == 1


@pytest.mark.parametrize("code", CODES)
def test_the_reference_is_english_and_says_so_in_every_other_language(code: Code):
    written = whole_reference(code) + reference(published(), code, "index")
    opened = (
        written.count('<div class="contract">'),
        written.count('<div lang="en" class="contract">'),
    )

    count = written.count("\n</div>\n\n## ") + 1 + len(KINDS)
    assert opened == ((count, 0) if code == "en" else (0, count))
    assert not re.search("[\u4e00-\u9fff]", written)


def test_a_page_of_the_reference_that_does_not_exist_is_refused():
    with pytest.raises(LookupError):
        reference(published(), "en", "subscriptions")


def test_types_stand_on_the_page_of_their_kind():
    kinds = {name: kind_of(SCHEMA.type_map[name]) for name in ("Case", "Node", "Date", "Query")}

    assert kinds == {"Case": "objects", "Node": "interfaces", "Date": "scalars", "Query": "queries"}


# --- colours --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("part", ["keyword", "name", "variable", "string", "number"])
def test_code_stands_out_from_its_ground(name: str, part: str):
    colours = scheme(name)

    assert contrast(colours[f"code-{part}"], colours["tint"]) >= 4.5
    assert contrast(colours[f"code-{part}"], colours["paper"]) >= 4.5
