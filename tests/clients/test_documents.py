"""What the clients ask is valid: without Node, and without running them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import DocumentNode, OperationDefinitionNode, build_schema, parse, validate

HERE = Path(__file__).parent
SCHEMA = build_schema((HERE.parents[1] / "schema.graphql").read_text(encoding="utf-8"))
RELAYS_OWN = re.compile(r"\s@(arguments|argumentDefinitions|refetchable|connection)\([^()]*\)")
COMPILED = re.compile(r"graphql`(.*?)`", re.DOTALL)


def shared() -> DocumentNode:
    """The documents of urql, Apollo Client and gql."""
    return parse((HERE / "documents.graphql").read_text(encoding="utf-8"))


def relays() -> DocumentNode:
    """Relay's documents without the directives that its compiler takes out of them."""
    text = (HERE / "relay" / "documents.js").read_text(encoding="utf-8")
    return parse(RELAYS_OWN.sub("", " ".join(COMPILED.findall(text))))


@pytest.mark.parametrize("documents", [shared, relays])
def test_what_the_clients_ask_is_valid(documents: Callable[[], DocumentNode]):
    assert validate(SCHEMA, documents()) == []


@pytest.mark.parametrize("script", ["urql.mjs", "apollo.mjs", "relay.mjs", "gql_client.py"])
def test_a_script_asks_only_what_there_is(script: str):
    text = (HERE / script).read_text(encoding="utf-8")
    asked = set(re.findall(r"documents\.([A-Z]\w+)|ask\(\w+, \"([A-Z]\w+)\"", text))
    names = {name for pair in asked for name in pair if name}

    assert names
    assert names <= operations(shared())


def test_relay_compiles_what_its_script_imports():
    text = (HERE / "relay.mjs").read_text(encoding="utf-8")
    imported = set(re.findall(r"__generated__/(\w+)\.graphql\.js", text))
    fragments = {"documents_filings", "documentsFilingsPageQuery"}

    assert imported - fragments == operations(relays())


def test_the_lock_names_no_registry():
    text = (HERE / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in text
    assert '"integrity"' in text


def operations(tree: DocumentNode) -> set[str]:
    return {
        node.name.value
        for node in tree.definitions
        if isinstance(node, OperationDefinitionNode) and node.name
    }
