"""Read the questions and say what is wrong with them: one file a question, both languages.

Words: the *card* (the short answer, which a person on the telephone can read out), the *full
answer* (Markdown). An id is printed in letters and said aloud, so it is never used again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError

from api.publish.front_matter import FaqMeta, faq_meta, problems_of
from api.publish.sources import FRONT, PageProblem, digest_of, joined
from api.publish.words import Code

MOST_WORDS: Final = 45
MOST_CHARACTERS: Final = 90
PART: Final = re.compile(r"^<!-- (en|tc) -->\n", re.MULTILINE)
TAG: Final = re.compile(r"<[^>]+>")
LINK: Final = re.compile(r"\]\(|https?://")

Filled = Callable[[str, Code], str]
"""Puts the facts into a text of one language."""


@dataclass(frozen=True, slots=True)
class Faq:
    """One question: its front matter and its full answer in English and Traditional Chinese."""

    path: str
    meta: FaqMeta
    bodies: Mapping[Code, str]

    @property
    def english(self) -> str:
        """All that is said in English: what a translation is made from."""
        said = self.meta.en
        return "\n".join([said.question, said.card, self.bodies["en"]])

    @property
    def english_hash(self) -> str:
        """The hash that its translation must name."""
        return digest_of(self.english)


def read_faqs(folder: Path) -> tuple[list[Faq], list[str]]:
    """Read every question of a folder; those that cannot be read are told as problems."""
    found: list[Faq] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.md")):
        try:
            found.append(parsed_faq(f"faq/{path.name}", path.read_text("utf-8")))
        except PageProblem as problem:
            problems.append(str(problem))
    return found, problems


def parsed_faq(path: str, text: str) -> Faq:
    """Read one question. Refuses: PageProblem naming the file and all that is wrong with it."""
    match = FRONT.match(text)
    if not match:
        message = f"{path}: the question has no front matter"
        raise PageProblem(message)
    try:
        meta = faq_meta(yaml.safe_load(match["meta"]))
    except ValidationError as wrong:
        raise PageProblem("\n".join(f"{path}: {one}" for one in problems_of(wrong))) from wrong
    except (yaml.YAMLError, TypeError) as wrong:
        message = f"{path}: front matter cannot be read: {wrong}"
        raise PageProblem(message) from wrong
    if path != f"faq/{meta.id}.md":
        message = f"{path}: id {meta.id} is not the name of the file"
        raise PageProblem(message)
    parts = PART.split(match["body"])
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    bodies: dict[Code, str] = {}
    for code, body in pairs:
        bodies["en" if code == "en" else "tc"] = body.strip()
    for code in ("en", "tc"):
        if not bodies.get(code):
            message = f"{path}: the full answer is missing in {code}"
            raise PageProblem(message)
    return Faq(path, meta, bodies)


def spoken_text(text: str) -> str:
    """Make a card plain: what is left when it is read out."""
    return " ".join(unescape(TAG.sub("", text)).split())


def card_problems(faq: Faq, filled: Filled) -> list[str]:
    """List the cards that are too long to be read out, or that point somewhere."""
    found: list[str] = []
    en = spoken_text(filled(faq.meta.en.card, "en"))
    tc = spoken_text(joined(filled(faq.meta.tc.card, "tc")))
    words, characters = len(en.split()), len("".join(tc.split()))
    if words > MOST_WORDS:
        found.append(f"{faq.path}: the English card has {words} words, at most {MOST_WORDS}")
    if characters > MOST_CHARACTERS:
        found.append(
            f"{faq.path}: the Chinese card has {characters} characters, at most {MOST_CHARACTERS}"
        )
    for code, card in (("en", faq.meta.en.card), ("tc", faq.meta.tc.card)):
        if LINK.search(card):
            found.append(f"{faq.path}: the card in {code} has a link; put it into the answer")
    return found
