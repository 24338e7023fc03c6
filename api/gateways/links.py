"""Short-lived links as signed tokens (JWT, HS256) in a path.

The token's end is checked against the instant the caller gives, never the library's clock, so that
links and works share one time.
"""

from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from api.documents.ports import DownloadClaim
from api.documents.rules import DownloadLinkExpired, UploadLinkExpired
from api.kernel.ids import is_id
from api.kernel.refusals import NotFound

SHORTEST_SECRET = 32
_ALGORITHM = "HS256"


class SignedLinks:
    """Makes and reads links under one secret."""

    def __init__(self, secret: bytes, base_url: str) -> None:
        """Take the secret (32 bytes or more) and the address the API answers at."""
        if len(secret) < SHORTEST_SECRET:
            message = f"the secret of links needs at least {SHORTEST_SECRET} bytes"
            raise ValueError(message)
        self._key = OctKey.import_key(secret)
        self._base = base_url.rstrip("/")

    def upload_url(self, document_id: str, expires_at: datetime) -> str:
        """Make the address to PUT a document's bytes to."""
        return f"{self._base}/uploads/{self._token('upload', document_id, expires_at)}"

    def download_url(self, rendition_id: str, session_sha256: str, expires_at: datetime) -> str:
        """Make the address of a rendition for one sign-in, by the hex digest of its token."""
        token = self._token("download", rendition_id, expires_at, ses=session_sha256)
        return f"{self._base}/downloads/{token}"

    def read_upload(self, token: str, now: datetime) -> str:
        """Read the document id out of an upload link.

        Refuses: NotFound (not one of our links), UploadLinkExpired.
        """
        claims = self._claims(token, "upload", "doc")
        if now.timestamp() >= claims["exp"]:
            raise UploadLinkExpired
        return str(claims["sub"])

    def read_download(self, token: str, now: datetime) -> DownloadClaim:
        """Read a download link. The caller still checks the sign-in and what it may see.

        Refuses: NotFound (not one of our links), DownloadLinkExpired.
        """
        claims = self._claims(token, "download", "rnd")
        if now.timestamp() >= claims["exp"]:
            raise DownloadLinkExpired
        return DownloadClaim(str(claims["sub"]), str(claims["ses"]))

    def _token(self, use: str, subject: str, expires_at: datetime, **more: str) -> str:
        """Sign what a link grants."""
        claims = {"use": use, "sub": subject, "exp": int(expires_at.timestamp()), **more}
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def _claims(self, token: str, use: str, prefix: str) -> dict[str, Any]:
        """Read what a link grants, if we signed it for this use."""
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
        except (JoseError, ValueError):
            raise NotFound from None
        if claims.get("use") != use or not is_id(str(claims.get("sub")), prefix):
            raise NotFound
        return claims
