"""A process of its own that holds embedded servers until its input ends; run as a script by the tests."""

import json
import os
import sys
from pathlib import Path

from channels.embedded import embedded_servers

if __name__ == "__main__":
    with embedded_servers(Path(sys.argv[1])) as servers:
        told = {"owned": servers.owned, "owner_url": servers.owner_url, "redis_url": servers.redis_url}
        print(json.dumps(told | {"uid": os.getuid()}), flush=True)
        sys.stdin.read()
