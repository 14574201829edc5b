/* BFD: whether the path to a neighbour carries packets (RFC 5881, 5883). */
#include "base/mem.h"
#include "cli/cli.h"
#include "core/bfd.h"
#include "edge/clock.h"
#include "edge/udp.h"
#include "speaker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_MULTIPLIER 3
#define FIRST_PORT         49152 /* RFC 5881 4: where source ports begin */
#define PORT_TRIES         32
/* Datagrams of one turn of the loop: keepalives go out between them. */
#define RECEIVE_SLICE 256

/* One descriptor of each port, and version of IP, that somebody needs. */
struct path_port {
	struct speaker *speaker;
	struct path_port *next;
	unsigned ip;
	uint16_t port;
	int fd;
	struct loop_fd *watch;
};

struct path {
	struct neighbor *neighbor;
	struct bfd engine;
	struct addr remote, local;
	uint32_t ifindex;
	uint16_t port; /* BFD_PORT or BFD_PORT_MULTIHOP */
	int fd;        /* to send; -1: none yet, or none works */
	struct loop_timer *timer;
};

static void perform(struct path *, const struct bfd_out *);

/* ---- out ---- */

static int
open_to(const struct path *p)
{
	const struct terms *t = &p->neighbor->terms;
	const char *device = link_device(t);
	const struct addr *local = p->local.ip != ADDR_NONE ? &p->local : NULL;
	int fd = -1;

	for (unsigned i = 0; fd == -1 && i < PORT_TRIES; i++) {
		uint16_t chance;

		clock_random(&chance, sizeof(chance));
		fd = udp_connect(&p->remote, p->port, local,
		    (uint16_t)(FIRST_PORT + chance % (65536 - FIRST_PORT)),
		    device, 255);
		if (fd == -1 && errno != EADDRINUSE)
			break;
	}
	return fd;
}

/* No way to the neighbour, now or for a while, is what BFD is there to find. */
static void
send_packet(struct path *p, const struct bfd_packet *packet)
{
	uint8_t to[BFD_SIZE];
	struct wbuf w = wbuf(to, sizeof(to));

	if (p->fd == -1)
		p->fd = open_to(p);
	if (p->fd == -1 || !bfd_encode(&w, packet))
		return;
	if (udp_send(p->fd, to, wbuf_used(&w)) == -1 && errno != ECONNREFUSED &&
	    errno != EAGAIN) {
		close(p->fd);
		p->fd = -1; /* its own address may be gone */
	}
}

static void
set_timer(struct path *p)
{
	loop_timer_set(p->timer, bfd_deadline(&p->engine));
}

static void
draw_chance(struct path *p)
{
	uint16_t chance;

	clock_random(&chance, sizeof(chance));
	p->engine.chance = chance % 1001;
}

static void
on_timer(void *ctx)
{
	struct path *p = ctx;
	struct bfd_out out;

	draw_chance(p);
	bfd_tick(&p->engine, clock_mono(), &out);
	perform(p, &out);
}

/* ---- what comes of it ---- */

static void
tell(struct path *p)
{
	struct neighbor *n = p->neighbor;

	if (p->engine.state == BFD_UP)
		cli_info(n->speaker->cli, "peer \"%s\": BFD is up", n->name);
	else
		cli_warn(n->speaker->cli, "peer \"%s\": BFD is down: %s",
		    n->name,
		    name_of(bfd_diagnostic_names, p->engine.diagnostic));
	state_tell_always(n);
}

/* RFC 5882 4.1; 9384 has the NOTIFICATION. */
static void
fail(struct path *p)
{
	struct neighbor *n = p->neighbor;

	if (bgp_fsm_agreed(&n->fsm) != NULL)
		session_stop(
		    n, BGP_CEASE_BFD_DOWN, "BFD: the path is down", true);
}

