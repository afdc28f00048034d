"""Settings: environment variables ``TACT_…`` first, then an optional TOML file (``TACT_CONFIG`` or ``./tact.toml``).

An unknown name is refused with the nearest known one, so a typing error never silently leaves a default in place.
Secrets show as stars; addresses of databases show without their password.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AliasChoices, AwareDatetime, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from reply_core.clock import Clock, ShiftedClock, SystemClock
from reply_core.errors import BadSettings
from reply_core.types import Language

PREFIX = "TACT_"
OTHER_NAMES = frozenset({"TACT_CONFIG", "TACT_API_URL", "TACT_TEST_DATABASE_URL", "TACT_REQUIRE_BROWSER"})
"""Environment variables of ours that are not settings of the product."""

LevelChoice = Literal["rules", "local", "model", "auto"]
EmbedderChoice = Literal["local", "openai", "none"]


class Settings(BaseSettings):
    """How this installation of Tact runs. Made by `load_settings`; every field is documented beside it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        protected_namespaces=(),
        hide_input_in_errors=True,
    )

    data_dir: Path = Path("var")
    """Where files of this installation live (databases, uploads, archives)."""
    database_url: str = ""
    """``sqlite+aiosqlite:///…`` or ``postgresql+asyncpg://…``; empty: SQLite in ``data_dir``."""
    dbos_url: str = ""
    """Where durable jobs are kept; empty: ``jobs.db`` in ``data_dir``, or the same PostgreSQL database."""
    host: str = "127.0.0.1"
    port: int = Field(default=8642, ge=0, le=65535)
    dashboard_port: int = Field(default=8641, ge=0, le=65535)
    language: Language = "ru"
    """The language people are addressed in."""
    time_zone: str = "Europe/Moscow"
    brand: str = "demo"
    """The brand that is meant where none is named."""
    level: LevelChoice = "auto"
    """The most powerful level to use; auto: model when one is configured, else local, else rules."""
    model: str = ""
    openai_base_url: str = Field(default="", validation_alias=AliasChoices("TACT_OPENAI_BASE_URL", "OPENAI_BASE_URL"))
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("TACT_OPENAI_API_KEY", "OPENAI_API_KEY")
    )
    model_timeout_seconds: float = Field(default=30.0, gt=0)
    draft_prompt: int = Field(default=0, ge=0)
    """The version of the drafting prompt to use; 0: the newest."""
    shadow_prompt: int = Field(default=0, ge=0)
    """A version of the drafting prompt to try on live traffic without showing what it writes; 0: none."""
    shadow_share: float = Field(default=0.1, ge=0, le=1)
    """The share of drafts it is tried on."""
    embedder: EmbedderChoice = "local"
    embedding_model: str = ""
    vector_index: Literal["auto", "memory", "pgvector"] = "auto"
    """Where the vectors of articles are compared; auto: in memory while that is quicker, else in PostgreSQL."""
    price_in: float | None = Field(default=None, ge=0)
    """Price of a million tokens sent to the model."""
    price_out: float | None = Field(default=None, ge=0)
    """Price of a million tokens the model answers."""
    upload_limit_mb: float = Field(default=20, gt=0)
    worker_name: str = Field(default="tact-worker-1", min_length=1)
    """Unique for each worker and the same after a restart: a worker takes up again what carries its name."""
    vector_file: Path | None = None
    """Remember vectors of texts in this file, for evals and repeated scoring of files; empty: not remembered."""
    eval_data: Path | None = None
    """The folder with the evaluation sets, for ``tact eval``."""
    dispute_days: int = Field(default=14, ge=1)
    """How many days after the scoring an operator may contest a verdict."""
    session_hours: float = Field(default=12.0, gt=0, le=720)
    """A sign-in ends after this time, whatever happens."""
    session_idle_hours: float = Field(default=2.0, gt=0, le=720)
    """It ends earlier when nothing was asked for so long."""
    trusted_proxies: str = "127.0.0.1,::1"
    """Addresses whose ``X-Forwarded-For`` is believed (the dashboard's, the proxy's), separated by commas."""
    oidc_issuer: str = ""
    """The company's identity provider; empty: people sign in by key."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    """For the dashboard, which asks the provider; the API needs none."""
    oidc_redirect: str = ""
    """``https://tact.example/oauth2callback``: the dashboard's address as browsers see it."""
    oidc_contact: str = ""
    """Whom somebody refused should ask."""
    smtp_host: str = ""
    """Where the weekly digest is handed over for e-mail; empty: no e-mail."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_from: str = ""
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    digest_at: str = "mon 09:00"
    """When the weekly digest goes out, in the shop's zone."""
    webhook_private: bool = False
    """Allow webhooks at private addresses and without TLS: a relay of one's own network."""
    clock_start: AwareDatetime | None = None
    """Begin at this moment instead of now: demos and tests on a given day."""

    @field_validator("time_zone")
    @classmethod
    def _known_time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            msg = f"no such time zone{_nearest(value, available_timezones())}"
            raise ValueError(msg)
        return value

    @field_validator("database_url", "dbos_url")
    @classmethod
    def _readable_url(cls, value: str) -> str:
        try:
            known = not value or make_url(value).get_backend_name() in ("sqlite", "postgresql", "postgres")
        except ArgumentError:
            known = False
        if not known:
            msg = "should be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
            raise ValueError(msg)
        return value

    @field_validator("digest_at")
    @classmethod
    def _known_hour(cls, value: str) -> str:
        if not re.fullmatch(r"(?i)(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d", value.strip()):
            msg = "should be a day of the week and an hour, such as mon 09:00"
            raise ValueError(msg)
        return value.strip().lower()

    @model_validator(mode="after")
    def _fill_urls(self) -> "Settings":
        database = self.database_url or f"sqlite:///{self.data_dir / 'tact.db'}"
        object.__setattr__(self, "database_url", _with_driver(database, sqlite="aiosqlite", postgresql="asyncpg"))
        dbos = self.dbos_url or (f"sqlite:///{self.data_dir / 'jobs.db'}" if self.on_sqlite else self.database_url)
        object.__setattr__(self, "dbos_url", _with_driver(dbos, sqlite="", postgresql="psycopg"))
        return self

    @property
    def on_sqlite(self) -> bool:
        """Whether records are kept in SQLite: then one process is both API and worker."""
        return make_url(self.database_url).get_backend_name() == "sqlite"

    @property
    def clock(self) -> Clock:
        """The clock of this installation."""
        return SystemClock() if self.clock_start is None else ShiftedClock(self.clock_start)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone people read times in."""
        return ZoneInfo(self.time_zone)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What ``repr`` shows: never a password."""
        for name, value in super().__repr_args__():
            shown = name in ("database_url", "dbos_url") and value
            yield name, make_url(value).render_as_string(hide_password=True) if shown else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _read_toml(_config_path()))


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; ``overrides`` win over everything.

    Raises:
        BadSettings: a name is unknown or a value is wrong; says which, in which file and line, and the nearest name.
    """
    _refuse_unknown_variables(os.environ)
    _refuse_unknown(overrides, where="arguments")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise _explained(error, overrides) from None


def setting_names() -> frozenset[str]:
    """The names of all settings, as in TOML; the environment's are the same in capitals after ``TACT_``."""
    return frozenset(Settings.model_fields)


