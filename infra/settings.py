"""Every setting, read once from the environment. Called by the doors: worker, API, `infra.local`."""

import ipaddress
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings.sources.utils import parse_env_vars

from infra.keys import is_key
from infra.paths import Paths, below
from infra.refusal import StartError
from infra.running import Port, Running
from infra.secret_files import with_files
from infra.wechat_envelope import AES_KEY

EDGE = ZoneInfo("Asia/Shanghai")  # what a time without an offset means when a person writes it
SHORTEST_SECRET = 16
DRIVERS = ("sqlite+aiosqlite://", "postgresql+psycopg://")


class SettingsError(StartError):
    """One or several settings that can't be, each named."""


class Settings(Running):
    """Each field is the environment's `HUYING_` setting of that name; three have names of their own."""

    model_config = SettingsConfigDict(env_prefix="HUYING_", frozen=True, populate_by_name=True)

    host: str = "127.0.0.1"
    port: Port = 8000
    data_dir: Path = Path("var")
    pack: Path = Path("packs/shuiguohu")
    database_url: str | None = None
    temporal_port: Port = 7233
    temporal_ui_port: Port = 8233
    temporal_ui: str | None = None  # origin of another Temporal's UI, which may ask our codec server
    time_scale: float = Field(default=1.0, gt=0, le=1000)
    story_start: datetime | None = None
    clock_skew: float = Field(
        default=0.0, ge=-86400, le=86400
    )  # seconds that this host's clock is made wrong by
    demo: bool = False
    secret_key: SecretStr | None = None
    secret_key_old: SecretStr | None = (
        None  # those it takes the place of, by commas, until `huying rotate` is done
    )
    seal_payloads: bool = True  # what Temporal is given; 0 only where another codec does it
    spool_limit: int = Field(default=10_000, ge=1)  # reports that may wait while Temporal is away
    departments: Path | None = None
    open311: Path | None = None
    messages: Path | None = None
    public_url: str | None = None  # where people reach the pages; none: messages go without a link
    photos: str | None = None  # s3://bucket/prefix; none: the data folder
    archive: str | None = None  # s3://bucket/prefix; none: the data folder
    archive_days: int = Field(default=1, ge=0, le=300)  # of the story, from closing to archive
    keep_personal_days: int = Field(default=1095, ge=30, le=36_500)  # of the story, from closing to erasure
    aws_allow_http: bool = Field(default=False, validation_alias="AWS_ALLOW_HTTP")
    map_tiles: str | None = None  # address of map tiles, with {z}, {x}, {y}; none: the schematic map alone
    ivr_secret: SecretStr | None = None  # shared with the telephone system (IVR); none: no interface for it
    oidc_issuer: str | None = None  # of a provider to sign in by; none: passwords alone
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_claim: str = "preferred_username"  # whose value is the name of an account here
    oidc_name: str = "统一身份认证"  # as the sign-in page calls it
    smtp_host: str | None = None  # takes our mail; none: no department by e-mail
    smtp_port: Port = 587
    smtp_from: str | None = None
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    wechat_token: SecretStr | None = None  # of an official account; none: no such channel
    wechat_app_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{1,64}$")
    wechat_app_secret: SecretStr | None = None
    wechat_aes_key: SecretStr | None = None  # EncodingAESKey; none: plain mode
    wechat_api_url: str = "https://api.weixin.qq.com"
    wechat_rating_template: str | None = None  # id of the subscription notice that asks to rate
    wechat_rating_fields: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    temporal_address: str | None = Field(default=None, validation_alias="TEMPORAL_ADDRESS")
    temporal_profile: str | None = Field(default=None, validation_alias="TEMPORAL_PROFILE")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Values as given: `load` alone reads the environment, so that tests can hand over another."""
        return (init_settings,)

    @field_validator("story_start")
    @classmethod
    def _with_offset(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=EDGE) if value and value.tzinfo is None else value

    @field_validator("database_url")
    @classmethod
    def _known_driver(cls, value: str | None) -> str | None:
        if value and not value.startswith(DRIVERS):
            raise ValueError(f"must begin with {' or '.join(DRIVERS)}")  # never echoed: it holds a password
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not is_key(value.get_secret_value()):
            raise ValueError("must be 64 hexadecimal digits (openssl rand -hex 32 makes them)")
        return value

    @field_validator("secret_key_old")
    @classmethod
    def _each_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not all(is_key(one.strip()) for one in value.get_secret_value().split(",")):
            raise ValueError("must be 64 hexadecimal digits each, with commas between")
        return value

    @field_validator("ivr_secret")
    @classmethod
    def _not_guessed(cls, value: SecretStr | None) -> SecretStr | None:
        if value and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(
                f"must be at least {SHORTEST_SECRET} characters (openssl rand -hex 32 makes them)"
            )
        return value

    @field_validator("map_tiles")
    @classmethod
    def _tiles(cls, value: str | None) -> str | None:
        if value and not (value.startswith("https://") and all(p in value for p in ("{z}", "{x}", "{y}"))):
            raise ValueError("must begin with https:// and hold {z}, {x} and {y}")
        return value

    @field_validator("photos", "archive")
    @classmethod
    def _bucket(cls, value: str | None) -> str | None:
        if value and not (value.startswith("s3://") and urlsplit(value).hostname):
            raise ValueError("must be like s3://bucket/prefix (keys, region and endpoint by AWS_…)")
        return value

    @field_validator("oidc_issuer", "wechat_api_url")
    @classmethod
    def _safe_to_ask(cls, value: str | None) -> str | None:
        address = urlsplit(value or "")
        home = address.scheme == "http" and _is_loopback(address.hostname or "")
        if value and (not address.hostname or not (address.scheme == "https" or home)):
            raise ValueError("must begin with https:// (http:// only for this machine)")
        return value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        address = urlsplit(value or "")
        if value and (address.scheme not in ("http", "https") or not address.hostname or address.query):
            raise ValueError("must be like https://huying.example.gov.cn")
        return value.rstrip("/") if value else None

    @field_validator("temporal_ui")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        address = urlsplit(value or "")
        if value and (
            address.scheme not in ("http", "https") or value != f"{address.scheme}://{address.netloc}"
        ):
            raise ValueError("must be like https://temporal.example.gov.cn, without a path")
        return value

    @field_validator("wechat_aes_key")
    @classmethod
    def _43_signs(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not AES_KEY.fullmatch(value.get_secret_value()):
            raise ValueError("must be the 43 letters and digits of EncodingAESKey")
        return value

    @field_validator("wechat_rating_fields", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        """`number=character_string1,matter=thing2`: our word, and the template's field for it."""
        if not isinstance(value, str):
            return value
        pairs = [part.partition("=") for part in value.replace(" ", "").split(",")]
        if not all(word and field for word, _, field in pairs):
            raise ValueError("must be like number=character_string1,matter=thing2")
        return {word: field for word, _, field in pairs}

    @field_validator("departments", "open311", "messages")
    @classmethod
    def _there(cls, value: Path | None) -> Path | None:
        if value and not value.is_file():
            raise ValueError(f"there is no file {value}")
        return value

    @model_validator(mode="after")
    def _demo_stays_home(self) -> Self:
        if self.demo and not _is_loopback(self.host):
            raise ValueError(
                f"HUYING_DEMO=1 gives everybody the same password and is refused on HUYING_HOST={self.host}: "
                "use 127.0.0.1, or start without HUYING_DEMO"
            )
        return self

    @model_validator(mode="after")
    def _known_to_the_provider(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("HUYING_OIDC_ISSUER needs HUYING_OIDC_CLIENT_ID and HUYING_OIDC_CLIENT_SECRET")
        return self

    @model_validator(mode="after")
    def _known_to_wechat(self) -> Self:
        if self.wechat_token and not (self.wechat_app_id and self.wechat_app_secret):
            raise ValueError("HUYING_WECHAT_TOKEN needs HUYING_WECHAT_APP_ID and HUYING_WECHAT_APP_SECRET")
        return self

    @property
    def embedded(self) -> bool:
        """Whether Temporal is our own dev server and not one named by the `TEMPORAL_*` settings."""
        return self.temporal_address is None and self.temporal_profile is None

    @property
    def paths(self) -> Paths:
        """Return where this installation keeps its files; nothing is created."""
        return below(self.data_dir.expanduser().resolve())

    @property
    def database(self) -> str:
        """Return the SQLAlchemy URL of the read model."""
        return self.database_url or f"sqlite+aiosqlite:///{self.paths.database}"

    @property
    def departments_file(self) -> Path | None:
        """Return the TOML with each department's `url`, `secret_out`, `secret_in`; None if there is none."""
        default = self.paths.data / "departments.toml"
        return self.departments or (default if default.exists() else None)

    @property
    def open311_file(self) -> Path | None:
        """Return the TOML with each Open311 client's `key` and `per_minute`; None if there is none."""
        default = self.paths.data / "open311.toml"
        return self.open311 or (default if default.exists() else None)

    @property
    def messages_file(self) -> Path | None:
        """Return the TOML with the addresses that messages go to; None if there is none."""
        default = self.paths.data / "messages.toml"
        return self.messages or (default if default.exists() else None)

    @property
    def base_url(self) -> str:
        """Return the address at which this machine reaches the API, without a closing slash."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in `env` (default: this process's environment); an empty value counts as unset.

    Raises `StartError` naming every setting that can't be and why.
    """
    source = EnvSettingsSource(Settings, env_ignore_empty=True)
    known = {f"HUYING_{name.upper()}" for name in Settings.model_fields}
    source.env_vars = parse_env_vars(with_files(os.environ if env is None else env, known), ignore_empty=True)
    try:
        return Settings(**source())
    except ValidationError as error:
        raise SettingsError("; ".join(_sentences(error))) from None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _sentences(error: ValidationError) -> list[str]:
    """Say each fault with the setting's own name and without its value, which may be a secret."""
    said = []
    for fault in error.errors():
        name = str(fault["loc"][0]) if fault["loc"] else ""
        variable = name if name.startswith(("TEMPORAL_", "AWS_")) or not name else f"HUYING_{name.upper()}"
        said.append(
            ": ".join(part for part in (variable, fault["msg"].removeprefix("Value error, ")) if part)
        )
    return said
