"""The doctor: what is set up, what is missing and how to mend it. It looks and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from shutil import which
from typing import Any

import psycopg
import redis

from channels import migrating, sealing
from channels.finding import Finding
from channels.settings import Settings
from core.sql import load_statements

STATEMENTS = load_statements("channels", "diagnosis.sql")
SAFE_POSTGRES = {15: 9, 16: 5, 17: 1}
"""The minor versions that mend CVE-2024-10976, in which a cached plan could forget whose rows it reads."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PROFILES = ("noa_patient", "noa_student", "noa_professional", "noa_admin")
_SECONDS = 5

Connection = psycopg.Connection[Any]


def diagnose(settings: Settings, owner_url: str, app_url: str, redis_url: str) -> list[Finding]:
    """Look at everything, one after another; a store that does not answer is a finding, never an error."""
    return [*_settings(settings), *_redis(redis_url), *_postgres(owner_url, app_url), *_models(settings), *_browser()]


def is_healthy(findings: list[Finding]) -> bool:
    """Nothing that must be mended before people may use the service."""
    return all(finding.level != "error" for finding in findings)


def _settings(settings: Settings) -> Iterator[Finding]:
    kinds = {True: "embedded", False: "external"}
    stores = {"postgres": kinds[settings.is_postgres_embedded], "redis": kinds[settings.is_redis_embedded]}
    yield Finding("settings-read", facts=stores)
    if not settings.cooldowns:
        yield Finding("cooldowns-off", "warning")
    verifies = settings.supabase_jwt_secret is not None or settings.jwks_url is not None
    if verifies and not settings.cors_origins:
        yield Finding("origins-missing", "warning")
    if settings.upstream_core_url and not verifies:
        yield Finding("upstream-without-tokens", "error")


def _redis(url: str) -> Iterator[Finding]:
    try:
        with redis.Redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS) as client:
            told: Any = client.info()
    except redis.RedisError as error:
        yield Finding("redis-unreachable", "error", {"reason": type(error).__name__})
        return
    yield Finding("redis-reached", facts={"version": str(told.get("redis_version", "?"))})
    if told.get("maxmemory_policy", "noeviction") != "noeviction":
        yield Finding("redis-evicts", "warning", {"policy": str(told["maxmemory_policy"])})


def _postgres(owner_url: str, app_url: str) -> Iterator[Finding]:
    try:
        with psycopg.connect(owner_url, connect_timeout=_SECONDS, autocommit=True) as connection:
            yield from _versions(connection)
            waiting = migrating.pending(owner_url)
            if waiting:
                yield Finding("migrations-pending", "error", {"count": len(waiting), "first": waiting[0]})
                return
            yield Finding("migrations-applied")
            for look in _LOOKS:
                yield from look(connection)
    except psycopg.OperationalError as error:
        yield Finding("postgres-unreachable", "error", {"reason": type(error).__name__})
        return
    yield from _service(app_url)


def _versions(connection: Connection) -> Iterator[Finding]:
    number, version, vector = _row(connection, "versions")
    major, minor = divmod(number, 10_000)
    too_old = major < min(SAFE_POSTGRES) or minor < SAFE_POSTGRES.get(major, 0)
    yield Finding(
        "postgres-outdated" if too_old else "postgres-reached", "error" if too_old else "ok", {"version": version}
    )
    if vector is None:
        yield Finding("vector-absent", "error")
        return
    yield _vector(vector)


def _vector(version: str) -> Finding:
    numbers = tuple(int(part) for part in version.split(".")[:2])
    if numbers < (0, 7):
        return Finding("vector-too-old", "error", {"version": version})
    if numbers < (0, 8):
        return Finding("vector-old", "warning", {"version": version})
    return Finding("vector-found", facts={"version": version})


