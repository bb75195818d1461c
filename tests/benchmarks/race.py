"""The rows of the two-turn flow: every contestant on the same stores, taking turns at each number of people."""

import json
import statistics
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import contestants
from tests.benchmarks.contestants import ROOT

MAKE = {
    "noa": contestants.service,
    "bare": lambda stand, port: contestants.bare(stand, port, "governed"),
    "bare-plain": lambda stand, port: contestants.bare(stand, port, "plain"),
    "hello": contestants.hello,
    "langgraph": lambda stand, port: contestants.peer(stand, port, "async"),
    "langgraph-exit": lambda stand, port: contestants.peer(stand, port, "exit"),
}


@dataclass(frozen=True)
class Course:
    """How the race is run."""

    people: tuple[int, ...] = (1, 8, 32)
    repetitions: int = 3
    seconds: float = 4.0
    warm_up: float = 1.0


def race(stand, rows, course, tell):
    """Return people -> row -> median result; None for a row that is not installed."""
    results = {}
    with ExitStack() as stack:
        runners = {}
        for row in rows:
            port = contestants.free_port()
            runner = MAKE[row](stand, port)
            if runner:
                runners[row] = (runner, port, stack.enter_context(contestants.running(runner, port)))
        for people in course.people:
            taken = {row: [] for row in runners}
            for repetition in range(course.repetitions):
                for row, (runner, port, process) in runners.items():
                    tell(f"{people} people, {repetition + 1} of {course.repetitions}: {runner.name}")
                    taken[row].append(_run(stand, runner, port, process, people, course))
            medians = {row: _median(each) for row, each in taken.items()}
            results[people] = {row: medians.get(row) for row in rows}
    return results


def _run(stand, runner, port, process, people, course):
    plan = {
        "port": port,
        "path": runner.path,
        "tokens": stand.tokens[:people],
        "requests": stand.requests,
        "turns": runner.turns,
        "warm_up": course.warm_up,
        "seconds": course.seconds,
    }
    before = _cpu_seconds(process.pid)
    command = [sys.executable, "-m", "tests.benchmarks.load"]
    run = subprocess.run(command, input=json.dumps(plan), stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)
    result = json.loads(run.stdout)
    if result["wrong"] > result["answered"] / 100:
        raise RuntimeError(f"{runner.name} answered wrongly: {result['first_wrong']}")
    result["cpu_ms_per_turn"] = 1000 * (_cpu_seconds(process.pid) - before) / max(1, result["answered"])
    return result


def _median(taken):
    """The medians of the repetitions, each figure by itself."""
    kinds = {}
    for kind in taken[0]["kinds"]:
        told = [each["kinds"][kind] for each in taken if each["kinds"][kind]]
        kinds[kind] = {at: statistics.median(each[at] for each in told) if told else None for at in ("p50", "p99")}
    figures = ("turns_per_second", "cpu_ms_per_turn")
    return {name: statistics.median(each[name] for each in taken) for name in figures} | {"kinds": kinds}


def _cpu_seconds(pid):
    """What the process itself computed, without its stores: steadier than the clock on a busy machine."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
