"""Read the glossary: terms in three scripts, and the words that Simplified says differently.

Simplified Chinese is converted character by character; where mainland readers use another word,
the glossary names it, and it is laid over the conversion.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from api.kernel.text import Text, simplified
from api.publish.front_matter import problems_of
from api.publish.sources import PageProblem
from api.publish.tables import Row, table
from api.publish.words import Code, said

NAME: Final = "glossary.toml"
CODE: Final = re.compile(r"(^```.*?^```[ \t]*$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Term(BaseModel):
    """One term; ``sc`` only where it is not what the conversion gives."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Words
    tc: Words
    sc: Words | None = None
    definition_en: Words
    definition_tc: Words

    @property
    def id(self) -> str:
        """Its anchor on the page: ``term-leave-of-court``."""
        letters = "".join(c if c.isalnum() and c.isascii() else " " for c in self.en.lower())
        return "term-" + "-".join(letters.split())

    @property
    def simplified(self) -> str:
        """The term as Simplified readers know it."""
        return self.sc or simplified(self.tc)


@dataclass(frozen=True, slots=True)
class Conversion:
    """From Traditional to Simplified, with the glossary's own words laid over, longest first."""

    overlay: Mapping[str, str]

    def __call__(self, traditional: str) -> str:
        """Convert a text."""
        text = simplified(traditional)
        for usual, ours in self.overlay.items():
            text = text.replace(usual, ours)
        return text

    def markdown(self, traditional: str) -> str:
        """Convert a page; code in it stays as it is sent and received, but for a block's title."""
        parts = CODE.split(traditional)
        parts[::2] = [self(prose) for prose in parts[::2]]
        return "".join(self._titled(part) if part.startswith("```") else part for part in parts)

    def _titled(self, block: str) -> str:
        first, end, rest = block.partition("\n")
        return f"{self(first)}{end}{rest}"


def read_terms(site: Path) -> tuple[Term, ...]:
    """Read the terms, in the order of English. Refuses: PageProblem naming the fault."""
    path = site / NAME
    if not path.is_file():
        return ()
    try:
        given = tomllib.loads(path.read_text("utf-8")).get("term", [])
        terms = TypeAdapter(tuple[Term, ...]).validate_python(given)
    except tomllib.TOMLDecodeError as wrong:
        message = f"{NAME}: {wrong}"
        raise PageProblem(message) from wrong
    except ValidationError as wrong:
        raise PageProblem("\n".join(f"{NAME}: {one}" for one in problems_of(wrong))) from wrong
    _refuse_doubles(term.id for term in terms)
    return tuple(sorted(terms, key=lambda term: term.en.lower()))


def _refuse_doubles(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            message = f"{NAME}: {one} occurs twice"
            raise PageProblem(message)
        seen.add(one)


def conversion(terms: Iterable[Term]) -> Conversion:
    """Collect the words that the glossary says differently in Simplified."""
    usual = {simplified(term.tc): term.sc for term in terms if term.sc}
    differing = {word: usual[word] for word in sorted(usual, key=len, reverse=True)}
    return Conversion({word: ours for word, ours in differing.items() if word != ours})


def glossary_table(terms: Iterable[Term], code: Code) -> str:
    """List the terms in three scripts, each with its meaning in the reader's language."""
    titles = (
        Text("English", "英文"),
        Text("Traditional Chinese", "繁體中文"),
        Text("Simplified Chinese", "簡體中文"),
        Text("Meaning", "意思"),
    )
    rows = [
        Row(
            (
                f'<span lang="en">{escape(term.en)}</span>',
                f'<span lang="zh-Hant-HK">{escape(term.tc)}</span>',
                f'<span lang="zh-Hans">{escape(term.simplified)}</span>',
                escape(said(Text(term.definition_en, term.definition_tc), code)),
            ),
            anchor=term.id,
        )
        for term in terms
    ]
    caption = said(Text("Glossary", "詞彙"), code)
    return table(caption, [said(title, code) for title in titles], rows)
