"""Choose entries by language and day, and rank them for a query. Pure: no file, no clock.

The ranking is written twice: here and in ``site/theme/assets/search.js``. Both read the same
:class:`Unit` and :class:`Lexicon`, and one file of golden queries holds them together. Words for
Latin text, overlapping pairs of characters for Chinese, Traditional and Simplified folded into one.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from opencc import OpenCC

from api.guidance.ports import Entry
from api.guidance.states import HelpKind, Language
from api.kernel.text import simplified

# --- which entries --------------------------------------------------------------------------------

INSTEAD: Final = {
    Language.SC: (Language.SC, Language.TC, Language.EN),
    Language.TC: (Language.TC, Language.EN),
    Language.EN: (Language.EN, Language.TC),
}
"""The languages that serve a reader of one, best first; all but the first are a fallback."""


def best_of(versions: Iterable[Entry], language: Language) -> Entry | None:
    """Choose the version of one entry that serves a reader of a language best."""
    by_language = {version.language: version for version in versions}
    return next((by_language[each] for each in INSTEAD[language] if each in by_language), None)


# --- words ----------------------------------------------------------------------------------------

WORD: Final = re.compile(r"[a-z0-9%]+(?:[-.][a-z0-9]+)*|[\u3400-\u4dbf\u4e00-\u9fff]+")
ENDING: Final = re.compile(r"(?:ments|ment|ings|ing|ed|es|s)$")
DOUBLED: Final = re.compile(r"([bdgmnprt])\1$")
SHORTEST: Final = 3
"""No stem is shorter, and no word as short as this is cut."""


def is_han(text: str) -> bool:
    """Tell whether a word is of Chinese characters, by its first."""
    return "\u3400" <= text[0] <= "\u9fff"


def stem(word: str) -> str:
    """Cut an English ending, so that file, files, filed and filing are one word."""
    if len(word) <= SHORTEST or word.endswith(("ss", "eed")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    cut = ENDING.sub("", word) if len(word) > SHORTEST + 1 else word.removesuffix("s")
    if len(cut) < SHORTEST:
        cut = word
    elif cut != word and DOUBLED.search(cut):
        cut = cut[:-1]
    return cut[:-1] if len(cut) > SHORTEST and cut.endswith("e") else cut


def tokens(folded: str) -> Iterator[str]:
    """Take a folded text apart: stems of Latin words, overlapping pairs of Chinese characters."""
    for word in WORD.findall(folded):
        if is_han(word):
            yield from pairs(word)
            continue
        yield stem(word)
        if "-" in word or "." in word:
            yield from (stem(part) for part in re.split(r"[-.]", word) if len(part) > 1)


def pairs(word: str) -> list[str]:
    """List the overlapping pairs of a Chinese word; a lone character is itself."""
    return [word[i : i + 2] for i in range(max(len(word) - 1, 1))]


COMMON: Final = """
    a about after am an and any anybody anyone are as at be been but by can cannot could did do does
    for from get got had has have how i if in into is it its itself me must my need of on or our
    please s shall should so some somebody someone t than that the their them then there these they
    this those to want was we what when where which who whom why will with would you your
"""
STOP: Final = frozenset(stem(word) for word in COMMON.split())
"""Words too common to be looked for, as stems."""
FILLERS: Final = """
    點樣 如何 怎樣 怎麼 怎 請問 可以 可否 是否 能否 係咪 是不是 有冇 有沒有 什麼 甚麼 乜嘢 咩 乜
    幾時 何時 邊啲 哪些 邊度 哪裡 哪裏 哪兒 邊個 點解 為何 為什麼 我要 我想 我們 我 你 嗎 呢 呀 啊
    嘅 的 了 唔該 麻煩 應該 需要 需唔需要 要唔要 得唔得 可唔可以 怎辦 怎麼辦 點算
