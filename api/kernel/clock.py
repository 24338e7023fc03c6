"""Instants and days. The only place where one becomes the other.

An *instant* is an aware ``datetime`` in UTC. A *day* is a ``date`` in Hong Kong. Operations never
read the clock: a work carries the one instant at which everything in it happens.
"""

from calendar import day_name
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from api.kernel.text import Text

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
NOON = time(12)
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Read the server's clock, in UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """The day in Hong Kong on which an instant falls."""
    return in_hong_kong(instant).date()


def in_hong_kong(instant: datetime) -> datetime:
    """The same instant on a Hong Kong wall clock; refuses a naive one."""
    if instant.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    return instant.astimezone(HONG_KONG)


def instant_of(day: date, at: time) -> datetime:
    """The instant of a wall-clock time in Hong Kong on a day."""
    return datetime.combine(day, at, tzinfo=HONG_KONG).astimezone(UTC)


def printed(instant: datetime) -> str:
    """Print an instant for a person: ``Mon 9 May 2022, 8:45 am``."""
    local = in_hong_kong(instant)
    hour = local.strftime("%I").lstrip("0")
    return f"{local:%a} {local.day} {local:%b %Y}, {hour}:{local:%M} {local:%p}".replace(
        "AM", "am"
    ).replace("PM", "pm")


def weekday_of(day: date) -> Text:
    """Name the day of the week: ``a Sunday``, 星期日."""
    number = day.weekday()
    return Text(f"a {day_name[number]}", f"星期{'一二三四五六日'[number]}")


def told(instant: datetime) -> Text:
    """Print an instant in both languages, with seconds only where there are any."""
    local = in_hong_kong(instant)
    en, seconds = printed(instant), local.second
    if seconds:
        en = en.replace(f":{local:%M} ", f":{local:%M:%S} ")
    half = "上午" if local.time() < NOON else "下午"
    clock = f"{half}{(local.hour - 1) % 12 + 1}時{local:%M}分" + (f"{seconds}秒" if seconds else "")
    day = f"{local.year}年{local.month}月{local.day}日{weekday_of(local.date()).tc}"
    return Text(en, f"{day}{clock}")