def _sealing(connection: Connection) -> Iterator[Finding]:
    seals = sealing.look(connection)
    for seal in seals:
        roles = ", ".join(access.role for access in seal.access) or "-"
        if seal.kind == "row-security":
            grave = seal.table in ("documents", "cognitive_events", "users")
            yield Finding("row-security-off", "error" if grave else "warning", {"table": seal.table, "roles": roles})
        else:
            yield Finding("text-readable", "warning", {"roles": roles})
    if _row(connection, "public_text")[0]:
        yield Finding("text-readable-by-profiles", "error")
    for view in sealing.text_views(connection):
        yield Finding("text-view", "warning", {"view": view})
    if not seals:
        yield Finding("sealed")


def _app_role(connection: Connection) -> Iterator[Finding]:
    can_login, is_powerful, owned, others = _row(connection, "app_role")
    if is_powerful:
        yield Finding("app-role-powerful", "error")
    if owned:
        yield Finding("app-role-owns", "error", {"count": owned})
    if others:
        yield Finding("app-role-member", "error", {"roles": others})
    if not can_login:
        yield Finding("app-role-closed", "error")
    if can_login and not (is_powerful or owned or others):
        yield Finding("app-role-right")


def _ledger(connection: Connection) -> Iterator[Finding]:
    is_enforced, changers = _row(connection, "ledger")
    if not is_enforced:
        yield Finding("ledger-open", "error")
    if changers:
        yield Finding("ledger-granted", "error", {"roles": changers})
    if is_enforced and not changers:
        yield Finding("ledger-insert-only")


def _institutions(connection: Connection) -> Iterator[Finding]:
    default, public, teaching = _row(connection, "institutions")
    yield Finding("institution-default") if default == 1 else Finding("institution-missing", "error")
    if default and not public:
        yield Finding("no-public-category", "warning")
    if default and not teaching:
        yield Finding("no-teaching-category", "warning")


def _people(connection: Connection) -> Iterator[Finding]:
    if count := _row(connection, "demo_accounts")[0]:
        yield Finding("demo-accounts", "warning", {"count": count})
    if count := _row(connection, "nameless_profiles")[0]:
        yield Finding("people-without-profile", "warning", {"count": count})


_LOOKS: tuple[Callable[[Connection], Iterator[Finding]], ...] = (_app_role, _sealing, _ledger, _institutions, _people)


def _service(app_url: str) -> Iterator[Finding]:
    """As the service logs in: every profile can look, and sees nothing without claims."""
    try:
        with psycopg.connect(app_url, connect_timeout=_SECONDS) as connection:
            refused = [role for role in _PROFILES if not _can_look(connection, role)]
    except psycopg.OperationalError as error:
        yield Finding("app-login-failed", "error", {"reason": type(error).__name__})
        return
    if refused:
        yield Finding("policies-refuse", "error", {"roles": ", ".join(refused)})
    else:
        yield Finding("app-login-works")


def _can_look(connection: Connection, role: str) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(STATEMENTS["become"], {"role": role})
            connection.execute(STATEMENTS["look"])
            if role == "noa_admin":
                connection.execute(STATEMENTS["audit"])
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _models(settings: Settings) -> Iterator[Finding]:
    wanted = (
        ("model", settings.llm_model, ("litellm",)),
        ("embedding", settings.embedding_model, ("sentence_transformers",)),
        ("transcription", settings.stt_model, ()),
    )
    for kind, model, packages in wanted:
        missing = [package for package in packages if model and find_spec(package) is None]
        if missing:
            yield Finding(f"{kind}-not-installed", "error", {"model": str(model), "package": missing[0]})
        else:
            yield Finding(f"{kind}-set", facts={"model": model}) if model else Finding(f"{kind}-none")


def _browser() -> Iterator[Finding]:
    found = next((path for name in BROWSERS if (path := which(name))), None)
    yield Finding("browser-found", facts={"path": found}) if found else Finding("browser-missing", "warning")


def _row(connection: Connection, statement: str) -> tuple[Any, ...]:
    row = connection.execute(STATEMENTS[statement]).fetchone()
    return tuple(row or ())
