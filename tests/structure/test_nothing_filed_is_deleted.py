"""I-6: the program has no path on which bytes, documents or anything received is deleted."""

import ast

from tests.structure.test_laws import TREES, name_of

ALLOWED = {
    "api/filings/operations.py": "the parties and places of a draft, before anything was filed, "
    "and findings, which are written anew",
    "api/filings/procedures.py": "what is still expected of a party, once it was met: the deadline "
    "itself stays",
    "api/demo.py": "the demo's own folder, with --fresh",
    "api/gateways/signing.py": "a half-written file of development credentials",
    "api/reading/pipelines.py": "a request in a list in memory",
    "api/gateways/store.py": "bytes that were never kept: transfers broken off",
}
WAYS = {"delete", "unlink", "rmtree", "remove", "truncate"}


def deletions() -> set[str]:
    """Every file that calls something which deletes, and what it calls."""
    return {
        name_of(path)
        for path, tree in TREES.items()
        if "versions" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WAYS
        and "/publish/" not in name_of(path)
    }


def test_i6_nothing_that_was_filed_is_deleted_anywhere():
    assert deletions() == set(ALLOWED)
