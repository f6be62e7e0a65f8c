"""A kazoo client that does what it is told, line by line, and answers when it is done.

    in    NUMBER <TAB> COMMAND <TAB> ARGUMENT ...
    out   NUMBER <TAB> ok <TAB> RESULT ...    or    NUMBER <TAB> failed <TAB> REASON

Every command runs in a thread of its own, so that one that waits keeps no other from being done. The
first answer, number 0, gives the id of the session. The process ends with its standard input.

Arguments of the process: the servers, the session timeout in seconds.
"""

import os
import sys
import threading

from kazoo.client import KazooClient


class Agent:
    def __init__(self, hosts, session_timeout):
        self.client = KazooClient(hosts=hosts, timeout=float(session_timeout))
        self.client.start()
        self.held = {}

    def session(self):
        return ["%x" % self.client.client_id[0]]

    def acquire(self, path, identifier):
        return self._granted(path, identifier, blocking=True)

    def try_acquire(self, path, identifier):
        return self._granted(path, identifier, blocking=False)

    def _granted(self, path, identifier, blocking):
        lock = self.client.Lock(path, identifier)
        if not lock.acquire(blocking=blocking):
            return []
        node = path + "/" + lock.node
        self.held[node] = lock
        return [node]

    def release(self, node):
        self.held.pop(node).release()
        return []

    def contenders(self, path):
        return self.client.Lock(path).contenders()

    def take_turns(self, path, identifier, times, file):
        """Leaves a record of the beginning and of the end of each turn in a file of everybody's."""
        lock = self.client.Lock(path, identifier)
        records = os.open(file, os.O_WRONLY | os.O_APPEND)
        for _ in range(int(times)):
            with lock:
                os.write(records, ("begin %s\n" % identifier).encode())
                os.write(records, ("end %s\n" % identifier).encode())
        os.close(records)
        return []

    def value(self, path):
        return [str(self.client.Counter(path).value)]

    def add(self, path, amount, times):
        counter = self.client.Counter(path)
        for _ in range(int(times)):
            counter += int(amount)
        return []


def answer(number, outcome, *fields):
    line = "\t".join((number, outcome) + fields) + "\n"
    with answer.lock:
        sys.stdout.write(line)
        sys.stdout.flush()


answer.lock = threading.Lock()


def do(agent, number, command, *arguments):
    try:
        result = getattr(agent, command)(*arguments)
    except Exception as e:
        answer(number, "failed", repr(e))
    else:
        answer(number, "ok", *result)


def main():
    agent = Agent(*sys.argv[1:])
    do(agent, "0", "session")
    for line in sys.stdin:
        fields = (agent,) + tuple(line.rstrip("\n").split("\t"))
        threading.Thread(target=do, args=fields, daemon=True).start()
    os._exit(0)


if __name__ == "__main__":
    main()
