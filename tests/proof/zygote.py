"""A process that has composed the service already and forks it on demand, so that it can be killed 500 times a minute.

Started as `python -m tests.proof.zygote DATABASE_URL REDIS_URL SOCKET`; each line on stdin forks a service that
listens on the socket and, where the line names a point, kills itself there; the answer is its process id. Each
forked service is the real one: the application of channels.http on uvicorn over its own connections.
"""

import gc
import os
import signal
import socket
import sys

import uvicorn

from channels.composition import Addresses, compose
from channels.http.app import create_app
from channels.settings import Settings
from tests.world import SECRET

POINTS = (
    "after peek",
    "before claim",
    "after claim",
    "after begin",
    "before commit",
    "after commit",
    "before offer",
    "after offer",
    "before reply",
)


def main():
    database_url, redis_url, path = sys.argv[1:]
    service = compose(Settings(cooldowns=False), SECRET, Addresses(database_url, redis_url))
    app = create_app(service)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen(64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            serve(service, app, listening, line.strip())
        print(child, flush=True)


def serve(service, app, listening, point):
    """Serve until killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if point:
        arm(service, point)
    config = uvicorn.Config(app, loop="uvloop", http="httptools", log_level="critical", access_log=False, ws="none")
    uvicorn.Server(config).run(sockets=[listening])
    os._exit(0)


def arm(service, point):
    """Make the service die at this point of its first turn."""
    when, what = point.split()
    pending_actions = service.turn.sight.pending_actions
    if what in ("peek", "claim", "offer"):
        dies(type(pending_actions), what, when)
    elif what == "reply":
        dies(type(service), "answer", "after")
    else:
        wrap_transactions(type(service.turn.store), what, when)


def dies(owner, name, when):
    """Wrap one asynchronous method so that the process is gone before or after it."""
    real = getattr(owner, name)

    async def dying(*arguments):
        if when == "before":
            die()
        result = await real(*arguments)
        die()
        return result

    setattr(owner, name, dying)


def wrap_transactions(store, what, when):
    """The transaction's class is private to its module: find it by the methods that it has."""
    classes = [each for each in vars(sys.modules[store.__module__]).values() if isinstance(each, type)]
    (owner,) = [
        each for each in classes if each.__module__ == store.__module__ and {"begin", "commit"} <= set(vars(each))
    ]
    dies(owner, what, when)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
