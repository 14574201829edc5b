#!/usr/bin/env python3
"""Writes captures of one LDP session into a folder.

usage: ldp.py FOLDER

Two routers say hello, open a session and tell labels; the mapping PDUs are
laid out in segments in several ways, which must all read the same:

plain.pcap    a PDU a segment
packed.pcap   all PDUs of a side in one segment
split.pcap    an octet a segment
late.pcap     the capture begins inside a PDU
swapped.pcap  the capture begins with two segments in the wrong order
lost.pcap     a segment is missing
bad.pcap      a malformed message, and a datagram that ends too early
"""

import ipaddress
import pathlib
import struct
import sys

A, B = "192.0.2.1", "192.0.2.2"


def ip(text):
    return ipaddress.ip_address(text).packed


def tlv(kind, value=b""):
    return struct.pack("!HH", kind, len(value)) + value


def message(kind, ident, *tlvs):
    body = struct.pack("!I", ident) + b"".join(tlvs)
    return struct.pack("!HH", kind, len(body)) + body


def pdu(lsr, *messages):
    body = ip(lsr) + b"\0\0" + b"".join(messages)
    return struct.pack("!HH", 1, len(body)) + body


def prefix(text):
    net = ipaddress.ip_network(text)
    size = (net.prefixlen + 7) // 8
    return struct.pack("!BHB", 2, 1, net.prefixlen) + \
        net.network_address.packed[:size]


def mapping(ident, fec, label):
    return message(0x400, ident, tlv(0x100, prefix(fec)),
                   tlv(0x200, struct.pack("!I", label)))


def session(receiver):
    return tlv(0x500, struct.pack("!HHBBH", 1, 180, 0, 0, 4096) +
               ip(receiver) + b"\0\0")


def hello(lsr):
    return pdu(lsr, message(0x100, 1, tlv(0x400, struct.pack("!HH", 15, 0)),
                            tlv(0x401, ip(lsr))))


SIDES = [
    [pdu(A, message(0x200, 1, session(B), tlv(0x8506, b"\x80"))),
     pdu(A, message(0x201, 2)),
     pdu(A, message(0x300, 3, tlv(0x101, b"\0\1" + ip(A))),
         mapping(4, "10.1.0.0/16", 16), mapping(5, "10.2.0.0/16", 17)),
     pdu(A, mapping(6, "10.1.0.0/16", 18)),
     pdu(A, message(0x402, 7, tlv(0x100, prefix("10.2.0.0/16")))),
     pdu(A, message(0x1, 8, tlv(0x300, struct.pack("!IIH", 0x8000000a, 0,
                                                   0))))],
    [pdu(B, message(0x200, 1, session(A))),
     pdu(B, message(0x201, 2)),
     pdu(B, mapping(3, "10.9.0.0/16", 3))],
]


def packet(src, dst, protocol, body):
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64,
                       protocol, 0) + ip(src) + ip(dst) + body


def udp(src, dst, body):
    return packet(src, dst, 17,
                  struct.pack("!HHHH", 646, 646, 8 + len(body), 0) + body)


class Connection:
    """B calls A; what each sends is counted."""

    def __init__(self):
        self.seq = [1000, 2000]

    def segment(self, side, flags, body=b""):
        ports = (646, 40000) if side == 0 else (40000, 646)
        src, dst = (A, B) if side == 0 else (B, A)
        head = struct.pack("!HHIIBBHHH", *ports, self.seq[side],
                           self.seq[not side], 0x50, flags, 65535, 0, 0)
        self.seq[side] += len(body) + (flags & 3 != 0)
        return packet(src, dst, 6, head + body)


def frames(cut, begin=True):
    c = Connection()
    if begin:
        yield udp(A, "224.0.0.2", hello(A))
        yield udp(B, "224.0.0.2", hello(B))
        yield c.segment(1, 2)
        yield c.segment(0, 0x12)
        yield c.segment(1, 0x10)
    for side in (1, 0):
        for part in cut(side, SIDES[side]):
            yield c.segment(side, 0x18, part)
            yield c.segment(not side, 0x10)
    yield c.segment(0, 0x11)
    yield c.segment(1, 0x11)


def write(path, all_frames):
    with open(path, "wb") as f:
        f.write(struct.pack("!IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
        for i, one in enumerate(all_frames):
            f.write(struct.pack("!IIII", 1700000000 + i, 0, len(one),
                                len(one)) + one)


def octets(_, pdus):
    whole = b"".join(pdus)
    return [whole[i:i + 1] for i in range(len(whole))]


def main(to):
    to = pathlib.Path(to)
    write(to / "plain.pcap", frames(lambda _, pdus: pdus))
    write(to / "packed.pcap", frames(lambda _, pdus: [b"".join(pdus)]))
    write(to / "split.pcap", frames(octets))
    write(to / "late.pcap",
          frames(lambda _, pdus: [pdus[0][5:]] + pdus[1:], begin=False))
    late = list(frames(lambda _, pdus: pdus, begin=False))
    late[0:3] = [late[2], late[0]]
    write(to / "swapped.pcap", late)
    lost = list(frames(lambda _, pdus: pdus))
    del lost[5 + 2 * len(SIDES[1]) + 2 * 3]
    write(to / "lost.pcap", lost)
    bad = pdu(A, message(0x400, 1, tlv(0x100, b"\2\0\1\x21\xff"),
                         tlv(0x3e7f, b"\1")))
    write(to / "bad.pcap", [udp(A, B, bad), udp(A, B, hello(A)[:-3])])


main(sys.argv[1])
