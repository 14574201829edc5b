/*
 * Around a BGP speaker under test: sources that tell it a table, and sinks that
 * know which path of each prefix is best, all on one clock.
 */
#ifndef TESTS_BENCH_SPEAKERS_LAB_H
#define TESTS_BENCH_SPEAKERS_LAB_H

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/obuf.h"
#include "device.h"
#include "table.h"
#include "value/family.h"

struct scenario {
	const char *name;
	unsigned sources, sinks;
	uint32_t prefixes; /* at full size */
	bool same;         /* every source has all, on paths of its own */
	bool vpn;
	bool flaps; /* afterwards a tenth goes and comes back */
};

struct neighbor {
	unsigned k;
	int fd;
	bool up;
	double spoke; /* when it last said something */
	uint8_t in[1 << 17];
	size_t n_in;
	struct obuf out;
	uint32_t *have; /* of a sink: what it has of each prefix */
	uint32_t right; /* how many of these are as they should be */
};

struct lab {
	const struct scenario *sc;
	uint32_t n;     /* prefixes */
	uint32_t *want; /* a digest of the best path of each; 0: none */
	uint32_t *less; /* the same while a tenth is gone */
	struct obuf tables[MAX_NEIGHBORS], gone, back;
	struct neighbor *neighbors;
	unsigned n_neighbors;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the table ---- */

static uint32_t
family_of(const struct lab *lab)
{
	return lab->sc->vpn ? FAMILY_IPV4_VPN : FAMILY_IPV4_UNICAST;
}

/* Which of table_prefix() it is. */
static uint32_t
index_of(const struct prefix *p)
{
	uint32_t at = addr_u32(&p->addr) - (11u << 24);
	uint32_t k = p->len < 23 ? 3 : at >> 8 & 3;

	return (at >> 10) * 4 + k;
}

static struct bgp_nlri
nlri_of(const struct lab *lab, uint32_t i, uint8_t label[3])
{
	struct bgp_nlri one = { .prefix = table_prefix(i) };

	if (!lab->sc->vpn)
		return one;
	one.kind = BGP_NLRI_LABELED;
	one.has_rd = true;
	one.rd = (struct rd){ { 0, 0, 0xfd, 0xe8, 0, 0, (i / 1000) >> 8,
	    (i / 1000) & 0xff } };
	label[0] = (uint8_t)((16 + i) >> 12);
	label[1] = (uint8_t)((16 + i) >> 4);
	label[2] = (uint8_t)((16 + i) << 4 | 1);
	one.labels = rbuf(label, 3);
	return one;
}

static uint32_t
digest(uint32_t h, const void *p, size_t n)
{
	for (const uint8_t *at = p; n > 0; at++, n--)
		h = (h ^ *at) * 16777619u;
	return h;
}

/* Of what passes through: the path without its first `skip`, communities. */
static uint32_t
digest_of(const struct bgp_attrs *a, unsigned skip)
{
	struct bgp_as_path path = a->as_path;
	struct bgp_segment s;
	struct rbuf c = a->communities, l = a->large_communities;
	uint32_t h = 2166136261u;

	while (bgp_segment_next(&path, &s)) {
		for (unsigned i = 0; i < s.n; i++) {
			uint32_t as = bgp_segment_asn(&s, i);

			if (skip == 0)
				h = digest(h, &as, sizeof(as));
			else if (--skip == 0 && as != DEVICE_AS)
				return 1;
		}
	}
	h = digest(h, c.at, rbuf_left(&c));
	h = digest(h, l.at, rbuf_left(&l));
	return h | 2;
}

/* ---- what sources say ---- */

/* Some prefixes in a row, which have their attributes in common. */
struct run {
	uint32_t first, n;
};

static struct run *
runs_make(uint32_t prefixes, uint32_t *n)
{
	struct run *runs = malloc(sizeof(*runs) * (prefixes + 1));
	uint32_t seed = 20151118, at = 0;

	*n = 0;
	while (at < prefixes) {
		uint32_t some = 1 + draw(&seed, 10);

		some = some < prefixes - at ? some : prefixes - at;
		runs[(*n)++] = (struct run){ at, some };
		at += some;
	}
	return runs;
}

/* The best of several paths is shorter than the others. */
static void
say_run(struct lab *lab, struct obuf *to, unsigned source, uint32_t nth,
    struct run run)
{
	unsigned best = nth * 2654435761u >> 16, some = lab->sc->sources;
	uint32_t seed = nth * 16 + source, h;
	uint8_t text[512], labels[10][3], message[BGP_MAX_SIZE];
	struct bgp_hop hop = { .addr = addr_ip4(0x0a630002 + (source << 8)) };
	struct wbuf a = wbuf(text, sizeof(text)), w;
	struct table_route route = { .first_as = NEIGHBOR_AS + source };
	struct bgp_nlri list[10];
	struct bgp_update u = { 0 };

