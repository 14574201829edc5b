/* Between the files ldp_hello*.c alone. */
#ifndef CORE_LDP_HELLO_IN_H
#define CORE_LDP_HELLO_IN_H

#include "base/map.h"
#include "core/ldp_hello.h"

enum { /* seconds, RFC 5036 2.5.5, 3.5.2 */
	LDP_LINK_HOLD = 15,
	LDP_TARGETED_HOLD = 45,
	LDP_HOLD_FOR_EVER = 65535,
};

/* A hello, as it came; what it does not say is 0. */
struct ldp_hello {
	struct ldp_id id;
	uint16_t hold, flags;
	struct addr transport[LDP_N_IP];
	uint32_t sequence;
	uint8_t preference;
};

/* What stands in one of ours. */
struct ldp_hello_terms {
	const struct ldp_hello_config *config;
	uint32_t message_id, sequence;
	unsigned ip;
	uint16_t hold, flags;
};

/* False: malformed, or not a hello. */
bool ldp_hello_read(struct rbuf, struct ldp_hello *);
unsigned ldp_hello_write(
    const struct ldp_hello_terms *, uint8_t *to, unsigned room);

/* ---- ldp_hello_table.c: neighbours, and where they are heard ---- */

struct ldp_table {
	struct ldp_heard **at; /* in no order */
	size_t n, room;
	struct map by_id;
	struct ldp_adjacency *oldest, *newest;
	unsigned n_adjacencies;
};

void ldp_table_fini(struct ldp_table *);
struct ldp_heard *ldp_table_find(const struct ldp_table *, struct ldp_id);
struct ldp_heard *ldp_table_add(struct ldp_table *, struct ldp_id);
/* Its last adjacency is gone. */
void ldp_table_remove(struct ldp_table *, struct ldp_heard *);

/* By link and version, or by the address of who is afar (ifindex 0). */
struct ldp_adjacency *ldp_table_adjacency(
    const struct ldp_heard *, uint32_t ifindex, const struct addr *source);
struct ldp_adjacency *ldp_table_join(struct ldp_table *, struct ldp_heard *,
    uint32_t ifindex, const struct addr *source);
void ldp_table_leave(struct ldp_table *, struct ldp_adjacency *);
/* The oldest of a neighbour without a session; NULL: all have one. */
struct ldp_adjacency *ldp_table_least(const struct ldp_table *);

/* ---- ldp_hello_send.c: hellos out ---- */

/* Where hellos go to: a link, or a target. */
struct ldp_way {
	uint32_t ifindex; /* 0: a target */
	struct addr to;   /* its address */
	bool configured;  /* else it is answered, as it has asked for it */
	bool on[LDP_N_IP];
	mono due[LDP_N_IP];
	uint16_t hold[LDP_N_IP]; /* the shortest agreed since the last hello */
	unsigned burst;
	mono burst_since;
	bool gone; /* its place may be had */
};

struct ldp_hellos {
	struct ldp_hello_config config;
	uint32_t sequence, message_id;
	struct ldp_way *ways;
	size_t n_ways, ways_room;
	struct ldp_table table;
	mono look; /* nothing runs out before */
	struct ldp_hello_action *actions;
	size_t n_actions, actions_room, taken;
	struct ldp_hello_counts counts;
};
struct ldp_hello_action *ldp_hello_act(struct ldp_hellos *, enum ldp_hello_do);
uint16_t ldp_hello_hold(const struct ldp_hellos *, bool targeted);
/* How long it may be until the next hello, where that is the hold time. */
int64_t ldp_hello_interval(uint16_t hold);
/* Whether hellos of that version of IP go there. */
bool ldp_way_is_on(
    const struct ldp_hellos *, const struct ldp_way *, unsigned ip);
/* NULL: there is none. */
struct ldp_way *ldp_way_link(struct ldp_hellos *, uint32_t ifindex);
struct ldp_way *ldp_way_target(struct ldp_hellos *, const struct addr *);
struct ldp_way *ldp_way_add(
    struct ldp_hellos *, uint32_t ifindex, const struct addr *to);
void ldp_way_remove(struct ldp_way *);
void ldp_way_switch(
    struct ldp_hellos *, struct ldp_way *, unsigned ip, bool on, mono now);
/* Before the interval is over, for somebody who has not heard us yet. */
void ldp_way_hurry(struct ldp_way *, unsigned ip, mono now);
void ldp_ways_send(struct ldp_hellos *, mono now);

#endif
