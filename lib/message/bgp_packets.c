/* BGP messages as packets in made-up TCP connections. */
#include "message/bgp_packets.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "message/bgp_encode_parts.h"
#include "wire/frame_encode.h"

enum {
	SEGMENT = 1440, /* of 1500 octets, behind IPv6 and TCP */
	PORTS_FIRST = 49152,
	PORTS_N = 16384, /* RFC 6335 6: dynamic ones */
	PAUSE = 65536,   /* sequence numbers between two connections */
	TCP_PSH = 0x08,
};

struct end {
	struct addr addr;
	uint16_t port; /* as the record says; 0: it does not */
};

struct connection {
	struct end ends[2]; /* which name it */
	uint16_t ports[2];
	uint32_t seq[2];
	bool up;
};

struct bgp_packets {
	struct obuf *out;
	struct connection *all;
	size_t n, room;
	struct map map;
	int64_t time_us;
};

struct bgp_packets *
bgp_packets_new(struct obuf *out)
{
	struct bgp_packets *p = mem_zalloc(sizeof(*p));
	uint8_t header[PCAP_HEADER_SIZE];
	struct wbuf w = wbuf(header, sizeof(header));

	p->out = out;
	pcap_header_encode(&w, PCAP_RAW_IP);
	obuf_put(out, header, wbuf_used(&w));
	return p;
}

void
bgp_packets_free(struct bgp_packets *p)
{
	map_fini(&p->map);
	free(p->all);
	free(p);
}

/* ---- finding ---- */

static bool
end_is(const struct end *a, const struct end *b)
{
	return a->port == b->port && addr_cmp(&a->addr, &b->addr) == 0;
}

/* Either way round. */
static bool
connection_is(const void *ctx, uint32_t at, const void *key)
{
	const struct connection *c =
	    &((const struct bgp_packets *)ctx)->all[at];
	const struct end *ends = key;

	return (end_is(&c->ends[0], &ends[0]) &&
		   end_is(&c->ends[1], &ends[1])) ||
	       (end_is(&c->ends[0], &ends[1]) && end_is(&c->ends[1], &ends[0]));
}

static uint32_t
end_hash(const struct end *e)
{
	return (uint32_t)hash_bytes(&e->addr, sizeof(e->addr), e->port);
}

static struct connection *
connection_of(struct bgp_packets *p, const struct end ends[2])
{
	uint32_t hash = end_hash(&ends[0]) + end_hash(&ends[1]);
	uint32_t at = map_find(&p->map, hash, connection_is, p, ends);
	struct connection *c;

	if (at != MAP_NONE)
		return &p->all[at];
	p->all = mem_grow(p->all, &p->room, p->n, sizeof(*p->all));
	map_add(&p->map, hash, (uint32_t)p->n);
	c = &p->all[p->n++];
	*c = (struct connection){ .ends = { ends[0], ends[1] } };
	for (unsigned i = 0; i < 2; i++)
		c->ports[i] = ends[i].port;
	/* One that is told makes the other the one that listens. */
	if (ends[0].port == 0)
		c->ports[0] = ends[1].port != 0 && ends[1].port != BGP_PORT
				  ? BGP_PORT
				  : PORTS_FIRST;
	if (ends[1].port == 0)
		c->ports[1] = c->ports[0] == BGP_PORT ? PORTS_FIRST : BGP_PORT;
	return c;
}

/* ---- packets ---- */

/* One from the end `side`. */
static void
packet_put(struct bgp_packets *p, struct connection *c, unsigned side,
    uint8_t flags, struct rbuf payload)
{
	uint8_t room[PCAP_PACKET_SIZE + TCP_PACKET_HEADERS + SEGMENT];
	struct wbuf w = wbuf(room, sizeof(room)), head;
	const struct frame f = {
		.src = c->ends[side].addr,
		.dst = c->ends[!side].addr,
		.sport = c->ports[side],
		.dport = c->ports[!side],
		.seq = c->seq[side],
		.ack = flags & TCP_ACK ? c->seq[!side] : 0,
		.flags = flags,
		.payload = payload,
	};

	head = wbuf(put_room(&w, PCAP_PACKET_SIZE), PCAP_PACKET_SIZE);
	frame_encode(&w, &f);
	pcap_packet_encode(&head, p->time_us, wbuf_used(&w) - PCAP_PACKET_SIZE);
	obuf_put(p->out, room, wbuf_used(&w));
	c->seq[side] += (uint32_t)rbuf_left(&payload) +
			((flags & (TCP_SYN | TCP_FIN)) != 0);
}

static void
connection_open(struct bgp_packets *p, struct connection *c)
{
	const struct rbuf none = { 0 };
	unsigned caller = c->ports[0] == BGP_PORT; /* who does not listen */

	c->seq[0] += PAUSE;
	c->seq[1] += PAUSE;
	packet_put(p, c, caller, TCP_SYN, none);
	packet_put(p, c, !caller, TCP_SYN | TCP_ACK, none);
	packet_put(p, c, caller, TCP_ACK, none);
	c->up = true;
}

static void
connection_close(struct bgp_packets *p, struct connection *c, unsigned side)
{
	const struct rbuf none = { 0 };

	packet_put(p, c, side, TCP_FIN | TCP_ACK, none);
	packet_put(p, c, !side, TCP_FIN | TCP_ACK, none);
	packet_put(p, c, side, TCP_ACK, none);
	c->up = false;
	for (unsigned i = 0; i < 2; i++) /* the next is another one */
		if (c->ends[i].port == 0 && c->ports[i] >= PORTS_FIRST)
			c->ports[i] =
			    (uint16_t)(PORTS_FIRST +
				       (c->ports[i] - PORTS_FIRST + 1) %
					   PORTS_N);
}

bool
bgp_packets_add(struct bgp_packets *p, const struct rec_message *m,
    struct rbuf message, struct rec_fault *f)
{
	const struct end ends[2] = { { m->src, (uint16_t)m->sport },
		{ m->dst, (uint16_t)m->dport } };
	bool is_last = message.at[BGP_HEADER_SIZE - 1] == BGP_NOTIFICATION;
	struct connection *c;
	unsigned side;

	if (!HAS(m, message, src) || !HAS(m, message, dst))
		return bgp_encode_refuse(
		    f, HAS(m, message, src) ? "dst" : "src", "it is missing");
	if (m->src.ip != m->dst.ip)
		return bgp_encode_refuse(
		    f, "dst", "it is not of the IP version of src");
	if (HAS(m, message, time) && m->time / 1000000 > UINT32_MAX)
		return bgp_encode_refuse(
		    f, "time", "it is not in 32 bits of seconds");
	if (HAS(m, message, time)) /* else when the one before it was */
		p->time_us = m->time;
	c = connection_of(p, ends);
	side = !end_is(&c->ends[0], &ends[0]);
	if (!c->up)
		connection_open(p, c);
	while (rbuf_left(&message) > 0) {
		size_t left = rbuf_left(&message);
		struct rbuf one =
		    get_sub(&message, left < SEGMENT ? left : SEGMENT);

		packet_put(p, c, side, TCP_PSH | TCP_ACK, one);
		packet_put(p, c, !side, TCP_ACK, (struct rbuf){ 0 });
	}
	if (is_last)
		connection_close(p, c, side);
	return true;
}