"""
"""What a question in Chinese is dressed in: taken out of a query, never out of a text."""
ALONE: Final = 2
"""A query as short as this is a term, and keeps its single characters."""


VARIANTS: Final = {"账": "帐", "著": "着", "甚": "什", "您": "你", "妳": "你"}
"""Characters that are written for each other although no conversion changes them."""


@cache
def folding() -> Mapping[str, str]:
    """Map every Traditional character to the one it is compared as, one character to one."""
    blocks = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
    every = [chr(code) for low, high in blocks for code in range(low, high + 1)]
    standard = cast("Any", OpenCC("t2s"))
    # A line each: conversion by phrases must not look at the neighbours.
    shown: str = standard.convert(simplified("\n".join(every)))
    folded = [VARIANTS.get(character, character) for character in shown.split("\n")]
    return {a: b for a, b in zip(every, folded, strict=True) if a != b and len(b) == 1}


# --- what is searched -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a unit under a heading of its own; no anchor: the unit's own address."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that can be found; ``boost`` is what its score is multiplied with."""

    id: str
    kind: HelpKind
    title: str
    card: str
    url: str
    boost: float
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Known:
    """A phrase that readers use: how it stands in a query, and the tokens of all ways to say it."""

    phrase: str
    ways: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How characters are folded, and which phrases are known: the longest first."""

    fold: Mapping[int, str]
    known: Sequence[Known] = ()
    fillers: Sequence[str] = ()

    def folded(self, text: str) -> str:
        """Bring a text into the form in which it is compared."""
        return unicodedata.normalize("NFKC", text).lower().translate(self.fold)


def lexicon_of(synonyms: Mapping[str, Sequence[str]]) -> Lexicon:
    """Fold the synonyms as texts and queries are folded."""
    plain = Lexicon({ord(a): b for a, b in folding().items()})
    known = {
        phrase: Known(phrase, [_way(plain.folded(way)) for way in (said, *others)])
        for said, others in synonyms.items()
        for phrase in [_sought(plain.folded(said))]
    }
    phrases = sorted(known, key=_longest_first)
    fillers = sorted({plain.folded(filler) for filler in FILLERS.split()}, key=_longest_first)
    return Lexicon(plain.fold, [known[phrase] for phrase in phrases], fillers)


def _way(folded: str) -> list[str]:
    """The tokens of one way to say something, without the common words if others are left."""
    found = list(tokens(folded))
    return [token for token in found if token not in STOP] or found


def _longest_first(phrase: str) -> tuple[int, str]:
    return (-len(phrase), phrase)


def _sought(folded: str) -> str:
    """Write a phrase as it stands in a query: Chinese anywhere, Latin only as whole words."""
    words = canonical(folded)
    return words.strip() if is_han(words.strip()) else words


def canonical(folded: str) -> str:
    """Write a folded text as its words, stems for Latin ones, with one blank around each."""
    words = (word if is_han(word) else stem(word) for word in WORD.findall(folded))
    return f" {' '.join(words)} "


# --- queries --------------------------------------------------------------------------------------

LONGEST_QUERY: Final = 200
MOST_ASKED: Final = 12
"""How many things one query asks for at most; what it goes on about after that is not heard."""
AS_TYPED: Final = 1.0
AS_SYNONYM: Final = 0.8
AS_PREFIX: Final = 0.5
IN_HEAD: Final = 2.0
ENDS: Final = " ?!.,;:。、"
"""What a query may end in without being another query."""
EXACT: Final = 1_000_000
REFERENCE: Final = re.compile(r"^(?:/?(?:help/)?q/)?([a-z]+)[- #]*0*(\d{1,3})/?$")
Concept = list[tuple[Sequence[str], float]]
"""Ways to say one thing: the tokens that must all be there, and what they are worth."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found; ``anchor`` is the part that says most about it, if it is not all."""

    unit: Unit
    anchor: str
    score: int


def reference_of(folded: str) -> str:
    """Write an id as it is kept, from the ways in which it is typed and read out."""
    match = REFERENCE.match(folded)
    return f"{match[1]}-{int(match[2]):02d}" if match else folded


def concepts_of(folded: str, lexicon: Lexicon) -> list[Concept]:
    """Take a query apart into the things it asks for: known phrases first, then single words."""
    rest, found = canonical(folded), list[Concept]()
    for known in lexicon.known:
        if known.phrase in rest:
            rest = rest.replace(known.phrase, "  ")
            said, *others = known.ways
            found.append([(said, AS_TYPED), *((other, AS_SYNONYM) for other in others)])
    for filler in lexicon.fillers:
        if len(filler) > 1 or len(folded) > ALONE:
            rest = rest.replace(filler, " ")
    words = [word for word in dict.fromkeys(_parted(rest)) if word not in STOP]
    if found or any(len(word) > 1 for word in words):
        words = [word for word in words if len(word) > 1 or not is_han(word)]
    if not words and not found:
        words = list(dict.fromkeys(tokens(folded)))
    single: list[Concept] = [[([word], AS_TYPED)] for word in words]
    return [*found, *single][:MOST_ASKED]


def _parted(rest: str) -> Iterator[str]:
    """Take words apart that are stems already: to cut a stem again would make another word."""
    for word in rest.split():
        if is_han(word):
            yield from pairs(word)
            continue
        yield word
        if "-" in word or "." in word:
            yield from (part for part in re.split(r"[-.]", word) if len(part) > 1)


