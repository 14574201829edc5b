#!/usr/bin/env python3
"""Writes one BGP session as it looks on many links and after many mishaps.

usage: captures.py FOLDER

FOLDER gets link-*.pcap, the session over IPv4 and over IPv6 on each link type
that decode reads and behind each header that may stand before IP, and
tcp-*.pcap, the session in segments that came again, early, overlapping, with
sequence numbers that go around. What decode makes of it is the same in all of
them; part-*.pcap lack something, file-* are other forms of file, and
mixed.pcapng has two interfaces of different link types.
"""

import pathlib
import struct
import sys

import bgp

A4, B4 = bgp.A, bgp.B
A6 = bytes.fromhex("20010db8000000000000000000000001")
B6 = bytes.fromhex("20010db8000000000000000000000002")


# ---- the session, as it was sent: (side, its octets)


def messages():
    hop = bgp.attributes()
    return [
        ("b", bgp.open_message(65001, bgp.B)),
        ("a", bgp.open_message(64512, bgp.A)),
        ("a", bgp.message(4, b"")),
        ("b", bgp.message(4, b"")),
        ("a", bgp.update(hop, ["10.1.0.0/16", "10.2.0.0/16"])),
        ("a", bgp.update(hop, ["10.3.0.0/16"], ["10.1.0.0/16"])),
        ("a", bgp.update(b"")),
    ]


# ---- IP and TCP


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


def ip4(src, dst, protocol, payload, options=b"", total=None):
    size = 20 + len(options)
    head = struct.pack(">BBHHHBBH4s4s", 0x40 | size // 4, 0,
                       size + len(payload) if total is None else total,
                       1, 0x4000, 64, protocol, 0, src, dst) + options
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def ip6(src, dst, protocol, payload, total=None):
    return struct.pack(">IHBB16s16s", 6 << 28,
                       len(payload) if total is None else total, protocol, 64,
                       src, dst) + payload


class Session:
    """Segments of a connection from b to port 179 of a."""

    def __init__(self, six=False, isn=(1000, 5000), options=b""):
        self.six, self.options = six, options
        self.next = {"a": isn[0], "b": isn[1]}

    def segment(self, side, seq, payload, flags=0x18, ack=None):
        other = "b" if side == "a" else "a"
        ports = (179, 41022) if side == "a" else (41022, 179)
        if ack is None:
            ack = self.next[other]
        words = 5 + len(self.options) // 4
        tcp = struct.pack(">HHIIBBHHH", *ports, seq % 2**32, ack % 2**32,
                          words << 4, flags, 65535, 0, 0)
        tcp += self.options + payload
        if self.six:
            ends = (A6, B6) if side == "a" else (B6, A6)
            return ip6(*ends, 6, tcp)
        ends = (A4, B4) if side == "a" else (B4, A4)
        return ip4(*ends, 6, tcp)

    def opening(self):
        out = [self.segment("b", self.next["b"], b"", 0x02, 0)]
        self.next["b"] += 1
        out.append(self.segment("a", self.next["a"], b"", 0x12))
        self.next["a"] += 1
        return out + [self.segment("b", self.next["b"], b"", 0x10)]

    def send(self, side, payload, size=10**6):
        out = []
        for i in range(0, len(payload), size):
            part = payload[i:i + size]
            out.append(self.segment(side, self.next[side], part))
            self.next[side] += len(part)
        return out

    def packets(self, size=10**6):
        out = self.opening()
        for side, octets in messages():
            out += self.send(side, octets, size)
        return out


def plain(six=False, **how):
    return Session(six, **how).packets()


# ---- links: what stands before an IP packet


def is6(p):
    return p[0] >> 4 == 6


def ethertype(p):
    return b"\x86\xdd" if is6(p) else b"\x08\x00"


def null_family(order):
    return lambda p: struct.pack(order + "I", 30 if is6(p) else 2) + p


MACS = b"\2" * 6 + b"\4" * 6
PPP = {False: b"\x00\x21", True: b"\x00\x57"}
NLPID = {False: b"\xcc", True: b"\x8e"}
VLAN = b"\x81\x00\x00\x64"


def pppoe(p):
    ppp = PPP[is6(p)] + p
    return struct.pack(">BBHH", 0x11, 0, 7, len(ppp)) + ppp


