"""noa user: accounts of an institution."""

from __future__ import annotations

import getpass
from typing import Annotated

import psycopg
import typer

from channels.cli.speaking import say
from channels.people import add_user, disable, find_institution, set_type
from channels.running import running_stores
from channels.settings import Settings

user = typer.Typer(help="Accounts: add one, change its profile, disable it.", no_args_is_help=True)

Institution = Annotated[str | None, typer.Option(help="Slug; the default institution when left out.")]


@user.command("add")
def add(email: str, profile: str, institution: Institution = None, name: str | None = None) -> None:
    """Add an account (profile: paciente, aluno, profissional or admin); asks for its password."""
    password = getpass.getpass()
    with running_stores(Settings.from_environment()) as stores, psycopg.connect(stores.owner_url) as owner:
        add_user(owner, find_institution(owner, institution), email, profile, password, name)
    say("user-added", email=email)


@user.command("role")
def role(email: str, profile: str) -> None:
    """Change the profile of an account; it counts from the next message on."""
    with running_stores(Settings.from_environment()) as stores, psycopg.connect(stores.owner_url) as owner:
        set_type(owner, email, profile)
    say("user-role", email=email, type=profile)


@user.command("disable")
def end(email: str, institution: Institution = None) -> None:
    """Disable an account at an institution; it counts from the next message on."""
    with running_stores(Settings.from_environment()) as stores, psycopg.connect(stores.owner_url) as owner:
        disable(owner, find_institution(owner, institution), email)
    say("user-disabled", email=email, institution=institution or "default")
