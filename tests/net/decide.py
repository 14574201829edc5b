#!/usr/bin/env python3
"""Random sets of paths, and what speakers choose of them.

    decide.py feed N SEED SPEAKER...   tells each speaker (an address) the same
                                       paths of N prefixes, from all NEIGHBOURS;
                                       says how many when all have read them
    decide.py neighbours               their addresses and AS numbers
    decide.py judge N SEED DIR NAME... counts what NAME chose, DIR/NAME.paths: a
                                       line "PREFIX ADDRESS" a path, with "best"

One prefix is one set: a path of some of the neighbours, with attributes of few
values, so that each step of the decision process often is the one that decides.
"""

import collections
import itertools
import os
import random
import selectors
import socket
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "cli"))
from bgp_peer import (KEEPALIVE, OPEN, PATIENCE, UPDATE, an_open, as4, attribute,
                      family, message, nlri, update)

HOME = 65001
# Address, AS, router id: of two in one AS, and inside, either order.
NEIGHBOURS = [
    ("192.0.2.101", 64601, "10.0.0.8"), ("192.0.2.102", 64601, "10.0.0.3"),
    ("192.0.2.103", 64602, "10.0.0.6"), ("192.0.2.104", 64603, "10.0.0.1"),
    ("192.0.2.105", HOME, "10.0.0.7"), ("192.0.2.106", HOME, "10.0.0.2"),
    ("192.0.2.107", HOME, "10.0.0.5"),
]
ORIGINATORS = ["10.0.0.4", "10.0.0.9", "10.0.0.2"]
CLUSTERS = ["10.0.1.1", "10.0.1.2"]

Path = collections.namedtuple(
    "Path", "address asn id local_pref sequence set origin med originator "
    "clusters")


def number(address):
    return struct.unpack(">I", socket.inet_aton(address))[0]


def a_path(dice, address, asn, ident):
    inside = asn == HOME
    if not inside:
        sequence = [asn]
    elif dice.random() < 0.1:
        sequence = []
    else:
        sequence = [dice.choice([64601, 64602, 64603])]
    if sequence:
        sequence += dice.choices([64701, 64702, 64703],
                                 k=dice.choice([0, 1, 1, 1, 2]))
    reflected = inside and dice.random() < 0.5
    return Path(
        address, asn, ident,
        dice.choice([100] * 18 + [90, 110]) if inside else 100,
        sequence,
        [64801, 64802] if dice.random() < (0.05 if sequence else 0.3) else [],
        dice.choice([0] * 14 + [1, 2]),
        dice.choice([None, 0, 10, 10, 20]),
        dice.choice(ORIGINATORS) if reflected else None,
        dice.choices(CLUSTERS, k=dice.choice([1, 2])) if reflected else [])


def sets(n, seed):
    dice = random.Random(seed)
    for i in range(n):
        who = dice.sample(NEIGHBOURS, dice.choice([2, 2, 3, 4, 5, 6, 7]))
        yield (f"10.{64 + (i >> 8)}.{i & 255}.0/24",
               [a_path(dice, *w) for w in who])


# ---- the neighbours


def encode(path, prefix):
    segments = b""
    if path.sequence:
        segments += struct.pack(f">BB{len(path.sequence)}I", 2,
                                len(path.sequence), *path.sequence)
    if path.set:
        segments += struct.pack(f">BB{len(path.set)}I", 1, len(path.set),
                                *path.set)
    attrs = attribute(1, bytes([path.origin])) + attribute(2, segments) + \
        attribute(3, socket.inet_aton(path.address))
    if path.med is not None:
        attrs += attribute(4, struct.pack(">I", path.med))
    if path.asn == HOME:
        attrs += attribute(5, struct.pack(">I", path.local_pref))
    if path.originator:
        attrs += attribute(9, socket.inet_aton(path.originator))
        attrs += attribute(10, b"".join(map(socket.inet_aton, path.clusters)))
    return update(attrs, [prefix])


class Session:
    """One neighbour's with one speaker, by events."""

    def __init__(self, neighbour, speaker, text):
        self.neighbour, self.speaker, self.text = neighbour, speaker, text
        self.connect()

    def connect(self):
        self.buffer, self.up = b"", False
        end = time.monotonic() + PATIENCE
        while True:
            self.socket = socket.socket()
            self.socket.bind((self.neighbour[0], 0))
            self.socket.settimeout(PATIENCE)
            try:
                self.socket.connect((self.speaker, 179))
                break
            except ConnectionRefusedError:
                self.socket.close()
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        self.socket.setblocking(False)
        self.out = an_open(asn=self.neighbour[1], hold=180,
                           ident=socket.inet_aton(self.neighbour[2]),
                           caps=family(1) + as4(self.neighbour[1]))

    def write(self):
        try:
            self.out = self.out[self.socket.send(self.out[:262144]):]
        except BlockingIOError:
            pass

    def read(self):
        """False: it is over."""
        try:
            got = self.socket.recv(262144)
        except BlockingIOError:
            return True
        except ConnectionError:
            return False
        self.buffer += got
        while len(self.buffer) >= 19:
            n = struct.unpack(">H", self.buffer[16:18])[0]
            if len(self.buffer) < n:
                break
            kind, body = self.buffer[18], self.buffer[19:n]
            self.buffer = self.buffer[n:]
            if kind == OPEN:
                self.out += message(KEEPALIVE)
            elif kind == KEEPALIVE and not self.up:
                self.up = True
                self.out += self.text
            elif kind == KEEPALIVE:
                self.out += message(KEEPALIVE)
            elif kind != UPDATE:
                print(f"{self.speaker} to {self.neighbour[0]}: message "
                      f"{kind} {body.hex()}", file=sys.stderr)
        return bool(got)


