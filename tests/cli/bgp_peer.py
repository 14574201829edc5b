#!/usr/bin/env python3
"""A BGP peer that does what no peer should, on loopback, for tests.

It has its own codec, so that an error in ours is not made twice.
bgp_stories.py tells what it does.
"""

import contextlib
import json
import os
import socket
import struct
import subprocess
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

    host = "127.0.0.1"

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
        if not self.process.stdin.closed:
            self.process.stdin.close()
        if status != 0:
            self.errors.seek(0)
            raise SystemExit(f"it ended with {status}: {self.errors.read()}")


def a_peer(**keys):
    return {"type": "peer", "name": "them", "remote_as": THEM,
            "remote_address": "127.0.0.1", "passive": True,
            "import": ["accept"], "export": ["accept"], **keys}


# ---- the peer


def tcp_md5(s, password):
    """RFC 2385 with the speaker; struct tcp_md5sig of Linux."""
    to = struct.pack("=HH4s120x", socket.AF_INET, 0,
                     socket.inet_aton("127.0.0.1"))
    s.setsockopt(socket.IPPROTO_TCP, 14, to + struct.pack(
        "=BBHi80s", 0, 0, len(password), 0, password))


class Peer:
    """One connection to the speaker."""

    def __init__(self, speaker, address="127.0.0.1", accepted=None,
                 password=None):
        end = time.monotonic() + PATIENCE
        self.buffer = b""
        self.socket = accepted
        if accepted is not None:
            accepted.settimeout(PATIENCE)
            return
        while True:
            self.socket = socket.socket()
            self.socket.bind((address, 0))
            self.socket.settimeout(PATIENCE)
            if password is not None:
                tcp_md5(self.socket, password)
            try:
                self.socket.connect((speaker.host, speaker.port))
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

    def retry(self, speaker, address="127.0.0.1"):
        """Until there is an OPEN: after a failure the speaker rests."""
        end = time.monotonic() + PATIENCE
        peer = self
        while peer.until(OPEN) is None:
            peer.socket.close()
            if time.monotonic() > end:
                raise SystemExit("waited in vain for an OPEN")
            time.sleep(0.05)
            peer = Peer(speaker, address)
        return peer

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
