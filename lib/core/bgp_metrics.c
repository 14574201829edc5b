/* A speaker and its neighbours as metrics: a row a family. */
#include "core/bgp_metrics.h"
#include "core/metrics.h"
#include "rec/rec.h"
#include "value/family.h"

#include <stdio.h>
#include <string.h>

enum { ESTABLISHED = 6 };

/* Writes the samples of one record. */
typedef void samples_fn(struct obuf *, const char *name, const struct rec *);

/* ---- of a neighbour ---- */

static void
peer_sample(struct obuf *o, const char *name, const struct rec_peer_state *s,
    uint64_t value)
{
	metrics_sample(o, name,
	    (const struct metric_label[]){ { "peer", s->name }, { 0 } }, value);
}

static void
peer_up(struct obuf *o, const char *name, const struct rec *r)
{
	peer_sample(
	    o, name, &r->peer_state, r->peer_state.state == ESTABLISHED);
}

static void
peer_state(struct obuf *o, const char *name, const struct rec *r)
{
	peer_sample(o, name, &r->peer_state, (uint64_t)r->peer_state.state);
}

static void
peer_established(struct obuf *o, const char *name, const struct rec *r)
{
	peer_sample(o, name, &r->peer_state, r->peer_state.established);
}

static void
peer_since(struct obuf *o, const char *name, const struct rec *r)
{
	const struct rec_peer_state *s = &r->peer_state;

	if (HAS(s, peer_state, since))
		metrics_seconds(o, name,
		    (const struct metric_label[]){ { "peer", s->name }, { 0 } },
		    s->since);
}

static void
peer_hold_time(struct obuf *o, const char *name, const struct rec *r)
{
	if (HAS(&r->peer_state, peer_state, hold_time))
		peer_sample(o, name, &r->peer_state, r->peer_state.hold_time);
}

static void
peer_bfd(struct obuf *o, const char *name, const struct rec *r)
{
	const struct rec_peer_state *s = &r->peer_state;

	if (HAS(s, peer_state, bfd))
		peer_sample(o, name, s, strcmp(s->bfd.state, "up") == 0);
}

static void
peer_messages(struct obuf *o, const char *name, const struct rec *r)
{
	const struct rec_peer_state *s = &r->peer_state;

	for (uint32_t i = 0; i < s->messages.n; i++) {
		const struct rec_message_count *c = &s->messages.at[i];
		struct metric_label labels[] = {
			{ "peer", s->name },
			{ "kind", c->kind },
			{ "direction", "received" },
			{ 0 },
		};

		metrics_sample(o, name, labels, c->received);
		labels[2].value = "sent";
		metrics_sample(o, name, labels, c->sent);
	}
}

static void
peer_prefixes(struct obuf *o, const char *name, const struct rec *r)
{
	const struct rec_peer_state *s = &r->peer_state;

	for (uint32_t i = 0; i < s->tables.n; i++) {
		const struct rec_table_count *t = &s->tables.at[i];
		char family[FAMILY_TEXT];
		struct metric_label labels[] = {
			{ "peer", s->name },
			{ "family", family },
			{ "state", "received" },
			{ 0 },
		};

		family_format(t->family, family);
		metrics_sample(o, name, labels, t->received);
		labels[2].value = "accepted";
		metrics_sample(o, name, labels, t->accepted);
		labels[2].value = "advertised";
		metrics_sample(o, name, labels, t->advertised);
	}
}

/* ---- of the speaker ---- */

static void
router_info(struct obuf *o, const char *name, const struct rec *r)
{
	const struct rec_router_state *s = &r->router_state;
	char id[ADDR_TEXT] = "";
	const struct metric_label labels[] = {
		{ "name", HAS(s, router_state, name) ? s->name : NULL },
		{ "router_id", id },
		{ 0 },
	};

	if (!HAS(s, router_state, router_id))
		return;
	addr_format(&s->router_id, id);
	metrics_sample(o, name, labels, 1);
}

static void
router_converged(struct obuf *o, const char *name, const struct rec *r)
{
	metrics_sample(o, name, (const struct metric_label[]){ { 0 } },
	    r->router_state.converged);
}

static void
router_destinations(struct obuf *o, const char *name, const struct rec *r)
{
	const struct rec_router_state *s = &r->router_state;

	for (uint32_t i = 0; i < s->tables.n; i++) {
		const struct rec_table_count *t = &s->tables.at[i];
		char family[FAMILY_TEXT];
		const struct metric_label labels[] = {
			{ "vrf", HAS(t, table_count, vrf) ? t->vrf : NULL },
			{ "family", family },
			{ 0 },
		};

		family_format(t->family, family);
		metrics_sample(o, name, labels, t->destinations);
	}
}

static void
router_attribute_sets(struct obuf *o, const char *name, const struct rec *r)
{
	metrics_sample(o, name, (const struct metric_label[]){ { 0 } },
	    r->router_state.attribute_sets);
}

static void
router_memory(struct obuf *o, const char *name, const struct rec *r)
{
	const struct rec_router_state *s = &r->router_state;

	for (uint32_t i = 0; i < s->memory.n; i++)
		metrics_sample(o, name,
		    (const struct metric_label[]){
			{ "part", s->memory.at[i].part }, { 0 } },
		    s->memory.at[i].bytes);
}