static void
perform(struct path *p, const struct bfd_out *out)
{
	if (out->send)
		send_packet(p, &out->packet);
	set_timer(p);
	if (out->failed)
		fail(p);
	if (!out->changed || p->engine.state == BFD_INIT)
		return;
	tell(p);
	if (p->engine.state == BFD_UP)
		session_hurry(p->neighbor);
}

/* ---- in ---- */

static bool
is_from(const struct path *p, const struct path_port *port,
    const struct udp_from *from, const struct bfd_packet *packet)
{
	if (p->port != port->port || addr_cmp(&p->remote, &from->peer) != 0)
		return false;
	if (packet->your != 0)
		return packet->your == p->engine.my;
	return (p->local.ip == ADDR_NONE ||
		   addr_cmp(&p->local, &from->local) == 0) &&
	       (p->ifindex == 0 || p->ifindex == from->interface);
}

static struct path *
whose(const struct path_port *port, const struct udp_from *from,
    const struct bfd_packet *packet)
{
	struct speaker *sp = port->speaker;

	for (size_t i = 0; i < sp->n_neighbors; i++) {
		struct path *p = sp->neighbors[i]->path;

		if (p != NULL && is_from(p, port, from, packet))
			return p;
	}
	return NULL;
}

/* Over one hop nobody further away can send 255 (RFC 5881 5). */
static uint8_t
least_ttl(const struct path *p)
{
	return p->port == BFD_PORT ? 255 : p->neighbor->terms.min_ttl;
}

static void
take_packet(const struct path_port *port, struct rbuf datagram,
    const struct udp_from *from)
{
	struct bfd_packet packet;
	struct bfd_out out;
	struct path *p;

	if (!bfd_decode(datagram, &packet, NULL))
		return;
	p = whose(port, from, &packet);
	if (p == NULL || from->ttl < least_ttl(p))
		return;
	draw_chance(p);
	bfd_receive(&p->engine, clock_mono(), &packet, &out);
	perform(p, &out);
}

static void
on_datagram(void *ctx)
{
	struct path_port *port = ctx;
	uint8_t bytes[BFD_MAX_SIZE];
	struct udp_from from;

	for (unsigned i = 0; i < RECEIVE_SLICE; i++) {
		ssize_t n = udp_receive(port->fd, bytes, sizeof(bytes), &from);

		if (n == -1)
			return;
		take_packet(port, rbuf(bytes, (size_t)n), &from);
	}
}

/* ---- ports ---- */

static const struct path_port *
find_port(const struct path *p)
{
	const struct path_port *port = p->neighbor->speaker->path_ports;

	while (
	    port != NULL && (port->port != p->port || port->ip != p->remote.ip))
		port = port->next;
	return port;
}

static void
need_port(const struct path *p)
{
	struct speaker *sp = p->neighbor->speaker;
	struct path_port *port;
	int fd;

	if (find_port(p) != NULL)
		return;
	fd = udp_listen(p->remote.ip, p->port);
	if (fd == -1) {
		cli_error(sp->cli,
		    "peer \"%s\": BFD: UDP port %u: %s (does another BFD "
		    "daemon run here?)",
		    p->neighbor->name, p->port, strerror(errno));
		return;
	}
	port = mem_zalloc(sizeof(*port));
	port->speaker = sp;
	port->ip = p->remote.ip;
	port->port = p->port;
	port->fd = fd;
	port->watch = loop_fd_new(sp->loop, fd, on_datagram, NULL, port);
	loop_fd_want(port->watch, LOOP_READ);
	port->next = sp->path_ports;
	sp->path_ports = port;
}

void
path_ports_close(struct speaker *sp)
{
	while (sp->path_ports != NULL) {
		struct path_port *port = sp->path_ports;

		sp->path_ports = port->next;
		loop_fd_free(port->watch);
		close(port->fd);
		free(port);
	}
}

/* ---- of a neighbour ---- */

