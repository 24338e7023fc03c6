"""Time stamps on the seal's signature (RFC 3161): from an authority, or from a clock of our own.

A stamp proves that the signature was there at a time which the court's own clock did not choose. A
silent authority raises an ``OSError``: nothing is sealed then, and the job is tried again.
"""

import secrets
from typing import Any

from asn1crypto import cms, tsp, x509
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from api.kernel.clock import Clock

AUTHORITY_SECONDS = 5
PRACTICE_POLICY = "2.25.265912847193586204175381925406718263945"
"""Under this policy nothing is promised: an identifier made from random numbers (ITU-T X.667)."""


def authority_at(url: str) -> TimeStamper:
    """Reach a time authority; it has five seconds for an answer."""
    return RequestsHTTPTimeStamper(url, timeout=AUTHORITY_SECONDS)


class PracticeTimeAuthority(TimeStamper):
    """Stamps with the building's own clock; its certificate says that it is no authority."""

    def __init__(self, signer: Signer, clock: Clock) -> None:
        """Take a signer whose certificate is for time stamps, and the clock."""
        super().__init__()
        self._signer: Any = signer
        self._clock = clock

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Answer a request: everything is granted."""
        asked: Any = req
        whose: Any = self._signer.signing_cert.subject
        info: dict[str, Any] = {
            "version": "v1",
            "policy": PRACTICE_POLICY,
            "message_imprint": asked["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": self._clock().replace(microsecond=0),
            "tsa": x509.GeneralName(name="directory_name", value=whose),
        }
        if asked["nonce"].native is not None:
            info["nonce"] = asked["nonce"]
        said: Any = tsp.TSTInfo(info)
        content = cms.EncapsulatedContentInfo(
            {"content_type": "tst_info", "content": cms.ParsableOctetString(said.dump())}
        )
        token = await self._signer.async_sign_general_data(content, "sha256", detached=False)
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
