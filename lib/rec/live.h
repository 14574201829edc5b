/*
 * What is so now: interfaces, routes, labels, neighbours. Each has a key and
 * one owner.
 */
#ifndef REC_LIVE_H
#define REC_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/attributes.h"
#include "rec/decoded.h"

struct rec_interface_state {
	uint64_t has;
	const char *name;
	bool up;
	uint32_t ifindex, mtu;
	LIST_OF(struct prefix) addresses;
	const char *vrf;
};

enum {
	RIB_NONE,
	RIB_ADJ_IN_PRE,
	RIB_ADJ_IN,
	RIB_ADJ_OUT,
	RIB_LOC,
	RIB_ADJ_OUT_PRE
};

/*
 * Fields in the form in which they are written, made once for many records that
 * go nowhere else than to the writer: neighbours in the table, each with a
 * comma in front. They are not among those that the record has itself.
 */
struct rec_written {
	uint64_t fields;
	uint32_t n;
	const char *text;
};

struct rec_compared { /* by a step of the decision process, in words */
	uint64_t has;
	const char *own, *other, *peer;
};

struct rec_route {
	uint64_t has;
	const struct rec_written *written; /* mostly NULL; not in copies */
	int rib; /* RIB_NONE with its bit off: a source's statement */
	const char *protocol, *vrf;
	uint32_t family;
	struct rd rd;
	struct prefix prefix;
	uint32_t path_id;
	uint32_t metric;
	LIST_OF(struct rec_path) paths;
	rec_numbers labels;
	struct rd from_rd;
	const char *peer;
	uint32_t peer_as;
	uint32_t weight;
	const char *reason;
	struct rec_compared compared;
	bool stale;
	int64_t time; /* microseconds since the epoch, not negative */
	/* MVPN (RFC 6514) */
	uint32_t source_as;
	struct addr source, group;
	struct rec_bytes route_key;
	const char *name; /* of the route type of BGP-LS (RFC 9552) */
	struct rec_flowspec flow;
	struct rec_bytes hex; /* NLRI of a family that is not decoded */
	struct rec_nlri nlri; /* of one that has no prefix */
	const char *file;     /* of several */
	struct rec_assumed assumed;
	REC_ATTRIBUTES;
};

struct rec_label {
	uint64_t has;
	struct prefix fec;
	const char *neighbor;
	int direction;    /* 1 local, 2 remote */
	const char *peer; /* who it was told, in a capture */
	uint32_t label;
	uint32_t was; /* the label before */
	const char *reason;
	int64_t time;
};

struct rec_lsp {
	uint64_t has;
	struct prefix fec;
	const char *protocol;
	LIST_OF(struct rec_path) paths;
};

struct rec_lfib {
	uint64_t has;
	uint32_t in_label;
	const char *protocol;
	LIST_OF(struct rec_path) paths;
	const char *vrf;
	rec_names accept_on;
};

struct rec_eor {
	uint64_t has;
	const char *of, *protocol, *vrf;
	uint32_t family;
};

struct rec_timers { /* seconds left */
	uint64_t has;
	uint32_t hold, keepalive, connect_retry, idle_hold;
};

struct rec_message_count {
	uint64_t has;
	const char *kind;
	uint64_t received, sent;
};

struct rec_table_count {
	uint64_t has;
	const char *vrf;
	uint32_t family;
	uint32_t received, accepted, advertised; /* of a neighbour */
	uint32_t destinations;                   /* of the router */
};

struct rec_memory {
	uint64_t has;
	const char *part;
	uint64_t bytes;
};

struct rec_roas {
	uint64_t has;
	const char *source;
	bool connected;
	uint64_t count;
};

struct rec_bmp_state { /* of a monitoring station */
	uint64_t has;
	struct addr address;
	uint32_t port;
	bool connected;
	const char *reason;
	int64_t since;
	uint64_t connections, messages, announced, withdrawn, routes;
	uint64_t unsent;
};

struct rec_hello_count { /* of LDP, since the start */
	uint64_t has;
	uint64_t sent, received, malformed, ignored, displaced;
};

struct rec_router_state {
	uint64_t has;
	const char *name;
	uint32_t as;
	struct addr router_id;
	uint32_t peers, established;
	bool converged;
	LIST_OF(struct rec_table_count) tables;
	uint32_t attribute_sets;
	LIST_OF(struct rec_memory) memory;
	LIST_OF(struct rec_roas) roas;
	LIST_OF(struct rec_bmp_state) bmp;
	uint32_t fecs, labels, lsps; /* of LDP */
	struct rec_hello_count hellos;
	uint32_t longest_round; /* microseconds */
	int64_t time;
};

struct rec_policy_use {
	uint64_t has;
	const char *way; /* import, export, redistribute, aggregate */
	const char *name;
};

struct rec_policy_state {
	uint64_t has;
	const char *name;
	uint32_t rules;
	LIST_OF(struct rec_policy_use) used_by;
};

struct rec_bfd_state {
	uint64_t has;
	const char *state, *diagnostic;
	bool multihop;
	uint32_t detection_ms;
};

struct rec_peer_state {
	uint64_t has;
	const char *name;
	int state; /* 1 idle .. 6 established (RFC 4271 8.2.2) */
	struct addr remote_address, local_address;
	struct prefix remote_prefix;
	uint32_t peers; /* of it, that are there */
	uint32_t remote_as, local_as;
	struct addr router_id; /* the neighbour's */
	rec_numbers families;  /* in force */
	uint32_t hold_time;
	rec_numbers
	    end_of_rib; /* families for which the neighbour has said it */
	rec_numbers stale, long_lived_stale;
	uint32_t received, accepted, advertised; /* prefixes */
	uint64_t messages_in, messages_out;
	uint32_t established; /* times, since the start */
	int64_t since;
	struct rec_timers timers;
	LIST_OF(struct rec_table_count) tables;
	LIST_OF(struct rec_message_count) messages;
	LIST_OF(struct rec_capability) capabilities_sent, capabilities_received;
	const char *reason; /* why it is down or held down */
	struct rec_bfd_state bfd;
	struct rec_error error;
	const char *direction; /* of the NOTIFICATION: "sent" or "received" */
	uint32_t code, subcode;
	const char *notification; /* its name */
	struct rec_bytes data;
	const char *text;
	int64_t time;
};

struct rec_hello { /* where an LDP neighbour is heard */
	uint64_t has;
	const char *interface;
	struct addr address;
	bool targeted;
	uint32_t hold_time;
};

struct rec_adjacency {
	uint64_t has;
	const char *name, *state;
	struct addr remote_address, local_address;
	bool active, gtsm;
	LIST_OF(struct rec_hello) hellos;
	uint32_t keepalive_time, max_pdu_length;
	rec_names capabilities;
	bool on_demand, loop_detection;
	uint32_t reconnect_time, recovery_time;
	uint32_t received, advertised, addresses;
	uint64_t messages_in, messages_out;
	uint32_t established;
	int64_t since;
	const char *reason;
	const char *direction; /* of the notification: "sent" or "received" */
	uint32_t code;
	const char *notification; /* its name */
	int64_t time;
};

struct rec_state { /* tunnel_state, cloud_state, install_state */
	uint64_t has;
	const char *name, *state, *ike, *esp, *interface, *reason;
	int64_t time;
};

#endif
