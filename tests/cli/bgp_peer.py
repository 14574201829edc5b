#!/usr/bin/env python3
"""A BGP peer that does what no peer should, on loopback, for tests.

A story starts `bgpspeak run`, plays the neighbour, and prints what came of it:
what was received, and what the speaker's records say. It has its own codec,
so that an error in ours is not made twice.

usage: bgp_peer.py STORY ...
"""

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time

US, THEM = 65001, 64512
PATIENCE = 10  # seconds until a test has failed
OPEN, UPDATE, NOTIFICATION, KEEPALIVE, REFRESH = 1, 2, 3, 4, 5
AS_TRANS = 23456


# ---- messages


def message(kind, body=b"", marker=b"\xff" * 16, length=None):
    if length is None:
        length = 19 + len(body)
    return marker + struct.pack(">HB", length, kind) + body


def capability(code, value=b""):
    return struct.pack(">BB", code, len(value)) + value


def family(afi, safi=1):
    return capability(1, struct.pack(">HBB", afi, 0, safi))


def as4(asn):
    return capability(65, struct.pack(">I", asn))


def an_open(version=4, asn=THEM, hold=90, ident=b"\xc0\0\2\2", caps=None,
            params=None):
    if params is None:
        if caps is None:
            caps = family(1) + as4(asn)
        params = struct.pack(">BB", 2, len(caps)) + caps if caps else b""
    return message(OPEN, struct.pack(">BHH4sB", version, min(asn, AS_TRANS)
                                     if asn > 65535 else asn, hold, ident,
                                     len(params)) + params)


def attribute(code, value, flags=None):
    if flags is None:
        flags = {1: 0x40, 2: 0x40, 3: 0x40, 5: 0x40, 6: 0x40, 4: 0x80,
                 9: 0x80, 10: 0x80, 14: 0x80, 15: 0x80}.get(code, 0xc0)
    if len(value) > 255:
        return struct.pack(">BBH", flags | 0x10, code, len(value)) + value
    return struct.pack(">BBB", flags, code, len(value)) + value


def as_path(*asns, width=4):
    return struct.pack(f">BB{len(asns)}{'I' if width == 4 else 'H'}", 2,
                       len(asns), *asns)


ORIGIN = attribute(1, b"\0")
PATH = attribute(2, as_path(THEM))
HOP = attribute(3, bytes([192, 0, 2, 2]))
BASE = ORIGIN + PATH + HOP


