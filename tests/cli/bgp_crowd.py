#!/usr/bin/env python3
"""A thousand neighbours, each with a thousand prefixes of its own, in one process
and one thread: what they tell the speaker, and how long each has to wait for a
word from it.

    bgp_crowd.py NEIGHBOURS PREFIXES told|kept

`told`: the speaker announces everything to everybody; `kept`: nothing. It is
bound to one processor, this to others where there are any.
"""

import collections
import os
import selectors
import socket
import struct
import sys
import time

from bgp_peer import (KEEPALIVE, NOTIFICATION, OPEN, UPDATE, Peer, Speaker,
                      an_open, as_path, attribute, message, update)

HOLD = 9  # seconds


def address(i):
    return f"127.1.{i >> 8}.{i & 255}"


def table(i, n):
    """The n prefixes of the neighbour i, with attributes of its own."""
    attrs = attribute(1, b"\0") + attribute(2, as_path(64512, 65536 + i)) + \
        attribute(3, bytes([192, 0, 2, 2]))
    first = 0x0b000000 // 256 + i * n
    out = []
    for at in range(0, n, 900):
        out.append(update(attrs, b"".join(
            b"\x18" + struct.pack(">I", first + k)[1:]
            for k in range(at, min(at + 900, n)))))
    return b"".join(out)


class Neighbour:
    def __init__(self, i, port, text):
        self.socket = socket.socket()
        self.socket.bind((address(i), 0))
        self.socket.connect(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.text = text
        self.up = self.ended = False
        self.buffer = b""
        self.out = an_open(hold=HOLD, ident=struct.pack(">I", 0x0a000001 + i))
        self.heard = self.said = time.monotonic()
        self.longest = 0
        self.octets = 0

    def event(self, now, room):
        try:
            n = self.socket.recv_into(room)
        except BlockingIOError:
            return
        except ConnectionError:
            n = 0
        if n == 0:
            self.ended = True
            return
        self.octets += n
        if self.up:
            self.longest = max(self.longest, now - self.heard)
            self.heard = now
            return
        self.buffer += room[:n].tobytes()
        while len(self.buffer) >= 19 and not self.up:
            length = struct.unpack(">H", self.buffer[16:18])[0]
            if len(self.buffer) < length:
                break
            kind = self.buffer[18]
            self.buffer = self.buffer[length:]
            if kind == OPEN:
                self.out += message(KEEPALIVE)
            elif kind == KEEPALIVE:
                self.up = True
                self.heard = now
                self.out += self.text
            elif kind == NOTIFICATION:
                self.ended = True

    def write(self):
        try:
            n = self.socket.send(self.out[:65536])
            self.out = self.out[n:]
        except BlockingIOError:
            pass
        except OSError:
            self.ended = True


def main():
    count, prefixes, told = int(sys.argv[1]), int(sys.argv[2]), \
        sys.argv[3] == "told"
    cpus = sorted(os.sched_getaffinity(0))
    records = [{
        "type": "peer", "name": f"p{i}", "remote_as": 64512,
        "remote_address": address(i), "passive": True, "hold_time": HOLD,
        "import": ["accept"], "export": ["accept"] if told else []}
        for i in range(count)]
    speaker = Speaker(*records, args=["--no-output", "-q"])
    os.sched_setaffinity(speaker.process.pid, {cpus[0]})
    os.sched_setaffinity(0, set(cpus[1:]) or set(cpus))
    Peer(speaker, address(count - 1)).socket.close()  # it listens
    while not speaker.show("peers", f"p{count - 1}"):
        time.sleep(0.1)
    texts = [table(i, prefixes) for i in range(count)]
    loop = selectors.EpollSelector()
    crowd = []
    began = time.monotonic()
    for i in range(count):
        n = Neighbour(i, speaker.port, texts[i])
        loop.register(n.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, n)
        crowd.append(n)
    room = memoryview(bytearray(1 << 20))
    done = None
    octets = quiet = 0
    last_tick = time.monotonic()
    while True:
        for key, mask in loop.select(0.05):
            now = time.monotonic()
            n = key.data
            if n.ended:
                continue
            if mask & selectors.EVENT_READ:
                n.event(now, room)
            if n.out:
                n.write()
            want = selectors.EVENT_READ | (selectors.EVENT_WRITE if n.out else 0)
            if key.events != want:
                loop.modify(n.socket, want, n)
        now = time.monotonic()
        if now - last_tick < 0.2:
            continue
        last_tick = now
        for n in crowd:
            if n.up and now - n.said > HOLD / 3 and not n.out:
                n.out += message(KEEPALIVE)
                n.said = now
                n.write()
        total = sum(n.octets for n in crowd)
        all_in = all(n.up and not n.out for n in crowd)
        busy = total - octets > count * 100
        octets = total
        quiet = 0 if busy or not all_in else quiet + 1
        if any(n.ended for n in crowd) or now - began > 600:
            break
        if quiet >= 10 and done is None:
            done = now
        if done is not None and now - done > HOLD:
            break
    ended = sum(n.ended for n in crowd)
    with open(f"/proc/{speaker.process.pid}/stat", encoding="ascii") as f:
        ticks = f.read().rsplit(")", 1)[1].split()
    cpu = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    with open(f"/proc/{speaker.process.pid}/status", encoding="ascii") as f:
        peak = [int(l.split()[1]) for l in f if l.startswith("VmHWM")][0]
    states = collections.Counter(
        (r["state"], r["established"], r.get("received"))
        for r in speaker.show("peers"))
    print(f"neighbours {count}, ended {ended}")
    for (state, times, received), k in sorted(states.items()):
        print(f"{k} {state}, {times} times, {received} received")
    longest = max(n.longest for n in crowd)
    print("keepalives:", "on time" if longest < HOLD / 2 else "late")
    print(f"longest silence {longest:.1f} s, nothing new after "
          f"{(done or now) - began - 2:.1f} s, {cpu:.1f} s of processor, peak {peak / 1024:.0f} MB, "
          f"{octets / 1e6:.0f} MB told", file=sys.stderr)
    speaker.process.kill()


if __name__ == "__main__":
    main()
