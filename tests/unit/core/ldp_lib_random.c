/*
 * Any order of events comes to the same: three routers exchange labels while
 * routes, addresses and sessions come and go, and in the end each has what it
 * would have if it had only ever seen the last state.
 */
#include "ldp_world.h"

enum { ROUTERS = 3, FECS = 12, EVENTS = 400, ROUNDS = 300 };

/* What has been said by records: the last of each key. */
struct said {
	uint32_t lfib[32];              /* out label + 1 by in label - 16 */
	char lsp[FECS][128];            /* paths as text; empty: none */
	uint32_t remote[FECS][ROUTERS]; /* label + 1 */
};

struct router {
	struct world w;
	uint32_t peer[ROUTERS]; /* handles; UINT32_MAX: no session */
	int route[FECS]; /* -1: none; itself: connected; else the next hop */
	struct said said;
	struct obuf out[ROUTERS];
};

struct net {
	struct router r[ROUTERS];
	uint64_t seed;
	struct ldp_lib_config config;
};

static uint32_t
draw(struct net *n, uint32_t below)
{
	return (uint32_t)(t_draw(&n->seed) % below);
}

static const char *
fec_text(unsigned i, char *to)
{
	sprintf(to, "10.%u.0.0/16", i);
	return to;
}

static const char *
address_text(unsigned router, char *to)
{
	sprintf(to, "192.168.0.%u", router + 1);
	return to;
}

static void
router_begin(struct net *n, unsigned i)
{
	struct ldp_lib_config c = n->config;
	char text[32];
	struct addr a;

	c.lsr = i + 1;
	memset(&n->r[i], 0, sizeof(n->r[i]));
	w_begin(&n->r[i].w, c);
	a = w_addr(address_text(i, text));
	ldp_lib_address(n->r[i].w.lib, &a, false);
	for (unsigned p = 0; p < ROUTERS; p++)
		n->r[i].peer[p] = UINT32_MAX;
	for (unsigned f = 0; f < FECS; f++)
		n->r[i].route[f] = -1;
}

static void
router_end(struct router *r)
{
	w_end(&r->w);
	for (unsigned p = 0; p < ROUTERS; p++)
		obuf_fini(&r->out[p]);
}

/* ---- events ---- */

static void
route(struct net *n, unsigned i, unsigned fec, int to)
{
	struct router *r = &n->r[i];
	char prefix[32], hop[48], address[32];

	fec_text(fec, prefix);
	r->route[fec] = to;
	if (to < 0) {
		w_no_route(&r->w, prefix);
		return;
	}
	if (to == (int)i)
		strcpy(hop, "@lo");
	else
		sprintf(
		    hop, "%s@eth%d", address_text((unsigned)to, address), to);
	w_route(&r->w, prefix, hop);
}

static void
side_up(struct net *n, unsigned i, unsigned with, int64_t recovery)
{
	struct router *r = &n->r[i];

	r->peer[with] = w_up(&r->w,
	    (struct ldp_lib_session){
		.lsr = with + 1, .recovery = recovery, .end_of_lib = true });
}

static void
session(struct net *n, unsigned a, unsigned b)
{
	int64_t keep = draw(n, 2) ? MONO_S(60) : 0;

	if (n->r[a].peer[b] == UINT32_MAX) {
		side_up(n, a, b, keep);
		side_up(n, b, a, keep);
		return;
	}
	ldp_lib_down(n->r[a].w.lib, n->r[a].w.now, n->r[a].peer[b], keep);
	ldp_lib_down(n->r[b].w.lib, n->r[b].w.now, n->r[b].peer[a], keep);
	n->r[a].peer[b] = n->r[b].peer[a] = UINT32_MAX;
	obuf_take(&n->r[a].out[b], obuf_left(&n->r[a].out[b]));
	obuf_take(&n->r[b].out[a], obuf_left(&n->r[b].out[a]));
}

/* ---- octets from one to the other, and records ---- */

static bool
fill(struct net *n, unsigned i, unsigned to, uint32_t budget)
{
	struct router *r = &n->r[i];
	bool more = false;

	if (r->peer[to] == UINT32_MAX)
		return false;
	ldp_lib_state(r->w.lib, &r->w.state, false);
	ldp_lib_fill(r->w.lib, r->peer[to], &r->out[to], 200, budget, &more);
	return more || obuf_left(&r->out[to]) > 0;
}

