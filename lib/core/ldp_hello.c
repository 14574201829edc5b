/* Discovery: when hellos go out, and what comes of those that come in. */
#include "base/mem.h"
#include "core/ldp_hello_in.h"
#include "wire/ldp.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ADJACENCIES = 4096 };

struct ldp_hellos *
ldp_hellos_new(void)
{
	struct ldp_hellos *h = mem_zalloc(sizeof(*h));

	h->look = MONO_NEVER;
	return h;
}

void
ldp_hellos_free(struct ldp_hellos *h)
{
	ldp_table_fini(&h->table);
	free(h->ways);
	free(h->actions);
	free(h);
}

bool
ldp_hellos_next(struct ldp_hellos *h, struct ldp_hello_action *a)
{
	if (h->taken == h->n_actions) {
		h->taken = h->n_actions = 0;
		return false;
	}
	*a = h->actions[h->taken++];
	return true;
}

static void
changed(struct ldp_hellos *h, struct ldp_id id, uint16_t status)
{
	struct ldp_hello_action *a = ldp_hello_act(h, LDP_HELLO_CHANGED);

	a->id = id;
	a->status = status;
}

/* ---- what follows from who is heard where ---- */

static bool
speaks_both(const struct ldp_hellos *h)
{
	return h->config.transport[LDP_IP4].ip != ADDR_NONE &&
	       h->config.transport[LDP_IP6].ip != ADDR_NONE;
}

/* RFC 6720: what all links of the session's version of IP say. */
static bool
has_gtsm(const struct ldp_heard *n)
{
	bool any = false;

	for (const struct ldp_adjacency *a = n->adjacencies; a != NULL;
	     a = a->next) {
		if (a->ifindex == 0 ||
		    (a->source.ip == ADDR_IP6) != (n->ip == LDP_IP6))
			continue;
		if (!a->gtsm)
			return false;
		any = true;
	}
	return any;
}

/*
 * RFC 7552 6.1.1. A neighbour with both versions of IP says so; the session is
 * then over the one that both prefer, and over the other only where that stays
 * silent, on a link that has but one. Where it is up it stays.
 */
static void
judge(const struct ldp_hellos *h, struct ldp_heard *n, mono now)
{
	unsigned wanted = h->config.prefer_ip4 ? LDP_IP4 : LDP_IP6;
	bool heard[LDP_N_IP] = { n->by_ip[LDP_IP4] > 0, n->by_ip[LDP_IP6] > 0 };
	unsigned one = heard[LDP_IP4] ? LDP_IP4 : LDP_IP6;

	n->status = 0;
	if (speaks_both(h) && n->preference == 0 && heard[LDP_IP4] &&
	    heard[LDP_IP6]) {
		n->status = LDP_DUAL_STACK_NONCOMPLIANCE;
		n->ip = LDP_N_IP;
	} else if (speaks_both(h) && n->preference != 0 &&
		   n->preference != (h->config.prefer_ip4 ? 4 : 6)) {
		n->status = LDP_TRANSPORT_MISMATCH;
		n->ip = LDP_N_IP;
	} else if (n->busy && n->ip != LDP_N_IP && heard[n->ip]) {
		return;
	} else if (!speaks_both(h) || n->preference == 0) {
		n->ip = one;
	} else if (heard[wanted]) {
		n->ip = wanted;
	} else {
		n->ip = mono_due(n->settle, now) ? one : LDP_N_IP;
	}
	n->gtsm = has_gtsm(n);
}

static void
end_adjacency(
    struct ldp_hellos *h, struct ldp_adjacency *a, uint16_t status, mono now)
{
	struct ldp_heard *n = a->of;
	struct ldp_id id = n->id;
	unsigned ip = a->source.ip == ADDR_IP6;
	struct ldp_way *w =
	    a->ifindex == 0 ? ldp_way_target(h, &a->source) : NULL;

	if (w != NULL && !w->configured)
		ldp_way_remove(w); /* it was an answer */
	ldp_table_leave(&h->table, a);
	if (n->by_ip[ip] == 0)
		n->transport[ip] = (struct addr){ 0 };
	if (n->adjacencies == NULL)
		ldp_table_remove(&h->table, n);
	else
		judge(h, n, now);
	changed(h, id, status);
}

