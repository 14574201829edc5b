#!/usr/bin/env python3
"""The table of tests/data/rfc7606.txt, sent by a neighbour.

    rfc7606.py live external|internal    to `bgpspeak run`: what becomes of the
                                         session and of every prefix
    rfc7606.py capture external|internal as a capture of such a session
    rfc7606.py wanted external|internal  what is to be said of each UPDATE there

`live` tells each row that went otherwise, then how many there were.
"""

import os
import re
import sys

from bgp_peer import *

DATA = os.path.join(os.path.dirname(__file__), "..", "data")
sys.path.insert(0, DATA)
from bgp import from_a, from_b, open_message, pcap, A, B  # captures

TABLE = os.path.join(DATA, "rfc7606.txt")
TREATMENTS = {"discard": "attribute_discard", "withdraw": "treat_as_withdraw",
              "disable": "afi_safi_disable", "reset": "session_reset"}
TWICE = "RFC 7606 3 (g)"  # here the first one stays
LOCAL_PREF = attribute(5, b"\0\0\0\x64")

# What there is before each row. It withdraws the first, announces the next two
# once more and anew, and does not name the sentinels.
GOES, STAYS, COMES = "10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24"
DEFAULT = "::/0"
SENTINELS = {"10.9.9.0/24", "2001:db8:9::/48"}
MP_REACH, MP_UNREACH = 14, 15
FAMILIES = ((1, 1), (2, 1), (0x4004, 71))  # with link state


class Row:
    def __init__(self, line, inside):
        sent, self.what, external, *internal = \
            [part.strip() for part in line.split("|")]
        self.sent, self.inside = sent, inside
        inner = (internal or [external])[0]
        want = inner if inside else external
        self.verdict, _, self.clause = want.partition(" ")
        # On the way it is not known what its ends are configured to take.
        self.observed = inner if external.endswith("RFC 8669 4") else want
        self.code = int(sent[1:]) if sent[0] == "-" else \
            0 if sent[0] == "=" else int(sent[2:4], 16)

        # The speaker has no other way to ignore a family.
        self.ends = self.verdict in ("disable", "reset")

    def attributes(self):
        """All of the route, with that of the row in its place."""
        base = {1: ORIGIN, 2: PATH, 3: HOP}
        if self.inside:
            base[5] = LOCAL_PREF
        base.pop(self.code, None)
        own = b"" if self.sent[0] == "-" else bytes.fromhex(self.sent)
        return b"".join(base.values()) + own

    def message(self):
        if self.sent[0] == "=":
            return message(UPDATE, bytes.fromhex(self.sent[1:]))
        return update(self.attributes(), [STAYS, COMES], [GOES])

    def left(self):
        """The prefixes that there are to be behind it."""
        if self.ends:
            return set()
        left = {STAYS, COMES, DEFAULT} if self.verdict in ("fine", "discard") \
            else {DEFAULT}
        if self.code == MP_UNREACH or \
                self.code == MP_REACH and self.verdict == "withdraw":
            left.remove(DEFAULT)
        return left | SENTINELS


def table(side):
    with open(TABLE, encoding="utf-8") as f:
        return [Row(line, side == "internal") for line in f
                if not re.match("#|$", line)]


# ---- beside a speaker


class Session:
    """A speaker and this neighbour of it, with what there is before a row."""

    def __init__(self, inside):
        asn = US if inside else THEM
        self.speaker = Speaker(
            a_peer(remote_as=asn, families=["ipv4_unicast", "ipv6_unicast"]),
            router={"router_id": "192.0.2.77"})
        self.peer = Peer(self.speaker).establish(
            an_open(asn=asn, caps=family(1) + family(2) + as4(asn)))
        self.base = BASE + (LOCAL_PREF if inside else b"")
        self.steps, self.seen, self.there = 0, 0, {}
        self.peer.send(update(self.base, ["10.9.9.0/24"]))
        self.v6("2001:db8:9::/48")

    def v6(self, prefix):
        hop = socket.inet_pton(socket.AF_INET6, "2001:db8::1")
        self.peer.send(update(self.base + attribute(
            MP_REACH, b"\0\2\1\x10" + hop + b"\0" + nlri(prefix))))

    def before(self):
        self.peer.send(update(self.base, [GOES, STAYS], [COMES]))
        self.v6(DEFAULT)

    def look(self):
        """Keeps what records say; those since the last time."""
        self.speaker.look()
        new = self.speaker.records[self.seen:]
        self.seen += len(new)
        for r in new:
            if r["type"] == "route" and r["rib"] == "loc":
                self.there.pop(r["prefix"], None)
                if "op" not in r:
                    self.there[r["prefix"]] = r
        return new

    def settle(self):
        """Until all that was sent has been read."""
        self.steps += 1
        done = f"10.8.{self.steps >> 8}.{self.steps & 255}/32"
        self.peer.send(update(self.base, [done]))
        self.speaker.route(done)
        return self.look()

    def route(self, prefix):
        return {k: v for k, v in self.there.get(prefix, {}).items()
                if k != "time"}

    def left(self):
        return {p for p in self.there if not p.startswith("10.8.")}

    def settle_ended(self):
        verdict = self.peer.verdict()
        self.speaker.wait("the end of the routes", lambda _: not (
            self.look(), self.there)[1])
        return verdict

    def end(self):
        self.peer.socket.close()
        self.speaker.end()


def faults(session, row):
    """What is not as the table has it."""
    session.before()
    session.settle()
    plain = session.route(STAYS)
    session.peer.send(row.message())
    if row.ends:
        verdict = session.settle_ended()
        if not verdict.startswith("3/"):
            yield f"the session ended with {verdict}"
        return
    said = [f"{e['treatment']} {e['clause']}" for e in
            (r["error"] for r in session.settle() if "error" in r)]
    wanted = [f"{TREATMENTS[row.verdict]} {row.clause}"] \
        if row.verdict != "fine" else []
    if said != wanted:
        yield f"says {said}, not {wanted}"
    if session.left() != row.left():
        yield f"left is {sorted(session.left())}, not {sorted(row.left())}"
    if row.verdict == "discard" and row.clause != TWICE and \
            session.route(STAYS) != plain:
        yield f"the route has become {session.route(STAYS)}"


def live(side):
    session, ended, wrong = None, 0, 0
    for row in table(side):
        if session is None:
            session = Session(row.inside)
        for fault in faults(session, row):
            wrong += 1
            print(f"{row.sent} ({row.what}): {fault}")
        if row.ends:
            session.end()
            session = None
            ended += 1
    if session is not None:
        session.end()
    print(f"{len(table(side))} rows, {ended} sessions ended, {wrong} wrong")


# ---- in a capture


def capture(side):
    rows = table(side)
    asn = US if side == "internal" else THEM
    opens = [open_message(n, a, FAMILIES) for n, a in ((asn, A), (US, B))]
    frames = [from_a(1000, b"", 0x12), from_b(5001, opens[1]),
              from_a(1001, opens[0])]
    at = 1001 + len(opens[0])
    for row in rows:
        frames.append(from_a(at, row.message()))
        at += len(row.message())
    sys.stdout.buffer.write(pcap(frames))


def wanted(side):
    for row in table(side):
        verdict, _, clause = row.observed.partition(" ")
        print(TREATMENTS.get(verdict, verdict), clause)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
