"""noa eval: how well the service understands and finds, on anybody's own sets."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from channels.cli.speaking import progress
from channels.running import Stores, running_stores
from channels.settings import Settings

evaluation = typer.Typer(help="Evaluate commands, dialogues or searching on sets of your own.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="JSON lines.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the figures here.")]
Listed = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="YAML: the titles (`listed`) that pending lists show.")
]
ShowFailures = Annotated[bool, typer.Option("--show-failures", help="Print every line that failed, and why.")]


@evaluation.command("commands")
def commands(files: Files, json_file: Json = None, show_failures: ShowFailures = False, listed: Listed = None) -> None:
    """Say each row to the service, in process, on scratch stores."""
    from channels.evaluation.commands import run_commands
    from channels.evaluation.report import report_commands
    from channels.evaluation.scene import open_scene
    from channels.evaluation.shelf import titles_of
    from intents.evaluate import read_rows

    rows = read_rows(line for path in files for line in path.read_text(encoding="utf-8").split("\n"))

    async def run() -> Any:
        with _stores() as (stores, settings), progress("evaluating") as told:
            async with open_scene(stores, settings, titles_of(listed) if listed else None) as scene:
                return await run_commands(scene, rows, told)

    figures = report_commands(asyncio.run(run()), show_failures=show_failures)
    _write(json_file, figures)
    raise typer.Exit(int(figures["forbidden_executions"] > 0))


@evaluation.command("dialogues")
def dialogues(files: Files, json_file: Json = None, show_failures: ShowFailures = False) -> None:
    """Play each dialogue against the service, in process, on scratch stores."""
    from channels.evaluation.dialogues import run_dialogues
    from channels.evaluation.report import report_dialogues
    from channels.evaluation.scene import open_scene

    lines = [line for path in files for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    scripts = [json.loads(line) for line in lines]

    async def run() -> Any:
        with _stores() as (stores, settings), progress("evaluating") as told:
            async with open_scene(stores, settings) as scene:
                return await run_dialogues(scene, scripts, told)

    figures = report_dialogues(asyncio.run(run()), show_failures=show_failures)
    _write(json_file, figures)
    raise typer.Exit(int(figures["forbidden_executions"] > 0))


@evaluation.command("retrieval")
def searching(
    catalog: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Documents, JSON lines.")],
    queries: Annotated[list[Path], typer.Option(exists=True, dir_okay=False, help="Queries, JSON lines.")],
    json_file: Json = None,
    show_failures: ShowFailures = False,
) -> None:
    """Load a catalogue into a scratch database, ask every query as a professional, and print how well it was found."""
    from channels.evaluation.report import report_searching
    from channels.evaluation.searching import run_queries

    with _stores() as (stores, settings):
        answers = run_queries(stores, settings, catalog, queries)
    _write(json_file, report_searching(answers, show_failures=show_failures))


@contextmanager
def _stores() -> Iterator[tuple[Stores, Settings]]:
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # a dialogue may take the database away
    settings = Settings.from_environment()
    with running_stores(settings) as stores:
        yield stores, settings


def _write(path: Path | None, figures: dict[str, Any]) -> None:
    if path:
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
