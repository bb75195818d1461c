"""Migrating: applies the SQL of migrations/ with dbmate, one run at a time, as the non-superuser owner."""

from __future__ import annotations

import re
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from channels.databases import APP_ROLE, app_password
from channels.setup_problem import SetupProblem, setup_problem
from core.sql import load_statements

_STATEMENTS = load_statements("channels", "migrating.sql")
_MARKER = "-- migrate:up"
_LOCK_SECONDS = 600
_CONNECT_SECONDS = 10
_PASSED_ON = ("connect_timeout", "options", "sslrootcert", "sslcert", "sslkey", "application_name")


def migrate(owner_url: str, folder: Path | None = None) -> list[str]:
    """Apply every pending migration, each in its own transaction; returns the names of the files applied.

    Two runs at once wait for each other. The first that fails is undone and named; the ones before it stay.
    """
    folder = folder or _own_folder()
    _check_markers(folder)
    with _locked(owner_url) as connection:
        waiting = _pending(connection, folder)
        if waiting:
            _run_dbmate(connection, owner_url, folder, waiting)
        return waiting


def pending(owner_url: str, folder: Path | None = None) -> list[str]:
    """The names of the files that are not applied yet, in their order."""
    with _connected(owner_url) as connection:
        return _pending(connection, folder or _own_folder())


def ensure_app_login(owner_url: str, secret: str) -> None:
    """Let the service log in with the password that is derived from the secret (see app_database_url).

    The server is sent a verifier made here: the password itself is in no statement and no log.
    """
    with _locked(owner_url) as connection:
        if connection.execute(_STATEMENTS["find_login"], {"role": APP_ROLE}).fetchone() is None:
            raise setup_problem("app-role-missing")
        password = app_password(secret).encode()
        verifier = connection.pgconn.encrypt_password(password, APP_ROLE.encode()).decode()
        connection.execute(_STATEMENTS["offer_login"], {"role": APP_ROLE, "verifier": verifier})
        connection.execute(_STATEMENTS["set_login"])


def _own_folder() -> Path:
    return Path(str(files("migrations")))


def _check_markers(folder: Path) -> None:
    """Without its marker dbmate would take a file for an empty migration."""
    for path in sorted(folder.glob("*.sql")):
        with path.open(encoding="utf-8") as file:
            if file.readline().strip() != _MARKER:
                raise setup_problem("migration-no-marker", file=path.name)


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    try:
        connection = psycopg.connect(url, connect_timeout=_CONNECT_SECONDS, prepare_threshold=None)
    except psycopg.OperationalError as error:
        raise setup_problem("database-unreachable", reason=_short(str(error))) from None
    with connection:
        yield connection


@contextmanager
def _locked(url: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Ask again and again instead of waiting inside a statement, which would hold back the run that works."""
    give_up = time.monotonic() + _LOCK_SECONDS
    with _connected(url) as connection:
        connection.execute(_STATEMENTS["outlive_idling"])
        while connection.execute(_STATEMENTS["try_lock"]).fetchone() != (True,):
            if time.monotonic() > give_up:
                raise setup_problem("migration-locked", seconds=_LOCK_SECONDS)
            time.sleep(0.1)
        yield connection


def _pending(connection: psycopg.Connection[tuple[Any, ...]], folder: Path) -> list[str]:
    is_recorded = connection.execute(_STATEMENTS["is_recorded"]).fetchone() == (True,)
    rows = connection.execute(_STATEMENTS["applied"]).fetchall() if is_recorded else []
    applied = {version for (version,) in rows}
    return [path.name for path in sorted(folder.glob("*.sql")) if path.name.split("_")[0] not in applied]


def _run_dbmate(
    connection: psycopg.Connection[tuple[Any, ...]], owner_url: str, folder: Path, waiting: list[str]
) -> None:
    options = ["--no-dump-schema", "--migrations-table", "noa.schema_migrations", "--migrations-dir", str(folder)]
    url = _dbmate_url(owner_url, connection.pgconn.ssl_in_use)
    run = subprocess.run(  # noqa: S603
        [_dbmate(), *options, "migrate"],
        env={"DATABASE_URL": url, "PATH": "/usr/bin:/bin"},  # in the environment: arguments are everybody's to read
        cwd="/",  # dbmate would read a file .env of the current folder
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise _failure(run.stdout + "\n" + run.stderr, conninfo_to_dict(owner_url).get("password"), waiting)


def _dbmate() -> str:
    found = which("dbmate", path=sysconfig.get_path("scripts")) or which("dbmate")
    if found is None:
        raise setup_problem("migrator-missing")
    return found


def _dbmate_url(owner_url: str, is_encrypted: bool) -> str:
    """The same address in the words of dbmate's driver, which knows fewer options than libpq.

    It has no `prefer`: whether our own connection came to be encrypted settles that.
    """
    told = {name: str(value) for name, value in conninfo_to_dict(owner_url).items()}
    query = {name: told[name] for name in _PASSED_ON if name in told}
    strict = told.get("sslmode") if told.get("sslmode") in {"verify-ca", "verify-full"} else None
    query["sslmode"] = strict or ("require" if is_encrypted else "disable")
    host, port = told.get("host", ""), told.get("port", "")
    if not host or host.startswith("/"):
        query |= {name: value for name, value in (("host", host), ("port", port)) if value}
        host = port = ""
    login = quote(told.get("user", ""), safe="") + (
        ":" + quote(told["password"], safe="") if "password" in told else ""
    )
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    return f"postgres://{login}@{place}/{quote(told.get('dbname', ''), safe='')}?{urlencode(query, quote_via=quote)}"


def _failure(output: str, password: str | int | None, waiting: list[str]) -> SetupProblem:
    reason = _short(output.partition("Error:")[2] or output)
    reason = reason.replace(str(password), "…") if password else reason
    started = re.findall(r"^Applying: (\S+)", output, re.MULTILINE)
    failed = [name for name in started if name in waiting]
    if not failed:
        return setup_problem("migration-not-started", reason=reason)
    return setup_problem("migration-failed", file=failed[-1], reason=reason)


def _short(text: str) -> str:
    return " ".join(text.split())[:600]