	if (lab->sc->same)
		route.hops = source == best % some ? 2 + nth % 4 : 6 + nth % 3;
	if (lab->sc->vpn)
		route.target = UINT64_C(0x0002fde800000000) + run.first / 1000;
	else
		route.next_hop = hop.addr;
	hop.has_rd = lab->sc->vpn;
	table_attributes(&a, &seed, &route);
	for (uint32_t i = 0; i < run.n; i++)
		list[i] = nlri_of(lab, run.first + i, labels[i]);
	w = wbuf(message, sizeof(message));
	bgp_announce_encode(&w, &table_codec, family_of(lab),
	    lab->sc->vpn ? &hop : NULL, rbuf(text, wbuf_used(&a)), list, run.n);
	obuf_put(to, message, wbuf_used(&w));
	if (lab->sc->same && source != best % some)
		return;
	bgp_attrs_decode(rbuf(text, wbuf_used(&a)), &table_codec, &u);
	h = digest_of(&u.attrs, 0);
	for (uint32_t i = 0; i < run.n; i++)
		lab->want[run.first + i] = h;
}

static void
say_gone(struct lab *lab, struct run run)
{
	uint8_t labels[10][3], message[BGP_MAX_SIZE];
	struct wbuf w = wbuf(message, sizeof(message));
	struct bgp_nlri list[10];

	for (uint32_t i = 0; i < run.n; i++)
		list[i] = nlri_of(lab, run.first + i, labels[i]);
	bgp_withdraw_encode(&w, &table_codec, family_of(lab), list, run.n);
	obuf_put(&lab->gone, message, wbuf_used(&w));
}

/* Sources tell in different orders, the same each time. */
static void
lab_fill(struct lab *lab)
{
	uint32_t n, seed = 1, stride = 1000003;
	struct run *runs = runs_make(lab->n, &n);

	lab->want = calloc(lab->n, sizeof(*lab->want));
	for (unsigned s = 0; s < lab->sc->sources; s++) {
		uint32_t at = draw(&seed, n);

		for (uint32_t i = 0; i < n; i++) {
			at = (uint32_t)(((uint64_t)at + stride) % n);
			if (lab->sc->same || at % lab->sc->sources == s)
				say_run(lab, &lab->tables[s], s, at, runs[at]);
		}
	}
	lab->less = malloc(lab->n * sizeof(*lab->less));
	memcpy(lab->less, lab->want, lab->n * sizeof(*lab->less));
	for (uint32_t i = 0; lab->sc->flaps && runs[i].first < lab->n / 10;
	     i++) {
		say_gone(lab, runs[i]);
		say_run(lab, &lab->back, 0, i, runs[i]);
		memset(lab->less + runs[i].first, 0,
		    runs[i].n * sizeof(*lab->less));
	}
	free(runs);
}

static void
lab_empty(struct lab *lab)
{
	free(lab->want);
	free(lab->less);
	for (unsigned s = 0; s < MAX_NEIGHBORS; s++)
		obuf_fini(&lab->tables[s]);
	obuf_fini(&lab->gone);
	obuf_fini(&lab->back);
}

/* ---- neighbours ---- */

static bool
is_sink(const struct lab *lab, const struct neighbor *b)
{
	return b->k >= lab->sc->sources;
}

static void
say_open(const struct lab *lab, struct neighbor *b)
{
	uint8_t text[256];
	struct wbuf w = wbuf(text, sizeof(text));
	struct bgp_open o = {
		.version = BGP_VERSION,
		.as = NEIGHBOR_AS + b->k,
		.hold_time = 600,
		.id = 0x0a630002 + (b->k << 8),
		.caps = { .as4 = true,
		    .as = NEIGHBOR_AS + b->k,
		    .families = { 1, { { .family = family_of(lab) } } } },
	};

	bgp_open_encode(&w, &o);
	obuf_put(&b->out, text, wbuf_used(&w));
}

static void
say_keepalive(struct neighbor *b)
{
	uint8_t text[BGP_HEADER_SIZE];
	struct wbuf w = wbuf(text, sizeof(text));

	bgp_keepalive_encode(&w);
	obuf_put(&b->out, text, wbuf_used(&w));
	b->spoke = now();
}

static struct sockaddr_in
end_of(unsigned k, unsigned which, unsigned port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(0x0a630000 + (k << 8) + which),
	};
}

