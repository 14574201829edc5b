/* When hellos go out, and where to. */
#include "base/mem.h"
#include "core/ldp_hello_in.h"
#include "wire/ldp.h"

enum {
	/* Hellos at once, for newcomers, in the time of BURST_TIME: the rest
	 * of them waits for the next. */
	BURST = 8,
};

#define BURST_TIME MONO_S(5)
#define SHORTEST_TIME                                                          \
	MONO_S(1) /* between hellos, whatever we are asked for                 \
		   */

struct ldp_hello_action *
ldp_hello_act(struct ldp_hellos *h, enum ldp_hello_do what)
{
	struct ldp_hello_action *a;

	h->actions = mem_grow(
	    h->actions, &h->actions_room, h->n_actions, sizeof(*h->actions));
	a = &h->actions[h->n_actions++];
	*a = (struct ldp_hello_action){ .what = what };
	return a;
}

uint16_t
ldp_hello_hold(const struct ldp_hellos *h, bool targeted)
{
	if (targeted)
		return h->config.targeted_hold != 0 ? h->config.targeted_hold
						    : LDP_TARGETED_HOLD;
	return h->config.link_hold != 0 ? h->config.link_hold : LDP_LINK_HOLD;
}

bool
ldp_way_is_on(const struct ldp_hellos *h, const struct ldp_way *w, unsigned ip)
{
	return w->on[ip] && h->config.lsr != 0 &&
	       h->config.transport[ip].ip != ADDR_NONE;
}

/* A third of the hold time, so that two may be lost (RFC 5036 2.5.5). */
int64_t
ldp_hello_interval(uint16_t hold)
{
	int64_t third = MONO_S(hold) / 3;

	return third > SHORTEST_TIME ? third : SHORTEST_TIME;
}

static void
send_hello(struct ldp_hellos *h, struct ldp_way *w, unsigned ip, mono now)
{
	struct ldp_hello_action *a = ldp_hello_act(h, LDP_HELLO_SEND);
	bool targeted = w->ifindex == 0;
	struct ldp_hello_terms terms = {
		.config = &h->config,
		.message_id = ++h->message_id,
		.sequence = h->sequence,
		.ip = ip,
		.hold = ldp_hello_hold(h, targeted),
		.flags = targeted ? LDP_HELLO_TARGETED : 0,
	};

	if (targeted && w->configured)
		terms.flags |= LDP_HELLO_REQUEST;
	if (!targeted && !h->config.no_gtsm) /* RFC 6720 2.1: links alone */
		terms.flags |= LDP_HELLO_GTSM;
	a->ifindex = w->ifindex;
	a->ip = ip;
	a->to = w->to;
	a->n = ldp_hello_write(&terms, a->bytes, sizeof(a->bytes));
	h->counts.sent++;
	w->due[ip] = mono_add(now, ldp_hello_interval(w->hold[ip]));
	w->hold[ip] = terms.hold;
}

void
ldp_way_hurry(struct ldp_way *w, unsigned ip, mono now)
{
	if (mono_sub(now, w->burst_since) >= BURST_TIME || w->burst == 0) {
		w->burst_since = now;
		w->burst = 0;
	}
	if (w->burst >= BURST)
		return;
	w->burst++;
	w->due[ip] = now;
}

void
ldp_ways_send(struct ldp_hellos *h, mono now)
{
	for (size_t i = 0; i < h->n_ways; i++)
		for (unsigned ip = 0; ip < LDP_N_IP; ip++)
			if (ldp_way_is_on(h, &h->ways[i], ip) &&
			    mono_due(h->ways[i].due[ip], now))
				send_hello(h, &h->ways[i], ip, now);
}

struct ldp_way *
ldp_way_link(struct ldp_hellos *h, uint32_t ifindex)
{
	for (size_t i = 0; i < h->n_ways; i++)
		if (h->ways[i].ifindex == ifindex && ifindex != 0)
			return &h->ways[i];
	return NULL;
}

struct ldp_way *
ldp_way_target(struct ldp_hellos *h, const struct addr *to)
{
	for (size_t i = 0; i < h->n_ways; i++)
		if (h->ways[i].ifindex == 0 &&
		    addr_cmp(&h->ways[i].to, to) == 0)
			return &h->ways[i];
	return NULL;
}

struct ldp_way *
ldp_way_add(struct ldp_hellos *h, uint32_t ifindex, const struct addr *to)
{
	struct ldp_way *w;
	size_t i = 0;

	while (i < h->n_ways && !h->ways[i].gone)
		i++;
	if (i == h->n_ways)
		h->ways = mem_grow(
		    h->ways, &h->ways_room, h->n_ways++, sizeof(*h->ways));
	w = &h->ways[i];
	*w = (struct ldp_way){ .ifindex = ifindex };
	if (to != NULL)
		w->to = *to;
	for (unsigned ip = 0; ip < LDP_N_IP; ip++)
		w->due[ip] = MONO_NEVER;
	return w;
}

void
ldp_way_remove(struct ldp_way *w)
{
	*w = (struct ldp_way){ .gone = true };
}

void
ldp_way_switch(
    struct ldp_hellos *h, struct ldp_way *w, unsigned ip, bool on, mono now)
{
	if (on && !w->on[ip]) {
		w->hold[ip] = ldp_hello_hold(h, w->ifindex == 0);
		w->due[ip] = now;
	}
	w->on[ip] = on;
}