static void
router_roas(struct obuf *o, const char *name, const struct rec *r)
{
	const struct rec_router_state *s = &r->router_state;

	for (uint32_t i = 0; i < s->roas.n; i++)
		metrics_sample(o, name,
		    (const struct metric_label[]){
			{ "source", s->roas.at[i].source }, { 0 } },
		    s->roas.at[i].count);
}

static void
station_sample(struct obuf *o, const char *name, const struct rec_bmp_state *b,
    uint64_t value)
{
	char address[ADDR_TEXT], port[8];
	const struct metric_label labels[] = {
		{ "address", address },
		{ "port", port },
		{ 0 },
	};

	addr_format(&b->address, address);
	snprintf(port, sizeof(port), "%u", b->port);
	metrics_sample(o, name, labels, value);
}

#define STATION_SAMPLES(member)                                                \
	static void station_##member(                                          \
	    struct obuf *o, const char *name, const struct rec *r)             \
	{                                                                      \
		const struct rec_router_state *s = &r->router_state;           \
                                                                               \
		for (uint32_t i = 0; i < s->bmp.n; i++)                        \
			station_sample(                                        \
			    o, name, &s->bmp.at[i], s->bmp.at[i].member);      \
	}

STATION_SAMPLES(connected)
STATION_SAMPLES(connections)
STATION_SAMPLES(messages)
STATION_SAMPLES(routes)
STATION_SAMPLES(unsent)

/* ---- all ---- */

/* clang-format off */
static const struct family {
	enum rec_type of;
	enum metric_kind kind;
	const char *name, *help;
	samples_fn *samples;
} families[] = {
	{ REC_ROUTER_STATE, METRIC_GAUGE, "bgpspeak_info",
	    "The router, by its labels.", router_info },
	{ REC_ROUTER_STATE, METRIC_GAUGE, "bgpspeak_converged",
	    "Whether all neighbours have said all, or were waited for.",
	    router_converged },
	{ REC_ROUTER_STATE, METRIC_GAUGE, "bgpspeak_destinations",
	    "Destinations with a best path.", router_destinations },
	{ REC_ROUTER_STATE, METRIC_GAUGE, "bgpspeak_attribute_sets",
	    "Sets of path attributes that differ.", router_attribute_sets },
	{ REC_ROUTER_STATE, METRIC_GAUGE, "bgpspeak_memory_bytes",
	    "Memory, by what it is for.", router_memory },
	{ REC_ROUTER_STATE, METRIC_GAUGE, "bgpspeak_roas",
	    "ROAs, by where they come from.", router_roas },
	{ REC_ROUTER_STATE, METRIC_GAUGE, "bgpspeak_bmp_up",
	    "Whether the monitoring station is connected.",
	    station_connected },
	{ REC_ROUTER_STATE, METRIC_COUNTER, "bgpspeak_bmp_connections_total",
	    "How often the station was connected.", station_connections },
	{ REC_ROUTER_STATE, METRIC_COUNTER, "bgpspeak_bmp_messages_total",
	    "Messages of BMP to the station.", station_messages },
	{ REC_ROUTER_STATE, METRIC_GAUGE, "bgpspeak_bmp_routes",
	    "Routes that the station has, in all views.", station_routes },
	{ REC_ROUTER_STATE, METRIC_COUNTER, "bgpspeak_bmp_unsent_total",
	    "Routes that no message of BMP holds.", station_unsent },
	{ REC_PEER_STATE, METRIC_GAUGE, "bgpspeak_peer_up",
	    "Whether the session is established.", peer_up },
	{ REC_PEER_STATE, METRIC_GAUGE, "bgpspeak_peer_state",
	    "RFC 4271 8.2.2: 1 idle, 2 connect, 3 active, 4 opensent, "
	    "5 openconfirm, 6 established.", peer_state },
	{ REC_PEER_STATE, METRIC_COUNTER, "bgpspeak_peer_established_total",
	    "How often the session was established.", peer_established },
	{ REC_PEER_STATE, METRIC_GAUGE,
	    "bgpspeak_peer_established_timestamp_seconds",
	    "When the session was established.", peer_since },
	{ REC_PEER_STATE, METRIC_GAUGE, "bgpspeak_peer_hold_time_seconds",
	    "The hold time in force.", peer_hold_time },
	{ REC_PEER_STATE, METRIC_GAUGE, "bgpspeak_peer_bfd_up",
	    "Whether BFD sees the path to it.", peer_bfd },
	{ REC_PEER_STATE, METRIC_COUNTER, "bgpspeak_peer_messages_total",
	    "Messages, by kind and direction.", peer_messages },
	{ REC_PEER_STATE, METRIC_GAUGE, "bgpspeak_peer_prefixes",
	    "Prefixes announced by it, accepted of these, and told to it.",
	    peer_prefixes },
};
/* clang-format on */

void
bgp_metrics_write(struct obuf *o, struct rec *const *at, size_t n)
{
	const struct family *end =
	    families + sizeof(families) / sizeof(*families);

	for (const struct family *f = families; f < end; f++) {
		metrics_family(o, f->name, f->kind, f->help);
		for (size_t i = 0; i < n; i++)
			if (at[i]->type == f->of)
				f->samples(o, f->name, at[i]);
	}
}