static struct bfd_config
read_config(const struct rec_bfd *b)
{
	return (struct bfd_config){
		.interval_us = b->interval_ms * 1000,
		.multiplier = HAS(b, bfd, multiplier) ? (uint8_t)b->multiplier
						      : DEFAULT_MULTIPLIER,
	};
}

static bool
differs(const struct bfd_config *a, const struct bfd_config *b)
{
	return a->interval_us != b->interval_us ||
	       a->multiplier != b->multiplier;
}

/* What `multihop` of bfd says, and without it how the session itself goes. */
static uint16_t
port_of(const struct neighbor *n)
{
	const struct rec_peer *p = neighbor_peer(n);
	bool hops = !addr_is_link_local(&n->terms.remote) &&
		    n->terms.min_ttl != 255 && n->terms.ttl != 1;

	if (HAS(&p->bfd, bfd, multihop))
		hops = p->bfd.multihop;
	return hops ? BFD_PORT_MULTIHOP : BFD_PORT;
}

/* Nobody's, and not 0. */
static uint32_t
draw_discriminator(const struct speaker *sp)
{
	uint32_t my;
	size_t i;

	do {
		clock_random(&my, sizeof(my));
		for (i = 0; i < sp->n_neighbors; i++)
			if (sp->neighbors[i]->path != NULL &&
			    sp->neighbors[i]->path->engine.my == my)
				break;
	} while (my == 0 || i < sp->n_neighbors);
	return my;
}

static void
begin(struct neighbor *n, const struct bfd_config *config)
{
	struct path *p = mem_zalloc(sizeof(*p));

	p->neighbor = n;
	p->remote = n->terms.remote;
	p->local = n->terms.local;
	p->ifindex = n->terms.ifindex;
	p->port = port_of(n);
	p->fd = -1;
	p->timer = loop_timer_new(n->speaker->loop, on_timer, p);
	bfd_init(
	    &p->engine, config, draw_discriminator(n->speaker), clock_mono());
	need_port(p);
	n->path = p;
	set_timer(p);
}

void
path_end(struct neighbor *n)
{
	struct path *p = n->path;
	struct bfd_out out;

	if (p == NULL)
		return;
	n->path = NULL;
	bfd_stop(&p->engine, clock_mono(), &out);
	send_packet(p, &out.packet);
	loop_timer_free(p->timer);
	if (p->fd != -1)
		close(p->fd);
	free(p);
}

static bool
goes_elsewhere(const struct path *p)
{
	const struct terms *t = &p->neighbor->terms;

	return addr_cmp(&p->remote, &t->remote) != 0 ||
	       addr_cmp(&p->local, &t->local) != 0 ||
	       p->ifindex != t->ifindex || p->port != port_of(p->neighbor);
}

void
path_review(struct neighbor *n)
{
	const struct rec_peer *peer = neighbor_peer(n);
	struct bfd_config config = read_config(&peer->bfd);

	if (n->path != NULL &&
	    (!n->running || !HAS(peer, peer, bfd) || goes_elsewhere(n->path)))
		path_end(n);
	if (!n->running || !HAS(peer, peer, bfd))
		return;
	if (n->path == NULL) {
		begin(n, &config);
	} else if (differs(&config, &n->path->engine.config)) {
		bfd_change(&n->path->engine, &config, clock_mono());
		set_timer(n->path);
	}
}

void
path_state(const struct neighbor *n, struct rec_bfd_state *s)
{
	const struct bfd *b = &n->path->engine;

	PUT(s, bfd_state, state, name_of(bfd_state_names, (int)b->state));
	if (b->diagnostic != BFD_NO_DIAGNOSTIC)
		PUT(s, bfd_state, diagnostic,
		    name_of(bfd_diagnostic_names, (int)b->diagnostic));
	PUT(s, bfd_state, multihop, n->path->port == BFD_PORT_MULTIHOP);
	if (b->state == BFD_UP)
		PUT(s, bfd_state, detection_ms,
		    (uint32_t)(bfd_detection_time(b) / 1000));
}
