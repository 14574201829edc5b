#!/usr/bin/env python3
"""Stories of `bgpspeak run` and a neighbour, played on loopback.

Each starts the speaker, plays the neighbour (bgp_peer.py), and prints what
came of it: what was received, and what the speaker's records say.

usage: bgp_stories.py STORY ...
"""

import os
import socket
import struct
import sys

from bgp_peer import *

P, Q = "10.1.0.0/16", "10.2.0.0/16"


# ---- stories: RFC 4271 6.1 and 6.2


def last_words(speaker):
    """What the records say of the end of the session."""
    r = speaker.wait("the end of the session", lambda r: r["type"] ==
                     "peer_state" and r.get("direction") == "sent")
    said = r.get("error", {})
    return " ".join([r["reason"]] + [f"{k}={said[k]}" for k in
                    ("kind", "offset", "attribute") if k in said])


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
    before_open("another AS, of two octets",
                an_open(asn=64999, caps=family(1)))
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


def story_after():
    """What was refused last stays told when sessions end for other reasons."""
    speaker = Speaker(a_peer())
    peer = Peer(speaker)
    peer.until(OPEN)
    peer.send(an_open(version=3))
    print(peer.verdict())
    peer = Peer(speaker).retry(speaker)
    reset_by_peer(peer)
    r = speaker.wait("the reset", lambda r: r["type"] == "peer_state" and
                     r.get("reason", "").startswith("Connection reset"))
    print(f"{r['error']['kind']}: {r['error']['text']}")
    speaker.end()


# ---- stories: RFC 4271 6.3 and RFC 7606


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


# ---- stories: connections


def reset_by_peer(peer):
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                           struct.pack("ii", 1, 0))
    peer.socket.close()


def comes_up(name, speaker):
    """A neighbour that tries again until it gets an OPEN."""
    peer = Peer(speaker).retry(speaker)
    peer.send(an_open(), message(KEEPALIVE))
    print(f"{name}: {'established' if peer.until(UPDATE) else 'closed'}")
    return peer


def story_lost():
    speaker = Speaker(a_peer())
    peer = Peer(speaker)
    peer.until(OPEN)
    reset_by_peer(peer)
    peer = comes_up("after a reset in OpenSent", speaker)
    reset_by_peer(peer)
    peer = Peer(speaker).retry(speaker)
    peer.send(an_open())
    peer.until(KEEPALIVE)
    reset_by_peer(peer)
    comes_up("after a reset in OpenConfirm", speaker).socket.close()
    speaker.end()


def story_pieces():
    speaker = Speaker(a_peer())
    peer = Peer(speaker)
    peer.until(OPEN)
    peer.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for octet in an_open() + message(KEEPALIVE) + update(BASE, [P]):
        peer.send(bytes([octet]))
    print("an octet at a time:", speaker.route(P)["prefix"])
    many = nlri(*[f"10.{i // 250}.{i % 250}.0/24" for i in range(1005)])
    full = update(BASE + attribute(99, bytes(30)), many)
    peer.send(full)
    print(f"{len(full)} octets:", speaker.route("10.4.4.0/24")["prefix"])
    peer.socket.close()
    speaker.end()


def collide(name, ident):
    """Both dial; 6.8 keeps what the higher router id has dialled."""
    listener = socket.socket()
    listener.bind(("127.0.0.2", 0))
    listener.listen()
    speaker = Speaker(a_peer(
        passive=False, remote_address="127.0.0.2", local_address="127.0.0.1",
        port=listener.getsockname()[1]))
    theirs = Peer(speaker, accepted=listener.accept()[0])
    ours = Peer(speaker, "127.0.0.2")
    for peer in theirs, ours:
        peer.until(OPEN)
        peer.send(an_open(ident=ident))
        peer.until(KEEPALIVE, NOTIFICATION)
    loser, winner = (ours, theirs) if ident < b"\xc0\0\2\1" else \
        (theirs, ours)
    winner.send(message(KEEPALIVE))
    up = winner.until(UPDATE) is not None
    print(f"{name}: {'up' if up else 'down'}, the other closed: "
          f"{loser.get() is None or loser.get() is None}")
    winner.socket.close()
    loser.socket.close()
    listener.close()
    speaker.end()


