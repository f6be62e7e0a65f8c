"""A kazoo client that does what it is told, line by line, and answers when it is done.

    in    NUMBER <TAB> COMMAND <TAB> ARGUMENT ...
    out   NUMBER <TAB> ok <TAB> RESULT ...    or    NUMBER <TAB> failed <TAB> REASON

Every command runs in a thread of its own, so that one that waits keeps no other from being done. The
first answer, number 0, gives the id of the session. The process ends with its standard input.

Arguments of the process: the servers, the session timeout in seconds.
"""

import datetime
import os
import sys
import threading
import time

import costs
import kazoo.version
from kazoo.client import KazooClient, KazooState


# Whom each kind of lock has to wait for: those ahead of it with such a name.
EXCLUDES = {
    "Lock": ("__lock__",),
    "ReadLock": ("__lock__",),
    "WriteLock": ("__lock__", "__rlock__"),
}

PATIENCE = 20.0


class Agent:
    def __init__(self, hosts, session_timeout):
        self.hosts = hosts
        self.session_timeout = float(session_timeout)
        self.client = KazooClient(hosts=hosts, timeout=self.session_timeout)
        self.client.start()
        self.held = {}
        self.led = {}
        self.queues = {}
        self.claiming = {}
        self.parties = {}
        self.partitioners = {}
        self.double_barriers = {}
        self.costs = None

    def session(self):
        return ["%x" % self.client.client_id[0]]

    def lose_session(self):
        """Ends its session from another connection; answers when it has the next one."""
        lost, back = threading.Event(), threading.Event()

        def listen(state):
            if state == KazooState.LOST:
                lost.set()
            elif state == KazooState.CONNECTED and lost.is_set():
                back.set()

        self.client.add_listener(listen)
        other = KazooClient(self.hosts, self.session_timeout, client_id=self.client.client_id)
        other.start()
        other.stop()
        if not back.wait(PATIENCE):
            raise RuntimeError("no other session")
        return []

    def acquire(self, path, identifier):
        return self._granted(path, identifier, blocking=True)

    def try_acquire(self, path, identifier):
        return self._granted(path, identifier, blocking=False)

    def _granted(self, path, identifier, blocking, kind="Lock", patterns=()):
        lock = getattr(self.client, kind)(path, identifier, extra_lock_patterns=patterns)
        if not lock.acquire(blocking=blocking):
            return []
        self._fail_behind_others(kind, path, lock.node, patterns)
        node = path + "/" + lock.node
        self.held[node] = lock
        return [node]

    def _fail_behind_others(self, kind, path, node, patterns=()):
        """Whoever is granted has nobody ahead any more: asked of the server, not of kazoo."""
        ahead = [
            child
            for child in self.client.get_children(path)
            if child[-10:] < node[-10:] and any(name in child for name in EXCLUDES[kind] + patterns)
        ]
        if ahead:
            raise RuntimeError("%s was granted behind %s" % (node, ahead))

    def await_watch(self, path):
        """Answers when the server has promised to tell of a change at the path or below it."""
        end = time.monotonic() + PATIENCE
        while not self._watches(path):
            if time.monotonic() > end:
                raise RuntimeError("waits for nothing at " + path)
            threading.Event().wait(0.02)
        return []

    def _watches(self, path):
        watchers = list(self.client._data_watchers.items())
        watchers += list(self.client._child_watchers.items())
        return any(who and (node + "/").startswith(path + "/") for node, who in watchers)

    def acquire_as(self, kind, path, identifier):
        return self._granted(path, identifier, True, kind)

    def try_acquire_as(self, kind, path, identifier):
        return self._granted(path, identifier, False, kind)

    def acquire_behind(self, path, identifier, pattern):
        """Takes nodes with such names for contenders, too."""
        return self._granted(path, identifier, True, patterns=(pattern,))

    def contenders_as(self, kind, path):
        return getattr(self.client, kind)(path).contenders()

    def permit(self, path, identifier, limit, blocking):
        semaphore = self.client.Semaphore(path, identifier, max_leases=int(limit))
        if not semaphore.acquire(blocking=blocking == "True"):
            return []
        holders = self.client.get_children(path)
        if len(holders) > int(limit):
            raise RuntimeError("a permit of %s was granted beside %s" % (limit, holders))
        self.held[semaphore.create_path] = semaphore
        return [semaphore.create_path]

    def make_semaphore(self, path, identifier, limit):
        """Makes an object that is used again and again, as kazoo's programs do."""
        self.held[path] = self.client.Semaphore(path, identifier, max_leases=int(limit))
        return []

    def acquire_again(self, key):
        return [str(self.held[key].acquire(blocking=False))]

    def release_again(self, key):
        self.held[key].release()
        return []

    def is_acquired(self, key):
        return [str(self.held[key].is_acquired)]

    def lease_holders(self, path):
        return self.client.Semaphore(path).lease_holders()

    def version(self):
        return [kazoo.version.__version__]

    def release(self, node):
        self.held.pop(node).release()
        return []

    def contenders(self, path):
        return self.client.Lock(path).contenders()

    def take_turns(self, path, identifier, times, file):
        """Leaves a record of the beginning and of the end of each turn in a file of everybody's.

        Between them it asks the server, and counts the turn in another file.
        """
        lock = self.client.Lock(path, identifier)
        records = os.open(file, os.O_WRONLY | os.O_APPEND)
        for own in range(int(times)):
            with lock:
                os.write(records, ("begin %s\n" % identifier).encode())
                self._count_turn(lock, file + "-count", own + 2 * int(times))
                os.write(records, ("end %s\n" % identifier).encode())
        os.close(records)
        return []

    @staticmethod
    def _count_turn(lock, file, sure):
        """Before so many turns, two of Java cannot have had all theirs: one comes behind this."""
        with open(file) as count:
            before = int(count.read())
        in_line = lock.contenders()
        while before < sure and not any(name.startswith("java") for name in in_line):
            in_line = lock.contenders()
        with open(file, "w") as count:
            count.write(str(before + 1))

    def elect(self, path, identifier):
        """Answers with the node when it leads, and leads until it is to resign."""
        election = self.client.Election(path, identifier)
        leading, resigned, ended = threading.Event(), threading.Event(), threading.Event()

        def lead():
            leading.set()
            resigned.wait()

        def run():
            election.run(lead)
            ended.set()

        threading.Thread(target=run, daemon=True).start()
        leading.wait()
        self._fail_behind_others("Lock", path, election.lock.node)
        self.led[path] = resigned, ended
        return [path + "/" + election.lock.node]

    def resign(self, path):
        resigned, ended = self.led.pop(path)
        resigned.set()
        ended.wait()
        return []

    def candidates(self, path):
        return self.client.Election(path).contenders()

    def lease(self, path, identifier, seconds):
        """A lease is asked for by making it; answers whether it was obtained."""
        duration = datetime.timedelta(seconds=float(seconds))
        return [str(bool(self.client.NonBlockingLease(path, duration, identifier)))]

    def lease_at(self, path, identifier, seconds, now):
        """As lease, by a clock that stands: UTC, as an ISO date and time without a zone."""
        duration = datetime.timedelta(seconds=float(seconds))
        stands = datetime.datetime.fromisoformat(now)
        lease = self.client.NonBlockingLease(path, duration, identifier, lambda: stands)
        return [str(bool(lease))]

    def multi_lease(self, path, identifier, count, seconds):
        duration = datetime.timedelta(seconds=float(seconds))
        return [str(bool(self.client.MultiNonBlockingLease(int(count), path, duration, identifier)))]

    def multi_lease_at(self, path, identifier, count, seconds, now):
        duration = datetime.timedelta(seconds=float(seconds))
        stands = datetime.datetime.fromisoformat(now)
        lease = self.client.MultiNonBlockingLease(
            int(count), path, duration, identifier, lambda: stands
        )
        return [str(bool(lease))]

    def queue_put(self, path, value, priority):
        self.client.Queue(path).put(value.encode(), int(priority))
        return []

    def queue_get(self, path):
        """Takes the first item, or answers nothing."""
        return self._taken(self.client.Queue(path))

    def queue_get_again(self, path):
        """Does so with an object that is used again and again, as kazoo's programs do."""
        return self._taken(self.queues.setdefault(path, self.client.Queue(path)))

    @staticmethod
    def _taken(queue):
        value = queue.get()
        return [] if value is None else [value.decode()]

    def queue_fill(self, path, name, count):
        """Puts so many items, one by one."""
        queue = self.client.Queue(path)
        for i in range(int(count)):
            queue.put(("%s %d" % (name, i)).encode())
        return []

    def queue_take(self, path, count):
        """Takes so many items, however long that lasts."""
        queue = self.client.Queue(path)
        values = []
        while len(values) < int(count):
            value = queue.get()
            if value is None:
                threading.Event().wait(0.01)
            else:
                values.append(value.decode())
        return values

    def queue_size(self, path):
        return [str(len(self.client.Queue(path)))]

    def _claiming(self, path):
        """The one object that can consume what it got."""
        return self.claiming.setdefault(path, self.client.LockingQueue(path))

    def locking_put(self, path, priority, *values):
        self._claiming(path).put_all([value.encode() for value in values], int(priority))
        return []

    def locking_fill(self, path, name, count):
        """Puts so many items, one by one."""
        queue = self.client.LockingQueue(path)
        for i in range(int(count)):
            queue.put(("%s %d" % (name, i)).encode())
        return []

    def locking_get(self, path, timeout):
        value = self._claiming(path).get(timeout=float(timeout))
        return [] if value is None else [value.decode()]

    def locking_consume(self, path):
        return [str(self._claiming(path).consume())]

    def locking_release(self, path):
        return [str(self._claiming(path).release())]

    def locking_holds(self, path):
        return [str(self._claiming(path).holds_lock())]

    def locking_take(self, path, count):
        """Gets and consumes so many items, however long that lasts."""
        queue = self._claiming(path)
        values = []
        while len(values) < int(count):
            value = queue.get(timeout=0.2)
            if value is not None and queue.consume():
                values.append(value.decode())
        return values

    def party_join(self, kind, path, identifier):
        party = getattr(self.client, kind)(path, identifier)
        self.parties[path] = party
        party.join()
        return []

    def party_leave(self, kind, path):
        return [str(self.parties.pop(path).leave())]

    def party_members(self, kind, path):
        return list(getattr(self.client, kind)(path))

    def party_size(self, kind, path):
        return [str(len(getattr(self.client, kind)(path)))]

    def partition_join(self, path, identifier, time_boundary, *items):
        """Divides items with others, and gives them back whenever it is to."""
        changed = threading.Event()
        partitioner = self.client.SetPartitioner(
            path,
            list(items),
            identifier=identifier,
            time_boundary=float(time_boundary),
            max_reaction_time=0.2,
            state_change_event=changed,
        )
        self.partitioners[path] = partitioner
        threading.Thread(
            target=self._answer, args=(partitioner, changed), daemon=True
        ).start()
        return []

    @staticmethod
    def _answer(partitioner, changed):
        while not partitioner.failed:
            changed.wait(0.05)
            changed.clear()
            if partitioner.release:
                partitioner.release_set()

    def partition_await(self, path, *items):
        """Answers when it has acquired exactly these items."""
        partitioner = self.partitioners[path]
        while not (partitioner.acquired and set(partitioner) == set(items)):
            if partitioner.failed:
                raise RuntimeError("failed")
            threading.Event().wait(0.02)
        return []

    def partition_failed(self, path):
        """Answers with what it still yields when it has failed."""
        partitioner = self.partitioners[path]
        while not partitioner.failed:
            threading.Event().wait(0.02)
        return sorted(partitioner)

    def partition_finish(self, path):
        self.partitioners.pop(path).finish()
        return []

    def barrier_create(self, path):
        self.client.Barrier(path).create()
        return []

    def barrier_remove(self, path):
        return [str(self.client.Barrier(path).remove())]

    def barrier_wait(self, path, timeout):
        return [str(bool(self.client.Barrier(path).wait(float(timeout))))]

    def double_barrier_enter(self, path, parties, identifier):
        """Enters, again and again as one member; answers whether it believes to be inside."""
        if path not in self.double_barriers:
            self.double_barriers[path] = self.client.DoubleBarrier(
                path, int(parties), identifier
            )
        self.double_barriers[path].enter()
        return [str(self.double_barriers[path].participating)]

    def double_barrier_leave(self, path):
        self.double_barriers[path].leave()
        return [str(not self.double_barriers[path].participating)]

    def costed_operations(self):
        return costs.Costs.operations()

    def cost(self, operation):
        if self.costs is None:
            self.costs = costs.Costs(self.hosts, self.session_timeout)
        return [str(getattr(self.costs, operation)().nanos)]

    def value(self, path):
        return [str(self.client.Counter(path).value)]

    def add(self, path, amount, times):
        counter = self.client.Counter(path)
        for _ in range(int(times)):
            counter += int(amount)
        return []

    def add_float(self, path, amount):
        counter = self.client.Counter(path, default=0.0)
        counter += float(amount)
        return [str(counter.value)]

    def add_curator(self, path, amount):
        """As Curator's SharedCount has it: four bytes."""
        counter = self.client.Counter(path, support_curator=True)
        counter += int(amount)
        return [str(counter.value)]


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