LINKS = {
    "ethernet": (1, lambda p: MACS + ethertype(p) + p),
    "padded": (1, lambda p: MACS + ethertype(p) + p + b"\0" * 26),
    "vlan": (1, lambda p: MACS + VLAN + ethertype(p) + p),
    "qinq": (1, lambda p: MACS + b"\x88\xa8\x00\x07" + VLAN + ethertype(p)
             + p),
    "mpls": (1, lambda p: MACS + b"\x88\x47" + b"\x00\x01\x00\x40" +
             b"\x00\x02\x01\x40" + p),
    "pppoe": (1, lambda p: MACS + b"\x88\x64" + pppoe(p)),
    "null-le": (0, null_family("<")),
    "null-be": (0, null_family(">")),
    "loop": (108, null_family(">")),
    "ppp": (9, lambda p: b"\xff\x03" + PPP[is6(p)] + p),
    "ppp-bare": (9, lambda p: PPP[is6(p)][1:] + p),
    "ppp-serial": (50, lambda p: b"\xff\x03" + PPP[is6(p)] + p),
    "ppp-ether": (51, pppoe),
    "raw": (101, lambda p: p),
    "raw-bsd": (12, lambda p: p),
    "raw-openbsd": (14, lambda p: p),
    "hdlc": (104, lambda p: b"\x0f\x00" + ethertype(p) + p),
    "frame-relay": (107, lambda p: b"\x18\x41\x03" + NLPID[is6(p)] + p),
    "cooked": (113, lambda p: struct.pack(">HHH", 0, 1, 6) + b"\2" * 8 +
               ethertype(p) + p),
    "cooked-vlan": (113, lambda p: struct.pack(">HHH", 0, 1, 6) + b"\2" * 8
                    + VLAN + ethertype(p) + p),
    "cooked2": (276, lambda p: ethertype(p) + struct.pack(
        ">HIHBB", 0, 2, 1, 0, 6) + b"\2" * 8 + p),
    "cooked2-vlan": (276, lambda p: b"\x81\x00" + struct.pack(
        ">HIHBB", 0, 2, 1, 0, 6) + b"\2" * 8 + VLAN[2:] + ethertype(p) + p),
}


# ---- what happens to segments


def swapped(packets):
    """Each pair of packets behind the handshake the other way round."""
    out = packets[:3]
    for i in range(3, len(packets), 2):
        out += reversed(packets[i:i + 2])
    return out


def overlapping(size, step):
    s = Session()
    out = s.opening()
    for side, octets in messages():
        start = s.next[side]
        for i in range(0, len(octets), step):
            out.append(s.segment(side, start + i, octets[i:i + size]))
        s.next[side] += len(octets)
    return out


def conflicting():
    """What comes again has other octets: the first are right."""
    s = Session()
    out = s.opening()
    for side, octets in messages():
        out.append(s.segment(side, s.next[side] + 4, octets[4:]))
        out.append(s.segment(side, s.next[side], octets[:4] +
                             b"\0" * (len(octets) - 4)))
        s.next[side] += len(octets)
    return out


def mishaps():
    small = Session().packets(7)
    options = bytes.fromhex("0101080a0000000100000002")
    return {
        "small": small,
        "octets": Session().packets(1),
        "again": [p for p in small for _ in range(2)],
        "again-all": small + small[3:],
        "swapped": swapped(small),
        "backwards": small[:3] + [p for i in range(3, len(small), 6)
                                  for p in reversed(small[i:i + 6])],
        "overlap": overlapping(20, 10),
        "conflict": conflicting(),
        "around": plain(isn=(2**32 - 30, 2**32 - 60)),
        "options": plain(options=options),
        "no-handshake": plain()[3:],
        "no-handshake-swapped": swapped(plain())[3:],
        "offload": [ip4(p[12:16], p[16:20], 6, p[20:], total=0)
                    for p in plain()],
    }


def parts():
    return {
        "one-side": [p for p in plain() if p[12:16] == A4],
        "backwards": plain()[:2:-1],
        "middle": Session().packets(30)[8:],
        "reused": plain() + plain(isn=(90000, 70000)),
    }


# ---- files


def pcap(link, frames, order="<", magic=0xa1b2c3d4, scale=1, snap=262144):
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link)
    for i, f in enumerate(frames):
        out += struct.pack(order + "IIII", bgp.TIME + i, 123456 * scale,
                           len(f[:snap]), len(f)) + f[:snap]
    return out


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


def pcapng(links):
    """A section with an interface for each (link type, frames)."""
    out = block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
    for link, _ in links:
        out += block(1, struct.pack("<HHI", link, 0, 262144))
    for n, (_, frames) in enumerate(links):
        for i, f in enumerate(frames):
            time = (bgp.TIME + i) * 1000000 + 123456
            out += block(6, struct.pack("<IIIII", n, time >> 32,
                                        time % 2**32, len(f), len(f)) + f)
    return out


def main():
    folder = pathlib.Path(sys.argv[1])
    files = {}
    for name, (link, wrap) in LINKS.items():
        for six in (False, True):
            packets = [wrap(p) for p in plain(six)]
            files[f"link-{name}-{6 if six else 4}.pcap"] = pcap(link, packets)
    for name, packets in mishaps().items():
        files[f"tcp-{name}.pcap"] = pcap(101, packets)
    for name, packets in parts().items():
        files[f"part-{name}.pcap"] = pcap(101, packets)
    packets = plain()
    files["file-big-endian.pcap"] = pcap(101, packets, ">")
    files["file-nanoseconds.pcap"] = pcap(101, packets, "<", 0xa1b23c4d, 1000)
    files["file-ng.pcapng"] = pcapng([(101, packets)])
    files["part-short.pcap"] = pcap(101, packets, snap=39)
    files["part-snap.pcap"] = pcap(101, packets, snap=80)
    files["mixed.pcapng"] = pcapng([(101, packets), (1, [])])
    for name, content in files.items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