def story_collision():
    collide("their id is higher", b"\xc0\0\2\2")
    collide("ours is higher", b"\xc0\0\2\0")


def story_silence():
    with a_session(a_peer(hold_time=3)) as (speaker, peer):
        print(f"{peer.verdict()}: {last_words(speaker)}")


# ---- stories: what is announced


def two(**router):
    speaker = Speaker(a_peer(name="a"), a_peer(
        name="b", remote_address="127.0.0.2"), router=router)
    return speaker, Peer(speaker), Peer(speaker, "127.0.0.2")


def told(peer):
    return peer.until(UPDATE)[1].hex()


def story_attributes():
    speaker, a, b = two()
    a.establish()
    b.establish()
    a.send(update(BASE + attribute(99, b"hi") + attribute(98, b"no", 0x80),
                  [P]))
    print("99 and 98 go on as", told(b)[-24:])
    a.send(update(BASE, [P]))
    print("implicit withdrawal:", told(b))
    a.send(update(BASE, [P]), update(withdraw=[Q]), update(withdraw=[P]))
    print("nothing new, unknown, gone:", told(b))
    confed = attribute(2, as_path(THEM) + b"\3\1\0\0\xfc\0")
    a.send(update(ORIGIN + confed + HOP, [P]), update(BASE, [Q]))
    print("not the confederation's:", told(b)[-6:])
    print(*[r["reason"] for r in speaker.show("routes", P, "all")])
    a.socket.close()
    b.socket.close()
    speaker.end()


def story_two_octets():
    speaker, a, b = two(**{"as": 4200000001})
    print("OPEN:", a.until(OPEN)[1].hex()[:6])
    a.send(an_open(caps=b""), message(KEEPALIVE))
    a.until(UPDATE)
    b.establish()
    a.send(update(
        ORIGIN + attribute(2, as_path(THEM, AS_TRANS, AS_TRANS, width=2)) +
        HOP + attribute(17, as_path(4200000005, 4200000006)), [P]))
    print("merged:", speaker.route(P)["as_path"])
    b.until(UPDATE)
    b.send(update(ORIGIN + attribute(2, as_path(THEM, 4200000009)) + HOP,
                  [Q]))
    print("split:", told(a))
    a.socket.close()
    b.socket.close()
    speaker.end()


# ---- stories: records that change


def states(speaker):
    for r in speaker.show("peers"):
        print(f"{r['name']}: {r['state']}: {r.get('reason')}")


def story_twins():
    speaker = Speaker(a_peer(name="a"), a_peer(name="b"))
    peer = Peer(speaker).establish()
    states(speaker)
    speaker.tell({"type": "peer", "op": "del", "name": "a"})
    print(peer.verdict())
    comes_up("b", speaker).socket.close()
    speaker.end()


def story_limit():
    with a_session(a_peer(max_prefixes=1)) as (speaker, peer):
        peer.send(update(BASE, [P, Q]))
        print(peer.verdict())
        print(Peer(speaker).verdict())
        speaker.tell(a_peer(max_prefixes=2))
        peer = comes_up("raised", speaker)
        peer.send(update(BASE, [P, Q]))
        speaker.wait("both", lambda r: r.get("prefix") == Q)
        speaker.tell(a_peer(max_prefixes=1))
        print("lowered:", peer.verdict())


def story_own_as():
    with a_session() as (speaker, peer):
        peer.send(update(ORIGIN + attribute(2, as_path(THEM, US)) + HOP, [P]),
                  END_OF_RIB)
        speaker.wait("End-of-RIB", lambda r: "end_of_rib" in r)
        print(*[r["reason"] for r in speaker.show("routes", "all")])
        speaker.tell(a_peer(allow_own_as=1))
        print(speaker.route(P)["reason"])


def story_pending():
    later = {"type": "policy", "name": "later",
             "rules": [{"then": "accept"}]}
    speaker = Speaker(a_peer(export=["later"]))
    print(Peer(speaker).verdict())
    states(speaker)
    speaker.tell(later)
    peer = comes_up("stated", speaker)
    speaker.tell({"type": "policy", "op": "del", "name": "later"})
    print(peer.verdict())
    states(speaker)
    speaker.end()


