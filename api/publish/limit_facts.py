"""Write what one request may ask for, from the engine's own limits."""

from dataclasses import fields
from html import escape
from typing import Final

from api.accounts.rules import LOCK_LENGTH, SESSION_LENGTH, SIGN_INS_BEFORE_LOCK
from api.graphql.context import SLOW_VERB_COST, VERB_COST
from api.graphql.endpoint import MOST_BYTES
from api.kernel.text import Text
from api.kernel.work import LONGEST_KEY
from api.publish.tables import Row, table
from api.publish.words import Code, said
from api.reading.connections import COUNTED_UP_TO
from api.reading.cost import Limits
from api.reading.desk import MOST_WAITING
from api.reference.loading import Published

LIMITS: Final = Limits()
MEANINGS: Final = {
    "depth": Text("Fields below one another", "欄位的層數"),
    "aliases": Text(
        "Fields under another name; a fragment's count each time it is used",
        "使用別名的欄位；片段每次使用均計算",
    ),
    "cost": Text(
        "Objects that the answer may be made of, by the sizes of its lists",
        "回覆可能包含的物件數目，按清單大小計算",
    ),
    "directives": Text("Directives, such as @skip and @include", "指令，例如 @skip 及 @include"),
    "introspection": Text(
        "Introspection, in times of the tools' usual introspection query",
        "結構查詢，以工具常用的結構查詢為單位",
    ),
    "operations": Text("Operations in one document", "一份文件內的操作"),
    "comparisons": Text("Steps of comparing fields of the same name", "比較同名欄位的步驟"),
    "items": Text("Members of all lists in the variables together", "變數內所有清單成員的總數"),
    "tokens": Text("Words and marks of a document", "文件的字詞及符號"),
    "length": Text("Characters of a document", "文件的字元"),
}
"""The limits that a client can meet, in the order of the table; the others say how to count."""
NUMBERS: Final = {
    **{field.name: getattr(LIMITS, field.name) for field in fields(LIMITS)},
    "bytes": MOST_BYTES,
    "counted": COUNTED_UP_TO,
    "key": LONGEST_KEY,
    "lock_minutes": int(LOCK_LENGTH.total_seconds() // 60),
    "session_hours": int(SESSION_LENGTH.total_seconds() // 3600),
    "sign_in": SLOW_VERB_COST,
    "sign_ins": SIGN_INS_BEFORE_LOCK,
    "verb": VERB_COST,
    "waiting": MOST_WAITING,
}


def limit(_facts: Published, _code: Code, name: str) -> str:
    """Write one limit with commas. Refuses: LookupError, another name."""
    return f"{NUMBERS[name]:,}"


def limit_table(_facts: Published, code: Code) -> str:
    """List the limits with the names that ``QUERY_TOO_COMPLEX`` and the settings use."""
    titles = (Text("Limit", "限制"), Text("At most", "上限"), Text("What is counted", "計算甚麼"))
    rows = [
        Row(
            (f"<code>{name}</code>", f"{NUMBERS[name]:,}", escape(said(meaning, code))),
            anchor=f"limit-{name}",
        )
        for name, meaning in MEANINGS.items()
    ]
    caption = said(Text("What one request may ask for", "一次請求的上限"), code)
    return table(caption, [said(title, code) for title in titles], rows)
