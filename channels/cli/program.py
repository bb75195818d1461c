"""The program `noa`: every command of the service, each in a file of its own."""

from __future__ import annotations

import sys

import typer

from channels.cli import data, evaluating, explaining, mending, people, proving, serving, talking
from channels.settings import spoken_locale
from channels.setup_problem import SetupProblem
from core.errors import NoaError

app = typer.Typer(
    name="noa",
    help="Nôa: ask for a document, choose it, open it. Naming is not executing.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("serve")(serving.serve)
app.command("demo")(data.demo)
app.command("chat")(talking.chat)
app.command("doctor")(mending.doctor)
app.command("seal")(mending.seal)
app.command("explain")(explaining.explain)
app.command("migrate")(data.migrate)
app.command("index")(data.index)
app.add_typer(data.importing, name="import")
app.add_typer(people.user, name="user")
app.add_typer(evaluating.evaluation, name="eval")
app.add_typer(proving.ledger, name="ledger")


def main() -> None:
    """Run a command; what is not set up is said in plain words, without a traceback."""
    try:
        app()
    except SetupProblem as problem:
        sys.exit(problem.in_locale(spoken_locale()))
    except NoaError as error:
        sys.exit(f"{error.code}: {error}")
