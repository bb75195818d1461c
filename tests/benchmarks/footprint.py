"""The rows of the service at rest: how much memory it holds and how soon it is ready."""

import statistics
import time
from pathlib import Path

from tests.benchmarks.contestants import NOA, Contestant, free_port, running

SETTLED = 3.0  # seconds after it is ready


def footprint(data_dir, repetitions):
    """Return medians: seconds to ready on a migrated data folder, MB of the service alone and with its servers."""
    taken = [_once(data_dir) for _ in range(repetitions)]
    return {name: statistics.median(each[name] for each in taken) for name in taken[0]}


def _once(data_dir):
    port = free_port()
    environment = {"NOA_DATA_DIR": str(data_dir), "NOA_PORT": str(port), "NOA_LOG_LEVEL": "warning"}
    service = Contestant("noa", [NOA, "serve"], "/v1/chat", {}, environment, "/readyz")
    began = time.monotonic()
    with running(service, port) as process:
        ready = time.monotonic() - began
        time.sleep(SETTLED)
        tree = _tree(process.pid)
        alone = _kilobytes(process.pid, "status", "VmRSS") / 1024
        # shared pages of the servers are counted once: proportional set sizes
        together = sum(_kilobytes(pid, "smaps_rollup", "Pss") for pid in tree) / 1024
    return {"ready_seconds": ready, "service_mb": alone, "with_servers_mb": together}


def _tree(root):
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ProcessLookupError):
                continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _kilobytes(pid, file, name):
    for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0
