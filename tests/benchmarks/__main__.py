"""Runs the benchmarks: `python -m tests.benchmarks [ROW …] [--json FILE]`, and more with `--help`."""

import argparse
import json
import tempfile
from pathlib import Path

from tests.benchmarks.footprint import footprint
from tests.benchmarks.library import SIZE
from tests.benchmarks.race import MAKE, Course, race
from tests.benchmarks.stand import stand
from tests.benchmarks.tables import console, print_footprint, print_race, print_trips
from tests.benchmarks.trips import round_trips

ROWS = (*MAKE, "trips", "footprint")


def main():
    """Measure the chosen rows, print them, and write them where asked."""
    options = _options()
    rows = options.rows or list(ROWS)
    racing = [row for row in rows if row in MAKE]
    course = Course(tuple(map(int, options.people.split(","))), options.repetitions, options.seconds)
    results = {}
    with tempfile.TemporaryDirectory(prefix="noa-bench-") as folder:
        console.print(f"Loading the demonstration and {options.names} names …")
        with stand(max(course.people), Path(folder), options.names) as ground:
            if racing:
                results["flow"] = race(ground, racing, course, lambda told: console.print(told, style="dim"))
                print_race(results["flow"])
            if "trips" in rows:
                results["trips"] = {cooldowns: round_trips(ground, cooldowns) for cooldowns in ("off", "on")}
                print_trips(results["trips"])
        if "footprint" in rows:
            results["footprint"] = footprint(Path(folder) / "data", options.repetitions)
            print_footprint(results["footprint"])
    if options.json:
        options.json.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _options():
    parser = argparse.ArgumentParser(prog="make bench", description="Rows: " + ", ".join(ROWS))
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help="all when left out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write what was measured")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    parser.add_argument("--repetitions", type=int, default=3, help="medians are told")
    parser.add_argument("--people", default="1,8,32", help="how many at once")
    parser.add_argument("--names", type=int, default=SIZE, help="imported beside the demonstration")
    return parser.parse_args()


if __name__ == "__main__":
    main()
