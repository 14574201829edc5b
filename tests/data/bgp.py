#!/usr/bin/env python3
"""Writes small captures and MRT dumps of BGP, for tests.

usage: bgp.py FOLDER

FOLDER gets session.pcap (two OPENs and an UPDATE, out of order and with a
retransmission), middle.pcap (from inside the UPDATE on), lost.pcap (a segment
was not captured), cut.pcap (the file ends in a packet), malformed.pcap (an
ORIGIN of 7), notification.pcap, rib.mrt, updates.mrt, and torn.mrt.
"""

import pathlib
import struct
import sys

A, B = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])
TIME = 1447830000


# ---- BGP


def message(kind, body):
    return b"\xff" * 16 + struct.pack(">HB", 19 + len(body), kind) + body


def open_message(asn, router_id, families=((1, 1),)):
    caps = b"".join(struct.pack(">BBHBB", 1, 4, afi, 0, safi)
                    for afi, safi in families) + b"\2\0" + \
        struct.pack(">BBI", 65, 4, asn)
    params = struct.pack(">BB", 2, len(caps)) + caps
    return message(1, struct.pack(">BHH4sB", 4, min(asn, 23456), 90,
                                  router_id, len(params)) + params)


def attribute(flags, code, value):
    return struct.pack(">BBB", flags, code, len(value)) + value


def attributes(origin=0, path=(64512,), hop=A, width="I"):
    asns = struct.pack(f">BB{len(path)}{width}", 2, len(path), *path)
    return attribute(0x40, 1, bytes([origin])) + attribute(0x40, 2, asns) + \
        attribute(0x40, 3, hop)


def nlri(*prefixes):
    out = b""
    for text in prefixes:
        addr, bits = text.split("/")
        octets = bytes(int(o) for o in addr.split("."))
        out += bytes([int(bits)]) + octets[:(int(bits) + 7) // 8]
    return out


def update(attrs, announce=(), withdraw=()):
    gone = nlri(*withdraw)
    return message(2, struct.pack(">H", len(gone)) + gone +
                   struct.pack(">H", len(attrs)) + attrs + nlri(*announce))


# ---- captures


def frame(src, dst, sport, dport, seq, ack, flags, payload):
    tcp = struct.pack(">HHIIBBHHH", sport, dport, seq, ack, 0x50, flags,
                      65535, 0, 0) + payload
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0,
                     src, dst) + tcp
    return b"\2" * 6 + b"\4" * 6 + b"\x08\x00" + ip


def pcap(frames):
    out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
    for i, f in enumerate(frames):
        out += struct.pack("<IIII", TIME + i, 123456, len(f), len(f)) + f
    return out


def from_a(seq, payload, flags=0x18, ack=5001):
    return frame(A, B, 179, 41022, seq, ack, flags, payload)


def from_b(seq, payload, flags=0x18, ack=1001):
    return frame(B, A, 41022, 179, seq, ack, flags, payload)


def session():
    oa, ob = open_message(64512, A), open_message(65001, B)
    u = update(attributes(), ["10.1.0.0/16", "10.2.0.0/16"])
    at = 1001 + len(oa)
    return [
        from_b(5000, b"", 0x02, 0), from_a(1000, b"", 0x12),
        from_b(5001, ob), from_a(1001, oa),
        from_a(at + 40, u[40:]), from_a(at, u[:40]), from_a(at + 10, u[10:]),
        from_b(5001 + len(ob), message(4, b""), ack=at + len(u)),
    ]


def middle():
    u = update(attributes(), ["10.3.0.0/16"])
    return [from_a(7000, u[30:] + u)]


def lost():
    u = update(attributes(), ["10.4.0.0/16"])
    n = len(u)
    return [from_a(1000, b"", 0x12), from_a(1001, u),
            from_a(1001 + 2 * n, u), from_b(1, b"", 0x10, 1001 + 3 * n)]


# ---- MRT


def record(kind, subtype, body):
    return struct.pack(">IHHI", TIME, kind, subtype, len(body)) + body


def entry(peer, attrs):
    return struct.pack(">HIH", peer, TIME - 60, len(attrs)) + attrs


def rib():
    peers = B + struct.pack(">HH", 0, 2)
    for asn, addr in ((64512, A), (70000, B)):
        peers += b"\2" + addr + addr + struct.pack(">I", asn)
    one = struct.pack(">I", 0) + nlri("10.1.0.0/16") + \
        struct.pack(">H", 2) + entry(0, attributes()) + \
        entry(1, attributes(2, (70000, 64999), B))
    return record(13, 1, peers) + record(13, 2, one)


def updates():
    head = struct.pack(">HHHH", 64512, 65001, 0, 1) + A + B
    return record(16, 1, head + update(attributes(width="H"),
                                       ["10.5.0.0/16"], ["10.6.0.0/16"])) + \
        record(16, 0, head + struct.pack(">HH", 6, 1)) + \
        record(99, 3, b"\xde\xad")


def main():
    folder = pathlib.Path(sys.argv[1])
    torn = rib() + updates()[:30]
    files = {
        "session.pcap": pcap(session()),
        "middle.pcap": pcap(middle()),
        "lost.pcap": pcap(lost()),
        "cut.pcap": pcap(session())[:-5],
        "malformed.pcap": pcap([from_a(1, update(attributes(7),
                                                 ["10.7.0.0/16"]))]),
        "notification.pcap": pcap([from_a(1, message(3, b"\6\2\3bye"))]),
        "rib.mrt": rib(),
        "updates.mrt": updates(),
        "torn.mrt": torn,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
