"""The shape of the manifest, schema 2: what the API and other readers may rely on."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Address = Annotated[str, Field(pattern=r"^[a-z0-9-]*(/[a-z0-9-]+)*/?(#[a-z0-9-]+)?$")]
Language = Literal["en", "tc", "sc"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


class Section(_Strict):
    """A part of a page under one heading."""

    anchor: str
    title: str
    text: str


class Item(_Strict):
    """One page, question, notice or term in one language."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    kind: Literal["page", "faq", "notice", "term"]
    topic: str | None
    language: Language
    title: Annotated[str, Field(min_length=1)]
    answer: Annotated[str, Field(min_length=1)]
    url: Address
    short_url: Address
    path: str
    audience: list[Literal["public", "litigant", "lawyer", "staff", "developer"]]
    applies_to: list[str]
    law: list[str]
    owner: str
    reviewed: date
    review_by: date
    effective_from: date | None
    effective_to: date | None
    change_note: str | None
    status: Literal["current", "withdrawn"]
    withdrawn: date | None
    notice_kind: Literal["outage", "law", "release", "fee"] | None
    published: date | None
    fallback_of: Literal["en"] | None
    derived_from: Literal["tc"] | None
    body_html: str | None
    text: str
    sections: list[Section]
    hash: Digest


class Manifest(_Strict):
    """The whole file."""

    schema_: Literal[2] = Field(alias="schema")
    release: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    languages: dict[Language, str]
    synonyms: dict[str, Any]
    items: list[Item]
