"""A pytest plugin for a run within a run: it joins the stores of the outer one instead of starting its own."""

import os

import pytest

JOINED = "JOINED_STORES"
"""The environment variable that names the outer run: its folder and the process that ends it."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    folder, controller = os.environ[JOINED].split("|")
    config.workerinput = {"folder": folder, "controller": int(controller)}


def environment(run, worker):
    """The environment of a run that joins `run`, with a Redis database of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return own | {JOINED: f"{run.folder}|{run.controller}", "PYTEST_XDIST_WORKER": worker}
