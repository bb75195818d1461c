"""How commands speak: sentences from files, progress bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from channels.settings import spoken_locale
from channels.setup_problem import Problem


def say(key: str, *, error: bool = False, **facts: str | int) -> None:
    """Print a sentence in the locale of the settings."""
    typer.echo(Problem(key, facts).sentence(spoken_locale()), err=error)


@contextmanager
def progress(key: str) -> Iterator[Callable[[int, int | None], None]]:
    """Yield a function that is told how much is done, of how much (None: unknown)."""
    label = Problem(key).sentence(spoken_locale())
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
