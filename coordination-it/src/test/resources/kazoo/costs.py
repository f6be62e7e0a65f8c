"""What kazoo's recipes cost: each method does one operation, and times that part of it which counts.

A method's name is that of the operation in our table of costs.
"""

import datetime
import threading
import time
import uuid

from kazoo.client import KazooClient


class Watch:
    def __enter__(self):
        self.begun = time.perf_counter_ns()
        return self

    def __exit__(self, *failure):
        self.nanos = time.perf_counter_ns() - self.begun


class Costs:
    IN_LINE = 5
    DAY = datetime.timedelta(days=1)

    def __init__(self, hosts, timeout):
        self.clients = [KazooClient(hosts=hosts, timeout=timeout) for _ in range(self.IN_LINE)]
        for client in self.clients:
            client.start()
        self.client = self.clients[0]
        self.root = "/kazoo-costs-" + uuid.uuid4().hex
        self.kept = {}

    @staticmethod
    def operations():
        return [name for name in sorted(vars(Costs)) if name.isupper() and callable(getattr(Costs, name))]

    def keep(self, name, make):
        """What an operation uses again and again."""
        if name not in self.kept:
            self.kept[name] = make(self.root + "/" + name)
        return self.kept[name]

    def fresh(self):
        return self.root + "/" + uuid.uuid4().hex

    # locks

    def LOCK_ACQUIRE(self):
        return self._acquire(self.keep("lock", self.client.Lock))

    def READ_ACQUIRE(self):
        return self._acquire(self.keep("read", self.client.ReadLock))

    def WRITE_ACQUIRE(self):
        return self._acquire(self.keep("write", self.client.WriteLock))

    def LOCK_ACQUIRE_COLD(self):
        return self._acquire(self.client.Lock(self.fresh() + "/b/c"))

    def _acquire(self, lock):
        with Watch() as watch:
            lock.acquire()
        lock.release()
        return watch

    def LOCK_RELEASE(self):
        lock = self.keep("lock", self.client.Lock)
        lock.acquire()
        with Watch() as watch:
            lock.release()
        return watch

    def TRY_ACQUIRE_FREE(self):
        lock = self.keep("lock", self.client.Lock)
        with Watch() as watch:
            assert lock.acquire(blocking=False)
        lock.release()
        return watch

    def TRY_ACQUIRE_HELD(self):
        self.keep("held", self._held)
        lock = self.keep("refused", lambda path: self.client.Lock(self.root + "/held"))
        with Watch() as watch:
            assert not lock.acquire(blocking=False)
        return watch

    def _held(self, path):
        lock = self.clients[1].Lock(path)
        lock.acquire()
        return lock

    def LOCK_HAND_OVER(self):
        return self.keep("line", lambda path: Line(self, path)).hand_over()

    # semaphores

    def PERMIT_ACQUIRE(self):
        semaphore = self.keep("semaphore", lambda path: self.client.Semaphore(path, max_leases=3))
        return self._acquire(semaphore)

    def PERMIT_RELEASE(self):
        semaphore = self.keep("semaphore", lambda path: self.client.Semaphore(path, max_leases=3))
        semaphore.acquire()
        with Watch() as watch:
            semaphore.release()
        return watch

    def PERMIT_REFUSED(self):
        path = self.root + "/full"
        self.keep("full", lambda path: self.clients[1].Semaphore(path).acquire())
        semaphore = self.keep("none-left", lambda other: self.client.Semaphore(path))
        with Watch() as watch:
            assert not semaphore.acquire(blocking=False)
        return watch

    # elections

    def ELECTION(self):
        election = self.keep("election", self.client.Election)
        watch = Watch()
        watch.__enter__()
        election.run(watch.__exit__)
        return watch

    # counters

    def COUNTER_GET(self):
        counter = self.keep("counter", self.client.Counter)
        with Watch() as watch:
            counter.value
        return watch

    def COUNTER_INCREMENT(self):
        counter = self.keep("counter", self.client.Counter)
        with Watch() as watch:
            counter += 1
        return watch

    # queues

    def QUEUE_PUT(self):
        queue = self.keep("queue", self.client.Queue)
        with Watch() as watch:
            queue.put(b"item")
        return watch

    def QUEUE_POLL_DRAINING(self):
        queue = self.keep("drained", self._filled)
        with Watch() as watch:
            assert queue.get() == b"item"
        return watch

    def _filled(self, path):
        queue = self.client.Queue(path)
        for _ in range(200):
            queue.put(b"item")
        return queue

    def QUEUE_POLL_COLD(self):
        path = self.fresh()
        self.clients[1].Queue(path).put(b"item")
        queue = self.client.Queue(path)
        with Watch() as watch:
            assert queue.get() == b"item"
        return watch

    def CLAIM_COLD(self):
        path = self.fresh()
        self.clients[1].LockingQueue(path).put(b"item")
        queue = self.client.LockingQueue(path)
        with Watch() as watch:
            assert queue.get() == b"item"
        return watch

    def CLAIM_WARM(self):
        queue = self.keep("locking", self.client.LockingQueue)
        queue.put(b"item")
        with Watch() as watch:
            assert queue.get() == b"item"
        assert queue.consume()
        return watch

    def CONSUME(self):
        queue = self.keep("locking", self.client.LockingQueue)
        queue.put(b"item")
        queue.get()
        with Watch() as watch:
            assert queue.consume()
        return watch

    # barriers

    def BARRIER_OPEN(self):
        barrier = self.keep("barrier", self.client.Barrier)
        with Watch() as watch:
            assert barrier.wait(10)
        return watch

    def DOUBLE_BARRIER_LAST(self):
        path = self.root + "/double"
        first = self.clients[1].DoubleBarrier(path, 2)
        last = self.client.DoubleBarrier(path, 2)
        entering = threading.Thread(target=first.enter, daemon=True)
        entering.start()
        while not (self.client.exists(path) and self.client.get_children(path)):
            pass
        with Watch() as watch:
            last.enter()
        entering.join()
        leaving = threading.Thread(target=first.leave, daemon=True)
        leaving.start()
        last.leave()
        leaving.join()
        return watch

    # parties

    def PARTY_JOIN(self):
        party = self.keep("party", self.client.Party)
        with Watch() as watch:
            party.join()
        party.leave()
        return watch

    def PARTY_LEAVE(self):
        party = self.keep("party", self.client.Party)
        party.join()
        with Watch() as watch:
            party.leave()
        return watch

    def PARTY_MEMBERS(self):
        return self._members("members", "Party")

    def SHALLOW_MEMBERS(self):
        return self._members("shallow", "ShallowParty")

    def _members(self, name, kind):
        party = self.keep(name, lambda path: self._joined(path, kind))
        with Watch() as watch:
            assert len(list(party)) == 20
        return watch

    def _joined(self, path, kind):
        for number in range(20):
            getattr(self.clients[1], kind)(path, "m%d" % number).join()
        return getattr(self.client, kind)(path)

    # leases

    def LEASE_NEW(self):
        self.client.ensure_path(self.root)
        path = self.fresh()
        with Watch() as watch:
            assert self.client.NonBlockingLease(path, self.DAY)
        return watch

    def LEASE_RENEW(self):
        path = self.root + "/lease"
        self.keep("lease", lambda path: self.client.NonBlockingLease(path, self.DAY, "one"))
        with Watch() as watch:
            assert self.client.NonBlockingLease(path, self.DAY, "one")
        return watch

    def LEASE_REFUSED(self):
        path = self.root + "/lease"
        self.keep("lease", lambda path: self.client.NonBlockingLease(path, self.DAY, "one"))
        with Watch() as watch:
            assert not self.client.NonBlockingLease(path, self.DAY, "other")
        return watch


class Line:
    """All clients in one line for a lock; whoever hands over goes to its end."""

    def __init__(self, costs, path):
        self.costs = costs
        self.path = path
        self.line = []
        for client in costs.clients:
            self._enqueue(client)

    def _enqueue(self, client):
        lock = client.Lock(self.path)
        granted = threading.Event()

        def acquire():
            lock.acquire()
            granted.set()

        threading.Thread(target=acquire, daemon=True).start()
        self.line.append((client, lock, granted))
        while len(self.costs.client.Lock(self.path).contenders()) < len(self.line):
            pass

    def hand_over(self):
        client, lock, granted = self.line.pop(0)
        granted.wait()
        following = self.line[0][2]
        releasing = threading.Thread(target=lock.release, daemon=True)
        with Watch() as watch:
            releasing.start()
            following.wait()
        releasing.join()
        self._enqueue(client)
        return watch