# ---- stories: NOTIFICATIONs in records


def story_notices():
    """Each is a record, also when all of it has been said before."""
    def notification(data):
        return message(NOTIFICATION, data)

    speaker = Speaker(a_peer(), a_peer(
        name="off", remote_address="127.0.0.2", shutdown=True))
    for data in 2 * [b"\3\5\x40\1\2\0\0"] + [b"\3\3\2", b"\6\4\2hi"]:
        peer = Peer(speaker).retry(speaker)
        peer.send(an_open(), message(KEEPALIVE), notification(data))
        peer.until(NOTIFICATION)
    for _ in range(2):
        Peer(speaker, "127.0.0.2").verdict()
    told = []
    for _ in range(6):
        told.append(speaker.wait("another", lambda r: "direction" in r and
                                 r["state"] == "idle" and r not in told))
    for r in told:
        print(r["name"], r["direction"], r["notification"], r.get("text"),
              r.get("error"))
    speaker.end()


# ---- stories: neighbours by prefix


def a_range(**keys):
    r = a_peer(name="lab", remote_prefix="127.0.1.0/24", **keys)
    del r["remote_address"], r["passive"]
    return r


def is_gone(speaker, name):
    speaker.wait(f"the end of {name}", lambda r: r["type"] == "peer_state" and
                 r["name"] == name and r.get("op") == "del")


def story_range():
    speaker = Speaker(a_range(max_peers=2, **{"import": ["theirs"]}), {
        "type": "policy", "name": "theirs",
        "rules": [{"match": {"peer": ["lab"]}, "then": "accept"}]})
    one = Peer(speaker, "127.0.1.1").establish()
    two = Peer(speaker, "127.0.1.2").establish()
    one.send(update(BASE, [P]))
    print("a route of", speaker.route(P)["peer"])
    print("told the other:", told(two)[-6:])
    print("a third:", Peer(speaker, "127.0.1.3").verdict())
    print("from elsewhere:", Peer(speaker, "127.0.2.1").verdict())
    states(speaker)
    two.socket.close()
    is_gone(speaker, "lab@127.0.1.2")
    third = Peer(speaker, "127.0.1.3").establish()
    states(speaker)
    speaker.tell(a_peer(remote_address="127.0.1.3"))
    print("named:", third.verdict())
    is_gone(speaker, "lab@127.0.1.3")
    print([(r["name"], r.get("peers")) for r in speaker.show("peers")])
    speaker.tell(a_range(shutdown=True))
    print("shut down:", one.verdict())
    is_gone(speaker, "lab@127.0.1.1")
    speaker.route(P, "del")
    speaker.tell(a_range(hold_time=30))
    one = Peer(speaker, "127.0.1.1").establish()
    speaker.tell({"type": "peer", "op": "del", "name": "lab"})
    print("no more:", one.verdict())
    speaker.end()


def story_range_key():
    """TCP-MD5 for all of the prefix, and for nobody without it."""
    speaker = Speaker(a_range(password_file="lab.md5"))
    path = os.path.join(speaker.folder, "lab.md5")
    with open(path, "w", encoding="utf-8") as f:
        f.write("sesame")
    os.chmod(path, 0o600)
    speaker.tell(a_range(password_file="lab.md5"))
    speaker.wait("the key", lambda r: r["type"] == "peer_state" and
                 r["state"] == "active")
    peer = Peer(speaker, "127.0.1.7", password=b"sesame").establish()
    states(speaker)
    for password in None, b"other":
        try:
            with socket.socket() as s:
                s.bind(("127.0.1.8", 0))
                s.settimeout(0.5)
                if password:
                    tcp_md5(s, password)
                s.connect(("127.0.0.1", speaker.port))
                print("let in with", password)
        except TimeoutError:
            print("no answer with", password)
    peer.socket.close()
    speaker.end()


def story_once():
    """Nobody to wait for: all neighbours are held down."""
    speaker = Speaker(a_peer(shutdown=True), args=["--once"])
    speaker.process.stdin.close()
    print(speaker.process.wait(PATIENCE))


def main():
    for name in sys.argv[1:]:
        globals()[f"story_{name}"]()


if __name__ == "__main__":
    main()
