"""noa migrate, import, index and demo: what the stores hold."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from channels.cli.speaking import progress, say
from channels.demo import ACCOUNTS, load_demo
from channels.people import find_institution
from channels.running import Stores, running_stores
from channels.settings import Settings

importing = typer.Typer(help="Bring documents in.", no_args_is_help=True)


def migrate() -> None:
    """Bring the database into the shape that this version needs."""
    with running_stores(Settings.from_environment()) as stores:
        say("migrated", count=len(stores.migrate()))


@importing.command("documents")
def import_documents_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON lines, one document a line.")],
    institution: Annotated[str | None, typer.Option(help="Slug; the default institution when left out.")] = None,
) -> None:
    """Import a catalogue file and index it; bad lines are named, good ones are kept."""
    from retrieval.importing import import_documents, read_catalogue
    from retrieval.indexing import refresh

    with running_stores(Settings.from_environment()) as stores:
        stores.migrate()
        with psycopg.connect(stores.owner_url) as owner, file.open("rb") as lines:
            institution_id = find_institution(owner, institution)
            with progress("importing") as told:
                report = import_documents(owner, read_catalogue(lines), institution_id, lambda read: told(read, None))
            owner.commit()
            with progress("indexing") as told:
                refresh(owner, institution_id, told)
    for bad in report.bad:
        say("bad-row", line=bad.line, reason=bad.reason, error=True)
    say("imported", count=report.imported)
    if report.bad:
        raise typer.Exit(1)


def index() -> None:
    """Bring the search index up to date; only what changed is done again."""
    from retrieval.indexing import refresh

    with running_stores(Settings.from_environment()) as stores:
        stores.migrate()
        with psycopg.connect(stores.owner_url) as owner, progress("indexing") as told:
            count = refresh(owner, None, told)
    say("indexed", count=count)


def demo() -> None:
    """Load the demo library and accounts, and print how to sign in."""
    settings = Settings.from_environment()
    with running_stores(settings) as stores:
        stores.migrate()
        password = load_demo_into(stores, settings)
    tell_demo(password)


def load_demo_into(stores: Stores, settings: Settings) -> str:
    """Load the demonstration and return the password of its accounts."""
    given = settings.demo_password
    password = given.get_secret_value() if given else secrets.token_urlsafe(9)
    with psycopg.connect(stores.owner_url) as owner, progress("indexing") as told:
        load_demo(owner, password, told)
    return password


def tell_demo(password: str) -> None:
    """Print how to sign in to the demonstration."""
    say("demo-loaded", password=password)
    for email in ACCOUNTS:
        say("demo-account", email=email)