def feed(n, seed, *speakers):
    text = collections.defaultdict(list)
    for prefix, paths in sets(int(n), int(seed)):
        for path in paths:
            text[path.address].append(encode(path, prefix))
    loop = selectors.DefaultSelector()
    sessions = []
    for speaker in speakers:
        for who in NEIGHBOURS:
            s = Session(who, speaker,
                        b"".join(text[who[0]]) + update())
            loop.register(s.socket, selectors.EVENT_READ, s)
            sessions.append(s)
    told = False
    while True:
        for s in sessions:
            loop.modify(s.socket, selectors.EVENT_READ |
                        (selectors.EVENT_WRITE if s.out else 0), s)
        for key, mask in loop.select(1):
            s = key.data
            if mask & selectors.EVENT_WRITE:
                s.write()
            if mask & selectors.EVENT_READ and not s.read():
                print(f"{s.speaker} closed {s.neighbour[0]}, up: {s.up}",
                      file=sys.stderr)
                loop.unregister(s.socket)
                s.socket.close()
                s.connect()
                loop.register(s.socket, selectors.EVENT_READ, s)
        if not told and all(s.up and not s.out for s in sessions):
            told = True
            print(sum(map(len, text.values())), flush=True)


def neighbours():
    for address, asn, _ in NEIGHBOURS:
        print(f"{address}={asn}")


# ---- the judge: RFC 4271 9.1.2.2 and RFC 4456 9 once more, as text has it


def same_as(a, b, knobs):
    """Whether MEDs compare; of a path of no sequence the AS is our own."""
    if "no sequence" in knobs and (a.set or b.set) and \
            not (a.sequence and b.sequence):
        return False
    return a.sequence[:1] == b.sequence[:1]


def ident(path, knobs):
    if path.originator and "router id" not in knobs:
        return number(path.originator)
    return number(path.id)


STEPS = [
    lambda p, knobs: -p.local_pref,
    lambda p, knobs: len(p.sequence) + (1 if p.set else 0),
    lambda p, knobs: p.origin,
    "med",
    lambda p, knobs: p.asn == HOME,
    ident,
    lambda p, knobs: len(p.clusters),
    lambda p, knobs: number(p.address),
]


def best(paths, knobs=()):
    """Step by step: each leaves fewer."""
    left = list(paths)
    for step in STEPS:
        if step == "med":
            left = [p for p in left if not any(
                same_as(p, q, knobs) and (q.med or 0) < (p.med or 0)
                for q in left)]
        else:
            least = min(step(p, knobs) for p in left)
            left = [p for p in left if step(p, knobs) == least]
    return left[0].address


def better(a, b, knobs):
    """One against one, as who holds each new path against the best so far."""
    for step in STEPS:
        if step == "med":
            if not same_as(a, b, knobs):
                continue
            x, y = a.med or 0, b.med or 0
        else:
            x, y = step(a, knobs), step(b, knobs)
        if x != y:
            return a if x < y else b
    return a


def winners(paths, knobs):
    """Who may be the best, in one order of arrival or another."""
    found = set()
    for order in itertools.permutations(paths):
        so_far = order[0]
        for p in order[1:]:
            so_far = better(so_far, p, knobs)
        found.add(so_far.address)
    return found


# How speakers differ from the text as decide.bats sets them up, all by intent.
# There `bgp bestpath compare-routerid` of FRR and external-compare-router-id of
# GoBGP are on: without them the eBGP path that came first stays.
KNOBS = {
    # BIRD: `deterministic med` is off; GoBGP has no such knob. Paths are
    # compared one with one, where MED counts between some of them only.
    # GoBGP: the neighbour's router id counts, not the ORIGINATOR_ID.
    # FRR: an AS_SET alone has no neighbouring AS, not even for another one.
    "gobgp": [("router id",), ("one with one",), ("router id", "one with one")],
    "bird-default": [("one with one",)],
    "frr": [("no sequence",)],
}


def explained(paths, theirs, name):
    for knobs in KNOBS.get(name, []):
        if "one with one" in knobs and theirs in winners(paths, knobs) or \
                "one with one" not in knobs and theirs == best(paths, knobs):
            return " and ".join(knobs)
    return "unexplained"


def chosen(path):
    with open(path, encoding="utf-8") as f:
        return dict(line.split()[:2] for line in f if "best" in line)


def judge(n, seed, folder, *names):
    told = 0
    for name in names:
        choices = chosen(os.path.join(folder, name + ".paths"))
        counts = collections.Counter()
        for prefix, paths in sets(int(n), int(seed)):
            theirs = choices.get(prefix)
            why = "as the text" if theirs == best(paths) else \
                explained(paths, theirs, name)
            counts[why] += 1
            if why == "unexplained" and told < 5:
                told += 1
                print(f"{name}: {prefix}: {theirs}, not {best(paths)}, of",
                      *paths, sep="\n    ", file=sys.stderr)
        print(name + ":", ", ".join(
            f"{why} {counts[why]}" for why in sorted(counts)))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