/* Adjacencies over the way that is gone, for one version of IP. */
static void
end_over(struct ldp_hellos *h, const struct ldp_way *w, unsigned ip, mono now)
{
	struct ldp_adjacency *a = h->table.oldest, *next;

	for (; a != NULL; a = next) {
		next = a->newer;
		if (a->ifindex != w->ifindex ||
		    (a->source.ip == ADDR_IP6) != (ip == LDP_IP6))
			continue;
		if (w->ifindex != 0 || addr_cmp(&a->source, &w->to) == 0)
			end_adjacency(h, a, LDP_SHUTDOWN, now);
	}
}

static void
expire(struct ldp_hellos *h, mono now)
{
	struct ldp_adjacency *a, *next;

	if (!mono_due(h->look, now))
		return;
	for (a = h->table.oldest; a != NULL; a = next) {
		next = a->newer;
		if (mono_due(a->until, now))
			end_adjacency(h, a, LDP_HOLD_EXPIRED, now);
	}
	h->look = MONO_NEVER;
	for (size_t i = 0; i < h->table.n; i++) {
		struct ldp_heard *n = h->table.at[i];

		if (mono_due(n->settle, now) && n->ip == LDP_N_IP) {
			judge(h, n, now);
			changed(h, n->id, 0);
		} else if (n->ip == LDP_N_IP && n->status == 0) {
			h->look = mono_min(h->look, n->settle);
		}
	}
	for (a = h->table.oldest; a != NULL; a = a->newer)
		h->look = mono_min(h->look, a->until);
}

/* ---- what is wanted ---- */

void
ldp_hellos_config(
    struct ldp_hellos *h, mono now, const struct ldp_hello_config *config)
{
	h->config = *config;
	h->sequence++;
	for (size_t i = 0; i < h->n_ways; i++)
		for (unsigned ip = 0; ip < LDP_N_IP; ip++) {
			struct ldp_way *w = &h->ways[i];

			w->hold[ip] = ldp_hello_hold(h, w->ifindex == 0);
			w->due[ip] = now;
			if (!ldp_way_is_on(h, w, ip))
				end_over(h, w, ip, now);
		}
	for (size_t i = 0; i < h->table.n; i++) {
		judge(h, h->table.at[i], now);
		changed(h, h->table.at[i]->id, 0);
	}
	ldp_ways_send(h, now);
}

void
ldp_hellos_link(
    struct ldp_hellos *h, mono now, uint32_t ifindex, const bool on[LDP_N_IP])
{
	struct ldp_way *w = ldp_way_link(h, ifindex);

	if (w == NULL && !on[LDP_IP4] && !on[LDP_IP6])
		return;
	if (w == NULL)
		w = ldp_way_add(h, ifindex, NULL);
	for (unsigned ip = 0; ip < LDP_N_IP; ip++) {
		if (!on[ip] && w->on[ip])
			end_over(h, w, ip, now);
		ldp_way_switch(h, w, ip, on[ip], now);
	}
	if (!on[LDP_IP4] && !on[LDP_IP6])
		ldp_way_remove(w);
	ldp_ways_send(h, now);
}

void
ldp_hellos_target(
    struct ldp_hellos *h, mono now, const struct addr *to, bool on)
{
	struct ldp_way *w = ldp_way_target(h, to);
	unsigned ip = to->ip == ADDR_IP6;

	if (w == NULL && !on)
		return;
	if (w == NULL)
		w = ldp_way_add(h, 0, to);
	if (on) {
		w->configured = true;
		ldp_way_switch(h, w, ip, true, now);
	} else {
		end_over(h, w, ip, now);
		ldp_way_remove(w);
	}
	ldp_ways_send(h, now);
}

void
ldp_hellos_busy(struct ldp_hellos *h, struct ldp_id id, bool busy)
{
	struct ldp_heard *n = ldp_table_find(&h->table, id);

	if (n != NULL)
		n->busy = busy;
}

/* ---- what comes in ---- */

