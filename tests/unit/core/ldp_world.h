/*
 * A label database and what its neighbours say and hear, as words:
 *
 *	map 10.0.0.0/24 20      withdraw 10.0.0.0/24 20     release * 20
 *	request 10.0.0.0/24     abort 10.0.0.0/24 7         address 10.0.12.2
 *	notice no_route 7       end 4
 *
 * `*` is the wildcard, `*4` and `*6` are typed ones. What is heard and what
 * records say comes as one text, a line each.
 */
#ifndef TESTS_LDP_WORLD_H
#define TESTS_LDP_WORLD_H

#include "base/obuf.h"
#include "core/labels.h"
#include "core/ldp_lib.h"
#include "core/prefix_set.h"
#include "rec/rec.h"
#include "value/family.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../t.h"

enum { OUR_LSR = 0x01010101, NO_LABEL = -1 };

struct world {
	struct ldp_lib *lib;
	mono now;
	uint32_t id; /* of the neighbours' messages */
	struct obuf text, state;
	struct fault fault;
};

static inline struct prefix
w_prefix(const char *text)
{
	struct prefix p = { 0 };

	prefix_parse(&p, text, strlen(text), NULL);
	return p;
}

static inline struct addr
w_addr(const char *text)
{
	struct addr a = { 0 };

	addr_parse(&a, text, strlen(text), NULL);
	return a;
}

static inline void
w_begin(struct world *w, struct ldp_lib_config config)
{
	*w = (struct world){ .now = { MONO_S(100) } };
	if (config.lsr == 0)
		config.lsr = OUR_LSR;
	w->lib = ldp_lib_new(&config);
}

static inline void
w_end(struct world *w)
{
	ldp_lib_free(w->lib);
	obuf_fini(&w->text);
	obuf_fini(&w->state);
}

/* ---- facts ---- */

/* Paths as "10.0.12.2@eth1 10.0.13.3@eth2", or "@eth1" where connected. */
static inline void
w_route_of(struct world *w, const char *prefix, const char *protocol,
    uint32_t metric, const char *paths, bool del)
{
	struct rec_path at[8];
	struct rec_route r = { .paths = { 0, at } };
	char hop[64], interface[8][16];
	int used;

	PUT(&r, route, protocol, protocol);
	PUT(&r, route, prefix, w_prefix(prefix));
	PUT(&r, route, family,
	    r.prefix.addr.ip == ADDR_IP4 ? FAMILY_IPV4_UNICAST
					 : FAMILY_IPV6_UNICAST);
	PUT(&r, route, metric, metric);
	r.has |= UINT64_C(1) << AT_route_paths;
	while (sscanf(paths, "%63s%n", hop, &used) == 1) {
		struct rec_path *p = &at[r.paths.n];
		char *cut = strchr(hop, '@');

		*p = (struct rec_path){ 0 };
		snprintf(interface[r.paths.n], 16, "%.15s", cut + 1);
		*cut = '\0';
		PUT(p, path, interface, interface[r.paths.n]);
		if (cut != hop)
			PUT(p, path, next_hop, w_addr(hop));
		r.paths.n++;
		paths += used;
	}
	ldp_lib_route(w->lib, w->now, &r, del);
}

static inline void
w_route(struct world *w, const char *prefix, const char *paths)
{
	w_route_of(w, prefix, "static", 20, paths, false);
}

static inline void
w_no_route(struct world *w, const char *prefix)
{
	w_route_of(w, prefix, "static", 20, "", true);
}

static inline uint32_t
w_up(struct world *w, struct ldp_lib_session s)
{
	if (s.families == 0)
		s.families = LDP_LIB_IP4;
	return ldp_lib_up(w->lib, w->now, &s);
}

/* ---- what neighbours say ---- */

static inline void
w_put_fec(struct wbuf *w, const char *word)
{
	struct ldp_fec e = { .type = LDP_FEC_PREFIX };
	uint8_t family[2] = { 0, word[1] == '6' ? LDP_AFI_IPV6 : LDP_AFI_IPV4 };
	uint8_t *length;

	put_u16(w, LDP_TLV_FEC);
	length = put_len(w, 2);
	if (word[0] != '*') {
		e.prefix = w_prefix(word);
		e.family =
		    e.prefix.addr.ip == ADDR_IP4 ? LDP_AFI_IPV4 : LDP_AFI_IPV6;
	} else if (word[1] == '\0') {
		e.type = LDP_FEC_WILDCARD;
	} else {
		e.type = LDP_FEC_TYPED_WILDCARD;
		e.of = LDP_FEC_PREFIX;
		e.info = rbuf(family, 2);
	}
	ldp_fec_encode(w, &e);
	end_len(w, length, 2);
}

static inline void
w_put_number(struct wbuf *w, uint16_t type, long number)
{
	struct ldp_tlv t = { .type = type, .number = (uint32_t)number };

	ldp_tlv_encode(w, &t);
}

