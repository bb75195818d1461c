"""Prints what was measured as tables."""

from rich.console import Console
from rich.table import Table

NAMES = {
    "noa": "Nôa",
    "bare": "bare route, same search",
    "bare-plain": "bare route, plain full text",
    "hello": "hello world",
    "langgraph": "LangGraph (default)",
    "langgraph-exit": "LangGraph (exit)",
}
GOALS = {"langgraph": "≥ 6", "langgraph-exit": "≥ 3", "bare": "≈ 0.7", "bare-plain": "", "hello": ""}
console = Console(width=118)


def print_race(results):
    """One table for each number of people, then the ratios."""
    for people, rows in results.items():
        table = _table(
            f"Two-turn flow, {people} at once (ms: p50 / p99)", "row", "turns/s", "search", "confirm", "CPU ms/turn"
        )
        for row, result in rows.items():
            table.add_row(NAMES[row], *_figures(result))
        console.print(table)
    _print_ratios(results)


def print_trips(results):
    """What a turn costs in round trips."""
    table = _table(
        "Round trips of a turn (waits / commands)", "cooldowns", "turn", "Postgres", "Redis", "Redis commands"
    )
    for cooldowns, kinds in results.items():
        for kind, stores in kinds.items():
            told = [f"{stores[store]['exchanges']} / {stores[store]['commands']}" for store in ("postgres", "redis")]
            table.add_row(cooldowns, kind, *told, " ".join(stores["redis"]["names"]))
    console.print(table)


def print_footprint(result):
    """The service at rest, and how soon it is ready."""
    table = _table("At rest, without LLM and semantic extra", "row", "measured", "goal")
    table.add_row("service, resident", f"{result['service_mb']:.0f} MB", "< 150 MB")
    table.add_row("with PostgreSQL and Redis, proportional", f"{result['with_servers_mb']:.0f} MB", "")
    table.add_row("ready on a migrated data folder", f"{result['ready_seconds']:.2f} s", "< 3 s")
    console.print(table)


def _print_ratios(results):
    others = [row for row in next(iter(results.values())) if row != "noa"]
    table = _table(
        "Nôa's turns a second, as a multiple of",
        "row",
        *[f"{people} at once" for people in results],
        "goal at 8 and 32",
    )
    for row in others:
        ratios = [_ratio(rows.get("noa"), rows[row]) for rows in results.values()]
        table.add_row(NAMES[row], *ratios, GOALS[row])
    console.print(table)


def _ratio(ours, theirs):
    return f"{ours['turns_per_second'] / theirs['turns_per_second']:.2f}" if ours and theirs else "-"


def _figures(result):
    if result is None:
        return ["not installed"]
    kinds = [f"{each['p50']:.1f} / {each['p99']:.1f}" if each["p50"] else "-" for each in result["kinds"].values()]
    kinds += [""] * (2 - len(kinds))
    return [f"{result['turns_per_second']:.0f}", *kinds, f"{result['cpu_ms_per_turn']:.2f}"]


def _table(title, *columns):
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    return table