/* Where the hello belongs, or NULL: it is none of ours. */
static struct ldp_way *
way_of(struct ldp_hellos *h, mono now, const struct ldp_hello_from *from,
    const struct ldp_hello *hello)
{
	unsigned ip = from->peer.ip == ADDR_IP6;
	bool targeted = hello->flags & LDP_HELLO_TARGETED;
	bool is_local = addr_is_link_local(&from->peer);
	struct ldp_way *w;

	if (targeted == from->multicast)
		return NULL;
	if (!targeted) {
		/* RFC 7552 5.1 */
		if (ip == LDP_IP6 && (!is_local || from->ttl != 255))
			return NULL;
		w = ldp_way_link(h, from->ifindex);
		return w != NULL && ldp_way_is_on(h, w, ip) ? w : NULL;
	}
	if (ip == LDP_IP6 && is_local) /* RFC 7552 5.2 */
		return NULL;
	w = ldp_way_target(h, &from->peer);
	if (w == NULL && h->config.accept_targeted && h->config.lsr != 0 &&
	    h->config.transport[ip].ip != ADDR_NONE &&
	    (hello->flags & LDP_HELLO_REQUEST)) {
		w = ldp_way_add(h, 0, &from->peer);
		ldp_way_switch(h, w, ip, true, now);
	}
	return w != NULL && ldp_way_is_on(h, w, ip) ? w : NULL;
}

/* RFC 7552 6.1: that of the hello's own version of IP; else its source. */
static bool
take_transport(const struct ldp_hello_from *from, const struct ldp_hello *hello,
    struct addr *to)
{
	unsigned ip = from->peer.ip == ADDR_IP6;

	*to = hello->transport[ip].ip != ADDR_NONE ? hello->transport[ip]
						   : from->peer;
	if (addr_is_unspecified(to) || addr_is_multicast(to) ||
	    addr_is_loopback(to))
		return false;
	return !addr_is_link_local(to) || ip == LDP_IP4 ||
	       !(hello->flags & LDP_HELLO_TARGETED);
}

static unsigned
most_adjacencies(const struct ldp_hellos *h)
{
	return h->config.max_adjacencies != 0 ? h->config.max_adjacencies
					      : MAX_ADJACENCIES;
}

/* Not for one more of those with sessions, where all are of such. */
static bool
has_room(const struct ldp_hellos *h, const struct ldp_hello_from *from,
    const struct ldp_hello *hello)
{
	bool targeted = hello->flags & LDP_HELLO_TARGETED;
	const struct ldp_heard *n = ldp_table_find(&h->table, hello->id);

	return h->table.n_adjacencies < most_adjacencies(h) ||
	       (n != NULL &&
		   ldp_table_adjacency(
		       n, targeted ? 0 : from->ifindex, &from->peer) != NULL) ||
	       ldp_table_least(&h->table) != NULL;
}

static void
make_room(struct ldp_hellos *h, mono now)
{
	unsigned most = most_adjacencies(h);
	struct ldp_adjacency *a;

	while (h->table.n_adjacencies >= most &&
	       (a = ldp_table_least(&h->table)) != NULL) {
		end_adjacency(h, a, LDP_HOLD_EXPIRED, now);
		h->counts.displaced++;
	}
}

static void
refresh(struct ldp_hellos *h, struct ldp_way *w, struct ldp_adjacency *a,
    const struct ldp_hello *hello, mono now)
{
	unsigned ip = a->source.ip == ADDR_IP6;
	bool targeted = a->ifindex == 0;
	uint16_t own = ldp_hello_hold(h, targeted), theirs = hello->hold;

	if (theirs == 0)
		theirs = targeted ? LDP_TARGETED_HOLD : LDP_LINK_HOLD;
	a->hold = theirs < own ? theirs : own;
	a->until = a->hold == LDP_HOLD_FOR_EVER
		       ? MONO_NEVER
		       : mono_add(now, MONO_S(a->hold));
	h->look = mono_min(h->look, a->until);
	if (a->hold < w->hold[ip]) {
		w->hold[ip] = a->hold;
		w->due[ip] = mono_min(
		    w->due[ip], mono_add(now, ldp_hello_interval(a->hold)));
	}
}

/* RFC 5036 2.5.2: all hellos of a neighbour say the same. */
static bool
suits(const struct ldp_hellos *h, const struct ldp_hello_from *from,
    const struct ldp_hello *hello, const struct addr *transport)
{
	const struct ldp_heard *n = ldp_table_find(&h->table, hello->id);
	unsigned ip = from->peer.ip == ADDR_IP6;

	return n == NULL || !n->busy || n->ip != ip ||
	       n->transport[ip].ip == ADDR_NONE ||
	       addr_cmp(&n->transport[ip], transport) == 0;
}

