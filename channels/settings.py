"""Settings: everything the environment may say, read once; a wrong or unknown NOA_ name stops the start."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from rapidfuzz import fuzz, process

from channels.setup_problem import LOCALES, Problem, SetupProblem
from core.errors import SettingsInvalid

PREFIX = "NOA_"
_HTTP = re.compile(r"https?://[^\s/?#]+\S*")
_ORIGIN = re.compile(r"https?://[^\s/?#,]+")
_POSTGRES = re.compile(r"postgres(ql)?://\S+")
_REDIS = re.compile(r"(redis|rediss)://\S+|unix://\S*/\S+")


class WrongSettings(SetupProblem, SettingsInvalid):
    """A setting is unknown, missing or wrong; every one of them is named at once."""

    code = SettingsInvalid.code


def _matches(pattern: re.Pattern[str]) -> AfterValidator:
    def judge(value: str | SecretStr) -> str | SecretStr:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not pattern.fullmatch(text):
            raise ValueError
        return value

    return AfterValidator(judge)


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _switch(value: object) -> object:
    return {"on": True, "off": False}.get(value.lower(), value) if isinstance(value, str) else value


HttpUrl = Annotated[str, _matches(_HTTP)]
Origin = Annotated[str, _matches(_ORIGIN)]
PostgresUrl = Annotated[SecretStr, _matches(_POSTGRES)]
RedisUrl = Annotated[SecretStr, _matches(_REDIS)]


class Settings(BaseModel):
    """Each field is the setting of the same name in capitals behind NOA_; a blank value counts as unset."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        alias_generator=lambda name: PREFIX + name.upper(),
        populate_by_name=True,
    )

    database_url: PostgresUrl | None = None
    app_database_url: PostgresUrl | None = None
    redis_url: RedisUrl | None = None
    data_dir: Path = Path(".noa")
    port: int = Field(default=8000, ge=1, le=65535)
    host: str = Field(default="127.0.0.1", pattern=r"^[A-Za-z0-9.:_-]+$")
    secret: SecretStr | None = Field(default=None, min_length=16)
    demo_password: SecretStr | None = Field(default=None, min_length=8)
    pending_ttl: int = Field(default=180, ge=1, le=3600)
    cooldowns: Annotated[Literal[True, False], BeforeValidator(_switch)] = True
    llm_model: str | None = None
    llm_api_base: HttpUrl | None = None
    llm_api_key: SecretStr | None = None
    llm_timeout: float = Field(default=8.0, gt=0, le=120)
    embedding_model: str | None = None
    stt_model: str | None = None
    supabase_jwt_secret: SecretStr | None = None
    jwks_url: HttpUrl | None = None
    cors_origins: Annotated[tuple[Origin, ...], BeforeValidator(_split)] = ()
    upstream_core_url: HttpUrl | None = None
    locale: Literal["pt-BR", "en"] = "pt-BR"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    public_url: HttpUrl | None = None
    ledger_key: SecretStr | None = Field(default=None, min_length=44, max_length=44)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read every NOA_ name of the mapping; raises WrongSettings, which names each problem and its cure."""
        given = {name: value for name, value in environ.items() if name.startswith(PREFIX) and value.strip()}
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            raise WrongSettings(*_problems(cls, error, given)) from None
        if missing := _contradictions(settings):
            raise WrongSettings(*missing)
        return settings

    @property
    def is_postgres_embedded(self) -> bool:
        """No NOA_DATABASE_URL: the service brings its own PostgreSQL."""
        return self.database_url is None

    @property
    def is_redis_embedded(self) -> bool:
        """No NOA_REDIS_URL: the service brings its own Redis."""
        return self.redis_url is None


def spoken_locale(environ: Mapping[str, str] = os.environ) -> str:
    """The locale to speak in before, or without, valid settings."""
    wanted = environ.get(PREFIX + "LOCALE", "")
    return wanted if wanted in LOCALES else LOCALES[0]


def _contradictions(settings: Settings) -> tuple[Problem, ...]:
    problems = []
    if settings.secret is None and not (settings.is_postgres_embedded and settings.is_redis_embedded):
        problems.append(Problem("setting-secret-required"))
    if settings.app_database_url is not None and settings.is_postgres_embedded:
        problems.append(Problem("setting-app-url-alone"))
    return tuple(problems)


def _problems(model: type[Settings], error: ValidationError, given: Mapping[str, str]) -> tuple[Problem, ...]:
    names = dict.fromkeys(str(item["loc"][0]) for item in error.errors(include_input=False))
    known = {PREFIX + field.upper(): info.annotation for field, info in model.model_fields.items()}
    return tuple(
        _wrong(name, given[name], known[name]) if name in known else _unknown(name, list(known)) for name in names
    )


def _wrong(name: str, value: str, annotation: Any) -> Problem:
    wanted = Problem("setting-wanted-" + name.removeprefix(PREFIX).lower().replace("_", "-"))
    if SecretStr in _types_within(annotation):
        return Problem("setting-wrong-hidden", {"name": name, "wanted": wanted})
    return Problem("setting-wrong", {"name": name, "value": repr(value[:60]), "wanted": wanted})


def _types_within(annotation: Any) -> set[Any]:
    parts = [part for part in get_args(annotation) if isinstance(part, type) or get_args(part)]
    return set(parts).union(*(_types_within(part) for part in parts))


def _unknown(name: str, known: list[str]) -> Problem:
    near = [match for match, _, _ in process.extract(name, known, scorer=fuzz.ratio, score_cutoff=75, limit=3)]
    if not near:
        return Problem("setting-unknown", {"name": name})
    return Problem("setting-unknown-near", {"name": name, "near": ", ".join(near)})