def nlri(*prefixes):
    out = b""
    for text in prefixes:
        addr, bits = text.split("/")
        kind = socket.AF_INET6 if ":" in addr else socket.AF_INET
        octets = socket.inet_pton(kind, addr)
        out += bytes([int(bits)]) + octets[:(int(bits) + 7) // 8]
    return out


def update(attrs=b"", announce=b"", withdraw=b""):
    if not isinstance(announce, bytes):
        announce = nlri(*announce)
    if not isinstance(withdraw, bytes):
        withdraw = nlri(*withdraw)
    return message(UPDATE, struct.pack(">H", len(withdraw)) + withdraw +
                   struct.pack(">H", len(attrs)) + attrs + announce)


END_OF_RIB = update()


# ---- the speaker, and its records


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Speaker:
    """bgpspeak run with these records, and what it writes."""

    def __init__(self, *records, router=None, args=()):
        self.port = free_port()
        self.folder = tempfile.mkdtemp(dir=os.environ.get("BATS_TEST_TMPDIR"))
        self.path = os.path.join(self.folder, "out.ndjson")
        self.errors = open(os.path.join(self.folder, "err.txt"), "w+")
        self.process = subprocess.Popen(
            ["bgpspeak", "run", *args], stdin=subprocess.PIPE,
            stdout=open(self.path, "wb"), stderr=self.errors,
            env={**os.environ, "EDGEPIPE_RUN": self.folder,
                 "EDGEPIPE_SECRETS": self.folder})
        self.out = open(self.path, encoding="utf-8")
        self.records = []
        self.tell({"type": "router", "as": US, "router_id": "192.0.2.1",
                   "port": self.port, "listen": ["127.0.0.1"],
                   **(router or {})}, *records)

    def tell(self, *records):
        for r in records:
            self.process.stdin.write(json.dumps(r).encode() + b"\n")
        self.process.stdin.flush()

    def look(self):
        while True:
            at = self.out.tell()
            line = self.out.readline()
            if not line.endswith("\n"):
                self.out.seek(at)
                return
            self.records.append(json.loads(line))

    def wait(self, what, holds):
        """The first record, from the beginning, of which this is true."""
        end = time.monotonic() + PATIENCE
        at = 0
        while True:
            self.look()
            while at < len(self.records):
                at += 1
                if holds(self.records[at - 1]):
                    return self.records[at - 1]
            if time.monotonic() > end:
                raise SystemExit(f"waited in vain for {what}")
            time.sleep(0.01)

    def route(self, prefix, op=None):
        return self.wait(f"{op} {prefix}", lambda r: r["type"] == "route" and
                         r.get("prefix") == prefix and r.get("op") == op)

    def show(self, *words):
        out = subprocess.run(
            ["bgpspeak", "show", *words], capture_output=True, check=True,
            env={**os.environ, "EDGEPIPE_RUN": self.folder}).stdout
        return [json.loads(line) for line in out.splitlines()]

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.process.stdin.close()
        return status


def a_peer(**keys):
    return {"type": "peer", "name": "them", "remote_as": THEM,
            "remote_address": "127.0.0.1", "passive": True,
            "import": ["accept"], "export": ["accept"], **keys}


# ---- the peer


class Peer:
    """One connection to the speaker."""

    def __init__(self, speaker, address="127.0.0.1", patience=PATIENCE):
        end = time.monotonic() + PATIENCE
        self.buffer = b""
        while True:
            self.socket = socket.socket()
            self.socket.bind((address, 0))
            self.socket.settimeout(patience)
            try:
                self.socket.connect(("127.0.0.1", speaker.port))
                return
            except ConnectionRefusedError:
                self.socket.close()
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def send(self, *messages):
        for m in messages:
            self.socket.sendall(m)

    def get(self):
        """The next message: its type and body; None when it has ended."""
        try:
            while len(self.buffer) < 19 or \
                    len(self.buffer) < struct.unpack(
                        ">H", self.buffer[16:18])[0]:
                got = self.socket.recv(65536)
                if not got:
                    return None
                self.buffer += got
        except ConnectionResetError:
            return None
        n = struct.unpack(">H", self.buffer[16:18])[0]
        m, self.buffer = self.buffer[:n], self.buffer[n:]
        return m[18], m[19:]

    def until(self, *kinds):
        """The next message of one of these types, or None at the end."""
        while True:
            m = self.get()
            if m is None or m[0] in kinds:
                return m

    def verdict(self):
        """The NOTIFICATION, as CODE/SUBCODE and its data in hex."""
        m = self.until(NOTIFICATION)
        if m is None:
            return "closed"
        data = f" {m[1][2:].hex()}" if len(m[1]) > 2 else ""
        ended = "" if self.get() is None else " (and more)"
        self.socket.close()
        return f"{m[1][0]}/{m[1][1]}{data}{ended}"

    def establish(self, hello=None):
        self.until(OPEN)
        self.send(hello or an_open())
        if self.until(KEEPALIVE, NOTIFICATION)[0] == NOTIFICATION:
            raise SystemExit("the OPEN was refused")
        self.send(message(KEEPALIVE))
        self.until(UPDATE)  # at least an End-of-RIB
        return self


@contextlib.contextmanager
def a_session(*records, hello=None, router=None):
    """A speaker with one neighbour, and the neighbour, Established."""
    speaker = Speaker(*(records or (a_peer(),)), router=router)
    try:
        peer = Peer(speaker).establish(hello)
        yield speaker, peer
    finally:
        peer.socket.close()
        speaker.end()


# ---- stories: RFC 4271 6.1 and 6.2


def last_words(speaker):
    """What the records say of the end of the session."""
    r = speaker.wait("the end of the session", lambda r: r["type"] ==
                     "peer_state" and r.get("direction") == "sent")
    said = r.get("error", {})
    return " ".join([r["reason"]] + [f"{k}={said[k]}" for k in
                    ("offset", "attribute") if k in said])


def before_open(name, sent):
    speaker = Speaker(a_peer())
    peer = Peer(speaker)
    peer.until(OPEN)
    peer.send(sent)
    print(f"{name}: {peer.verdict()}: {last_words(speaker)}")
    speaker.end()


def story_header():
    before_open("marker", message(OPEN, bytes(10),
                                  marker=b"\xff" * 15 + b"\0"))
    before_open("length 18", message(OPEN, length=18))
    before_open("OPEN of 28", message(OPEN, bytes(9)))
    before_open("length 4097", message(OPEN, bytes(10), length=4097))
    before_open("type 9", message(9))
    before_open("type 0", message(0))
    before_open("KEEPALIVE of 20", message(KEEPALIVE, b"\0"))
    before_open("UPDATE of 22", message(UPDATE, b"\0\0\0"))
    before_open("NOTIFICATION of 20", message(NOTIFICATION, b"\6"))


def story_open():
    before_open("version 3", an_open(version=3))
    before_open("version 5", an_open(version=5))
    before_open("another AS", an_open(asn=64999))
    before_open("AS 0", an_open(asn=0, caps=family(1)))
    before_open("identifier 0", an_open(ident=bytes(4)))
    before_open("hold time 1", an_open(hold=1))
    before_open("hold time 2", an_open(hold=2))
    before_open("parameter 1", an_open(params=b"\1\2\0\0"))
    before_open("torn parameter", an_open(params=b"\2\6\1\4\0"))
    before_open("torn capability", an_open(params=b"\2\3\1\4\0"))
    before_open("no family in common", an_open(caps=family(2) + as4(THEM)))


def story_states():
    before_open("KEEPALIVE in OpenSent", message(KEEPALIVE))
    before_open("UPDATE in OpenSent", update())
    speaker = Speaker(a_peer())
    peer = Peer(speaker)
    peer.until(OPEN)
    peer.send(an_open(), update())
    print(f"UPDATE in OpenConfirm: {peer.verdict()}: {last_words(speaker)}")
    speaker.end()
    with a_session() as (speaker, peer):
        peer.send(an_open())
        print(f"OPEN in Established: {peer.verdict()}: "
              f"{last_words(speaker)}")


# ---- stories: RFC 4271 6.3 and RFC 7606


P = "10.1.0.0/16"


def a_reset(name, sent, **keys):
    """An UPDATE that ends the session."""
    with a_session(a_peer(**keys)) as (speaker, peer):
        peer.send(sent)
        print(f"{name}: {peer.verdict()}: {last_words(speaker)}")


def story_reset():
    a_reset("withdrawn runs past", message(UPDATE, b"\0\x09\0\0"))
    a_reset("attributes run past", message(UPDATE, b"\0\0\0\x09"))
    a_reset("unknown well-known", update(BASE + attribute(99, b"x", 0x40),
                                         [P]))
    a_reset("prefix of 33", update(BASE, b"\x21\1\2\3\4\5"))
    a_reset("torn prefix", update(BASE, b"\x18\1\2"))
    a_reset("withdrawn prefix of 33", update(withdraw=b"\x21\1\2\3\4\5"))
    v6 = struct.pack(">HBB", 2, 1, 16) + bytes(15) + b"\1\0"
    a_reset("two MP_REACH", update(
        2 * attribute(14, v6 + nlri("2001:db8::/32")) + ORIGIN + PATH))
    a_reset("MP_REACH with next hop of 3", update(
        attribute(14, b"\0\2\1\3abc\0") + ORIGIN + PATH))
    a_reset("MP_UNREACH with prefix of 129", update(
        attribute(15, b"\0\2\1\x81" + bytes(17))))
    a_reset("torn attribute without NLRI", update(ORIGIN + b"\x40\2\x7f"))


def an_update(name, attrs, announce=(P,)):
    """An UPDATE that does not: is its route there, and what is said?"""
    with a_session() as (speaker, peer):
        peer.send(update(BASE, [P]))
        speaker.route(P)
        peer.send(update(attrs, announce))
        r = speaker.wait("an error", lambda r: "error" in r)
        e = r["error"]
        peer.send(update(BASE, ["10.9.0.0/16"]))
        speaker.route("10.9.0.0/16")
        speaker.look()
        last = [r for r in speaker.records if r.get("prefix") == P][-1]
        if "op" not in last:
            del last["time"], last["type"], last["rib"], last["protocol"]
        print(f"{name}: {last.get('op', 'there')}: {e.get('attribute')} "
              f"{e.get('offset')}: {e['text']}: {e['treatment']} "
              f"({e['clause']})")


def story_update():
    a = attribute
    an_update("no ORIGIN", PATH + HOP)
    an_update("no AS_PATH", ORIGIN + HOP)
    an_update("no NEXT_HOP", ORIGIN + PATH)
    an_update("flags of ORIGIN", a(1, b"\0", 0xc0) + PATH + HOP)
    an_update("flags of MED", BASE + a(4, bytes(4), 0xc0))
    an_update("length of ORIGIN", a(1, b"\0\0") + PATH + HOP)
    an_update("length of NEXT_HOP", ORIGIN + PATH + a(3, bytes(5)))
    an_update("length of MED", BASE + a(4, bytes(3)))
    an_update("length of AGGREGATOR", BASE + a(7, bytes(6)))
    an_update("length of ATOMIC_AGGREGATE", BASE + a(6, b"\0"))
    an_update("length of COMMUNITIES", BASE + a(8, bytes(5)))
    an_update("empty COMMUNITIES", BASE + a(8, b""))
    an_update("length of large ones", BASE + a(32, bytes(11)))
    an_update("length of extended ones", BASE + a(16, bytes(7)))
    an_update("ORIGIN of 3", a(1, b"\3") + PATH + HOP)
    an_update("next hop 0.0.0.0", ORIGIN + PATH + a(3, bytes(4)))
    an_update("next hop 224.0.0.1", ORIGIN + PATH + a(3, b"\xe0\0\0\1"))
    an_update("segment of type 9", ORIGIN + a(2, b"\x09\1\0\0\xfc\0") + HOP)
    an_update("empty segment", ORIGIN + a(2, b"\2\0") + HOP)
    an_update("torn segment", ORIGIN + a(2, b"\2\2\0\0\xfc\0") + HOP)
    an_update("AS 0", ORIGIN + a(2, as_path(THEM, 0)) + HOP)
    an_update("torn attribute", BASE + b"\xc0\x08\x7f\0")
    an_update("ORIGIN twice", BASE + ORIGIN)
    an_update("LOCAL_PREF over eBGP", BASE + a(5, bytes(4)))
    an_update("ORIGINATOR_ID over eBGP", BASE + a(9, bytes(4)))


def main():
    for name in sys.argv[1:]:
        globals()[f"story_{name}"]()


if __name__ == "__main__":
    main()
