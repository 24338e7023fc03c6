"""The README's journey is run as it stands; its two commands are what CI runs."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from tests.court import Court
from tests.documents.pdfs import COURT_WORDS, a_pdf

README = Path("README.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"<!-- ask: (?P<who>\w+)(?:, (?P<after>\w+))? -->\n"
    r"```graphql\n(?P<query>.*?)```\n```json\n(?P<answer>.*?)```",
    re.DOTALL,
)
WORD = re.compile(r"\{([a-zA-Z0-9]+)\}")


def filled(text: str, known: dict[str, str]) -> str:
    return WORD.sub(lambda m: known.get(m[1], m[0]), text)


def matched(expected: Any, found: Any, known: dict[str, str]) -> None:
    """Compare exactly, but for words in braces: those are taken down, or must be as before."""
    if isinstance(expected, dict):
        assert list(expected) == list(found)
        for name, value in expected.items():
            matched(value, found[name], known)
    elif isinstance(expected, list):
        assert len(expected) == len(found)
        for one, other in zip(expected, found, strict=True):
            matched(one, other, known)
    elif isinstance(expected, str) and (word := WORD.fullmatch(expected)):
        assert known.setdefault(word[1], found) == found
    else:
        assert expected == found


def test_the_journey_in_the_readme_is_answered_as_it_says(court: Court):
    court.hands.set("2022-05-13 18:05")
    writ = a_pdf(pages=1, text=f"writ{COURT_WORDS}")
    known = {
        "bytes": str(len(writ)),
        "sha256": hashlib.sha256(writ).hexdigest(),
        "claim": court.upload("STATEMENT_OF_CLAIM"),
        "damages": court.upload("STATEMENT_OF_DAMAGES"),
    }
    steps = list(STEP.finditer(README))
    assert len(steps) == 11

    for step in steps:
        if step["after"] == "paid":
            court.pay({"id": known["filing"]})
        if step["after"] == "recorded":
            court.parts.outbox.do_due()
        if "completeUpload" in step["query"]:
            with court.parts.store.stage(known["writ"], limit=len(writ)) as incoming:
                incoming.write(writ)
                incoming.finish()
        if "startFiling" in step["query"]:
            court.let_scans_end()
        who = None if step["who"] == "public" else step["who"]
        found = court.ask(filled(step["query"], known), by=who)
        matched(json.loads(step["answer"]), found, known)


def test_the_readme_has_one_command_to_run_and_one_to_test():
    lines = [line for line in README.splitlines() if line.startswith("python3.11 -m venv")]

    assert len(lines) == 2
    assert lines[0].endswith(".venv/bin/python -m api demo")
    assert lines[1].endswith(".venv/bin/python -m pytest")
