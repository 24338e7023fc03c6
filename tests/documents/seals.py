"""Seals for tests, and a look into a sealed PDF that owes nothing to the library that made it."""

import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import cms
from pyhanko.sign.signers.pdf_cms import Signer

from api.gateways.sealing import CertificateSealer
from api.gateways.signing import (
    development_credentials,
    development_time_credentials,
    signer_of_file,
)
from api.gateways.time_stamping import PracticeTimeAuthority

STAMPED_AT = datetime(2022, 5, 9, 8, 3, 7, tzinfo=UTC)
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def sealing_with(signer: Signer, folder: Path) -> CertificateSealer:
    """A sealer with a signer, and a time authority whose clock stands still."""
    times = signer_of_file(development_time_credentials(folder / "time"))
    return CertificateSealer(signer, PracticeTimeAuthority(times, lambda: STAMPED_AT))


def a_sealer(folder: Path) -> CertificateSealer:
    """A sealer with development credentials of its own."""
    return sealing_with(signer_of_file(development_credentials(folder / "seal")), folder)


@dataclass(frozen=True)
class Signature:
    """What a sealed PDF holds: the bytes that are signed, the signature, and its time stamp."""

    gap: tuple[int, int]
    signed: bytes
    der: bytes
    value: bytes
    token: bytes


def signature_in(pdf: bytes) -> Signature:
    """Take the only signature out of a PDF by its byte range."""
    (found,) = _RANGE.finditer(pdf)
    before, after, length = (int(number) for number in found.groups())
    assert after + length == len(pdf)
    info = cms.ContentInfo.load(bytes.fromhex(pdf[before + 1 : after - 1].decode()))
    (signer,) = info["content"]["signer_infos"]
    (stamp,) = signer["unsigned_attrs"]
    assert stamp["type"].native == "signature_time_stamp_token"
    return Signature(
        gap=(before, after),
        signed=pdf[:before] + pdf[after:],
        der=info.dump(),
        value=signer["signature"].native,
        token=stamp["values"][0].dump(),
    )


def certificate_of(credentials: Path, folder: Path) -> Path:
    """Write the certificate of a PKCS#12 file as PEM, by OpenSSL."""
    target = folder / f"{credentials.stem}.pem"
    told = ["pkcs12", "-in", credentials, "-passin", "pass:", "-nokeys", "-out", target]
    subprocess.run(["openssl", *told], check=True, capture_output=True)
    return target


def openssl_accepts(found: Signature, signed: bytes, certificate: Path, folder: Path) -> bool:
    """Whether OpenSSL finds these bytes to be what the holder of a certificate signed."""
    (folder / "signature.der").write_bytes(found.der)
    (folder / "signed.bin").write_bytes(signed)
    told = ["cms", "-verify", "-cades", "-inform", "DER", "-in", folder / "signature.der"]
    told += ["-content", folder / "signed.bin", "-binary", "-purpose", "any"]
    told += ["-CAfile", certificate, "-out", "/dev/null"]
    return subprocess.run(["openssl", *told], capture_output=True, check=False).returncode == 0


def openssl_accepts_time(token: bytes, value: bytes, certificate: Path, folder: Path) -> bool:
    """Whether OpenSSL finds a time stamp to be one of these bytes, by a known authority."""
    (folder / "token.der").write_bytes(token)
    (folder / "value.bin").write_bytes(value)
    told = ["ts", "-verify", "-token_in", "-in", folder / "token.der"]
    told += ["-data", folder / "value.bin", "-CAfile", certificate]
    return subprocess.run(["openssl", *told], capture_output=True, check=False).returncode == 0
