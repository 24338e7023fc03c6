"""Each invariant of the acceptance list has a test that names it: I-1 to I-28, I-45 to I-48.

A test names an invariant in its name (``test_i15_...``, ``i25_i26_...``) or in its docstring, or in
that of its module: "I-15", "I-14 to I-18".
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
ACCEPTANCE = {*range(1, 29), *range(45, 49)}
NAMED = re.compile(r"(?:^|_)i(\d+)(?=_)")
SAID = re.compile(r"\bI-(\d+)(?: to I-(\d+))?")


def named_in(path: Path) -> Iterator[int]:
    """The invariants that the tests of one file name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in (tree, *tests):
        if isinstance(node, ast.FunctionDef):
            yield from (int(number) for number in NAMED.findall(node.name))
        for first, last in SAID.findall(ast.get_docstring(node) or ""):
            yield from range(int(first), int(last or first) + 1)


def named() -> dict[int, set[str]]:
    """Every invariant that is named, with the files whose tests name it."""
    found = defaultdict[int, set[str]](set)
    for path in sorted(TESTS.rglob("test_*.py")):
        if path != Path(__file__):
            for number in named_in(path):
                found[number].add(path.relative_to(TESTS).as_posix())
    return found


def test_every_invariant_of_the_acceptance_list_is_named_by_a_test():
    found = named()
    missing = {f"I-{number}" for number in ACCEPTANCE - set(found)}
    assert missing == set()


def test_a_name_and_a_docstring_are_read_alike(tmp_path: Path):
    source = tmp_path / "test_one.py"
    source.write_text(
        '"""About I-2."""\n\ndef test_i7_i9_it_holds():\n    """Also I-11 to I-13."""\n',
        encoding="utf-8",
    )
    assert sorted(named_in(source)) == [2, 7, 9, 11, 12, 13]
