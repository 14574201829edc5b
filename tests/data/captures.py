#!/usr/bin/env python3
"""Writes one BGP session as it looks on many links and after many mishaps.

usage: captures.py FOLDER

FOLDER gets link-*.pcap, the session over IPv4 and over IPv6 on each link type
that decode reads and behind each header that may stand before IP,
tunnel-*.pcap, in each tunnel over IPv4 and IPv6, fragments-*.pcap, and
tcp-*.pcap, the session in segments that came again, early, overlapping, with
sequence numbers that go around. What decode makes of it is the same in all of
them; part-*.pcap lack something, file-* are other forms of file, and
mixed.pcapng has an interface for each link and each tunnel.
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

    def __init__(self, six=False, isn=(1000, 5000), options=b"", port=41022):
        self.six, self.options, self.port = six, options, port
        self.next = {"a": isn[0], "b": isn[1]}

    def segment(self, side, seq, payload, flags=0x18, ack=None):
        other = "b" if side == "a" else "a"
        ports = (179, self.port) if side == "a" else (self.port, 179)
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


def ethernet(p):
    return MACS + ethertype(p) + p


def pppoe(p):
    ppp = PPP[is6(p)] + p
    return struct.pack(">BBHH", 0x11, 0, 7, len(ppp)) + ppp


def snap(p):
    return b"\xaa\xaa\x03\0\0\0" + ethertype(p) + p


def nflog(order):
    return lambda p: struct.pack(">BBH", 10 if is6(p) else 2, 0, 1) + \
        struct.pack(order + "HH", 8, 1) + ethertype(p) + b"\0\0" + \
        struct.pack(order + "HH", len(p) + 4, 9) + p


def pktap(p):
    head = struct.pack("<III", 108, 1, 1) + b"en0".ljust(96, b"\0")
    return head + ethernet(p)


def junos(flags, rest):
    return bytes.fromhex("4d4743") + bytes([flags]) + rest


LINKS = {
    "token-ring": (6, lambda p: b"\x10\x40" + MACS[:6] + b"\x84" +
                   MACS[7:] + b"\x06\0\0\1\0\2" + snap(p)),
    "slip": (8, lambda p: b"\1".ljust(16, b"\0") + p),
    "fddi": (10, lambda p: b"\x50" + MACS + snap(p)),
    "ethernet-snap": (1, lambda p: MACS + struct.pack(">H", len(snap(p))) +
                      snap(p)),
    "qinq-old": (1, lambda p: MACS + b"\x91\x00\x00\x07" + VLAN +
                 ethertype(p) + p),
    "atm": (100, snap),
    "wlan": (105, lambda p: b"\x08\x01\0\0" + MACS + b"\6" * 6 + b"\0\0" +
             snap(p)),
    "wlan-qos": (105, lambda p: b"\x88\x03\0\0" + MACS + b"\6" * 6 +
                 b"\0\0" + b"\7" * 6 + b"\0\0" + snap(p)),
    "radiotap": (127, lambda p: bytes.fromhex("0000080000000000") +
                 b"\x08\x01\0\0" + MACS + b"\6" * 6 + b"\0\0" + snap(p)),
    "enc": (109, lambda p: struct.pack("<III", 24 if is6(p) else 2, 1, 0)
            + p),
    "pflog": (117, lambda p: (b"\x3d" + bytes([24 if is6(p) else 2])).ljust(
        64, b"\0") + p),
    "fibre-channel": (122, lambda p: b"\0\0" + MACS[:6] + b"\0\0" +
                      MACS[6:] + snap(p)),
    "firewire": (138, lambda p: b"\2" * 8 + b"\4" * 8 + ethertype(p) + p),
    "pppd": (166, lambda p: b"\0\x03" + PPP[is6(p)] + p),
    "ppp-direction": (204, lambda p: b"\1\xff\x03" + PPP[is6(p)] + p),
    "hdlc-direction": (205, lambda p: b"\1\x0f\0" + ethertype(p) + p),
    "relay-direction": (206, lambda p: b"\1\x18\x41\x03" + NLPID[is6(p)]
                        + p),
    "junos": (178, lambda p: junos(0x80, b"\0\6\1\1\1\2\1\1") +
              ethernet(p)),
    "junos-bare": (178, lambda p: junos(0x02, b"\2\0\0\0") + p),
    "junos-ppp": (179, lambda p: junos(0, b"\xff\x03" + PPP[is6(p)] + p)),
    "junos-relay": (180, lambda p: junos(0, b"\x18\x41\x03" +
                                         NLPID[is6(p)] + p)),
    "junos-hdlc": (181, lambda p: junos(0, b"\x0f\0" + ethertype(p) + p)),
    "nflog-le": (239, nflog("<")),
    "nflog-be": (239, nflog(">")),
    "pktap": (258, pktap),
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


# ---- tunnels: what a packet is carried in; IPv4 outside, and IPv6

OUT4 = (b"\xc6\x33\x64\1", b"\xc6\x33\x64\2")
OUT6 = tuple(bytes.fromhex("20010db8ffff") + b"\0" * 9 + bytes([n])
             for n in (1, 2))


def udp(port, payload):
    return struct.pack(">HHHH", 50000, port, 8 + len(payload), 0) + payload


def gre(kind, payload, flags=0, words=b""):
    return struct.pack(">HH", flags, kind) + words + payload


def kind(p):
    return 0x86dd if is6(p) else 0x0800


LABELS = bytes.fromhex("0001004000020140")

TUNNELS = {
    "ip": lambda p: (41 if is6(p) else 4, p),
    "gre": lambda p: (47, gre(kind(p), p)),
    "gre-key": lambda p: (47, gre(kind(p), p, 0x2000, b"\0\0\0\7")),
    "gre-all": lambda p: (47, gre(kind(p), p, 0xb000, b"\1\2\0\0"
                                  b"\0\0\0\7\0\0\0\x09")),
    "gre-mpls": lambda p: (47, gre(0x8847, LABELS + p)),
    "nvgre": lambda p: (47, gre(0x6558, ethernet(p), 0x2000,
                                b"\0\1\2\3")),
    "pptp": lambda p: (47, gre(0x880b, b"\xff\x03" + PPP[is6(p)] + p,
                               0x3081, struct.pack(">HHII", 4 + len(p), 7, 1,
                                                   1))),
    "erspan1": lambda p: (47, gre(0x88be, ethernet(p))),
    "erspan2": lambda p: (47, gre(0x88be, bytes.fromhex("1007000100000000") +
                                  ethernet(p), 0x1000, b"\0\0\0\1")),
    "erspan3": lambda p: (47, gre(0x22eb, bytes.fromhex(
        "200700010000000000000000") + ethernet(p), 0x1000, b"\0\0\0\1")),
    "etherip": lambda p: (97, b"\x30\0" + ethernet(p)),
    "mpls": lambda p: (137, LABELS + p),
    "vxlan": lambda p: (17, udp(4789, bytes.fromhex("0800000000002a00") +
                                ethernet(p))),
    "vxlan-old": lambda p: (17, udp(8472, bytes.fromhex("0800000000002a00")
                                    + ethernet(p))),
    "vxlan-gpe": lambda p: (17, udp(4790, bytes.fromhex(
        "0c000002" if is6(p) else "0c000001") + b"\0\0\x2a\0" + p)),
    "geneve": lambda p: (17, udp(6081, bytes.fromhex(
        "0200655800002a000102030100000009") + ethernet(p))),
    "udp-mpls": lambda p: (17, udp(6635, LABELS + p)),
    "udp-gre": lambda p: (17, udp(4754, gre(kind(p), p))),
    "options": lambda p: (60, bytes([41 if is6(p) else 4]) +
                          b"\0\1\4\0\0\0\0" + p),
}


def tunnel(name, six=False):
    def wrap(p):
        protocol, payload = TUNNELS[name](p)
        return ip6(*OUT6, protocol, payload) if six else \
            ip4(*OUT4, protocol, payload)
    return wrap


def nested(*names):
    def wrap(p):
        for name in names:
            p = tunnel(name)(p)
        return p
    return wrap


def tunnels():
    out = {}
    for name in TUNNELS:
        for six in (False, True):
            if name != "options" or six:
                out[f"{name}-{6 if six else 4}"] = (101, tunnel(name, six))
    out["nested"] = (101, nested("vxlan", "gre", "ip", "udp-mpls"))
    out["mpls-ethernet"] = (1, lambda p: MACS + b"\x88\x47" + LABELS +
                            b"\0\0\0\0" + MACS + VLAN + ethertype(p) + p)
    return out


# ---- fragments


def fragments4(packet, n, size):
    """The packet with its number, in parts of so many octets."""
    head, rest = packet[:20], packet[20:]
    out = []
    for at in range(0, len(rest), size):
        more = 0x2000 if at + size < len(rest) else 0
        part = rest[at:at + size]
        h = head[:2] + struct.pack(">HHH", 20 + len(part), n,
                                   more | at // 8) + head[8:10] + b"\0\0" + \
            head[12:]
        out.append(h[:10] + struct.pack(">H", checksum(h)) + h[12:] + part)
    return out


def fragments6(packet, n, size):
    rest = packet[40:]
    out = []
    for at in range(0, len(rest), size):
        more = at + size < len(rest)
        out.append(ip6(packet[8:24], packet[24:40], 44,
                       struct.pack(">BBHI", packet[6], 0, at | more, n) +
                       rest[at:at + size]))
    return out


def fragmented(packets, size=24):
    cut = fragments6 if is6(packets[0]) else fragments4
    return [cut(p, 100 + n, size) for n, p in enumerate(packets)]


def flat(lists):
    return [p for one in lists for p in one]


def fragments():
    four, six = fragmented(plain()), fragmented(plain(True))
    out = {
        "4": flat(four),
        "6": flat(six),
        "4-backwards": flat(reversed(p) for p in four),
        "6-backwards": flat(reversed(p) for p in six),
        "4-again": [p for p in flat(four) for _ in range(2)],
        "6-again": [p for p in flat(six) for _ in range(2)],
        "4-twice": flat(p + p for p in four),
    }
    for name in "gre", "vxlan", "ip":
        for outer in (False, True):
            carried = [tunnel(name, outer)(p) for p in plain()]
            out[f"{name}-{6 if outer else 4}"] = flat(fragmented(carried, 48))
    carried = [tunnel("gre")(p) for p in flat(four)]
    out["in-fragments"] = flat(fragmented(carried))
    return out


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


def everywhere():
    """The session on each link and in each tunnel, each from its own port;
    without those that tshark 4.0 does not read."""
    rows = {**LINKS, **tunnels()}
    for name in ("slip", "pppd", "hdlc-direction", "relay-direction",
                 "nflog-be", "null-be", "vxlan-old-4", "vxlan-old-6"):
        del rows[name]
    return [(link, [wrap(p) for p in plain(six, port=20000 + 2 * n + six)])
            for n, (link, wrap) in enumerate(rows.values())
            for six in (False, True)]


def main():
    folder = pathlib.Path(sys.argv[1])
    files = {}
    for name, (link, wrap) in LINKS.items():
        for six in (False, True):
            packets = [wrap(p) for p in plain(six)]
            files[f"link-{name}-{6 if six else 4}.pcap"] = pcap(link, packets)
    for name, (link, wrap) in tunnels().items():
        for six in (False, True):
            packets = [wrap(p) for p in plain(six)]
            files[f"tunnel-{name}-{6 if six else 4}.pcap"] = \
                pcap(link, packets)
    for name, packets in fragments().items():
        files[f"fragments-{name}.pcap"] = pcap(101, packets)
    files["part-fragments.pcap"] = pcap(101, [
        p for n, p in enumerate(flat(fragmented(plain()))) if n != 16])
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
    files["mixed.pcapng"] = pcapng(everywhere())
    for name, content in files.items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
