"""PostgreSQL: makes the data folder, starts the server on a socket alone, and prepares an empty database."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg

from channels.embedded.account import Account
from channels.embedded.binaries import find_postgres, postgres_major
from channels.embedded.folders import Folder, Layout, open_folder
from channels.embedded.process import Server, held, run, start
from channels.embedded.remains import clear
from channels.setup_problem import setup_problem
from core.sql import load_statements

NAME = "postgres"
SUPERUSER = "postgres"
_BUILTIN_LOCALES_SINCE = 17
_SETTINGS = {
    "listen_addresses": "",  # a socket in a private folder is the only way in
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "maintenance_work_mem": "128MB",  # building the vector index in memory
    "jit": "off",  # plans here are short; compiling one costs more than running it
    "fsync": "on",  # an execution that was told must survive a power cut
    "synchronous_commit": "on",
    "wal_level": "minimal",  # nobody replicates an embedded server
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_parameter_max_length_on_error": "0",  # what people wrote never reaches a log
}


def database_url(sockets: Path, dbname: str, user: str) -> str:
    """The address of a database through the socket folder, as libpq reads it."""
    return f"postgresql://{quote(user, safe='')}@/{quote(dbname, safe='')}?host={quote(str(sockets), safe='/')}"


def start_postgres(layout: Layout, sockets: Folder, settings: Mapping[str, str]) -> Server:
    """Start the server, on a new data folder if there is none; it is ready when it answers."""
    chosen = _SETTINGS | {"unix_socket_directories": sockets.seen_by_server, **settings}
    options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    program = sockets.account.runnable(find_postgres())
    if not layout.data(NAME).exists():
        _make_data_folder(layout, program, sockets.account)
    with open_folder(layout.data(NAME), sockets.account) as data:
        clear(layout, NAME, data, sockets)
        return start(layout, NAME, [str(program), "-D", data.seen_by_server, *options], data, signal.SIGINT, sockets)


def is_answering(sockets: Path) -> bool:
    """Whether the server takes connections."""
    try:
        psycopg.connect(database_url(sockets, "postgres", SUPERUSER), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def bootstrap(sockets: Path) -> None:
    """Prepare roles, extension and the empty database `noa`, as the superuser; repeats harmlessly."""
    statements = load_statements("channels.embedded", "bootstrap.sql")
    with psycopg.connect(database_url(sockets, "template1", SUPERUSER), autocommit=True) as template:
        template.execute(statements["make_owner"])
        template.execute(statements["make_schema"])
        try:
            template.execute(statements["make_vector"])
        except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile) as error:
            raise setup_problem("vector-missing") from error
    with psycopg.connect(database_url(sockets, "postgres", SUPERUSER), autocommit=True) as server:
        if server.execute(statements["find_database"]).fetchone() is None:
            server.execute(statements["make_database"])
        server.execute(statements["close_database"])


def _make_data_folder(layout: Layout, program: Path, account: Account) -> None:
    """Made aside and then renamed, so that a data folder that exists is always whole."""
    path = layout.root / "postgres.making"
    with held(layout, NAME, account) as lock:
        shutil.rmtree(path, ignore_errors=True)
        with open_folder(path, account) as draft:
            command = [str(program.with_name("initdb")), "-D", draft.seen_by_server, *_initdb_options(program)]
            if failure := run(layout, NAME, command, draft, lock):
                raise setup_problem("initdb-failed", path=str(path), tail=failure)
    path.rename(layout.data(NAME))


def _initdb_options(program: Path) -> list[str]:
    options = ["--auth=trust", "--encoding=UTF8", "--username", SUPERUSER, "--no-instructions"]
    if postgres_major(program) < _BUILTIN_LOCALES_SINCE:
        return [*options, "--locale=C.UTF-8"]
    return [*options, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
