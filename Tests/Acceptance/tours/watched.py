"""Notes every connection and every look-up of a name that this process makes; to be imported before anything else."""

import atexit
import json
import os
import sys

seen = set()


def watch(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        seen.add(arguments[1][0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        seen.add(arguments[0])


sys.addaudithook(watch)
atexit.register(lambda: open(os.environ["CONNECTIONS"], "w").write(json.dumps(sorted(map(str, seen)))))