static inline void
w_put_addresses(struct wbuf *w, const char *word)
{
	struct addr a = w_addr(word);
	struct ldp_tlv t = { .type = LDP_TLV_ADDRESS_LIST,
		.family = a.ip == ADDR_IP4 ? LDP_AFI_IPV4 : LDP_AFI_IPV6,
		.value = rbuf(a.b, addr_bits(&a) / 8) };

	ldp_tlv_encode(w, &t);
}

static inline void
w_put_status(struct wbuf *w, const char *word, long about)
{
	struct ldp_tlv t = { .type = LDP_TLV_STATUS };

	while (t.status.code < 0x30 &&
	       (ldp_status_name(t.status.code) == NULL ||
		   strcmp(ldp_status_name(t.status.code), word) != 0))
		t.status.code++;
	t.status.message_id = (uint32_t)about;
	ldp_tlv_encode(w, &t);
}

/* Loop detection: hops, and routers of the path. */
struct w_trail {
	uint8_t hops;
	unsigned n;
	uint32_t lsr[4];
};

static inline void
w_put_trail(struct wbuf *w, const struct w_trail *t)
{
	struct ldp_tlv hops = { .type = LDP_TLV_HOP_COUNT, .octet = t->hops };
	uint8_t path[16];
	struct wbuf p = wbuf(path, sizeof(path));
	struct ldp_tlv vector = { .type = LDP_TLV_PATH_VECTOR };

	ldp_tlv_encode(w, &hops);
	for (unsigned i = 0; i < t->n; i++)
		put_u32(&p, t->lsr[i]);
	vector.value = rbuf(path, wbuf_used(&p));
	if (t->n > 0)
		ldp_tlv_encode(w, &vector);
}

static const struct w_verb {
	const char *name;
	uint16_t type, number; /* of the message; TLV of the number */
} w_verbs[] = {
	{ "map", LDP_LABEL_MAPPING, LDP_TLV_GENERIC_LABEL },
	{ "request", LDP_LABEL_REQUEST, 0 },
	{ "withdraw", LDP_LABEL_WITHDRAW, LDP_TLV_GENERIC_LABEL },
	{ "release", LDP_LABEL_RELEASE, LDP_TLV_GENERIC_LABEL },
	{ "abort", LDP_LABEL_ABORT_REQUEST, LDP_TLV_REQUEST_ID },
	{ "address", LDP_ADDRESS, 0 },
	{ "address_withdraw", LDP_ADDRESS_WITHDRAW, 0 },
	{ "notice", LDP_NOTIFICATION, 0 },
	{ "end", LDP_NOTIFICATION, 0 },
};

enum { W_VERBS = sizeof(w_verbs) / sizeof(w_verbs[0]) };

/* The neighbour says it; whether the session goes on. */
static inline bool
w_hear_with(struct world *w, uint32_t peer, const char *words,
    const struct w_trail *trail)
{
	char verb[32] = "", word[64] = "";
	long number = NO_LABEL;
	const struct w_verb *v = w_verbs;
	struct ldp_message m = { 0 };
	uint8_t octets[256];
	struct wbuf out = wbuf(octets, sizeof(octets));
	struct rbuf in;
	uint8_t *length;

	sscanf(words, "%31s %63s %ld", verb, word, &number);
	while (strcmp(v->name, verb) != 0)
		v++;
	m.type = v->type;
	m.id = ++w->id;
	length = ldp_message_begin(&out, &m);
	if (strcmp(verb, "end") == 0) {
		w_put_status(&out, "end_of_lib", 0);
		w_put_fec(&out, word[0] == '4' ? "*4" : "*6");
	} else if (m.type == LDP_NOTIFICATION) {
		w_put_status(&out, word, number);
	} else if (m.type == LDP_ADDRESS || m.type == LDP_ADDRESS_WITHDRAW) {
		w_put_addresses(&out, word);
	} else {
		w_put_fec(&out, word);
	}
	if (number != NO_LABEL && v->number != 0)
		w_put_number(&out, v->number, number);
	if (trail != NULL)
		w_put_trail(&out, trail);
	ldp_message_end(&out, length);
	in = rbuf(octets, wbuf_used(&out));
	return ldp_message_next(&in, &m, NULL) &&
	       ldp_lib_receive(w->lib, w->now, peer, &m, &w->fault);
}

static inline bool
w_hear(struct world *w, uint32_t peer, const char *words)
{
	return w_hear_with(w, peer, words, NULL);
}

/* ---- what they hear ---- */

static inline void
w_word_fec(struct obuf *to, struct rbuf r)
{
	struct ldp_fec e;
	char text[PREFIX_TEXT];

	while (rbuf_left(&r) > 0 && ldp_fec_next(&r, &e, NULL)) {
		prefix_format(&e.prefix, text);
		obuf_printf(to, " %s",
		    e.type == LDP_FEC_PREFIX     ? text
		    : e.type == LDP_FEC_WILDCARD ? "*"
		    : e.info.at[1] == 1          ? "*4"
						 : "*6");
	}
}