def _with_driver(url: str, **drivers: str) -> str:
    parsed = make_url(url)
    backend = "postgresql" if parsed.get_backend_name() == "postgres" else parsed.get_backend_name()
    name = f"{backend}+{drivers[backend]}" if drivers[backend] else backend
    return parsed.set(drivername=name).render_as_string(hide_password=False)


def _config_path() -> Path | None:
    if given := os.environ.get("TACT_CONFIG"):
        if not Path(given).is_file():
            raise BadSettings(
                f"the file {given} does not exist", where="TACT_CONFIG", mend="correct or unset TACT_CONFIG"
            )
        return Path(given)
    usual = Path("tact.toml")
    return usual if usual.is_file() else None


def _read_toml(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(
            f"the file cannot be read: {error}", where=str(path), mend="write it as TOML in UTF-8"
        ) from None
    for name in values:
        if name not in setting_names():
            where = f"{path}, line {_line_of(name, path)}"
            raise BadSettings(f"unknown setting {name!r}", where=where, mend=_mend(name, setting_names()))
    return values


def _line_of(name: str, path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    begins = (number for number, line in enumerate(lines, 1) if line.strip().strip("[\"'").startswith(name))
    return next(begins, 1)


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {f"{PREFIX}{name.upper()}" for name in setting_names()} | OTHER_NAMES
    for name in environment:
        upper = name.upper()
        if upper.startswith(PREFIX) and upper.split("__")[0] not in known:
            raise BadSettings(f"unknown setting {name}", where="environment", mend=_mend(upper, known))


def _refuse_unknown(overrides: Mapping[str, Any], *, where: str) -> None:
    for name in overrides:
        if name not in setting_names():
            raise BadSettings(f"unknown setting {name!r}", where=where, mend=_mend(name, setting_names()))


def _mend(name: str, known: Iterable[str]) -> str:
    return f"remove it or correct its name{_nearest(name, known)}"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f": did you mean {near[0]}?" if near else ""


def _explained(error: ValidationError, overrides: Mapping[str, Any]) -> BadSettings:
    first = error.errors(include_input=False, include_context=False)[0]
    name = str(first["loc"][0]).removeprefix(PREFIX).lower() if first["loc"] else "settings"
    return BadSettings(f"{name} is wrong: {first['msg']}", where=_origin(name, overrides), mend=f"correct {name}")


def _origin(name: str, overrides: Mapping[str, Any]) -> str:
    if name in overrides:
        return f"argument {name}"
    upper = name.upper()
    for variable in (f"{PREFIX}{upper}", upper):
        if variable in os.environ:
            return f"environment variable {variable}"
    path = _config_path()
    return f"{path}, line {_line_of(name, path)}" if path else name
