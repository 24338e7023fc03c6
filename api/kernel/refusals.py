"""The expected no.

A refusal is raised beside the function that decides, rolls its work back, and becomes a member of
the mutation's result union. It never says whether something hidden exists.
"""

import unicodedata
from typing import ClassVar

from api.kernel.text import Text


class Refusal(Exception):
    """An expected no, with a stable code, a sentence, the field it is about and what to do.

    A subclass is named as a sentence (``AlreadyWithdrawn``); its name is its code. ``message`` and
    ``remedy`` may hold ``{placeholders}``, filled from the keyword arguments.
    """

    message: ClassVar[Text]
    remedy: ClassVar[Text]
    guide: ClassVar[str | None] = None

    def __init__(self, *path: str, **facts: object) -> None:
        """Refuse about the input field at ``path``, with the facts that the sentences name."""
        super().__init__(type(self).__name__)
        self.path = path
        self.facts = facts

    @property
    def code(self) -> str:
        """The stable code clients match on."""
        return type(self).__name__

    @property
    def sentence(self) -> Text:
        """What is refused and why, filled in."""
        return self.message.filled(**self.facts)

    @property
    def advice(self) -> Text:
        """What to do about it, filled in."""
        return self.remedy.filled(**self.facts)


class NotFound(Refusal):
    """There is no such thing, or none that this actor may see: the same answer on purpose."""

    message = Text("There is nothing here by that name.", "找不到所指的項目。")
    remedy = Text(
        "Check the number or id. If it belongs to somebody else, you cannot see it.",
        "請核對編號。屬於他人的項目不會向你顯示。",
    )


class UnknownCode(Refusal):
    """A code that is published nowhere; there is nothing to hide about codes."""

    message = Text("'{value}' is no {what} that is published.", "「{value}」並非已公布的{what}。")
    remedy = Text("Take one of the codes that the contract lists.", "請選用合約內列出的代碼。")


class NotAllowed(Refusal):
    """The actor's kind of account may not make this move."""

    message = Text(
        "Your kind of account ({kind}) may not do this.", "你的帳戶類別（{kind}）不可作此操作。"
    )
    remedy = Text(
        "Sign in with an account that may, or ask the Help Centre.",
        "請以有權的帳戶登入，或向支援中心查詢。",
    )


class ChangedMeanwhile(Refusal):
    """Somebody changed the thing after the caller read it; nothing was done."""

    message = Text(
        "Somebody changed this after you read it. It is now version {current_version}.",
        "你讀取後，此項目已被更改，現為第 {current_version} 版。",
    )
    remedy = Text("Read it again and repeat your change if it still holds.", "請重新讀取後再操作。")

    @property
    def current_version(self) -> int:
        """The version to read and send next time."""
        return int(str(self.facts["current_version"]))


class IdempotencyKeyReused(Refusal):
    """One key came with two different bodies."""

    message = Text(
        "This idempotency key was already used for a different request.",
        "此冪等鍵已用於另一項不同的請求。",
    )
    remedy = Text("Send a new key for a new request.", "請為新的請求使用新的鍵。")


class MoveNotOpen(Refusal):
    """The state machine has no such move from where the thing stands."""

    message = Text(
        "This cannot be done now: the {noun} is {state}, and '{verb}' starts from {sources}.",
        "目前不可作此操作：{noun} 的狀態為 {state}，「{verb}」只可由 {sources} 開始。",
    )
    remedy = Text("Look at its state and at what you can do next.", "請查看其狀態及可作的下一步。")


class Malformed(Refusal):
    """A value breaks a plain rule of shape: too long, empty, or with control characters."""

    message = Text("'{field}' is not acceptable: {rule}.", "「{field}」不符合要求：{rule}。")
    remedy = Text("Correct the value and send it again.", "請更正後重新提交。")


def require_length(text: str | None, most: int, *path: str, least: int = 0) -> None:
    """Insist on a text that fits where it is kept; none at all is fine. Spaces alone say nothing.

    Refuses: Malformed (too short, too long, control characters other than tabs and line breaks).
    """
    if text is not None and (len(text) > most or len(text.strip()) < least):
        rule = f"at most {most} characters" if not least else f"{least} to {most} characters"
        raise Malformed(*path, field=path[-1], rule=rule)
    if text is not None and any(unicodedata.category(c) == "Cc" for c in text if c not in "\t\r\n"):
        raise Malformed(*path, field=path[-1], rule="no control characters")