/* One PDU of what is on its way. */
static void
deliver(struct net *n, unsigned i, unsigned to)
{
	struct obuf *o = &n->r[i].out[to];
	struct router *r = &n->r[to];
	struct ldp_message m;
	struct ldp_pdu pdu;
	struct rbuf bytes = rbuf(obuf_at(o), obuf_left(o));
	size_t size;

	if (rbuf_left(&bytes) == 0)
		return;
	CHECK(ldp_pdu_size(bytes, LDP_MAX_LENGTH, &size, NULL));
	CHECK(ldp_pdu_decode(rbuf(bytes.at, size), &pdu, NULL));
	while (ldp_message_next(&pdu.messages, &m, NULL))
		CHECK(ldp_lib_receive(
		    r->w.lib, r->w.now, r->peer[i], &m, &r->w.fault));
	obuf_take(o, size);
}

static void
note_lsp(struct said *s, const struct rec_lsp *l, bool del)
{
	struct obuf text = { 0 };

	w_word_paths(&text, l->paths.at, l->paths.n);
	obuf_putc(&text, '\0');
	snprintf(
	    s->lsp[l->fec.addr.b[1]], 128, "%s", del ? "" : obuf_at(&text));
	obuf_fini(&text);
}

static void
note(struct said *s, const struct rec *r)
{
	if (r->type == REC_LSP) {
		note_lsp(s, &r->lsp, r->del);
	} else if (r->type == REC_LFIB) {
		const struct rec_path *p = r->lfib.paths.at;

		s->lfib[r->lfib.in_label - 16] = r->del                 ? 0
						 : r->lfib.paths.n == 0 ? 1
						 : p->labels.n == 0
						     ? 4
						     : p->labels.at[0] + 1;
	} else if (r->label.direction == 2) {
		s->remote[r->label.fec.addr.b[1]]
			 [(uint32_t)atoi(r->label.neighbor + 6) - 1] =
		    r->del ? 0 : r->label.label + 1;
	}
}

static void
records(struct router *r)
{
	const struct rec *rec;

	while ((rec = ldp_lib_record(r->w.lib)) != NULL)
		note(&r->said, rec);
}

/* Until nobody has anything more to say. */
static void
settle(struct net *n)
{
	bool more = true;

	while (more) {
		more = false;
		for (unsigned i = 0; i < ROUTERS; i++)
			for (unsigned to = 0; to < ROUTERS; to++) {
				more |= ldp_lib_work(
				    n->r[i].w.lib, n->r[i].w.now, 5);
				more |= fill(n, i, to, 3);
				deliver(n, i, to);
			}
	}
	for (unsigned i = 0; i < ROUTERS; i++)
		records(&n->r[i]);
}

static void
pass_time(struct net *n, int64_t us)
{
	for (unsigned i = 0; i < ROUTERS; i++) {
		n->r[i].w.now = mono_add(n->r[i].w.now, us);
		ldp_lib_tick(n->r[i].w.lib, n->r[i].w.now);
	}
}

static void
event(struct net *n)
{
	unsigned a = draw(n, ROUTERS), b = (a + 1 + draw(n, 2)) % ROUTERS;

	switch (draw(n, 8)) {
	case 0:
	case 1:
	case 2:
		/* in a loop labels that wait for others keep each other */
		route(n, a, draw(n, FECS),
		    (int)draw(n, n->config.ordered ? a + 2 : ROUTERS + 1) - 1);
		break;
	case 3:
		if (draw(n, 4) == 0)
			session(n, a, b);
		break;
	case 4:
		fill(n, a, b, 1 + draw(n, 4));
		break;
	case 5:
		if (n->r[b].peer[a] != UINT32_MAX)
			deliver(n, a, b);
		break;
	case 6:
		ldp_lib_work(n->r[a].w.lib, n->r[a].w.now, draw(n, 8));
		break;
	case 7:
		if (draw(n, 2))
			records(&n->r[a]);
		if (draw(n, 10) == 0)
			pass_time(n, MONO_S(draw(n, 40)));
		break;
	}
}

/* ---- the same without a past ---- */