class Index:
    """What can be found in one language, ready to be asked."""

    def __init__(self, units: Sequence[Unit], lexicon: Lexicon) -> None:
        """Count every token of every unit: four times in a title, twice in a card or heading."""
        self.units, self.lexicon = units, lexicon
        self.titles, self.texts = list[str](), list[str]()
        self.heads, self.parts = list[set[str]](), list[list[set[str]]]()
        self.postings: dict[str, dict[int, int]] = {}
        self.lengths = [self._add(number, unit) for number, unit in enumerate(units)]
        self.average = sum(self.lengths) / max(len(units), 1)

    def _add(self, number: int, unit: Unit) -> int:
        """Take one unit in; returns how many tokens it has."""
        folded, length, counts = self.lexicon.folded, 0, Counter[str]()

        def counted(text: str, weight: int) -> list[str]:
            nonlocal length
            found = list(tokens(text))
            for token in found:
                counts[token] += weight
            length += len(found)
            return found

        title, card = folded(unit.title), folded(unit.card)
        parts = [(folded(part.title), folded(part.text)) for part in unit.parts]
        self.titles.append(title.strip(ENDS))
        self.texts.append(" ".join([title, card, *(f"{a} {b}" for a, b in parts)]))
        self.heads.append({*counted(title, 4), *counted(card, 2)})
        self.parts.append([{*counted(a, 2), *counted(b, 1)} for a, b in parts])
        for token, count in counts.items():
            self.postings.setdefault(token, {})[number] = count
        return length

    def search(self, query: str, most: int) -> list[Hit]:
        """Find the units that answer a query, best first."""
        folded = " ".join(self.lexicon.folded(query).split()).strip(ENDS)
        concepts = concepts_of(folded, self.lexicon)
        asked = {token for concept in concepts for way, _ in concept for token in way}
        named = reference_of(folded)
        exact = next((n for n, unit in enumerate(self.units) if unit.id == named), None)
        found = [(EXACT, exact)] if exact is not None else []
        found += [(s, n) for s, n in self._ranked(concepts, folded) if n != exact]
        return [
            Hit(self.units[number], self._anchor(number, asked), score)
            for score, number in found[:most]
        ]

    def _ranked(self, concepts: list[Concept], folded: str) -> list[tuple[int, int]]:
        """Score units: those that answer everything asked for; else those that answer half."""
        self._complete(concepts, folded)
        scores, met = dict[int, float](), Counter[int]()
        for concept in concepts:
            for number, score in self._answers(concept).items():
                scores[number] = scores.get(number, 0.0) + score
                met[number] += 1
        needed = len(concepts) if len(concepts) in met.values() else len(concepts) / 2
        ranked = [
            (self._score(number, score, met[number] / len(concepts), folded), number)
            for number, score in scores.items()
            if met[number] >= needed
        ]
        return sorted(ranked, key=lambda each: (-each[0], each[1]))

    def _complete(self, concepts: list[Concept], folded: str) -> None:
        """Let the last Latin word stand for longer ones, and a lone character for its pairs."""
        last = next(reversed(WORD.findall(folded)), "")
        typed = stem(last) if last and folded.endswith(last) and not is_han(last) else ""
        for concept in concepts:
            [token, *others], _ = concept[0]
            if others:
                continue
            if is_han(token) and len(token) == 1:
                concept += [([k], AS_TYPED) for k in self.postings if token in k and k != token]
            elif token == typed and len(token) > 1:
                longer = (k for k in self.postings if k.startswith(token) and k != token)
                concept += [([k], AS_PREFIX) for k in longer]

    def _answers(self, concept: Concept) -> dict[int, float]:
        """Score the units that say a concept in any way, each by its best way."""
        best = dict[int, float]()
        for way, weight in concept:
            postings = [self.postings.get(token, {}) for token in way]
            for number in postings[0] if postings else ():
                if all(number in each for each in postings):
                    score = weight * sum(self._worth(each, number) for each in postings)
                    if self.heads[number].issuperset(way):
                        score *= IN_HEAD
                    best[number] = max(best.get(number, 0.0), score)
        return best

    def _worth(self, posting: Mapping[int, int], number: int) -> float:
        """Weigh one token in one unit (BM25)."""
        count, units = posting[number], len(self.units)
        rarity = math.log(1 + (units - len(posting) + 0.5) / (len(posting) + 0.5))
        room = 1.2 * (0.25 + 0.75 * self.lengths[number] / self.average)
        return rarity * count * 2.2 / (count + room)

    def _score(self, number: int, score: float, covered: float, folded: str) -> int:
        """Prefer what holds the query as it was typed, most of all as its title. In thousandths."""
        score *= covered * covered * self.units[number].boost
        title = self.titles[number]
        if folded in self.texts[number]:
            score *= 2
        if folded in title:
            score *= 1.5 + len(folded) / len(title)
        if title.startswith(folded):
            score *= 1.25
        return math.floor(score * 1000 + 0.5)

    def _anchor(self, number: int, asked: set[str]) -> str:
        """Name the part of a unit that says most of what was asked for; the first of equals."""
        best, most = "", 0
        for part, said in zip(self.units[number].parts, self.parts[number], strict=True):
            if len(asked & said) > most:
                best, most = part.anchor, len(asked & said)
        return best
