"""Say what the front matter of a page and of a question must hold, and read it as such.

A word that nobody knows is refused like a word that is missing: a mistyped key would otherwise be
a review date that nobody keeps.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from api.publish.words import NOTICE_KINDS, OWNERS, TOPICS

LONGEST_REVIEW: Final = timedelta(days=366)

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z]+-[0-9]{2}$")]
Script = Annotated[str, StringConstraints(pattern=r"^assets/[a-z0-9_/-]+\.js$")]
Address = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*/$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Audience = Literal["public", "litigant", "lawyer", "staff", "developer"]


def _one_of(names: Mapping[str, object]) -> AfterValidator:
    def known(name: str) -> str:
        if name not in names:
            message = f"{name} is none of {', '.join(names)}"
            raise ValueError(message)
        return name

    return AfterValidator(known)


class _Kept(BaseModel):
    """What pages and questions share: who keeps them, for whom, until when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    audience: tuple[Audience, ...] = Field(min_length=1)
    applies_to: tuple[Words, ...] = Field(min_length=1)
    owner: Annotated[str, _one_of(OWNERS)]
    reviewed: date
    review_by: date
    law: tuple[Id, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    translated_from: Hash | None = None
    withdrawn: date | None = None
    see: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        if not self.reviewed < self.review_by <= self.reviewed + LONGEST_REVIEW:
            message = "review_by is not within 12 months after reviewed"
            raise ValueError(message)
        if self.effective_to and self.review_by > self.effective_to >= self.reviewed:
            message = "review_by is after effective_to"
            raise ValueError(message)
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            message = "effective_to is before effective_from"
            raise ValueError(message)
        return self

    @property
    def kinds_of_case(self) -> tuple[str, ...]:
        """The kinds of case it applies to; none means all of them."""
        return () if "all" in self.applies_to else self.applies_to


class PageMeta(_Kept):
    """The front matter of one page in one language."""

    id: Id
    title: Words
    description: Words
    change_note: Words
    kind: Literal["page", "notice"] = "page"
    notice_kind: Annotated[str, _one_of(NOTICE_KINDS)] | None = None
    published: date | None = None
    scripts: tuple[Script, ...] = ()
    moved_from: tuple[Address, ...] = ()
    fallback: Literal["en"] | None = None
    because: Words | None = None

    @model_validator(mode="after")
    def _a_notice_is_dated(self) -> Self:
        given = (self.notice_kind is not None, self.published is not None)
        if given != (self.kind == "notice",) * 2:
            message = "notice_kind and published belong to a page of kind notice, both of them"
            raise ValueError(message)
        return self


class Spoken(BaseModel):
    """A question and its answer card in one language, as they can be read out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Words
    card: Words
    because: Words | None = None


class FaqMeta(_Kept):
    """The front matter of one question, in both authored languages."""

    id: QuestionId
    topic: Annotated[str, _one_of(TOPICS)]
    error_text: Words | None = None
    en: Spoken
    tc: Spoken

    @model_validator(mode="after")
    def _its_id_names_its_topic(self) -> Self:
        if self.id.rpartition("-")[0] != self.topic:
            message = f"id does not begin with its topic {self.topic}"
            raise ValueError(message)
        if self.withdrawn and not (self.en.because and self.tc.because):
            message = "a withdrawn question says because in en and tc"
            raise ValueError(message)
        return self


def problems_of(wrong: ValidationError) -> list[str]:
    """Say each fault of a front matter in words."""
    return [
        f"{'.'.join(map(str, one['loc']))}: {one['msg']}".lstrip(": ") for one in wrong.errors()
    ]


def page_meta(given: Mapping[str, Any]) -> PageMeta:
    """Read the front matter of a page. Refuses: ValidationError."""
    return PageMeta.model_validate(dict(given))


def faq_meta(given: Mapping[str, Any]) -> FaqMeta:
    """Read the front matter of a question. Refuses: ValidationError."""
    return FaqMeta.model_validate(dict(given))
