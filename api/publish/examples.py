"""Show operations with their variables and answers, as the developers' pages teach them.

An example is two files in ``developers/operations``: ``submit-filing.graphql``, and
``submit-filing.json`` with ``as`` (who asks), ``variables`` and ``answer``, the data of the answer;
or ``body``, all of it, where errors or extensions are the point. Words in braces stand for values
that come out of one answer and go into a later request; ``"{#bytes}"`` is one that is a number, and
is shown without quotation marks. The tests run every example as it is shown.
"""

import json
import re
from pathlib import Path
from typing import Any, Final, cast

from api.kernel.text import Text
from api.publish.words import Code, said
from api.reference.loading import Published

OPERATIONS: Final = (
    Path(__file__).resolve().parents[2] / "site" / "pages" / "en" / "developers" / "operations"
)
PEOPLE: Final = {
    "public": Text("Anybody asks", "任何人查詢"),
    "lawyer": Text("The lawyer asks", "律師提出"),
    "rival": Text("A lawyer of another firm asks", "另一律師行的律師提出"),
    "primary": Text("A Primary Administrator asks", "主要管理員提出"),
    "registry": Text("A registry officer asks", "登記處人員提出"),
}
VARIABLES: Final = Text("Variables", "變數")
ANSWER: Final = Text("Answer: data", "回覆：data")
BODY: Final = Text("Answer: the whole body", "回覆：全文")
WIDTH: Final = 88
NUMBER_WORD: Final = re.compile(r'"\{#(\w+)\}"')


def asked(_facts: Published, code: Code, name: str) -> str:
    """Write an example as blocks of code: what is asked, with what, and the answer.

    Refuses: LookupError, when there is no example of that name or nobody of that name asks.
    """
    path = OPERATIONS / f"{name}.graphql"
    if not path.is_file():
        raise LookupError(name)
    given: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    blocks = [_block("graphql", said(PEOPLE[given["as"]], code), path.read_text("utf-8"))]
    if "variables" in given:
        shown = NUMBER_WORD.sub(r"{\1}", printed(given["variables"]))
        blocks.append(_block("json", said(VARIABLES, code), shown))
    title, answer = (BODY, given["body"]) if "body" in given else (ANSWER, given["answer"])
    blocks.append(_block("json", said(title, code), printed(answer)))
    return "\n\n".join(blocks)


def _block(language: str, title: str, text: str) -> str:
    return f'```{language} title="{title}"\n{text.strip()}\n```'


def printed(value: Any, indent: int = 0) -> str:
    """Print JSON as a person would: on one line where it fits, else a member a line."""
    flat = _flat(value)
    if not isinstance(value, dict | list) or len(flat) <= WIDTH - indent:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value).items()
        parts = [f"{json.dumps(name)}: {printed(one, indent + 2)}" for name, one in members]
        first, last = "{", "}"
    else:
        parts = [printed(one, indent + 2) for one in cast("list[Any]", value)]
        first, last = "[", "]"
    lines = ",\n".join(f"{inner}{part}" for part in parts)
    return f"{first}\n{lines}\n{' ' * indent}{last}"


def _flat(value: Any) -> str:
    """Print JSON on one line, with room inside the braces of an object."""
    if isinstance(value, list):
        return f"[{', '.join(_flat(one) for one in cast('list[Any]', value))}]"
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    members = cast("dict[str, Any]", value).items()
    return f"{{ {', '.join(f'{json.dumps(name)}: {_flat(one)}' for name, one in members)} }}"