/* It calls; who is not there yet is called again. */
static bool
neighbor_call(const struct lab *lab, struct neighbor *b)
{
	struct sockaddr_in own = end_of(b->k, 2, 0), to = end_of(b->k, 1, 179);

	b->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(b->fd, (void *)&own, sizeof(own)) < 0 ||
	    connect(b->fd, (void *)&to, sizeof(to)) < 0) {
		close(b->fd);
		b->fd = -1;
		return false;
	}
	fcntl(b->fd, F_SETFL, O_NONBLOCK);
	obuf_take(&b->out, obuf_left(&b->out));
	b->n_in = 0;
	b->up = false;
	say_open(lab, b);
	return true;
}

static void
has(struct lab *lab, struct neighbor *b, const struct prefix *p, uint32_t what)
{
	uint32_t i = index_of(p);

	if (i >= lab->n)
		return;
	b->right -= b->have[i] == lab->want[i];
	b->have[i] = what;
	b->right += what == lab->want[i];
}

static void
hear_nlri(struct lab *lab, struct neighbor *b, struct rbuf list,
    uint32_t family, uint32_t what)
{
	struct bgp_nlri_iter it = bgp_nlri_walk(list, family, &table_codec);
	struct bgp_nlri one;

	while (bgp_nlri_next(&it, &one, NULL))
		has(lab, b, &one.prefix, what);
}

static void
hear_update(struct lab *lab, struct neighbor *b, struct rbuf body)
{
	struct bgp_update u;
	uint32_t what;

	if (bgp_update_decode(body, &table_codec, &u) != BGP_FINE) {
		fprintf(stderr, "an UPDATE with an error: %s\n",
		    u.error.fault.what);
		return;
	}
	what = digest_of(&u.attrs, 1);
	hear_nlri(lab, b, u.withdrawn, FAMILY_IPV4_UNICAST, 0);
	hear_nlri(lab, b, u.nlri, FAMILY_IPV4_UNICAST, what);
	if (u.unreach.present)
		hear_nlri(lab, b, u.unreach.nlri, u.unreach.family, 0);
	if (u.reach.present)
		hear_nlri(lab, b, u.reach.nlri, u.reach.family, what);
}

/* False: the session is over. */
static bool
hear(struct lab *lab, struct neighbor *b)
{
	ssize_t got = read(b->fd, b->in + b->n_in, sizeof(b->in) - b->n_in);
	size_t at = 0;

	if (got <= 0)
		return got < 0 && errno == EAGAIN;
	b->n_in += (size_t)got;
	while (b->n_in - at >= BGP_HEADER_SIZE) {
		struct bgp_header h;

		if (!bgp_header_decode(b->in + at, false, &h, NULL))
			return false;
		if (b->n_in - at < h.length)
			break;
		if (h.type == BGP_OPEN)
			say_keepalive(b);
		else if (h.type == BGP_KEEPALIVE)
			b->up = true;
		else if (h.type == BGP_NOTIFICATION)
			return false;
		else if (h.type == BGP_UPDATE && is_sink(lab, b))
			hear_update(lab, b,
			    rbuf(b->in + at + BGP_HEADER_SIZE,
				h.length - BGP_HEADER_SIZE));
		at += h.length;
	}
	memmove(b->in, b->in + at, b->n_in - at);
	b->n_in -= at;
	return true;
}

static bool
say(struct neighbor *b)
{
	ssize_t n =
	    send(b->fd, obuf_at(&b->out), obuf_left(&b->out), MSG_NOSIGNAL);

	if (n > 0)
		obuf_take(&b->out, (size_t)n);
	return n > 0 || errno == EAGAIN;
}

/* One turn of all of them; false: a session is over. */
static bool
turn(struct lab *lab, int ms)
{
	struct pollfd fds[MAX_NEIGHBORS];

	for (unsigned k = 0; k < lab->n_neighbors; k++) {
		struct neighbor *b = &lab->neighbors[k];

		if (b->up && obuf_left(&b->out) == 0 && now() > b->spoke + 20)
			say_keepalive(b);
		fds[k] = (struct pollfd){ .fd = b->fd,
			.events =
			    POLLIN | (obuf_left(&b->out) > 0 ? POLLOUT : 0) };
	}
	if (poll(fds, lab->n_neighbors, ms) < 0)
		return false;
	for (unsigned k = 0; k < lab->n_neighbors; k++) {
		struct neighbor *b = &lab->neighbors[k];

		if ((fds[k].revents & POLLOUT) != 0 && !say(b))
			return false;
		if ((fds[k].revents & (POLLIN | POLLHUP | POLLERR)) != 0 &&
		    !hear(lab, b))
			return false;
	}
	return true;
}

#endif
