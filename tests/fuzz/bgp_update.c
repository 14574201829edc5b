/*
 * An UPDATE without fault is written and read back as the same, and any one
 * makes a record that the vocabulary takes. The first byte says how it is read.
 */
#include "base/obuf.h"
#include "message/bgp_records.h"
#include "wire/bgp_evpn.h"
#include "wire/bgp_flowspec.h"
#include "wire/bgp_mvpn.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static size_t
attrs_encode(const struct bgp_attrs *a, const struct bgp_codec *codec,
    uint8_t *to, size_t room)
{
	struct wbuf w = wbuf(to, room);

	bgp_attrs_encode(&w, a, codec);
	must(!w.bad);
	return wbuf_used(&w);
}

/* An EVPN route that makes sense is written as it was. */
static void
check_evpn(const struct bgp_nlri *n)
{
	uint8_t out[300];
	struct wbuf w = wbuf(out, sizeof(out));
	struct bgp_evpn e;

	if (n->kind != BGP_NLRI_EVPN || !bgp_evpn_decode(n->raw, &e, NULL))
		return;
	bgp_evpn_encode(&w, &e);
	must(!w.bad && wbuf_used(&w) == rbuf_left(&n->raw));
	must(memcmp(out, n->raw.at, wbuf_used(&w)) == 0);
}

static void
check_mvpn(const struct bgp_nlri *n)
{
	uint8_t out[300];
	struct wbuf w = wbuf(out, sizeof(out));
	struct bgp_mvpn m;

	if (n->kind != BGP_NLRI_MVPN || !bgp_mvpn_decode(n->raw, &m, NULL))
		return;
	bgp_mvpn_encode(&w, &m);
	must(!w.bad && wbuf_used(&w) == rbuf_left(&n->raw));
	must(memcmp(out, n->raw.at, wbuf_used(&w)) == 0);
}

/* The text of canonical operators is these operators again. */
static void
check_ops(struct rbuf ops, const struct bgp_flow_row *row)
{
	static char text[FLOW_TEXT(4096)];
	static uint8_t out[5000];
	struct wbuf w = wbuf(out, sizeof(out));
	char *end = flow_ops_format(ops, row->kind, text);

	must((size_t)(end - text) < FLOW_TEXT(rbuf_left(&ops)));
	if (!flow_ops_are_canonical(ops, row->kind, row->shortest))
		return;
	must(flow_ops_parse(
	    &w, row->kind, row->shortest, text, (size_t)(end - text), NULL));
	must(wbuf_used(&w) == rbuf_left(&ops));
	must(memcmp(out, ops.at, wbuf_used(&w)) == 0);
}

/* A flow specification is read back as what it was. */
static void
check_flow(const struct bgp_nlri *n)
{
	uint8_t out[2 + 0xfff];
	struct wbuf w = wbuf(out, sizeof(out));
	struct bgp_flow flow, back;
	unsigned ip = n->prefix.addr.ip;

	if (n->kind != BGP_NLRI_FLOW ||
	    !bgp_flow_decode(n->raw, ip, n->has_rd, &flow, NULL))
		return;
	bgp_flow_encode(&w, &flow);
	must(!w.bad && wbuf_used(&w) <= rbuf_left(&n->raw));
	must(bgp_flow_decode(
	    rbuf(out, wbuf_used(&w)), ip, n->has_rd, &back, NULL));
	must(back.has == flow.has);
	for (unsigned type = BGP_FLOW_PROTOCOL; type < BGP_FLOW_NTYPES; type++)
		if (flow.has >> type & 1)
			check_ops(flow.parts[type].ops, bgp_flow_row(type));
}

/* NLRI are written as they were, but for their trailing bits. */
static void
check_nlri(struct rbuf nlri, uint32_t family, const struct bgp_codec *codec)
{
	static uint8_t out[70000];
	struct bgp_nlri_iter it = bgp_nlri_walk(nlri, family, codec);
	struct bgp_nlri n, back;
	size_t all = 0;

	while (bgp_nlri_next(&it, &n, NULL)) {
		struct wbuf w = wbuf(out, sizeof(out));
		struct bgp_nlri_iter again;

		bgp_nlri_encode(&w, &n);
		all += wbuf_used(&w);
		again = bgp_nlri_walk(rbuf(out, wbuf_used(&w)), family, codec);
		must(!w.bad && bgp_nlri_next(&again, &back, NULL));
		must(back.kind == n.kind && back.path_id == n.path_id);
		if (n.kind == BGP_NLRI_PREFIX || n.kind == BGP_NLRI_LABELED)
			must(prefix_cmp(&back.prefix, &n.prefix) == 0);
		must(rbuf_left(&again.left) == 0);
		check_evpn(&n);
		check_mvpn(&n);
		check_flow(&n);
	}
	must(it.left.bad || all == rbuf_left(&nlri));
}

static void
check_attrs(const struct bgp_update *u, const struct bgp_codec *codec)
{
	static uint8_t one[140000], two[140000];
	struct bgp_update back = { 0 };
	size_t n = attrs_encode(&u->attrs, codec, one, sizeof(one));

	must(bgp_attrs_decode(rbuf(one, n), codec, &back) == BGP_FINE);
	must(attrs_encode(&back.attrs, codec, two, sizeof(two)) == n);
	must(memcmp(one, two, n) == 0);
}

static void
check_record(const uint8_t *data, size_t size, const struct bgp_reading *how)
{
	struct arena arena = { 0 };
	struct obuf line = { 0 };
	struct rec r = { .type = REC_MESSAGE }, back;

	bgp_record_body(&r.message, BGP_UPDATE, rbuf(data, size), how, &arena);
	rec_write(&line, &r);
	must(rec_read(
	    &back, obuf_at(&line), obuf_left(&line), REC_STRICT, &arena, NULL));
	must(rec_equal(&r, &back));
	obuf_fini(&line);
	arena_fini(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bgp_reading how = { 0 };
	struct bgp_codec *codec = &how.codec;
	struct bgp_update u;
	const uint8_t *at;

	if (size < 1 || size > 60000)
		return 0;
	codec->as4 = data[0] & 1;
	codec->session = data[0] >> 2 & 1 ? BGP_INTERNAL : BGP_UNKNOWN_SESSION;
	if (data[0] & 2)
		codec->add_path[codec->add_path_n++] = FAMILY_IPV4_UNICAST;
	if (data[0] & 16)
		codec->add_path[codec->add_path_n++] = FAMILY_IPV4_VPN;
	how.as4_known = how.add_path_known = data[0] & 8;
	data++;
	size--;

	bgp_update_decode(rbuf(data, size), codec, &u);
	at = u.error.fault.at;
	if (u.error.treatment != BGP_FINE)
		must(at >= data && at <= data + size);
	else
		check_attrs(&u, codec);
	check_nlri(u.withdrawn, FAMILY_IPV4_UNICAST, codec);
	check_nlri(u.nlri, FAMILY_IPV4_UNICAST, codec);
	check_nlri(u.reach.nlri, u.reach.family, codec);
	check_nlri(u.unreach.nlri, u.unreach.family, codec);
	check_record(data, size, &how);
	return 0;
}