static void
take_terms(struct ldp_heard *n, const struct ldp_hello_from *from,
    const struct ldp_hello *hello, const struct addr *transport)
{
	unsigned ip = from->peer.ip == ADDR_IP6;

	n->transport[ip] = *transport;
	if (addr_is_link_local(transport))
		n->scope = from->ifindex;
	n->preference = hello->preference;
	n->sequence = hello->sequence;
}

static void
take(struct ldp_hellos *h, mono now, const struct ldp_hello_from *from,
    const struct ldp_hello *hello, struct ldp_way *w,
    const struct addr *transport)
{
	struct ldp_heard *n = ldp_table_find(&h->table, hello->id);
	struct ldp_heard before = n != NULL ? *n : (struct ldp_heard){ 0 };
	struct ldp_adjacency *a = NULL;
	unsigned ip = from->peer.ip == ADDR_IP6;
	bool is_new;

	if (n != NULL)
		a = ldp_table_adjacency(n, w->ifindex, &from->peer);
	is_new = a == NULL;
	if (is_new) {
		make_room(h, now);
		n = ldp_table_find(&h->table, hello->id);
	}
	if (n == NULL) {
		n = ldp_table_add(&h->table, hello->id);
		n->settle = mono_add(now, MONO_S(ldp_hello_hold(h, false)));
		h->look = mono_min(h->look, n->settle);
	}
	take_terms(n, from, hello, transport);
	if (is_new) {
		a = ldp_table_join(&h->table, n, w->ifindex, &from->peer);
		a->since = now;
		ldp_way_hurry(w, ip, now);
	}
	a->source = from->peer;
	a->gtsm = hello->flags & LDP_HELLO_GTSM;
	refresh(h, w, a, hello, now);
	judge(h, n, now);
	if (is_new || before.ip != n->ip || before.status != n->status ||
	    before.gtsm != n->gtsm || before.sequence != n->sequence ||
	    addr_cmp(&before.transport[ip], transport) != 0)
		changed(h, n->id, 0);
}

void
ldp_hellos_input(struct ldp_hellos *h, mono now,
    const struct ldp_hello_from *from, struct rbuf bytes)
{
	struct ldp_hello hello;
	struct addr transport;
	struct ldp_way *w;

	h->counts.received++;
	if (!ldp_hello_read(bytes, &hello)) {
		h->counts.malformed++;
		return;
	}
	if (hello.id.lsr == 0 || hello.id.lsr == h->config.lsr ||
	    !take_transport(from, &hello, &transport) ||
	    !suits(h, from, &hello, &transport) || !has_room(h, from, &hello) ||
	    (w = way_of(h, now, from, &hello)) == NULL) {
		h->counts.ignored++;
		return;
	}
	take(h, now, from, &hello, w, &transport);
	ldp_ways_send(h, now);
}

/* ---- time, and questions ---- */

void
ldp_hellos_tick(struct ldp_hellos *h, mono now)
{
	expire(h, now);
	ldp_ways_send(h, now);
}

mono
ldp_hellos_deadline(const struct ldp_hellos *h)
{
	mono next = h->look;

	for (size_t i = 0; i < h->n_ways; i++)
		for (unsigned ip = 0; ip < LDP_N_IP; ip++)
			if (ldp_way_is_on(h, &h->ways[i], ip))
				next = mono_min(next, h->ways[i].due[ip]);
	return next;
}

const struct ldp_heard *
ldp_hellos_find(const struct ldp_hellos *h, struct ldp_id id)
{
	return ldp_table_find(&h->table, id);
}

const struct ldp_heard *
ldp_hellos_at(const struct ldp_hellos *h, const struct addr *a,
    const struct ldp_heard *behind)
{
	size_t i = 0;

	while (behind != NULL && h->table.at[i++] != behind)
		;
	for (; i < h->table.n; i++)
		for (unsigned ip = 0; ip < LDP_N_IP; ip++)
			if (addr_cmp(&h->table.at[i]->transport[ip], a) == 0)
				return h->table.at[i];
	return NULL;
}

const struct ldp_hello_counts *
ldp_hellos_counts(const struct ldp_hellos *h)
{
	return &h->counts;
}
