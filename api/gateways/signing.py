"""The keys behind the seal: in a PKCS#12 file, or held elsewhere by a program that signs digests.

Whatever holds the key is a signer; the sealer asks no more of it. A hardware module is reached by a
program of its maker's (``pkcs11-tool``, ``openssl pkeyutl``): it is given a digest and never the
document, and the key never comes here.
"""

import hashlib
import os
import secrets
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

DEVELOPMENT_NAME = "iCMS development seal \N{EN DASH} not a court seal"
# asn1crypto takes seconds over a structure whose length ends in 0x80, as a longer name here makes.
DEVELOPMENT_TIME_NAME = "iCMS practice clock \N{EN DASH} no time authority"
PROGRAM_SECONDS = 10
_LONGEST_SIGNATURE = 1024
"""Bytes kept free for a signature whose length is not known before it is made."""


class SignerSilent(Exception):
    """What holds the key gives no signature; the same document is worth another try."""


def signer_of_file(credentials: Path, passphrase: bytes | None = None) -> Signer:
    """Read a key and its certificate; raises ValueError if the file or passphrase is not right."""
    signer: Any = SimpleSigner.load_pkcs12_data(
        credentials.read_bytes(), other_certs=[], passphrase=passphrase
    )
    if signer is None or signer.signing_cert is None:
        message = f"the PKCS#12 file {credentials.name} cannot be read"
        raise ValueError(message)
    return signer


class HeldElsewhere(Signer):
    """Signs with a key that a program holds: a SHA-256 digest goes in, a signature comes out."""

    def __init__(self, certificate: Path, program: Sequence[str]) -> None:
        """Take the key's certificate (PEM) and the program; raises ValueError for none."""
        if not program:
            message = "a seal whose key is held elsewhere needs the program that signs"
            raise ValueError(message)
        known = x509.load_pem_x509_certificate(certificate.read_bytes())
        self._program = tuple(program)
        read: Any = asn1.Certificate
        super().__init__(
            signing_cert=read.load(known.public_bytes(Encoding.DER)),
            cert_registry=SimpleCertificateStore(),
        )

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        """Have the digest of what is to be signed signed. Raises SignerSilent."""
        if dry_run:
            return bytes(_LONGEST_SIGNATURE)
        digest = hashlib.new(digest_algorithm, data).digest()
        try:
            done = subprocess.run(  # noqa: ASYNC221, S603 - a thread of ours; the installation's own
                self._program,
                input=digest,
                capture_output=True,
                timeout=PROGRAM_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as silent:
            raise SignerSilent(type(silent).__name__) from silent
        if not 0 < len(done.stdout) <= _LONGEST_SIGNATURE:
            message = f"{len(done.stdout)} bytes are no signature"
            raise SignerSilent(message)
        return done.stdout


# --- for development ------------------------------------------------------------------------------


def development_credentials(directory: Path) -> Path:
    """Make, once, a self-signed certificate with its key; returns the PKCS#12 file.

    It says of itself that it is no court's seal.
    """
    return _made_once(directory / "development-seal.p12", lambda: _self_signed(DEVELOPMENT_NAME))


def development_time_credentials(directory: Path) -> Path:
    """Make, once, what a time authority of our own signs with; it says that it is none."""
    may = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return _made_once(
        directory / "development-time.p12", lambda: _self_signed(DEVELOPMENT_TIME_NAME, may)
    )


def _made_once(target: Path, make: Callable[[], bytes]) -> Path:
    """Make a private file unless it is there. Two processes that begin together use the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        part = target.with_suffix(f".{secrets.token_hex(8)}")
        part.touch(mode=0o600, exist_ok=False)
        part.write_bytes(make())
        try:
            os.link(part, target)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return target


def _self_signed(called: str, only_for: x509.ExtendedKeyUsage | None = None) -> bytes:
    """Make a key and a certificate that it signs for itself, valid around any demo's clock."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, called)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2050, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    if only_for is not None:
        certificate = certificate.add_extension(only_for, critical=True)
    signed = certificate.sign(key, hashes.SHA256())
    return pkcs12.serialize_key_and_certificates(b"icms", key, signed, None, NoEncryption())