static inline void
w_word_tlv(struct obuf *to, const struct ldp_tlv *t)
{
	struct rbuf r = t->value;
	char text[ADDR_TEXT];
	struct addr a;

	switch (t->type) {
	case LDP_TLV_FEC:
		w_word_fec(to, r);
		break;
	case LDP_TLV_GENERIC_LABEL:
		obuf_printf(to, " %u", t->number);
		break;
	case LDP_TLV_REQUEST_ID:
		obuf_printf(to, " for %u", t->number & 0x7fffffff);
		break;
	case LDP_TLV_STATUS:
		obuf_printf(to, " %s", ldp_status_name(t->status.code));
		if (t->status.message_id != 0)
			obuf_printf(to, " %u", t->status.message_id);
		break;
	case LDP_TLV_HOP_COUNT:
		obuf_printf(to, " hops %u", t->octet);
		break;
	case LDP_TLV_PATH_VECTOR:
		while (rbuf_left(&r) > 0)
			obuf_printf(to, " via %x", get_u32(&r));
		break;
	case LDP_TLV_ADDRESS_LIST:
		while (ldp_address_next(&r, t->family, &a)) {
			addr_format(&a, text);
			obuf_printf(to, " %s", text);
		}
		break;
	}
}

static inline void
w_word_message(struct obuf *to, const struct ldp_message *m)
{
	struct rbuf r = m->params;
	struct ldp_tlv t;
	unsigned i = 0;

	while (i < W_VERBS && w_verbs[i].type != m->type)
		i++;
	obuf_puts(to, w_verbs[i].name);
	while (rbuf_left(&r) > 0 && ldp_tlv_next(&r, &t, NULL))
		w_word_tlv(to, &t);
	obuf_puts(to, "\n");
}

/* All that the neighbour is told, with the state written before. */
static inline const char *
w_told(struct world *w, uint32_t peer)
{
	struct obuf bytes = { 0 };
	bool more = true;

	w->text.used = 0;
	while (ldp_lib_work(w->lib, w->now, 100))
		;
	ldp_lib_state(w->lib, &w->state, false);
	while (more)
		ldp_lib_fill(w->lib, peer, &bytes, 1000, 1000, &more);
	while (obuf_left(&bytes) > 0) {
		struct rbuf r = rbuf(obuf_at(&bytes), obuf_left(&bytes));
		struct ldp_message m;
		struct ldp_pdu pdu;
		size_t size = 0;

		CHECK(ldp_pdu_size(r, LDP_MAX_LENGTH, &size, NULL));
		CHECK(ldp_pdu_decode(rbuf(r.at, size), &pdu, NULL));
		CHECK(pdu.lsr == OUR_LSR && pdu.space == 0);
		while (ldp_message_next(&pdu.messages, &m, NULL)) {
			CHECK(ldp_message_check(&m, NULL));
			w_word_message(&w->text, &m);
		}
		obuf_take(&bytes, size);
	}
	obuf_fini(&bytes);
	obuf_putc(&w->text, '\0');
	return obuf_at(&w->text);
}

/* ---- records ---- */

static inline void
w_word_paths(struct obuf *to, const struct rec_path *p, uint32_t n)
{
	char text[ADDR_TEXT];

	for (; n > 0; n--, p++) {
		addr_format(&p->next_hop, text);
		obuf_printf(to, " %s@%s", text, p->interface);
		if (HAS(p, path, labels))
			obuf_printf(to, "/%u", p->labels.at[0]);
	}
}

static inline void
w_word_record(struct obuf *to, const struct rec *r)
{
	char text[PREFIX_TEXT];

	obuf_puts(to, r->del ? "-" : "+");
	if (r->type == REC_LFIB) {
		obuf_printf(to, "lfib %u", r->lfib.in_label);
		w_word_paths(to, r->lfib.paths.at, r->lfib.paths.n);
		obuf_puts(to, HAS(&r->lfib, lfib, vrf) ? " here" : "");
	} else if (r->type == REC_LSP) {
		prefix_format(&r->lsp.fec, text);
		obuf_printf(to, "lsp %s", text);
		w_word_paths(to, r->lsp.paths.at, r->lsp.paths.n);
	} else {
		prefix_format(&r->label.fec, text);
		obuf_printf(to, "label %s %s %s %u", text, r->label.neighbor,
		    r->label.direction == 1 ? "local" : "remote",
		    r->label.label);
	}
	obuf_puts(to, "\n");
}

/* Those of the types named: "lfib lsp label". */
static inline const char *
w_records(struct world *w, const char *types)
{
	const struct rec *r;

	w->text.used = 0;
	while (ldp_lib_work(w->lib, w->now, 100))
		;
	while ((r = ldp_lib_record(w->lib)) != NULL)
		if (strstr(types, r->type == REC_LFIB  ? "lfib"
				  : r->type == REC_LSP ? "lsp"
						       : "label"))
			w_word_record(&w->text, r);
	obuf_putc(&w->text, '\0');
	return obuf_at(&w->text);
}

#endif