static void
follow(struct net *to, const struct net *from)
{
	for (unsigned i = 0; i < ROUTERS; i++)
		for (unsigned f = 0; f < FECS; f++)
			if (from->r[i].route[f] >= 0)
				route(to, i, f, from->r[i].route[f]);
	for (unsigned a = 0; a < ROUTERS; a++)
		for (unsigned b = a + 1; b < ROUTERS; b++)
			if (from->r[a].peer[b] != UINT32_MAX) {
				side_up(to, a, b, 0);
				side_up(to, b, a, 0);
			}
	settle(to);
}

/* Whether the way goes by a label of the same kind: labels have a past. */
static uint32_t
kind(uint32_t label_and_one)
{
	return label_and_one > 16 ? 17 : label_and_one;
}

/* "next hop@interface/label" without what the label is. */
static void
compare_lsp(const char *one, const char *other)
{
	const char *a = strchr(one, '/'), *b = strchr(other, '/');
	size_t n = a == NULL ? strlen(one) : (size_t)(a - one);

	CHECK((a == NULL) == (b == NULL));
	CHECK(strncmp(one, other, n) == 0);
	CHECK(n == (b == NULL ? strlen(other) : (size_t)(b - other)));
}

/* What a router says of others' labels is what those have told. */
static void
compare(const struct net *n, const struct net *fresh)
{
	for (unsigned i = 0; i < ROUTERS; i++) {
		const struct said *is = &n->r[i].said;
		const struct said *was = &fresh->r[i].said;
		struct ldp_lib_counts a, b;

		ldp_lib_count(n->r[i].w.lib, UINT32_MAX, &a);
		ldp_lib_count(fresh->r[i].w.lib, UINT32_MAX, &b);
		CHECK(a.fecs == b.fecs && a.lsps == b.lsps);
		CHECK(a.labels == b.labels && a.remote == b.remote);
		CHECK(a.told == b.told && a.addresses == b.addresses);
		for (unsigned f = 0; f < FECS; f++) {
			compare_lsp(is->lsp[f], was->lsp[f]);
			for (unsigned p = 0; p < ROUTERS; p++)
				CHECK(kind(is->remote[f][p]) ==
				      kind(was->remote[f][p]));
		}
	}
}

/* An in-label leads where the label that its neighbour gave for the FEC is. */
static void
labels_agree(const struct net *n)
{
	for (unsigned i = 0; i < ROUTERS; i++)
		for (unsigned f = 0; f < FECS; f++) {
			int hop = n->r[i].route[f];
			const char *slash = strchr(n->r[i].said.lsp[f], '/');
			struct prefix p;
			struct ldp_lib_fec here, there;
			char text[32];
			uint32_t at;

			if (slash == NULL)
				continue;
			p = w_prefix(fec_text(f, text));
			CHECK(hop >= 0 && hop != (int)i);
			CHECK(
			    ldp_lib_find_fec(n->r[hop].w.lib, &p, &at, &there));
			CHECK(there.has_label &&
			      there.label == (uint32_t)atoi(slash + 1));
			CHECK(ldp_lib_find_fec(n->r[i].w.lib, &p, &at, &here));
			CHECK(n->r[i].said.lfib[here.label - 16] ==
			      there.label + 1);
		}
}

static void
run(struct ldp_lib_config config)
{
	for (unsigned round = 1; round <= ROUNDS && t_failed == 0; round++) {
		struct net n = { .seed = round, .config = config };
		struct net fresh = { .seed = 1, .config = config };

		for (unsigned i = 0; i < ROUTERS; i++) {
			router_begin(&n, i);
			router_begin(&fresh, i);
		}
		for (unsigned i = 0; i < EVENTS; i++)
			event(&n);
		settle(&n);
		pass_time(&n, MONO_S(100)); /* who is away is gone */
		settle(&n);
		follow(&fresh, &n);
		compare(&n, &fresh);
		labels_agree(&n);
		if (t_failed > 0)
			printf("# round %u\n", round);
		for (unsigned i = 0; i < ROUTERS; i++) {
			router_end(&n.r[i]);
			router_end(&fresh.r[i]);
		}
	}
}

static void
independent_control_comes_to_the_same(void)
{
	run((struct ldp_lib_config){ .first_label = 16, .last_label = 47 });
}

static void
ordered_control_comes_to_the_same(void)
{
	run((struct ldp_lib_config){
	    .first_label = 16, .last_label = 47, .ordered = true });
}

int
main(void)
{
	RUN(independent_control_comes_to_the_same);
	RUN(ordered_control_comes_to_the_same);
	return DONE();
}
