"""The console's ready-made operations stay true to the contract, and the page to its own host."""

import base64
import html
import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import uvicorn
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    parse,
    validate,
)
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from api.app import CONSOLE
from api.demo import PERSONAS
from api.graphql.endpoint import Guarded
from api.kernel.refusals import Refusal

REPOSITORY = Path(__file__).parents[2]
JOURNEY = CONSOLE / "journey"
MANIFEST: dict[str, Any] = json.loads((JOURNEY / "journey.json").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = [step for c in MANIFEST["chapters"] for step in c["steps"]]
OPERATIONS = sorted(path.name for path in JOURNEY.glob("*.graphql"))
FILES = sorted(path for path in CONSOLE.rglob("*") if path.is_file())
GIVEN_BY_THE_PAGE = {"key", "today", "origin", "item", "file.name", "file.bytes", "file.sha256"}
SEGMENT = re.compile(r"(\w+)(?:\[(?:(\w+)=[^\]]*)?\])?(?:\.|$)")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

by_id = pytest.mark.parametrize("step", STEPS, ids=lambda step: step["id"])


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((REPOSITORY / "schema.graphql").read_text(encoding="utf-8"))


def document_of(name: str) -> DocumentNode:
    return parse((JOURNEY / name).read_text(encoding="utf-8"))


def placeholders(value: Any) -> set[str]:
    return set(re.findall(r"\{\{([\w.]+)\}\}", json.dumps(value)))


# --- the operations -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_ready_made_operation_is_valid_in_the_contract(name: str, schema: GraphQLSchema):
    assert validate(schema, document_of(name)) == []


def test_every_operation_has_its_step_and_every_step_its_operation():
    assert sorted({step["operation"] for step in STEPS}) == OPERATIONS


def test_every_operation_that_may_be_refused_asks_for_the_refusal():
    silent = [
        name
        for name in OPERATIONS
        if any(d.operation.value == "mutation" for d in document_of(name).definitions)
        and "... on Refusal" not in (JOURNEY / name).read_text(encoding="utf-8")
    ]
    assert silent == []


@by_id
def test_a_step_gives_every_variable_its_operation_declares_and_no_other(step: dict[str, Any]):
    first = document_of(step["operation"]).definitions[0]
    assert isinstance(first, OperationDefinitionNode)
    declared = {v.variable.name.value for v in first.variable_definitions or ()}
    assert set(step["variables"]) == declared


@by_id
def test_a_steps_variables_fit_the_input_types(step: dict[str, Any], schema: GraphQLSchema):
    first = document_of(step["operation"]).definitions[0]
    assert isinstance(first, OperationDefinitionNode)
    for variable in first.variable_definitions or ():
        named = variable.type
        while not hasattr(named, "name"):
            named = named.type  # type: ignore[union-attr]
        given = step["variables"][variable.variable.name.value]
        assert misfits(schema, named.name.value, given) == []


def misfits(schema: GraphQLSchema, name: str, given: Any) -> list[str]:
    """Fields that an input type does not have, or needs and was not given; at every depth."""
    if isinstance(given, list):
        return [m for part in given for m in misfits(schema, name, part)]
    if isinstance(given, dict) and set(given) == {"each", "as"}:
        return misfits(schema, name, given["as"])
    fields = getattr(schema.type_map[name], "fields", None)
    if fields is None or not isinstance(given, dict):
        return []
    unknown = [f"{name}.{key} is unknown" for key in given if key not in fields]
    needed = [
        f"{name}.{key} is missing"
        for key, field in fields.items()
        if str(field.type).endswith("!") and not field.ast_node.default_value and key not in given
    ]
    below = [
        m
        for key, part in given.items()
        if key in fields
        for m in misfits(schema, re.sub(r"[\[\]!]", "", str(fields[key].type)), part)
    ]
    return unknown + needed + below


# --- what is carried from step to step ------------------------------------------------------------


def leads_somewhere(name: str, path: str) -> bool:
    """Whether some operation of a document selects what a path walks, and the key it looks by."""
    document = document_of(name)
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    segments = SEGMENT.findall(path)
    return any(walks(o.selection_set, segments, fragments) for o in operations)


def walks(
    selected: SelectionSetNode | None, segments: list[Any], fragments: dict[str, Any]
) -> bool:
    if not segments:
        return True
    (name, key), rest = segments[0], segments[1:]
    return any(
        walks(field.selection_set, rest, fragments)
        and (not key or bool(fields_named(field.selection_set, key, fragments)))
        for field in fields_named(selected, name, fragments)
    )


def fields_named(
    selected: SelectionSetNode | None, wanted: str, fragments: dict[str, Any]
) -> list[FieldNode]:
    found: list[FieldNode] = []
    for node in selected.selections if selected else ():
        if isinstance(node, FieldNode):
            found += [node] if (node.alias or node.name).value == wanted else []
        elif isinstance(node, FragmentSpreadNode):
            below = fragments[node.name.value].selection_set
            found += fields_named(below, wanted, fragments)
        else:
            found += fields_named(node.selection_set, wanted, fragments)
    return found


@by_id
def test_every_carried_path_is_in_its_operation(step: dict[str, Any]):
    paths = [*step.get("carry", {}).values(), *([step["until"]["path"]] if "until" in step else [])]
    lost = [path for path in paths if not leads_somewhere(step["operation"], path)]
    assert lost == []


def test_a_path_that_leads_nowhere_is_noticed():
    assert leads_somewhere("claim-review.graphql", "claimReview.filing.documents[].id")
    assert not leads_somewhere("claim-review.graphql", "claimReview.filing.documents[].sha256")
    assert not leads_somewhere("claim-review.graphql", "claimReview.filing.documents[kind=X].id")


def test_what_a_step_needs_was_given_by_an_earlier_one():
    known = set(GIVEN_BY_THE_PAGE)
    for step in STEPS:
        needed = placeholders(step["variables"]) | placeholders(step.get("carry", {}))
        assert needed - known == set(), step["id"]
        known |= set(step.get("carry", {}))


@by_id
def test_a_step_waits_only_for_values_that_can_come(step: dict[str, Any], schema: GraphQLSchema):
    states = {
        value
        for name in ("FilingState", "ServiceRequestState")
        for value in schema.type_map[name].values  # type: ignore[attr-defined]
    }
    assert set(step.get("until", {}).get("in", [])) <= states


# --- who and what is named ------------------------------------------------------------------------


def test_the_personas_are_those_of_the_demo():
    assert [p["signInName"] for p in MANIFEST["personas"]] == [p.sign_in_name for p in PERSONAS]


def test_every_step_is_somebodys():
    names = {p["signInName"] for p in MANIFEST["personas"]} | {"public"}
    assert {step["persona"] for step in STEPS} <= names


def test_step_ids_are_unique():
    ids = [step["id"] for step in STEPS]
    assert len(set(ids)) == len(ids)


def test_a_refusal_that_a_step_promises_exists():
    def below(kind: type) -> set[str]:
        return {kind.__name__}.union(*(below(k) for k in kind.__subclasses__()))

    promised = {step["refusal"] for step in STEPS if "refusal" in step}
    assert promised <= below(Refusal)


# --- the page keeps to its own host ---------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_another_host(path: Path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:https?:|wss?:|[\"'(=])//[\w.-]+", text) == []


@pytest.mark.parametrize("path", sorted(CONSOLE.glob("*.html")), ids=lambda path: path.name)
def test_a_page_has_no_inline_script_or_style(path: Path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text) == []


def test_scripts_parse_no_text_as_html_or_code():
    told = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\(")
    assert [p.name for p in CONSOLE.rglob("*.js") if told.search(p.read_text("utf-8"))] == []


def test_no_file_holds_the_demo_password():
    assert [p.name for p in FILES if "practice-only" in p.read_text(encoding="utf-8")] == []


def test_every_module_and_asset_that_is_named_is_there():
    named = [
        path.parent / target
        for path in FILES
        for target in re.findall(
            r"(?:from |src=|rel=\"stylesheet\" href=)\"([\w./-]+)\"", path.read_text("utf-8")
        )
    ]
    assert named
    assert [str(path) for path in named if not path.is_file()] == []


def test_the_introspection_of_the_page_is_valid(schema: GraphQLSchema):
    script = (CONSOLE / "scripts" / "reference.js").read_text(encoding="utf-8")
    value = re.search(r'const VALUE = "(.*)";', script)
    query = re.search(r"const INTROSPECTION = `(.*?)`;", script, re.DOTALL)
    assert value
    assert query
    assert validate(schema, parse(query[1].replace("${VALUE}", value[1]))) == []


def test_the_sign_in_of_the_page_is_valid(schema: GraphQLSchema):
    script = (CONSOLE / "scripts" / "sessions.js").read_text(encoding="utf-8")
    found = re.findall(r"(?:`|\")((?:query|mutation) .*?)(?:`|\");", script, re.DOTALL)
    assert len(found) == 3
    assert [error for text in found for error in validate(schema, parse(text))] == []


# --- in a browser, where there is one -------------------------------------------------------------

CHECK_PAGE = '<!doctype html><pre id="told"></pre><script type="module" src="check.js"></script>'
CHECK_SCRIPT = """
import { makePdf, sha256 } from "/console/scripts/papers.js";
import { operationAt } from "/console/scripts/transport.js";
import { fill, missing, pick } from "/console/scripts/values.js";
const data = { a: { rows: [{ id: "x", n: 1 }, { id: "y.z", n: 2 }], none: null } };
const pdf = makePdf(["A (practice) \\\\ paper", "second line"]);
document.getElementById("told").textContent = JSON.stringify({
  pdf: btoa(String.fromCharCode(...pdf)),
  sha256: await sha256(new TextEncoder().encode("abc")),
  each: pick(data, "a.rows[].n"),
  found: pick(data, "a.rows[id={{wanted}}].n", { wanted: "y.z" }),
  absent: pick(data, "a.none.n") === undefined && pick(data, "a.rows[id=q].n") === undefined,
  filled: fill(
    { v: "{{n}}", t: "<{{n}}>", gap: "{{gap}}", l: { each: "{{ids}}", as: { id: "{{item}}" } } },
    { n: 7, ids: ["p", "q"] }),
  missing: missing('{"a": "{{gap}}", "b": "{{gap}}"}'),
  operation: operationAt("# query No {\\nquery A { a }\\nmutation B { b }", 30),
});
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The console behind the application's own guard, and a page that tries its modules."""
    (tmp_path / "index.html").write_text(CHECK_PAGE)
    (tmp_path / "check.js").write_text(CHECK_SCRIPT)
    routes = [
        Mount("/console", StaticFiles(directory=CONSOLE, html=True)),
        Mount("/check", StaticFiles(directory=tmp_path, html=True)),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guarded)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def page_after_scripts(address: str, profile: Path) -> str:
    assert CHROMIUM
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
    command = [CHROMIUM, *flags, "--virtual-time-budget=4000", "--dump-dom", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


@pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium on this machine")
def test_in_a_browser_the_page_makes_a_sound_pdf_and_carries_values(served: str, tmp_path: Path):
    page = page_after_scripts(f"{served}/check/", tmp_path / "profile")
    found = re.search(r'<pre id="told">(.+?)</pre>', page, re.DOTALL)
    assert found
    told = json.loads(html.unescape(found[1]))
    with pikepdf.open(BytesIO(base64.b64decode(told.pop("pdf")))) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 1
        assert rb"(A \(practice\) \\ paper) Tj" in pdf.pages[0].Contents.read_bytes()
    assert told == {
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "each": [1, 2],
        "found": 2,
        "absent": True,
        "filled": {"v": 7, "t": "<7>", "gap": "{{gap}}", "l": [{"id": "p"}, {"id": "q"}]},
        "missing": ["gap"],
        "operation": "B",
    }


@pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium on this machine")
def test_in_a_browser_the_page_lists_the_whole_journey(served: str, tmp_path: Path):
    page = page_after_scripts(f"{served}/console/", tmp_path / "profile")
    titles = re.findall(r'<span class="step__title">(.+?)</span>', page)
    assert [html.unescape(title) for title in titles] == [step["title"] for step in STEPS]
