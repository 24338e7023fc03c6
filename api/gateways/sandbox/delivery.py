"""Send what is owed, sign it anew each time, and keep trying until the receiver says 2xx."""

import asyncio
import hashlib
import hmac
import time
from contextlib import suppress

import httpx2

from api.gateways.sandbox.charges import Charges, Message

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 60.0
IDLE_S = 0.2
PATIENCE_S = 10.0


def signed(body: bytes, secret: str, at: float) -> str:
    """Sign a body as of the second it is sent: ``t=<seconds>,v1=<hex>``."""
    sent = str(int(at))
    digest = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={sent},v1={digest}"


def pause_after(attempts: int) -> float:
    """Seconds to wait after this many vain attempts: doubling, up to a minute."""
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(attempts, 16))


class Delivery:
    """The one who carries messages to the receiver, one at a time and in order."""

    def __init__(self, charges: Charges, webhook_url: str, secret: str) -> None:
        """Carry messages from a file of charges to an address."""
        self._charges = charges
        self._url = webhook_url
        self._secret = secret
        self._something = asyncio.Event()
        self._round = asyncio.Condition()

    async def run(self) -> None:
        """Deliver for ever."""
        async with httpx2.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
            while True:
                self._something.clear()
                for message in self._charges.owed(time.time()):
                    await self._deliver(client, message)
                async with self._round:
                    self._round.notify_all()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._something.wait(), IDLE_S)

    async def told(self, reference: str, *, within: float) -> bool:
        """Wait a moment for the messages of a charge to arrive; they go on being sent after."""
        self._something.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(within), self._round:
                await self._round.wait_for(lambda: not self._charges.owes(reference))
        return not self._charges.owes(reference)

    async def _deliver(self, client: httpx2.AsyncClient, message: Message) -> None:
        """Send one message; a receiver that does not take it gets it again later."""
        now = time.time()
        headers = {
            "Content-Type": "application/json",
            "Webhook-Signature": signed(message.body, self._secret, now),
        }
        try:
            answer = await client.post(self._url, content=message.body, headers=headers)
            taken = answer.is_success
        except httpx2.RequestError:
            taken = False
        if taken:
            self._charges.delivered(message)
        else:
            self._charges.put_off(message, time.time() + pause_after(message.attempts))
