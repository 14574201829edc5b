/*
 * What should be: stated by a person or a tool, in statements.
 */
#ifndef REC_CONFIG_H
#define REC_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/attributes.h"

/* ---- parts ---- */

struct rec_redistribute { /* policies by the protocol whose routes they filter
			   */
	uint64_t has;
	rec_names connected, static_, kernel;
};

struct rec_aggregate { /* RFC 4271 9.2.2.2 */
	uint64_t has;
	struct prefix prefix;
	const char *vrf;
	bool summary_only, as_set, same_med;
	rec_names policy;
};

struct rec_add_path { /* of a peer: RFC 7911 */
	uint64_t has;
	uint32_t family;
	const char *mode; /* receive, send, both */
	uint32_t paths;
};

struct rec_graceful_restart {
	uint64_t has;
	const char *mode;
	uint32_t restart_time, stale_time;
	bool notification;
};

struct rec_bfd {
	uint64_t has;
	uint32_t interval_ms, multiplier;
	bool multihop;
};

/* ---- policies ---- */

struct rec_match {
	uint64_t has;
	LIST_OF(struct prefix_range) prefix;
	const char *prefix_file;
	rec_numbers family;
	rec_names as_path; /* patterns */
	const char *as_path_file;
	rec_numbers origin_as;
	const char *origin_as_file;
	rec_names community, large_community, ext_community; /* '*' in a part */
	const char *community_file, *large_community_file, *ext_community_file;
	LIST_OF(struct prefix) next_hop;
	rec_names peer;
	const char *rpki;       /* valid, invalid, not_found */
	rec_numbers route_type; /* of EVPN */
	rec_names protocol;
	LIST_OF(int) origin;
	uint32_t med, local_pref;
};

struct rec_set {
	uint64_t has;
	uint32_t local_pref, med, weight;
	bool med_remove;
	rec_numbers prepend;
	rec_numbers communities_add;
	rec_names communities_remove; /* '*' in a part, or "*" for all */
	LIST_OF(struct large_community) large_communities_add;
	rec_names large_communities_remove;
	LIST_OF(struct ext_community) ext_communities_add;
	rec_names ext_communities_remove;
	const char *next_hop; /* an address, "self" or "unchanged" */
	int origin;
};

enum { THEN_ACCEPT = 1, THEN_REJECT, THEN_NEXT };

struct rec_rule {
	uint64_t has;
	struct rec_match match; /* absent: everything */
	struct rec_set set;
	int then;         /* one of THEN_; absent: as THEN_NEXT */
	const char *call; /* a policy whose verdict stands in its place */
};

/* ---- the records ---- */

struct rec_begin { /* and `end` */
	uint64_t has;
	const char *source;
};

struct rec_confederation { /* RFC 5065 */
	uint64_t has;
	uint32_t id;
	rec_numbers members;
};

struct rec_rpki_cache {
	uint64_t has;
	struct addr address;
	uint32_t port;
};

struct rec_rpki { /* where validated ROAs come from */
	uint64_t has;
	rec_names files;
	LIST_OF(struct rec_rpki_cache) caches;
};

struct rec_mrt { /* where messages are kept */
	uint64_t has;
	const char *file;
	uint32_t period;
};

struct rec_bmp_station { /* who is told of sessions and routes */
	uint64_t has;
	struct addr address;
	uint32_t port;
	rec_names what;
	uint32_t stats_interval, connect_retry;
};

struct rec_ldp_neighbor {
	uint64_t has;
	struct addr router_id;
	LIST_OF(struct prefix_range) advertise;
	LIST_OF(struct prefix_range) accept;
	const char *password_file;
};

struct rec_ldp_router { /* label distribution (RFC 5036) */
	uint64_t has;
	const char *control; /* independent, ordered */
	bool explicit_null, loop_detection;
	uint32_t max_hops, max_path;
	LIST_OF(struct prefix_range) fecs;
	LIST_OF(struct prefix_range) egress;
	LIST_OF(struct prefix_range) advertise;
	LIST_OF(struct prefix_range) accept;
	uint32_t max_labels;
	LIST_OF(struct addr) transport;
	const char *prefer; /* ipv4, ipv6 */
	uint32_t hold_time, targeted_hold_time, keepalive_time;
	LIST_OF(struct addr) targeted;
	bool accept_targeted, gtsm, on_demand;
	const char *password_file;
	LIST_OF(struct rec_ldp_neighbor) neighbors;
};

struct rec_router {
	uint64_t has;
	const char *name;
	uint32_t as;
	struct addr router_id;
	LIST_OF(struct addr) listen;
	rec_names listen_interfaces;
	uint32_t port;
	struct addr cluster_id;
	struct rec_confederation confederation;
	struct rec_redistribute redistribute;
	LIST_OF(struct rec_aggregate) aggregates;
	struct rec_rpki rpki;
	struct rec_mrt mrt;
	LIST_OF(struct rec_bmp_station) bmp;
	uint32_t restart_time;
	struct rec_ldp_router ldp;
};

struct rec_peer {
	uint64_t has;
	const char *name;
	uint32_t remote_as;
	struct addr remote_address;
	struct prefix remote_prefix;
	uint32_t max_peers;
	struct addr local_address;
	uint32_t local_as;
	const char *local_as_mode;
	const char *interface, *vrf;
	uint32_t port;
	bool passive;
	rec_numbers families;
	uint32_t hold_time, connect_retry, ttl;
	bool multihop, gtsm;
	const char *password_file, *ao_file;
	struct rec_bfd bfd;
	uint32_t max_prefixes, max_prefixes_warning, max_prefixes_restart;
	rec_names import, export_;
	bool next_hop_self, extended_next_hop, route_reflector_client;
	const char *role;
	bool role_strict;
	LIST_OF(struct rec_add_path) add_path;
	struct rec_graceful_restart graceful_restart;
	uint32_t long_lived_restart;
	bool as_override;
	uint32_t allow_own_as;
	bool remove_private_as, default_originate;
	struct ext_community site_of_origin;
	bool shutdown;
	const char *shutdown_message;
	bool graceful_shutdown;
};

struct rec_policy {
	uint64_t has;
	const char *name;
	LIST_OF(struct rec_rule) rules;
};

struct rec_vrf {
	uint64_t has;
	const char *name;
	struct rd rd;
	LIST_OF(struct ext_community) import_rt, export_rt;
	rec_names interfaces;
	uint32_t table, label;
	const char *label_mode;
	uint32_t max_routes;
	struct rec_redistribute redistribute;
};

struct rec_interface {
	uint64_t has;
	const char *name;
	LIST_OF(struct prefix) addresses;
	uint32_t mtu, vlan;
	const char *vxlan; /* raw JSON, until it is made */
	const char *bridge, *vrf;
	bool mpls, ldp;
};

struct rec_tunnel {
	uint64_t has;
	const char *name, *profile;
	struct addr local_address, remote_address;
	const char *local_id, *remote_id;
	const char *psk_file, *certificate_file, *key_file;
	struct prefix inside_local;
	struct addr inside_remote;
	const char *interface;
	rec_names ike, esp;
	uint32_t ike_version;
	const char *lifetimes, *dpd; /* raw JSON, until they are used */
	uint32_t mtu, mss;
	const char *start, *socket;
};

struct rec_cloud {
	uint64_t has;
	const char *name, *provider, *kind, *region;
	int preference; /* 1 primary, 2 backup */
};

struct rec_named { /* requirements, scenario: a name, the rest is for later */
	uint64_t has;
	const char *name;
};

#endif
