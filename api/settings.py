"""The environment as one frozen value, read once. Nothing below ``app`` reads a setting.

Every name has the prefix ``ICMS_``: ``ICMS_DATABASE_URL``, ``ICMS_PUBLIC_URL`` and so on.
"""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.reading.cost import Limits

SHORTEST_SECRET = 32


class Settings(BaseSettings):
    """What an installation decides."""

    model_config = SettingsConfigDict(
        env_prefix="ICMS_", env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    var: Path = Field(default=Path("var"), description="Where the installation keeps its files.")
    database_url: str = Field(
        default="", description="sqlite:///... or postgresql+psycopg://...; empty: var/icms.db."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, description="The port to listen on.")
    public_url: str = Field(
        default="", description="How browsers reach this server; empty: host and port."
    )
    links_secret: SecretStr = Field(
        default=SecretStr(""), description="Signs upload and download links; 32 bytes or more."
    )
    provider_url: str = Field(
        default="http://127.0.0.1:8001", description="The card payment provider's address."
    )
    provider_key: SecretStr = Field(
        default=SecretStr(""), description="The key the provider knows us by."
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="Proves that a message is the provider's."
    )
    seal_credentials: Path | None = Field(
        default=None, description="PKCS#12 file of the seal; none: a development certificate."
    )
    seal_passphrase: SecretStr | None = Field(default=None, description="Opens the PKCS#12 file.")
    seal_certificate: Path | None = Field(
        default=None, description="PEM certificate of a seal whose key ICMS_SEAL_PROGRAM holds."
    )
    seal_program: str = Field(
        default="", description="Signs a SHA-256 digest from its input with a key held in hardware."
    )
    time_stamp_url: str = Field(
        default="", description="RFC 3161 time authority; empty: a development clock that says so."
    )
    scanner_url: str = Field(
        default="",
        description="clamd: tcp://host:3310 or unix:///path; empty: knows the EICAR string only.",
    )
    help_site: Path = Field(
        default=Path("build/site"), description="The built help site, served at /help."
    )

    limits: Limits = Field(
        default=Limits(), description="What one GraphQL request may ask for; ICMS_LIMITS__DEPTH=15."
    )

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.var / 'icms.db'}"

    @property
    def base_url(self) -> str:
        """How browsers reach this server, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def missing(self) -> list[str]:
        """Name what a real installation must set and has not."""
        needed = {
            "ICMS_LINKS_SECRET (32 bytes or more)": len(self.links_secret) >= SHORTEST_SECRET,
            "ICMS_PROVIDER_KEY": len(self.provider_key) > 0,
            "ICMS_WEBHOOK_SECRET": len(self.webhook_secret) > 0,
        }
        return [name for name, is_there in needed.items() if not is_there]
